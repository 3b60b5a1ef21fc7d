//! What borrowed and owned halves have in common.

/// The methods and traits of a reading half; `stream` is the field with its stream.
macro_rules! reading_half {
    ($half:ty) => {
        impl $half {
            /// As `tokio::net::tcp::ReadHalf::poll_peek`.
            ///
            /// # Errors
            /// Those of the socket.
            pub fn poll_peek(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<usize>> {
                self.stream.poll_peek(cx, buf)
            }

            /// As `tokio::net::tcp::ReadHalf::peek`.
            ///
            /// # Errors
            /// Those of the socket.
            pub async fn peek(&mut self, buf: &mut [u8]) -> io::Result<usize> {
                self.stream.peek(buf).await
            }

            /// As `tokio::net::tcp::ReadHalf::ready`.
            ///
            /// # Errors
            /// Those of the socket.
            pub async fn ready(&self, interest: Interest) -> io::Result<Ready> {
                self.stream.ready(interest).await
            }

            /// As `tokio::net::tcp::ReadHalf::readable`.
            ///
            /// # Errors
            /// Those of the socket.
            pub async fn readable(&self) -> io::Result<()> {
                self.stream.readable().await
            }

            /// As `tokio::net::tcp::ReadHalf::try_read`.
            ///
            /// # Errors
            /// Those of the socket; `WouldBlock` while nothing is there.
            pub fn try_read(&self, buf: &mut [u8]) -> io::Result<usize> {
                self.stream.try_read(buf)
            }

            /// As `tokio::net::tcp::ReadHalf::try_read_buf`.
            ///
            /// # Errors
            /// Those of the socket; `WouldBlock` while nothing is there.
            pub fn try_read_buf<B: bytes::BufMut>(&self, buf: &mut B) -> io::Result<usize> {
                self.stream.try_read_buf(buf)
            }

            /// As `tokio::net::tcp::ReadHalf::try_read_vectored`.
            ///
            /// # Errors
            /// Those of the socket; `WouldBlock` while nothing is there.
            pub fn try_read_vectored(&self, bufs: &mut [io::IoSliceMut<'_>]) -> io::Result<usize> {
                self.stream.try_read_vectored(bufs)
            }

            /// The peer's address and port.
            ///
            /// # Errors
            /// Those of the socket.
            pub fn peer_addr(&self) -> io::Result<SocketAddr> {
                self.stream.peer_addr()
            }

            /// The local address and port.
            ///
            /// # Errors
            /// Those of the socket.
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

/// The methods of a writing half and what it has of `AsyncWrite` but for its end.
macro_rules! writing_half {
    ($half:ty) => {
        impl $half {
            /// As `tokio::net::tcp::WriteHalf::ready`.
            ///
            /// # Errors
            /// Those of the socket.
            pub async fn ready(&self, interest: Interest) -> io::Result<Ready> {
                self.stream.ready(interest).await
            }

            /// As `tokio::net::tcp::WriteHalf::writable`.
            ///
            /// # Errors
            /// Those of the socket.
            pub async fn writable(&self) -> io::Result<()> {
                self.stream.writable().await
            }

            /// As `tokio::net::tcp::WriteHalf::try_write`.
            ///
            /// # Errors
            /// Those of the socket; `WouldBlock` while there is no room.
            pub fn try_write(&self, buf: &[u8]) -> io::Result<usize> {
                self.stream.try_write(buf)
            }

            /// As `tokio::net::tcp::WriteHalf::try_write_vectored`.
            ///
            /// # Errors
            /// Those of the socket; `WouldBlock` while there is no room.
            pub fn try_write_vectored(&self, bufs: &[io::IoSlice<'_>]) -> io::Result<usize> {
                self.stream.try_write_vectored(bufs)
            }

            /// The peer's address and port.
            ///
            /// # Errors
            /// Those of the socket.
            pub fn peer_addr(&self) -> io::Result<SocketAddr> {
                self.stream.peer_addr()
            }

            /// The local address and port.
            ///
            /// # Errors
            /// Those of the socket.
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

            fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }

            fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(self.get_mut().end())
            }
        }
    };
}

pub(super) use {reading_half, writing_half};
