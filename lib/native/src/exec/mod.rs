//! `lane-exec`: runs one test process so that nothing of it survives and everything of it is known.
//!
//! ```text
//! lane-exec (supervisor)   in the test's network namespace, the host's mounts and pids
//! └─ init                  pid 1 of a new pid namespace, own mounts: starts, reaps, lists and kills
//!    ├─ the test           pinned to its cores (with a trace: strace -D made itself the test's tracer)
//!    └─ strace             on the other cores, writes to a pipe the supervisor reads
//! ```
//!
//! The kernel kills init when the supervisor ends, and everything in a pid namespace when its init ends: no clean-up code has to run.

pub mod become_test;
pub mod beside;
pub mod changes;
pub mod child;
pub mod counters;
pub mod crowd;
pub mod event;
pub mod failure;
pub mod init;
pub mod isolation;
pub mod message;
pub mod mounts;
pub mod netlink;
pub mod observer;
pub mod processes;
pub mod pump;
pub mod seal;
pub mod spec;
pub mod supervisor;
pub mod telemetry;
pub mod trace;
pub mod waiting;
pub mod watch;
pub mod witness;
