//! Start and stop of EAL, DPDK's environment abstraction layer.

use std::ffi::{CString, c_char};
use std::io;

use super::{error_text, sys};

/// The proof that EAL runs. There is at most one; `cleanup` ends it.
pub(crate) struct Eal {
    /// EAL may keep pointers into its arguments, so they live as long as the process.
    _arguments: &'static [CString],
}

impl Eal {
    /// Calls `rte_eal_init` with `arguments` (the first stands for the program's name).
    ///
    /// EAL pins the calling thread to its main lcore; the caller restores the affinity it wants.
    ///
    /// The caller makes sure that no other [`Eal`] exists: DPDK itself refuses a second start.
    pub(crate) fn init(arguments: &[String]) -> io::Result<Self> {
        let strings = arguments
            .iter()
            .map(|argument| CString::new(argument.as_str()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("an EAL argument holds a NUL byte: {arguments:?}"))
        })?;
        let strings: &'static [CString] = Vec::leak(strings);
        let mut pointers: Vec<*mut c_char> = strings.iter().map(|string| string.as_ptr().cast_mut()).collect();
        let count = pointers.len() as i32;
        pointers.push(std::ptr::null_mut());
        // EAL reorders the array (getopt) and may look at it later.
        let pointers = Vec::leak(pointers);
        // SAFETY: argc NUL-terminated strings and a final null pointer, all of them alive for ever;
        // EAL permutes the array and does not write into the strings.
        let result = unsafe { sys::rte_eal_init(count, pointers.as_mut_ptr()) };
        if result >= 0 {
            return Ok(Self { _arguments: strings });
        }
        // SAFETY: reads a thread-local of DPDK.
        let number = unsafe { sys::refdpdk_errno() };
        let reason = if number == libc::EALREADY {
            "EAL was already started in this process".to_owned()
        } else {
            format!("{} (rte_errno {number})", error_text(number))
        };
        Err(io::Error::other(format!(
            "EAL refused to start: {reason}; arguments: {}; see EAL's own lines on stderr, and check hugepages and the device",
            arguments[1..].join(" ")
        )))
    }

    /// Gives everything back that EAL holds (`rte_eal_cleanup`). EAL can not be started again afterwards.
    pub(crate) fn cleanup(self) {
        // SAFETY: EAL runs (self is the proof) and every port and mempool is gone: their types borrow or
        // outlive nothing of it, and the runtime drops them before it gives this value away.
        unsafe { sys::rte_eal_cleanup() };
    }
}
