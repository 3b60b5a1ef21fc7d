//! Reading and writing without waiting.

use std::io::{self, IoSlice, IoSliceMut};

use bytes::BufMut;
use tokio::io::ReadBuf;

use super::TcpDpdkStream;

impl TcpDpdkStream {
    /// Tries to read data from the stream into the provided buffer, returning how many bytes were read.
    ///
    /// Receives any pending data from the socket but does not wait for new data to arrive. On success, returns the number of bytes
    /// read. Because `try_read()` is non-blocking, the buffer does not have to be stored by the async task and can exist entirely on
    /// the stack.
    ///
    /// Usually, [`readable()`] or [`ready()`] is used with this function.
    ///
    /// [`readable()`]: TcpDpdkStream::readable()
    /// [`ready()`]: TcpDpdkStream::ready()
    ///
    /// # Return
    ///
    /// If data is successfully read, `Ok(n)` is returned, where `n` is the number of bytes read. If `n` is `0`, then it can indicate
    /// one of two scenarios:
    ///
    /// 1. The stream's read half is closed and will no longer yield data.
    /// 2. The specified buffer was 0 bytes in length.
    ///
    /// # Errors
    ///
    /// - [`WouldBlock`](io::ErrorKind::WouldBlock): the stream is not ready to read data.
    /// - [`ConnectionReset`](io::ErrorKind::ConnectionReset), once: the peer reset the connection.
    /// - [`TimedOut`](io::ErrorKind::TimedOut), once: the peer did not answer any more.
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
    ///     // Wait for the socket to be readable
    ///     stream.readable().await?;
    ///
    ///     // Creating the buffer **after** the `await` prevents it from being stored in the async task.
    ///     let mut buf = [0; 4096];
    ///
    ///     match stream.try_read(&mut buf) {
    ///         Ok(0) => break,
    ///         Ok(n) => println!("read {n} bytes"),
    ///         Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///         Err(e) => return Err(e),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn try_read(&self, buf: &mut [u8]) -> io::Result<usize> {
        let mut buf = ReadBuf::new(buf);
        self.worker().with(|stack| stack.read(self.id, buf.remaining(), |data| buf.put_slice(data)))?
    }

    /// Tries to read data from the stream into the provided buffers, returning how many bytes were read.
    ///
    /// Data is copied to fill each buffer in order, with the final buffer written to possibly being only partially filled. This method
    /// behaves equivalently to a single call to [`try_read()`] with concatenated buffers.
    ///
    /// Receives any pending data from the socket but does not wait for new data to arrive. On success, returns the number of bytes
    /// read. Because `try_read_vectored()` is non-blocking, the buffer does not have to be stored by the async task and can exist
    /// entirely on the stack.
    ///
    /// Usually, [`readable()`] or [`ready()`] is used with this function.
    ///
    /// [`try_read()`]: TcpDpdkStream::try_read()
    /// [`readable()`]: TcpDpdkStream::readable()
    /// [`ready()`]: TcpDpdkStream::ready()
    ///
    /// # Return
    ///
    /// If data is successfully read, `Ok(n)` is returned, where `n` is the number of bytes read. `Ok(0)` indicates the stream's read
    /// half is closed and will no longer yield data, or that there was no room in the buffers.
    ///
    /// # Errors
    ///
    /// As [`try_read()`]: [`WouldBlock`](io::ErrorKind::WouldBlock) when the stream is not ready to read data.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::io::{self, IoSliceMut};
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    ///
    /// loop {
    ///     // Wait for the socket to be readable
    ///     stream.readable().await?;
    ///
    ///     let mut buf_a = [0; 512];
    ///     let mut buf_b = [0; 1024];
    ///     let mut bufs = [IoSliceMut::new(&mut buf_a), IoSliceMut::new(&mut buf_b)];
    ///
    ///     match stream.try_read_vectored(&mut bufs) {
    ///         Ok(0) => break,
    ///         Ok(n) => println!("read {n} bytes"),
    ///         Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///         Err(e) => return Err(e),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn try_read_vectored(&self, bufs: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        let room = bufs.iter().map(|buf| buf.len()).sum();
        let mut scatter = Scatter { bufs, at: (0, 0) };
        self.worker().with(|stack| stack.read(self.id, room, |data| scatter.put(data)))?
    }

    /// Tries to read data from the stream into the provided buffer, advancing the buffer's internal cursor, returning how many bytes
    /// were read.
    ///
    /// Receives any pending data from the socket but does not wait for new data to arrive. On success, returns the number of bytes
    /// read. Because `try_read_buf()` is non-blocking, the buffer does not have to be stored by the async task and can exist entirely
    /// on the stack.
    ///
    /// Usually, [`readable()`] or [`ready()`] is used with this function.
    ///
    /// [`readable()`]: TcpDpdkStream::readable()
    /// [`ready()`]: TcpDpdkStream::ready()
    ///
    /// # Return
    ///
    /// If data is successfully read, `Ok(n)` is returned, where `n` is the number of bytes read. `Ok(0)` indicates the stream's read
    /// half is closed and will no longer yield data.
    ///
    /// # Errors
    ///
    /// As [`try_read()`](TcpDpdkStream::try_read()): [`WouldBlock`](io::ErrorKind::WouldBlock) when the stream is not ready to read
    /// data.
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
    ///     // Wait for the socket to be readable
    ///     stream.readable().await?;
    ///
    ///     let mut buf = Vec::with_capacity(4096);
    ///
    ///     match stream.try_read_buf(&mut buf) {
    ///         Ok(0) => break,
    ///         Ok(n) => println!("read {n} bytes"),
    ///         Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///         Err(e) => return Err(e),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn try_read_buf<B: BufMut>(&self, buf: &mut B) -> io::Result<usize> {
        // As much as is there to be written without making more room, which for a full `Vec` is made here.
        let room = buf.chunk_mut().len();
        self.worker().with(|stack| stack.read(self.id, room, |data| buf.put_slice(data)))?
    }

    /// Tries to write a buffer to the stream, returning how many bytes were written.
    ///
    /// The function will attempt to write the entire contents of `buf`, but only part of the buffer may be written: as much as the send
    /// buffer has room for.
    ///
    /// This function is usually paired with `writable()`.
    ///
    /// # Return
    ///
    /// If data is successfully written, `Ok(n)` is returned, where `n` is the number of bytes written.
    ///
    /// # Errors
    ///
    /// - [`WouldBlock`](io::ErrorKind::WouldBlock): the stream is not ready to write data.
    /// - [`BrokenPipe`](io::ErrorKind::BrokenPipe): the sending side is closed.
    /// - [`ConnectionReset`](io::ErrorKind::ConnectionReset), once: the peer reset the connection.
    /// - [`TimedOut`](io::ErrorKind::TimedOut), once: the peer did not answer any more.
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
    ///     match stream.try_write(b"hello world") {
    ///         Ok(_) => break,
    ///         Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///         Err(e) => return Err(e),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn try_write(&self, buf: &[u8]) -> io::Result<usize> {
        self.try_write_vectored(&[IoSlice::new(buf)])
    }

    /// Tries to write several buffers to the stream, returning how many bytes were written.
    ///
    /// Data is written from each buffer in order, with the final buffer read from possibly being only partially consumed. This method
    /// behaves equivalently to a single call to [`try_write()`] with concatenated buffers.
    ///
    /// This function is usually paired with `writable()`.
    ///
    /// [`try_write()`]: TcpDpdkStream::try_write()
    ///
    /// # Return
    ///
    /// If data is successfully written, `Ok(n)` is returned, where `n` is the number of bytes written.
    ///
    /// # Errors
    ///
    /// As [`try_write()`]: [`WouldBlock`](io::ErrorKind::WouldBlock) when the stream is not ready to write data.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::io::{self, IoSlice};
    /// use tokio_dpdk_reference::net::TcpDpdkStream;
    ///
    /// # async fn example() -> io::Result<()> {
    /// let stream = TcpDpdkStream::connect("192.0.2.1:8080").await?;
    /// let bufs = [IoSlice::new(b"hello "), IoSlice::new(b"world")];
    ///
    /// loop {
    ///     // Wait for the socket to be writable
    ///     stream.writable().await?;
    ///
    ///     match stream.try_write_vectored(&bufs) {
    ///         Ok(_) => break,
    ///         Err(ref e) if e.kind() == io::ErrorKind::WouldBlock => continue,
    ///         Err(e) => return Err(e),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn try_write_vectored(&self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        self.worker().with(|stack| stack.write(self.id, bufs))?
    }
}

/// Buffers that are filled in order.
struct Scatter<'a, 'b> {
    bufs: &'a mut [IoSliceMut<'b>],
    /// The one that is being filled, and the bytes that are in it.
    at: (usize, usize),
}

impl Scatter<'_, '_> {
    fn put(&mut self, mut data: &[u8]) {
        let (mut index, mut filled) = self.at;
        while !data.is_empty() && index < self.bufs.len() {
            let room = &mut self.bufs[index][filled..];
            let count = room.len().min(data.len());
            room[..count].copy_from_slice(&data[..count]);
            data = &data[count..];
            (index, filled) = if count == room.len() { (index + 1, 0) } else { (index, filled + count) };
        }
        self.at = (index, filled);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_scattered_in_order() {
        let (mut a, mut b, mut c) = ([0; 3], [0; 0], [0; 4]);
        let mut bufs = [IoSliceMut::new(&mut a), IoSliceMut::new(&mut b), IoSliceMut::new(&mut c)];
        let mut scatter = Scatter { bufs: &mut bufs, at: (0, 0) };
        scatter.put(b"12");
        scatter.put(b"345");
        scatter.put(b"6789");
        assert_eq!((&a, &c), (b"123", b"4567"));
    }
}
