//! The halves of [`TcpDpdkStream::split`].

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::TcpDpdkStream;

/// The reading half of a borrowed stream.
#[derive(Debug)]
pub struct ReadHalf<'a>(&'a TcpDpdkStream);

/// The writing half of a borrowed stream. Dropping it does not close the sending side.
#[derive(Debug)]
pub struct WriteHalf<'a>(&'a TcpDpdkStream);

pub(super) fn split(stream: &mut TcpDpdkStream) -> (ReadHalf<'_>, WriteHalf<'_>) {
    (ReadHalf(stream), WriteHalf(stream))
}

impl ReadHalf<'_> {
    /// The local address and port of the connection.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// The peer's address and port.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.peer_addr()
    }
}

impl WriteHalf<'_> {
    /// The local address and port of the connection.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// The peer's address and port.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.peer_addr()
    }
}

impl AsRef<TcpDpdkStream> for ReadHalf<'_> {
    fn as_ref(&self) -> &TcpDpdkStream {
        self.0
    }
}

impl AsRef<TcpDpdkStream> for WriteHalf<'_> {
    fn as_ref(&self) -> &TcpDpdkStream {
        self.0
    }
}

impl AsyncRead for ReadHalf<'_> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.0.poll_read_shared(cx, buf)
    }
}

impl AsyncWrite for WriteHalf<'_> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.0.poll_write_shared(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Closes the sending side of the stream.
    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.0.shutdown_shared())
    }
}
