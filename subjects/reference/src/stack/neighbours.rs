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
use super::frame::Flow;

/// How long a first segment may take before the next hop is asked for: smoltcp's own question is
/// answered by then, if it asked.
const PATIENCE: Duration = Duration::from_millis(2);
/// Between two questions for one connection.
const AGAIN: Duration = Duration::from_secs(1);
/// A connection whose first segment may be waiting for a hardware address.
pub(super) struct Waiting {
    flow: Flow,
    ask_at: Instant,
}

impl Stack {
    /// Watches for the first segment (SYN or SYN-ACK) of a connection that has just begun.
    pub(super) fn watch_first_segment(&mut self, flow: Flow, now: Instant) {
        self.device.unsent.insert(flow);
        self.waiting.push(Waiting { flow, ask_at: now + PATIENCE });
    }

    /// Asks for the next hops of those that still wait.
    pub(super) fn settle_waiting(&mut self, now: Instant) {
        let mut index = 0;
        while index < self.waiting.len() {
            let flow = self.waiting[index].flow;
            if !self.device.unsent.contains(&flow) {
                self.waiting.swap_remove(index);
                continue;
            }
            if now >= self.waiting[index].ask_at {
                self.waiting[index].ask_at = now + AGAIN;
                self.ask_for_next_hop(flow.remote.ip());
            }
            index += 1;
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
        if let Some(slot) = self.device.port.tx.slot() {
            slot.send(question.len(), |frame| frame.copy_from_slice(&question));
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
