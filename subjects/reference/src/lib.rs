//! tokio with TCP over DPDK.
//!
//! This crate is meant to be used under the name `tokio`
//! (`tokio = { package = "tokio-dpdk-reference", … }`): it has everything of the real one, unmodified,
//! and beside that
//!
//! - [`net::TcpDpdkStream`], [`net::TcpDpdkListener`] and [`net::TcpDpdkSocket`]: TCP whose bytes go through a DPDK port, with
//!   smoltcp as the TCP/IP stack;
//! - [`runtime::Builder::new_dpdk`]: a runtime whose workers each drive one DPDK port.
//!
//! A worker is a thread pinned to a core of its own. It runs one tokio current-thread runtime, one smoltcp
//! interface and one queue of one port, and never sleeps. So a task spawned on a worker stays there, and
//! so do its connections.
//!
//! Devices, addresses and cores come from a JSON file, `env.json`: see the README. `TOKIO_DPDK_GUIDE.md` shows how sockets are used and
//! compares the interface with tokio's.

mod config;
mod eal_args;
mod ffi;
mod locks;
pub mod net;
pub mod runtime;
mod stack;
mod worker;

pub use tokio::*;

/// The examples of the guide and the README.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../TOKIO_DPDK_GUIDE.md")]
    struct Guide;
    #[doc = include_str!("../README.md")]
    struct Readme;
}
