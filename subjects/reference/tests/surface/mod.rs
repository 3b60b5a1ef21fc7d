//! Signatures held against tokio's by the compiler: one list of methods with their types is checked once for tokio's own stream,
//! listener, socket and halves and once for the subject's. A method that differs, by as much as a `mut`, does not compile.

mod absent;

use std::fmt::{Debug, Display};
use std::future::Future;
use std::io::{self, IoSlice, IoSliceMut};
use std::net::SocketAddr;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf, Ready};

use crate::subject;

/// An `async fn(&self)`. The `Send` is part of what a caller relies on.
fn shared<'a, S: 'a, F: Future<Output = O> + Send, O>(_: fn(&'a S) -> F) {}

/// An `async fn(&self, B)`.
fn shared_with<'a, S: 'a, B, F: Future<Output = O> + Send, O>(_: fn(&'a S, B) -> F) {}

/// An `async fn(&mut self, B)`.
fn exclusive_with<'a, S: 'a, B, F: Future<Output = O> + Send, O>(_: fn(&'a mut S, B) -> F) {}

/// An `async fn(A)`.
fn owned<A, F: Future<Output = O> + Send, O>(_: fn(A) -> F) {}

/// An `async fn(self, B)`.
fn owned_with<A, B, F: Future<Output = O> + Send, O>(_: fn(A, B) -> F) {}

fn traits<T: Debug + Send + Sync + Unpin>() {}
fn of_streams<T: AsyncRead + AsyncWrite + AsRef<T> + 'static>() {}
fn of_readers<T: AsyncRead + AsRef<S>, S>() {}
fn of_writers<T: AsyncWrite + AsRef<S>, S>() {}
fn of_errors<T: std::error::Error + Debug + Display + 'static>() {}

type Closure = fn() -> io::Result<u8>;

macro_rules! reading {
    ($half:ty, $stream:ty) => {
        traits::<$half>();
        of_readers::<$half, $stream>();
        let _: fn(&mut $half, &mut Context<'_>, &mut ReadBuf<'_>) -> Poll<io::Result<usize>> = <$half>::poll_peek;
        exclusive_with::<$half, &mut [u8], _, io::Result<usize>>(<$half>::peek);
        shared_with::<$half, Interest, _, io::Result<Ready>>(<$half>::ready);
        shared::<$half, _, io::Result<()>>(<$half>::readable);
        let _: fn(&$half, &mut [u8]) -> io::Result<usize> = <$half>::try_read;
        let _: fn(&$half, &mut [IoSliceMut<'_>]) -> io::Result<usize> = <$half>::try_read_vectored;
        let _: fn(&$half, &mut Vec<u8>) -> io::Result<usize> = <$half>::try_read_buf;
        let _: fn(&$half) -> io::Result<SocketAddr> = <$half>::peer_addr;
        let _: fn(&$half) -> io::Result<SocketAddr> = <$half>::local_addr;
    };
}

macro_rules! writing {
    ($half:ty, $stream:ty) => {
        traits::<$half>();
        of_writers::<$half, $stream>();
        shared_with::<$half, Interest, _, io::Result<Ready>>(<$half>::ready);
        shared::<$half, _, io::Result<()>>(<$half>::writable);
        let _: fn(&$half, &[u8]) -> io::Result<usize> = <$half>::try_write;
        let _: fn(&$half, &[IoSlice<'_>]) -> io::Result<usize> = <$half>::try_write_vectored;
        let _: fn(&$half) -> io::Result<SocketAddr> = <$half>::peer_addr;
        let _: fn(&$half) -> io::Result<SocketAddr> = <$half>::local_addr;
    };
}

macro_rules! surface {
    ($name:ident, $stream:ty, $listener:ty, $socket:ty, $halves:path) => {
        #[test]
        fn $name() {
            use $halves as halves;
            traits::<$stream>();
            of_streams::<$stream>();
            owned::<SocketAddr, _, io::Result<$stream>>(<$stream>::connect);
            owned::<&'static str, _, io::Result<$stream>>(<$stream>::connect);
            let _: fn(&$stream) -> io::Result<SocketAddr> = <$stream>::local_addr;
            let _: fn(&$stream) -> io::Result<SocketAddr> = <$stream>::peer_addr;
            let _: fn(&$stream) -> io::Result<Option<io::Error>> = <$stream>::take_error;
            let _: fn(&$stream, &mut Context<'_>, &mut ReadBuf<'_>) -> Poll<io::Result<usize>> = <$stream>::poll_peek;
            shared_with::<$stream, &mut [u8], _, io::Result<usize>>(<$stream>::peek);
            shared_with::<$stream, Interest, _, io::Result<Ready>>(<$stream>::ready);
            shared::<$stream, _, io::Result<()>>(<$stream>::readable);
            shared::<$stream, _, io::Result<()>>(<$stream>::writable);
            let _: fn(&$stream, &mut Context<'_>) -> Poll<io::Result<()>> = <$stream>::poll_read_ready;
            let _: fn(&$stream, &mut Context<'_>) -> Poll<io::Result<()>> = <$stream>::poll_write_ready;
            let _: fn(&$stream, &mut [u8]) -> io::Result<usize> = <$stream>::try_read;
            let _: fn(&$stream, &mut [IoSliceMut<'_>]) -> io::Result<usize> = <$stream>::try_read_vectored;
            let _: fn(&$stream, &mut Vec<u8>) -> io::Result<usize> = <$stream>::try_read_buf;
            let _: fn(&$stream, &mut &'static mut [u8]) -> io::Result<usize> = <$stream>::try_read_buf;
            let _: fn(&$stream, &[u8]) -> io::Result<usize> = <$stream>::try_write;
            let _: fn(&$stream, &[IoSlice<'_>]) -> io::Result<usize> = <$stream>::try_write_vectored;
            let _: fn(&$stream, Interest, Closure) -> io::Result<u8> = <$stream>::try_io;
            let _ = |stream: &$stream| {
                fn sent<O>(_: impl Future<Output = O> + Send) {}
                sent::<io::Result<u8>>(<$stream>::async_io(stream, Interest::READABLE, || Ok(1)));
            };
            let _: fn(&$stream) -> io::Result<bool> = <$stream>::nodelay;
            let _: fn(&$stream, bool) -> io::Result<()> = <$stream>::set_nodelay;
            let _: fn(&$stream) -> io::Result<bool> = <$stream>::quickack;
            let _: fn(&$stream, bool) -> io::Result<()> = <$stream>::set_quickack;
            let _: fn(&$stream) -> io::Result<u32> = <$stream>::ttl;
            let _: fn(&$stream, u32) -> io::Result<()> = <$stream>::set_ttl;
            let _: for<'a> fn(&'a mut $stream) -> (halves::ReadHalf<'a>, halves::WriteHalf<'a>) = <$stream>::split;
            let _: fn($stream) -> (halves::OwnedReadHalf, halves::OwnedWriteHalf) = <$stream>::into_split;

            reading!(halves::ReadHalf<'static>, $stream);
            reading!(halves::OwnedReadHalf, $stream);
            writing!(halves::WriteHalf<'static>, $stream);
            writing!(halves::OwnedWriteHalf, $stream);
            let _: fn(halves::OwnedReadHalf, halves::OwnedWriteHalf) -> Result<$stream, halves::ReuniteError> =
                halves::OwnedReadHalf::reunite;
            let _: fn(halves::OwnedWriteHalf, halves::OwnedReadHalf) -> Result<$stream, halves::ReuniteError> =
                halves::OwnedWriteHalf::reunite;
            let _: fn(halves::OwnedWriteHalf) = halves::OwnedWriteHalf::forget;
            of_errors::<halves::ReuniteError>();
            let _: fn(halves::OwnedReadHalf, halves::OwnedWriteHalf) -> halves::ReuniteError = halves::ReuniteError;

            traits::<$listener>();
            owned::<SocketAddr, _, io::Result<$listener>>(<$listener>::bind);
            shared::<$listener, _, io::Result<($stream, SocketAddr)>>(<$listener>::accept);
            let _: fn(&$listener, &mut Context<'_>) -> Poll<io::Result<($stream, SocketAddr)>> =
                <$listener>::poll_accept;
            let _: fn(&$listener) -> io::Result<SocketAddr> = <$listener>::local_addr;
            let _: fn(&$listener) -> io::Result<u32> = <$listener>::ttl;
            let _: fn(&$listener, u32) -> io::Result<()> = <$listener>::set_ttl;

            traits::<$socket>();
            let _: fn() -> io::Result<$socket> = <$socket>::new_v4;
            let _: fn() -> io::Result<$socket> = <$socket>::new_v6;
            let _: fn(&$socket, bool) -> io::Result<()> = <$socket>::set_keepalive;
            let _: fn(&$socket) -> io::Result<bool> = <$socket>::keepalive;
            let _: fn(&$socket, u32) -> io::Result<()> = <$socket>::set_send_buffer_size;
            let _: fn(&$socket) -> io::Result<u32> = <$socket>::send_buffer_size;
            let _: fn(&$socket, u32) -> io::Result<()> = <$socket>::set_recv_buffer_size;
            let _: fn(&$socket) -> io::Result<u32> = <$socket>::recv_buffer_size;
            let _: fn(&$socket, bool) -> io::Result<()> = <$socket>::set_nodelay;
            let _: fn(&$socket) -> io::Result<bool> = <$socket>::nodelay;
            let _: fn(&$socket) -> io::Result<SocketAddr> = <$socket>::local_addr;
            let _: fn(&$socket) -> io::Result<Option<io::Error>> = <$socket>::take_error;
            let _: fn(&$socket, SocketAddr) -> io::Result<()> = <$socket>::bind;
            owned_with::<$socket, SocketAddr, _, io::Result<$stream>>(<$socket>::connect);
            let _: fn($socket, u32) -> io::Result<$listener> = <$socket>::listen;
        }
    };
}

surface!(tokio_has_them, tokio::net::TcpStream, tokio::net::TcpListener, tokio::net::TcpSocket, tokio::net::tcp);
surface!(
    the_subject_has_them,
    subject::net::TcpDpdkStream,
    subject::net::TcpDpdkListener,
    subject::net::TcpDpdkSocket,
    subject::net::tcp_dpdk
);
