//! The halves of [`TcpDpdkStream::into_split`].

use std::error::Error;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::{fmt, io};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::TcpDpdkStream;

/// The reading half of a stream that was taken apart.
#[derive(Debug)]
pub struct OwnedReadHalf {
    inner: Arc<TcpDpdkStream>,
}

/// The writing half of a stream that was taken apart. Dropping it closes the sending side (FIN), unless
/// [`OwnedWriteHalf::forget`] was used.
#[derive(Debug)]
pub struct OwnedWriteHalf {
    inner: Arc<TcpDpdkStream>,
    shutdown_on_drop: bool,
}

/// Two halves that are not of one stream. They are given back.
#[derive(Debug)]
pub struct ReuniteError(
    /// The reading half.
    pub OwnedReadHalf,
    /// The writing half.
    pub OwnedWriteHalf,
);

impl fmt::Display for ReuniteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("tried to reunite halves that are not from the same socket")
    }
}

impl Error for ReuniteError {}

pub(super) fn split_owned(stream: TcpDpdkStream) -> (OwnedReadHalf, OwnedWriteHalf) {
    let inner = Arc::new(stream);
    (OwnedReadHalf { inner: inner.clone() }, OwnedWriteHalf { inner, shutdown_on_drop: true })
}

fn reunite(read: OwnedReadHalf, write: OwnedWriteHalf) -> Result<TcpDpdkStream, ReuniteError> {
    if !Arc::ptr_eq(&read.inner, &write.inner) {
        return Err(ReuniteError(read, write));
    }
    write.forget();
    // The two halves were the only holders, and one is gone.
    Ok(Arc::into_inner(read.inner).expect("a stream with two halves has two holders"))
}

impl OwnedReadHalf {
    /// Puts the two halves of one stream together again.
    ///
    /// # Errors
    ///
    /// When they are not from one stream; the error holds both.
    pub fn reunite(self, other: OwnedWriteHalf) -> Result<TcpDpdkStream, ReuniteError> {
        reunite(self, other)
    }

    /// The local address and port of the connection.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// The peer's address and port.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }
}

impl OwnedWriteHalf {
    /// Puts the two halves of one stream together again.
    ///
    /// # Errors
    ///
    /// When they are not from one stream; the error holds both.
    pub fn reunite(self, other: OwnedReadHalf) -> Result<TcpDpdkStream, ReuniteError> {
        reunite(other, self)
    }

    /// Drops this half without closing the sending side.
    pub fn forget(mut self) {
        self.shutdown_on_drop = false;
    }

    /// The local address and port of the connection.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// The peer's address and port.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }
}

impl AsRef<TcpDpdkStream> for OwnedReadHalf {
    fn as_ref(&self) -> &TcpDpdkStream {
        &self.inner
    }
}

impl AsRef<TcpDpdkStream> for OwnedWriteHalf {
    fn as_ref(&self) -> &TcpDpdkStream {
        &self.inner
    }
}

impl AsyncRead for OwnedReadHalf {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.inner.poll_read_shared(cx, buf)
    }
}

impl AsyncWrite for OwnedWriteHalf {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.inner.poll_write_shared(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Closes the sending side of the stream.
    fn poll_shutdown(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = self.inner.shutdown_shared();
        if result.is_ok() {
            self.shutdown_on_drop = false;
        }
        Poll::Ready(result)
    }
}

impl Drop for OwnedWriteHalf {
    fn drop(&mut self) {
        if self.shutdown_on_drop {
            self.inner.shutdown_anywhere();
        }
    }
}
