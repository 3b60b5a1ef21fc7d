//! The TCP/IP stack of one worker: smoltcp over one DPDK port, and what smoltcp leaves to its user.
//!
//! smoltcp has neither a backlog nor ephemeral ports nor a life for sockets nobody holds any more; the
//! modules here add them. Everything happens inside [`Stack::poll`], which the worker's driver calls in
//! a loop, and in the operations the streams and listeners call; a mutex keeps the two apart.
//!
//! Nothing here goes through all connections: a frame is given to the one it belongs to, and one that has
//! something to say or is due is in a queue.

pub(crate) mod addressing;
mod binding;
mod clock;
mod closing;
mod connect;
mod connection;
mod deadlines;
mod device;
mod flows;
pub(crate) mod frame;
mod ingress;
mod io;
mod keepalive;
mod link;
mod listen;
mod neighbours;
pub(crate) mod options;
mod pool;
mod ports;
mod readiness;
mod service;
mod settings;
#[cfg(test)]
mod tests;
mod waiters;

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::task::Waker;

use slab::Slab;
use smoltcp::iface::{Config, Interface, SocketSet};
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, IpCidr};

use self::addressing::Addressing;
use self::clock::Clock;
use self::connection::Connection;
use self::deadlines::Deadlines;
use self::device::Device;
use self::flows::Flows;
use self::frame::Flow;
use self::keepalive::KeepAlive;
use self::link::{Link, Receive, Transmit};
use self::listen::Listeners;
use self::pool::Pool;
use self::ports::Ports;
use crate::config;
use crate::ffi::port::Port;

pub(crate) use self::connection::ConnectionId;
pub(crate) use self::listen::{Accepted, ListenerId};
pub(crate) use self::ports::ClaimId;
pub(crate) use self::waiters::WaiterKey;

/// One worker's stack.
pub(crate) struct Stack<L = Port> {
    device: Device<L>,
    interface: Interface,
    /// A set without sockets, for frames that belong to no connection.
    nobody: SocketSet<'static>,
    connections: Slab<Connection>,
    /// Connections that may have something to send or to tell.
    queue: VecDeque<usize>,
    deadlines: Deadlines,
    flows: Flows,
    ports: Ports,
    listeners: Listeners,
    pool: Pool,
    addressing: Addressing,
    mac: EthernetAddress,
    /// Connections with a segment that waits for a hardware address.
    stalled: Vec<usize>,
    /// Those in TIME-WAIT, the oldest first; some have been taken out since.
    time_wait: VecDeque<(usize, Flow)>,
    keepalive: KeepAlive,
    /// Tasks to be woken once nobody holds the stack's lock.
    woken: Vec<Waker>,
    clock: Clock,
}

impl Stack<Port> {
    /// A stack for a started port, with the addresses and gateways of its device.
    pub(crate) fn new(port: Port, config: &config::Device) -> Self {
        Self::over(port, config, KeepAlive::of_host(), Clock::start())
    }
}

impl<L: Link> Stack<L> {
    fn over(link: L, config: &config::Device, keepalive: KeepAlive, clock: Clock) -> Self {
        let mut device = Device::new(link, config.mtu);
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
            nobody: SocketSet::new(Vec::new()),
            connections: Slab::new(),
            queue: VecDeque::new(),
            deadlines: Deadlines::default(),
            flows: Flows::new(seed >> 32),
            ports: Ports::default(),
            listeners: Listeners::default(),
            pool: Pool::default(),
            addressing,
            mac: EthernetAddress(config.mac.0),
            stalled: Vec::new(),
            time_wait: VecDeque::new(),
            keepalive,
            woken: Vec::new(),
            clock,
        }
    }

    /// Receives, lets smoltcp work, sends. Tells whether there was anything to do.
    pub(crate) fn poll(&mut self) -> bool {
        let received = self.device.rx().fill();
        let now = self.clock.now();
        let due = self.deadlines.first().is_some_and(|deadline| deadline <= now);
        if received == 0 && self.queue.is_empty() && !due {
            // Operations queue frames too.
            self.device.tx().flush();
            return false;
        }
        for _ in 0..received {
            if !self.ingress(now) {
                break;
            }
        }
        while let Some(key) = self.deadlines.due(now) {
            if let Some(connection) = self.connections.get_mut(key) {
                connection.due = None;
                self.look_at(key);
            }
        }
        self.serve_queue(now);
        self.flows.wake_rested(now);
        self.device.tx().flush();
        true
    }

    /// Whether there is no connection and no listener, so that nobody waits for a fast answer.
    pub(crate) fn is_idle(&self) -> bool {
        self.connections.is_empty() && self.listeners.is_empty()
    }

    /// The tasks to be woken, in exchange for an empty list.
    pub(crate) fn swap_woken(&mut self, empty: &mut Vec<Waker>) {
        std::mem::swap(&mut self.woken, empty);
    }

    /// Whether any task is to be woken.
    pub(crate) fn has_woken(&self) -> bool {
        !self.woken.is_empty()
    }

    /// Puts a connection into the queue of those that are looked at with the next poll.
    fn look_at(&mut self, key: usize) {
        let connection = &mut self.connections[key];
        if !connection.queued {
            connection.queued = true;
            self.queue.push_back(key);
        }
    }

    /// Takes a connection in.
    fn insert(&mut self, connection: Connection) -> usize {
        let flow = connection.flow;
        let key = self.connections.insert(connection);
        self.flows.insert(flow, key);
        key
    }

    /// Takes a connection out for good.
    fn remove(&mut self, key: usize) {
        self.unstall(key);
        let mut connection = self.connections.remove(key);
        self.flows.remove(&connection.flow);
        self.deadlines.remove(key, connection.due);
        if let Some(claim) = connection.claim.take() {
            self.ports.release(claim);
        }
        connection.waiters.wake(tokio::io::Ready::ALL, true, &mut self.woken);
        self.pool.give(connection);
    }
}
