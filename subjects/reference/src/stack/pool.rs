//! Sockets of the default size that have been used and wait to be used again: their 128 KiB need not be had and cleared anew.

use smoltcp::iface::SocketSet;
use smoltcp::socket::tcp::{Socket, State};

use super::connection::Connection;
use super::options::Options;

/// Sockets kept; those beyond are freed.
const CAPACITY: usize = 128;

/// Used sockets, each with the set it was in.
#[derive(Default)]
pub(super) struct Pool {
    sockets: Vec<(SocketSet<'static>, Socket<'static>)>,
}

impl Pool {
    /// A closed socket with the given options and an empty set for it.
    pub(super) fn take(&mut self, options: &Options) -> (SocketSet<'static>, Socket<'static>) {
        let used = if options.pooled() { self.sockets.pop() } else { None };
        let (set, mut socket) = used.unwrap_or_else(|| (SocketSet::new(Vec::with_capacity(1)), options.new_socket()));
        options.apply(&mut socket);
        (set, socket)
    }

    /// Keeps a connection's socket, if it is one of those that are kept.
    pub(super) fn give(&mut self, mut connection: Connection) {
        if !connection.pooled || self.sockets.len() >= CAPACITY {
            return;
        }
        let smoltcp::socket::Socket::Tcp(mut socket) = connection.sockets.remove(connection.handle);
        // `abort` leaves a closed socket that is not used again until `connect` or `listen` clears it.
        if socket.state() != State::Closed {
            socket.abort();
        }
        self.sockets.push((connection.sockets, socket));
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.sockets.len()
    }
}
