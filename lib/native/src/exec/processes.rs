//! The processes of a pid namespace, from its own /proc.

use serde::{Deserialize, Serialize};
use std::fs;

/// At most so many processes are named in an event.
pub const MAX_LISTED: usize = 100;
const MAX_COMMAND: usize = 200;

/// A process and its command line.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Process {
    /// Pid in the namespace.
    pub pid: i32,
    /// Arguments joined by spaces, cut to 200 characters; the name in brackets when there are none.
    pub command: String,
}

/// Pids of all living processes (not zombies) in the namespace that /proc belongs to.
pub fn living() -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pid = |entry: fs::DirEntry| entry.file_name().to_str()?.parse::<i32>().ok();
    entries.flatten().filter_map(pid).filter(|pid| is_alive(*pid)).collect()
}

fn is_alive(pid: i32) -> bool {
    // "PID (NAME) STATE …": NAME may hold anything, so look behind its last parenthesis.
    let stat = fs::read(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.iter().rposition(|byte| *byte == b')').and_then(|end| stat.get(end + 2));
    !matches!(state, None | Some(b'Z' | b'X'))
}

/// Command lines of `pids`, at most [`MAX_LISTED`].
pub fn describe(pids: &[i32]) -> Vec<Process> {
    pids.iter().take(MAX_LISTED).map(|&pid| Process { pid, command: command(pid) }).collect()
}

fn command(pid: i32) -> String {
    let read = |name: &str| fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
    let words = read("cmdline");
    let text = String::from_utf8_lossy(&words).trim_end_matches('\0').replace('\0', " ");
    if text.is_empty() {
        format!("[{}]", String::from_utf8_lossy(&read("comm")).trim_end())
    } else {
        text.chars().take(MAX_COMMAND).collect()
    }
}
