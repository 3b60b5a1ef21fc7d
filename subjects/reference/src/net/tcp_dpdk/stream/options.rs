//! Options of an open connection, and its error.

use std::io;

use super::TcpDpdkStream;
use crate::stack::options;

impl TcpDpdkStream {
    /// Returns the value of the `SO_ERROR` option: the error that ended the connection and that no operation has returned yet.
    ///
    /// It is taken: asked again, there is none, and reading gives the end of the stream. An error that a read or write has returned
    /// is not there any more.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down. The error of the connection is in the `Ok`:
    /// [`ConnectionReset`](io::ErrorKind::ConnectionReset), [`BrokenPipe`](io::ErrorKind::BrokenPipe) (a reset after the peer had
    /// closed its side) or [`TimedOut`](io::ErrorKind::TimedOut).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// if let Some(error) = stream.take_error()? {
    ///     println!("the connection has ended: {error}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.worker().with(|stack| stack.take_error(self.id))
    }

    /// Gets the value of the `TCP_NODELAY` option on this socket.
    ///
    /// For more information about this option, see [`set_nodelay`].
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// println!("{:?}", stream.nodelay()?);
    /// # Ok(()) }
    /// ```
    ///
    /// [`set_nodelay`]: TcpDpdkStream::set_nodelay
    pub fn nodelay(&self) -> io::Result<bool> {
        self.worker().with(|stack| stack.nodelay(self.id))
    }

    /// Sets the value of the `TCP_NODELAY` option on this socket.
    ///
    /// If set, this option disables the Nagle algorithm. This means that segments are always sent as soon as possible, even if there
    /// is only a small amount of data. When not set, data is buffered until there is a sufficient amount to send out or everything
    /// sent before is acknowledged, thereby avoiding the frequent sending of small packets. It is not set at first.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// stream.set_nodelay(true)?;
    /// # Ok(()) }
    /// ```
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.worker().with(|stack| stack.set_nodelay(self.id, nodelay))
    }

    /// Gets the value of the `TCP_QUICKACK` option on this socket.
    ///
    /// For more information about this option, see [`set_quickack`].
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// println!("{:?}", stream.quickack()?);
    /// # Ok(()) }
    /// ```
    ///
    /// [`set_quickack`]: TcpDpdkStream::set_quickack
    pub fn quickack(&self) -> io::Result<bool> {
        self.worker().with(|stack| stack.quickack(self.id))
    }

    /// Enables or disables `TCP_QUICKACK`.
    ///
    /// This flag causes acknowledgements to be sent at once rather than delayed up to 40 ms so that they can go with an answer. As in
    /// Linux a new connection has it until it answers something for the first time, when it turns out to be one of questions and
    /// answers. Unlike in Linux it stays as it was set until it is set again.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// stream.set_quickack(true)?;
    /// # Ok(()) }
    /// ```
    pub fn set_quickack(&self, quickack: bool) -> io::Result<()> {
        self.worker().with(|stack| stack.set_quickack(self.id, quickack))
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
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// println!("{:?}", stream.ttl()?);
    /// # Ok(()) }
    /// ```
    ///
    /// [`set_ttl`]: TcpDpdkStream::set_ttl
    pub fn ttl(&self) -> io::Result<u32> {
        self.worker().with(|stack| stack.ttl(self.id).into())
    }

    /// Sets the value for the `IP_TTL` option on this socket.
    ///
    /// This value sets the time-to-live field (for IPv6: the hop limit) that is used in every packet sent from this socket. It is 64
    /// at first.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) when `ttl` is 0 or more than 255; or when the runtime has shut down.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// stream.set_ttl(123)?;
    /// # Ok(()) }
    /// ```
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        let ttl = options::ttl(ttl)?;
        self.worker().with(|stack| stack.set_ttl(self.id, ttl))
    }
}
