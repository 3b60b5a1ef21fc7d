//! The Internet checksum (RFC 1071) as IPv4 headers (RFC 791) and TCP over IPv4 (RFC 9293) and IPv6 (RFC 8200, 8.1) use it.

use std::net::IpAddr;

fn sum(bytes: &[u8], start: u32) -> u32 {
    let mut pairs = bytes.chunks_exact(2);
    let mut sum = u64::from(start);
    for pair in &mut pairs {
        sum += u64::from(u16::from_be_bytes([pair[0], pair[1]]));
    }
    if let [last] = pairs.remainder() {
        sum += u64::from(u16::from_be_bytes([*last, 0]));
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum as u32
}

/// True when the checksum inside `header` fits.
pub fn header_is_right(header: &[u8]) -> bool {
    sum(header, 0) == 0xffff
}

/// The sum over a message of the next layer with the pseudo header of its addresses.
fn with_pseudo_header(protocol: u8, source: IpAddr, destination: IpAddr, message: &[u8]) -> u32 {
    let length = message.len() as u32;
    let mut start = u32::from(protocol) + (length & 0xffff) + (length >> 16);
    for address in [source, destination] {
        start = match address {
            IpAddr::V4(address) => sum(&address.octets(), start),
            IpAddr::V6(address) => sum(&address.octets(), start),
        };
    }
    sum(message, start)
}

/// True when the checksum inside the TCP `segment` fits, with the pseudo header of its addresses.
pub fn tcp_is_right(source: IpAddr, destination: IpAddr, segment: &[u8]) -> bool {
    with_pseudo_header(libc::IPPROTO_TCP as u8, source, destination, segment) == 0xffff
}

/// The checksum of an IPv4 header in which it is zero.
pub fn of_header(header: &[u8]) -> u16 {
    !(sum(header, 0) as u16)
}

/// The checksum of a TCP segment in which it is zero.
pub fn of_tcp(source: IpAddr, destination: IpAddr, segment: &[u8]) -> u16 {
    of_next_header(libc::IPPROTO_TCP as u8, source, destination, segment)
}

/// The checksum of a message of `protocol` in which it is zero.
pub fn of_next_header(protocol: u8, source: IpAddr, destination: IpAddr, message: &[u8]) -> u16 {
    !(with_pseudo_header(protocol, source, destination, message) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header of RFC 1071's usual worked example.
    const HEADER: [u8; 20] =
        [0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0xb8, 0x61, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0, 0xc7];

    #[test]
    fn a_right_header_and_a_flipped_bit() {
        assert!(header_is_right(&HEADER));
        let mut wrong = HEADER;
        wrong[8] ^= 1;
        assert!(!header_is_right(&wrong));
    }

    #[test]
    fn odd_lengths_are_padded() {
        // 20 bytes of header and one of payload, checksum set to fit.
        let mut segment = [0_u8; 21];
        segment[12] = 0x50;
        segment[20] = 0xab;
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 10]));
        let value = (0..=u16::MAX).find(|value| {
            segment[16..18].copy_from_slice(&value.to_be_bytes());
            tcp_is_right(one, other, &segment)
        });
        // 0xc000+0x0201 + 0xc000+0x020a + 6 + 21 + 0x5000 + 0xab00, folded and inverted.
        let all = 0xc000_u32 + 0x0201 + 0xc000 + 0x020a + 6 + 21 + 0x5000 + 0xab00;
        assert_eq!(value, Some(!(((all & 0xffff) + (all >> 16)) as u16)));
    }
}
