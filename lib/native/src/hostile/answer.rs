//! Address resolution: ARP (RFC 826) and neighbour discovery (RFC 4861), answered for the hostile host's own addresses.

use crate::tap::checksum;
use crate::tap::frame::Mac;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The answer to a question for one of `addresses`, from the host with address `mac`. `None` for anything else.
pub fn to(frame: &[u8], mac: Mac, addresses: &[IpAddr]) -> Option<Vec<u8>> {
    let asker: Mac = *frame.get(6..)?.first_chunk()?;
    match frame.get(12..14)? {
        [0x08, 0x06] => arp(frame.get(14..)?, asker, mac, addresses),
        [0x86, 0xdd] => neighbour(frame.get(14..)?, asker, mac, addresses),
        _ => None,
    }
}

fn arp(packet: &[u8], asker: Mac, mac: Mac, addresses: &[IpAddr]) -> Option<Vec<u8>> {
    // Ethernet, IPv4, lengths 6 and 4, request.
    if packet.get(..8)? != [0, 1, 8, 0, 6, 4, 0, 1] {
        return None;
    }
    let (sender_mac, sender): (&[u8; 6], &[u8; 4]) =
        (packet.get(8..)?.first_chunk()?, packet.get(14..)?.first_chunk()?);
    let wanted = Ipv4Addr::from(*packet.get(24..)?.first_chunk::<4>()?);
    if !addresses.contains(&IpAddr::V4(wanted)) {
        return None;
    }
    let mut answer = [&asker[..], &mac, &[8, 6, 0, 1, 8, 0, 6, 4, 0, 2]].concat();
    answer.extend(mac);
    answer.extend(wanted.octets());
    answer.extend(sender_mac);
    answer.extend(sender);
    Some(answer)
}

const ICMPV6: u8 = 58;
const SOLICITATION: u8 = 135;
const ADVERTISEMENT: u8 = 136;

fn neighbour(packet: &[u8], asker: Mac, mac: Mac, addresses: &[IpAddr]) -> Option<Vec<u8>> {
    if *packet.get(6)? != ICMPV6 || *packet.get(40)? != SOLICITATION {
        return None;
    }
    let sender = Ipv6Addr::from(*packet.get(8..)?.first_chunk::<16>()?);
    let wanted = Ipv6Addr::from(*packet.get(48..)?.first_chunk::<16>()?);
    if !addresses.contains(&IpAddr::V6(wanted)) {
        return None;
    }
    // Solicited, override; the target's link-layer address as an option.
    let mut message = vec![ADVERTISEMENT, 0, 0, 0, 0x60, 0, 0, 0];
    message.extend(wanted.octets());
    message.extend([2, 1]);
    message.extend(mac);
    let sum = checksum::of_next_header(ICMPV6, IpAddr::V6(wanted), IpAddr::V6(sender), &message);
    message[2..4].copy_from_slice(&sum.to_be_bytes());
    let mut answer = [&asker[..], &mac, &[0x86, 0xdd, 0x60, 0, 0, 0]].concat();
    answer.extend((message.len() as u16).to_be_bytes());
    answer.extend([ICMPV6, 255]);
    answer.extend(wanted.octets());
    answer.extend(sender.octets());
    answer.extend(message);
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAC: Mac = [2, 0, 0, 0, 2, 0x66];
    const ASKER: Mac = [2, 0, 0, 0, 0, 0x10];

    fn question(wanted: [u8; 4]) -> Vec<u8> {
        let mut frame = [&[0xff; 6][..], &ASKER, &[8, 6, 0, 1, 8, 0, 6, 4, 0, 1]].concat();
        frame.extend(ASKER);
        frame.extend([192, 0, 2, 10]);
        frame.extend([0; 6]);
        frame.extend(wanted);
        frame
    }

    #[test]
    fn arp_is_answered_for_its_own_address_alone() {
        let addresses = [IpAddr::from([192, 0, 2, 66])];
        let answer = to(&question([192, 0, 2, 66]), MAC, &addresses).expect("an answer");
        assert_eq!(&answer[..14], [&ASKER[..], &MAC, &[8, 6]].concat());
        assert_eq!(&answer[20..32], [&[0, 2][..], &MAC, &[192, 0, 2, 66]].concat());
        assert_eq!(to(&question([192, 0, 2, 1]), MAC, &addresses), None);
        assert_eq!(to(&question([192, 0, 2, 66])[..30], MAC, &addresses), None);
    }
}
