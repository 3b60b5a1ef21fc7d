//! The rest of the life of a connection that nobody holds any more.

use std::collections::VecDeque;

use smoltcp::iface::SocketHandle;
use smoltcp::socket::tcp::State;
use smoltcp::time::{Duration, Instant};

use super::Stack;
use super::frame::Flow;

/// How long the peer may take to close its side, as in Linux (`tcp_fin_timeout`).
const LINGER: Duration = Duration::from_secs(60);
/// How long a reset may wait for its neighbour's hardware address.
const RESET_LINGER: Duration = Duration::from_secs(1);
/// Connections kept whole in TIME-WAIT. Of older ones only the ports rest (see [`super::flows`]).
const TIME_WAIT_LIMIT: usize = 64;
/// At shutdown: for data and FINs that are not acknowledged yet.
const FLUSH: Duration = Duration::from_secs(1);
/// At shutdown: for peers that have everything from us and have not closed themselves.
const FAREWELL: Duration = Duration::from_millis(50);

/// Connections that were let go.
#[derive(Default)]
pub(super) struct Closing {
    active: Vec<Farewell>,
    time_wait: VecDeque<(SocketHandle, Flow)>,
}

#[derive(Clone, Copy)]
struct Farewell {
    handle: SocketHandle,
    flow: Flow,
    deadline: Instant,
}

impl Closing {
    pub(super) fn is_empty(&self) -> bool {
        self.active.is_empty() && self.time_wait.is_empty()
    }

    /// Takes a connection out; false when it is not one of these.
    pub(super) fn forget(&mut self, handle: SocketHandle) -> bool {
        let before = self.active.len() + self.time_wait.len();
        self.active.retain(|farewell| farewell.handle != handle);
        self.time_wait.retain(|(other, _)| *other != handle);
        before != self.active.len() + self.time_wait.len()
    }
}

impl Stack {
    /// Lets a connection go: FIN when everything received was read, else RST, as Linux does.
    pub(crate) fn release(&mut self, handle: SocketHandle, flow: Flow) {
        let socket = self.socket(handle);
        if socket.recv_queue() > 0 {
            socket.abort();
        } else {
            socket.close();
            // Nothing of ours follows that could carry an ACK.
            socket.set_ack_delay(None);
        }
        let deadline = self.now() + LINGER;
        self.closing.active.push(Farewell { handle, flow, deadline });
        self.dirty = true;
    }

    /// Ends those that last too long and moves those on that only wait.
    pub(super) fn settle_closing(&mut self, now: Instant) {
        let mut index = 0;
        while index < self.closing.active.len() {
            let Farewell { handle, flow, deadline } = self.closing.active[index];
            let socket = self.sockets.get_mut::<smoltcp::socket::tcp::Socket<'_>>(handle);
            match socket.state() {
                State::TimeWait => {
                    self.closing.active.swap_remove(index);
                    self.closing.time_wait.push_back((handle, flow));
                    continue;
                }
                // Closed with an endpoint: its RST has not been sent yet.
                State::Closed if socket.remote_endpoint().is_none() || now >= deadline => {
                    self.closing.active.swap_remove(index);
                    self.remove(handle, &flow);
                    continue;
                }
                State::Closed => {}
                // Data for nobody, or a peer that never closes.
                _ if socket.recv_queue() > 0 || now >= deadline => {
                    socket.abort();
                    self.closing.active[index].deadline = now + RESET_LINGER;
                    self.dirty = true;
                }
                _ => {}
            }
            index += 1;
        }
    }

    /// Takes out connections that have sat out their TIME-WAIT, and the oldest when there are too many.
    pub(super) fn retire(&mut self, now: Instant) {
        while let Some(&(handle, flow)) = self.closing.time_wait.front() {
            let over = self.socket(handle).state() == State::Closed;
            if !over && self.closing.time_wait.len() <= TIME_WAIT_LIMIT {
                break;
            }
            self.closing.time_wait.pop_front();
            self.remove(handle, &flow);
            if !over {
                self.flows.rest(flow, now);
            }
        }
    }

    /// Closes every connection and listener and polls until the peers know, or too long.
    ///
    /// Data and FINs that are not acknowledged are waited for longer than a peer's own FIN.
    pub(crate) fn finish(&mut self) {
        let ids = self.listeners.ids();
        for id in ids {
            self.release_listener(id);
        }
        for (_, socket) in self.sockets.iter_mut() {
            let smoltcp::socket::Socket::Tcp(socket) = socket;
            socket.close();
            socket.set_ack_delay(None);
        }
        self.dirty = true;
        let start = self.now();
        loop {
            self.poll();
            let waited = self.now() - start;
            let limit = self.sockets.iter().map(|(_, socket)| patience(socket)).max().unwrap_or(Duration::ZERO);
            if waited >= limit {
                break;
            }
        }
        let mut left = false;
        for (_, socket) in self.sockets.iter_mut() {
            let smoltcp::socket::Socket::Tcp(socket) = socket;
            if !matches!(socket.state(), State::TimeWait | State::Closed) {
                socket.abort();
                left = true;
            }
        }
        if left {
            self.dirty = true;
            self.poll();
        }
    }
}

/// How long shutdown waits for a connection in its state.
fn patience(socket: &smoltcp::socket::Socket<'_>) -> Duration {
    let smoltcp::socket::Socket::Tcp(socket) = socket;
    match socket.state() {
        State::TimeWait | State::Listen | State::SynSent | State::SynReceived => Duration::ZERO,
        State::Closed if socket.remote_endpoint().is_some() => FAREWELL,
        State::Closed => Duration::ZERO,
        State::FinWait2 => FAREWELL,
        State::FinWait1 | State::Closing | State::LastAck | State::Established | State::CloseWait => FLUSH,
    }
}
