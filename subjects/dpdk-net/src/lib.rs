//! The names of tokio with TCP over DPDK, over the published crate [`dpdk_net`].
//!
//! It is used under the name `tokio` (`tokio = { package = "tokio-dpdk-over-dpdk-net", … }`). [`net::TcpDpdkStream`] and
//! [`net::TcpDpdkListener`] hand on to dpdk-net's own types and add nothing to what these do: no retry, no timeout, no error that
//! dpdk-net does not tell. What it has no counterpart for is not here, so that a test which needs it does not compile and is
//! named unsupported:
//!
//! - `TcpDpdkSocket`: dpdk-net's sockets have no options.
//! - `accept`: its listener does not tell who has connected, and tokio's `accept` has to.
//! - `try_*`, `ready`, `readable`, `writable`, `peek`, `poll_*`, `async_io`: reading and writing are its only operations.
//! - `nodelay`, `quickack`, `ttl`, `take_error`, and with a stream's half `split` and `into_split`.
//! - `Send`: its streams belong to the thread of their reactor, so that `tokio::spawn` does not take a task that has one.

mod config;
pub mod net;
mod port;
pub mod runtime;
mod worker;

pub use tokio::*;
