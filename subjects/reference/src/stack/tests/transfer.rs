//! Data in both directions.

use std::io::ErrorKind;

use smoltcp::time::Duration;

use super::wire::{B4, B6, End, Wire, pattern};
use crate::stack::options::Options;

const MIB: usize = 1 << 20;

/// Sends `data` from A to B; what B has read.
fn transfer(wire: &mut Wire, to: &str, data: &[u8]) -> Vec<u8> {
    let (a, b) = wire.pair_with(to, &Options::default(), &Options::default());
    let (mut sent, mut received) = (0, Vec::new());
    while received.len() < data.len() {
        if let Ok(count) = wire.write(End::A, a, &data[sent..]) {
            sent += count;
        }
        wire.run();
        match wire.read(End::B, b, usize::MAX) {
            Ok(piece) => received.extend(piece),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock);
                wire.pass(Duration::from_millis(100));
            }
        }
    }
    received
}

#[test]
fn a_mebibyte_arrives_over_either_family() {
    let data = pattern(MIB);
    for to in [B4, B6] {
        assert!(transfer(&mut Wire::new(), to, &data) == data, "{to}");
    }
}

#[test]
fn a_mebibyte_arrives_although_segments_get_lost() {
    let data = pattern(MIB);
    let mut wire = Wire::new();
    let mut count = 0;
    // Deterministic and without a period that fits anything TCP does.
    wire.lose = Box::new(move |seen| {
        count += 1;
        !seen.is_syn() && count * count % 23 == 2
    });
    assert!(transfer(&mut wire, B4, &data) == data);
}

#[test]
fn segments_are_no_larger_than_either_side_takes() {
    let data = pattern(20_000);
    for (to, headers) in [(B4, 40), (B6, 60)] {
        for (a, b) in [(1500, 1300), (1300, 1500)] {
            let mut wire = Wire::with_mtu(a, b);
            assert!(transfer(&mut wire, to, &data) == data);
            let sent = wire.sent(End::A);
            assert_eq!(sent[0].mss, Some(a - headers));
            let largest = sent.iter().map(|seen| seen.payload.len()).max();
            assert_eq!(largest, Some(usize::from(1300 - headers)), "{to}, {a} and {b}");
        }
    }
}

#[test]
fn what_is_lost_is_sent_again_at_growing_intervals() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    let start = wire.a.clock.now();
    wire.sent(End::A);
    wire.lose = Box::new(|_| true);
    wire.write(End::A, a, b"hello?").unwrap();
    wire.pass(Duration::from_secs(16));
    let sent: Vec<i64> = wire.sent(End::A).iter().map(|seen| (seen.at - start).secs() as i64).collect();
    // RFC 6298: at first after a second, and each time after twice as long.
    assert_eq!(sent, [0, 1, 3, 7, 15]);
    wire.lose = Box::new(|_| false);
    wire.pass(Duration::from_secs(20));
    assert_eq!(wire.read(End::B, b, 100).unwrap(), b"hello?");
}

#[test]
fn a_reader_that_does_not_read_stops_the_writer_and_nothing_is_lost() {
    let mut wire = Wire::new();
    let small = Options { recv_buffer: 4096, send_buffer: 4096, ..Options::default() };
    let (a, b) = wire.pair_with(B4, &small, &small);
    let data = pattern(100_000);
    let mut sent = 0;
    for _ in 0..100 {
        if let Ok(count) = wire.write(End::A, a, &data[sent..]) {
            sent += count;
        }
        wire.run();
    }
    // Both buffers are full.
    assert_eq!(sent, 8192);
    // The window stays closed for a while; the peer is probed.
    wire.sent(End::A);
    wire.pass(Duration::from_secs(20));
    assert!(!wire.sent(End::A).is_empty());
    let mut received = Vec::new();
    while received.len() < data.len() {
        if let Ok(piece) = wire.read(End::B, b, 1000) {
            received.extend(piece);
        }
        wire.run();
        if let Ok(count) = wire.write(End::A, a, &data[sent..]) {
            sent += count;
        }
        wire.pass(Duration::from_millis(1));
    }
    assert!(received == data);
}

#[test]
fn peeking_takes_nothing_away_even_across_the_end_of_the_ring() {
    let mut wire = Wire::new();
    let small = Options { recv_buffer: 1024, ..Options::default() };
    let (a, b) = wire.pair_with(B4, &Options::default(), &small);
    let mut buffer = [0; 1024];
    assert_eq!(wire.b.peek(b, &mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
    for round in 0..5 {
        let data = pattern(700 + round);
        wire.write(End::A, a, &data).unwrap();
        wire.pass(Duration::from_millis(50));
        for _ in 0..2 {
            let count = wire.b.peek(b, &mut buffer).unwrap();
            assert_eq!(&buffer[..count], data);
        }
        assert_eq!(wire.b.peek(b, &mut buffer[..3]).unwrap(), 3);
        assert_eq!(wire.read(End::B, b, usize::MAX).unwrap(), data);
    }
}

#[test]
fn a_read_takes_no_more_than_it_was_asked_for() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.write(End::A, a, b"abcdef").unwrap();
    wire.run();
    assert_eq!(wire.read(End::B, b, 0).unwrap(), b"");
    assert_eq!(wire.read(End::B, b, 4).unwrap(), b"abcd");
    assert_eq!(wire.read(End::B, b, 4).unwrap(), b"ef");
}

#[test]
fn pieces_are_written_in_order_as_far_as_there_is_room() {
    use std::io::IoSlice;
    let mut wire = Wire::new();
    let small = Options { send_buffer: 1024, ..Options::default() };
    let (a, b) = wire.pair_with(B4, &small, &Options::default());
    let large = pattern(2000);
    let pieces = [IoSlice::new(b"head"), IoSlice::new(b""), IoSlice::new(&large), IoSlice::new(b"tail")];
    assert_eq!(wire.a.write(a, &pieces).unwrap(), 1024);
    wire.run();
    let received = wire.read(End::B, b, usize::MAX).unwrap();
    assert_eq!((&received[..4], &received[4..]), (&b"head"[..], &large[..1020]));
    assert_eq!(wire.a.write(a, &[IoSlice::new(b"")]).unwrap(), 0);
}

#[test]
fn unacknowledged_data_ends_a_connection_after_a_quarter_of_an_hour() {
    let mut wire = Wire::new();
    let (a, _) = wire.pair();
    wire.lose = Box::new(|_| true);
    wire.write(End::A, a, b"hello?").unwrap();
    wire.pass(Duration::from_secs(920));
    assert_eq!(wire.read(End::A, a, 1).unwrap_err().kind(), ErrorKind::WouldBlock);
    wire.pass(Duration::from_secs(5));
    assert_eq!(wire.write(End::A, a, b"x").unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!(wire.write(End::A, a, b"x").unwrap_err().kind(), ErrorKind::BrokenPipe);
}

#[test]
fn several_connections_do_not_mix_and_take_turns() {
    let mut wire = Wire::new();
    let pairs: Vec<_> = (0..5).map(|_| wire.pair()).collect();
    wire.sent(End::A);
    let data: Vec<Vec<u8>> = (0..5u8).map(|seed| pattern(20_000).iter().map(|byte| byte ^ seed).collect()).collect();
    for ((a, _), data) in pairs.iter().zip(&data) {
        assert_eq!(wire.write(End::A, *a, data).unwrap(), data.len());
    }
    wire.pass(Duration::from_secs(1));
    for ((_, b), data) in pairs.iter().zip(&data) {
        assert!(wire.read(End::B, *b, usize::MAX).unwrap() == *data);
    }
}
