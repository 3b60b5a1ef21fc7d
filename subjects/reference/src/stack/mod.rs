//! The TCP/IP stack of one worker: smoltcp over one DPDK port, and what smoltcp leaves to its user.
//!
//! smoltcp has neither a backlog nor ephemeral ports nor a life for sockets nobody holds any more; the
//! modules here add them. Everything happens inside [`Stack::poll`], which the worker's driver calls in
//! a loop, and in the operations the streams and listeners call; a mutex keeps the two apart.

pub(crate) mod addressing;
mod closing;
mod connect;
mod device;
mod flows;
pub(crate) mod frame;
mod io;
mod listen;
mod neighbours;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use smoltcp::iface::{Config, Interface, PollIngressSingleResult, PollResult, SocketHandle, SocketSet};
use smoltcp::socket::tcp;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{EthernetAddress, IpCidr};

use self::addressing::Addressing;
use self::closing::Closing;
use self::connect::Connecting;
use self::device::Device;
use self::flows::Flows;
use self::frame::{Flow, Segment};
use self::listen::Listeners;
use self::neighbours::Waiting;
use crate::config;
use crate::ffi::port::Port;

pub(crate) use self::listen::{Accepted, ListenerId};

/// Receive and send buffer of every socket, in bytes.
pub(crate) const BUFFER: usize = 65536;
/// How often deadlines of our own are looked at while there are any.
const HEARTBEAT: Duration = Duration::from_millis(100);
/// The same while a first segment may wait for a hardware address.
const FAST_HEARTBEAT: Duration = Duration::from_millis(1);

/// One worker's stack.
pub(crate) struct Stack {
    device: Device,
    interface: Interface,
    sockets: SocketSet<'static>,
    addressing: Addressing,
    mac: EthernetAddress,
    flows: Flows,
    waiting: Vec<Waiting>,
    connecting: Vec<Connecting>,
    listeners: Listeners,
    closing: Closing,
    failures: HashMap<SocketHandle, Failure>,
    /// An operation since the last poll may have given smoltcp something to send.
    dirty: bool,
    /// When smoltcp or we want to be polled next, whatever arrives.
    deadline: Option<Instant>,
    started: std::time::Instant,
}

/// Why a connection ended, where smoltcp's state alone does not tell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Failure {
    /// The peer sent RST.
    Reset,
    /// As before, and an operation has returned it already.
    ResetReported,
    /// Nobody answered for the next hop's hardware address.
    Unreachable,
}

impl Stack {
    /// A stack for a started port, with the addresses and gateways of its device.
    pub(crate) fn new(port: Port, config: &config::Device) -> Self {
        let started = std::time::Instant::now();
        let mut device = Device::new(port, config.mtu);
        let seed = RandomState::new().hash_one(std::process::id());
        let mut settings = Config::new(EthernetAddress(config.mac.0).into());
        settings.random_seed = seed;
        let mut interface = Interface::new(settings, &mut device, Instant::ZERO);
        let addressing = Addressing::of(config);
        interface.update_ip_addrs(|list| {
            for cidr in addressing.addresses() {
                // The configuration holds fewer addresses than the list has room for.
                let _ = list.push(IpCidr::new(cidr.address.into(), cidr.prefix));
            }
        });
        if let Some(gateway) = addressing.gateway_v4() {
            // The table has room for four routes; these are the first two.
            let _ = interface.routes_mut().add_default_ipv4_route(gateway);
        }
        if let Some(gateway) = addressing.gateway_v6() {
            let _ = interface.routes_mut().add_default_ipv6_route(gateway);
        }
        Self {
            device,
            interface,
            sockets: SocketSet::new(Vec::new()),
            addressing,
            mac: EthernetAddress(config.mac.0),
            waiting: Vec::new(),
            flows: Flows::new(seed >> 32),
            connecting: Vec::new(),
            listeners: Listeners::default(),
            closing: Closing::default(),
            failures: HashMap::new(),
            dirty: false,
            deadline: None,
            started,
        }
    }

    /// Receives, lets smoltcp work, sends. Tells whether there was anything to do.
    pub(crate) fn poll(&mut self) -> bool {
        let received = self.device.port.rx.fill();
        let now = self.now();
        if received == 0 && !self.dirty && self.deadline.is_none_or(|deadline| now < deadline) {
            return false;
        }
        self.dirty = false;
        for _ in 0..received {
            if !self.ingress(now) {
                break;
            }
        }
        self.settle(now);
        self.egress(now);
        self.retire(now);
        let heartbeat = if self.waiting.is_empty() {
            self.has_deadlines().then_some(now + HEARTBEAT)
        } else {
            Some(now + FAST_HEARTBEAT)
        };
        self.deadline = match (self.interface.poll_at(now, &self.sockets), heartbeat) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        true
    }

    /// Whether there is no connection and no listener, so that nobody waits for a fast answer.
    pub(crate) fn is_idle(&self) -> bool {
        self.flows.is_empty() && self.listeners.is_empty()
    }

    fn now(&self) -> Instant {
        Instant::from_micros(i64::try_from(self.started.elapsed().as_micros()).unwrap_or(i64::MAX))
    }

    fn socket(&mut self, handle: SocketHandle) -> &mut tcp::Socket<'static> {
        self.sockets.get_mut(handle)
    }

    /// Gives one received frame to smoltcp; false when none was taken.
    fn ingress(&mut self, now: Instant) -> bool {
        let segment = self.device.port.rx.peek().and_then(Segment::read);
        let mut offered = None;
        if let Some(segment) = segment.filter(Segment::opens) {
            match self.admit(segment.received()) {
                listen::Admission::Pass => {}
                listen::Admission::Offer(offer) => offered = Some(offer),
                listen::Admission::Drop => return self.device.port.rx.pop().is_some(),
            }
        }
        let result = self.interface.poll_ingress_single(now, &mut self.device, &mut self.sockets);
        if let Some(offer) = offered {
            self.collect(offer, now);
        }
        if let Some(segment) = segment.filter(Segment::resets) {
            self.note_reset(&segment.received());
        }
        !matches!(result, PollIngressSingleResult::None)
    }

    /// Sends what the sockets have to send.
    fn egress(&mut self, now: Instant) {
        while matches!(
            self.interface.poll_egress(now, &mut self.device, &mut self.sockets),
            PollResult::SocketStateChanged
        ) {}
        if self.device.port.tx.flush() > 0 {
            self.dirty = true;
        }
    }

    /// Moves connections on whose state has changed.
    fn settle(&mut self, now: Instant) {
        self.settle_waiting(now);
        self.settle_connecting(now);
        self.settle_handshakes();
        self.settle_closing(now);
        self.flows.wake_rested(now);
    }

    fn has_deadlines(&self) -> bool {
        !self.connecting.is_empty() || !self.closing.is_empty() || self.listeners.has_handshakes()
    }

    /// Remembers that the peer reset a connection, when smoltcp took the RST for valid.
    fn note_reset(&mut self, flow: &Flow) {
        let Some(handle) = self.flows.get(flow) else { return };
        match self.socket(handle).state() {
            tcp::State::Closed => {
                self.failures.entry(handle).or_insert(Failure::Reset);
            }
            // smoltcp would listen again with it; every SYN is to get a socket of its own.
            tcp::State::Listen => {
                self.listeners.forget(handle);
                self.remove(handle, flow);
            }
            _ => {}
        }
    }

    fn new_socket() -> tcp::Socket<'static> {
        tcp::Socket::new(tcp::SocketBuffer::new(vec![0; BUFFER]), tcp::SocketBuffer::new(vec![0; BUFFER]))
    }

    /// Takes a socket out for good.
    fn remove(&mut self, handle: SocketHandle, flow: &Flow) {
        self.sockets.remove(handle);
        self.flows.remove(flow);
        self.failures.remove(&handle);
        self.device.unsent.remove(flow);
    }
}
