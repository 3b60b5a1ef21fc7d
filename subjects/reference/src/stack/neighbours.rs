//! Neighbour discovery where smoltcp's falls short.
//!
//! smoltcp asks for at most one hardware address a second, whoever waits: of two peers met within one
//! second the later would wait for it. So a connection whose first segment has not left after a moment
//! has its next hop asked for here. smoltcp learns from the answer as it does from those to its own
//! questions; and it answers those of others.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use smoltcp::phy::ChecksumCapabilities;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{
    ArpOperation, ArpPacket, ArpRepr, EthernetAddress, EthernetFrame, EthernetProtocol, EthernetRepr, Icmpv6Packet,
    Icmpv6Repr, IpProtocol, Ipv6Packet, Ipv6Repr, NdiscRepr,
};

use super::Stack;
use super::link::{Link, Transmit};

/// How long a segment may wait before the next hop is asked for: smoltcp's own question is
/// answered by then, if it asked.
const PATIENCE: Duration = Duration::from_millis(2);
/// Between two questions for one connection.
const AGAIN: Duration = Duration::from_secs(1);

impl<L: Link> Stack<L> {
    /// A segment of a connection waits for a hardware address.
    pub(super) fn stall(&mut self, key: usize, now: Instant) {
        let connection = &mut self.connections[key];
        if connection.stalled.is_none() {
            connection.stalled = Some(now + PATIENCE);
            self.stalled.push(key);
        }
    }

    /// It waits no longer.
    pub(super) fn unstall(&mut self, key: usize) {
        if self.connections[key].stalled.take().is_some() {
            self.stalled.retain(|other| *other != key);
        }
    }

    /// A neighbour may have answered.
    pub(super) fn look_at_stalled(&mut self) {
        for index in 0..self.stalled.len() {
            self.look_at(self.stalled[index]);
        }
    }

    /// Asks for the next hop of a connection that still waits.
    pub(super) fn settle_stalled(&mut self, key: usize, now: Instant) {
        let connection = &mut self.connections[key];
        if connection.stalled.is_some_and(|ask_at| now >= ask_at) {
            connection.stalled = Some(now + AGAIN);
            let remote = connection.flow.remote.ip();
            self.ask_for_next_hop(remote);
        }
    }

    fn ask_for_next_hop(&mut self, remote: IpAddr) {
        let Some(next_hop) = self.addressing.next_hop(remote) else { return };
        let Ok(source) = self.addressing.source_for(next_hop) else { return };
        let question = match (source, next_hop) {
            (IpAddr::V4(source), IpAddr::V4(target)) => arp_request(self.mac, source, target),
            (IpAddr::V6(source), IpAddr::V6(target)) => neighbour_solicitation(self.mac, source, target),
            // A source has the family of what it is for.
            _ => return,
        };
        // Without room the question is asked again later.
        let tx = self.device.tx();
        if tx.has_room() {
            tx.send(question.len(), |frame| frame.copy_from_slice(&question));
        }
    }
}

/// RFC 826: who has `target`?
fn arp_request(own: EthernetAddress, source: Ipv4Addr, target: Ipv4Addr) -> Vec<u8> {
    let request = ArpRepr::EthernetIpv4 {
        operation: ArpOperation::Request,
        source_hardware_addr: own,
        source_protocol_addr: source,
        target_hardware_addr: EthernetAddress::default(),
        target_protocol_addr: target,
    };
    let ethernet =
        EthernetRepr { src_addr: own, dst_addr: EthernetAddress::BROADCAST, ethertype: EthernetProtocol::Arp };
    let mut bytes = vec![0; ethernet.buffer_len() + request.buffer_len()];
    let mut frame = EthernetFrame::new_unchecked(&mut bytes);
    ethernet.emit(&mut frame);
    request.emit(&mut ArpPacket::new_unchecked(frame.payload_mut()));
    bytes
}

/// RFC 4861, section 4.3: who has `target`? Sent to its solicited-node group, `ff02::1:ff00:0/104`.
fn neighbour_solicitation(own: EthernetAddress, source: Ipv6Addr, target: Ipv6Addr) -> Vec<u8> {
    let [.., a, b, c] = target.octets();
    let group = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 1, 0xff00 | u16::from(a), u16::from_be_bytes([b, c]));
    let message = Icmpv6Repr::Ndisc(NdiscRepr::NeighborSolicit { target_addr: target, lladdr: Some(own.into()) });
    let header = Ipv6Repr {
        src_addr: source,
        dst_addr: group,
        next_header: IpProtocol::Icmpv6,
        payload_len: message.buffer_len(),
        hop_limit: 255,
    };
    let ethernet = EthernetRepr {
        src_addr: own,
        dst_addr: EthernetAddress([0x33, 0x33, 0xff, a, b, c]),
        ethertype: EthernetProtocol::Ipv6,
    };
    let mut bytes = vec![0; ethernet.buffer_len() + header.buffer_len() + message.buffer_len()];
    let mut frame = EthernetFrame::new_unchecked(&mut bytes);
    ethernet.emit(&mut frame);
    let mut packet = Ipv6Packet::new_unchecked(frame.payload_mut());
    header.emit(&mut packet);
    let mut icmp = Icmpv6Packet::new_unchecked(packet.payload_mut());
    message.emit(&source, &group, &mut icmp, &ChecksumCapabilities::default());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: EthernetAddress = EthernetAddress([2, 0, 0, 0, 0, 0x10]);

    #[test]
    fn an_arp_request_goes_to_everybody() {
        let bytes = arp_request(OWN, "192.0.2.10".parse().unwrap(), "192.0.2.1".parse().unwrap());
        let frame = EthernetFrame::new_checked(&bytes[..]).unwrap();
        assert_eq!((frame.src_addr(), frame.dst_addr()), (OWN, EthernetAddress::BROADCAST));
        let packet = ArpPacket::new_checked(frame.payload()).unwrap();
        let ArpRepr::EthernetIpv4 { operation, target_protocol_addr, .. } = ArpRepr::parse(&packet).unwrap() else {
            panic!("not ARP for IPv4 over Ethernet");
        };
        assert_eq!((operation, target_protocol_addr), (ArpOperation::Request, "192.0.2.1".parse().unwrap()));
    }

    #[test]
    fn a_solicitation_goes_to_the_targets_group_and_is_valid() {
        let (source, target) = ("2001:db8::10".parse().unwrap(), "2001:db8::ab12:3456".parse().unwrap());
        let bytes = neighbour_solicitation(OWN, source, target);
        let frame = EthernetFrame::new_checked(&bytes[..]).unwrap();
        assert_eq!(frame.dst_addr(), EthernetAddress([0x33, 0x33, 0xff, 0x12, 0x34, 0x56]));
        let packet = Ipv6Packet::new_checked(frame.payload()).unwrap();
        let header = Ipv6Repr::parse(&packet).unwrap();
        assert_eq!((header.src_addr, header.hop_limit), (source, 255));
        assert_eq!(header.dst_addr, "ff02::1:ff12:3456".parse::<Ipv6Addr>().unwrap());
        let icmp = Icmpv6Packet::new_checked(packet.payload()).unwrap();
        let checksums = ChecksumCapabilities::default();
        let message = Icmpv6Repr::parse(&header.src_addr, &header.dst_addr, &icmp, &checksums).unwrap();
        let expected = NdiscRepr::NeighborSolicit { target_addr: target, lladdr: Some(OWN.into()) };
        assert_eq!(message, Icmpv6Repr::Ndisc(expected));
    }
}
