//! Whether a thread of a process is kept from running: it may then be in the middle of anything, for any time.

use std::collections::BTreeMap;
use std::fs;

/// A thread that ran for less since the look before was kept from it.
const RAN_NS: u64 = 1_000_000;

/// States of proc_pid_stat(5) in which a thread waits for others to let it go on, in the middle of whatever it does: for a core, for memory
/// or a disk, for its tracer. A port has a signal for each frame, and a traced thread stops at each: it writes a frame, gets the answer's
/// signal before it has counted what it wrote, and stands until the tracer has had its turn.
const WOULD_RUN: [char; 3] = ['R', 'D', 't'];

/// A thread: whether it would run if it were let, and for how many nanoseconds it has run.
pub type Thread = (bool, u64);

/// The run time of a process's threads at the last look.
#[derive(Default)]
pub struct Threads(BTreeMap<u32, u64>);

impl Threads {
    /// True when a thread wants to run and hardly has since the last look; one that was not there then has not. True as well when the
    /// kernel tells of no thread: nothing is known then.
    pub fn wait(&mut self, now: BTreeMap<u32, Thread>) -> bool {
        let ran_before = std::mem::take(&mut self.0);
        self.0 = now.iter().map(|(id, (_, ran))| (*id, *ran)).collect();
        let kept_from_it = |(id, (runnable, ran)): (&u32, &Thread)| {
            let since = ran_before.get(id).map_or(0, |before| ran.saturating_sub(*before));
            *runnable && since < RAN_NS
        };
        now.is_empty() || now.iter().any(kept_from_it)
    }
}

/// Every thread of a process by its id, from `stat` and `schedstat` of proc(5).
pub fn look_at_threads(host_pid: i32) -> BTreeMap<u32, Thread> {
    let tasks = fs::read_dir(format!("/proc/{host_pid}/task")).into_iter().flatten().flatten();
    tasks
        .filter_map(|task| {
            let stat = fs::read_to_string(task.path().join("stat")).ok()?;
            let ran = fs::read_to_string(task.path().join("schedstat")).ok()?;
            let runnable = WOULD_RUN.contains(&state(&stat)?);
            let ran = ran.split(' ').next()?.parse().ok()?;
            Some((task.file_name().to_str()?.parse().ok()?, (runnable, ran)))
        })
        .collect()
}

/// The state letter of a `stat` line; the name before it may hold anything.
fn state(stat: &str) -> Option<char> {
    stat.rsplit_once(") ")?.1.chars().next()
}

#[cfg(test)]
mod tests {
    use super::{look_at_threads, state, Threads, RAN_NS};
    use crate::sys::check;
    use std::collections::BTreeMap;
    use std::os::unix::process::CommandExt;

    #[test]
    fn only_who_wants_to_run_and_may_not_waits() {
        let mut threads = Threads::default();
        let mut wait = |all: &[(u32, bool, u64)]| {
            threads.wait(all.iter().map(|(id, runnable, ran)| (*id, (*runnable, *ran))).collect::<BTreeMap<_, _>>())
        };
        assert!(wait(&[(1, true, 5)]), "not seen before");
        assert!(wait(&[(1, true, 5)]), "has not run");
        assert!(!wait(&[(1, true, 5 + RAN_NS)]), "has run");
        assert!(!wait(&[(1, false, 5 + RAN_NS), (2, false, 0)]), "sleeps");
        assert!(wait(&[(1, false, 5 + RAN_NS), (2, true, 0)]), "one of them has not run");
        assert!(wait(&[]), "unknown");
    }

    #[test]
    fn the_kernel_tells_of_every_thread() {
        let me = std::process::id();
        let found = look_at_threads(me as i32);
        assert!(found.get(&me).is_some_and(|(_, ran)| *ran > 0), "{found:?}");
        assert!(found.values().any(|(runnable, _)| *runnable), "this one runs: {found:?}");
        assert!(look_at_threads(-1).is_empty());
    }

    #[test]
    fn who_stands_before_its_tracer_would_run() {
        let mut command = std::process::Command::new("true");
        // SAFETY: ptrace(2) with PTRACE_TRACEME and no more is async-signal-safe.
        unsafe {
            command.pre_exec(|| check(libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) as i32).map(drop));
        }
        let mut child = command.spawn().unwrap();
        let id = child.id();
        // SAFETY: no pointer is passed on; the child is our own and is not reaped by a stop.
        check(unsafe { libc::waitpid(id as i32, std::ptr::null_mut(), libc::WUNTRACED) }).unwrap(); // it stops at its exec
        let found = look_at_threads(id as i32);
        let mut threads = Threads::default();
        threads.wait(found.clone());
        let waits = threads.wait(found.clone());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(found.get(&id).is_some_and(|(would_run, _)| *would_run), "{found:?}");
        assert!(waits);
    }

    #[test]
    fn state_behind_any_name() {
        assert_eq!(state("7 (a) S (b) R 1 2"), Some('R'));
        assert_eq!(state("7"), None);
    }
}
