//! The halves of [`TcpDpdkStream::into_split`].

use std::error::Error;
use std::net::{Shutdown, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::{fmt, io};

use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf, Ready};

use super::TcpDpdkStream;
use super::halves::{reading_half, writing_half};

/// Owned read half of a [`TcpDpdkStream`], created by [`into_split`].
///
/// Reading from an `OwnedReadHalf` is usually done using the convenience methods found on the
/// [`AsyncReadExt`](tokio::io::AsyncReadExt) trait.
///
/// [`into_split`]: TcpDpdkStream::into_split()
#[derive(Debug)]
pub struct OwnedReadHalf {
    stream: Arc<TcpDpdkStream>,
}

/// Owned write half of a [`TcpDpdkStream`], created by [`into_split`].
///
/// Note that in the [`AsyncWrite`] implementation of this type, [`poll_shutdown`] will shut down the TCP stream in the write
/// direction. Dropping the write half will also shut down the write half of the TCP stream.
///
/// Writing to an `OwnedWriteHalf` is usually done using the convenience methods found on the
/// [`AsyncWriteExt`](tokio::io::AsyncWriteExt) trait.
///
/// [`into_split`]: TcpDpdkStream::into_split()
/// [`poll_shutdown`]: AsyncWrite::poll_shutdown
#[derive(Debug)]
pub struct OwnedWriteHalf {
    stream: Arc<TcpDpdkStream>,
    shutdown_on_drop: bool,
}

/// Error indicating that two halves were not from the same socket, and thus could not be reunited.
#[derive(Debug)]
pub struct ReuniteError(
    /// The reading half, given back.
    pub OwnedReadHalf,
    /// The writing half, given back.
    pub OwnedWriteHalf,
);

impl fmt::Display for ReuniteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("tried to reunite halves that are not from the same socket")
    }
}

impl Error for ReuniteError {}

pub(super) fn split_owned(stream: TcpDpdkStream) -> (OwnedReadHalf, OwnedWriteHalf) {
    let stream = Arc::new(stream);
    (OwnedReadHalf { stream: stream.clone() }, OwnedWriteHalf { stream, shutdown_on_drop: true })
}

fn reunite(read: OwnedReadHalf, write: OwnedWriteHalf) -> Result<TcpDpdkStream, ReuniteError> {
    if !Arc::ptr_eq(&read.stream, &write.stream) {
        return Err(ReuniteError(read, write));
    }
    write.forget();
    Ok(Arc::into_inner(read.stream).expect("the two halves were its only holders, and one is gone"))
}

impl OwnedReadHalf {
    /// Attempts to put the two halves of a `TcpDpdkStream` back together and recover the original socket. Succeeds only if the two
    /// halves originated from the same call to [`into_split`].
    ///
    /// # Errors
    ///
    /// When they did not; the error holds both.
    ///
    /// [`into_split`]: TcpDpdkStream::into_split()
    pub fn reunite(self, other: OwnedWriteHalf) -> Result<TcpDpdkStream, ReuniteError> {
        reunite(self, other)
    }
}

impl OwnedWriteHalf {
    /// Attempts to put the two halves of a `TcpDpdkStream` back together and recover the original socket. Succeeds only if the two
    /// halves originated from the same call to [`into_split`].
    ///
    /// # Errors
    ///
    /// When they did not; the error holds both.
    ///
    /// [`into_split`]: TcpDpdkStream::into_split()
    pub fn reunite(self, other: OwnedReadHalf) -> Result<TcpDpdkStream, ReuniteError> {
        reunite(other, self)
    }

    /// Destroys the write half, but don't close the write half of the stream until the read half is dropped. If the read half has
    /// already been dropped, this closes the stream.
    pub fn forget(mut self) {
        self.shutdown_on_drop = false;
    }

    fn end(&mut self) -> io::Result<()> {
        let result = self.stream.shutdown_std(Shutdown::Write);
        self.shutdown_on_drop &= result.is_err();
        result
    }
}

impl Drop for OwnedWriteHalf {
    fn drop(&mut self) {
        if self.shutdown_on_drop {
            self.stream.shutdown_anywhere();
        }
    }
}

reading_half!(OwnedReadHalf);
writing_half!(OwnedWriteHalf);
