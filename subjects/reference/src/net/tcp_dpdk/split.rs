//! The halves of [`TcpDpdkStream::split`].

use std::io;
use std::net::{Shutdown, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf, Ready};

use super::TcpDpdkStream;
use super::halves::{reading_half, writing_half};

/// Borrowed read half of a [`TcpDpdkStream`], created by [`split`].
///
/// Reading from a `ReadHalf` is usually done using the convenience methods found on the
/// [`AsyncReadExt`](tokio::io::AsyncReadExt) trait.
///
/// [`split`]: TcpDpdkStream::split()
#[derive(Debug)]
pub struct ReadHalf<'a> {
    stream: &'a TcpDpdkStream,
}

/// Borrowed write half of a [`TcpDpdkStream`], created by [`split`].
///
/// Note that in the [`AsyncWrite`] implementation of this type, [`poll_shutdown`] will shut down the TCP stream in the write
/// direction. Dropping it does not.
///
/// Writing to a `WriteHalf` is usually done using the convenience methods found on the
/// [`AsyncWriteExt`](tokio::io::AsyncWriteExt) trait.
///
/// [`split`]: TcpDpdkStream::split()
/// [`poll_shutdown`]: AsyncWrite::poll_shutdown
#[derive(Debug)]
pub struct WriteHalf<'a> {
    stream: &'a TcpDpdkStream,
}

impl WriteHalf<'_> {
    fn end(&self) -> io::Result<()> {
        self.stream.shutdown_std(Shutdown::Write)
    }
}

pub(super) fn split(stream: &mut TcpDpdkStream) -> (ReadHalf<'_>, WriteHalf<'_>) {
    (ReadHalf { stream }, WriteHalf { stream })
}

reading_half!(ReadHalf<'_>);
writing_half!(WriteHalf<'_>);
