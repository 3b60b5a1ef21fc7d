//! Linux system calls behind safe functions. Errors are [`std::io::Error`] with the kernel's errno.

pub mod affinity;
pub mod capability;
pub mod fd;
pub mod namespace;
pub mod process;

use std::io;

/// Turns the C convention (-1 and errno) into a [`Result`].
pub fn check(value: libc::c_int) -> io::Result<libc::c_int> {
    if value < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(value)
    }
}

/// Like [`check`] for calls that return a size.
pub fn check_size(value: libc::ssize_t) -> io::Result<usize> {
    usize::try_from(value).map_err(|_| io::Error::last_os_error())
}

/// Calls `call` again as long as a signal interrupts it.
pub fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
