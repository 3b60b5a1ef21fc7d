//! Whether a connection can be read or written, and waiting for it.

use std::task::{Context, Poll};

use tokio::io::{Interest, Ready};

use super::Stack;
use super::connection::ConnectionId;
use super::link::Link;
use super::waiters::{WaiterKey, filtered, satisfies};

impl<L: Link> Stack<L> {
    /// What of the connection's readiness is of this interest.
    pub(crate) fn readiness(&self, id: ConnectionId, interest: Interest) -> Ready {
        filtered(self.connections[id.0].readiness(), interest)
    }

    /// Ready when a read would not wait: there is data, or the stream has ended, or the connection broke.
    pub(crate) fn poll_read_ready(&mut self, id: ConnectionId, context: &Context<'_>) -> Poll<()> {
        let connection = &mut self.connections[id.0];
        if satisfies(connection.readiness(), Interest::READABLE) {
            return Poll::Ready(());
        }
        connection.waiters.read(context.waker());
        Poll::Pending
    }

    /// Ready when a write would not wait: there is room, or it would fail.
    pub(crate) fn poll_write_ready(&mut self, id: ConnectionId, context: &Context<'_>) -> Poll<()> {
        let connection = &mut self.connections[id.0];
        if satisfies(connection.readiness(), Interest::WRITABLE) {
            return Poll::Ready(());
        }
        connection.waiters.write(context.waker());
        Poll::Pending
    }

    /// Ready with what there is of `interest`, else the task waits at the place `key` names, which is made when there is none.
    pub(crate) fn poll_ready(
        &mut self,
        id: ConnectionId,
        interest: Interest,
        key: &mut Option<WaiterKey>,
        context: &Context<'_>,
    ) -> Poll<Ready> {
        let connection = &mut self.connections[id.0];
        let ready = filtered(connection.readiness(), interest);
        if ready.is_empty() {
            *key = Some(connection.waiters.wait(*key, interest, context.waker()));
            return Poll::Pending;
        }
        if let Some(key) = key.take() {
            connection.waiters.forget(key);
        }
        Poll::Ready(ready)
    }

    /// A task that waited for readiness has given up.
    pub(crate) fn forget_waiter(&mut self, id: ConnectionId, key: WaiterKey) {
        self.connections[id.0].waiters.forget(key);
    }

    /// An operation found that the connection is not ready after all; it counts as such until something happens.
    pub(crate) fn clear_readiness(&mut self, id: ConnectionId, interest: Interest) {
        self.connections[id.0].dull(interest);
    }
}
