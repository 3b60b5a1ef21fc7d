//! [`TcpDpdkSocket`].

mod options;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use super::stream::connect_one;
use super::{TcpDpdkListener, TcpDpdkStream};
use crate::stack::ClaimId;
use crate::stack::options::Options;
use crate::worker::{Released, Worker, context, lock};

/// A TCP socket over DPDK that has not yet been converted to a [`TcpDpdkStream`] or [`TcpDpdkListener`].
///
/// It is used to set options that have to be set before connecting or listening, as tokio's [`TcpSocket`](tokio::net::TcpSocket): the
/// sizes of the buffers, keep-alive, the local address. Calling [`connect`] or [`listen`] converts it.
///
/// Streams connected through it and those accepted by its listener start with its options. A fresh socket has buffers of 65,536
/// bytes, no keep-alive, and `nodelay` is not set. Sockets with buffers of that size are used again and again; others are made when
/// they are needed.
///
/// What the kernel's sockets have and a DPDK port cannot give is not here: conversions from and to the standard library's types,
/// linger, reusing addresses or ports (each DPDK worker has its ports for itself), the type of service, and binding to an interface.
///
/// # Panics
///
/// Everything but [`local_addr`](TcpDpdkSocket::local_addr) panics on a thread that does not drive the socket's worker. Dropping it
/// anywhere is fine.
///
/// # Examples
///
/// Calling `connect` converts a socket to a [`TcpDpdkStream`]:
///
/// ```no_run
/// use tokio_dpdk_reference::net::TcpDpdkSocket;
///
/// # async fn example() -> std::io::Result<()> {
/// let socket = TcpDpdkSocket::new_v4()?;
/// socket.set_recv_buffer_size(1 << 20)?;
/// socket.bind("192.0.2.10:5000".parse().unwrap())?;
///
/// let stream = socket.connect("192.0.2.1:8080".parse().unwrap()).await?;
/// # let _ = stream;
/// # Ok(()) }
/// ```
///
/// Calling `listen` converts it to a [`TcpDpdkListener`]:
///
/// ```no_run
/// use tokio_dpdk_reference::net::TcpDpdkSocket;
///
/// # fn example() -> std::io::Result<()> {
/// let socket = TcpDpdkSocket::new_v4()?;
/// socket.bind("192.0.2.10:8080".parse().unwrap())?;
///
/// let listener = socket.listen(1024)?;
/// # let _ = listener;
/// # Ok(()) }
/// ```
///
/// [`connect`]: TcpDpdkSocket::connect
/// [`listen`]: TcpDpdkSocket::listen
pub struct TcpDpdkSocket {
    worker: Arc<Worker>,
    family: Family,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Family {
    V4,
    V6,
}

#[derive(Default)]
struct State {
    options: Options,
    bound: Option<(ClaimId, SocketAddr)>,
}

impl TcpDpdkSocket {
    /// Creates a new socket configured for IPv4.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](io::ErrorKind::Unsupported) when the caller is not on a worker of a DPDK runtime.
    ///
    /// # Examples
    ///
    /// Create a new IPv4 socket and start listening.
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkSocket;
    ///
    /// # fn example() -> std::io::Result<()> {
    /// let addr = "192.0.2.10:8080".parse().unwrap();
    /// let socket = TcpDpdkSocket::new_v4()?;
    /// socket.bind(addr)?;
    ///
    /// let listener = socket.listen(128)?;
    /// # drop(listener);
    /// # Ok(()) }
    /// ```
    pub fn new_v4() -> io::Result<TcpDpdkSocket> {
        Self::new(Family::V4)
    }

    /// Creates a new socket configured for IPv6.
    ///
    /// As in Linux it does IPv4 too: bound to `::` it listens on every address of both families, and an IPv4-mapped address is
    /// connected to over IPv4.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](io::ErrorKind::Unsupported) when the caller is not on a worker of a DPDK runtime.
    ///
    /// # Examples
    ///
    /// Create a new IPv6 socket and start listening.
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkSocket;
    ///
    /// # fn example() -> std::io::Result<()> {
    /// let addr = "[2001:db8:0:1::10]:8080".parse().unwrap();
    /// let socket = TcpDpdkSocket::new_v6()?;
    /// socket.bind(addr)?;
    ///
    /// let listener = socket.listen(128)?;
    /// # drop(listener);
    /// # Ok(()) }
    /// ```
    pub fn new_v6() -> io::Result<TcpDpdkSocket> {
        Self::new(Family::V6)
    }

    fn new(family: Family) -> io::Result<Self> {
        Ok(Self { worker: context::current("TcpDpdkSocket")?, family, state: Mutex::default() })
    }

    /// Gets the local address of this socket.
    ///
    /// Will fail on no platform. Before the socket is bound it is the unspecified address with port 0.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkSocket;
    ///
    /// # fn example() -> std::io::Result<()> {
    /// let socket = TcpDpdkSocket::new_v4()?;
    /// socket.bind("192.0.2.10:0".parse().unwrap())?;
    /// assert_eq!(socket.local_addr()?.ip().to_string(), "192.0.2.10");
    /// # Ok(()) }
    /// ```
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(lock(&self.state).bound.map_or_else(|| self.family.unspecified(), |(_, address)| address))
    }

    /// Returns the value of the `SO_ERROR` option. A socket that is no connection yet never has an error: those of [`connect`] are
    /// returned by it.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    ///
    /// [`connect`]: TcpDpdkSocket::connect
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.worker();
        Ok(None)
    }

    /// Binds the socket to the given address.
    ///
    /// The address is one of the device or unspecified; port 0 chooses a free one from 49152 on.
    ///
    /// # Errors
    ///
    /// - [`AddrNotAvailable`](io::ErrorKind::AddrNotAvailable): not an address of the device.
    /// - [`AddrInUse`](io::ErrorKind::AddrInUse): another socket, a listener or a connection has the port. Connections keep it until
    ///   some seconds after their end.
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): the socket is bound already, or it is one for IPv6 and the address is not.
    /// - `EAFNOSUPPORT`: it is one for IPv4 and the address is not.
    ///
    /// # Examples
    ///
    /// Bind a socket before listening.
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkSocket;
    ///
    /// # fn example() -> std::io::Result<()> {
    /// let addr = "192.0.2.10:8080".parse().unwrap();
    ///
    /// let socket = TcpDpdkSocket::new_v4()?;
    /// socket.bind(addr)?;
    ///
    /// let listener = socket.listen(1024)?;
    /// # drop(listener);
    /// # Ok(()) }
    /// ```
    pub fn bind(&self, addr: SocketAddr) -> io::Result<()> {
        self.family.check(addr)?;
        let mut state = lock(&self.state);
        if let Some((_, bound)) = state.bound {
            return Err(invalid(format!("the socket is bound to {bound} already")));
        }
        state.bound = Some(self.worker().with(|stack| stack.claim(addr, false))??);
        Ok(())
    }

    /// Establishes a TCP connection with a peer at the specified socket address.
    ///
    /// The `TcpDpdkSocket` is consumed. Once the connection is established, a connected [`TcpDpdkStream`] is returned. If the
    /// connection fails, the encountered error is returned. A socket that is not bound connects from an address and port that are
    /// chosen as [`TcpDpdkStream::connect`] does.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives the attempt up: nothing of it is left, and an answer that still comes is met with RST.
    ///
    /// # Errors
    ///
    /// Those of [`TcpDpdkStream::connect`], and
    ///
    /// - [`AddrNotAvailable`](io::ErrorKind::AddrNotAvailable): there is a connection between the same two ends.
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): the socket is one for IPv6 and the address is not.
    /// - `EAFNOSUPPORT`: it is one for IPv4 and the address is not.
    ///
    /// # Examples
    ///
    /// Connecting to a peer.
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkSocket;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let addr = "192.0.2.1:8080".parse().unwrap();
    ///
    /// let socket = TcpDpdkSocket::new_v4()?;
    /// let stream = socket.connect(addr).await?;
    /// # drop(stream);
    /// # Ok(()) }
    /// ```
    pub async fn connect(self, addr: SocketAddr) -> io::Result<TcpDpdkStream> {
        self.family.check(addr)?;
        context::assert_on(&self.worker, "TcpDpdkSocket");
        let (options, bound) = self.take();
        connect_one(&self.worker, addr, &options, bound).await
    }

    /// Converts the socket into a [`TcpDpdkListener`].
    ///
    /// `backlog` defines the maximum number of pending connections that are queued at any given time, half-open ones included. Connections
    /// are removed from the queue with [`TcpDpdkListener::accept`]. When the queue holds one more than that, SYNs are dropped and the
    /// peers send them again, as in Linux. The backlog is 4096 at most.
    ///
    /// A socket that is not bound listens on every address, on a port of its own.
    ///
    /// # Errors
    ///
    /// [`AddrInUse`](io::ErrorKind::AddrInUse) when the socket is not bound and no port is free.
    ///
    /// # Examples
    ///
    /// Create a `TcpDpdkListener`.
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkSocket;
    ///
    /// # fn example() -> std::io::Result<()> {
    /// let addr = "192.0.2.10:8080".parse().unwrap();
    ///
    /// let socket = TcpDpdkSocket::new_v4()?;
    /// socket.bind(addr)?;
    ///
    /// let listener = socket.listen(1024)?;
    /// # drop(listener);
    /// # Ok(()) }
    /// ```
    pub fn listen(self, backlog: u32) -> io::Result<TcpDpdkListener> {
        context::assert_on(&self.worker, "TcpDpdkSocket");
        if lock(&self.state).bound.is_none() {
            self.bind(self.family.unspecified())?;
        }
        let (options, bound) = self.take();
        let Some((claim, bound)) = bound else { return Err(invalid("the socket is not bound".to_owned())) };
        let id = self.worker.with(|stack| stack.listen(claim, bound, &options, backlog))?;
        Ok(TcpDpdkListener::new(self.worker.clone(), id, bound))
    }

    /// Options, and the claim, which is somebody else's from here on.
    fn take(&self) -> (Options, Option<(ClaimId, SocketAddr)>) {
        let mut state = lock(&self.state);
        (state.options, state.bound.take())
    }

    /// The worker, after making sure that this thread drives it.
    #[track_caller]
    fn worker(&self) -> &Worker {
        context::assert_on(&self.worker, "TcpDpdkSocket");
        &self.worker
    }
}

impl Family {
    fn unspecified(self) -> SocketAddr {
        match self {
            Self::V4 => (Ipv4Addr::UNSPECIFIED, 0).into(),
            Self::V6 => (Ipv6Addr::UNSPECIFIED, 0).into(),
        }
    }

    /// The errors Linux has for an address of the other family.
    fn check(self, address: SocketAddr) -> io::Result<()> {
        match (self, address) {
            (Self::V4, SocketAddr::V6(_)) => Err(io::Error::from_raw_os_error(libc::EAFNOSUPPORT)),
            (Self::V6, SocketAddr::V4(_)) => Err(invalid(format!("{address} is no address for an IPv6 socket"))),
            _ => Ok(()),
        }
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

impl Drop for TcpDpdkSocket {
    fn drop(&mut self) {
        if let (_, Some((claim, _))) = self.take() {
            self.worker.release(Released::Claim(claim));
        }
    }
}

impl fmt::Debug for TcpDpdkSocket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.state);
        formatter
            .debug_struct("TcpDpdkSocket")
            .field("family", &self.family)
            .field("bound", &state.bound.map(|(_, address)| address))
            .field("options", &state.options)
            .field("core", &self.worker.core())
            .finish()
    }
}
