//! [`TcpDpdkListener`].

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::net::ToSocketAddrs;
use tokio::task::coop;

use super::TcpDpdkStream;
use crate::stack::ListenerId;
use crate::worker::{Released, Worker, context};

/// A TCP listener over DPDK, on one or all addresses of the worker's device.
///
/// It holds up to 128 connections that are not accepted yet, half-open ones included. A SYN beyond that
/// is dropped without an answer, as Linux does, and the peer sends it again.
///
/// Dropping it resets the connections it had not given away.
///
/// # Panics
///
/// Accepting panics on a thread that does not drive the listener's worker.
pub struct TcpDpdkListener {
    worker: Arc<Worker>,
    id: ListenerId,
    bound: SocketAddr,
}

impl TcpDpdkListener {
    /// Listens on `addr`. When it resolves to several addresses, the first that works is used, else the
    /// last error is returned.
    ///
    /// `0.0.0.0` stands for every IPv4 address of the device, `::` for every address of both families
    /// (IPv4 peers are shown as IPv4-mapped then, as Linux does). Port 0 chooses a free port from 49152 on.
    ///
    /// # Errors
    ///
    /// - [`AddrNotAvailable`](io::ErrorKind::AddrNotAvailable): not an address of the device.
    /// - [`AddrInUse`](io::ErrorKind::AddrInUse): another listener has it.
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): `addr` resolved to no address.
    /// - [`Unsupported`](io::ErrorKind::Unsupported): the caller is not on a worker of a DPDK runtime.
    pub async fn bind<A: ToSocketAddrs>(addr: A) -> io::Result<Self> {
        let worker = context::current("TcpDpdkListener")?;
        let mut last = None;
        for addr in tokio::net::lookup_host(addr).await? {
            context::assert_on(&worker, "TcpDpdkListener");
            match worker.with(|stack| stack.listen(addr))? {
                Ok((id, bound)) => return Ok(Self { worker, id, bound }),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "could not resolve to any address")))
    }

    /// The next connection, with the peer's address. Cancel safe: no connection is lost when the future
    /// is dropped.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    pub async fn accept(&self) -> io::Result<(TcpDpdkStream, SocketAddr)> {
        poll_fn(|context| self.poll_accept(context)).await
    }

    /// Polls for the next connection. Every task that waits is woken when one is there.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    pub fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpDpdkStream, SocketAddr)>> {
        context::assert_on(&self.worker, "TcpDpdkListener");
        let coop = ready!(coop::poll_proceed(cx));
        let accepted = ready!(self.worker.with(|stack| stack.poll_accept(self.id, cx))?)?;
        coop.made_progress();
        let stream = TcpDpdkStream::accepted(self.worker.clone(), &accepted);
        let peer = stream.peer_addr()?;
        Poll::Ready(Ok((stream, peer)))
    }

    /// The address and port it listens on.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.bound)
    }

    /// The number of the core the listener's worker is pinned to.
    #[must_use]
    pub fn core_id(&self) -> usize {
        self.worker.core()
    }
}

impl Drop for TcpDpdkListener {
    fn drop(&mut self) {
        self.worker.release(Released::Listener(self.id));
    }
}

impl fmt::Debug for TcpDpdkListener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TcpDpdkListener")
            .field("local", &self.bound)
            .field("core", &self.worker.core())
            .finish()
    }
}
