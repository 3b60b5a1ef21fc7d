//! The connections that are known, the local ports they use, and the ports that must rest.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};

use smoltcp::time::{Duration, Instant};

use super::frame::Flow;

/// Ephemeral ports (RFC 6335, section 6: dynamic ports).
const EPHEMERAL: std::ops::RangeInclusive<u16> = 49152..=65535;
/// How long the two ends of a closed connection are not used again. smoltcp keeps TIME-WAIT as long.
const REST: Duration = Duration::from_secs(10);

/// Which connections there are and which ports may be given to new ones.
pub(super) struct Flows {
    known: HashMap<Flow, usize>,
    resting: VecDeque<(Instant, Flow)>,
    resting_set: HashSet<Flow>,
    /// How many connections, known or at rest, have this local end.
    local: HashMap<SocketAddr, usize>,
    /// How many have an ephemeral port and these two addresses and this peer's port.
    towards: HashMap<(IpAddr, SocketAddr), usize>,
    next_port: u16,
}

impl Flows {
    /// Starts giving out ephemeral ports somewhere that `seed` decides.
    pub(super) fn new(seed: u64) -> Self {
        let span = EPHEMERAL.end() - EPHEMERAL.start();
        Self {
            known: HashMap::new(),
            resting: VecDeque::new(),
            resting_set: HashSet::new(),
            local: HashMap::new(),
            towards: HashMap::new(),
            next_port: EPHEMERAL.start() + (seed % u64::from(span)) as u16,
        }
    }

    pub(super) fn get(&self, flow: &Flow) -> Option<usize> {
        self.known.get(flow).copied()
    }

    pub(super) fn insert(&mut self, flow: Flow, key: usize) {
        if self.resting_set.remove(&flow) {
            self.count(flow, false);
        }
        if self.known.insert(flow, key).is_none() {
            self.count(flow, true);
        }
    }

    pub(super) fn remove(&mut self, flow: &Flow) {
        if self.known.remove(flow).is_some() {
            self.count(*flow, false);
        }
    }

    /// Whether a connection, known or at rest, has this local end.
    pub(super) fn uses(&self, local: SocketAddr) -> bool {
        self.local.contains_key(&local)
    }

    /// Forgets a connection but keeps its ports from being chosen for a while.
    pub(super) fn rest(&mut self, flow: Flow, now: Instant) {
        self.remove(&flow);
        if self.resting_set.insert(flow) {
            self.count(flow, true);
            self.resting.push_back((now + REST, flow));
        }
    }

    /// Lets go of ports that have rested.
    pub(super) fn wake_rested(&mut self, now: Instant) {
        while self.resting.front().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, flow)) = self.resting.pop_front() {
                self.wake(&flow);
            }
        }
    }

    fn wake(&mut self, flow: &Flow) {
        if self.resting_set.remove(flow) {
            self.count(*flow, false);
        }
    }

    /// A local port from which `local` can reach `remote`. A port may serve several peers at once. When
    /// every port is taken or rests, the one that has rested longest is used.
    pub(super) fn ephemeral(
        &mut self,
        local: IpAddr,
        remote: SocketAddr,
        reserved: impl Fn(u16) -> bool,
    ) -> Option<u16> {
        let flow = |port| Flow { local: SocketAddr::new(local, port), remote };
        let free = |port: &u16| {
            let flow = flow(*port);
            !self.known.contains_key(&flow) && !self.resting_set.contains(&flow) && !reserved(*port)
        };
        let crowded = self.towards.get(&(local, remote)).is_some_and(|count| *count >= EPHEMERAL.len());
        if !crowded && let Some(port) = self.candidates().find(free) {
            self.next_after(port);
            return Some(port);
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
        self.wake(&oldest);
        Some(oldest.local.port())
    }

    /// Every ephemeral port once, beginning with the one whose turn it is.
    pub(super) fn candidates(&self) -> impl Iterator<Item = u16> + use<> {
        (self.next_port..=*EPHEMERAL.end()).chain(*EPHEMERAL.start()..self.next_port)
    }

    /// `port` was given away: the one after it is next.
    pub(super) fn next_after(&mut self, port: u16) {
        self.next_port = if port == *EPHEMERAL.end() { *EPHEMERAL.start() } else { port + 1 };
    }

    /// Connections that are known or at rest.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        assert_eq!(self.local.values().sum::<usize>(), self.known.len() + self.resting_set.len());
        self.known.len() + self.resting_set.len()
    }

    fn count(&mut self, flow: Flow, more: bool) {
        tally(&mut self.local, flow.local, more);
        if EPHEMERAL.contains(&flow.local.port()) {
            tally(&mut self.towards, (flow.local.ip(), flow.remote), more);
        }
    }
}

/// Counts up or down; what comes to nothing is taken out.
fn tally<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: K, more: bool) {
    match counts.entry(key) {
        Entry::Occupied(mut entry) => {
            let count = entry.get_mut();
            *count = if more { *count + 1 } else { *count - 1 };
            if *count == 0 {
                entry.remove();
            }
        }
        Entry::Vacant(entry) if more => {
            entry.insert(1);
        }
        Entry::Vacant(_) => {}
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
            flows.insert(flow(port, remote(7)), 0);
        }
        assert_eq!(flows.ephemeral(LOCAL, remote(7), |_| false), None);
        assert!(flows.ephemeral(LOCAL, remote(8), |_| false).is_some());
    }

    #[test]
    fn a_local_end_is_in_use_while_a_connection_has_it_or_rests() {
        let mut flows = Flows::new(0);
        let local = SocketAddr::new(LOCAL, 80);
        flows.insert(flow(80, remote(7)), 0);
        flows.insert(flow(80, remote(8)), 1);
        flows.remove(&flow(80, remote(7)));
        assert!(flows.uses(local));
        flows.rest(flow(80, remote(8)), Instant::ZERO);
        assert!(flows.uses(local));
        flows.wake_rested(Instant::ZERO + REST);
        assert!(!flows.uses(local));
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
        flows.insert(flow(49152, remote(7)), 0);
        assert_eq!(flows.ephemeral(LOCAL, remote(7), |port| port == 49153), Some(49154));
        flows.wake_rested(now + REST);
        assert!(flows.resting_set.is_empty());
        flows.remove(&flow(49152, remote(7)));
        assert!(flows.local.is_empty() && flows.towards.is_empty());
    }

    #[test]
    fn a_listeners_port_is_not_given_away() {
        let mut flows = Flows::new(0);
        assert_ne!(flows.ephemeral(LOCAL, remote(7), |port| port == 49152), Some(49152));
        assert_eq!(flows.candidates().collect::<HashSet<u16>>().len(), EPHEMERAL.len());
    }
}
