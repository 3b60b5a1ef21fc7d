//! Reading and writing an open connection, with the results Linux gives (tcp(7), recv(2), send(2)).

use std::io;
use std::task::{Context, Poll};

use smoltcp::iface::SocketHandle;
use smoltcp::socket::tcp::{RecvError, State};
use tokio::io::ReadBuf;

use super::{Failure, Stack};

impl Stack {
    /// Reads what is there, or waits for it. The end of the stream reads nothing.
    pub(crate) fn poll_read(
        &mut self,
        handle: SocketHandle,
        context: &Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if buffer.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        if self.poll_read_ready(handle, context)?.is_pending() {
            return Poll::Pending;
        }
        let socket = self.socket(handle);
        // The receive buffer is a ring: what is there comes in at most two pieces.
        while buffer.remaining() > 0 && socket.can_recv() {
            let taken = socket.recv(|data| {
                let count = data.len().min(buffer.remaining());
                buffer.put_slice(&data[..count]);
                (count, ())
            });
            if taken.is_err() {
                break;
            }
        }
        // The window may have opened.
        self.dirty = true;
        Poll::Ready(Ok(()))
    }

    /// Ready when a read would not wait: there is data, or the stream has ended (then a read gives
    /// nothing), or the connection broke (the error is given once).
    pub(crate) fn poll_read_ready(&mut self, handle: SocketHandle, context: &Context<'_>) -> Poll<io::Result<()>> {
        let socket = self.socket(handle);
        if socket.can_recv() {
            return Poll::Ready(Ok(()));
        }
        if socket.may_recv() {
            socket.register_recv_waker(context.waker());
            return Poll::Pending;
        }
        if self.ended_by_peer(handle) {
            return Poll::Ready(Ok(()));
        }
        Poll::Ready(self.take_failure(handle).map_or(Ok(()), Err))
    }

    /// Queues as much as the send buffer has room for, or waits for room.
    pub(crate) fn poll_write(
        &mut self,
        handle: SocketHandle,
        context: &Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        if data.is_empty() {
            return Poll::Ready(Ok(0));
        }
        if self.poll_write_ready(handle, context).is_pending() {
            return Poll::Pending;
        }
        let socket = self.socket(handle);
        if !socket.can_send() {
            return Poll::Ready(Err(self.write_error(handle)));
        }
        let immediately = !socket.nagle_enabled();
        let queued =
            socket.send_slice(data).map_err(|error| io::Error::new(io::ErrorKind::BrokenPipe, error.to_string()))?;
        self.dirty = true;
        if immediately {
            // Without Nagle's algorithm each write is a segment of its own, if window and MSS allow.
            let now = self.now();
            self.egress(now);
        }
        Poll::Ready(Ok(queued))
    }

    /// Ready when a write would not wait: there is room, or it would fail.
    pub(crate) fn poll_write_ready(&mut self, handle: SocketHandle, context: &Context<'_>) -> Poll<()> {
        let socket = self.socket(handle);
        if socket.may_send() && !socket.can_send() {
            socket.register_send_waker(context.waker());
            return Poll::Pending;
        }
        Poll::Ready(())
    }

    /// Sends FIN after what is queued; the peer can still be read. Does nothing the second time.
    pub(crate) fn shutdown_write(&mut self, handle: SocketHandle) {
        let socket = self.socket(handle);
        socket.close();
        // Nothing of ours follows that could carry an ACK.
        socket.set_ack_delay(None);
        self.dirty = true;
    }

    /// Whether Nagle's algorithm is off.
    pub(crate) fn nodelay(&mut self, handle: SocketHandle) -> bool {
        !self.socket(handle).nagle_enabled()
    }

    /// Switches Nagle's algorithm off (true) or on.
    pub(crate) fn set_nodelay(&mut self, handle: SocketHandle, nodelay: bool) {
        self.socket(handle).set_nagle_enabled(!nodelay);
        // Data it held back may go now.
        self.dirty = true;
    }

    /// Whether the peer has sent FIN and everything before it has been read.
    fn ended_by_peer(&mut self, handle: SocketHandle) -> bool {
        matches!(self.socket(handle).peek(1), Err(RecvError::Finished))
    }

    fn write_error(&mut self, handle: SocketHandle) -> io::Error {
        let broken = || io::Error::new(io::ErrorKind::BrokenPipe, "the sending side of the connection is closed");
        // A reset that follows the peer's FIN answers our own data: Linux calls that EPIPE.
        if self.socket(handle).state() == State::Closed && !self.ended_by_peer(handle) {
            self.take_failure(handle).unwrap_or_else(broken)
        } else {
            broken()
        }
    }

    /// The error the connection ended in, the first time it is asked for.
    fn take_failure(&mut self, handle: SocketHandle) -> Option<io::Error> {
        match self.failures.get_mut(&handle) {
            Some(failure @ Failure::Reset) => {
                *failure = Failure::ResetReported;
                Some(io::Error::new(io::ErrorKind::ConnectionReset, "connection reset by peer"))
            }
            _ => None,
        }
    }
}
