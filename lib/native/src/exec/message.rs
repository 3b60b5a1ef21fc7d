//! What init tells the supervisor.

use super::failure::Failure;
use super::processes::Process;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Upper bound of one message.
pub const MESSAGE_BYTES: usize = 1 << 17;

/// One message each.
#[derive(Debug, Serialize, Deserialize)]
pub enum Message {
    /// The test could not be started; init ends.
    Failed(Failure),
    /// The test is being executed.
    Started {
        /// The test's pid.
        pid: i32,
        /// Strace's pid, or 0.
        tracer: i32,
        /// [`Spec::runtime_dir`] without symbolic links, as the test sees it.
        runtime_dir: PathBuf,
    },
    /// The test process ended.
    Ended {
        /// Exit status, unless a signal ended it.
        code: Option<i32>,
        /// The signal, if one ended it.
        signal: Option<i32>,
        /// From exec to the end.
        duration_us: u64,
        /// Processor time in user mode.
        user_us: u64,
        /// Processor time in the kernel.
        system_us: u64,
        /// Largest resident set in KiB.
        max_rss_kb: i64,
    },
    /// The test had so many threads, which is more than it may: all of it is being killed, its tracer included.
    Crowded(u64),
    /// What outlived the test; it is being killed.
    Leaked(Vec<Process>, usize),
    /// Everything is gone. `tracer_ended`: strace ended by itself, not by a signal of ours.
    Over {
        /// See above; true without a trace.
        tracer_ended: bool,
    },
}
