//! Local ports that sockets were bound to and that listeners listen on.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::listen::ListenerId;

/// Names a claim on a port.
pub(crate) type ClaimId = u64;

/// Which ports are spoken for, and by whom.
#[derive(Default)]
pub(super) struct Ports {
    by_port: HashMap<u16, Vec<Claim>>,
    port_of: HashMap<ClaimId, u16>,
    next: ClaimId,
}

struct Claim {
    id: ClaimId,
    ip: IpAddr,
    listener: Option<ListenerId>,
}

impl Ports {
    /// Whether anybody has the port, on whichever address.
    pub(super) fn is_claimed(&self, port: u16) -> bool {
        self.by_port.contains_key(&port)
    }

    /// Whether somebody has the port on an address that is, or takes in, `ip`.
    pub(super) fn conflicts(&self, ip: IpAddr, port: u16) -> bool {
        self.by_port.get(&port).is_some_and(|claims| claims.iter().any(|claim| overlaps(claim.ip, ip)))
    }

    /// Claims an address and port, which do not conflict.
    pub(super) fn claim(&mut self, address: SocketAddr, listener: Option<ListenerId>) -> ClaimId {
        let id = self.next;
        self.next += 1;
        self.by_port.entry(address.port()).or_default().push(Claim { id, ip: address.ip(), listener });
        self.port_of.insert(id, address.port());
        id
    }

    /// From here on a listener listens where the claim is.
    pub(super) fn listen(&mut self, id: ClaimId, listener: ListenerId) {
        let Some(port) = self.port_of.get(&id) else { return };
        for claim in self.by_port.get_mut(port).into_iter().flatten().filter(|claim| claim.id == id) {
            claim.listener = Some(listener);
        }
    }

    /// Lets a claim go.
    pub(super) fn release(&mut self, id: ClaimId) {
        let Some(port) = self.port_of.remove(&id) else { return };
        if let Some(claims) = self.by_port.get_mut(&port) {
            claims.retain(|claim| claim.id != id);
            if claims.is_empty() {
                self.by_port.remove(&port);
            }
        }
    }

    /// The listener for a local address: one bound to just that address before one bound to all.
    pub(super) fn listener(&self, local: SocketAddr) -> Option<ListenerId> {
        let claims = self.by_port.get(&local.port())?;
        let on = |ip: IpAddr| claims.iter().filter(|claim| claim.ip == ip).find_map(|claim| claim.listener);
        on(local.ip())
            .or_else(|| local.is_ipv4().then(|| on(Ipv4Addr::UNSPECIFIED.into())).flatten())
            .or_else(|| on(Ipv6Addr::UNSPECIFIED.into()))
    }
}

/// Whether sockets on one address and on the other would want the same connections. `::` takes
/// IPv4 too, as it does in Linux unless told otherwise.
fn overlaps(one: IpAddr, other: IpAddr) -> bool {
    let takes = |all: IpAddr, some: IpAddr| all.is_unspecified() && (all.is_ipv6() || some.is_ipv4());
    one == other || takes(one, other) || takes(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(one: &str, other: &str) -> bool {
        let (one, other) = (one.parse().unwrap(), other.parse().unwrap());
        assert_eq!(overlaps(one, other), overlaps(other, one));
        overlaps(one, other)
    }

    #[test]
    fn wildcards_overlap_what_they_take() {
        assert!(overlap("0.0.0.0", "192.0.2.1"));
        assert!(overlap("::", "2001:db8::1"));
        assert!(overlap("::", "192.0.2.1"));
        assert!(overlap("::", "0.0.0.0"));
        assert!(overlap("192.0.2.1", "192.0.2.1"));
        assert!(!overlap("0.0.0.0", "2001:db8::1"));
        assert!(!overlap("192.0.2.1", "192.0.2.2"));
    }

    #[test]
    fn the_most_exact_listener_is_found_and_bound_sockets_are_not() {
        let mut ports = Ports::default();
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let any = ports.claim(address("0.0.0.0:80"), Some(ListenerId::of(1)));
        let one = ports.claim(address("192.0.2.1:80"), Some(ListenerId::of(2)));
        ports.claim(address("192.0.2.2:80"), None);
        assert_eq!(ports.listener(address("192.0.2.1:80")), Some(ListenerId::of(2)));
        assert_eq!(ports.listener(address("192.0.2.3:80")), Some(ListenerId::of(1)));
        assert_eq!(ports.listener(address("[2001:db8::1]:80")), None);
        assert_eq!(ports.listener(address("192.0.2.1:81")), None);
        ports.release(one);
        assert_eq!(ports.listener(address("192.0.2.1:80")), Some(ListenerId::of(1)));
        ports.release(any);
        assert_eq!(ports.listener(address("192.0.2.1:80")), None);
        assert!(ports.is_claimed(80) && !ports.conflicts("192.0.2.1".parse().unwrap(), 80));
    }

    #[test]
    fn a_bound_socket_becomes_a_listener_and_lets_go_once() {
        let mut ports = Ports::default();
        let address: SocketAddr = "[::]:80".parse().unwrap();
        let id = ports.claim(address, None);
        assert_eq!(ports.listener(address), None);
        ports.listen(id, ListenerId::of(3));
        assert_eq!(ports.listener("192.0.2.1:80".parse().unwrap()), Some(ListenerId::of(3)));
        ports.release(id);
        ports.release(id);
        assert!(!ports.is_claimed(80));
        assert!(ports.by_port.is_empty() && ports.port_of.is_empty());
    }
}
