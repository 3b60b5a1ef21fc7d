//! The kernel's TCP, bound to the addresses of a "device" and to the worker that made it.

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
