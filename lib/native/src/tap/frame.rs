//! One Ethernet frame, read without trust: every length is checked, nothing is assumed.

use super::checksum;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A link-layer address.
pub type Mac = [u8; 6];

const ETHERNET: usize = 14;
const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;
const TCP: u8 = 6;
/// IPv6 extension headers that may stand before TCP (RFC 8200, 4.1): hop-by-hop, routing, destination options. Fragment is apart.
const EXTENSIONS: [u8; 3] = [0, 43, 60];
const FRAGMENT: u8 = 44;

/// TCP flags (RFC 9293, 3.1).
pub mod flag {
    /// No more data from the sender.
    pub const FIN: u8 = 0x01;
    /// Synchronise sequence numbers.
    pub const SYN: u8 = 0x02;
    /// Reset.
    pub const RST: u8 = 0x04;
    /// The acknowledgment field counts.
    pub const ACK: u8 = 0x10;
}

/// Who sent the frame to whom, on the link layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Source address.
    pub source: Mac,
    /// Destination address.
    pub destination: Mac,
}

/// A TCP segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Source IP address.
    pub source: IpAddr,
    /// Destination IP address.
    pub destination: IpAddr,
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
    /// Sequence number.
    pub sequence: u32,
    /// Acknowledgment number.
    pub acknowledgment: u32,
    /// See [`flag`].
    pub flags: u8,
    /// Bytes of payload.
    pub payload: u32,
    /// The TCP checksum and, with IPv4, the header's fit.
    pub checksums_right: bool,
}

/// What a frame holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A whole TCP segment.
    Tcp(Segment),
    /// A fragment of an IP packet that carries TCP: it cannot be judged.
    Fragment,
    /// Anything that is not TCP.
    Other,
    /// Shorter than its own headers say, or with impossible lengths.
    Malformed,
}

/// Reads a frame. `None` when it is shorter than an Ethernet header.
pub fn parse(frame: &[u8]) -> Option<(Link, Content)> {
    let destination = *frame.first_chunk()?;
    let source = *frame.get(6..)?.first_chunk()?;
    let kind = u16::from_be_bytes(*frame.get(12..)?.first_chunk()?);
    let packet = &frame[ETHERNET..];
    let content = match kind {
        IPV4 => ipv4(packet),
        IPV6 => ipv6(packet),
        _ => Some(Content::Other),
    };
    Some((Link { source, destination }, content.unwrap_or(Content::Malformed)))
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn double(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn ipv4(packet: &[u8]) -> Option<Content> {
    let first = *packet.first()?;
    let header_length = usize::from(first & 0xf) * 4;
    let total = usize::from(word(packet, 2)?);
    if first >> 4 != 4 || header_length < 20 || total < header_length {
        return None;
    }
    // Short frames are padded: the packet ends where it says, and not later.
    let packet = packet.get(..total)?;
    if packet[9] != TCP {
        return Some(Content::Other);
    }
    // More fragments, or an offset.
    if word(packet, 6)? & 0x3fff != 0 {
        return Some(Content::Fragment);
    }
    let source = Ipv4Addr::from(*packet.get(12..)?.first_chunk::<4>()?);
    let destination = Ipv4Addr::from(*packet.get(16..)?.first_chunk::<4>()?);
    let (header, segment) = packet.split_at(header_length);
    tcp(source.into(), destination.into(), segment, checksum::header_is_right(header))
}

fn ipv6(packet: &[u8]) -> Option<Content> {
    let length = usize::from(word(packet, 4)?);
    if *packet.first()? >> 4 != 6 {
        return None;
    }
    let packet = packet.get(..40 + length)?;
    let source = Ipv6Addr::from(*packet.get(8..)?.first_chunk::<16>()?);
    let destination = Ipv6Addr::from(*packet.get(24..)?.first_chunk::<16>()?);
    let mut next = packet[6];
    let mut rest = &packet[40..];
    let mut fragment = false;
    loop {
        if next == FRAGMENT {
            // Offset and the M flag; both zero is an atomic fragment (RFC 6946), which is whole.
            fragment |= word(rest, 2)? & 0xfff9 != 0;
            next = *rest.first()?;
            rest = rest.get(8..)?;
        } else if EXTENSIONS.contains(&next) {
            let length = (usize::from(*rest.get(1)?) + 1) * 8;
            next = rest[0];
            rest = rest.get(length..)?;
        } else {
            break;
        }
        if fragment {
            break;
        }
    }
    match next {
        TCP if fragment => Some(Content::Fragment),
        TCP => tcp(source.into(), destination.into(), rest, true),
        _ => Some(Content::Other),
    }
}

fn tcp(source: IpAddr, destination: IpAddr, segment: &[u8], header_right: bool) -> Option<Content> {
    let header_length = usize::from(*segment.get(12)? >> 4) * 4;
    if header_length < 20 || header_length > segment.len() {
        return None;
    }
    Some(Content::Tcp(Segment {
        source,
        destination,
        source_port: word(segment, 0)?,
        destination_port: word(segment, 2)?,
        sequence: double(segment, 4)?,
        acknowledgment: double(segment, 8)?,
        flags: segment[13],
        payload: (segment.len() - header_length) as u32,
        checksums_right: header_right && checksum::tcp_is_right(source, destination, segment),
    }))
}

/// `02:00:00:00:00:10`.
pub fn format_mac(mac: Mac) -> String {
    mac.map(|byte| format!("{byte:02x}")).join(":")
}

/// The inverse of [`format_mac`].
pub fn parse_mac(text: &str) -> Option<Mac> {
    let bytes: Vec<u8> = text.split(':').map(|part| u8::from_str_radix(part, 16).ok()).collect::<Option<_>>()?;
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SYN of 192.0.2.10:1000 to 192.0.2.1:7 with two bytes of padding behind it.
    fn syn() -> Vec<u8> {
        let mut frame = vec![0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 0x10, 8, 0];
        frame.extend([0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 10, 192, 0, 2, 1]);
        frame.extend([3, 0xe8, 0, 7, 0, 0, 0, 5, 0, 0, 0, 0, 0x50, 2, 0x10, 0, 0, 0, 0, 0]);
        frame.extend([0, 0]);
        fix(&mut frame, 14 + 10, |frame| checksum::header_is_right(&frame[14..34]));
        fix(&mut frame, 34 + 16, |frame| {
            checksum::tcp_is_right([192, 0, 2, 10].into(), [192, 0, 2, 1].into(), &frame[34..54])
        });
        frame
    }

    fn fix(frame: &mut [u8], at: usize, right: impl Fn(&[u8]) -> bool) {
        for value in 0..=u16::MAX {
            frame[at..at + 2].copy_from_slice(&value.to_be_bytes());
            if right(frame) {
                return;
            }
        }
        panic!("no checksum fits");
    }

    #[test]
    fn a_syn_with_padding() {
        let (link, content) = parse(&syn()).unwrap();
        assert_eq!(format_mac(link.source), "02:00:00:00:00:10");
        let Content::Tcp(segment) = content else { panic!("{content:?}") };
        assert_eq!((segment.source_port, segment.destination_port), (1000, 7));
        assert_eq!((segment.sequence, segment.flags, segment.payload), (5, flag::SYN, 0));
        assert!(segment.checksums_right);
    }

    #[test]
    fn every_flipped_bit_behind_the_link_header_is_noticed() {
        let good = syn();
        for bit in 14 * 8..54 * 8 {
            let mut frame = good.clone();
            frame[bit / 8] ^= 1 << (bit % 8);
            if let Some((_, Content::Tcp(segment))) = parse(&frame) {
                assert!(!segment.checksums_right, "bit {bit}");
            }
        }
    }

    #[test]
    fn every_cut_is_malformed_or_nothing() {
        let frame = syn();
        for length in 0..54 {
            let found = parse(&frame[..length]);
            assert!(matches!(found, None | Some((_, Content::Malformed))), "{length}: {found:?}");
        }
    }

    #[test]
    fn tcp_behind_an_ipv6_extension_header() {
        let mut frame = vec![0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 0x10, 0x86, 0xdd];
        frame.extend([0x60, 0, 0, 0, 0, 28, 60, 64]);
        let (one, other) =
            ("2001:db8:0:1::10".parse::<Ipv6Addr>().unwrap(), "2001:db8:0:1::1".parse::<Ipv6Addr>().unwrap());
        frame.extend(one.octets().iter().chain(&other.octets()));
        frame.extend([6, 0, 1, 4, 0, 0, 0, 0]);
        frame.extend([3, 0xe8, 0, 7, 0, 0, 0, 5, 0, 0, 0, 0, 0x50, 2, 0x10, 0, 0, 0, 0, 0]);
        fix(&mut frame, 14 + 48 + 16, |frame| checksum::tcp_is_right(one.into(), other.into(), &frame[62..82]));
        let Some((_, Content::Tcp(segment))) = parse(&frame) else { panic!("not TCP") };
        assert!(segment.checksums_right);
        assert_eq!(segment.destination_port, 7);
    }

    #[test]
    fn fragments_are_not_segments() {
        let mut frame = syn();
        frame[14 + 6] = 0x20;
        assert_eq!(parse(&frame).unwrap().1, Content::Fragment);
    }
}
