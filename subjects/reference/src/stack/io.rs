//! Reading and writing an open connection, with the results Linux gives (tcp(7), recv(2), send(2)).

use std::io::{self, IoSlice};
use std::task::{Context, Poll};

use smoltcp::socket::tcp::State;
use tokio::io::ReadBuf;

use super::connection::{Connection, ConnectionId, Fault};
use super::link::Link;
use super::{Stack, closing};

/// What a read would find.
enum Find {
    Data,
    /// The end of the stream, or an end that somebody has been told of.
    End,
    Failure(io::Error),
    Nothing,
}

impl<L: Link> Stack<L> {
    /// Reads what is there, or waits for it. The end of the stream reads nothing.
    pub(crate) fn poll_read(
        &mut self,
        id: ConnectionId,
        context: &Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let limit = buffer.remaining();
        match self.read(id, limit, |data| buffer.put_slice(data)) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.connections[id.0].waiters.read(context.waker());
                Poll::Pending
            }
            result => Poll::Ready(result.map(|_| ())),
        }
    }

    /// Reads up to `limit` bytes of what is there, in pieces; tells how many. The end of the stream is 0.
    pub(crate) fn read(&mut self, id: ConnectionId, limit: usize, mut take: impl FnMut(&[u8])) -> io::Result<usize> {
        let connection = &mut self.connections[id.0];
        match find(connection) {
            Find::Data => {}
            Find::End => return Ok(0),
            Find::Failure(error) => return Err(error),
            Find::Nothing => return Err(io::ErrorKind::WouldBlock.into()),
        }
        let socket = connection.socket_mut();
        let mut total = 0;
        // The receive buffer is a ring: what is there comes in at most two pieces.
        while total < limit && socket.can_recv() {
            let taken = socket.recv(|data| {
                let count = data.len().min(limit - total);
                take(&data[..count]);
                (count, count)
            });
            let Ok(count) = taken else { break };
            total += count;
        }
        if total > 0 {
            // The window may have opened.
            self.look_at(id.0);
        }
        Ok(total)
    }

    /// The same, but what is read stays.
    pub(crate) fn peek(&mut self, id: ConnectionId, buffer: &mut [u8]) -> io::Result<usize> {
        let connection = &mut self.connections[id.0];
        match find(connection) {
            Find::Data => Ok(connection.socket_mut().peek_slice(buffer).unwrap_or(0)),
            Find::End => Ok(0),
            Find::Failure(error) => Err(error),
            Find::Nothing => Err(io::ErrorKind::WouldBlock.into()),
        }
    }

    /// The same, or waits for something to be there.
    pub(crate) fn poll_peek(
        &mut self,
        id: ConnectionId,
        context: &Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        match self.peek(id, buffer) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.connections[id.0].waiters.read(context.waker());
                Poll::Pending
            }
            result => Poll::Ready(result),
        }
    }

    /// Queues as much as the send buffer has room for, or waits for room.
    pub(crate) fn poll_write(
        &mut self,
        id: ConnectionId,
        context: &Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.write(id, pieces) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.connections[id.0].waiters.write(context.waker());
                Poll::Pending
            }
            result => Poll::Ready(result),
        }
    }

    /// Queues as much of `pieces` as the send buffer has room for; tells how many bytes.
    pub(crate) fn write(&mut self, id: ConnectionId, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let connection = &mut self.connections[id.0];
        if !connection.socket().may_send() {
            return Err(write_error(connection));
        }
        let mut total = 0;
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            let queued = connection.socket_mut().send_slice(piece).unwrap_or(0);
            total += queued;
            if queued < piece.len() {
                break;
            }
        }
        if total > 0 {
            connection.note_answer();
            // Now, so that each write is a segment of its own where Nagle's algorithm, window and MSS allow.
            self.egress_now(id.0);
        } else if pieces.iter().any(|piece| !piece.is_empty()) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(total)
    }

    /// Sends FIN after what is queued; the peer can still be read. Does nothing the second time.
    pub(crate) fn shutdown_write(&mut self, id: ConnectionId) {
        closing::end(self.connections[id.0].socket_mut());
        self.look_at(id.0);
    }

    /// Reads no longer wait: when nothing is there they find the end. What the peer sends all the same can still be read, as in Linux.
    pub(crate) fn shutdown_read(&mut self, id: ConnectionId) {
        let connection = &mut self.connections[id.0];
        connection.reads_ended = true;
        connection.brighten();
        self.look_at(id.0);
    }

    /// The error the connection ended in, the first time it is asked for (`SO_ERROR`).
    pub(crate) fn take_error(&mut self, id: ConnectionId) -> Option<io::Error> {
        take_fault(&mut self.connections[id.0])
    }
}

fn find(connection: &mut Connection) -> Find {
    let socket = connection.socket();
    if socket.can_recv() {
        return Find::Data;
    }
    if socket.may_recv() && !connection.reads_ended {
        return Find::Nothing;
    }
    // As in Linux the peer's FIN comes before any error.
    if connection.ended_by_peer() {
        return Find::End;
    }
    take_fault(connection).map_or(Find::End, Find::Failure)
}

fn write_error(connection: &mut Connection) -> io::Error {
    let fault = if connection.state() == State::Closed { take_fault(connection) } else { None };
    fault.unwrap_or_else(|| broken_pipe("the sending side of the connection is closed"))
}

fn broken_pipe(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, text)
}

fn take_fault(connection: &mut Connection) -> Option<io::Error> {
    let error = |kind, text: &str| io::Error::new(kind, text);
    Some(match connection.fault.take()? {
        Fault::Reset => error(io::ErrorKind::ConnectionReset, "connection reset by peer"),
        Fault::BrokenPipe => broken_pipe("connection reset by peer, which had closed its side"),
        Fault::TimedOut => error(io::ErrorKind::TimedOut, "the peer did not answer any more"),
        // These end attempts to connect, which report them themselves.
        Fault::Refused => error(io::ErrorKind::ConnectionRefused, "connection refused"),
        Fault::Unreachable => error(io::ErrorKind::HostUnreachable, "no route to host"),
    })
}
