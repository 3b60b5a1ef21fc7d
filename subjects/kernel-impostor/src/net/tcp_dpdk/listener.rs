//! [`TcpDpdkListener`].

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::net::{TcpListener, ToSocketAddrs};

use super::TcpDpdkStream;
use super::stream::set_hop_limit;
use crate::worker::{self, Worker};

/// tokio's kernel TCP listener under another name, bound to the worker that made it.
///
/// # Panics
/// Using it on a thread that does not drive its worker panics.
#[derive(Debug)]
pub struct TcpDpdkListener {
    inner: TcpListener,
    worker: Arc<Worker>,
}

impl TcpDpdkListener {
    /// As `tokio::net::TcpListener::bind`.
    ///
    /// # Errors
    /// Those of the socket; `Unsupported` when the caller is on no worker.
    pub async fn bind<A: ToSocketAddrs>(addr: A) -> io::Result<TcpDpdkListener> {
        let worker = worker::current("TcpDpdkListener")?;
        Ok(Self::new(worker, TcpListener::bind(addr).await?))
    }

    pub(super) fn new(worker: Arc<Worker>, inner: TcpListener) -> Self {
        Self { inner, worker }
    }

    #[track_caller]
    fn inner(&self) -> &TcpListener {
        worker::assert_on(&self.worker, "TcpDpdkListener");
        &self.inner
    }

    /// As `tokio::net::TcpListener::accept`. Cancel safe.
    ///
    /// # Errors
    /// Those of the socket.
    pub async fn accept(&self) -> io::Result<(TcpDpdkStream, SocketAddr)> {
        let (stream, peer) = self.inner().accept().await?;
        Ok((TcpDpdkStream::new(self.worker.clone(), stream), peer))
    }

    /// As `tokio::net::TcpListener::poll_accept`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpDpdkStream, SocketAddr)>> {
        let (stream, peer) = ready!(self.inner().poll_accept(cx))?;
        Poll::Ready(Ok((TcpDpdkStream::new(self.worker.clone(), stream), peer)))
    }

    /// The address and port it listens on.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// As `tokio::net::TcpListener::ttl`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn ttl(&self) -> io::Result<u32> {
        self.inner().ttl()
    }

    /// As `tokio::net::TcpListener::set_ttl`, and for IPv6 the hop limit, which tokio leaves alone.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        let inner = self.inner();
        inner.set_ttl(ttl)?;
        set_hop_limit(inner, inner.local_addr()?, ttl)
    }

    /// The number of the core its worker is pinned to.
    #[must_use]
    pub fn core_id(&self) -> usize {
        self.worker.core
    }
}
