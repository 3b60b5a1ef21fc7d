//! Processes: creating, ending, waiting, what they used.

use super::check;
use std::io;
use std::mem;
use std::time::Duration;

/// Signals whose default meaning a new program must get back, 1 to 64.
const LAST_SIGNAL: libc::c_int = 64;

/// Asks the kernel to send SIGKILL to this process when the thread that made it ends.
pub fn die_with_parent() -> io::Result<()> {
    // SAFETY: integers only.
    check(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL, 0, 0, 0) }).map(drop)
}

/// Who one is after [`clone_process`].
pub enum Side {
    /// In the new process.
    Child,
    /// In the old one; the child's pid.
    Parent(libc::pid_t),
}

/// fork(2) with further clone(2) flags (new namespaces).
///
/// # Safety
/// The calling process must have only this one thread: the child gets a copy of the memory as it is, with locks of other threads held for ever.
pub unsafe fn clone_process(flags: libc::c_int) -> io::Result<Side> {
    // SAFETY: a null stack means "go on with a copy of this one", as fork does; the other arguments are unused with these flags.
    let pid = unsafe { libc::syscall(libc::SYS_clone, (flags | libc::SIGCHLD) as libc::c_ulong, 0, 0, 0, 0) };
    match pid {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(Side::Child),
        pid => Ok(Side::Parent(pid as libc::pid_t)),
    }
}

/// Ends this process at once, without destructors or exit handlers.
pub fn exit_now(code: libc::c_int) -> ! {
    // SAFETY: _exit has no preconditions.
    unsafe { libc::_exit(code) }
}

/// kill(2); an error (no such process any more) is not news to any caller here.
pub fn kill(pid: libc::pid_t, signal: libc::c_int) {
    // SAFETY: integers only.
    unsafe { libc::kill(pid, signal) };
}

/// Lets the calling thread, and those it starts, run as soon as they want to, before all ordinary ones (SCHED_FIFO, lowest priority). Only for
/// threads that run for microseconds and start no process. Without the right to it a thread stays as it is, which only costs promptness.
pub fn run_promptly() {
    let parameter = libc::sched_param { sched_priority: 1 };
    // SAFETY: the pointer is to a live value; 0 is the calling thread.
    unsafe { libc::sched_setscheduler(0, libc::SCHED_FIFO, &parameter) };
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It called exit with this status.
    Exited(i32),
    /// This signal ended it.
    Signaled(i32),
}

/// A child that was reaped: its end and the processor time of it and of the children it waited for.
#[derive(Clone, Copy, Debug)]
pub struct Reaped {
    /// Which child.
    pub pid: libc::pid_t,
    /// How it ended.
    pub end: End,
    /// Time in user mode.
    pub user: Duration,
    /// Time in the kernel.
    pub system: Duration,
    /// Largest resident set in KiB.
    pub max_rss_kb: i64,
}

fn duration(time: libc::timeval) -> Duration {
    Duration::new(time.tv_sec.max(0) as u64, (time.tv_usec.max(0) as u32) * 1000)
}

/// Reaps one ended child (any, when `pid` is -1) without waiting for one.
///
/// # Errors
/// ECHILD when there is no child at all.
pub fn reap(pid: libc::pid_t) -> io::Result<Option<Reaped>> {
    let mut status = 0;
    // SAFETY: rusage is plain integers, for which zero is valid.
    let mut usage: libc::rusage = unsafe { mem::zeroed() };
    // SAFETY: both pointers are to live values of the right type.
    let pid = super::retry(|| check(unsafe { libc::wait4(pid, &mut status, libc::WNOHANG, &mut usage) }))?;
    if pid == 0 {
        return Ok(None);
    }
    let end = if libc::WIFSIGNALED(status) {
        End::Signaled(libc::WTERMSIG(status))
    } else {
        End::Exited(libc::WEXITSTATUS(status))
    };
    Ok(Some(Reaped {
        pid,
        end,
        user: duration(usage.ru_utime),
        system: duration(usage.ru_stime),
        max_rss_kb: usage.ru_maxrss,
    }))
}

/// Gives every signal its default action and unblocks all of them: what a freshly started program expects.
pub fn reset_signals() {
    // SAFETY: `set` is initialised before use. SIG_DFL is a valid action; SIGKILL, SIGSTOP and the two
    // signals glibc keeps for itself refuse it, which is harmless.
    unsafe {
        for signal in 1..=LAST_SIGNAL {
            libc::signal(signal, libc::SIG_DFL);
        }
        let mut set: libc::sigset_t = mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigprocmask(libc::SIG_SETMASK, &set, std::ptr::null_mut());
    }
}

/// No core file, however the process ends.
pub fn forbid_core_files() {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointer is to a live value.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) };
}

/// `SIGSEGV` for 11, and so on; `SIGRTMIN+n` or the number for those without a name.
pub fn signal_name(signal: libc::c_int) -> String {
    const NAMES: [&str; 31] = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ];
    let index = usize::try_from(signal - 1).unwrap_or(usize::MAX);
    match NAMES.get(index) {
        Some(name) => format!("SIG{name}"),
        None if signal >= libc::SIGRTMIN() => format!("SIGRTMIN+{}", signal - libc::SIGRTMIN()),
        None => format!("signal {signal}"),
    }
}

#[cfg(test)]
mod tests {
    use super::signal_name;

    #[test]
    fn names_of_signals() {
        assert_eq!(signal_name(libc::SIGSEGV), "SIGSEGV");
        assert_eq!(signal_name(libc::SIGSYS), "SIGSYS");
        assert_eq!(signal_name(libc::SIGKILL), "SIGKILL");
        assert_eq!(signal_name(libc::SIGRTMIN() + 2), "SIGRTMIN+2");
    }
}
