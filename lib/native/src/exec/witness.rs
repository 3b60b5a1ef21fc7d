//! What the kernel says of a process of the test, read from the host's /proc: no test can say it for itself.

use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A device that a process holds open.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// `tap` (/dev/net/tun), `packet` (AF_PACKET socket), `vfio` or `uio`.
    pub kind: &'static str,
    /// Interface for `tap` and `packet`, path for the others.
    pub name: String,
}

/// `HugetlbPages` in KiB; 0 when the process is gone or has none.
pub fn hugepages_kb(host_pid: i32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{host_pid}/status")).unwrap_or_default();
    field(&status, "HugetlbPages:").and_then(|value| value.split(' ').next()?.parse().ok()).unwrap_or(0)
}

/// Pid in the innermost namespace, from the host's pid.
pub fn inner_pid(host_pid: i32) -> Option<i32> {
    let status = fs::read_to_string(format!("/proc/{host_pid}/status")).ok()?;
    field(&status, "NSpid:")?.split_ascii_whitespace().last()?.parse().ok()
}

fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
}

/// True when both processes are in the same pid namespace.
pub fn same_pid_namespace(one: i32, other: i32) -> bool {
    let namespace = |pid: i32| fs::read_link(format!("/proc/{pid}/ns/pid")).ok();
    namespace(one).is_some_and(|found| namespace(other) == Some(found))
}

/// Path of the mapped librte_eal, if EAL is linked dynamically.
pub fn eal_library(host_pid: i32) -> Option<String> {
    let maps = fs::read_to_string(format!("/proc/{host_pid}/maps")).ok()?;
    let path = |line: &str| Some(line[line.find('/')?..].to_owned());
    maps.lines().find(|line| line.contains("/librte_eal.so")).and_then(path)
}

/// Program the process runs.
pub fn executable(host_pid: i32) -> Option<String> {
    Some(fs::read_link(format!("/proc/{host_pid}/exe")).ok()?.to_string_lossy().into_owned())
}

/// Whether the process has the tap open.
pub fn holds_tap(host_pid: i32, tap: &str) -> bool {
    held(host_pid).iter().any(|held| held.kind == "tap" && held.name == tap)
}

/// Devices through which frames can come and go.
pub fn held(host_pid: i32) -> Vec<Held> {
    let packets = packet_sockets(host_pid);
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(format!("/proc/{host_pid}/fd")).into_iter().flatten().flatten() {
        let Ok(target) = fs::read_link(entry.path()) else { continue };
        let text = target.to_string_lossy();
        if target == Path::new("/dev/net/tun") {
            let number = entry.file_name();
            let info = fs::read_to_string(format!("/proc/{host_pid}/fdinfo/{}", number.to_string_lossy()));
            if let Some(name) = field(&info.unwrap_or_default(), "iff:") {
                found.insert(Held { kind: "tap", name: name.to_owned() });
            }
        } else if let Some(inode) = text.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')) {
            if let Some((_, index)) = packets.iter().find(|(found, _)| found == inode) {
                found.insert(Held { kind: "packet", name: super::netlink::interface_name(*index) });
            }
        } else if text.starts_with("/dev/vfio/") {
            found.insert(Held { kind: "vfio", name: text.into_owned() });
        } else if text.starts_with("/dev/uio") {
            found.insert(Held { kind: "uio", name: text.into_owned() });
        }
    }
    found.into_iter().collect()
}

/// Inode and interface index of every AF_PACKET socket in the process's network namespace.
fn packet_sockets(host_pid: i32) -> Vec<(String, u32)> {
    let table = fs::read_to_string(format!("/proc/{host_pid}/net/packet")).unwrap_or_default();
    let row = |line: &str| {
        // sk RefCnt Type Proto Iface R Rmem User Inode
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        Some(((*words.get(8)?).to_owned(), words.get(4)?.parse().ok()?))
    };
    table.lines().skip(1).filter_map(row).collect()
}
