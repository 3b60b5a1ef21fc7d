//! [`TcpDpdkStream`].

use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use rustix::net::Shutdown;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf, Ready};
use tokio::net::{TcpSocket, TcpStream, ToSocketAddrs};

use super::split::{self, ReadHalf, WriteHalf};
use super::split_owned::{self, OwnedReadHalf, OwnedWriteHalf};
use crate::worker::{self, Worker};

/// tokio's kernel TCP stream under another name, bound to the worker that made it.
///
/// # Panics
/// Using it on a thread that does not drive its worker panics; dropping it anywhere is fine.
#[derive(Debug)]
pub struct TcpDpdkStream {
    inner: TcpStream,
    worker: Arc<Worker>,
}

impl TcpDpdkStream {
    /// As `tokio::net::TcpStream::connect`, from an address of the worker's device.
    ///
    /// # Errors
    /// Those of the socket; `Unsupported` when the caller is on no worker; `NetworkUnreachable` when the device
    /// has no address of the family.
    pub async fn connect<A: ToSocketAddrs>(addr: A) -> io::Result<TcpDpdkStream> {
        let worker = worker::current("TcpDpdkStream")?;
        let mut last = io::Error::new(ErrorKind::InvalidInput, "could not resolve to any address");
        for addr in tokio::net::lookup_host(addr).await? {
            match connect_from(&worker, addr).await {
                Ok(inner) => return Ok(Self { inner, worker }),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    pub(super) fn new(worker: Arc<Worker>, inner: TcpStream) -> Self {
        Self { inner, worker }
    }

    #[track_caller]
    fn inner(&self) -> &TcpStream {
        worker::assert_on(&self.worker, "TcpDpdkStream");
        &self.inner
    }

    #[track_caller]
    fn pinned(self: Pin<&mut Self>) -> Pin<&mut TcpStream> {
        worker::assert_on(&self.worker, "TcpDpdkStream");
        Pin::new(&mut self.get_mut().inner)
    }

    /// The local address and port of the connection.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// The peer's address and port.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }

    /// The number of the core the stream's worker is pinned to.
    #[must_use]
    pub fn core_id(&self) -> usize {
        self.worker.core
    }

    /// As `tokio::net::TcpStream::nodelay`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn nodelay(&self) -> io::Result<bool> {
        self.inner().nodelay()
    }

    /// As `tokio::net::TcpStream::set_nodelay`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.inner().set_nodelay(nodelay)
    }

    /// As `tokio::net::TcpStream::quickack`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn quickack(&self) -> io::Result<bool> {
        self.inner().quickack()
    }

    /// As `tokio::net::TcpStream::set_quickack`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn set_quickack(&self, quickack: bool) -> io::Result<()> {
        self.inner().set_quickack(quickack)
    }

    /// As `tokio::net::TcpStream::ttl`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn ttl(&self) -> io::Result<u32> {
        self.inner().ttl()
    }

    /// As `tokio::net::TcpStream::set_ttl`, and for IPv6 the hop limit, which tokio leaves alone.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        let inner = self.inner();
        inner.set_ttl(ttl)?;
        set_hop_limit(inner, inner.local_addr()?, ttl)
    }

    /// As `tokio::net::TcpStream::take_error`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.inner().take_error()
    }

    /// As `tokio::net::TcpStream::poll_read_ready`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner().poll_read_ready(cx)
    }

    /// As `tokio::net::TcpStream::poll_write_ready`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner().poll_write_ready(cx)
    }

    /// As `tokio::net::TcpStream::ready`.
    ///
    /// # Errors
    /// Those of the socket.
    pub async fn ready(&self, interest: Interest) -> io::Result<Ready> {
        self.inner().ready(interest).await
    }

    /// As `tokio::net::TcpStream::readable`.
    ///
    /// # Errors
    /// Those of the socket.
    pub async fn readable(&self) -> io::Result<()> {
        self.inner().readable().await
    }

    /// As `tokio::net::TcpStream::writable`.
    ///
    /// # Errors
    /// Those of the socket.
    pub async fn writable(&self) -> io::Result<()> {
        self.inner().writable().await
    }

    /// As `tokio::net::TcpStream::try_read`.
    ///
    /// # Errors
    /// Those of the socket; `WouldBlock` while nothing is there.
    pub fn try_read(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner().try_read(buf)
    }

    /// As `tokio::net::TcpStream::try_read_buf`.
    ///
    /// # Errors
    /// Those of the socket; `WouldBlock` while nothing is there.
    pub fn try_read_buf<B: bytes::BufMut>(&self, buf: &mut B) -> io::Result<usize> {
        self.inner().try_read_buf(buf)
    }

    /// As `tokio::net::TcpStream::try_read_vectored`.
    ///
    /// # Errors
    /// Those of the socket; `WouldBlock` while nothing is there.
    pub fn try_read_vectored(&self, bufs: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        self.inner().try_read_vectored(bufs)
    }

    /// As `tokio::net::TcpStream::try_write`.
    ///
    /// # Errors
    /// Those of the socket; `WouldBlock` while there is no room.
    pub fn try_write(&self, buf: &[u8]) -> io::Result<usize> {
        self.inner().try_write(buf)
    }

    /// As `tokio::net::TcpStream::try_write_vectored`.
    ///
    /// # Errors
    /// Those of the socket; `WouldBlock` while there is no room.
    pub fn try_write_vectored(&self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        self.inner().try_write_vectored(bufs)
    }

    /// As `tokio::net::TcpStream::try_io`.
    ///
    /// # Errors
    /// Those of `f`; `WouldBlock` while the stream is not ready.
    pub fn try_io<R>(&self, interest: Interest, f: impl FnOnce() -> io::Result<R>) -> io::Result<R> {
        self.inner().try_io(interest, f)
    }

    /// As `tokio::net::TcpStream::async_io`.
    ///
    /// # Errors
    /// Those of `f`, but for `WouldBlock`.
    pub async fn async_io<R>(&self, interest: Interest, f: impl FnMut() -> io::Result<R>) -> io::Result<R> {
        self.inner().async_io(interest, f).await
    }

    /// As `tokio::net::TcpStream::peek`.
    ///
    /// # Errors
    /// Those of the socket.
    pub async fn peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner().peek(buf).await
    }

    /// As `tokio::net::TcpStream::poll_peek`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn poll_peek(&self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<usize>> {
        self.inner().poll_peek(cx, buf)
    }

    /// As `tokio::net::TcpStream::split`.
    #[allow(clippy::needless_lifetimes)] // tokio's signature
    pub fn split<'a>(&'a mut self) -> (ReadHalf<'a>, WriteHalf<'a>) {
        split::split(self)
    }

    /// As `tokio::net::TcpStream::into_split`.
    pub fn into_split(self) -> (OwnedReadHalf, OwnedWriteHalf) {
        split_owned::split_owned(self)
    }

    /// A read through a shared reference, which tokio offers only to its own halves.
    pub(super) fn poll_read_shared(&self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let inner = self.inner();
        loop {
            ready!(inner.poll_read_ready(cx))?;
            match inner.try_read(buf.initialize_unfilled()) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                result => return Poll::Ready(result.map(|length| buf.advance(length))),
            }
        }
    }

    /// A write through a shared reference.
    pub(super) fn poll_write_shared(&self, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let inner = self.inner();
        loop {
            ready!(inner.poll_write_ready(cx))?;
            match inner.try_write_vectored(bufs) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                result => return Poll::Ready(result),
            }
        }
    }

    /// As `std::net::TcpStream::shutdown`; on a connection that is not open any more this does nothing and is no error. tokio has it
    /// for itself only.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn shutdown_std(&self, how: std::net::Shutdown) -> io::Result<()> {
        let how = match how {
            std::net::Shutdown::Read => Shutdown::Read,
            std::net::Shutdown::Write => Shutdown::Write,
            std::net::Shutdown::Both => Shutdown::Both,
        };
        match rustix::net::shutdown(self.inner(), how) {
            // The peer may have gone already; tokio does not tell either.
            Err(rustix::io::Errno::NOTCONN) | Ok(()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The same on any thread: for a half that is dropped.
    pub(super) fn shutdown_anywhere(&self) {
        // A drop cannot tell of an error.
        let _ = rustix::net::shutdown(&self.inner, Shutdown::Write);
    }
}

/// Gives a socket for IPv6 a hop limit, which the option `IP_TTL` does not.
pub(super) fn set_hop_limit(socket: impl AsFd, local: SocketAddr, ttl: u32) -> io::Result<()> {
    match u8::try_from(ttl) {
        Ok(ttl) if local.is_ipv6() => Ok(rustix::net::sockopt::set_ipv6_unicast_hops(socket, Some(ttl))?),
        _ => Ok(()),
    }
}

async fn connect_from(worker: &Worker, addr: SocketAddr) -> io::Result<TcpStream> {
    let source = worker.device.source_for(addr.ip()).ok_or_else(|| {
        let text = format!("device {} has no address to reach {addr} from", worker.device.name);
        io::Error::new(ErrorKind::NetworkUnreachable, text)
    })?;
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.bind(SocketAddr::new(source, 0))?;
    socket.connect(addr).await
}

impl AsRef<Self> for TcpDpdkStream {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsyncRead for TcpDpdkStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.pinned().poll_read(cx, buf)
    }
}

impl AsyncWrite for TcpDpdkStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.pinned().poll_write(cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.pinned().poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.pinned().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.pinned().poll_shutdown(cx)
    }
}
