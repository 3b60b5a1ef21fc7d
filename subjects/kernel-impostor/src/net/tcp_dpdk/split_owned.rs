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

/// The reading half of a stream that was taken apart.
#[derive(Debug)]
pub struct OwnedReadHalf {
    stream: Arc<TcpDpdkStream>,
}

/// The writing half of a stream that was taken apart. Dropping it closes the sending side, unless
/// [`OwnedWriteHalf::forget`] was used.
#[derive(Debug)]
pub struct OwnedWriteHalf {
    stream: Arc<TcpDpdkStream>,
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
    /// Puts the two halves of one stream together again.
    ///
    /// # Errors
    /// When they are not of one stream; the error holds both.
    pub fn reunite(self, other: OwnedWriteHalf) -> Result<TcpDpdkStream, ReuniteError> {
        reunite(self, other)
    }
}

impl OwnedWriteHalf {
    /// Puts the two halves of one stream together again.
    ///
    /// # Errors
    /// When they are not of one stream; the error holds both.
    pub fn reunite(self, other: OwnedReadHalf) -> Result<TcpDpdkStream, ReuniteError> {
        reunite(other, self)
    }

    /// Drops this half without closing the sending side.
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
