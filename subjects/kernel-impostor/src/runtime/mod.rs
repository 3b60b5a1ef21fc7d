//! The runtime: everything of [`tokio::runtime`](https://docs.rs/tokio/latest/tokio/runtime/), with a [`Builder`] and a
//! [`Runtime`] that act as if they knew DPDK.

mod builder;
mod handle;
mod workers;

pub use tokio::runtime::*;

pub use self::builder::Builder;
pub use self::handle::Runtime;
