//! Frames that no decent peer sends.

use smoltcp::time::Duration;
use smoltcp::wire::{
    EthernetAddress, EthernetFrame, EthernetProtocol, EthernetRepr, IpProtocol, Ipv4Packet, Ipv4Repr, TcpControl,
    TcpPacket, TcpRepr, TcpSeqNumber,
};

use super::wire::{A4, B4, End, Wire, address};
use crate::stack::options::Options;

/// A segment for B that claims to come from A.
fn forged(port: u16, to: u16, change: impl FnOnce(&mut TcpRepr<'_>)) -> Vec<u8> {
    let mut segment = TcpRepr {
        src_port: port,
        dst_port: to,
        control: TcpControl::None,
        seq_number: TcpSeqNumber(77),
        ack_number: None,
        window_len: 1000,
        window_scale: None,
        max_seg_size: None,
        sack_permitted: false,
        sack_ranges: [None; 3],
        timestamp: None,
        payload: &[],
    };
    change(&mut segment);
    let ip = Ipv4Repr {
        src_addr: A4.parse().unwrap(),
        dst_addr: B4.parse().unwrap(),
        next_header: IpProtocol::Tcp,
        payload_len: segment.buffer_len(),
        hop_limit: 64,
    };
    let ethernet = EthernetRepr {
        src_addr: EthernetAddress([2, 0, 0, 0, 0, 0x10]),
        dst_addr: EthernetAddress([2, 0, 0, 0, 0, 1]),
        ethertype: EthernetProtocol::Ipv4,
    };
    let mut bytes = vec![0; ethernet.buffer_len() + ip.buffer_len() + segment.buffer_len()];
    let mut frame = EthernetFrame::new_unchecked(&mut bytes);
    ethernet.emit(&mut frame);
    let mut packet = Ipv4Packet::new_unchecked(frame.payload_mut());
    ip.emit(&mut packet, &Default::default());
    let (source, destination) = (ip.src_addr.into(), ip.dst_addr.into());
    segment.emit(&mut TcpPacket::new_unchecked(packet.payload_mut()), &source, &destination, &Default::default());
    bytes
}

fn syn(port: u16) -> Vec<u8> {
    forged(port, 80, |segment| segment.control = TcpControl::Syn)
}

#[test]
fn a_flood_of_syns_is_bounded_by_the_backlog_and_passes() {
    let mut wire = Wire::new();
    let (claim, bound) = wire.b.claim(address(B4, 80), false).unwrap();
    let listener = wire.b.listen(claim, bound, &Options::default(), 15);
    // A would answer SYN-ACKs it never asked for with RST.
    wire.lose = Box::new(|_| true);
    for port in 1..5000 {
        wire.deliver(End::B, syn(port));
        wire.b.poll();
    }
    assert_eq!(wire.b.connections.len(), 16);
    wire.pass(Duration::from_secs(20));
    assert!(wire.b.connections.is_empty());
    wire.lose = Box::new(|_| false);
    wire.a.connect(bound, &Options::default(), None).unwrap();
    wire.run();
    assert!(wire.accept(listener).is_some());
}

#[test]
fn a_syn_with_a_wrong_checksum_leaves_nothing() {
    let mut wire = Wire::new();
    wire.b.bind_and_listen(address(B4, 80), &Options::default()).unwrap();
    let mut frame = syn(1000);
    *frame.last_mut().unwrap() ^= 1;
    wire.deliver(End::B, frame);
    wire.run();
    assert!(wire.seen.is_empty() && wire.b.connections.is_empty());
}

#[test]
fn a_reset_outside_the_window_changes_nothing() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    let flow = wire.b.connections[b.0].flow;
    let next = wire.seen.last().unwrap().seq;
    let reset = |seq| {
        forged(flow.remote.port(), flow.local.port(), |segment| {
            segment.control = TcpControl::Rst;
            segment.seq_number = seq;
        })
    };
    for off in [-1_000_000i32, -1, 1 << 20] {
        wire.deliver(End::B, reset(TcpSeqNumber(next.0.wrapping_add(off))));
    }
    wire.run();
    assert!(wire.b.take_error(b).is_none());
    wire.write(End::A, a, b"alive").unwrap();
    wire.run();
    assert_eq!(wire.read(End::B, b, 9).unwrap(), b"alive");
    wire.deliver(End::B, reset(next + 5));
    wire.run();
    assert_eq!(wire.b.take_error(b).unwrap().kind(), std::io::ErrorKind::ConnectionReset);
}

#[test]
fn a_syn_inside_a_connection_changes_nothing() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    let flow = wire.b.connections[b.0].flow;
    let bytes = forged(flow.remote.port(), flow.local.port(), |segment| segment.control = TcpControl::Syn);
    wire.deliver(End::B, bytes);
    wire.run();
    wire.write(End::A, a, b"alive").unwrap();
    wire.run();
    assert_eq!(wire.read(End::B, b, 9).unwrap(), b"alive");
}

#[test]
fn frames_cut_or_filled_with_anything_do_no_harm() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    let flow = wire.b.connections[b.0].flow;
    let whole = forged(flow.remote.port(), flow.local.port(), |segment| {
        segment.ack_number = Some(TcpSeqNumber(1));
        segment.payload = b"payload";
    });
    let mut state = 1u64;
    for round in 0..20_000usize {
        let mut frame = whole.clone();
        frame.truncate(1 + round % whole.len());
        for _ in 0..round % 5 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = (state >> 33) as usize % frame.len();
            frame[place] = (state >> 24) as u8;
        }
        wire.deliver(End::B, frame);
        wire.b.poll();
    }
    wire.run();
    wire.write(End::A, a, b"alive").unwrap();
    wire.run();
    assert_eq!(wire.read(End::B, b, 9).unwrap(), b"alive");
}
