//! Rights of root (capabilities(7)).

use super::check;
use std::io;

/// What a DPDK process of a lab needs: interfaces of its own network namespace (net_tap sets MAC, MTU and flags), locked memory,
/// priorities, and files that belong to the user who built it. Not: mounts and namespaces (SYS_ADMIN), other processes' memory
/// (SYS_PTRACE), raw and packet sockets (NET_RAW), modules, devices, time, reboot.
pub const KEPT: [libc::c_int; 6] = [
    0,  // CAP_CHOWN
    1,  // CAP_DAC_OVERRIDE
    3,  // CAP_FOWNER
    12, // CAP_NET_ADMIN
    14, // CAP_IPC_LOCK
    23, // CAP_SYS_NICE
];
const VERSION_3: u32 = 0x2008_0522;

#[repr(C)]
struct Header {
    version: u32,
    pid: libc::c_int,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Data {
    effective: u32,
    permitted: u32,
    inheritable: u32,
}

/// Forbids every capability but `kept` to all that is executed from now on, by whoever it is.
pub fn forbid_others(kept: &[libc::c_int]) -> io::Result<()> {
    for capability in (0..64).filter(|capability| !kept.contains(capability)) {
        // SAFETY: integers only.
        let dropped = check(unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0) });
        match dropped {
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) => break, // beyond the last one of this kernel
            other => other.map(drop)?,
        }
    }
    // SAFETY: integers only.
    check(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }).map(drop)
}

/// Gives up every capability but `kept`, for good: also what exec of a program would give root again.
pub fn keep_only(kept: &[libc::c_int]) -> io::Result<()> {
    forbid_others(kept)?;
    let bits = kept.iter().fold(0_u32, |bits, capability| bits | 1 << capability);
    let mut header = Header { version: VERSION_3, pid: 0 };
    let mut data = [Data { effective: 0, permitted: 0, inheritable: 0 }; 2];
    // SAFETY: both pointers are to live values laid out as capget(2) says for this version.
    check(unsafe { libc::syscall(libc::SYS_capget, &raw mut header, data.as_mut_ptr()) as libc::c_int })?;
    let bits = bits & data[0].permitted;
    let data = [
        Data { effective: bits, permitted: bits, inheritable: 0 },
        Data { effective: 0, permitted: 0, inheritable: 0 },
    ];
    // SAFETY: as above.
    check(unsafe { libc::syscall(libc::SYS_capset, &raw const header, data.as_ptr()) as libc::c_int }).map(drop)
}
