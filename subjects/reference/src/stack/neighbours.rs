//! Neighbour discovery where smoltcp's falls short.
//!
//! smoltcp asks for at most one hardware address a second, whoever waits, and answers neighbour
//! solicitations only when they were sent to a multicast group. Two peers met within one second would
//! make the second wait for it, and Linux checks its IPv6 neighbours by unicast (RFC 4861, section 7.3.3).
//! So a connection whose first segment has not left after a moment has its next hop asked for here, and
//! unicast solicitations are answered here. smoltcp learns from the answers as it does from its own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use smoltcp::phy::ChecksumCapabilities;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{
    ArpOperation, ArpPacket, ArpRepr, EthernetAddress, EthernetFrame, EthernetProtocol, EthernetRepr, Icmpv6Packet,
    Icmpv6Repr, IpProtocol, Ipv6Packet, Ipv6Repr, NdiscNeighborFlags, NdiscRepr,
};

use super::Stack;
use super::frame::Flow;
use crate::ffi::ring::TxRing;

/// How long a first segment may take before the next hop is asked for: smoltcp's own question is
/// answered by then, if it asked.
const PATIENCE: Duration = Duration::from_millis(2);
/// Between two questions for one connection.
const AGAIN: Duration = Duration::from_secs(1);
/// RFC 4861, section 7.1.1: solicitations and advertisements that crossed a router are not valid.
const HOP_LIMIT: u8 = 255;

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
        let own = self.mac;
        let tx = &mut self.device.port.tx;
        match (source, next_hop) {
            (IpAddr::V4(source), IpAddr::V4(target)) => send_arp_request(tx, own, source, target),
            (IpAddr::V6(source), IpAddr::V6(target)) => {
                let message = NdiscRepr::NeighborSolicit { target_addr: target, lladdr: Some(own.into()) };
                let [.., b, c, d] = target.octets();
                let group = Ipv6Addr::from_bits(SOLICITED_NODE | u128::from(u32::from_be_bytes([0, b, c, d])));
                send_ndisc(tx, own, EthernetAddress([0x33, 0x33, 0xff, b, c, d]), source, group, message);
            }
            _ => {}
        }
    }

    /// Answers a neighbour solicitation that was sent to one of our own addresses.
    pub(super) fn answer_unicast_solicitation(&mut self) {
        let Some(Solicitation { from, source, target }) = self
            .device
            .port
            .rx
            .peek()
            .and_then(Solicitation::read)
            .filter(|ask| self.addressing.owns(ask.target.into()))
        else {
            return;
        };
        let message = NdiscRepr::NeighborAdvert {
            flags: NdiscNeighborFlags::SOLICITED,
            target_addr: target,
            lladdr: Some(self.mac.into()),
        };
        send_ndisc(&mut self.device.port.tx, self.mac, from, target, source, message);
    }
}

/// `ff02::1:ff00:0/104` (RFC 4291, section 2.7.1).
const SOLICITED_NODE: u128 = 0xff02_0000_0000_0000_0000_0001_ff00_0000;

/// A valid unicast neighbour solicitation.
#[derive(Debug, Eq, PartialEq)]
struct Solicitation {
    from: EthernetAddress,
    source: Ipv6Addr,
    target: Ipv6Addr,
}

impl Solicitation {
    fn read(frame: &[u8]) -> Option<Self> {
        let ethernet = EthernetFrame::new_checked(frame).ok()?;
        if ethernet.ethertype() != EthernetProtocol::Ipv6 {
            return None;
        }
        let packet = Ipv6Packet::new_checked(ethernet.payload()).ok()?;
        let header = Ipv6Repr::parse(&packet).ok()?;
        let wanted = header.next_header == IpProtocol::Icmpv6
            && header.hop_limit == HOP_LIMIT
            && !header.dst_addr.is_multicast()
            && !header.src_addr.is_unspecified()
            && !header.src_addr.is_multicast();
        if !wanted {
            return None;
        }
        let message = Icmpv6Packet::new_checked(packet.payload()).ok()?;
        let checksums = ChecksumCapabilities::default();
        match Icmpv6Repr::parse(&header.src_addr, &header.dst_addr, &message, &checksums).ok()? {
            Icmpv6Repr::Ndisc(NdiscRepr::NeighborSolicit { target_addr, .. }) => {
                Some(Self { from: ethernet.src_addr(), source: header.src_addr, target: target_addr })
            }
            _ => None,
        }
    }
}

fn send_arp_request(tx: &mut TxRing, own: EthernetAddress, source: Ipv4Addr, target: Ipv4Addr) {
    let request = ArpRepr::EthernetIpv4 {
        operation: ArpOperation::Request,
        source_hardware_addr: own,
        source_protocol_addr: source,
        target_hardware_addr: EthernetAddress::BROADCAST,
        target_protocol_addr: target,
    };
    let ethernet =
        EthernetRepr { src_addr: own, dst_addr: EthernetAddress::BROADCAST, ethertype: EthernetProtocol::Arp };
    // Without room the question is asked again later.
    let Some(slot) = tx.slot() else { return };
    slot.send(ethernet.buffer_len() + request.buffer_len(), |bytes| {
        let mut frame = EthernetFrame::new_unchecked(bytes);
        ethernet.emit(&mut frame);
        request.emit(&mut ArpPacket::new_unchecked(frame.payload_mut()));
    });
}

fn send_ndisc(
    tx: &mut TxRing,
    own: EthernetAddress,
    to: EthernetAddress,
    source: Ipv6Addr,
    destination: Ipv6Addr,
    message: NdiscRepr<'_>,
) {
    // Without room the question is asked again, by us or by the neighbour.
    let Some(slot) = tx.slot() else { return };
    let length = ndisc_frame_length(&message);
    slot.send(length, |bytes| write_ndisc(bytes, own, to, source, destination, message));
}

fn ndisc_frame_length(message: &NdiscRepr<'_>) -> usize {
    EthernetFrame::<&[u8]>::header_len() + smoltcp::wire::IPV6_HEADER_LEN + message.buffer_len()
}

fn write_ndisc(
    bytes: &mut [u8],
    own: EthernetAddress,
    to: EthernetAddress,
    source: Ipv6Addr,
    destination: Ipv6Addr,
    message: NdiscRepr<'_>,
) {
    let message = Icmpv6Repr::Ndisc(message);
    let header = Ipv6Repr {
        src_addr: source,
        dst_addr: destination,
        next_header: IpProtocol::Icmpv6,
        payload_len: message.buffer_len(),
        hop_limit: HOP_LIMIT,
    };
    let ethernet = EthernetRepr { src_addr: own, dst_addr: to, ethertype: EthernetProtocol::Ipv6 };
    let mut frame = EthernetFrame::new_unchecked(bytes);
    ethernet.emit(&mut frame);
    let mut packet = Ipv6Packet::new_unchecked(frame.payload_mut());
    header.emit(&mut packet);
    let mut icmp = Icmpv6Packet::new_unchecked(packet.payload_mut());
    message.emit(&source, &destination, &mut icmp, &ChecksumCapabilities::default());
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: EthernetAddress = EthernetAddress([2, 0, 0, 0, 0, 1]);
    const OWN: EthernetAddress = EthernetAddress([2, 0, 0, 0, 0, 0x10]);

    fn solicitation(destination: &str, target: &str) -> Vec<u8> {
        let message = NdiscRepr::NeighborSolicit { target_addr: target.parse().unwrap(), lladdr: Some(PEER.into()) };
        let mut frame = vec![0; ndisc_frame_length(&message)];
        let (source, destination) = ("2001:db8::1".parse().unwrap(), destination.parse().unwrap());
        write_ndisc(&mut frame, PEER, OWN, source, destination, message);
        frame
    }

    #[test]
    fn a_unicast_solicitation_is_understood() {
        let read = Solicitation::read(&solicitation("2001:db8::10", "2001:db8::10")).unwrap();
        let expected = Solicitation {
            from: PEER,
            source: "2001:db8::1".parse().unwrap(),
            target: "2001:db8::10".parse().unwrap(),
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn one_to_a_group_is_left_to_smoltcp() {
        assert_eq!(Solicitation::read(&solicitation("ff02::1:ff00:10", "2001:db8::10")), None);
    }

    #[test]
    fn one_that_is_damaged_or_crossed_a_router_is_not_answered() {
        let good = solicitation("2001:db8::10", "2001:db8::10");
        for length in 0..good.len() {
            assert_eq!(Solicitation::read(&good[..length]), None, "{length} bytes");
        }
        let mut routed = good.clone();
        routed[14 + 7] = 254;
        assert_eq!(Solicitation::read(&routed), None);
        let mut damaged = good;
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(Solicitation::read(&damaged), None);
    }
}
