//! The halves of [`TcpDpdkStream::split`].

use std::io;
use std::net::{Shutdown, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf, Ready};

use super::TcpDpdkStream;
use super::halves::{reading_half, writing_half};

/// The reading half of a borrowed stream.
#[derive(Debug)]
pub struct ReadHalf<'a> {
    stream: &'a TcpDpdkStream,
}

/// The writing half of a borrowed stream. Dropping it does not close the sending side.
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
