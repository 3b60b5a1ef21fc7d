//! [`TcpDpdkStream`].

mod as_io;
mod closure;
mod connect;
mod nonblocking;
mod options;
mod peek;
mod ready;

use std::fmt;
use std::io;
use std::net::{IpAddr, Shutdown, SocketAddr};
use std::sync::Arc;

use super::split::{self, ReadHalf, WriteHalf};
use super::split_owned::{self, OwnedReadHalf, OwnedWriteHalf};
use crate::stack::{Accepted, ConnectionId};
use crate::worker::{Released, Worker, context};

pub(super) use self::connect::connect_one;

/// A TCP stream between a local and a remote socket, over DPDK.
///
/// A TCP stream can either be created by connecting to an endpoint, via the [`connect`] method, or by [accepting] a connection from a
/// [listener]. A stream can also be created via the [`TcpDpdkSocket`] type.
///
/// Reading and writing to a `TcpDpdkStream` is usually done using the convenience methods found on the [`AsyncReadExt`] and
/// [`AsyncWriteExt`] traits. Its own methods are those of tokio's [`TcpStream`], with the same meaning.
///
/// It belongs to the worker it was made on: the local end is an address of that worker's device, and its tasks must run there.
///
/// Dropping it closes the connection in the background: FIN after what was written, or RST when received data was left unread, as
/// Linux does.
///
/// # Panics
///
/// Everything that reads, writes, waits or sets panics on a thread that does not drive the stream's worker. Dropping it anywhere is
/// fine.
///
/// # Examples
///
/// ```no_run
/// use tokio_dpdk_reference::io::AsyncWriteExt;
/// use tokio_dpdk_reference::net::TcpDpdkStream;
///
/// # async fn example() -> std::io::Result<()> {
/// // Connect to a peer
/// let mut stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
///
/// // Write some data.
/// stream.write_all(b"hello world!").await?;
/// # Ok(()) }
/// ```
///
/// [`connect`]: TcpDpdkStream::connect
/// [accepting]: super::TcpDpdkListener::accept
/// [listener]: super::TcpDpdkListener
/// [`TcpDpdkSocket`]: super::TcpDpdkSocket
/// [`TcpStream`]: tokio::net::TcpStream
/// [`AsyncReadExt`]: tokio::io::AsyncReadExt
/// [`AsyncWriteExt`]: tokio::io::AsyncWriteExt
pub struct TcpDpdkStream {
    worker: Arc<Worker>,
    id: ConnectionId,
    local: SocketAddr,
    peer: SocketAddr,
}

impl TcpDpdkStream {
    /// A stream for a connection that is open.
    pub(super) fn accepted(worker: Arc<Worker>, accepted: &Accepted) -> Self {
        let Accepted { id, flow, mapped } = *accepted;
        let show = |address: SocketAddr| if mapped { map(address) } else { address };
        Self { worker, id, local: show(flow.local), peer: show(flow.remote) }
    }

    /// Returns the local address that this stream is bound to.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// println!("{:?}", stream.local_addr()?);
    /// # Ok(()) }
    /// ```
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.local)
    }

    /// Returns the remote address that this stream is connected to.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// println!("{:?}", stream.peer_addr()?);
    /// # Ok(()) }
    /// ```
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }

    /// Returns the number of the core the stream's worker is pinned to.
    #[must_use]
    pub fn core_id(&self) -> usize {
        self.worker.core()
    }

    /// Shuts down the reading, the writing or both sides of this connection, as [`std::net::TcpStream::shutdown`] does.
    ///
    /// - [`Shutdown::Write`] sends FIN after what was written. Writing fails from then on; the peer can still be read. This is what
    ///   [`AsyncWriteExt::shutdown`] does.
    /// - [`Shutdown::Read`] tells the peer nothing. Reads, those that wait included, find the end of the stream once everything
    ///   received is read.
    /// - [`Shutdown::Both`] does both.
    ///
    /// On a connection that is not open any more this does nothing and is no error, as for tokio's stream. tokio has this function
    /// for itself only; it is public here because a stream of this crate cannot be converted to one of the standard library.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::net::Shutdown;
    /// use tokio_dpdk_reference::io::AsyncReadExt;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let mut stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// stream.shutdown_std(Shutdown::Read)?;
    /// assert_eq!(stream.read(&mut [0; 16]).await?, 0);
    /// # Ok(()) }
    /// ```
    ///
    /// [`AsyncWriteExt::shutdown`]: tokio::io::AsyncWriteExt::shutdown
    pub fn shutdown_std(&self, how: Shutdown) -> io::Result<()> {
        self.worker().with(|stack| {
            if matches!(how, Shutdown::Read | Shutdown::Both) {
                stack.shutdown_read(self.id);
            }
            if matches!(how, Shutdown::Write | Shutdown::Both) {
                stack.shutdown_write(self.id);
            }
        })
    }

    /// Splits a `TcpDpdkStream` into a read half and a write half, which can be used to read and write the stream concurrently.
    ///
    /// This method is more efficient than [`into_split`], but the halves cannot be moved into independently spawned tasks.
    ///
    /// [`into_split`]: TcpDpdkStream::into_split()
    // The lifetimes appear in the documentation and say that this is a borrowed split.
    #[allow(clippy::needless_lifetimes)]
    pub fn split<'a>(&'a mut self) -> (ReadHalf<'a>, WriteHalf<'a>) {
        split::split(self)
    }

    /// Splits a `TcpDpdkStream` into a read half and a write half, which can be used to read and write the stream concurrently.
    ///
    /// Unlike [`split`], the owned halves can be moved to separate tasks (of the same worker), however this comes at the cost of a
    /// heap allocation.
    ///
    /// **Note:** Dropping the write half will shut down the write half of the TCP stream. This is equivalent to calling
    /// [`shutdown()`] on the `TcpDpdkStream`.
    ///
    /// [`split`]: TcpDpdkStream::split()
    /// [`shutdown()`]: tokio::io::AsyncWriteExt::shutdown
    pub fn into_split(self) -> (OwnedReadHalf, OwnedWriteHalf) {
        split_owned::split_owned(self)
    }

    /// Sends FIN from wherever this is called: for a writing half that is dropped.
    pub(super) fn shutdown_anywhere(&self) {
        self.worker.release(Released::Writing(self.id));
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

impl Drop for TcpDpdkStream {
    fn drop(&mut self) {
        self.worker.release(Released::Stream(self.id));
    }
}

impl AsRef<Self> for TcpDpdkStream {
    fn as_ref(&self) -> &Self {
        self
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
