//! Passive opens. smoltcp has no backlog, so a listening socket is made for each SYN that comes and is
//! offered to smoltcp for just that frame; it never lies in wait, so it never takes a segment that
//! belongs to a connection.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll};

use slab::Slab;
use smoltcp::socket::tcp::State;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::IpListenEndpoint;
use tokio::io::{Interest, Ready};

use super::connection::{Connection, ConnectionId, Phase};
use super::frame::Flow;
use super::link::Link;
use super::options::Options;
use super::waiters::{WaiterKey, Waiters};
use super::{ClaimId, Stack};

/// The backlog of `TcpDpdkListener::bind`: tokio's.
pub(crate) const DEFAULT_BACKLOG: u32 = 1024;
/// The most a backlog can be, as Linux has it (`net.core.somaxconn`).
const LARGEST_BACKLOG: u32 = 4096;
/// How long a half-open connection may wait for the last ACK of its handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Names a listener of one stack.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct ListenerId {
    key: usize,
    /// Listeners that are gone may have had the same key.
    serial: u64,
}

impl ListenerId {
    #[cfg(test)]
    pub(super) const fn of(key: usize) -> Self {
        Self { key, serial: 0 }
    }
}

/// A connection that was accepted.
pub(crate) struct Accepted {
    pub(crate) id: ConnectionId,
    pub(crate) flow: Flow,
    /// The listener is one for IPv6 and IPv4 at once and the peer came by IPv4: addresses are shown
    /// as IPv4-mapped, as Linux shows them.
    pub(crate) mapped: bool,
}

/// Every listener of a stack.
#[derive(Default)]
pub(super) struct Listeners {
    all: Slab<Listener>,
    serial: u64,
}

struct Listener {
    serial: u64,
    bound: SocketAddr,
    claim: ClaimId,
    options: Options,
    backlog: usize,
    /// Connections that are not open yet.
    half_open: usize,
    /// Connections to be accepted.
    open: VecDeque<usize>,
    waiters: Waiters,
}

/// What becomes of a SYN.
pub(super) enum Admission {
    /// It belongs to a connection: smoltcp answers on its behalf.
    Known,
    /// Nobody wants it: smoltcp answers with RST.
    Nobody,
    /// This connection was made for it.
    Offer(usize),
    /// The backlog is full.
    Drop,
}

impl Listeners {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn ids(&self) -> Vec<ListenerId> {
        self.all.iter().map(|(key, listener)| ListenerId { key, serial: listener.serial }).collect()
    }

    fn get(&mut self, id: ListenerId) -> Option<&mut Listener> {
        self.all.get_mut(id.key).filter(|listener| listener.serial == id.serial)
    }

    fn insert(&mut self, listener: impl FnOnce(u64) -> Listener) -> ListenerId {
        let serial = self.serial;
        self.serial += 1;
        ListenerId { key: self.all.insert(listener(serial)), serial }
    }
}

fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "the listener is closed")
}

impl<L: Link> Stack<L> {
    /// Opens a listener on an address and port, as `TcpListener::bind` does with `SO_REUSEADDR`: connections that are there already,
    /// or not quite gone, do not matter. Port 0 chooses an ephemeral one; the address returned has the port.
    pub(crate) fn bind_and_listen(
        &mut self,
        address: SocketAddr,
        options: &Options,
    ) -> io::Result<(ListenerId, SocketAddr)> {
        let (claim, bound) = self.claim(address, true)?;
        Ok((self.listen(claim, bound, options, DEFAULT_BACKLOG), bound))
    }

    /// Opens a listener where a socket is bound, whose claim becomes the listener's.
    pub(crate) fn listen(&mut self, claim: ClaimId, bound: SocketAddr, options: &Options, backlog: u32) -> ListenerId {
        let options = *options;
        // As in Linux a backlog of 0 lets one wait.
        let backlog = backlog.min(LARGEST_BACKLOG) as usize + 1;
        let id = self.listeners.insert(|serial| Listener {
            serial,
            bound,
            claim,
            options,
            backlog,
            half_open: 0,
            open: VecDeque::new(),
            waiters: Waiters::default(),
        });
        self.ports.listen(claim, id);
        id
    }

    /// The next connection whose handshake is done. Without one the task waits, at a place of its own when it has a `key`.
    pub(crate) fn poll_accept(
        &mut self,
        id: ListenerId,
        key: Option<&mut Option<WaiterKey>>,
        context: &Context<'_>,
    ) -> Poll<io::Result<Accepted>> {
        let Some(listener) = self.listeners.get(id) else { return Poll::Ready(Err(closed())) };
        let Some(connection) = listener.open.pop_front() else {
            match key {
                Some(key) => *key = Some(listener.waiters.wait(*key, Interest::READABLE, context.waker())),
                None => listener.waiters.read(context.waker()),
            }
            return Poll::Pending;
        };
        let over_ipv6 = listener.bound.is_ipv6();
        self.connections[connection].phase = Phase::Held;
        // Its keep-alive and timeouts begin.
        self.look_at(connection);
        let flow = self.connections[connection].flow;
        let mapped = over_ipv6 && flow.local.is_ipv4();
        Poll::Ready(Ok(Accepted { id: ConnectionId(connection), flow, mapped }))
    }

    /// A task no longer waits for a connection. If others do, they are woken in case it had been woken for one.
    pub(crate) fn forget_accept(&mut self, id: ListenerId, key: WaiterKey) {
        if let Some(listener) = self.listeners.get(id) {
            listener.waiters.forget(key);
            if !listener.open.is_empty() {
                listener.waiters.wake(Ready::READABLE, true, &mut self.woken);
            }
        }
    }

    /// The TTL accepted connections start with.
    pub(crate) fn listener_ttl(&mut self, id: ListenerId) -> io::Result<u8> {
        Ok(self.listeners.get(id).ok_or_else(closed)?.options.ttl)
    }

    /// Sets the TTL of connections that peers ask for from now on.
    pub(crate) fn set_listener_ttl(&mut self, id: ListenerId, ttl: u8) -> io::Result<()> {
        self.listeners.get(id).ok_or_else(closed)?.options.ttl = ttl;
        Ok(())
    }

    /// Closes a listener. Connections it had not given away are reset.
    pub(crate) fn release_listener(&mut self, id: ListenerId) {
        if self.listeners.get(id).is_none() {
            return;
        }
        let mut listener = self.listeners.all.remove(id.key);
        self.ports.release(listener.claim);
        listener.waiters.wake(Ready::ALL, true, &mut self.woken);
        let own = |(key, connection): (usize, &Connection)| {
            matches!(connection.phase, Phase::HalfOpen(of) | Phase::Acceptable(of) if of == id).then_some(key)
        };
        for key in self.connections.iter().filter_map(own).collect::<Vec<_>>() {
            self.connections[key].socket_mut().abort();
            self.let_go(key);
        }
    }

    /// Decides about a SYN and, when a listener wants it, makes a connection that listens.
    pub(super) fn admit(&mut self, flow: Flow, known: Option<usize>, now: Instant) -> Admission {
        if let Some(key) = known {
            // An old connection that only sits out its time makes way for a new one (RFC 9293, 3.6.1).
            if self.connections[key].phase != Phase::TimeWait {
                return Admission::Known;
            }
            self.remove(key);
        }
        let Some(id) = self.ports.listener(flow.local) else { return Admission::Nobody };
        let Some(listener) = self.listeners.get(id) else { return Admission::Nobody };
        if listener.half_open + listener.open.len() >= listener.backlog {
            return Admission::Drop;
        }
        let options = listener.options;
        let (sockets, mut socket) = self.pool.take(&options);
        socket.set_timeout(Some(HANDSHAKE_TIMEOUT));
        let endpoint = IpListenEndpoint { addr: Some(flow.local.ip().into()), port: flow.local.port() };
        if socket.listen(endpoint).is_err() {
            // Only port 0 is refused, which no listener has.
            return Admission::Nobody;
        }
        listener.half_open += 1;
        let connection = Connection::new(sockets, socket, flow, Phase::HalfOpen(id)).with_options(&options, now);
        Admission::Offer(self.insert(connection))
    }

    /// smoltcp did not take the SYN a connection was made for.
    pub(super) fn withdraw(&mut self, key: usize) {
        self.connections[key].socket_mut().close();
        self.drop_half_open(key);
    }

    /// Takes out a connection that will not open.
    pub(super) fn drop_half_open(&mut self, key: usize) {
        if let Phase::HalfOpen(id) = self.connections[key].phase
            && let Some(listener) = self.listeners.get(id)
        {
            listener.half_open -= 1;
        }
        self.remove(key);
    }

    /// Moves a connection whose handshake is done to where `accept` finds it. False when there will be no connection.
    pub(super) fn settle_handshake(&mut self, key: usize, id: ListenerId) -> bool {
        match self.connections[key].state() {
            State::SynReceived => return true,
            // The peer has reset it, or its timeout closed it.
            State::Listen | State::Closed => {
                self.drop_half_open(key);
                return false;
            }
            _ => {}
        }
        let Some(listener) = self.listeners.get(id) else {
            self.remove(key);
            return false;
        };
        listener.half_open -= 1;
        listener.open.push_back(key);
        listener.waiters.wake(Ready::READABLE, true, &mut self.woken);
        self.connections[key].phase = Phase::Acceptable(id);
        true
    }
}
