//! [`TcpDpdkStream`].

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use dpdk_net::tcp::TcpStream;
use dpdk_net::tcp::async_net::TokioTcpStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::ToSocketAddrs;

use crate::worker::{Worker, current};

/// Buffers of a connection, in bytes, each way.
pub(super) const BUFFER: usize = 65_536;

/// A connection of dpdk-net. It belongs to the thread of its reactor.
pub struct TcpDpdkStream {
    io: TokioTcpStream,
    local: SocketAddr,
    peer: SocketAddr,
    core: usize,
}

impl TcpDpdkStream {
    /// Opens a connection, to each address in turn until one succeeds.
    ///
    /// # Errors
    ///
    /// That of the last attempt. dpdk-net does not tell why one failed.
    pub async fn connect<A: ToSocketAddrs>(addr: A) -> io::Result<TcpDpdkStream> {
        let worker = current("TcpDpdkStream")?;
        let mut last = None;
        for addr in tokio::net::lookup_host(addr).await? {
            match connect_one(&worker, addr).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::new(ErrorKind::InvalidInput, "could not resolve to any address")))
    }

    /// The address it was opened from: dpdk-net's interface takes the device's first of the family.
    ///
    /// # Errors
    ///
    /// None.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.local)
    }

    /// The address it was opened to.
    ///
    /// # Errors
    ///
    /// None.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }

    /// The core its worker is pinned to.
    #[must_use]
    pub fn core_id(&self) -> usize {
        self.core
    }
}

async fn connect_one(worker: &Worker, peer: SocketAddr) -> io::Result<TcpDpdkStream> {
    let source = worker.device.source_for(peer.ip()).ok_or_else(|| {
        io::Error::new(ErrorKind::NetworkUnreachable, format!("{peer}: the device has no address of that family"))
    })?;
    let local = SocketAddr::new(source, worker.port());
    let stream = TcpStream::connect(&worker.reactor, peer.ip().into(), peer.port(), local.port(), BUFFER, BUFFER)
        .map_err(|error| io::Error::new(ErrorKind::AddrNotAvailable, format!("{peer}: {error}")))?;
    stream
        .wait_connected()
        .await
        .map_err(|()| io::Error::other(format!("{peer}: no connection; dpdk-net does not tell why")))?;
    Ok(TcpDpdkStream { io: TokioTcpStream::new(stream), local, peer, core: worker.core })
}

impl AsyncRead for TcpDpdkStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_read(cx, buf)
    }
}

impl AsyncWrite for TcpDpdkStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}

impl fmt::Debug for TcpDpdkStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TcpDpdkStream")
            .field("local", &self.local)
            .field("peer", &self.peer)
            .field("core", &self.core)
            .finish()
    }
}
