//! The wire, its two ends and what is seen on it.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::net::{IpAddr, SocketAddr};
use std::task::{Context, Poll, Waker};

use smoltcp::phy::ChecksumCapabilities;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{
    EthernetFrame, EthernetProtocol, Ipv4Packet, Ipv6Packet, TcpControl, TcpPacket, TcpRepr, TcpSeqNumber,
};

use crate::config::{self, Cidr};
use crate::ffi::port::Mac;
use crate::stack::Stack;
use crate::stack::clock::Clock;
use crate::stack::connection::ConnectionId;
use crate::stack::keepalive::KeepAlive;
use crate::stack::link::{Link, Receive, Transmit};
use crate::stack::listen::{Accepted, ListenerId};
use crate::stack::options::Options;

/// An end of the wire.
pub(super) struct Plug {
    inbox: Inbox,
    outbox: Outbox,
}

pub(super) struct Inbox(VecDeque<Vec<u8>>);

pub(super) struct Outbox {
    frames: VecDeque<Vec<u8>>,
    room: usize,
}

impl Plug {
    /// How many frames may wait to be carried.
    pub(super) fn set_room(&mut self, frames: usize) {
        self.outbox.room = frames;
    }
}

impl Link for Plug {
    type Rx = Inbox;
    type Tx = Outbox;

    fn sides(&mut self) -> (&mut Inbox, &mut Outbox) {
        (&mut self.inbox, &mut self.outbox)
    }
}

impl Receive for Inbox {
    fn fill(&mut self) -> usize {
        self.0.len()
    }

    fn peek(&mut self) -> Option<&[u8]> {
        self.0.front().map(Vec::as_slice)
    }

    fn take<R>(&mut self, read: impl FnOnce(&[u8]) -> R) -> R {
        read(&self.0.pop_front().unwrap_or_default())
    }
}

impl Transmit for Outbox {
    fn has_room(&mut self) -> bool {
        self.frames.len() < self.room
    }

    fn send<R>(&mut self, len: usize, write: impl FnOnce(&mut [u8]) -> R) -> R {
        let mut frame = vec![0; len];
        let result = write(&mut frame);
        self.frames.push_back(frame);
        result
    }

    fn flush(&mut self) -> usize {
        0
    }
}

/// Which end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    A,
    B,
}

/// A TCP segment that went over the wire (or was lost on it).
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) from: End,
    pub(super) at: Instant,
    pub(super) source: SocketAddr,
    pub(super) ttl: u8,
    pub(super) control: TcpControl,
    pub(super) seq: TcpSeqNumber,
    pub(super) ack: Option<TcpSeqNumber>,
    pub(super) window: u16,
    pub(super) scale: Option<u8>,
    pub(super) mss: Option<u16>,
    pub(super) payload: Vec<u8>,
}

impl Seen {
    pub(super) fn is_syn(&self) -> bool {
        self.control == TcpControl::Syn
    }

    /// Acknowledges and does nothing else.
    pub(super) fn is_pure_ack(&self) -> bool {
        self.control == TcpControl::None && self.payload.is_empty()
    }
}

/// Two stacks and the wire between them.
pub(super) struct Wire {
    pub(super) a: Stack<Plug>,
    pub(super) b: Stack<Plug>,
    pub(super) seen: Vec<Seen>,
    /// Whether a segment gets lost.
    pub(super) lose: Box<dyn FnMut(&Seen) -> bool>,
    /// Nothing is remembered of what is seen.
    pub(super) forgetful: bool,
}

pub(super) const A4: &str = "192.0.2.10";
pub(super) const B4: &str = "192.0.2.1";
pub(super) const A6: &str = "2001:db8:0:1::10";
pub(super) const B6: &str = "2001:db8:0:1::1";
/// Nobody has it.
pub(super) const NOBODY: &str = "192.0.2.77";

/// Keep-alive in seconds, so that it is seen.
pub(super) const KEEPALIVE: KeepAlive =
    KeepAlive { idle: Duration::from_secs(100), interval: Duration::from_secs(10), probes: 3 };

fn stack(last: u8, addresses: [&str; 2], mtu: u16) -> Stack<Plug> {
    let plug = Plug { inbox: Inbox(VecDeque::new()), outbox: Outbox { frames: VecDeque::new(), room: 64 } };
    let [v4, v6] = addresses.map(|text| text.parse::<IpAddr>().unwrap());
    let device = config::Device {
        name: "plug".to_owned(),
        mac: Mac([2, 0, 0, 0, 0, last]),
        addresses: vec![Cidr { address: v4, prefix: 24 }, Cidr { address: v6, prefix: 64 }],
        gateway_v4: None,
        gateway_v6: None,
        mtu,
    };
    Stack::over(plug, &device, KEEPALIVE, Clock::Manual(Instant::from_secs(1)))
}

pub(super) fn address(ip: &str, port: u16) -> SocketAddr {
    SocketAddr::new(ip.parse().unwrap(), port)
}

pub(super) fn nobody_waits() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

impl Wire {
    pub(super) fn new() -> Self {
        Self::with_mtu(1500, 1500)
    }

    /// Each end with an MTU of its own, in bytes.
    pub(super) fn with_mtu(a: u16, b: u16) -> Self {
        Self {
            a: stack(0x10, [A4, A6], a),
            b: stack(0x01, [B4, B6], b),
            seen: Vec::new(),
            lose: Box::new(|_| false),
            forgetful: false,
        }
    }

    pub(super) fn end(&mut self, end: End) -> &mut Stack<Plug> {
        match end {
            End::A => &mut self.a,
            End::B => &mut self.b,
        }
    }

    /// Both ends work until neither has anything more to say now.
    pub(super) fn run(&mut self) {
        loop {
            let mut busy = false;
            for end in [End::A, End::B] {
                busy |= self.end(end).poll();
                busy |= self.carry(end);
            }
            if !busy {
                return;
            }
        }
    }

    /// Carries what one end has sent to the other; tells whether there was anything.
    fn carry(&mut self, from: End) -> bool {
        let frames = std::mem::take(&mut self.end(from).device.link_mut().outbox.frames);
        let any = !frames.is_empty();
        let at = self.a.clock.now();
        for frame in frames {
            if let Some(seen) = see(from, at, &frame) {
                let lost = (self.lose)(&seen);
                if !self.forgetful {
                    self.seen.push(seen);
                }
                if lost {
                    continue;
                }
            }
            self.deliver(if from == End::A { End::B } else { End::A }, frame);
        }
        any
    }

    /// Puts a frame before an end.
    pub(super) fn deliver(&mut self, to: End, frame: Vec<u8>) {
        self.end(to).device.link_mut().inbox.0.push_back(frame);
    }

    /// Lets time pass, from one thing that is due to the next.
    pub(super) fn pass(&mut self, duration: Duration) {
        let until = self.a.clock.now() + duration;
        self.run();
        loop {
            let first = [self.a.deadlines.first(), self.b.deadlines.first()].into_iter().flatten().min();
            let Some(next) = first.filter(|next| *next <= until) else { break };
            // Never back, and always on: something may be due again and again at the same instant.
            let now = next.max(self.a.clock.now() + Duration::from_micros(1)).min(until);
            self.set_clock(now);
            self.run();
            if now == until {
                break;
            }
        }
        self.set_clock(until);
        self.run();
    }

    fn set_clock(&mut self, now: Instant) {
        self.a.clock = Clock::Manual(now);
        self.b.clock = Clock::Manual(now);
    }

    /// From A to a listener of B: both ends of an open connection.
    pub(super) fn pair(&mut self) -> (ConnectionId, ConnectionId) {
        self.pair_with(B4, &Options::default(), &Options::default())
    }

    pub(super) fn pair_with(&mut self, to: &str, a: &Options, b: &Options) -> (ConnectionId, ConnectionId) {
        let (listener, bound) = self.b.bind_and_listen(address(to, 0), b).unwrap();
        let (id, _) = self.a.connect(bound, a, None).unwrap();
        self.run();
        assert!(matches!(self.a.poll_connect(id, &nobody_waits()), Poll::Ready(Ok(()))), "no connection to {bound}");
        let accepted = self.accept(listener).expect("a connection to accept");
        self.b.release_listener(listener);
        self.run();
        (id, accepted.id)
    }

    /// What B has to accept.
    pub(super) fn accept(&mut self, listener: ListenerId) -> Option<Accepted> {
        match self.b.poll_accept(listener, None, &nobody_waits()) {
            Poll::Ready(accepted) => Some(accepted.unwrap()),
            Poll::Pending => None,
        }
    }

    /// Writes at one end, as much as there is room for.
    pub(super) fn write(&mut self, end: End, id: ConnectionId, data: &[u8]) -> io::Result<usize> {
        self.end(end).write(id, &[IoSlice::new(data)])
    }

    /// Reads at one end what is there, up to `limit`.
    pub(super) fn read(&mut self, end: End, id: ConnectionId, limit: usize) -> io::Result<Vec<u8>> {
        let mut data = Vec::new();
        self.end(end).read(id, limit, |piece| data.extend_from_slice(piece))?;
        Ok(data)
    }

    /// What one end has sent since the last time this was asked.
    pub(super) fn sent(&mut self, from: End) -> Vec<Seen> {
        let (sent, rest) = std::mem::take(&mut self.seen).into_iter().partition(|seen| seen.from == from);
        self.seen = rest;
        sent
    }
}

/// Bytes that differ from place to place.
pub(super) fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index.wrapping_mul(31) + (index >> 8) * 7) as u8).collect()
}

fn see(from: End, at: Instant, frame: &[u8]) -> Option<Seen> {
    let frame = EthernetFrame::new_checked(frame).unwrap();
    let checksums = ChecksumCapabilities::default();
    let (source, destination, ttl, payload) = match frame.ethertype() {
        EthernetProtocol::Ipv4 => {
            let packet = Ipv4Packet::new_checked(frame.payload()).unwrap();
            assert!(packet.verify_checksum(), "a wrong IPv4 checksum");
            (IpAddr::V4(packet.src_addr()), IpAddr::V4(packet.dst_addr()), packet.hop_limit(), packet.payload())
        }
        EthernetProtocol::Ipv6 => {
            let packet = Ipv6Packet::new_checked(frame.payload()).unwrap();
            if packet.next_header() != smoltcp::wire::IpProtocol::Tcp {
                return None;
            }
            (IpAddr::V6(packet.src_addr()), IpAddr::V6(packet.dst_addr()), packet.hop_limit(), packet.payload())
        }
        _ => return None,
    };
    let packet = TcpPacket::new_checked(payload).unwrap();
    let segment = TcpRepr::parse(&packet, &source.into(), &destination.into(), &checksums).expect("a valid segment");
    Some(Seen {
        from,
        at,
        source: SocketAddr::new(source, segment.src_port),
        ttl,
        control: segment.control,
        seq: segment.seq_number,
        ack: segment.ack_number,
        window: segment.window_len,
        scale: segment.window_scale,
        mss: segment.max_seg_size,
        payload: segment.payload.to_vec(),
    })
}
