//! Connections in the queue: what they have to send is sent, and what has become of them is told.

use smoltcp::iface::PollResult;
use smoltcp::socket::tcp::State;
use smoltcp::time::Instant;

use super::Stack;
use super::connection::{Fault, Phase};
use super::link::Link;

/// What smoltcp made of being asked for a segment.
enum Egress {
    /// One was queued; there may be more.
    Sent,
    /// There is none now.
    Nothing,
    /// There is no room for any.
    Full,
}

impl<L: Link> Stack<L> {
    /// Goes through the queue, one segment of each connection at a time, until none has more or there is no room.
    pub(super) fn serve_queue(&mut self, now: Instant) {
        while let Some(key) = self.queue.pop_front() {
            let Some(connection) = self.connections.get_mut(key) else { continue };
            connection.queued = false;
            match self.egress(key, now) {
                Egress::Sent => self.look_at(key),
                Egress::Nothing => self.settle(key, now),
                Egress::Full => {
                    self.connections[key].queued = true;
                    self.queue.push_front(key);
                    return;
                }
            }
        }
    }

    /// Sends what one connection has to send now. The rest of its affairs waits for the next poll.
    pub(super) fn egress_now(&mut self, key: usize) {
        let now = self.clock.now();
        while matches!(self.egress(key, now), Egress::Sent) {}
        self.look_at(key);
    }

    fn egress(&mut self, key: usize, now: Instant) -> Egress {
        let connection = &mut self.connections[key];
        connection.before_egress(&self.keepalive, now);
        let before = connection.state();
        (self.device.asked, self.device.full) = (false, false);
        let result = self.interface.poll_egress(now, &mut self.device, &mut connection.sockets);
        if connection.state() == State::Closed && !matches!(before, State::Closed | State::TimeWait) {
            // Nothing but its timeout closes a socket that is asked for segments.
            connection.fault.get_or_insert(Fault::TimedOut);
            connection.brighten();
        }
        match result {
            PollResult::SocketStateChanged => {
                self.unstall(key);
                Egress::Sent
            }
            PollResult::None if self.device.full => Egress::Full,
            PollResult::None => {
                // smoltcp was given room and sent nothing: it does not know the hardware address.
                if self.device.asked {
                    self.stall(key, now);
                }
                Egress::Nothing
            }
        }
    }

    /// Moves a connection on whose state has changed, tells those who wait, and looks ahead.
    fn settle(&mut self, key: usize, now: Instant) {
        let alive = match self.connections[key].phase {
            Phase::Connecting { neighbour_deadline } => self.settle_connecting(key, neighbour_deadline, now),
            Phase::HalfOpen(listener) => self.settle_handshake(key, listener),
            Phase::Acceptable(_) | Phase::Held => true,
            Phase::Closing { deadline } => self.settle_closing(key, deadline, now),
            Phase::TimeWait => self.settle_time_wait(key),
        };
        if !alive {
            return;
        }
        self.settle_stalled(key, now);
        let connection = &mut self.connections[key];
        if !connection.waiters.is_empty() && !matches!(connection.phase, Phase::Connecting { .. }) {
            let (ready, roomy) = (connection.readiness(), connection.is_roomy());
            connection.waiters.wake(ready, roomy, &mut self.woken);
        }
        let own = match connection.phase {
            Phase::Connecting { neighbour_deadline } if connection.state() == State::SynSent => {
                connection.stalled.map(|_| neighbour_deadline)
            }
            Phase::Closing { deadline } => Some(deadline),
            _ => None,
        };
        let wanted = [self.interface.poll_at(now, &connection.sockets), connection.stalled, own];
        connection.due = self.deadlines.set(key, connection.due, wanted.into_iter().flatten().min());
    }
}
