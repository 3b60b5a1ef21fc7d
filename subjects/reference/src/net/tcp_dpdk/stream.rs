//! [`TcpDpdkStream`].

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use smoltcp::iface::SocketHandle;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::ToSocketAddrs;
use tokio::task::coop;

use super::split::{self, ReadHalf, WriteHalf};
use super::split_owned::{self, OwnedReadHalf, OwnedWriteHalf};
use crate::stack::Accepted;
use crate::stack::frame::Flow;
use crate::worker::{Released, Worker, context};

/// A TCP connection over DPDK, between an address of the worker's device and a peer.
///
/// It is read and written through [`AsyncRead`] and [`AsyncWrite`], like tokio's `TcpStream`. Both
/// buffers have 65,536 bytes. Reading and writing are cancel safe.
///
/// Dropping it closes the connection in the background: FIN after what was written, or RST when
/// received data was left unread, as Linux does.
///
/// # Panics
///
/// Everything that reads, writes or sets panics on a thread that does not drive the stream's worker.
pub struct TcpDpdkStream {
    worker: Arc<Worker>,
    handle: SocketHandle,
    flow: Flow,
    local: SocketAddr,
    peer: SocketAddr,
}

/// A connection that is not open yet; dropping it gives it up.
struct Attempt {
    worker: Arc<Worker>,
    handle: SocketHandle,
    flow: Flow,
    pending: bool,
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if self.pending {
            self.worker.release(Released::Attempt(self.handle, self.flow));
        }
    }
}

impl TcpDpdkStream {
    /// Connects to `addr`. When it resolves to several addresses they are tried in turn: the first
    /// success wins, else the last error is returned. Cancel safe: dropping the future gives the
    /// attempt up.
    ///
    /// # Errors
    ///
    /// - [`ConnectionRefused`](io::ErrorKind::ConnectionRefused): the peer answered with RST.
    /// - [`TimedOut`](io::ErrorKind::TimedOut): the peer did not answer within 10 seconds.
    /// - [`NetworkUnreachable`](io::ErrorKind::NetworkUnreachable): there is no route to the address.
    /// - [`HostUnreachable`](io::ErrorKind::HostUnreachable): nobody answered for the hardware address
    ///   of the peer or the gateway within 3 seconds.
    /// - [`AddrNotAvailable`](io::ErrorKind::AddrNotAvailable): no local port is free.
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): `addr` resolved to no address.
    /// - [`Unsupported`](io::ErrorKind::Unsupported): the caller is not on a worker of a DPDK runtime.
    pub async fn connect<A: ToSocketAddrs>(addr: A) -> io::Result<Self> {
        let worker = context::current("TcpDpdkStream")?;
        let mut last = None;
        for addr in tokio::net::lookup_host(addr).await? {
            match Self::connect_one(&worker, addr).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "could not resolve to any address")))
    }

    async fn connect_one(worker: &Arc<Worker>, addr: SocketAddr) -> io::Result<Self> {
        context::assert_on(worker, "TcpDpdkStream");
        let remote = SocketAddr::new(addr.ip().to_canonical(), addr.port());
        let (handle, flow) = worker.with(|stack| stack.connect(remote))??;
        let mut attempt = Attempt { worker: worker.clone(), handle, flow, pending: true };
        poll_fn(|context| {
            context::assert_on(worker, "TcpDpdkStream");
            let result = ready!(worker.with(|stack| stack.poll_connect(handle, &flow, context))?);
            attempt.pending = false;
            Poll::Ready(result)
        })
        .await?;
        let mapped = addr.is_ipv6() && remote.is_ipv4();
        Ok(Self::accepted(worker.clone(), &Accepted { handle, flow, mapped }))
    }

    /// A stream for a connection that is open.
    pub(super) fn accepted(worker: Arc<Worker>, accepted: &Accepted) -> Self {
        let Accepted { handle, flow, mapped } = *accepted;
        let show = |address: SocketAddr| if mapped { map(address) } else { address };
        Self { worker, handle, flow, local: show(flow.local), peer: show(flow.remote) }
    }

    /// The local address and port of the connection.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.local)
    }

    /// The peer's address and port.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }

    /// The number of the core the stream's worker is pinned to.
    #[must_use]
    pub fn core_id(&self) -> usize {
        self.worker.core()
    }

    /// Whether `TCP_NODELAY` is set: Nagle's algorithm (RFC 896) is off. It is on at first.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    pub fn nodelay(&self) -> io::Result<bool> {
        self.worker().with(|stack| stack.nodelay(self.handle))
    }

    /// Sets `TCP_NODELAY`: with true each write is sent at once, with false small writes wait while
    /// data is unacknowledged.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.worker().with(|stack| stack.set_nodelay(self.handle, nodelay))
    }

    /// Ready when a read would not wait: there is data, the peer has closed its side, or there is an error.
    /// Only the task of the last call, of this or of a read, is woken.
    ///
    /// # Errors
    ///
    /// [`ConnectionReset`](io::ErrorKind::ConnectionReset), once, when the peer reset the connection.
    pub fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let coop = ready!(coop::poll_proceed(cx));
        let result = ready!(self.worker().with(|stack| stack.poll_read_ready(self.handle, cx))?);
        coop.made_progress();
        Poll::Ready(result)
    }

    /// Ready when a write would not wait: the send buffer has room, or the write would fail. Only the
    /// task of the last call, of this or of a write, is woken.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    pub fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let coop = ready!(coop::poll_proceed(cx));
        ready!(self.worker().with(|stack| stack.poll_write_ready(self.handle, cx))?);
        coop.made_progress();
        Poll::Ready(Ok(()))
    }

    /// Splits the stream into a half that reads and a half that writes, both borrowing it.
    pub fn split(&mut self) -> (ReadHalf<'_>, WriteHalf<'_>) {
        split::split(self)
    }

    /// Splits the stream into a half that reads and a half that writes, which may go to different tasks
    /// of the same worker. Dropping the writing half sends FIN.
    #[must_use]
    pub fn into_split(self) -> (OwnedReadHalf, OwnedWriteHalf) {
        split_owned::split_owned(self)
    }

    pub(super) fn poll_read_shared(&self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let coop = ready!(coop::poll_proceed(cx));
        let result = ready!(self.worker().with(|stack| stack.poll_read(self.handle, cx, buf))?);
        coop.made_progress();
        Poll::Ready(result)
    }

    pub(super) fn poll_write_shared(&self, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let coop = ready!(coop::poll_proceed(cx));
        let result = ready!(self.worker().with(|stack| stack.poll_write(self.handle, cx, buf))?);
        coop.made_progress();
        Poll::Ready(result)
    }

    pub(super) fn shutdown_shared(&self) -> io::Result<()> {
        self.worker().with(|stack| stack.shutdown_write(self.handle))
    }

    /// Sends FIN from wherever this is called: for a writing half that is dropped.
    pub(super) fn shutdown_anywhere(&self) {
        self.worker.release(Released::Writing(self.handle));
    }

    /// The worker, after making sure that this thread drives it.
    #[track_caller]
    fn worker(&self) -> &Worker {
        context::assert_on(&self.worker, "TcpDpdkStream");
        &self.worker
    }
}

/// An IPv4 address as the IPv6 sockets of Linux show it (RFC 4291, section 2.5.5.2).
fn map(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    SocketAddr::new(ip.into(), address.port())
}

impl AsyncRead for TcpDpdkStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.poll_read_shared(cx, buf)
    }
}

impl AsyncWrite for TcpDpdkStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_shared(cx, buf)
    }

    /// Does nothing, as for tokio's `TcpStream`: what was written is on its way.
    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Closes the sending side: FIN follows what was written. The peer can still be read.
    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.shutdown_shared())
    }
}

impl Drop for TcpDpdkStream {
    fn drop(&mut self) {
        self.worker.release(Released::Stream(self.handle, self.flow));
    }
}

impl fmt::Debug for TcpDpdkStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TcpDpdkStream")
            .field("local", &self.local)
            .field("peer", &self.peer)
            .field("core", &self.worker.core())
            .finish()
    }
}
