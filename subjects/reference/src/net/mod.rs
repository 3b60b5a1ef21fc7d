//! Networking: everything of [`tokio::net`](https://docs.rs/tokio/latest/tokio/net/), and TCP over DPDK.

pub mod tcp_dpdk;

pub use tokio::net::*;

pub use self::tcp_dpdk::{TcpDpdkListener, TcpDpdkSocket, TcpDpdkStream};
