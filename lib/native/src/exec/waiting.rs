//! Whether a thread of a process is kept from running: it may then be in the middle of anything, for any time.

use std::collections::BTreeMap;
use std::fs;

/// A thread that ran for less since the look before was kept from it.
const RAN_NS: u64 = 1_000_000;

/// A thread: whether it is runnable, and for how many nanoseconds it has run.
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
            let runnable = matches!(state(&stat)?, 'R' | 'D');
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
    use std::collections::BTreeMap;

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
    fn state_behind_any_name() {
        assert_eq!(state("7 (a) S (b) R 1 2"), Some('R'));
        assert_eq!(state("7"), None);
    }
}
