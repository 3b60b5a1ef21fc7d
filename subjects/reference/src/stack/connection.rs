//! One connection: smoltcp's socket, in a set of its own, and what smoltcp does not know of it.
//!
//! smoltcp goes through all sockets of a set for every frame and every look at the clock. With a set for each connection it goes
//! through one, and which one that is, is known by then.

use smoltcp::iface::{SocketHandle, SocketSet};
use smoltcp::socket::tcp::{RecvError, Socket, State};
use smoltcp::time::{Duration, Instant};
use tokio::io::{Interest, Ready};

use super::frame::Flow;
use super::keepalive::KeepAlive;
use super::listen::ListenerId;
use super::options::{ACK_DELAY, DEFAULT_TTL, LONG_ACK_DELAY, Options};
use super::waiters::Waiters;

/// Unacknowledged data ends a connection after this silence of its peer: what Linux makes of `tcp_retries2`.
const RETRANSMISSION_TIMEOUT: Duration = Duration::from_millis(924_600);

/// Names a connection of one stack, until it is let go.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct ConnectionId(pub(super) usize);

/// Where a connection is in its life, seen from its user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Phase {
    /// Somebody waits for it to open, until then when not even the next hop answers.
    Connecting { neighbour_deadline: Instant },
    /// A peer has asked for it and has not confirmed yet.
    HalfOpen(ListenerId),
    /// It waits to be accepted.
    Acceptable(ListenerId),
    /// A stream holds it.
    Held,
    /// Nobody holds it; it is to end until then.
    Closing { deadline: Instant },
    /// Nobody holds it and everything is said.
    TimeWait,
}

/// Why a connection ended, where smoltcp's state alone does not tell: what Linux has as `SO_ERROR`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fault {
    /// The peer answered SYN with RST.
    Refused,
    /// The peer sent RST.
    Reset,
    /// The peer sent RST after it had closed its side.
    BrokenPipe,
    /// The peer did not answer.
    TimedOut,
    /// Nobody answered for the next hop's hardware address.
    Unreachable,
}

/// What a segment may change.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Filling {
    pub(super) state: State,
    received: usize,
    unsent: usize,
}

/// Whether acknowledgements are sent at once (tcp(7), `TCP_QUICKACK`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Acknowledge {
    /// At once, until the connection turns out to be one of questions and answers.
    QuickFirst,
    /// With the answer, which comes soon.
    WithAnswer,
    /// At once, because the user wants it so.
    Quick,
    /// With the answer, because the user wants it so.
    Delayed,
}

/// One connection.
pub(super) struct Connection {
    pub(super) sockets: SocketSet<'static>,
    pub(super) handle: SocketHandle,
    pub(super) flow: Flow,
    pub(super) phase: Phase,
    pub(super) waiters: Waiters,
    /// The error it ended in, until somebody has been told.
    pub(super) fault: Option<Fault>,
    /// Reading was shut down on this side.
    pub(super) reads_ended: bool,
    /// The claim on the local port of the socket it was made from.
    pub(super) claim: Option<u64>,
    /// It is in the queue of those to be looked at.
    pub(super) queued: bool,
    /// When it is to be looked at whatever happens, as the stack's deadlines have it.
    pub(super) due: Option<Instant>,
    /// A segment waits for a hardware address, which is asked for (again) then.
    pub(super) stalled: Option<Instant>,
    pub(super) pooled: bool,
    acknowledge: Acknowledge,
    keepalive: bool,
    heard: Instant,
    heard_data: bool,
    /// Readiness that `try_io` found wrong: it does not count until something happens.
    dull: Ready,
}

impl Connection {
    /// One whose socket has been told neither to listen nor to connect.
    pub(super) fn new(mut sockets: SocketSet<'static>, socket: Socket<'static>, flow: Flow, phase: Phase) -> Self {
        let handle = sockets.add(socket);
        Self {
            sockets,
            handle,
            flow,
            phase,
            waiters: Waiters::default(),
            fault: None,
            reads_ended: false,
            claim: None,
            queued: false,
            due: None,
            stalled: None,
            pooled: false,
            acknowledge: Acknowledge::QuickFirst,
            keepalive: false,
            heard: Instant::ZERO,
            heard_data: false,
            dull: Ready::EMPTY,
        }
    }

    /// What of `options` is not the socket's own.
    pub(super) fn with_options(mut self, options: &Options, now: Instant) -> Self {
        self.pooled = options.pooled();
        self.keepalive = options.keepalive;
        self.heard = now;
        self
    }

    pub(super) fn socket(&self) -> &Socket<'static> {
        self.sockets.get(self.handle)
    }

    pub(super) fn socket_mut(&mut self) -> &mut Socket<'static> {
        self.sockets.get_mut(self.handle)
    }

    pub(super) fn state(&self) -> State {
        self.socket().state()
    }

    /// The hop limit its segments are to have, when it is not the one smoltcp uses on its own.
    pub(super) fn hop_limit(&self) -> Option<u8> {
        self.socket().hop_limit()
    }

    /// The TTL of its segments.
    pub(super) fn ttl(&self) -> u8 {
        self.hop_limit().unwrap_or(DEFAULT_TTL)
    }

    /// Before a segment of it is given to smoltcp.
    pub(super) fn before_ingress(&mut self, keepalive: &KeepAlive, now: Instant) {
        if self.keepalive {
            self.heard = now;
            let idle = keepalive.idle;
            self.socket_mut().set_keep_alive(Some(idle));
        }
    }

    /// Before smoltcp is asked for segments of it.
    pub(super) fn before_egress(&mut self, keepalive: &KeepAlive, now: Instant) {
        if !matches!(self.phase, Phase::Held | Phase::Acceptable(_)) {
            return;
        }
        let heard = self.heard;
        let keeps_alive = self.keepalive;
        let socket = self.socket_mut();
        if keeps_alive {
            socket.set_keep_alive(Some(keepalive.interval_at(heard, now)));
        }
        socket.set_timeout(if socket.send_queue() > 0 {
            Some(RETRANSMISSION_TIMEOUT)
        } else {
            keeps_alive.then(|| keepalive.patience())
        });
    }

    /// What can be done with it now, as `epoll` would tell (`tcp_poll` of Linux).
    pub(super) fn readiness(&self) -> Ready {
        let socket = self.socket();
        let state = socket.state();
        let ended_by_peer =
            matches!(state, State::CloseWait | State::LastAck | State::Closing | State::TimeWait | State::Closed);
        let read_closed = self.reads_ended || ended_by_peer;
        let mut ready = Ready::EMPTY;
        if socket.can_recv() || read_closed {
            ready |= Ready::READABLE;
        }
        if read_closed {
            ready |= Ready::READ_CLOSED;
        }
        if !socket.may_send() || socket.can_send() {
            ready |= Ready::WRITABLE;
        }
        if state == State::Closed || (read_closed && !socket.may_send()) {
            ready |= Ready::WRITE_CLOSED;
        }
        if self.fault.is_some() {
            ready |= Ready::ERROR;
        }
        // `Ready` has no complement.
        if self.dull.is_empty() { ready } else { ready - self.dull }
    }

    /// Whether the peer has sent FIN and everything before it has been read.
    pub(super) fn ended_by_peer(&mut self) -> bool {
        matches!(self.socket_mut().peek(1), Err(RecvError::Finished))
    }

    /// Whether a writer that waited has something to gain: a third of the buffer, as in Linux.
    pub(super) fn is_roomy(&self) -> bool {
        let socket = self.socket();
        let capacity = socket.send_capacity();
        !socket.may_send() || (capacity - socket.send_queue()) * 3 >= capacity
    }

    /// What `interest` waits for was not there after all.
    pub(super) fn dull(&mut self, interest: Interest) {
        self.dull |= super::waiters::filtered(Ready::ALL, interest);
    }

    /// What there is to read and to send, to be held against what there is after a segment.
    pub(super) fn filling(&self) -> Filling {
        let socket = self.socket();
        Filling { state: socket.state(), received: socket.recv_queue(), unsent: socket.send_queue() }
    }

    /// A segment has made what was `before` to what is now.
    pub(super) fn after_ingress(&mut self, before: Filling) {
        let after = self.filling();
        self.heard_data |= after.received > before.received;
        if after != before {
            self.brighten();
        }
    }

    /// Something has happened: readiness counts again.
    pub(super) fn brighten(&mut self) {
        self.dull = Ready::EMPTY;
    }

    pub(super) fn quickack(&self) -> bool {
        matches!(self.acknowledge, Acknowledge::QuickFirst | Acknowledge::Quick)
    }

    pub(super) fn set_quickack(&mut self, quickack: bool) {
        self.acknowledge = if quickack { Acknowledge::Quick } else { Acknowledge::Delayed };
        self.socket_mut().set_ack_delay((!quickack).then_some(LONG_ACK_DELAY));
    }

    /// Data is being sent. If it answers something, acknowledgements need not go alone from now on.
    pub(super) fn note_answer(&mut self) {
        if self.acknowledge == Acknowledge::QuickFirst && self.heard_data {
            self.acknowledge = Acknowledge::WithAnswer;
            self.socket_mut().set_ack_delay(Some(ACK_DELAY));
        }
    }
}
