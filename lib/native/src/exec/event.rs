//! What `lane-exec` tells: one JSON object a line on descriptor 3.

use super::failure::Failure;
use super::isolation::Isolation;
use super::processes::Process;
use super::witness::Held;
use serde::Serialize;
use std::fs::File;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Every event. Pids are those of the test's own pid namespace unless they say otherwise.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Event {
    /// Kernel addresses and routes of the test's network namespace.
    Isolation {
        /// `before` or `after`.
        when: &'static str,
        /// What was found.
        #[serde(flatten)]
        found: Isolation,
    },
    /// The test's program is about to be executed; all set-up is done.
    Started {
        /// The test process.
        pid: i32,
        /// Pid of the namespace's init as the launcher's caller sees it.
        init_pid: i32,
        /// The tracer; absent without a trace.
        #[serde(skip_serializing_if = "Option::is_none")]
        tracer: Option<i32>,
    },
    /// EAL of one process answered on its telemetry socket.
    Eal(Box<Eal>),
    /// Frames of EAL's ports against those of their taps, from the beginning of the conversation to the end of the process.
    Counters {
        /// The process of an `eal` event.
        pid: i32,
        /// How often EAL was asked.
        samples: u64,
        /// Frames EAL says it sent (`opackets`), all ports.
        sent: u64,
        /// Frames that came through the taps and were not sent by EAL.
        beside: u64,
    },
    /// The test process called exit.
    Exited {
        /// Its status, 0 to 255.
        code: i32,
    },
    /// A signal ended the test process.
    Signaled {
        /// Its name, e.g. `SIGSEGV`.
        signal: String,
    },
    /// The test had more threads than it may; all of it was killed.
    Crowded {
        /// How many there were.
        threads: u64,
    },
    /// Processes that outlived the test process and the grace; they were killed.
    Leaked {
        /// At most [`super::processes::MAX_LISTED`].
        processes: Vec<Process>,
        /// How many there were.
        count: usize,
    },
    /// The trace is at its end.
    Trace {
        /// Bytes strace wrote.
        bytes: u64,
        /// Bytes that were not kept.
        dropped_bytes: u64,
        /// The tracer ended by itself, after every traced process. When false, calls may be missing.
        ended: bool,
    },
    /// SIGTERM or SIGINT came, or the reader of this stream went away: the tree was killed.
    Killed {
        /// What asked for it.
        by: String,
    },
    /// The last event of a test that was started.
    Finished(Finished),
    /// The test could not be started, or its init was killed: no verdict can come of it. The last event.
    Failed(Failure),
}

/// What EAL said of itself, and what the kernel says of that process.
#[derive(Debug, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Eal {
    /// The process that listens on the socket, from SO_PEERCRED.
    pub pid: i32,
    /// e.g. `DPDK 22.11.11`.
    pub version: String,
    /// `HugetlbPages` of /proc/PID/status.
    pub hugepages_kb: u64,
    /// Ethernet ports by `/ethdev/list` and `/ethdev/info`.
    pub ports: Vec<Port>,
    /// `/eal/params`.
    pub parameters: Vec<String>,
    /// `librte_eal` as mapped into the process; absent when EAL is linked statically.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// Devices the process holds open.
    pub held: Vec<Held>,
    /// Executable of the process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executable: Option<String>,
    /// Name of the telemetry socket in the runtime directory.
    pub socket: String,
    /// Why `version`, `ports` or `parameters` are missing, when they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// One Ethernet port of EAL.
#[derive(Debug, Serialize)]
pub struct Port {
    /// e.g. `net_tap0`.
    pub name: String,
    /// Lower case, with colons.
    pub mac: String,
}

/// Totals of one test.
#[derive(Debug, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Finished {
    /// Bytes the tree wrote to standard output.
    pub stdout_bytes: u64,
    /// Bytes the tree wrote to standard error.
    pub stderr_bytes: u64,
    /// Bytes of both that were not kept.
    pub dropped_bytes: u64,
    /// From exec to the end of the test process, in milliseconds.
    pub duration_ms: f64,
    /// Processor time in user mode.
    pub user_ms: f64,
    /// Processor time in the kernel.
    pub system_ms: f64,
    /// Largest resident set in KiB.
    pub max_rss_kb: i64,
}

/// Where events go; clones write to the same stream, whole lines at a time.
#[derive(Clone)]
pub struct Sink(Arc<Mutex<File>>);

impl Sink {
    /// Takes over the stream.
    pub fn new(stream: File) -> Self {
        Self(Arc::new(Mutex::new(stream)))
    }

    /// Writes one event. A reader that is gone is noticed by the supervisor's poll, not here.
    pub fn emit(&self, event: &Event) {
        let mut line = serde_json::to_vec(event)
            .unwrap_or_else(|error| format!(r#"{{"event":"failed","step":"event","error":"{error}"}}"#).into_bytes());
        line.push(b'\n');
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line);
    }
}
