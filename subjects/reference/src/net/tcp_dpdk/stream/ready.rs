//! Waiting until a stream can be read or written.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{Interest, Ready};
use tokio::task::coop;

use super::TcpDpdkStream;
use crate::stack::WaiterKey;

/// Waits for readiness at a place of its own, which dropping it gives back.
struct Readiness<'a> {
    stream: &'a TcpDpdkStream,
    interest: Interest,
    key: Option<WaiterKey>,
}

impl Future for Readiness<'_> {
    type Output = io::Result<Ready>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { stream, interest, key } = self.get_mut();
        let ready = ready!(stream.worker().with(|stack| stack.poll_ready(stream.id, *interest, key, cx))?);
        Poll::Ready(Ok(ready))
    }
}

impl Drop for Readiness<'_> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            // When the runtime has shut down nobody waits any more.
            let _ = self.stream.worker.with(|stack| stack.forget_waiter(self.stream.id, key));
        }
    }
}

impl TcpDpdkStream {
    /// Waits for any of the requested ready states.
    ///
    /// This function is usually paired with `try_read()` or `try_write()`. It can be used to concurrently read / write to the same
    /// socket on a single task without splitting the socket.
    ///
    /// The function may complete without the socket being ready. This is a false-positive and attempting an operation will return
    /// with `io::ErrorKind::WouldBlock`. Any number of tasks may wait at once.
    ///
    /// # Cancel safety
    ///
    /// This method is cancel safe. Once a readiness event occurs, the method will continue to return immediately until the readiness
    /// event is consumed by an attempt to read or write that fails with `WouldBlock` or `Poll::Pending`.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down. A connection that broke is ready.
    ///
    /// # Examples
    ///
    /// Concurrently read and write to the stream on the same task without splitting.
    ///
    /// ```no_run
    /// use std::io;
    /// use tokio_dpdk_reference::io::Interest;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// loop {
    ///     let ready = stream.ready(Interest::READABLE | Interest::WRITABLE).await?;
    ///
    ///     if ready.is_readable() {
    ///         let mut data = vec![0; 1024];
    ///         // This may still fail with `WouldBlock` if the readiness event is a false positive.
    ///         match stream.try_read(&mut data) {
    ///             Ok(0) => break,
    ///             Ok(n) => println!("read {n} bytes"),
    ///             Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///             Err(e) => return Err(e),
    ///         }
    ///     }
    ///
    ///     if ready.is_writable() {
    ///         match stream.try_write(b"hello world") {
    ///             Ok(n) => println!("write {n} bytes"),
    ///             Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///             Err(e) => return Err(e),
    ///         }
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn ready(&self, interest: Interest) -> io::Result<Ready> {
        Readiness { stream: self, interest, key: None }.await
    }

    /// Waits for the socket to become readable.
    ///
    /// This function is equivalent to `ready(Interest::READABLE)` and is usually paired with `try_read()`.
    ///
    /// # Cancel safety
    ///
    /// This method is cancel safe. Once a readiness event occurs, the method will continue to return immediately until the readiness
    /// event is consumed by an attempt to read that fails with `WouldBlock` or `Poll::Pending`.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down. A connection that broke or ended is readable.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::io;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    /// let mut msg = vec![0; 1024];
    ///
    /// loop {
    ///     // Wait for the socket to be readable
    ///     stream.readable().await?;
    ///
    ///     // Try to read data, this may still fail with `WouldBlock` if the readiness event is a false positive.
    ///     match stream.try_read(&mut msg) {
    ///         Ok(n) => {
    ///             msg.truncate(n);
    ///             break;
    ///         }
    ///         Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///         Err(e) => return Err(e),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn readable(&self) -> io::Result<()> {
        self.ready(Interest::READABLE).await?;
        Ok(())
    }

    /// Waits for the socket to become writable.
    ///
    /// This function is equivalent to `ready(Interest::WRITABLE)` and is usually paired with `try_write()`.
    ///
    /// # Cancel safety
    ///
    /// This method is cancel safe. Once a readiness event occurs, the method will continue to return immediately until the readiness
    /// event is consumed by an attempt to write that fails with `WouldBlock` or `Poll::Pending`.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down. A connection whose sending side is closed is writable: a write would fail at once.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::io;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// loop {
    ///     // Wait for the socket to be writable
    ///     stream.writable().await?;
    ///
    ///     // Try to write data, this may still fail with `WouldBlock` if the readiness event is a false positive.
    ///     match stream.try_write(b"hello world") {
    ///         Ok(_) => break,
    ///         Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///         Err(e) => return Err(e),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn writable(&self) -> io::Result<()> {
        self.ready(Interest::WRITABLE).await?;
        Ok(())
    }

    /// Polls for read readiness.
    ///
    /// If the stream is not currently ready for reading, this method will store a clone of the `Waker` from the provided `Context`.
    /// When the stream becomes ready for reading, `Waker::wake` will be called on the waker.
    ///
    /// Note that on multiple calls to `poll_read_ready`, `poll_read` or `poll_peek`, only the `Waker` from the `Context` passed to the
    /// most recent call is scheduled to receive a wakeup. (However, `poll_write_ready` retains a second, independent waker.)
    ///
    /// This function is intended for cases where creating and pinning a future via [`readable`] is not feasible. Where possible, using
    /// [`readable`] is preferred, as this supports polling from multiple tasks at once.
    ///
    /// # Return value
    ///
    /// The function returns:
    ///
    /// * `Poll::Pending` if the stream is not ready for reading.
    /// * `Poll::Ready(Ok(()))` if the stream is ready for reading.
    /// * `Poll::Ready(Err(e))` if an error is encountered.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down. A connection that broke or ended is readable.
    ///
    /// [`readable`]: method@Self::readable
    pub fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let coop = ready!(coop::poll_proceed(cx));
        ready!(self.worker().with(|stack| stack.poll_read_ready(self.id, cx))?);
        coop.made_progress();
        Poll::Ready(Ok(()))
    }

    /// Polls for write readiness.
    ///
    /// If the stream is not currently ready for writing, this method will store a clone of the `Waker` from the provided `Context`.
    /// When the stream becomes ready for writing, `Waker::wake` will be called on the waker.
    ///
    /// Note that on multiple calls to `poll_write_ready` or `poll_write`, only the `Waker` from the `Context` passed to the most recent
    /// call is scheduled to receive a wakeup. (However, `poll_read_ready` retains a second, independent waker.)
    ///
    /// This function is intended for cases where creating and pinning a future via [`writable`] is not feasible. Where possible, using
    /// [`writable`] is preferred, as this supports polling from multiple tasks at once.
    ///
    /// # Return value
    ///
    /// The function returns:
    ///
    /// * `Poll::Pending` if the stream is not ready for writing.
    /// * `Poll::Ready(Ok(()))` if the stream is ready for writing.
    /// * `Poll::Ready(Err(e))` if an error is encountered.
    ///
    /// # Errors
    ///
    /// When the runtime has shut down. A connection whose sending side is closed is writable: a write would fail at once.
    ///
    /// [`writable`]: method@Self::writable
    pub fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let coop = ready!(coop::poll_proceed(cx));
        ready!(self.worker().with(|stack| stack.poll_write_ready(self.id, cx))?);
        coop.made_progress();
        Poll::Ready(Ok(()))
    }
}
