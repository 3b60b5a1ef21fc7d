//! What kernel TCP could reach in the test's network namespace, and whether it did anything (evidence E4).

use super::failure::Failure;
use super::netlink::{self, Entry};
use serde::Serialize;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const IFADDRMSG: usize = 8;
const RTMSG: usize = 12;
/// More are not listed; one is already too many.
const MOST: usize = 256;

/// Interfaces, kernel addresses, routes and TCP counters of a network namespace.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Isolation {
    /// Names of its interfaces.
    pub interfaces: Vec<String>,
    /// `INTERFACE ADDRESS/LENGTH`.
    pub addresses: Vec<String>,
    /// `[TYPE] PREFIX via GATEWAY dev INTERFACE table N`, of every table.
    pub routes: Vec<String>,
    /// Tcp counters of /proc/net/snmp since the namespace was made; the same before and after when kernel TCP was not used.
    pub kernel_tcp: KernelTcp,
    /// Addresses, routes and interfaces that came into being since the watch began, also those that have gone again.
    pub changes: Vec<String>,
}

/// Counters of RFC 4022 (TCP-MIB) that move with any kernel TCP.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KernelTcp {
    /// Connections begun.
    pub active_opens: u64,
    /// Connections accepted.
    pub passive_opens: u64,
    /// Segments received.
    pub in_segs: u64,
    /// Segments sent.
    pub out_segs: u64,
}

/// Looks at the network namespace of this process.
pub fn look() -> Result<Isolation, Failure> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |error: std::io::Error| Failure::new("isolation", what, error)
    };
    let mut interfaces = netlink::interface_names().map_err(failed("interfaces"))?;
    let mut addresses: Vec<String> =
        netlink::dump(libc::RTM_GETADDR).map_err(failed("addresses"))?.iter().filter_map(address).collect();
    let mut routes: Vec<String> =
        netlink::dump(libc::RTM_GETROUTE).map_err(failed("routes"))?.iter().filter_map(route).collect();
    interfaces.truncate(MOST);
    addresses.truncate(MOST);
    routes.truncate(MOST);
    let snmp = std::fs::read_to_string("/proc/self/net/snmp").map_err(failed("/proc/self/net/snmp"))?;
    let kernel_tcp =
        counters(&snmp).ok_or_else(|| Failure::new("isolation", "/proc/self/net/snmp", "no Tcp counters in it"))?;
    Ok(Isolation { interfaces, addresses, routes, kernel_tcp, changes: Vec::new() })
}

fn counters(snmp: &str) -> Option<KernelTcp> {
    let mut lines = snmp.lines().filter_map(|line| line.strip_prefix("Tcp: "));
    let names = lines.next()?.split(' ');
    let values: BTreeMap<&str, &str> = names.zip(lines.next()?.split(' ')).collect();
    let value = |name: &str| values.get(name)?.parse().ok();
    Some(KernelTcp {
        active_opens: value("ActiveOpens")?,
        passive_opens: value("PassiveOpens")?,
        in_segs: value("InSegs")?,
        out_segs: value("OutSegs")?,
    })
}

fn ip(bytes: &[u8]) -> Option<IpAddr> {
    match bytes.len() {
        4 => Some(Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?).into()),
        16 => Some(Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?).into()),
        _ => None,
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.first_chunk()?))
}

/// `INTERFACE ADDRESS/LENGTH` of an RTM_NEWADDR.
pub fn address(entry: &Entry) -> Option<String> {
    if entry.kind != libc::RTM_NEWADDR || entry.body.len() < IFADDRMSG {
        return None;
    }
    let index = number(&entry.body[4..8])?;
    let local = entry.attribute(IFADDRMSG, libc::IFA_LOCAL).or_else(|| entry.attribute(IFADDRMSG, libc::IFA_ADDRESS));
    Some(format!("{} {}/{}", netlink::interface_name(index), ip(local?)?, entry.body[1]))
}

/// `[TYPE] PREFIX via GATEWAY dev INTERFACE table N` of an RTM_NEWROUTE.
pub fn route(entry: &Entry) -> Option<String> {
    if entry.kind != libc::RTM_NEWROUTE || entry.body.len() < RTMSG {
        return None;
    }
    let (family, length, kind) = (i32::from(entry.body[0]), entry.body[1], entry.body[7]);
    if family != libc::AF_INET && family != libc::AF_INET6 {
        return None;
    }
    let unspecified: IpAddr =
        if family == libc::AF_INET { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let destination = entry.attribute(RTMSG, libc::RTA_DST).and_then(ip).unwrap_or(unspecified);
    let mut text = match kind {
        libc::RTN_UNICAST => String::new(),
        libc::RTN_LOCAL => "local ".to_owned(),
        libc::RTN_BROADCAST => "broadcast ".to_owned(),
        libc::RTN_MULTICAST => "multicast ".to_owned(),
        libc::RTN_ANYCAST => "anycast ".to_owned(),
        libc::RTN_BLACKHOLE | libc::RTN_UNREACHABLE | libc::RTN_PROHIBIT => "unreachable ".to_owned(),
        other => format!("type-{other} "),
    };
    text += &format!("{destination}/{length}");
    if let Some(gateway) = entry.attribute(RTMSG, libc::RTA_GATEWAY).and_then(ip) {
        text += &format!(" via {gateway}");
    }
    if let Some(index) = entry.attribute(RTMSG, libc::RTA_OIF).and_then(number) {
        text += &format!(" dev {}", netlink::interface_name(index));
    }
    let table = entry.attribute(RTMSG, libc::RTA_TABLE).and_then(number).unwrap_or(entry.body[4].into());
    text += &format!(" table {table}");
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::counters;

    #[test]
    fn counters_by_name() {
        let snmp = "Ip: A B\nIp: 1 2\nTcp: RtoAlgorithm ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 1 2 3 4 5\n";
        let found = counters(snmp).unwrap();
        assert_eq!((found.active_opens, found.passive_opens, found.in_segs, found.out_segs), (2, 3, 4, 5));
        assert!(counters("Tcp: ActiveOpens\n").is_none());
    }
}
