//! What borrowed and owned halves have in common.

/// The methods and traits of a reading half; `stream` is the field with its stream.
macro_rules! reading_half {
    ($half:ty) => {
        impl $half {
            /// Attempts to receive data on the socket, without removing that data from the queue, registering the current task for
            /// wakeup if data is not yet available.
            ///
            /// Note that on multiple calls to `poll_peek` or `poll_read`, only the `Waker` from the `Context` passed to the most recent
            /// call is scheduled to receive a wakeup.
            ///
            /// See the [`TcpDpdkStream::poll_peek`] level documentation for more details.
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
            /// let mut stream = TcpDpdkStream::connect("192.0.2.1:8000").await?;
            /// let (mut read_half, _) = stream.split();
            /// let mut buf = [0; 10];
            /// let mut buf = ReadBuf::new(&mut buf);
            ///
            /// poll_fn(|cx| read_half.poll_peek(cx, &mut buf)).await?;
            /// # Ok(()) }
            /// ```
            pub fn poll_peek(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<usize>> {
                self.stream.poll_peek(cx, buf)
            }

            /// Receives data on the socket from the remote address to which it is connected, without removing that data from the queue.
            /// On success, returns the number of bytes peeked.
            ///
            /// See the [`TcpDpdkStream::peek`] level documentation for more details.
            ///
            /// # Cancel safety
            ///
            /// This method is cancel safe: when another branch of a [`tokio::select!`] completes first, `buf` has not been modified.
            ///
            /// # Errors
            ///
            /// Those of a read. The end of the stream is no error: it gives 0.
            ///
            /// # Examples
            ///
            /// ```no_run
            /// use tokio_dpdk_reference::io::AsyncReadExt;
            /// use tokio_dpdk_reference::net::TcpDpdkStream;
            ///
            /// # async fn example() -> std::io::Result<()> {
            /// let mut stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
            /// let (mut read_half, _) = stream.split();
            /// let mut b1 = [0; 10];
            /// let mut b2 = [0; 10];
            ///
            /// let n = read_half.peek(&mut b1).await?;
            /// assert_eq!(n, read_half.read(&mut b2[..n]).await?);
            /// assert_eq!(&b1[..n], &b2[..n]);
            /// # Ok(()) }
            /// ```
            pub async fn peek(&mut self, buf: &mut [u8]) -> io::Result<usize> {
                self.stream.peek(buf).await
            }

            /// Waits for any of the requested ready states.
            ///
            /// This function is usually paired with [`try_read()`]. It can be used instead of [`readable()`] to check the returned
            /// ready set for [`Ready::READABLE`] and [`Ready::READ_CLOSED`] events.
            ///
            /// The function may complete without the socket being ready. This is a false-positive and attempting an operation will
            /// return with `io::ErrorKind::WouldBlock`.
            ///
            /// This function is equivalent to [`TcpDpdkStream::ready`].
            ///
            /// # Cancel safety
            ///
            /// This method is cancel safe. Once a readiness event occurs, the method will continue to return immediately until the
            /// readiness event is consumed by an attempt to read that fails with `WouldBlock` or `Poll::Pending`.
            ///
            /// # Errors
            ///
            /// When the runtime has shut down.
            ///
            /// [`try_read()`]: Self::try_read
            /// [`readable()`]: Self::readable
            pub async fn ready(&self, interest: Interest) -> io::Result<Ready> {
                self.stream.ready(interest).await
            }

            /// Waits for the socket to become readable.
            ///
            /// This function is equivalent to `ready(Interest::READABLE)` and is usually paired with [`try_read()`](Self::try_read).
            ///
            /// # Cancel safety
            ///
            /// This method is cancel safe. Once a readiness event occurs, the method will continue to return immediately until the
            /// readiness event is consumed by an attempt to read that fails with `WouldBlock` or `Poll::Pending`.
            ///
            /// # Errors
            ///
            /// When the runtime has shut down.
            pub async fn readable(&self) -> io::Result<()> {
                self.stream.readable().await
            }

            /// Tries to read data from the stream into the provided buffer, returning how many bytes were read.
            ///
            /// Receives any pending data from the socket but does not wait for new data to arrive. On success, returns the number of
            /// bytes read. Because `try_read()` is non-blocking, the buffer does not have to be stored by the async task and can exist
            /// entirely on the stack.
            ///
            /// Usually, [`readable()`](Self::readable) or [`ready()`](Self::ready) is used with this function.
            ///
            /// # Return
            ///
            /// If data is successfully read, `Ok(n)` is returned, where `n` is the number of bytes read. `Ok(0)` indicates that the
            /// stream's read half is closed and will no longer yield data, or that the buffer was 0 bytes in length.
            ///
            /// # Errors
            ///
            /// Those of [`TcpDpdkStream::try_read`]; `WouldBlock` when the stream is not ready to read data.
            pub fn try_read(&self, buf: &mut [u8]) -> io::Result<usize> {
                self.stream.try_read(buf)
            }

            /// Tries to read data from the stream into the provided buffers, returning how many bytes were read.
            ///
            /// Data is copied to fill each buffer in order, with the final buffer written to possibly being only partially filled. This
            /// method behaves equivalently to a single call to [`try_read()`](Self::try_read) with concatenated buffers.
            ///
            /// # Return
            ///
            /// If data is successfully read, `Ok(n)` is returned, where `n` is the number of bytes read. `Ok(0)` indicates the stream's
            /// read half is closed and will no longer yield data.
            ///
            /// # Errors
            ///
            /// Those of [`TcpDpdkStream::try_read`]; `WouldBlock` when the stream is not ready to read data.
            pub fn try_read_vectored(&self, bufs: &mut [io::IoSliceMut<'_>]) -> io::Result<usize> {
                self.stream.try_read_vectored(bufs)
            }

            /// Tries to read data from the stream into the provided buffer, advancing the buffer's internal cursor, returning how many
            /// bytes were read.
            ///
            /// Usually, [`readable()`](Self::readable) or [`ready()`](Self::ready) is used with this function.
            ///
            /// # Return
            ///
            /// If data is successfully read, `Ok(n)` is returned, where `n` is the number of bytes read. `Ok(0)` indicates the stream's
            /// read half is closed and will no longer yield data.
            ///
            /// # Errors
            ///
            /// Those of [`TcpDpdkStream::try_read`]; `WouldBlock` when the stream is not ready to read data.
            pub fn try_read_buf<B: bytes::BufMut>(&self, buf: &mut B) -> io::Result<usize> {
                self.stream.try_read_buf(buf)
            }

            /// Returns the remote address that this stream is connected to.
            ///
            /// # Errors
            ///
            /// None; a result because tokio's is one.
            pub fn peer_addr(&self) -> io::Result<SocketAddr> {
                self.stream.peer_addr()
            }

            /// Returns the local address that this stream is bound to.
            ///
            /// # Errors
            ///
            /// None; a result because tokio's is one.
            pub fn local_addr(&self) -> io::Result<SocketAddr> {
                self.stream.local_addr()
            }
        }

        impl AsRef<TcpDpdkStream> for $half {
            fn as_ref(&self) -> &TcpDpdkStream {
                &self.stream
            }
        }

        impl AsyncRead for $half {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
                self.stream.poll_read_shared(cx, buf)
            }
        }
    };
}

/// The methods of a writing half and what it has of `AsyncWrite`; `end` closes the sending side.
macro_rules! writing_half {
    ($half:ty) => {
        impl $half {
            /// Waits for any of the requested ready states.
            ///
            /// This function is usually paired with [`try_write()`]. It can be used instead of [`writable()`] to check the returned
            /// ready set for [`Ready::WRITABLE`] and [`Ready::WRITE_CLOSED`] events.
            ///
            /// The function may complete without the socket being ready. This is a false-positive and attempting an operation will
            /// return with `io::ErrorKind::WouldBlock`.
            ///
            /// This function is equivalent to [`TcpDpdkStream::ready`].
            ///
            /// # Cancel safety
            ///
            /// This method is cancel safe. Once a readiness event occurs, the method will continue to return immediately until the
            /// readiness event is consumed by an attempt to write that fails with `WouldBlock` or `Poll::Pending`.
            ///
            /// # Errors
            ///
            /// When the runtime has shut down.
            ///
            /// [`try_write()`]: Self::try_write
            /// [`writable()`]: Self::writable
            pub async fn ready(&self, interest: Interest) -> io::Result<Ready> {
                self.stream.ready(interest).await
            }

            /// Waits for the socket to become writable.
            ///
            /// This function is equivalent to `ready(Interest::WRITABLE)` and is usually paired with [`try_write()`](Self::try_write).
            ///
            /// # Cancel safety
            ///
            /// This method is cancel safe. Once a readiness event occurs, the method will continue to return immediately until the
            /// readiness event is consumed by an attempt to write that fails with `WouldBlock` or `Poll::Pending`.
            ///
            /// # Errors
            ///
            /// When the runtime has shut down.
            pub async fn writable(&self) -> io::Result<()> {
                self.stream.writable().await
            }

            /// Tries to write a buffer to the stream, returning how many bytes were written.
            ///
            /// The function will attempt to write the entire contents of `buf`, but only part of the buffer may be written.
            ///
            /// This function is usually paired with [`writable()`](Self::writable).
            ///
            /// # Return
            ///
            /// If data is successfully written, `Ok(n)` is returned, where `n` is the number of bytes written.
            ///
            /// # Errors
            ///
            /// Those of [`TcpDpdkStream::try_write`]; `WouldBlock` when the stream is not ready to write data.
            pub fn try_write(&self, buf: &[u8]) -> io::Result<usize> {
                self.stream.try_write(buf)
            }

            /// Tries to write several buffers to the stream, returning how many bytes were written.
            ///
            /// Data is written from each buffer in order, with the final buffer read from possibly being only partially consumed. This
            /// method behaves equivalently to a single call to [`try_write()`](Self::try_write) with concatenated buffers.
            ///
            /// # Return
            ///
            /// If data is successfully written, `Ok(n)` is returned, where `n` is the number of bytes written.
            ///
            /// # Errors
            ///
            /// Those of [`TcpDpdkStream::try_write`]; `WouldBlock` when the stream is not ready to write data.
            pub fn try_write_vectored(&self, bufs: &[io::IoSlice<'_>]) -> io::Result<usize> {
                self.stream.try_write_vectored(bufs)
            }

            /// Returns the remote address that this stream is connected to.
            ///
            /// # Errors
            ///
            /// None; a result because tokio's is one.
            pub fn peer_addr(&self) -> io::Result<SocketAddr> {
                self.stream.peer_addr()
            }

            /// Returns the local address that this stream is bound to.
            ///
            /// # Errors
            ///
            /// None; a result because tokio's is one.
            pub fn local_addr(&self) -> io::Result<SocketAddr> {
                self.stream.local_addr()
            }
        }

        impl AsRef<TcpDpdkStream> for $half {
            fn as_ref(&self) -> &TcpDpdkStream {
                &self.stream
            }
        }

        impl AsyncWrite for $half {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
                self.stream.poll_write_shared(cx, &[io::IoSlice::new(buf)])
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bufs: &[io::IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                self.stream.poll_write_shared(cx, bufs)
            }

            fn is_write_vectored(&self) -> bool {
                true
            }

            /// Does nothing: what was written is on its way.
            fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }

            /// Closes the sending side of the stream.
            fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(self.get_mut().end())
            }
        }
    };
}

pub(super) use {reading_half, writing_half};
