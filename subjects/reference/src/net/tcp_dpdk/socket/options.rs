//! Options of a socket, which the connections and listeners made from it start with.

use std::io;

use super::TcpDpdkSocket;
use crate::stack::options::{Options, buffer_size};
use crate::worker::lock;

impl TcpDpdkSocket {
    /// Sets value for the `SO_KEEPALIVE` option on this socket.
    ///
    /// With it a connection over which nothing was heard for two hours is probed, then every 75 seconds, and ends with
    /// [`TimedOut`](io::ErrorKind::TimedOut) after nine probes without an answer. These are the numbers of Linux; where
    /// `/proc/sys/net/ipv4/tcp_keepalive_time`, `tcp_keepalive_intvl` and `tcp_keepalive_probes` say otherwise when the runtime is
    /// built, theirs are used.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn set_keepalive(&self, keepalive: bool) -> io::Result<()> {
        self.set(|options| options.keepalive = keepalive)
    }

    /// Gets the value of the `SO_KEEPALIVE` option on this socket.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn keepalive(&self) -> io::Result<bool> {
        self.get(|options| options.keepalive)
    }

    /// Sets the size of the TCP send buffer on this socket, in bytes.
    ///
    /// It is really that large: a writer waits once so much is not acknowledged. Sizes below 1024 bytes and above 256 MiB are brought
    /// to these limits. Listeners pass it on to the streams they accept.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn set_send_buffer_size(&self, size: u32) -> io::Result<()> {
        self.set(|options| options.send_buffer = buffer_size(size))
    }

    /// Returns the size of the TCP send buffer for this socket, in bytes.
    ///
    /// It is the size that was set, within the limits of [`set_send_buffer_size`], else 65,536. It is not doubled as Linux does.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    ///
    /// [`set_send_buffer_size`]: TcpDpdkSocket::set_send_buffer_size
    pub fn send_buffer_size(&self) -> io::Result<u32> {
        self.get(|options| options.send_buffer)
    }

    /// Sets the size of the TCP receive buffer on this socket, in bytes.
    ///
    /// It is really that large: window and window scale that are advertised follow it. Sizes below 1024 bytes and above 256 MiB are
    /// brought to these limits. Listeners pass it on to the streams they accept.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    pub fn set_recv_buffer_size(&self, size: u32) -> io::Result<()> {
        self.set(|options| options.recv_buffer = buffer_size(size))
    }

    /// Returns the size of the TCP receive buffer for this socket, in bytes.
    ///
    /// It is the size that was set, within the limits of [`set_recv_buffer_size`], else 65,536. It is not doubled as Linux does.
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    ///
    /// [`set_recv_buffer_size`]: TcpDpdkSocket::set_recv_buffer_size
    pub fn recv_buffer_size(&self) -> io::Result<u32> {
        self.get(|options| options.recv_buffer)
    }

    /// Sets the value of the `TCP_NODELAY` option on this socket.
    ///
    /// If set, this option disables the Nagle algorithm. This means that segments are always sent as soon as possible, even if there
    /// is only a small amount of data. When not set, data is buffered until there is a sufficient amount to send out, thereby avoiding
    /// the frequent sending of small packets.
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
    ///
    /// socket.set_nodelay(true)?;
    /// # Ok(()) }
    /// ```
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.set(|options| options.nodelay = nodelay)
    }

    /// Gets the value of the `TCP_NODELAY` option on this socket.
    ///
    /// For more information about this option, see [`set_nodelay`].
    ///
    /// # Errors
    ///
    /// None; a result because tokio's is one.
    ///
    /// [`set_nodelay`]: TcpDpdkSocket::set_nodelay
    pub fn nodelay(&self) -> io::Result<bool> {
        self.get(|options| options.nodelay)
    }

    fn set(&self, change: impl FnOnce(&mut Options)) -> io::Result<()> {
        self.worker();
        change(&mut lock(&self.state).options);
        Ok(())
    }

    fn get<R>(&self, read: impl FnOnce(&Options) -> R) -> io::Result<R> {
        self.worker();
        Ok(read(&lock(&self.state).options))
    }
}
