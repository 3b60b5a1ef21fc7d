//! TCP over DPDK and smoltcp, with the interface of tokio's TCP.
//!
//! A socket, stream or listener belongs to the worker it was created on. Using it on any other thread panics;
//! dropping it anywhere is fine. Tasks spawned on a worker stay there, so this needs no thought unless
//! a stream is sent through a channel to a task of another worker.

mod halves;
mod listener;
mod socket;
mod split;
mod split_owned;
mod stream;

pub use self::listener::TcpDpdkListener;
pub use self::socket::TcpDpdkSocket;
pub use self::split::{ReadHalf, WriteHalf};
pub use self::split_owned::{OwnedReadHalf, OwnedWriteHalf, ReuniteError};
pub use self::stream::TcpDpdkStream;
