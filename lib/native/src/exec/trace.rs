//! How strace is called.
//!
//! Which ways to a kernel TCP connection the trace covers, and how:
//!
//! - `socket` of any family: AF_INET/AF_INET6 SOCK_STREAM (also MPTCP, SCTP, DCCP protocols), raw IP, AF_PACKET, AF_SMC…; 64-bit,
//!   32-bit (`int 0x80`, also `socketcall`) and x32 entries alike: strace's filter has a part for each.
//! - io_uring (IORING_OP_SOCKET/CONNECT need no further system call): `io_uring_setup` is traced and counts as able to carry TCP.
//! - sockets that come from elsewhere: nothing but 0, 1 and 2 is inherited; `recvmsg`/`recvmmsg` show SCM_RIGHTS; `pidfd_getfd` is
//!   traced; `accept`/`accept4`/`listen`/`connect`/`bind` show use of a socket that nobody made.
//! - another network namespace: `setns`, `unshare`, `clone`, `clone3` show CLONE_NEWNET.
//! - escape from the tracer: with `--seccomp-bpf` a process without a tracer (CLONE_UNTRACED, or strace killed) gets ENOSYS for each traced
//!   call, because the filter is inherited and cannot be removed. `ptrace` (another tracer could let the calls through) and
//!   `seccomp` (SECCOMP_RET_USER_NOTIF outranks the filter) are traced.
//!
//! Speed: strace stops a thread at *every* call until it has seen the thread's first traced one, because only then does it know that the
//! thread has the filter. EAL's thousands of `access` calls and a worker's polling would run at a tenth of their speed until then.
//! `set_robust_list` is what glibc calls first in each new thread; it is traced for that, and means nothing.
//!
//! Real-time signals are not printed: DPDK's TAP driver has one for each frame it may read, which would be most of a trace. strace does not print
//! the end of a process either that a signal ended which it does not print, so that a trace in which a real-time signal did that has no end.
//!
//! Not covered: a kernel module or a virtual machine started by the test, and an accomplice outside of the pid namespace
//! that does TCP itself for the test. The frames and the counters of the namespace stand against those.

use super::spec::Strace;
use std::ffi::{CString, NulError};
use std::os::fd::RawFd;
use std::os::unix::ffi::OsStrExt;

/// System calls that are traced.
pub const CALLS: &str = "socket,socketcall,socketpair,connect,bind,listen,accept,accept4,recvmsg,recvmmsg,\
    clone,clone3,?fork,?vfork,io_uring_setup,io_uring_enter,io_uring_register,pidfd_getfd,setns,unshare,ptrace,seccomp,\
    ?set_robust_list";

/// The first of Linux's real-time signals (signal(7)).
const SIGNALS: i32 = 32;

/// Arguments of strace, program first. The traced program is `launcher --become …`, which ends up as the test:
/// strace's own CPUs and descriptors are not the test's.
pub fn arguments(
    strace: &Strace,
    trace: RawFd,
    launcher: RawFd,
    become_arguments: &[String],
) -> Result<Vec<CString>, NulError> {
    let mut arguments = vec![CString::new(strace.path.as_os_str().as_bytes())?];
    let output = format!("/proc/self/fd/{trace}");
    let calls = format!("trace={CALLS}");
    let program = format!("/proc/self/fd/{launcher}");
    // -q and not -qq: the "+++ exited" lines prove that the trace has an end.
    let signals: Vec<String> = (1..SIGNALS).map(|signal| signal.to_string()).collect();
    let signals = format!("signal={}", signals.join(","));
    let what = ["-e", &signals, "-e", &calls];
    let fixed = ["-D", "-f", "--seccomp-bpf", "-q", "-s", "96", "-o", &output];
    let fixed = fixed.into_iter().chain(what).chain(["--", &program]);
    for argument in fixed.chain(become_arguments.iter().map(String::as_str)) {
        arguments.push(CString::new(argument)?);
    }
    Ok(arguments)
}
