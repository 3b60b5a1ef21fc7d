//! Which of a device's addresses a connection starts from, and whether its peer can be reached at all.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::config::{Cidr, Device};
use crate::ffi::port::Mac;

/// The addresses and gateways of one device.
#[derive(Clone, Debug)]
pub(crate) struct Addressing {
    addresses: Vec<Cidr>,
    gateway_v4: Option<Ipv4Addr>,
    gateway_v6: Option<Ipv6Addr>,
}

impl Addressing {
    /// The addresses of the configuration and, when IPv6 is used, the link-local one made from the MAC
    /// address (RFC 4291, appendix A), which routers expect a neighbour to have.
    pub(crate) fn of(device: &Device) -> Self {
        let mut addresses = device.addresses.clone();
        let uses_ipv6 = addresses.iter().any(|cidr| cidr.address.is_ipv6());
        let has_link_local = addresses.iter().any(|cidr| is_link_local(cidr.address));
        if uses_ipv6 && !has_link_local {
            addresses.push(Cidr { address: link_local(device.mac).into(), prefix: 64 });
        }
        Self { addresses, gateway_v4: device.gateway_v4, gateway_v6: device.gateway_v6 }
    }

    /// Every address of the device.
    pub(crate) fn addresses(&self) -> &[Cidr] {
        &self.addresses
    }

    /// Default gateway for IPv4.
    pub(crate) const fn gateway_v4(&self) -> Option<Ipv4Addr> {
        self.gateway_v4
    }

    /// Default gateway for IPv6.
    pub(crate) const fn gateway_v6(&self) -> Option<Ipv6Addr> {
        self.gateway_v6
    }

    /// Whether the device has this address.
    pub(crate) fn owns(&self, address: IpAddr) -> bool {
        self.addresses.iter().any(|cidr| cidr.address == address)
    }

    /// The source address for `remote`: the first with the longest prefix that holds `remote`, else the
    /// one on the gateway's network, else (a gateway on no network of ours) the first of that family.
    ///
    /// An error has the kind the kernel gives (`ENETUNREACH`): [`io::ErrorKind::NetworkUnreachable`].
    pub(crate) fn source_for(&self, remote: IpAddr) -> io::Result<IpAddr> {
        let unreachable =
            |why: &str| io::Error::new(io::ErrorKind::NetworkUnreachable, format!("{remote} is unreachable: {why}"));
        if remote.is_unspecified() || remote.is_loopback() || self.owns(remote) {
            return Err(unreachable("a DPDK port has no way back to its own host"));
        }
        if remote.is_multicast() || remote == IpAddr::V4(Ipv4Addr::BROADCAST) {
            return Err(unreachable("TCP goes to unicast addresses only"));
        }
        if let Some(on_link) = self.longest(remote) {
            return Ok(on_link);
        }
        let gateway = match remote {
            IpAddr::V4(_) => self.gateway_v4.map(IpAddr::V4),
            IpAddr::V6(_) => self.gateway_v6.map(IpAddr::V6),
        };
        let Some(gateway) = gateway else {
            return Err(unreachable("it is on no network of the device and there is no default gateway"));
        };
        let global = |cidr: &&Cidr| cidr.address.is_ipv4() == remote.is_ipv4() && !is_link_local(cidr.address);
        // A gateway known by its link-local address says nothing about which global address to use.
        self.longest(gateway)
            .filter(|address| !is_link_local(*address))
            .or_else(|| self.addresses.iter().find(global).map(|cidr| cidr.address))
            .ok_or_else(|| unreachable("the device has no address of that family"))
    }

    /// Who on the link is to be given packets for `remote`: itself or the gateway.
    pub(crate) fn next_hop(&self, remote: IpAddr) -> Option<IpAddr> {
        if self.longest(remote).is_some() {
            return Some(remote);
        }
        match remote {
            IpAddr::V4(_) => self.gateway_v4.map(IpAddr::V4),
            IpAddr::V6(_) => self.gateway_v6.map(IpAddr::V6),
        }
    }

    fn longest(&self, remote: IpAddr) -> Option<IpAddr> {
        let mut best: Option<&Cidr> = None;
        for cidr in self.addresses.iter().filter(|cidr| cidr.contains(remote)) {
            if best.is_none_or(|best| cidr.prefix > best.prefix) {
                best = Some(cidr);
            }
        }
        best.map(|cidr| cidr.address)
    }
}

fn is_link_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.is_unicast_link_local())
}

/// `fe80::` and the modified EUI-64 of the MAC address.
fn link_local(mac: Mac) -> Ipv6Addr {
    let [a, b, c, d, e, f] = mac.0;
    let half = |high: u8, low: u8| u16::from_be_bytes([high, low]);
    Ipv6Addr::new(0xfe80, 0, 0, 0, half(a ^ 2, b), half(c, 0xff), half(0xfe, d), half(e, f))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addressing(addresses: &[(&str, u8)], gateway_v4: Option<&str>, gateway_v6: Option<&str>) -> Addressing {
        Addressing::of(&Device {
            name: "net_tap0".to_owned(),
            mac: Mac([2, 0, 0, 0, 0, 0x10]),
            addresses: addresses
                .iter()
                .map(|&(address, prefix)| Cidr { address: address.parse().unwrap(), prefix })
                .collect(),
            gateway_v4: gateway_v4.map(|text| text.parse().unwrap()),
            gateway_v6: gateway_v6.map(|text| text.parse().unwrap()),
            mtu: 1500,
        })
    }

    fn lab() -> Addressing {
        addressing(
            &[("192.0.2.10", 24), ("198.51.100.10", 24), ("2001:db8:0:1::10", 64)],
            Some("192.0.2.1"),
            Some("2001:db8:0:1::1"),
        )
    }

    fn source(addressing: &Addressing, remote: &str) -> io::Result<String> {
        addressing.source_for(remote.parse().unwrap()).map(|address| address.to_string())
    }

    #[test]
    fn a_neighbour_is_met_from_the_address_on_its_network() {
        assert_eq!(source(&lab(), "198.51.100.1").unwrap(), "198.51.100.10");
        assert_eq!(source(&lab(), "2001:db8:0:1::1").unwrap(), "2001:db8:0:1::10");
        assert_eq!(source(&lab(), "fe80::1").unwrap(), "fe80::ff:fe00:10");
    }

    #[test]
    fn the_rest_of_the_world_is_met_from_the_gateways_network() {
        assert_eq!(source(&lab(), "203.0.113.1").unwrap(), "192.0.2.10");
        assert_eq!(source(&lab(), "2001:db8:0:ff::1").unwrap(), "2001:db8:0:1::10");
        let by_link_local = addressing(&[("2001:db8::10", 64)], None, Some("fe80::1"));
        assert_eq!(source(&by_link_local, "2001:db8:9::1").unwrap(), "2001:db8::10");
    }

    #[test]
    fn the_next_hop_is_the_peer_itself_or_the_gateway() {
        let hop = |remote: &str| lab().next_hop(remote.parse().unwrap()).map(|address| address.to_string());
        assert_eq!(hop("192.0.2.7").as_deref(), Some("192.0.2.7"));
        assert_eq!(hop("203.0.113.1").as_deref(), Some("192.0.2.1"));
        assert_eq!(hop("2001:db8:0:ff::1").as_deref(), Some("2001:db8:0:1::1"));
        assert_eq!(addressing(&[("192.0.2.10", 24)], None, None).next_hop("203.0.113.1".parse().unwrap()), None);
    }

    #[test]
    fn the_longest_prefix_wins() {
        let nested = addressing(&[("192.0.2.10", 16), ("192.0.2.11", 28)], None, None);
        assert_eq!(source(&nested, "192.0.2.1").unwrap(), "192.0.2.11");
        assert_eq!(source(&nested, "192.0.77.1").unwrap(), "192.0.2.10");
    }

    #[test]
    fn without_a_route_the_network_is_unreachable() {
        let alone = addressing(&[("192.0.2.10", 24)], None, None);
        for remote in ["203.0.113.1", "2001:db8::1", "127.0.0.1", "0.0.0.0", "192.0.2.10", "224.0.0.1"] {
            assert_eq!(source(&alone, remote).unwrap_err().kind(), io::ErrorKind::NetworkUnreachable, "{remote}");
        }
    }

    #[test]
    fn a_gateway_without_an_address_of_the_family_is_no_route() {
        let four_only = addressing(&[("192.0.2.10", 24)], Some("192.0.2.1"), Some("2001:db8::1"));
        assert!(source(&four_only, "2001:db8:5::1").is_err());
    }

    #[test]
    fn no_link_local_address_without_ipv6() {
        assert_eq!(addressing(&[("192.0.2.10", 24)], None, None).addresses().len(), 1);
        assert_eq!(lab().addresses().len(), 4);
    }
}
