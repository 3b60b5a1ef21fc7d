//! How many threads a pid namespace holds, from its own /proc: what a fork bomb takes from the host are its pids, and a limit by user
//! (RLIMIT_NPROC) does not hold for root, one by control group not where there is none to write to.

use std::fs;

/// Position of `num_threads` behind the name in a `stat` line (proc(5), field 20).
const NUM_THREADS: usize = 17;

/// Threads of all processes of the namespace that /proc belongs to. A process that ends meanwhile may be missing.
pub fn threads() -> u64 {
    let Ok(entries) = fs::read_dir("/proc") else { return 0 };
    let is_pid = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    let stat = |entry: fs::DirEntry| {
        let name = entry.file_name();
        let name = name.to_str().filter(|name| is_pid(name))?;
        fs::read(format!("/proc/{name}/stat")).ok()
    };
    entries.flatten().filter_map(stat).map(|stat| threads_of(&stat)).sum()
}

/// Threads of one process by its `stat` line; the name in it may hold anything but ends with the last parenthesis. One at least.
fn threads_of(stat: &[u8]) -> u64 {
    let end = stat.iter().rposition(|byte| *byte == b')').map_or(0, |at| at + 1);
    let rest = String::from_utf8_lossy(&stat[end..]);
    rest.split_ascii_whitespace()
        .nth(NUM_THREADS)
        .and_then(|field| field.parse().ok())
        .map_or(1, |count: u64| count.max(1))
}

#[cfg(test)]
mod tests {
    use super::{threads, threads_of};
    use std::sync::mpsc;
    use std::thread;

    #[test]
    fn counts_threads() {
        let (release, hold) = mpsc::channel::<()>();
        let before = threads();
        let held = thread::spawn(move || hold.recv());
        let stat = std::fs::read("/proc/self/stat").unwrap();
        assert!(threads_of(&stat) >= 2, "{}", String::from_utf8_lossy(&stat));
        assert!(before >= 1);
        drop(release);
        assert!(held.join().unwrap().is_err());
    }

    #[test]
    fn behind_any_name() {
        let stat = b"7 (a) 9 (b) S 1 7 7 0 -1 4194560 100 0 0 0 0 0 0 0 20 0 12 0 300";
        assert_eq!(threads_of(stat), 12);
        assert_eq!(threads_of(b""), 1);
    }
}
