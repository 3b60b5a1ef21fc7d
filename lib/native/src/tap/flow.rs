//! TCP connections as seen on the wire.

use super::frame::{flag, Mac, Segment};
use super::sequence::Seen;
use serde::Serialize;
use std::net::IpAddr;

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The device under test.
    Dut,
    /// The other end.
    Peer,
}

/// A count for each direction.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Both {
    /// Sent by the device under test.
    pub from_dut: u64,
    /// Sent by the peer.
    pub from_peer: u64,
}

impl Both {
    fn add(&mut self, side: Side, count: u64) {
        match side {
            Side::Dut => self.from_dut += count,
            Side::Peer => self.from_peer += count,
        }
    }
}

/// What tells connections apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Index of the interface.
    pub link: usize,
    /// Address and port of the device under test.
    pub dut: (IpAddr, u16),
    /// Address and port of the other end.
    pub peer: (IpAddr, u16),
}

/// One connection (or what was seen of it).
#[derive(Debug)]
pub struct Flow {
    /// Which.
    pub key: Key,
    /// Link-layer address of the device under test in its first frame.
    pub dut_mac: Mac,
    /// Link-layer address of the other end.
    pub peer_mac: Mac,
    /// Who sent the first SYN without ACK.
    pub initiator: Option<Side>,
    /// SYN without ACK.
    pub syn: Both,
    /// SYN with ACK.
    pub syn_ack: Both,
    /// FIN.
    pub fin: Both,
    /// RST.
    pub rst: Both,
    /// All segments, those with wrong checksums among them.
    pub segments: Both,
    /// Payload bytes, each sequence number once.
    pub payload: Both,
    /// Segments with a wrong checksum; their flags and payload count nowhere.
    pub bad_checksums: u64,
    handshake: Handshake,
    /// Number of the first SYN without ACK.
    initial: Option<u32>,
    from_dut: Seen,
    from_peer: Seen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handshake {
    Nothing,
    Syn { by: Side, sequence: u32 },
    SynAck { by: Side, acknowledged: u32, sequence: u32 },
    Done,
}

impl Flow {
    /// A connection of which nothing was counted yet.
    pub fn new(key: Key, dut_mac: Mac, peer_mac: Mac) -> Self {
        Self {
            key,
            dut_mac,
            peer_mac,
            initiator: None,
            syn: Both::default(),
            syn_ack: Both::default(),
            fin: Both::default(),
            rst: Both::default(),
            segments: Both::default(),
            payload: Both::default(),
            bad_checksums: 0,
            handshake: Handshake::Nothing,
            initial: None,
            from_dut: Seen::default(),
            from_peer: Seen::default(),
        }
    }

    /// SYN, the SYN-ACK that acknowledges it, and the ACK that acknowledges that were seen, in this order (RFC 9293, 3.5).
    pub fn shook_hands(&self) -> bool {
        self.handshake == Handshake::Done
    }

    /// True for a SYN that begins another connection between the same addresses and ports, after this one was closed or reset. One with the
    /// number of the first SYN is that SYN again.
    pub fn is_over_before(&self, segment: &Segment) -> bool {
        let opens = segment.flags & (flag::SYN | flag::ACK) == flag::SYN && segment.checksums_right;
        let closed = self.fin.from_dut + self.fin.from_peer + self.rst.from_dut + self.rst.from_peer > 0;
        opens && closed && self.initial != Some(segment.sequence)
    }

    /// Counts a segment.
    pub fn add(&mut self, by: Side, segment: &Segment) {
        self.segments.add(by, 1);
        if !segment.checksums_right {
            self.bad_checksums += 1;
            return;
        }
        let has = |wanted: u8| segment.flags & wanted != 0;
        if has(flag::SYN) {
            let which = if has(flag::ACK) { &mut self.syn_ack } else { &mut self.syn };
            which.add(by, 1);
            if !has(flag::ACK) {
                self.initial.get_or_insert(segment.sequence);
            }
        }
        if has(flag::FIN) {
            self.fin.add(by, 1);
        }
        if has(flag::RST) {
            self.rst.add(by, 1);
        }
        let open = self.shook_hands();
        self.shake(by, segment);
        let seen = match by {
            Side::Dut => &mut self.from_dut,
            Side::Peer => &mut self.from_peer,
        };
        // One that comes when the connection is there belongs to nothing (RFC 9293, 3.10.7.4).
        if has(flag::SYN) && !open {
            seen.syn(segment.sequence);
        }
        // A reset may carry text for people (RFC 9293, 3.5.3), which is not payload.
        if segment.payload > 0 && !has(flag::RST) {
            let first = segment.sequence.wrapping_add(u32::from(has(flag::SYN)));
            let new = seen.add(first, segment.payload);
            self.payload.add(by, new);
        }
    }

    fn shake(&mut self, by: Side, segment: &Segment) {
        let next = |number: u32| number.wrapping_add(1);
        match (segment.flags & (flag::SYN | flag::ACK | flag::RST), self.handshake) {
            // The same SYN, sent again while its answer was on the way.
            (flag::SYN, Handshake::SynAck { by: acceptor, acknowledged, .. })
                if by != acceptor && acknowledged == next(segment.sequence) => {}
            (flag::SYN, Handshake::Nothing | Handshake::Syn { .. } | Handshake::SynAck { .. }) => {
                self.initiator.get_or_insert(by);
                self.handshake = Handshake::Syn { by, sequence: segment.sequence };
            }
            (flags, Handshake::Syn { by: opener, sequence })
                if flags == flag::SYN | flag::ACK && by != opener && segment.acknowledgment == next(sequence) =>
            {
                let acknowledged = segment.acknowledgment;
                self.handshake = Handshake::SynAck { by, acknowledged, sequence: segment.sequence };
            }
            (flag::ACK, Handshake::SynAck { by: acceptor, acknowledged, sequence })
                if by != acceptor && segment.acknowledgment == next(sequence) && segment.sequence == acknowledged =>
            {
                self.handshake = Handshake::Done;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(flags: u8, sequence: u32, acknowledgment: u32, payload: u32) -> Segment {
        Segment {
            source: [192, 0, 2, 10].into(),
            destination: [192, 0, 2, 1].into(),
            source_port: 1000,
            destination_port: 7,
            sequence,
            acknowledgment,
            flags,
            payload,
            checksums_right: true,
        }
    }

    fn flow() -> Flow {
        let key = Key { link: 0, dut: ([192, 0, 2, 10].into(), 1000), peer: ([192, 0, 2, 1].into(), 7) };
        Flow::new(key, [2, 0, 0, 0, 0, 0x10], [2, 0, 0, 0, 0, 1])
    }

    #[test]
    fn a_whole_handshake_with_lost_and_repeated_parts() {
        let mut flow = flow();
        flow.add(Side::Dut, &segment(flag::SYN, u32::MAX, 0, 0));
        flow.add(Side::Dut, &segment(flag::SYN, u32::MAX, 0, 0));
        flow.add(Side::Peer, &segment(flag::SYN | flag::ACK, 50, 0, 0));
        assert!(!flow.shook_hands());
        flow.add(Side::Dut, &segment(flag::ACK, 0, 51, 5));
        assert!(flow.shook_hands());
        assert_eq!((flow.initiator, flow.syn.from_dut, flow.payload.from_dut), (Some(Side::Dut), 2, 5));
    }

    #[test]
    fn a_syn_that_crosses_its_answer_changes_nothing() {
        let mut flow = flow();
        flow.add(Side::Peer, &segment(flag::SYN, 5, 0, 0));
        flow.add(Side::Dut, &segment(flag::SYN | flag::ACK, 50, 6, 0));
        flow.add(Side::Peer, &segment(flag::SYN, 5, 0, 0));
        flow.add(Side::Peer, &segment(flag::ACK, 6, 51, 0));
        assert!(flow.shook_hands());
        assert_eq!((flow.initiator, flow.syn.from_peer), (Some(Side::Peer), 2));
    }

    #[test]
    fn another_syn_after_an_answer_is_another_attempt() {
        let mut flow = flow();
        flow.add(Side::Peer, &segment(flag::SYN, 5, 0, 0));
        flow.add(Side::Dut, &segment(flag::SYN | flag::ACK, 50, 6, 0));
        flow.add(Side::Peer, &segment(flag::SYN, 900, 0, 0));
        flow.add(Side::Peer, &segment(flag::ACK, 6, 51, 0));
        assert!(!flow.shook_hands());
    }

    #[test]
    fn wrong_numbers_or_sides_shake_no_hands() {
        for (by_ack, ack, by_last, last_sequence, last_ack) in [
            (Side::Peer, 7, Side::Dut, 6, 51),
            (Side::Dut, 6, Side::Dut, 6, 51),
            (Side::Peer, 6, Side::Peer, 6, 51),
            (Side::Peer, 6, Side::Dut, 6, 52),
            (Side::Peer, 6, Side::Dut, 5, 51),
        ] {
            let mut flow = flow();
            flow.add(Side::Dut, &segment(flag::SYN, 5, 0, 0));
            flow.add(by_ack, &segment(flag::SYN | flag::ACK, 50, ack, 0));
            flow.add(by_last, &segment(flag::ACK, last_sequence, last_ack, 0));
            assert!(!flow.shook_hands(), "{by_ack:?} {ack} {by_last:?} {last_sequence} {last_ack}");
        }
    }

    #[test]
    fn a_syn_far_off_on_a_connection_that_is_there_moves_nothing() {
        let mut flow = flow();
        flow.add(Side::Dut, &segment(flag::SYN, 5, 0, 0));
        flow.add(Side::Peer, &segment(flag::SYN | flag::ACK, 50, 6, 0));
        flow.add(Side::Dut, &segment(flag::ACK, 6, 51, 0));
        flow.add(Side::Peer, &segment(flag::SYN, 0x3000_0000, 6, 0));
        flow.add(Side::Peer, &segment(flag::ACK, 51, 6, 10));
        assert_eq!(flow.payload.from_peer, 10);
    }

    #[test]
    fn a_segment_with_a_wrong_checksum_proves_nothing() {
        let mut flow = flow();
        let mut bad = segment(flag::SYN, 5, 0, 9);
        bad.checksums_right = false;
        flow.add(Side::Dut, &bad);
        assert_eq!((flow.segments.from_dut, flow.bad_checksums), (1, 1));
        assert_eq!((flow.syn.from_dut, flow.payload.from_dut, flow.initiator), (0, 0, None));
    }

    #[test]
    fn the_same_ports_again_are_another_connection_only_after_an_end() {
        let mut flow = flow();
        flow.add(Side::Dut, &segment(flag::SYN, 5, 0, 0));
        assert!(!flow.is_over_before(&segment(flag::SYN, 5, 0, 0)));
        flow.add(Side::Peer, &segment(flag::RST | flag::ACK, 0, 6, 0));
        assert!(flow.is_over_before(&segment(flag::SYN, 900, 0, 0)));
        assert!(!flow.is_over_before(&segment(flag::SYN, 5, 0, 0)), "the first one again, behind its reset");
    }
}
