//! [`TcpDpdkSocket`].

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::net::TcpSocket;

use super::{TcpDpdkListener, TcpDpdkStream};
use crate::worker::{self, Worker};

/// Buffer sizes of a fresh socket in bytes, as the crates that are imitated have them.
const BUFFER: u32 = 65_536;

/// tokio's kernel TCP socket under another name, bound to the worker that made it.
///
/// # Panics
/// Using it on a thread that does not drive its worker panics.
#[derive(Debug)]
pub struct TcpDpdkSocket {
    inner: TcpSocket,
    worker: Arc<Worker>,
    // Linux doubles what it is given (socket(7)); a program that asks gets back what it said.
    send_buffer: AtomicU32,
    recv_buffer: AtomicU32,
}

impl TcpDpdkSocket {
    /// As `tokio::net::TcpSocket::new_v4`, with buffers of 65,536 bytes.
    ///
    /// # Errors
    /// Those of the socket; `Unsupported` when the caller is on no worker.
    pub fn new_v4() -> io::Result<TcpDpdkSocket> {
        Self::new(TcpSocket::new_v4()?)
    }

    /// As `tokio::net::TcpSocket::new_v6`, with buffers of 65,536 bytes.
    ///
    /// # Errors
    /// Those of the socket; `Unsupported` when the caller is on no worker.
    pub fn new_v6() -> io::Result<TcpDpdkSocket> {
        Self::new(TcpSocket::new_v6()?)
    }

    fn new(inner: TcpSocket) -> io::Result<Self> {
        let worker = worker::current("TcpDpdkSocket")?;
        let socket = Self { inner, worker, send_buffer: BUFFER.into(), recv_buffer: BUFFER.into() };
        socket.set_send_buffer_size(BUFFER)?;
        socket.set_recv_buffer_size(BUFFER)?;
        Ok(socket)
    }

    #[track_caller]
    fn inner(&self) -> &TcpSocket {
        worker::assert_on(&self.worker, "TcpDpdkSocket");
        &self.inner
    }

    /// As `tokio::net::TcpSocket::set_send_buffer_size`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn set_send_buffer_size(&self, size: u32) -> io::Result<()> {
        self.inner().set_send_buffer_size(size)?;
        self.send_buffer.store(size, Ordering::Relaxed);
        Ok(())
    }

    /// The size set last, in bytes.
    ///
    /// # Errors
    /// None; a result because tokio's is one.
    pub fn send_buffer_size(&self) -> io::Result<u32> {
        Ok(self.send_buffer.load(Ordering::Relaxed))
    }

    /// As `tokio::net::TcpSocket::set_recv_buffer_size`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn set_recv_buffer_size(&self, size: u32) -> io::Result<()> {
        self.inner().set_recv_buffer_size(size)?;
        self.recv_buffer.store(size, Ordering::Relaxed);
        Ok(())
    }

    /// The size set last, in bytes.
    ///
    /// # Errors
    /// None; a result because tokio's is one.
    pub fn recv_buffer_size(&self) -> io::Result<u32> {
        Ok(self.recv_buffer.load(Ordering::Relaxed))
    }

    /// As `tokio::net::TcpSocket::set_keepalive`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn set_keepalive(&self, keepalive: bool) -> io::Result<()> {
        self.inner().set_keepalive(keepalive)
    }

    /// As `tokio::net::TcpSocket::keepalive`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn keepalive(&self) -> io::Result<bool> {
        self.inner().keepalive()
    }

    /// As `tokio::net::TcpSocket::set_nodelay`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.inner().set_nodelay(nodelay)
    }

    /// As `tokio::net::TcpSocket::nodelay`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn nodelay(&self) -> io::Result<bool> {
        self.inner().nodelay()
    }

    /// As `tokio::net::TcpSocket::local_addr`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    /// As `tokio::net::TcpSocket::take_error`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.inner().take_error()
    }

    /// As `tokio::net::TcpSocket::bind`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn bind(&self, addr: SocketAddr) -> io::Result<()> {
        self.inner().bind(addr)
    }

    /// As `tokio::net::TcpSocket::connect`; a socket that is not bound is bound to an address of the worker's device before.
    ///
    /// # Errors
    /// Those of the socket; `NetworkUnreachable` when the device has no address of the family.
    pub async fn connect(self, addr: SocketAddr) -> io::Result<TcpDpdkStream> {
        let fresh = self.inner().local_addr().is_ok_and(|local| local.ip().is_unspecified() && local.port() == 0);
        if fresh {
            let source = self.worker.device.source_for(addr.ip()).ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::NetworkUnreachable,
                    format!("the device has no address to reach {addr} from"),
                )
            })?;
            self.inner.bind(SocketAddr::new(source, 0))?;
        }
        let Self { inner, worker, .. } = self;
        let stream = inner.connect(addr).await?;
        Ok(TcpDpdkStream::new(worker, stream))
    }

    /// As `tokio::net::TcpSocket::listen`.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn listen(self, backlog: u32) -> io::Result<TcpDpdkListener> {
        worker::assert_on(&self.worker, "TcpDpdkSocket");
        let Self { inner, worker, .. } = self;
        Ok(TcpDpdkListener::new(worker, inner.listen(backlog)?))
    }
}
