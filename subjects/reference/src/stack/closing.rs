//! The rest of the life of a connection that nobody holds any more.

use smoltcp::socket::tcp::{Socket, State};
use smoltcp::time::{Duration, Instant};

use super::Stack;
use super::connection::{ConnectionId, Phase};
use super::link::Link;

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

impl<L: Link> Stack<L> {
    /// Lets a connection go: FIN when everything received was read, else RST, as Linux does.
    pub(crate) fn release(&mut self, id: ConnectionId) {
        self.let_go(id.0);
    }

    pub(super) fn let_go(&mut self, key: usize) {
        let deadline = self.clock.now() + LINGER;
        let connection = &mut self.connections[key];
        connection.phase = Phase::Closing { deadline };
        let socket = connection.socket_mut();
        socket.set_timeout(None);
        socket.set_keep_alive(None);
        if socket.recv_queue() > 0 {
            socket.abort();
        } else {
            end(socket);
        }
        self.look_at(key);
    }

    /// Moves on a connection that nobody holds, and ends one that lasts too long. False when it is gone.
    pub(super) fn settle_closing(&mut self, key: usize, deadline: Instant, now: Instant) -> bool {
        let connection = &mut self.connections[key];
        let socket = connection.socket_mut();
        match socket.state() {
            State::TimeWait => {
                connection.phase = Phase::TimeWait;
                self.time_wait.push_back((key, connection.flow));
                self.retire(now);
                self.connections.get(key).is_some_and(|connection| connection.phase == Phase::TimeWait)
            }
            // Closed with an endpoint: its RST has not been sent yet.
            State::Closed if socket.remote_endpoint().is_none() || now >= deadline => {
                self.remove(key);
                false
            }
            State::Closed => true,
            // Data for nobody, or a peer that never closes.
            _ if socket.recv_queue() > 0 || now >= deadline => {
                socket.abort();
                connection.phase = Phase::Closing { deadline: now + RESET_LINGER };
                self.look_at(key);
                true
            }
            _ => true,
        }
    }

    /// Takes a connection out that has sat out its TIME-WAIT. False when it has.
    pub(super) fn settle_time_wait(&mut self, key: usize) -> bool {
        let over = self.connections[key].state() == State::Closed;
        if over {
            self.remove(key);
        }
        !over
    }

    /// Takes out the oldest of those in TIME-WAIT while there are too many.
    fn retire(&mut self, now: Instant) {
        while let Some(&(key, flow)) = self.time_wait.front() {
            let sits = self
                .connections
                .get(key)
                .is_some_and(|connection| connection.phase == Phase::TimeWait && connection.flow == flow);
            if sits && self.time_wait.len() <= TIME_WAIT_LIMIT {
                break;
            }
            self.time_wait.pop_front();
            if sits {
                self.remove(key);
                self.flows.rest(flow, now);
            }
        }
    }

    /// Closes every connection and listener and polls until the peers know, or too long.
    ///
    /// Data and FINs that are not acknowledged are waited for longer than a peer's own FIN.
    pub(crate) fn finish(&mut self) {
        for id in self.listeners.ids() {
            self.release_listener(id);
        }
        let keys: Vec<usize> = self.connections.iter().map(|(key, _)| key).collect();
        for key in keys {
            end(self.connections[key].socket_mut());
            self.look_at(key);
        }
        let start = self.clock.now();
        loop {
            self.poll();
            let waited = self.clock.now() - start;
            let all = self.connections.iter().map(|(_, connection)| patience(connection.socket()));
            if waited >= all.max().unwrap_or(Duration::ZERO) {
                break;
            }
        }
        let open = |socket: &Socket<'_>| !matches!(socket.state(), State::TimeWait | State::Closed);
        let left = self.connections.iter().filter(|(_, connection)| open(connection.socket()));
        for key in left.map(|(key, _)| key).collect::<Vec<_>>() {
            self.connections[key].socket_mut().abort();
            self.look_at(key);
        }
        self.poll();
    }
}

/// Sends FIN after what is queued. Nothing of ours follows that could carry an ACK.
pub(super) fn end(socket: &mut Socket<'_>) {
    socket.close();
    socket.set_ack_delay(None);
}

/// How long shutdown waits for a connection in its state.
fn patience(socket: &Socket<'_>) -> Duration {
    match socket.state() {
        State::TimeWait | State::Listen | State::SynSent | State::SynReceived => Duration::ZERO,
        State::Closed if socket.remote_endpoint().is_some() => FAREWELL,
        State::Closed => Duration::ZERO,
        State::FinWait2 => FAREWELL,
        State::FinWait1 | State::Closing | State::LastAck | State::Established | State::CloseWait => FLUSH,
    }
}
