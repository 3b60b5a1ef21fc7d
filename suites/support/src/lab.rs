//! The lab as the harness describes it: `lab.json`, named by `DPDK_CONFORMANCE_LAB`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;

use serde::Deserialize;

/// Environment variable with the path of `lab.json`.
pub const LAB_VARIABLE: &str = "DPDK_CONFORMANCE_LAB";
/// Environment variable with the TCP port listeners of the tests bind to.
pub const PORT_VARIABLE: &str = "DPDK_TEST_PORT";
/// Environment variable with the path of the subject's own configuration.
pub const ENV_CONFIG_VARIABLE: &str = "DPDK_ENV_CONFIG";

/// Address family of a test that exists for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// IPv4
    V4,
    /// IPv6
    V6,
}

/// Addresses of one end of a link, the first of each family being the main one.
#[derive(Debug, Deserialize)]
pub struct Addresses {
    /// IPv4 addresses.
    pub v4: Vec<Ipv4Addr>,
    /// IPv6 addresses.
    pub v6: Vec<Ipv6Addr>,
}

impl Addresses {
    /// The main address of a family.
    ///
    /// # Panics
    /// When the lab gives none.
    pub fn first(&self, family: Family) -> IpAddr {
        match family {
            Family::V4 => self.v4.first().copied().map(IpAddr::V4),
            Family::V6 => self.v6.first().copied().map(IpAddr::V6),
        }
        .unwrap_or_else(|| panic!("lab.json gives no {family:?} address; expected one on each end"))
    }

    /// True when `address` is one of these.
    pub fn contains(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(v4) => self.v4.contains(&v4),
            IpAddr::V6(v6) => self.v6.contains(&v6),
        }
    }
}

/// One DPDK port and the peer at the other end of its wire.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// What `Builder::dpdk_device` takes.
    pub device: String,
    /// Argument that gives EAL the port.
    pub eal_argument: String,
    /// Addresses of the device under test.
    pub dut: Addresses,
    /// Addresses of the peer; the second one of a family answers, but has no echo service.
    pub peer: Addresses,
}

/// A server on the Internet, or what stands in for it.
#[derive(Debug, Deserialize)]
pub struct Internet {
    /// Its IPv4 address.
    pub v4: Ipv4Addr,
    /// Its IPv6 address.
    pub v6: Ipv6Addr,
    /// Its HTTP port.
    pub port: u16,
}

impl Internet {
    /// Address and port by family.
    pub fn address(&self, family: Family) -> SocketAddr {
        match family {
            Family::V4 => (self.v4, self.port).into(),
            Family::V6 => (self.v6, self.port).into(),
        }
    }
}

/// An address behind the gateway to which nobody answers.
#[derive(Debug, Deserialize)]
pub struct Unanswered {
    /// Its IPv4 address.
    pub v4: Ipv4Addr,
}

/// Host names that resolve in the lab.
#[derive(Debug, Deserialize)]
pub struct Names {
    /// The peer's IPv4 address.
    pub peer: String,
    /// The peer's IPv6 address.
    pub peer6: String,
    /// The peer's second IPv4 address (no echo service there), then its first.
    pub fallback: String,
    /// The first IPv4 address of the device under test.
    pub dut: String,
}

/// TCP ports of the peer's services.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PeerPorts {
    /// Sends back what comes.
    pub echo: u16,
    /// Reads to FIN, then sends count and SHA-256.
    pub discard: u16,
    /// Sends the number of bytes it is asked for.
    pub source: u16,
    /// Answers after FIN: count, and the bytes in reverse order.
    pub half_close: u16,
    /// Resets on the first byte.
    pub reset: u16,
    /// Reads slowly, then sends count and SHA-256.
    pub slow_reader: u16,
    /// Accepts and does nothing.
    pub silent: u16,
    /// Connects back on request.
    pub control: u16,
    /// Refuses every connection.
    pub closed: u16,
}

/// Hosts behind the gateway, reached by no address of the link itself.
const ROUTED_V4: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
const ROUTED_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0xff, 0, 0, 0, 1);

/// The content of `lab.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lab {
    /// True when the subject's configuration makes EAL create every port; otherwise a process names those it uses.
    pub ports_in_env: bool,
    /// The ports of this lane.
    pub links: Vec<Link>,
    /// The Internet server.
    pub internet: Internet,
    /// A host that does not answer.
    pub unanswered: Unanswered,
    /// Names in the hosts file.
    pub names: Names,
    /// Ports of the peer's services.
    pub peer_ports: PeerPorts,
}

impl Lab {
    /// The link with number `index`.
    ///
    /// # Panics
    /// When the lane has fewer links: the suite's needs and the lane do not agree.
    pub fn link(&self, index: usize) -> &Link {
        self.links
            .get(index)
            .unwrap_or_else(|| panic!("this lane has {} link(s); expected number {index} (from 0)", self.links.len()))
    }

    /// Address of a service of the peer on the first link.
    pub fn peer(&self, family: Family, port: u16) -> SocketAddr {
        (self.link(0).peer.first(family), port).into()
    }

    /// A host behind the gateway, with an echo service.
    pub fn routed(&self, family: Family, port: u16) -> SocketAddr {
        match family {
            Family::V4 => (ROUTED_V4, port).into(),
            Family::V6 => (ROUTED_V6, port).into(),
        }
    }

    /// Where listeners of the tests bind on the first link.
    pub fn listen_address(&self, family: Family) -> SocketAddr {
        (self.link(0).dut.first(family), listen_port()).into()
    }
}

/// The lab of this process.
///
/// # Panics
/// When `lab.json` is missing or not understood: without a lab no test may pass.
pub fn lab() -> &'static Lab {
    static LAB: OnceLock<Lab> = OnceLock::new();
    LAB.get_or_init(|| {
        let path = std::env::var(LAB_VARIABLE).unwrap_or_else(|_| {
            panic!("{LAB_VARIABLE} is not set; expected the path of lab.json; start the test through the harness")
        });
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path} is not a lab.json this suite knows: {error}"))
    })
}

/// The TCP port for listeners of the tests.
///
/// # Panics
/// When `DPDK_TEST_PORT` is missing or no port.
pub fn listen_port() -> u16 {
    let text =
        std::env::var(PORT_VARIABLE).unwrap_or_else(|_| panic!("{PORT_VARIABLE} is not set; expected a TCP port"));
    text.parse().unwrap_or_else(|_| panic!("{PORT_VARIABLE} is {text:?}; expected a TCP port"))
}
