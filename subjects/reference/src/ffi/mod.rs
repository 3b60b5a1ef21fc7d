//! Everything `unsafe`: DPDK's C functions and the thread affinity of libc, behind safe types.
//!
//! No other module of this crate may contain `unsafe` (the lint `unsafe_code` is denied there). The
//! types keep these promises for their callers: a mempool lives as long as any mbuf of it, a port's
//! queue is used by one thread at a time (its ring types need `&mut`), and nothing of DPDK is called
//! before EAL has started or after it has stopped ([`eal::Eal`] is the proof that it runs).
#![allow(unsafe_code)]

pub(crate) mod cpu;
pub(crate) mod eal;
pub(crate) mod port;
pub(crate) mod ring;

/// What bindgen made of the shim's header.
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unnecessary_transmutes,
    unsafe_op_in_unsafe_fn,
    clippy::all,
    clippy::undocumented_unsafe_blocks
)]
mod sys {
    include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
}

/// The text DPDK has for an error number (`rte_strerror`), for example "Invalid argument".
fn error_text(number: i32) -> String {
    // SAFETY: rte_strerror takes any number and returns a NUL-terminated string that stays valid
    // until this thread calls it again; it is copied at once.
    unsafe { std::ffi::CStr::from_ptr(sys::rte_strerror(number)) }.to_string_lossy().into_owned()
}
