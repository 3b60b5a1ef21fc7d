//! The stack against itself: two of them on a wire in memory, with a clock that is moved by hand. Every segment is looked at as it
//! goes over the wire.

mod closing;
mod hostile;
mod many;
mod opening;
mod options;
mod transfer;
mod waiting;
mod wire;
