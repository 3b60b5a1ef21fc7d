//! The runtime: everything of [`tokio::runtime`](https://docs.rs/tokio/latest/tokio/runtime/), with a
//! [`Builder`] and a [`Runtime`] that also know DPDK.

mod builder;
mod dpdk;
mod handle;
mod start;

pub use tokio::runtime::*;

pub use self::builder::Builder;
pub use self::handle::Runtime;
