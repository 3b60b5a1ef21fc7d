//! Options, as they are seen on the wire.

use smoltcp::socket::tcp::State;
use smoltcp::time::Duration;
use std::io::ErrorKind;

use super::wire::{B4, B6, End, Wire, address, pattern};
use crate::stack::options::Options;

#[test]
fn every_segment_of_a_connection_has_its_ttl() {
    for to in [B4, B6] {
        let mut wire = Wire::new();
        let options = Options { ttl: 42, ..Options::default() };
        let (a, b) = wire.pair_with(to, &Options::default(), &options);
        assert_eq!((wire.a.ttl(a), wire.b.ttl(b)), (64, 42));
        wire.a.set_ttl(a, 7);
        let before = wire.sent(End::A);
        assert!(before.iter().all(|seen| seen.ttl == 64));
        wire.write(End::A, a, b"data").unwrap();
        wire.run();
        wire.write(End::B, b, b"answer").unwrap();
        wire.pass(Duration::from_secs(1));
        assert!(wire.sent(End::A).iter().all(|seen| seen.ttl == 7));
        // SYN-ACK, acknowledgement and data.
        let theirs = wire.sent(End::B);
        assert!(theirs.len() >= 3 && theirs.iter().all(|seen| seen.ttl == 42), "{theirs:#?}");
    }
}

#[test]
fn what_smoltcp_answers_on_its_own_has_the_ttl_too() {
    for to in [B4, B6] {
        let mut wire = Wire::new();
        let (a, b) = wire.pair_with(to, &Options::default(), &Options { ttl: 9, ..Options::default() });
        wire.a.set_nodelay(a, true);
        wire.sent(End::B);
        // The first of two is lost, so the second comes out of order and is acknowledged at once.
        let mut lost = false;
        wire.lose = Box::new(move |seen| !seen.payload.is_empty() && !std::mem::replace(&mut lost, true));
        wire.write(End::A, a, b"1").unwrap();
        wire.write(End::A, a, b"2").unwrap();
        wire.run();
        let answers = wire.sent(End::B);
        assert_eq!(answers.iter().map(|seen| seen.ttl).collect::<Vec<_>>(), [9]);
        assert!(wire.read(End::B, b, 10).is_err());
    }
}

#[test]
fn a_listeners_ttl_is_for_those_who_come_later() {
    let mut wire = Wire::new();
    let (listener, bound) = wire.b.bind_and_listen(address(B4, 80), &Options::default()).unwrap();
    assert_eq!(wire.b.listener_ttl(listener).unwrap(), 64);
    wire.a.connect(bound, &Options::default(), None).unwrap();
    wire.run();
    wire.b.set_listener_ttl(listener, 99).unwrap();
    wire.a.connect(bound, &Options::default(), None).unwrap();
    wire.run();
    let ttls: Vec<u8> = wire.sent(End::B).iter().filter(|seen| seen.is_syn()).map(|seen| seen.ttl).collect();
    assert_eq!(ttls, [64, 99]);
    let (first, second) = (wire.accept(listener).unwrap(), wire.accept(listener).unwrap());
    assert_eq!((wire.b.ttl(first.id), wire.b.ttl(second.id)), (64, 99));
}

#[test]
fn window_and_scale_follow_the_receive_buffer() {
    for (bytes, window, scale) in [(4096, 4096, 0), (65_535, 65_535, 0), (65_536, 65_535, 1), (1 << 20, 65_535, 5)] {
        let mut wire = Wire::new();
        let options = Options { recv_buffer: bytes, ..Options::default() };
        let (a, _) = wire.pair_with(B4, &options, &options);
        let syns: Vec<_> = wire.seen.iter().filter(|seen| seen.is_syn()).collect();
        assert_eq!(syns.len(), 2);
        for syn in syns {
            assert_eq!((syn.window, syn.scale), (window, Some(scale)), "{bytes}");
        }
        wire.sent(End::A);
        wire.write(End::A, a, b"x").unwrap();
        wire.run();
        let data = wire.sent(End::A).remove(0);
        assert_eq!(u32::from(data.window) << scale, bytes);
    }
}

#[test]
fn a_writer_finds_room_for_the_send_buffer_and_no_more() {
    let mut wire = Wire::new();
    let options = Options { send_buffer: 10_000, ..Options::default() };
    let (a, _) = wire.pair_with(B4, &options, &options);
    wire.lose = Box::new(|_| true);
    assert_eq!(wire.write(End::A, a, &pattern(20_000)).unwrap(), 10_000);
    assert_eq!(wire.write(End::A, a, b"x").unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn small_writes_go_together_while_data_is_unacknowledged() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    assert!(!wire.a.nodelay(a));
    wire.sent(End::A);
    for piece in [b"1", b"2", b"3"] {
        wire.write(End::A, a, piece).unwrap();
    }
    wire.run();
    let payloads: Vec<Vec<u8>> =
        wire.sent(End::A).into_iter().map(|seen| seen.payload).filter(|payload| !payload.is_empty()).collect();
    assert_eq!(payloads, [b"1".to_vec(), b"23".to_vec()]);
    assert_eq!(wire.read(End::B, b, 10).unwrap(), b"123");
}

#[test]
fn with_nodelay_each_write_is_a_segment() {
    let mut wire = Wire::new();
    let (a, _) = wire.pair_with(B4, &Options { nodelay: true, ..Options::default() }, &Options::default());
    assert!(wire.a.nodelay(a));
    wire.sent(End::A);
    wire.lose = Box::new(|_| true);
    for piece in [b"1", b"2", b"3"] {
        wire.write(End::A, a, piece).unwrap();
    }
    wire.run();
    let payloads: Vec<Vec<u8>> = wire.sent(End::A).into_iter().map(|seen| seen.payload).collect();
    assert_eq!(payloads, [b"1", b"2", b"3"].map(|piece| piece.to_vec()));
}

#[test]
fn setting_nodelay_lets_go_what_was_held_back() {
    let mut wire = Wire::new();
    let (a, _) = wire.pair();
    wire.lose = Box::new(|_| true);
    wire.write(End::A, a, b"1").unwrap();
    wire.write(End::A, a, b"2").unwrap();
    wire.run();
    wire.sent(End::A);
    wire.a.set_nodelay(a, true);
    wire.run();
    assert_eq!(wire.sent(End::A).len(), 1);
}

#[test]
fn an_acknowledgement_goes_at_once_or_with_the_answer() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    let answers = |wire: &mut Wire| {
        wire.sent(End::B);
        wire.write(End::A, a, b"question").unwrap();
        wire.run();
        let before = wire.sent(End::B);
        wire.write(End::B, b, b"answer").unwrap();
        wire.run();
        let after = wire.sent(End::B);
        wire.pass(Duration::from_secs(1));
        (before.iter().filter(|seen| seen.is_pure_ack()).count(), after.len())
    };
    // A new connection acknowledges at once, until it turns out to be one of questions and answers.
    assert!(wire.b.quickack(b));
    assert_eq!(answers(&mut wire), (1, 1));
    assert!(!wire.b.quickack(b));
    assert_eq!(answers(&mut wire), (0, 1));
    wire.b.set_quickack(b, true);
    assert!(wire.b.quickack(b));
    assert_eq!(answers(&mut wire), (1, 1));
    assert_eq!(answers(&mut wire), (1, 1));
    wire.b.set_quickack(b, false);
    assert!(!wire.b.quickack(b));
    assert_eq!(answers(&mut wire), (0, 1));
}

#[test]
fn a_delayed_acknowledgement_comes_within_40_ms() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.b.set_quickack(b, false);
    wire.sent(End::B);
    wire.write(End::A, a, b"question").unwrap();
    wire.pass(Duration::from_millis(39));
    assert!(wire.sent(End::B).is_empty());
    wire.pass(Duration::from_millis(2));
    assert_eq!(wire.sent(End::B).len(), 1);
}

#[test]
fn a_silent_peer_is_probed_and_its_answers_count() {
    let mut wire = Wire::new();
    let options = Options { keepalive: true, ..Options::default() };
    wire.pair_with(B4, &options, &Options::default());
    let start = wire.a.clock.now();
    wire.sent(End::A);
    wire.pass(Duration::from_secs(99));
    assert!(wire.sent(End::A).is_empty());
    wire.pass(Duration::from_secs(250));
    let probes: Vec<i64> = wire.sent(End::A).iter().map(|seen| (seen.at - start).secs() as i64).collect();
    // Each is answered, so the silence begins anew.
    assert_eq!(probes, [100, 200, 300]);
}

#[test]
fn a_peer_that_is_gone_is_probed_at_the_interval_and_given_up() {
    let mut wire = Wire::new();
    let options = Options { keepalive: true, ..Options::default() };
    let (_, b) = wire.pair_with(B4, &Options::default(), &options);
    let start = wire.a.clock.now();
    wire.sent(End::B);
    wire.lose = Box::new(|_| true);
    wire.pass(Duration::from_millis(129_999));
    let probes: Vec<i64> = wire.sent(End::B).iter().map(|seen| (seen.at - start).secs() as i64).collect();
    assert_eq!(probes, [100, 110, 120]);
    assert_eq!(wire.read(End::B, b, 1).unwrap_err().kind(), ErrorKind::WouldBlock);
    wire.pass(Duration::from_millis(2));
    assert_eq!(wire.read(End::B, b, 1).unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!(wire.read(End::B, b, 1).unwrap(), b"");
}

#[test]
fn without_keep_alive_silence_is_no_matter() {
    let mut wire = Wire::new();
    let (a, _) = wire.pair();
    wire.sent(End::A);
    wire.pass(Duration::from_secs(100_000));
    assert!(wire.sent(End::A).is_empty());
    assert_eq!(wire.a.connections[a.0].state(), State::Established);
}
