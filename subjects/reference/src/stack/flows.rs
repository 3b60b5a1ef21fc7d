//! The connections that are known, the local ports they use, and the ports that must rest.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::{IpAddr, SocketAddr};

use smoltcp::iface::SocketHandle;
use smoltcp::time::{Duration, Instant};

use super::frame::Flow;

/// Ephemeral ports (RFC 6335, section 6: dynamic ports).
const EPHEMERAL: std::ops::RangeInclusive<u16> = 49152..=65535;
/// How long the two ends of a closed connection are not used again. smoltcp keeps TIME-WAIT as long.
const REST: Duration = Duration::from_secs(10);

/// Which connections there are and which ports may be given to new ones.
pub(crate) struct Flows {
    known: HashMap<Flow, SocketHandle>,
    resting: VecDeque<(Instant, Flow)>,
    resting_set: HashSet<Flow>,
    next_port: u16,
}

impl Flows {
    /// Starts giving out ephemeral ports somewhere that `seed` decides.
    pub(crate) fn new(seed: u64) -> Self {
        let span = EPHEMERAL.end() - EPHEMERAL.start();
        Self {
            known: HashMap::new(),
            resting: VecDeque::new(),
            resting_set: HashSet::new(),
            next_port: EPHEMERAL.start() + (seed % u64::from(span)) as u16,
        }
    }

    pub(crate) fn get(&self, flow: &Flow) -> Option<SocketHandle> {
        self.known.get(flow).copied()
    }

    pub(crate) fn insert(&mut self, flow: Flow, handle: SocketHandle) {
        self.resting_set.remove(&flow);
        self.known.insert(flow, handle);
    }

    pub(crate) fn remove(&mut self, flow: &Flow) {
        self.known.remove(flow);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Forgets a connection but keeps its ports from being chosen for a while.
    pub(crate) fn rest(&mut self, flow: Flow, now: Instant) {
        self.known.remove(&flow);
        if self.resting_set.insert(flow) {
            self.resting.push_back((now + REST, flow));
        }
    }

    /// Lets go of ports that have rested.
    pub(crate) fn wake_rested(&mut self, now: Instant) {
        while self.resting.front().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, flow)) = self.resting.pop_front() {
                self.resting_set.remove(&flow);
            }
        }
    }

    /// A local port from which `local` can reach `remote`. A port may serve several peers at once. When
    /// every port is taken or rests, the one that has rested longest is used.
    pub(crate) fn ephemeral(
        &mut self,
        local: IpAddr,
        remote: SocketAddr,
        reserved: impl Fn(u16) -> bool,
    ) -> Option<u16> {
        let flow = |port| Flow { local: SocketAddr::new(local, port), remote };
        for _ in EPHEMERAL {
            let port = self.advance();
            let flow = flow(port);
            if !self.known.contains_key(&flow) && !self.resting_set.contains(&flow) && !reserved(port) {
                return Some(port);
            }
        }
        let usable = |rested: &Flow| {
            rested.remote == remote
                && rested.local.ip() == local
                && EPHEMERAL.contains(&rested.local.port())
                && self.resting_set.contains(rested)
                && !self.known.contains_key(rested)
                && !reserved(rested.local.port())
        };
        let oldest = self.resting.iter().map(|(_, flow)| *flow).find(usable)?;
        self.resting_set.remove(&oldest);
        Some(oldest.local.port())
    }

    /// An ephemeral port that `taken` does not hold, for a listener.
    pub(crate) fn unused(&mut self, taken: impl Fn(u16) -> bool) -> Option<u16> {
        (0..EPHEMERAL.len()).map(|_| self.advance()).find(|&port| !taken(port))
    }

    fn advance(&mut self) -> u16 {
        let port = self.next_port;
        self.next_port = if port == *EPHEMERAL.end() { *EPHEMERAL.start() } else { port + 1 };
        port
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 10));

    fn remote(port: u16) -> SocketAddr {
        SocketAddr::new("192.0.2.1".parse().unwrap(), port)
    }

    fn flow(port: u16, to: SocketAddr) -> Flow {
        Flow { local: SocketAddr::new(LOCAL, port), remote: to }
    }

    #[test]
    fn ports_are_ephemeral_and_differ_while_in_use() {
        let mut flows = Flows::new(16_380);
        let mut seen = HashSet::new();
        for _ in 0..EPHEMERAL.len() {
            let port = flows.ephemeral(LOCAL, remote(7), |_| false).unwrap();
            assert!(EPHEMERAL.contains(&port));
            assert!(seen.insert(port));
            flows.insert(flow(port, remote(7)), SocketHandle::default());
        }
        assert_eq!(flows.ephemeral(LOCAL, remote(7), |_| false), None);
        assert!(flows.ephemeral(LOCAL, remote(8), |_| false).is_some());
    }

    #[test]
    fn a_resting_port_is_chosen_last() {
        let mut flows = Flows::new(0);
        let now = Instant::ZERO;
        flows.rest(flow(49152, remote(7)), now);
        assert_eq!(flows.ephemeral(LOCAL, remote(7), |_| false), Some(49153));
        for port in EPHEMERAL {
            flows.rest(flow(port, remote(7)), now);
        }
        assert_eq!(flows.ephemeral(LOCAL, remote(7), |_| false), Some(49152));
        flows.insert(flow(49152, remote(7)), SocketHandle::default());
        assert_eq!(flows.ephemeral(LOCAL, remote(7), |port| port == 49153), Some(49154));
        flows.wake_rested(now + REST);
        assert!(flows.resting_set.is_empty());
    }

    #[test]
    fn a_listeners_port_is_not_given_away() {
        let mut flows = Flows::new(0);
        assert_ne!(flows.ephemeral(LOCAL, remote(7), |port| port == 49152), Some(49152));
        assert_eq!(Flows::new(0).unused(|port| port < 50000), Some(50000));
        assert_eq!(flows.unused(|_| true), None);
    }
}
