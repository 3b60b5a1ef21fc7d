//! Frames, written byte by byte: right ones, and the ways to make them wrong.

use crate::tap::checksum;
use crate::tap::frame::Mac;
use std::net::IpAddr;

/// Where a frame comes from and goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// Link-layer source.
    pub source_mac: Mac,
    /// Link-layer destination.
    pub destination_mac: Mac,
    /// Source address.
    pub source: IpAddr,
    /// Destination address, of the same family.
    pub destination: IpAddr,
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
}

/// A TCP segment to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Sequence number.
    pub sequence: u32,
    /// Acknowledgement number.
    pub acknowledgement: u32,
    /// See [`crate::tap::frame::flag`].
    pub flags: u8,
    /// Window.
    pub window: u16,
    /// Options; padded with zeros to a multiple of four.
    pub options: Vec<u8>,
    /// Payload.
    pub payload: Vec<u8>,
    /// The checksum is off by this.
    pub checksum_error: u16,
    /// Words of the header as it claims; `None`: the truth.
    pub claimed_header: Option<u8>,
    /// Bytes at its end that are not sent although the network layer counts them.
    pub cut: usize,
}

impl Segment {
    /// A right one without options or payload.
    pub fn new(sequence: u32, acknowledgement: u32, flags: u8, window: u16) -> Self {
        Self {
            sequence,
            acknowledgement,
            flags,
            window,
            options: Vec::new(),
            payload: Vec::new(),
            checksum_error: 0,
            claimed_header: None,
            cut: 0,
        }
    }

    /// The same with payload.
    pub fn with(mut self, payload: &[u8]) -> Self {
        self.payload = payload.to_vec();
        self
    }

    /// The same with options.
    pub fn options(mut self, options: &[u8]) -> Self {
        self.options = options.to_vec();
        self
    }
}

/// The frame of a segment.
pub fn frame(ends: &Ends, segment: &Segment) -> Vec<u8> {
    let mut tcp = Vec::new();
    tcp.extend(ends.source_port.to_be_bytes());
    tcp.extend(ends.destination_port.to_be_bytes());
    tcp.extend(segment.sequence.to_be_bytes());
    tcp.extend(segment.acknowledgement.to_be_bytes());
    let mut options = segment.options.clone();
    options.resize(options.len().next_multiple_of(4), 0);
    let words = segment.claimed_header.unwrap_or((5 + options.len() / 4) as u8);
    tcp.extend([words << 4, segment.flags]);
    tcp.extend(segment.window.to_be_bytes());
    tcp.extend([0; 4]); // checksum, urgent pointer
    tcp.extend(options);
    tcp.extend(&segment.payload);
    let sum = checksum::of_tcp(ends.source, ends.destination, &tcp).wrapping_add(segment.checksum_error);
    tcp[16..18].copy_from_slice(&sum.to_be_bytes());
    let mut frame = packet(ends, &tcp);
    frame.truncate(frame.len() - segment.cut.min(tcp.len()));
    frame
}

/// The frame of any bytes that claim to be TCP.
pub fn packet(ends: &Ends, tcp: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    frame.extend(ends.destination_mac);
    frame.extend(ends.source_mac);
    match (ends.source, ends.destination) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            frame.extend([0x08, 0x00]);
            let mut header = vec![0x45, 0];
            header.extend(((20 + tcp.len()) as u16).to_be_bytes());
            header.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
            header.extend(source.octets());
            header.extend(destination.octets());
            let sum = checksum::of_header(&header);
            header[10..12].copy_from_slice(&sum.to_be_bytes());
            frame.extend(header);
        }
        (IpAddr::V6(source), IpAddr::V6(destination)) => {
            frame.extend([0x86, 0xdd, 0x60, 0, 0, 0]);
            frame.extend((tcp.len() as u16).to_be_bytes());
            frame.extend([6, 64]);
            frame.extend(source.octets());
            frame.extend(destination.octets());
        }
        _ => unreachable!("both ends are of one family"),
    }
    frame.extend(tcp);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tap::frame::{flag, parse, Content};

    fn ends(source: &str, destination: &str) -> Ends {
        Ends {
            source_mac: [2, 0, 0, 0, 0, 1],
            destination_mac: [2, 0, 0, 0, 0, 2],
            source: source.parse().expect("an address"),
            destination: destination.parse().expect("an address"),
            source_port: 9001,
            destination_port: 50_000,
        }
    }

    #[test]
    fn a_frame_is_read_back_as_it_was_meant() {
        for (source, destination) in [("192.0.2.66", "192.0.2.10"), ("2001:db8::66", "2001:db8::10")] {
            let ends = ends(source, destination);
            let segment = Segment::new(7, 9, flag::ACK, 100).options(&[2, 4, 5, 0xb4, 1]).with(b"odd");
            let Some((_, Content::Tcp(seen))) = parse(&frame(&ends, &segment)) else { panic!("no TCP") };
            assert!(seen.checksums_right);
            assert_eq!((seen.sequence, seen.acknowledgment, seen.payload), (7, 9, 3));
            assert_eq!((seen.source, seen.destination_port), (ends.source, 50_000));
            let wrong = Segment { checksum_error: 1, ..segment };
            let Some((_, Content::Tcp(seen))) = parse(&frame(&ends, &wrong)) else { panic!("no TCP") };
            assert!(!seen.checksums_right);
        }
    }
}
