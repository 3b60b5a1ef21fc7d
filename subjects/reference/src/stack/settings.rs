//! Options of an open connection.

use super::Stack;
use super::connection::ConnectionId;
use super::link::Link;

impl<L: Link> Stack<L> {
    /// Whether Nagle's algorithm is off.
    pub(crate) fn nodelay(&self, id: ConnectionId) -> bool {
        !self.connections[id.0].socket().nagle_enabled()
    }

    /// Switches Nagle's algorithm off (true) or on.
    pub(crate) fn set_nodelay(&mut self, id: ConnectionId, nodelay: bool) {
        self.connections[id.0].socket_mut().set_nagle_enabled(!nodelay);
        // Data it held back may go now.
        self.look_at(id.0);
    }

    /// Whether acknowledgements are sent at once.
    pub(crate) fn quickack(&self, id: ConnectionId) -> bool {
        self.connections[id.0].quickack()
    }

    /// Lets acknowledgements be sent at once (true) or wait for an answer to go with.
    pub(crate) fn set_quickack(&mut self, id: ConnectionId, quickack: bool) {
        self.connections[id.0].set_quickack(quickack);
        self.look_at(id.0);
    }

    /// TTL or hop limit of what is sent.
    pub(crate) fn ttl(&self, id: ConnectionId) -> u8 {
        self.connections[id.0].ttl()
    }

    /// Sets it.
    pub(crate) fn set_ttl(&mut self, id: ConnectionId, ttl: u8) {
        self.connections[id.0].socket_mut().set_hop_limit(Some(ttl));
    }
}
