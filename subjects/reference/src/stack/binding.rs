//! Where sockets may be bound.

use std::io;
use std::net::{IpAddr, SocketAddr};

use super::link::Link;
use super::{ClaimId, Stack};

impl<L: Link> Stack<L> {
    /// Claims an address of the device and a port for a socket or (`reuse`) for a listener.
    ///
    /// # Errors
    ///
    /// [`AddrNotAvailable`](io::ErrorKind::AddrNotAvailable) or [`AddrInUse`](io::ErrorKind::AddrInUse).
    pub(crate) fn claim(&mut self, address: SocketAddr, reuse: bool) -> io::Result<(ClaimId, SocketAddr)> {
        let ip = address.ip();
        if !ip.is_unspecified() && !self.addressing.owns(ip) {
            return Err(io::Error::new(
                io::ErrorKind::AddrNotAvailable,
                format!("{ip} is not an address of this worker's device"),
            ));
        }
        let taken = |port: u16| self.ports.conflicts(ip, port) || (!reuse && self.is_connected(ip, port));
        let in_use = |message: String| Err(io::Error::new(io::ErrorKind::AddrInUse, message));
        let port = match address.port() {
            0 => match self.flows.candidates().find(|&port| !taken(port)) {
                Some(port) => {
                    self.flows.next_after(port);
                    port
                }
                None => return in_use(format!("no ephemeral port of {ip} is free")),
            },
            port if taken(port) => return in_use(format!("{address} is in use")),
            port => port,
        };
        let bound = SocketAddr::new(ip, port);
        Ok((self.ports.claim(bound, None), bound))
    }

    /// Lets a bound socket's claim go.
    pub(crate) fn release_claim(&mut self, claim: ClaimId) {
        self.ports.release(claim);
    }

    /// Whether a connection, even one that is ending, has the port on an address that is, or is taken in by, `ip`.
    fn is_connected(&self, ip: IpAddr, port: u16) -> bool {
        if !ip.is_unspecified() {
            return self.flows.uses(SocketAddr::new(ip, port));
        }
        let own = self.addressing.addresses().iter().map(|cidr| cidr.address);
        own.filter(|own| ip.is_ipv6() || own.is_ipv4()).any(|own| self.flows.uses(SocketAddr::new(own, port)))
    }
}
