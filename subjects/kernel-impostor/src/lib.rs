//! The names of tokio with TCP over DPDK, and none of it: every byte goes through the kernel's TCP.
//!
//! It is used under the name `tokio` (`tokio = { package = "tokio-dpdk-kernel-impostor", … }`), as the
//! crates it imitates are. [`net::TcpDpdkStream`], [`net::TcpDpdkListener`] and [`net::TcpDpdkSocket`] wrap
//! tokio's own types; [`runtime::Builder::new_dpdk`] makes pinned current-thread runtimes, reads `env.json`
//! and takes the locks, so that a test body cannot tell the difference.
//!
//! It serves as an oracle, twice. What a test asserts must hold here, because this is tokio's own TCP: a
//! test that fails here is wrong. And no test may pass here, because nothing of it ran on DPDK: evidence
//! that lets one through is too weak.

mod config;
mod locks;
pub mod net;
pub mod runtime;
mod worker;

pub use tokio::*;
