//! [`TcpDpdkListener`].

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use dpdk_net::tcp::TcpListener;
use tokio::net::ToSocketAddrs;

use super::stream::BUFFER;
use crate::worker::{Worker, current};

/// Sockets that wait for a SYN at the same time.
const BACKLOG: usize = 8;

/// A listener of dpdk-net. It answers on every address of the device. There is no `accept`, because dpdk-net does not tell who has
/// connected.
pub struct TcpDpdkListener {
    /// Listens while it lives.
    _listener: TcpListener,
    bound: SocketAddr,
    core: usize,
}

impl TcpDpdkListener {
    /// Listens on the port of the first address that is the device's.
    ///
    /// # Errors
    ///
    /// `AddrNotAvailable`: none is; `Unsupported`: port 0, dpdk-net chooses none.
    pub async fn bind<A: ToSocketAddrs>(addr: A) -> io::Result<TcpDpdkListener> {
        let worker = current("TcpDpdkListener")?;
        let mut last = None;
        for addr in tokio::net::lookup_host(addr).await? {
            match bind_one(&worker, addr) {
                Ok(listener) => return Ok(listener),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::new(ErrorKind::InvalidInput, "could not resolve to any address")))
    }

    /// The address it was bound to.
    ///
    /// # Errors
    ///
    /// None.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.bound)
    }

    /// The core its worker is pinned to.
    #[must_use]
    pub fn core_id(&self) -> usize {
        self.core
    }
}

fn bind_one(worker: &Worker, bound: SocketAddr) -> io::Result<TcpDpdkListener> {
    if !bound.ip().is_unspecified() && !worker.device.owns(bound.ip()) {
        let text = format!("{} is not an address of this worker's device", bound.ip());
        return Err(io::Error::new(ErrorKind::AddrNotAvailable, text));
    }
    if bound.port() == 0 {
        return Err(io::Error::new(ErrorKind::Unsupported, "dpdk-net does not choose a port"));
    }
    let listener = TcpListener::bind_with_backlog(&worker.reactor, bound.port(), BUFFER, BUFFER, BACKLOG)
        .map_err(|error| io::Error::new(ErrorKind::AddrInUse, format!("{bound}: {error}")))?;
    Ok(TcpDpdkListener { _listener: listener, bound, core: worker.core })
}

impl fmt::Debug for TcpDpdkListener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TcpDpdkListener").field("local", &self.bound).field("core", &self.core).finish()
    }
}
