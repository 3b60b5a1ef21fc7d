//! [`TcpDpdkListener`].

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::net::ToSocketAddrs;
use tokio::task::coop;

use super::TcpDpdkStream;
use crate::stack::options::{self, Options};
use crate::stack::{Accepted, ListenerId, WaiterKey};
use crate::worker::{Released, Worker, context};

/// A TCP socket server over DPDK, listening for connections on one or all addresses of the worker's device.
///
/// You can accept a new connection by using the [`accept`](TcpDpdkListener::accept) method. Its methods are those of tokio's
/// [`TcpListener`](tokio::net::TcpListener), with the same meaning.
///
/// It holds up to its backlog of connections that are not accepted yet and one more, half-open ones included. A SYN beyond that is
/// dropped without an answer, as Linux does, and the peer sends it again.
///
/// Dropping it resets the connections it had not given away.
///
/// # Panics
///
/// Accepting and setting panics on a thread that does not drive the listener's worker. Dropping it anywhere is fine.
///
/// # Examples
///
/// ```no_run
/// use tokio_dpdk_reference::net::{TcpDpdkListener, TcpDpdkStream};
///
/// async fn process_socket(socket: TcpDpdkStream) {
///     // do work with socket here
/// }
///
/// # async fn example() -> std::io::Result<()> {
/// let listener = TcpDpdkListener::bind("192.0.2.10:8080").await?;
///
/// loop {
///     let (socket, _) = listener.accept().await?;
///     process_socket(socket).await;
/// }
/// # }
/// ```
pub struct TcpDpdkListener {
    worker: Arc<Worker>,
    id: ListenerId,
    bound: SocketAddr,
}

/// Waits for a connection at a place of its own, which dropping it gives back.
struct Accept<'a> {
    listener: &'a TcpDpdkListener,
    key: Option<WaiterKey>,
}

impl Future for Accept<'_> {
    type Output = io::Result<(TcpDpdkStream, SocketAddr)>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { listener, key } = self.get_mut();
        listener.accept_at(Some(key), cx)
    }
}

impl Drop for Accept<'_> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            // When the runtime has shut down nobody waits any more.
            let _ = self.listener.worker.with(|stack| stack.forget_accept(self.listener.id, key));
        }
    }
}

impl TcpDpdkListener {
    /// Creates a new `TcpDpdkListener`, which will be bound to the specified address.
    ///
    /// The returned listener is ready for accepting connections.
    ///
    /// Binding with a port number of 0 chooses a free port from 49152 on. The port allocated can be queried via the `local_addr`
    /// method. `0.0.0.0` stands for every IPv4 address of the device, `::` for every address of both families (IPv4 peers are shown as
    /// IPv4-mapped then, as Linux does).
    ///
    /// The address type can be any implementer of the [`ToSocketAddrs`] trait. If `addr` yields multiple addresses, bind will be
    /// attempted with each of the addresses until one succeeds and returns the listener. If none of the addresses succeed in creating
    /// a listener, the error returned from the last attempt (the last address) is returned.
    ///
    /// As tokio's function, which sets `SO_REUSEADDR`, this does not mind connections on the same port. To configure the socket before
    /// binding, use [`TcpDpdkSocket`](super::TcpDpdkSocket).
    ///
    /// # Errors
    ///
    /// - [`AddrNotAvailable`](io::ErrorKind::AddrNotAvailable): not an address of the device.
    /// - [`AddrInUse`](io::ErrorKind::AddrInUse): another listener or a bound socket has it.
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): `addr` resolved to no address.
    /// - [`Unsupported`](io::ErrorKind::Unsupported): the caller is not on a worker of a DPDK runtime.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkListener;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let listener = TcpDpdkListener::bind("192.0.2.10:2345").await?;
    ///
    /// // use the listener
    /// # let _ = listener;
    /// # Ok(()) }
    /// ```
    pub async fn bind<A: ToSocketAddrs>(addr: A) -> io::Result<TcpDpdkListener> {
        let worker = context::current("TcpDpdkListener")?;
        let mut last = None;
        for addr in tokio::net::lookup_host(addr).await? {
            context::assert_on(&worker, "TcpDpdkListener");
            match worker.with(|stack| stack.bind_and_listen(addr, &Options::default()))? {
                Ok((id, bound)) => return Ok(Self::new(worker, id, bound)),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "could not resolve to any address")))
    }

    pub(super) fn new(worker: Arc<Worker>, id: ListenerId, bound: SocketAddr) -> Self {
        Self { worker, id, bound }
    }

    /// Accepts a new incoming connection from this listener.
    ///
    /// This function will yield once a new TCP connection is established. When established, the corresponding [`TcpDpdkStream`] and the
    /// remote peer's address will be returned. Any number of tasks may wait at once.
    ///
    /// # Cancel safety
    ///
    /// This method is cancel safe. If the method is used as the event in a [`tokio::select!`] statement and some other branch completes
    /// first, then it is guaranteed that no new connections were accepted by this method.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkListener;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let listener = TcpDpdkListener::bind("192.0.2.10:8080").await?;
    ///
    /// match listener.accept().await {
    ///     Ok((_socket, addr)) => println!("new client: {addr:?}"),
    ///     Err(e) => println!("couldn't get client: {e:?}"),
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn accept(&self) -> io::Result<(TcpDpdkStream, SocketAddr)> {
        Accept { listener: self, key: None }.await
    }

    /// Polls to accept a new incoming connection to this listener.
    ///
    /// If there is no connection to accept, `Poll::Pending` is returned and the current task will be notified by a waker. Note that on
    /// multiple calls to `poll_accept`, only the `Waker` from the `Context` passed to the most recent call is scheduled to receive a
    /// wakeup.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    pub fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpDpdkStream, SocketAddr)>> {
        self.accept_at(None, cx)
    }

    fn accept_at(
        &self,
        key: Option<&mut Option<WaiterKey>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<(TcpDpdkStream, SocketAddr)>> {
        let coop = ready!(coop::poll_proceed(cx));
        let accepted: Accepted = ready!(self.worker().with(|stack| stack.poll_accept(self.id, key, cx))?)?;
        coop.made_progress();
        let stream = TcpDpdkStream::accepted(self.worker.clone(), &accepted);
        let peer = stream.peer_addr()?;
        Poll::Ready(Ok((stream, peer)))
    }

    /// Returns the local address that this listener is bound to.
    ///
    /// This can be useful, for example, when binding to port 0 to figure out which port was actually bound.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
    /// use tokio_dpdk_reference::net::TcpDpdkListener;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let listener = TcpDpdkListener::bind("192.0.2.10:8080").await?;
    ///
    /// assert_eq!(listener.local_addr()?, SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(192, 0, 2, 10), 8080)));
    /// # Ok(()) }
    /// ```
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.bound)
    }

    /// Gets the value of the `IP_TTL` option for this socket, which for IPv6 is the hop limit.
    ///
    /// For more information about this option, see [`set_ttl`].
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkListener;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let listener = TcpDpdkListener::bind("192.0.2.10:0").await?;
    ///
    /// listener.set_ttl(100)?;
    /// assert_eq!(listener.ttl()?, 100);
    /// # Ok(()) }
    /// ```
    ///
    /// [`set_ttl`]: TcpDpdkListener::set_ttl
    pub fn ttl(&self) -> io::Result<u32> {
        Ok(self.worker().with(|stack| stack.listener_ttl(self.id))??.into())
    }

    /// Sets the value for the `IP_TTL` option on this socket.
    ///
    /// This value sets the time-to-live field (for IPv6: the hop limit) that is used in every packet sent from this socket: in the
    /// answer to each SYN that comes from now on, and by the connections accepted for them.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) when `ttl` is 0 or more than 255; or when the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkListener;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let listener = TcpDpdkListener::bind("192.0.2.10:0").await?;
    ///
    /// listener.set_ttl(100).expect("could not set TTL");
    /// # Ok(()) }
    /// ```
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        let ttl = options::ttl(ttl)?;
        self.worker().with(|stack| stack.set_listener_ttl(self.id, ttl))?
    }

    /// Returns the number of the core the listener's worker is pinned to.
    #[must_use]
    pub fn core_id(&self) -> usize {
        self.worker.core()
    }

    /// The worker, after making sure that this thread drives it.
    #[track_caller]
    fn worker(&self) -> &Worker {
        context::assert_on(&self.worker, "TcpDpdkListener");
        &self.worker
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
