//! Looking at received data without taking it.

use std::io;
use std::task::{Context, Poll, ready};

use tokio::io::{Interest, ReadBuf};
use tokio::task::coop;

use super::TcpDpdkStream;

impl TcpDpdkStream {
    /// Receives data on the socket from the remote address to which it is connected, without removing that data from the queue. On
    /// success, returns the number of bytes peeked.
    ///
    /// Successive calls return the same data.
    ///
    /// # Cancel safety
    ///
    /// This method is cancel safe. If the method is used as a branch in [`tokio::select!`] and another branch completes first, then
    /// it is guaranteed that no peek was performed, and that `buf` has not been modified.
    ///
    /// # Errors
    ///
    /// Those of a read, e.g. [`ConnectionReset`](io::ErrorKind::ConnectionReset). The end of the stream is no error: it gives 0.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::io::AsyncReadExt;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let mut stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    /// let mut b1 = [0; 10];
    /// let mut b2 = [0; 10];
    ///
    /// // Peek at the data
    /// let n = stream.peek(&mut b1).await?;
    ///
    /// // Read the data
    /// assert_eq!(n, stream.read(&mut b2[..n]).await?);
    /// assert_eq!(&b1[..n], &b2[..n]);
    /// # Ok(()) }
    /// ```
    pub async fn peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.async_io(Interest::READABLE, || self.try_peek(buf)).await
    }

    /// Attempts to receive data on the socket, without removing that data from the queue, registering the current task for wakeup if
    /// data is not yet available.
    ///
    /// Note that on multiple calls to `poll_peek`, `poll_read` or `poll_read_ready`, only the `Waker` from the `Context` passed to the
    /// most recent call is scheduled to receive a wakeup. (However, `poll_write` retains a second, independent waker.)
    ///
    /// # Return value
    ///
    /// The function returns:
    ///
    /// * `Poll::Pending` if data is not yet available.
    /// * `Poll::Ready(Ok(n))` if data is available. `n` is the number of bytes peeked.
    /// * `Poll::Ready(Err(e))` if an error is encountered.
    ///
    /// # Errors
    ///
    /// This function may encounter the errors of a read except `WouldBlock`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::future::poll_fn;
    /// use tokio_dpdk_reference::io::ReadBuf;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8000").await?;
    /// let mut buf = [0; 10];
    /// let mut buf = ReadBuf::new(&mut buf);
    ///
    /// poll_fn(|cx| stream.poll_peek(cx, &mut buf)).await?;
    /// # Ok(()) }
    /// ```
    pub fn poll_peek(&self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<usize>> {
        let coop = ready!(coop::poll_proceed(cx));
        let found = ready!(self.worker().with(|stack| stack.poll_peek(self.id, cx, buf.initialize_unfilled()))?);
        coop.made_progress();
        if let Ok(length) = &found {
            buf.advance(*length);
        }
        Poll::Ready(found)
    }

    fn try_peek(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.worker().with(|stack| stack.peek(self.id, buf))?
    }
}
