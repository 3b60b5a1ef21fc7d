//! The runtime: everything of [`tokio::runtime`](https://docs.rs/tokio/latest/tokio/runtime/), with a [`Builder`] and a [`Runtime`] that know
//! dpdk-net.

mod builder;
mod handle;

pub use tokio::runtime::*;

pub use self::builder::Builder;
pub use self::handle::Runtime;
