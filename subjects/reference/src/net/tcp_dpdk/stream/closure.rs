//! I/O by a closure of the caller, on a stream that is ready.

use std::io;

use tokio::io::Interest;
use tokio::task::coop;

use super::TcpDpdkStream;

impl TcpDpdkStream {
    /// Tries to read or write from the socket using a user-provided IO operation.
    ///
    /// If the socket is ready, the provided closure is called. If the operation fails because the socket is not actually ready, then
    /// the closure should return a `WouldBlock` error and the readiness flag is cleared: it is set again when the next segment changes
    /// what there is to read or to write. The return value of the closure is then returned by `try_io`.
    ///
    /// If the socket is not ready, then the closure is not called and a `WouldBlock` error is returned.
    ///
    /// The closure should only return a `WouldBlock` error if it has performed an IO operation on the socket that failed due to the
    /// socket not being ready. Unlike tokio's there is no system call it could make; it may use the `try_*` methods of the stream,
    /// which look at the connection itself and not at that flag.
    ///
    /// This method is not intended to be used with combined interests. The closure should perform only one type of IO operation, so it
    /// should not require more than one ready state.
    ///
    /// Usually, [`readable()`], [`writable()`] or [`ready()`] is used with this function.
    ///
    /// # Errors
    ///
    /// Those of the closure, and [`WouldBlock`](io::ErrorKind::WouldBlock) when the stream is not ready.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::io::Interest;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    /// let mut buf = [0; 16];
    ///
    /// stream.readable().await?;
    /// let n = stream.try_io(Interest::READABLE, || stream.try_read(&mut buf))?;
    /// # Ok(()) }
    /// ```
    ///
    /// [`readable()`]: TcpDpdkStream::readable()
    /// [`writable()`]: TcpDpdkStream::writable()
    /// [`ready()`]: TcpDpdkStream::ready()
    pub fn try_io<R>(&self, interest: Interest, f: impl FnOnce() -> io::Result<R>) -> io::Result<R> {
        if self.worker().with(|stack| stack.readiness(self.id, interest))?.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let result = f();
        if let Err(error) = &result
            && error.kind() == io::ErrorKind::WouldBlock
        {
            self.worker().with(|stack| stack.clear_readiness(self.id, interest))?;
        }
        result
    }

    /// Reads or writes from the socket using a user-provided IO operation.
    ///
    /// The readiness of the socket is awaited and when the socket is ready, the provided closure is called. If the operation fails
    /// because the socket is not actually ready, then the closure should return a `WouldBlock` error. In such case the readiness flag
    /// is cleared and the socket readiness is awaited again. This loop is repeated until the closure returns an `Ok` or an error other
    /// than `WouldBlock`.
    ///
    /// What is said of the closure at [`try_io()`](TcpDpdkStream::try_io()) holds here too.
    ///
    /// # Cancel safety
    ///
    /// This method is cancel safe as far as the closure is: it is not suspended while the closure runs.
    ///
    /// # Errors
    ///
    /// Those of the closure, but for [`WouldBlock`](io::ErrorKind::WouldBlock).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use tokio_dpdk_reference::io::Interest;
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> std::io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    /// let mut buf = [0; 16];
    ///
    /// let n = stream.async_io(Interest::READABLE, || stream.try_read(&mut buf)).await?;
    /// # Ok(()) }
    /// ```
    pub async fn async_io<R>(&self, interest: Interest, mut f: impl FnMut() -> io::Result<R>) -> io::Result<R> {
        loop {
            self.ready(interest).await?;
            let coop = std::future::poll_fn(coop::poll_proceed).await;
            match f() {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.worker().with(|stack| stack.clear_readiness(self.id, interest))?;
                }
                result => {
                    coop.made_progress();
                    return result;
                }
            }
        }
    }
}
