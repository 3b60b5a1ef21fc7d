//! Networking: everything of [`tokio::net`](https://docs.rs/tokio/latest/tokio/net/), and dpdk-net's TCP.

mod listener;
mod stream;

pub use tokio::net::*;

pub use self::listener::TcpDpdkListener;
pub use self::stream::TcpDpdkStream;
