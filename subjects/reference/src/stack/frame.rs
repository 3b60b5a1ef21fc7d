//! A glance at an Ethernet frame: is it a TCP segment, of which connection, with which flags?
//!
//! Only what decides before smoltcp sees a frame is read here; smoltcp checks everything, checksums
//! included, when it processes the frame.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

const ETHERNET_HEADER: usize = 14;
const ETHERTYPE_IPV4: [u8; 2] = [0x08, 0x00];
const ETHERTYPE_IPV6: [u8; 2] = [0x86, 0xdd];
const IPV6_HEADER: usize = 40;
const PROTOCOL_TCP: u8 = 6;
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
                if *packet.get(6)? != PROTOCOL_TCP {
                    return None;
                }
                let source: [u8; 16] = packet.get(8..24)?.try_into().ok()?;
                let destination: [u8; 16] = packet.get(24..40)?.try_into().ok()?;
                (Ipv6Addr::from(source).into(), Ipv6Addr::from(destination).into(), packet.get(IPV6_HEADER..)?)
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

    /// The first segment of one side of a connection.
    pub(crate) const fn synchronises(&self) -> bool {
        self.flags & (SYN | RST) == SYN
    }

    /// Ends a connection at once.
    pub(crate) const fn resets(&self) -> bool {
        self.flags & RST != 0
    }

    /// The connection, when the segment was received.
    pub(crate) const fn received(&self) -> Flow {
        Flow { local: self.destination, remote: self.source }
    }

    /// The connection, when the segment is being sent.
    pub(crate) const fn sent(&self) -> Flow {
        Flow { local: self.source, remote: self.destination }
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
            assert_eq!(segment.sent().local, segment.received().remote);
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
    fn a_frame_cut_anywhere_is_nothing() {
        let frame = over_ipv4(0, SYN);
        let needed = ETHERNET_HEADER + 20 + FLAGS + 1;
        for length in 0..needed {
            assert_eq!(Segment::read(&frame[..length]), None, "{length} bytes");
        }
        assert!(Segment::read(&frame[..needed]).is_some());
    }
}
