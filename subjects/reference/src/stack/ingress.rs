//! Received frames.

use smoltcp::iface::PollIngressSingleResult;
use smoltcp::socket::tcp::State;
use smoltcp::time::Instant;

use super::Stack;
use super::connection::{Connection, Fault, Filling};
use super::frame::{self, Segment};
use super::link::{Link, Receive};
use super::listen::Admission;

impl<L: Link> Stack<L> {
    /// Gives one received frame to smoltcp; false when none was taken.
    pub(super) fn ingress(&mut self, now: Instant) -> bool {
        let Some(frame) = self.device.rx().peek() else { return false };
        let Some(segment) = Segment::read(frame) else {
            let teaches = frame::may_teach(frame);
            let taken = self.ingress_for_nobody(now);
            if teaches {
                self.look_at_stalled();
            }
            return taken;
        };
        let flow = segment.received();
        let mut known = self.flows.get(&flow);
        let mut offered = false;
        if segment.opens() {
            match self.admit(flow, known, now) {
                Admission::Known => {}
                Admission::Nobody => known = None,
                Admission::Offer(key) => (known, offered) = (Some(key), true),
                Admission::Drop => {
                    self.device.rx().take(|_| ());
                    return true;
                }
            }
        }
        let Some(key) = known else { return self.ingress_for_nobody(now) };
        let connection = &mut self.connections[key];
        connection.before_ingress(&self.keepalive, now);
        let before = connection.filling();
        self.device.reply_hop_limit = connection.hop_limit();
        let result = self.interface.poll_ingress_single(now, &mut self.device, &mut connection.sockets);
        self.device.reply_hop_limit = None;
        connection.after_ingress(before);
        if offered && connection.state() == State::Listen {
            self.withdraw(key);
        } else {
            if segment.resets() {
                note_reset(connection, before);
            }
            self.look_at(key);
        }
        !matches!(result, PollIngressSingleResult::None)
    }

    fn ingress_for_nobody(&mut self, now: Instant) -> bool {
        let result = self.interface.poll_ingress_single(now, &mut self.device, &mut self.nobody);
        !matches!(result, PollIngressSingleResult::None)
    }
}

/// Remembers that the peer reset a connection, when smoltcp took the RST for valid.
fn note_reset(connection: &mut Connection, before: Filling) {
    if connection.state() != State::Closed {
        return;
    }
    let fault = match before.state {
        // The last of a connection both sides had closed is no error (RFC 9293, 3.10.7.4).
        State::Closed | State::Closing | State::LastAck | State::TimeWait => return,
        State::SynSent | State::SynReceived => Fault::Refused,
        // Linux does the same (`tcp_reset`): what the peer had to say has been said.
        State::CloseWait => Fault::BrokenPipe,
        _ => Fault::Reset,
    };
    connection.fault.get_or_insert(fault);
}
