//! File descriptors: pipes, socket pairs, polling, signals as descriptors, closing in bulk.

use super::{check, check_size, retry};
use std::io;
use std::mem;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

fn own_pair(pair: [RawFd; 2]) -> (OwnedFd, OwnedFd) {
    // SAFETY: the kernel has just returned both descriptors; nobody else owns them.
    unsafe { (OwnedFd::from_raw_fd(pair[0]), OwnedFd::from_raw_fd(pair[1])) }
}

/// A pipe (read end, write end), both close-on-exec.
pub fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut pair = [0; 2];
    // SAFETY: `pair` has room for the two descriptors.
    check(unsafe { libc::pipe2(pair.as_mut_ptr(), libc::O_CLOEXEC) })?;
    Ok(own_pair(pair))
}

/// A connected pair of AF_UNIX SOCK_SEQPACKET sockets: messages keep their borders, the end of one side is seen by the other.
pub fn message_pair() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut pair = [0; 2];
    let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
    // SAFETY: `pair` has room for the two descriptors.
    check(unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, pair.as_mut_ptr()) })?;
    Ok(own_pair(pair))
}

/// Takes connections of AF_UNIX SOCK_SEQPACKET at the abstract address `name` (unix(7)) of this network namespace.
pub fn listen_abstract(name: &str) -> io::Result<OwnedFd> {
    // SAFETY: sockaddr_un is plain integers, for which zero is valid.
    let mut address: libc::sockaddr_un = unsafe { mem::zeroed() };
    address.sun_family = libc::AF_UNIX as libc::sa_family_t;
    // The first byte stays zero, which makes the address abstract.
    let Some(room) = address.sun_path.get_mut(1..=name.len()) else { return Err(io::ErrorKind::InvalidInput.into()) };
    for (place, byte) in room.iter_mut().zip(name.bytes()) {
        *place = byte as libc::c_char;
    }
    let length = (mem::offset_of!(libc::sockaddr_un, sun_path) + 1 + name.len()) as libc::socklen_t;
    // SAFETY: integers only, but for pointer and length of `address`; the descriptor returned is ours alone.
    unsafe {
        let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
        let socket = OwnedFd::from_raw_fd(check(libc::socket(libc::AF_UNIX, kind, 0))?);
        check(libc::bind(socket.as_raw_fd(), (&raw const address).cast(), length))?;
        check(libc::listen(socket.as_raw_fd(), libc::SOMAXCONN))?;
        Ok(socket)
    }
}

/// The next connection to a listener, if one waits.
pub fn accept(listener: &OwnedFd) -> io::Result<OwnedFd> {
    // SAFETY: no address is asked for; the descriptor returned is ours alone.
    let accept = || unsafe {
        let nobody = std::ptr::null_mut();
        check(libc::accept4(listener.as_raw_fd(), nobody, std::ptr::null_mut(), libc::SOCK_CLOEXEC))
    };
    // SAFETY: as above.
    retry(accept).map(|socket| unsafe { OwnedFd::from_raw_fd(socket) })
}

/// Pid (in this process's namespace) of the process that is on the other side of an AF_UNIX socket: who called connect, or listen.
pub fn peer_pid(socket: &OwnedFd) -> io::Result<i32> {
    // SAFETY: ucred is plain integers, for which zero is valid.
    let mut peer: libc::ucred = unsafe { mem::zeroed() };
    let mut length = mem::size_of_val(&peer) as libc::socklen_t;
    // SAFETY: pointer and length describe `peer`.
    let result = unsafe {
        libc::getsockopt(socket.as_raw_fd(), libc::SOL_SOCKET, libc::SO_PEERCRED, (&raw mut peer).cast(), &mut length)
    };
    check(result)?;
    Ok(peer.pid)
}

/// An eventfd: readable once [`signal_event`] was called on it.
pub fn event() -> io::Result<OwnedFd> {
    // SAFETY: no pointer is passed; the descriptor returned is ours alone.
    unsafe { Ok(OwnedFd::from_raw_fd(check(libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK))?)) }
}

/// Makes an [`event`] readable.
pub fn signal_event(event: &OwnedFd) {
    // Fails only when the counter would overflow, and then it is readable already.
    let _ = write(event.as_raw_fd(), &1_u64.to_ne_bytes());
}

/// Blocks `signals` for this thread and gives a descriptor that reads them.
pub fn signals(signals: &[libc::c_int]) -> io::Result<OwnedFd> {
    // SAFETY: `set` is initialised by sigemptyset before it is used, and outlives every call.
    unsafe {
        let mut set: libc::sigset_t = mem::zeroed();
        libc::sigemptyset(&mut set);
        for &signal in signals {
            libc::sigaddset(&mut set, signal);
        }
        check(libc::sigprocmask(libc::SIG_BLOCK, &set, std::ptr::null_mut()))?;
        let flags = libc::SFD_CLOEXEC | libc::SFD_NONBLOCK;
        Ok(OwnedFd::from_raw_fd(check(libc::signalfd(-1, &set, flags))?))
    }
}

/// The next pending signal of [`signals`], if any.
pub fn next_signal(fd: &OwnedFd) -> Option<libc::c_int> {
    let mut info = [0_u8; mem::size_of::<libc::signalfd_siginfo>()];
    match read(fd.as_raw_fd(), &mut info) {
        Ok(length) if length == info.len() => Some(i32::from_ne_bytes([info[0], info[1], info[2], info[3]])),
        _ => None,
    }
}

/// read(2), again after a signal.
pub fn read(fd: RawFd, buffer: &mut [u8]) -> io::Result<usize> {
    // SAFETY: pointer and length describe `buffer`.
    retry(|| check_size(unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) }))
}

/// write(2), again after a signal.
pub fn write(fd: RawFd, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: pointer and length describe `bytes`.
    retry(|| check_size(unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) }))
}

/// Switches O_NONBLOCK on.
pub fn set_nonblocking(fd: RawFd) -> io::Result<()> {
    // SAFETY: fcntl with these commands takes and returns integers only.
    unsafe {
        let flags = check(libc::fcntl(fd, libc::F_GETFL))?;
        check(libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK))?;
    }
    Ok(())
}

/// Lets `fd` survive exec.
pub fn keep_over_exec(fd: RawFd) -> io::Result<()> {
    // SAFETY: integers only.
    check(unsafe { libc::fcntl(fd, libc::F_SETFD, 0) }).map(drop)
}

/// Asks for a pipe buffer of `bytes`; a refusal (pipe-max-size) only costs speed.
pub fn widen_pipe(fd: RawFd, bytes: libc::c_int) {
    // SAFETY: integers only.
    unsafe { libc::fcntl(fd, libc::F_SETPIPE_SZ, bytes) };
}

/// True when `fd` is an open descriptor.
pub fn is_open(fd: RawFd) -> bool {
    // SAFETY: integers only.
    unsafe { libc::fcntl(fd, libc::F_GETFD) >= 0 }
}

/// `fd` for the length of a call. The caller keeps it open meanwhile.
pub fn borrow(fd: &impl AsRawFd) -> BorrowedFd<'_> {
    // SAFETY: the borrow lives no longer than the reference to its owner.
    unsafe { BorrowedFd::borrow_raw(fd.as_raw_fd()) }
}

/// dup2(2): `target` becomes a copy of `source` that survives exec.
pub fn duplicate_onto(source: RawFd, target: RawFd) -> io::Result<()> {
    if source == target {
        return keep_over_exec(target);
    }
    // SAFETY: integers only. Descriptors 0 to 2 are not owned by any Rust value here.
    check(unsafe { libc::dup2(source, target) }).map(drop)
}

/// Marks every descriptor from `first` on as close-on-exec.
pub fn close_on_exec_from(first: RawFd) -> io::Result<()> {
    const CLOEXEC: libc::c_uint = 1 << 2; // CLOSE_RANGE_CLOEXEC, Linux 5.11
                                          // SAFETY: integers only; nothing is closed now.
    let result = unsafe { libc::syscall(libc::SYS_close_range, first, libc::c_uint::MAX, CLOEXEC) };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

/// What to wait for on a descriptor, and what happened.
pub type Poll = libc::pollfd;

/// An entry for [`poll`] that waits until `fd` can be read (or its other end is gone). A negative fd is ignored.
pub const fn readable(fd: RawFd) -> Poll {
    Poll { fd, events: libc::POLLIN, revents: 0 }
}

/// An entry for [`poll`] that waits only for the other end's end.
pub const fn hung_up(fd: RawFd) -> Poll {
    Poll { fd, events: 0, revents: 0 }
}

/// Waits until something happens or `timeout_ms` passed (-1: for ever). An interrupting signal counts as nothing happened.
pub fn poll(entries: &mut [Poll], timeout_ms: libc::c_int) -> io::Result<()> {
    let count = entries.len() as libc::nfds_t;
    // SAFETY: pointer and count describe `entries`.
    match check(unsafe { libc::poll(entries.as_mut_ptr(), count, timeout_ms) }) {
        Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(error),
        Err(_) => {
            entries.iter_mut().for_each(|entry| entry.revents = 0);
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// [`poll`] with a timeout finer than milliseconds; `None`: for ever.
pub fn poll_for(entries: &mut [Poll], timeout: Option<std::time::Duration>) -> io::Result<()> {
    let count = entries.len() as libc::nfds_t;
    let limit = timeout.map(|timeout| libc::timespec {
        tv_sec: timeout.as_secs() as libc::time_t,
        tv_nsec: timeout.subsec_nanos().into(),
    });
    let pointer = limit.as_ref().map_or(std::ptr::null(), |limit| limit as *const libc::timespec);
    // SAFETY: pointer and count describe `entries`; `pointer` is null or points to `limit`, which lives until after the call.
    match check(unsafe { libc::ppoll(entries.as_mut_ptr(), count, pointer, std::ptr::null()) }) {
        Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(error),
        Err(_) => {
            entries.iter_mut().for_each(|entry| entry.revents = 0);
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}
