//! Passive opens. smoltcp has no backlog, so a listening socket is made for each SYN that comes and is
//! offered to smoltcp for just that frame; it never lies in wait, so it never takes a segment that
//! belongs to a connection.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::task::{Context, Poll, Waker};

use smoltcp::iface::SocketHandle;
use smoltcp::socket::tcp;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::IpListenEndpoint;

use super::Stack;
use super::frame::Flow;

/// Connections a listener holds that are not accepted yet, half-open ones included. A SYN beyond that is
/// dropped without an answer, as Linux does: the peer sends it again.
pub(crate) const BACKLOG: usize = 128;
/// How long a half-open connection may wait for the last ACK of its handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Names a listener of one stack.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct ListenerId(u64);

/// A connection that was accepted.
pub(crate) struct Accepted {
    pub(crate) handle: SocketHandle,
    pub(crate) flow: Flow,
    /// The listener is one for IPv6 and IPv4 at once and the peer came by IPv4: addresses are shown
    /// as IPv4-mapped, as Linux shows them.
    pub(crate) mapped: bool,
}

/// Every listener of a stack.
#[derive(Default)]
pub(super) struct Listeners {
    all: HashMap<ListenerId, Listener>,
    next: u64,
    /// A socket that was offered and not taken, kept for the next SYN.
    spare: Option<tcp::Socket<'static>>,
}

struct Listener {
    bound: SocketAddr,
    half_open: Vec<(SocketHandle, Flow)>,
    open: VecDeque<(SocketHandle, Flow)>,
    waiting: Vec<Waker>,
}

/// What becomes of a SYN.
pub(super) enum Admission {
    /// smoltcp answers it: with RST, or on behalf of the connection it belongs to.
    Pass,
    /// A listening socket was put in for it.
    Offer(Offer),
    /// The backlog is full.
    Drop,
}

/// A listening socket that is in the set for the length of one frame.
pub(super) struct Offer {
    id: ListenerId,
    handle: SocketHandle,
    flow: Flow,
}

impl Listeners {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn ids(&self) -> Vec<ListenerId> {
        self.all.keys().copied().collect()
    }

    /// Takes a half-open connection out.
    pub(super) fn forget(&mut self, handle: SocketHandle) {
        for listener in self.all.values_mut() {
            listener.half_open.retain(|(other, _)| *other != handle);
        }
    }

    /// Whether a listener has this port, on whichever address.
    pub(super) fn uses(&self, port: u16) -> bool {
        self.all.values().any(|listener| listener.bound.port() == port)
    }

    pub(super) fn has_handshakes(&self) -> bool {
        self.all.values().any(|listener| !listener.half_open.is_empty())
    }

    /// The listener for a local address: one bound to just that address before one bound to all.
    fn find(&self, local: SocketAddr) -> Option<ListenerId> {
        let exact = self.all.iter().find(|(_, listener)| listener.bound == local);
        exact
            .or_else(|| {
                self.all.iter().find(|(_, listener)| {
                    listener.bound.port() == local.port()
                        && listener.bound.ip().is_unspecified()
                        && overlaps(listener.bound.ip(), local.ip())
                })
            })
            .map(|(id, _)| *id)
    }
}

/// Whether a listener on one address and one on the other would want the same connections. `::` takes
/// IPv4 too, as it does in Linux unless told otherwise.
fn overlaps(one: IpAddr, other: IpAddr) -> bool {
    let takes = |all: IpAddr, some: IpAddr| all.is_unspecified() && (all.is_ipv6() || some.is_ipv4());
    one == other || takes(one, other) || takes(other, one)
}

impl Stack {
    /// Opens a listener. Port 0 chooses an ephemeral one; the address returned has the port.
    pub(crate) fn listen(&mut self, address: SocketAddr) -> io::Result<(ListenerId, SocketAddr)> {
        let ip = address.ip();
        if !ip.is_unspecified() && !self.addressing.owns(ip) {
            return Err(io::Error::new(
                io::ErrorKind::AddrNotAvailable,
                format!("{ip} is not an address of this worker's device"),
            ));
        }
        let listeners = &self.listeners;
        let taken = |port: u16| {
            listeners.all.values().any(|listener| listener.bound.port() == port && overlaps(listener.bound.ip(), ip))
        };
        let port = match address.port() {
            0 => self.flows.unused(taken).ok_or_else(|| {
                io::Error::new(io::ErrorKind::AddrInUse, format!("no ephemeral port of {ip} is free"))
            })?,
            port if taken(port) => {
                return Err(io::Error::new(io::ErrorKind::AddrInUse, format!("another listener has {address}")));
            }
            port => port,
        };
        let bound = SocketAddr::new(ip, port);
        let id = ListenerId(self.listeners.next);
        self.listeners.next += 1;
        let listener = Listener { bound, half_open: Vec::new(), open: VecDeque::new(), waiting: Vec::new() };
        self.listeners.all.insert(id, listener);
        Ok((id, bound))
    }

    /// The next connection whose handshake is done.
    pub(crate) fn poll_accept(&mut self, id: ListenerId, context: &Context<'_>) -> Poll<io::Result<Accepted>> {
        let Some(listener) = self.listeners.all.get_mut(&id) else {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidInput, "the listener is closed")));
        };
        if let Some((handle, flow)) = listener.open.pop_front() {
            let mapped = listener.bound.is_ipv6() && flow.local.is_ipv4();
            return Poll::Ready(Ok(Accepted { handle, flow, mapped }));
        }
        if !listener.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
            listener.waiting.push(context.waker().clone());
        }
        Poll::Pending
    }

    /// Closes a listener. Connections it had not given away are reset.
    pub(crate) fn release_listener(&mut self, id: ListenerId) {
        if let Some(listener) = self.listeners.all.remove(&id) {
            for (handle, flow) in listener.half_open.into_iter().chain(listener.open) {
                self.socket(handle).abort();
                self.release(handle, flow);
            }
        }
    }

    /// Decides about a SYN and, when a listener wants it, puts a listening socket in.
    pub(super) fn admit(&mut self, flow: Flow) -> Admission {
        if let Some(handle) = self.flows.get(&flow) {
            // An old connection that only sits out its time makes way for a new one (RFC 9293, 3.6.1).
            if self.socket(handle).state() != tcp::State::TimeWait || !self.closing.forget(handle) {
                return Admission::Pass;
            }
            self.remove(handle, &flow);
        }
        let Some(id) = self.listeners.find(flow.local) else { return Admission::Pass };
        let Some(listener) = self.listeners.all.get(&id) else { return Admission::Pass };
        if listener.half_open.len() + listener.open.len() >= BACKLOG {
            return Admission::Drop;
        }
        let mut socket = self.listeners.spare.take().unwrap_or_else(Self::new_socket);
        socket.set_timeout(Some(HANDSHAKE_TIMEOUT));
        let endpoint = IpListenEndpoint { addr: Some(flow.local.ip().into()), port: flow.local.port() };
        if socket.listen(endpoint).is_err() {
            // Only port 0 is refused, which no listener has.
            return Admission::Pass;
        }
        Admission::Offer(Offer { id, handle: self.sockets.add(socket), flow })
    }

    /// Sees whether smoltcp took the socket that was offered.
    pub(super) fn collect(&mut self, offer: Offer, now: Instant) {
        let Offer { id, handle, flow } = offer;
        if self.socket(handle).state() == tcp::State::Listen {
            let smoltcp::socket::Socket::Tcp(mut socket) = self.sockets.remove(handle);
            socket.close();
            self.listeners.spare = Some(socket);
            return;
        }
        self.flows.insert(flow, handle);
        self.watch_first_segment(flow, now);
        if let Some(listener) = self.listeners.all.get_mut(&id) {
            listener.half_open.push((handle, flow));
        }
    }

    /// Moves connections whose handshake is done to where `accept` finds them.
    pub(super) fn settle_handshakes(&mut self) {
        if !self.listeners.has_handshakes() {
            return;
        }
        let mut failed = Vec::new();
        for listener in self.listeners.all.values_mut() {
            let mut index = 0;
            while index < listener.half_open.len() {
                let (handle, flow) = listener.half_open[index];
                let socket = self.sockets.get_mut::<tcp::Socket<'_>>(handle);
                match socket.state() {
                    tcp::State::SynReceived => {
                        index += 1;
                        continue;
                    }
                    // Its timeout closed it.
                    tcp::State::Listen | tcp::State::Closed => failed.push((handle, flow)),
                    _ => {
                        socket.set_timeout(None);
                        listener.open.push_back((handle, flow));
                        listener.waiting.drain(..).for_each(Waker::wake);
                    }
                }
                listener.half_open.remove(index);
            }
        }
        for (handle, flow) in failed {
            self.remove(handle, &flow);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(one: &str, other: &str) -> bool {
        let (one, other) = (one.parse().unwrap(), other.parse().unwrap());
        assert_eq!(overlaps(one, other), overlaps(other, one));
        overlaps(one, other)
    }

    #[test]
    fn wildcards_overlap_what_they_take() {
        assert!(overlap("0.0.0.0", "192.0.2.1"));
        assert!(overlap("::", "2001:db8::1"));
        assert!(overlap("::", "192.0.2.1"));
        assert!(overlap("::", "0.0.0.0"));
        assert!(overlap("192.0.2.1", "192.0.2.1"));
        assert!(!overlap("0.0.0.0", "2001:db8::1"));
        assert!(!overlap("192.0.2.1", "192.0.2.2"));
    }
}
