//! A glance at an Ethernet frame: is it a TCP segment, of which connection, with which flags?
//!
//! Only what decides before smoltcp sees a frame is read here; smoltcp checks everything, checksums
//! included, when it processes the frame.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use smoltcp::wire::{Ipv4Packet, Ipv6Packet};

const ETHERNET_HEADER: usize = 14;
const ETHERTYPE_ARP: [u8; 2] = [0x08, 0x06];
const ETHERTYPE_IPV4: [u8; 2] = [0x08, 0x00];
const ETHERTYPE_IPV6: [u8; 2] = [0x86, 0xdd];
const IPV6_HEADER: usize = 40;
const HOP_BY_HOP: u8 = 0;
const PROTOCOL_TCP: u8 = 6;
const PROTOCOL_ICMPV6: u8 = 58;
/// Offset of the flags in the TCP header (RFC 9293, section 3.1).
const FLAGS: usize = 13;
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;

/// The two ends of a connection as this host sees them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Flow {
    pub(crate) local: SocketAddr,
    pub(crate) remote: SocketAddr,
}

/// What is known of a TCP segment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Segment {
    source: SocketAddr,
    destination: SocketAddr,
    flags: u8,
}

impl Segment {
    /// Reads a frame that starts with its Ethernet header. Anything but TCP directly over IP is nothing.
    pub(crate) fn read(frame: &[u8]) -> Option<Self> {
        let packet = frame.get(ETHERNET_HEADER..)?;
        let ethertype: [u8; 2] = frame.get(12..14)?.try_into().ok()?;
        let (source, destination, tcp): (IpAddr, IpAddr, &[u8]) = match ethertype {
            ETHERTYPE_IPV4 => {
                let header = usize::from(packet.first()? & 0x0f) * 4;
                if *packet.get(9)? != PROTOCOL_TCP {
                    return None;
                }
                let source: [u8; 4] = packet.get(12..16)?.try_into().ok()?;
                let destination: [u8; 4] = packet.get(16..20)?.try_into().ok()?;
                (Ipv4Addr::from(source).into(), Ipv4Addr::from(destination).into(), packet.get(header..)?)
            }
            ETHERTYPE_IPV6 => {
                let (protocol, header) = match *packet.get(6)? {
                    // The one extension header smoltcp looks behind (RFC 8200, section 4.3): 8 bytes and as many more as it says.
                    HOP_BY_HOP => (*packet.get(IPV6_HEADER)?, IPV6_HEADER + 8 + usize::from(*packet.get(41)?) * 8),
                    protocol => (protocol, IPV6_HEADER),
                };
                if protocol != PROTOCOL_TCP {
                    return None;
                }
                let source: [u8; 16] = packet.get(8..24)?.try_into().ok()?;
                let destination: [u8; 16] = packet.get(24..40)?.try_into().ok()?;
                (Ipv6Addr::from(source).into(), Ipv6Addr::from(destination).into(), packet.get(header..)?)
            }
            _ => return None,
        };
        let port = |at: usize| Some(u16::from_be_bytes(tcp.get(at..at + 2)?.try_into().ok()?));
        Some(Self {
            source: SocketAddr::new(source, port(0)?),
            destination: SocketAddr::new(destination, port(2)?),
            flags: *tcp.get(FLAGS)?,
        })
    }

    /// Asks for a new connection: SYN alone.
    pub(crate) const fn opens(&self) -> bool {
        self.flags & (SYN | ACK | RST) == SYN
    }

    /// Ends a connection at once.
    pub(crate) const fn resets(&self) -> bool {
        self.flags & RST != 0
    }

    /// The connection, when the segment was received.
    pub(crate) const fn received(&self) -> Flow {
        Flow { local: self.destination, remote: self.source }
    }
}

/// Whether a frame may teach a neighbour's hardware address: ARP, or ICMPv6.
pub(crate) fn may_teach(frame: &[u8]) -> bool {
    match frame.get(12..14) {
        Some(ethertype) if ethertype == ETHERTYPE_ARP => true,
        Some(ethertype) if ethertype == ETHERTYPE_IPV6 => frame.get(ETHERNET_HEADER + 6) == Some(&PROTOCOL_ICMPV6),
        _ => false,
    }
}

/// Gives a TCP segment that smoltcp has written another TTL (IPv4) or hop limit (IPv6).
pub(crate) fn set_hop_limit(frame: &mut [u8], hop_limit: u8) {
    if Segment::read(frame).is_none() {
        return;
    }
    let packet = &mut frame[ETHERNET_HEADER..];
    if packet[0] >> 4 == 4 {
        let mut packet = Ipv4Packet::new_unchecked(packet);
        packet.set_hop_limit(hop_limit);
        packet.fill_checksum();
    } else {
        Ipv6Packet::new_unchecked(packet).set_hop_limit(hop_limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(flags: u8) -> Vec<u8> {
        let mut segment = vec![0; 20];
        segment[0..4].copy_from_slice(&[0x1f, 0x90, 0xc0, 0x00]);
        segment[FLAGS] = flags;
        segment
    }

    fn over_ipv4(options: usize, flags: u8) -> Vec<u8> {
        let mut frame = vec![0; 12];
        frame.extend(ETHERTYPE_IPV4);
        let mut header = vec![0; 20 + options * 4];
        header[0] = 0x45 + options as u8;
        header[9] = PROTOCOL_TCP;
        header[12..16].copy_from_slice(&[192, 0, 2, 1]);
        header[16..20].copy_from_slice(&[192, 0, 2, 10]);
        frame.extend(header);
        frame.extend(tcp(flags));
        frame
    }

    #[test]
    fn reads_both_ends_and_the_flags_behind_ip_options() {
        for options in [0, 10] {
            let segment = Segment::read(&over_ipv4(options, SYN)).unwrap();
            assert!(segment.opens() && !segment.resets());
            assert_eq!(segment.received().local, "192.0.2.10:49152".parse().unwrap());
            assert_eq!(segment.received().remote, "192.0.2.1:8080".parse().unwrap());
        }
    }

    #[test]
    fn only_a_bare_syn_opens() {
        assert!(!Segment::read(&over_ipv4(0, SYN | ACK)).unwrap().opens());
        assert!(Segment::read(&over_ipv4(0, RST | ACK)).unwrap().resets());
    }

    #[test]
    fn reads_ipv6() {
        let mut frame = vec![0; 12];
        frame.extend(ETHERTYPE_IPV6);
        let mut header = [0; IPV6_HEADER];
        header[6] = PROTOCOL_TCP;
        header[23] = 1;
        header[39] = 2;
        frame.extend(header);
        frame.extend(tcp(SYN));
        let flow = Segment::read(&frame).unwrap().received();
        assert_eq!(flow.remote, "[::1]:8080".parse().unwrap());
        assert_eq!(flow.local, "[::2]:49152".parse().unwrap());
    }

    #[test]
    fn reads_behind_hop_by_hop_options() {
        let mut frame = vec![0; 12];
        frame.extend(ETHERTYPE_IPV6);
        let mut header = [0; IPV6_HEADER + 16];
        header[6] = HOP_BY_HOP;
        header[IPV6_HEADER] = PROTOCOL_TCP;
        header[IPV6_HEADER + 1] = 1;
        frame.extend(header);
        frame.extend(tcp(RST));
        let segment = Segment::read(&frame).unwrap();
        assert!(segment.resets());
        assert_eq!(segment.received().local.port(), 49152);
    }

    #[test]
    fn a_frame_cut_anywhere_is_nothing() {
        let frame = over_ipv4(0, SYN);
        let needed = ETHERNET_HEADER + 20 + FLAGS + 1;
        for length in 0..needed {
            assert_eq!(Segment::read(&frame[..length]), None, "{length} bytes");
        }
        assert!(Segment::read(&frame[..needed]).is_some());
    }

    #[test]
    fn a_hop_limit_is_set_with_its_checksum() {
        let mut frame = over_ipv4(0, ACK);
        set_hop_limit(&mut frame, 42);
        let packet = Ipv4Packet::new_unchecked(&frame[ETHERNET_HEADER..]);
        assert_eq!((packet.hop_limit(), packet.verify_checksum()), (42, true));
    }

    #[test]
    fn what_is_no_segment_keeps_its_hop_limit() {
        let mut frame = over_ipv4(0, ACK);
        frame[ETHERNET_HEADER + 9] = 1;
        let before = frame.clone();
        set_hop_limit(&mut frame, 42);
        assert_eq!(frame, before);
    }

    #[test]
    fn arp_and_icmpv6_may_teach() {
        let mut frame = vec![0; 60];
        assert!(!may_teach(&frame));
        frame[12..14].copy_from_slice(&ETHERTYPE_ARP);
        assert!(may_teach(&frame));
        frame[12..14].copy_from_slice(&ETHERTYPE_IPV6);
        assert!(!may_teach(&frame));
        frame[20] = PROTOCOL_ICMPV6;
        assert!(may_teach(&frame));
    }
}
