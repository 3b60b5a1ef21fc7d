//! Opening a connection.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Poll, ready};

use tokio::net::ToSocketAddrs;

use super::TcpDpdkStream;
use crate::stack::options::Options;
use crate::stack::{Accepted, ClaimId, ConnectionId};
use crate::worker::{Released, Worker, context};

/// A connection that is not open yet; dropping it gives it up.
struct Attempt {
    worker: Arc<Worker>,
    id: ConnectionId,
    pending: bool,
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if self.pending {
            self.worker.release(Released::Attempt(self.id));
        }
    }
}

impl TcpDpdkStream {
    /// Opens a TCP connection to a remote host.
    ///
    /// `addr` is an address of the remote host. Anything which implements the [`ToSocketAddrs`] trait can be supplied as the address.
    /// If `addr` yields multiple addresses, connect will be attempted with each of the addresses until a connection is successful. If
    /// none of the addresses result in a successful connection, the error returned from the last connection attempt (the last
    /// address) is returned.
    ///
    /// The connection starts from the address of the device that is on the same network as the remote host, else from one on its
    /// gateway's. To configure the socket before connecting, use [`TcpDpdkSocket`](super::super::TcpDpdkSocket).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives the attempt up: nothing of it is left, and an answer that still comes is met with RST.
    ///
    /// # Errors
    ///
    /// - [`ConnectionRefused`](io::ErrorKind::ConnectionRefused): the peer answered with RST.
    /// - [`TimedOut`](io::ErrorKind::TimedOut): the peer did not answer within 10 seconds.
    /// - [`NetworkUnreachable`](io::ErrorKind::NetworkUnreachable): there is no route to the address.
    /// - [`HostUnreachable`](io::ErrorKind::HostUnreachable): nobody answered for the hardware address of the peer or the gateway
    ///   within 3 seconds.
    /// - [`AddrNotAvailable`](io::ErrorKind::AddrNotAvailable): no local port is free.
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): `addr` resolved to no address.
    /// - [`Unsupported`](io::ErrorKind::Unsupported): the caller is not on a worker of a DPDK runtime.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::io::AsyncWriteExt;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// // Connect to a peer
    /// let mut stream = TcpDpdkStream::connect("peer.example:8080").await?;
    ///
    /// // Write some data.
    /// stream.write_all(b"hello world!").await?;
    /// # Ok(()) }
    /// ```
    pub async fn connect<A: ToSocketAddrs>(addr: A) -> io::Result<TcpDpdkStream> {
        let worker = context::current("TcpDpdkStream")?;
        let mut last = None;
        for addr in tokio::net::lookup_host(addr).await? {
            match connect_one(&worker, addr, &Options::default(), None).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "could not resolve to any address")))
    }
}

/// Connects to one address, from where a socket is bound if it is.
pub(in super::super) async fn connect_one(
    worker: &Arc<Worker>,
    addr: SocketAddr,
    options: &Options,
    bound: Option<(ClaimId, SocketAddr)>,
) -> io::Result<TcpDpdkStream> {
    context::assert_on(worker, "TcpDpdkStream");
    let remote = SocketAddr::new(addr.ip().to_canonical(), addr.port());
    let (id, flow) = worker.with(|stack| stack.connect(remote, options, bound))??;
    let mut attempt = Attempt { worker: worker.clone(), id, pending: true };
    poll_fn(|context| {
        context::assert_on(worker, "TcpDpdkStream");
        let result = ready!(worker.with(|stack| stack.poll_connect(id, context))?);
        attempt.pending = false;
        Poll::Ready(result)
    })
    .await?;
    let mapped = addr.is_ipv6() && remote.is_ipv4();
    Ok(TcpDpdkStream::accepted(worker.clone(), &Accepted { id, flow, mapped }))
}
