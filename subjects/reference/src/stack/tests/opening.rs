//! Active and passive opens.

use std::io::ErrorKind;
use std::task::Poll;

use smoltcp::time::Duration;
use smoltcp::wire::TcpControl;

use super::wire::{A4, A6, B4, B6, End, NOBODY, Wire, address, nobody_waits};
use crate::stack::options::Options;

fn options() -> Options {
    Options::default()
}

#[test]
fn a_handshake_takes_three_segments_over_either_family() {
    for (from, to) in [(A4, B4), (A6, B6)] {
        let mut wire = Wire::new();
        wire.pair_with(to, &options(), &options());
        let flags: Vec<_> = wire.seen.iter().map(|seen| (seen.from, seen.control, seen.ack.is_some())).collect();
        assert_eq!(
            flags,
            [(End::A, TcpControl::Syn, false), (End::B, TcpControl::Syn, true), (End::A, TcpControl::None, true)]
        );
        assert_eq!(wire.seen[0].source.ip(), address(from, 0).ip());
        // 1500 less the headers of IP and TCP.
        let mss = if to == B4 { 1460 } else { 1440 };
        assert_eq!((wire.seen[0].mss, wire.seen[1].mss), (Some(mss), Some(mss)));
    }
}

#[test]
fn a_closed_port_refuses() {
    for to in [B4, B6] {
        let mut wire = Wire::new();
        let (id, _) = wire.a.connect(address(to, 9), &options(), None).unwrap();
        wire.run();
        let Poll::Ready(Err(error)) = wire.a.poll_connect(id, &nobody_waits()) else { panic!("no error") };
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        assert!(wire.a.is_idle());
    }
}

#[test]
fn a_peer_that_does_not_answer_times_out_after_some_syns() {
    let mut wire = Wire::new();
    wire.lose = Box::new(|_| true);
    let (id, _) = wire.a.connect(address(B4, 9), &options(), None).unwrap();
    wire.pass(Duration::from_millis(9_999));
    assert!(wire.a.poll_connect(id, &nobody_waits()).is_pending());
    assert_eq!(wire.seen.iter().filter(|seen| seen.is_syn()).count(), 4);
    wire.pass(Duration::from_millis(2));
    let Poll::Ready(Err(error)) = wire.a.poll_connect(id, &nobody_waits()) else { panic!("no error") };
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(wire.a.is_idle());
}

#[test]
fn a_neighbour_that_is_not_there_is_unreachable() {
    let mut wire = Wire::new();
    let (id, _) = wire.a.connect(address(NOBODY, 9), &options(), None).unwrap();
    wire.pass(Duration::from_millis(2_999));
    assert!(wire.a.poll_connect(id, &nobody_waits()).is_pending());
    wire.pass(Duration::from_millis(2));
    assert!(!wire.a.poll(), "there is nothing to do");
    let Poll::Ready(Err(error)) = wire.a.poll_connect(id, &nobody_waits()) else { panic!("no error") };
    assert_eq!(error.kind(), ErrorKind::HostUnreachable);
    assert!(wire.a.stalled.is_empty());
}

#[test]
fn two_neighbours_are_found_within_the_second_smoltcp_asks_once_in() {
    let mut wire = Wire::new();
    wire.a.connect(address(NOBODY, 9), &options(), None).unwrap();
    wire.run();
    let (listener, bound) = wire.b.bind_and_listen(address(B4, 0), &options()).unwrap();
    wire.a.connect(bound, &options(), None).unwrap();
    wire.pass(Duration::from_millis(10));
    assert!(wire.accept(listener).is_some());
}

#[test]
fn a_segment_to_a_neighbour_that_was_forgotten_goes_when_it_is_found() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    // smoltcp forgets a neighbour after a minute of silence.
    wire.pass(Duration::from_secs(90));
    wire.write(End::A, a, b"still there").unwrap();
    wire.run();
    assert_eq!(wire.read(End::B, b, 100).unwrap(), b"still there");
}

#[test]
fn a_backlog_lets_one_more_wait_than_it_says_and_syns_beyond_come_again() {
    let mut wire = Wire::new();
    let (claim, bound) = wire.b.claim(address(B4, 80), false).unwrap();
    let listener = wire.b.listen(claim, bound, &options(), 2);
    let ids: Vec<_> = (0..4).map(|_| wire.a.connect(bound, &options(), None).unwrap().0).collect();
    wire.run();
    let open = |wire: &mut Wire| {
        ids.iter().filter(|id| wire.a.connections[id.0].state() != smoltcp::socket::tcp::State::SynSent).count()
    };
    assert_eq!(open(&mut wire), 3);
    assert!(!wire.seen.iter().any(|seen| seen.control == TcpControl::Rst));
    for _ in 0..3 {
        assert!(wire.accept(listener).is_some());
    }
    assert!(wire.accept(listener).is_none());
    // The SYN that was dropped is sent again after a second.
    wire.pass(Duration::from_millis(1_100));
    assert_eq!(open(&mut wire), 4);
    assert!(wire.accept(listener).is_some());
}

#[test]
fn half_open_connections_leave_the_backlog_when_they_time_out_or_are_reset() {
    let mut wire = Wire::new();
    let (claim, bound) = wire.b.claim(address(B4, 80), false).unwrap();
    let listener = wire.b.listen(claim, bound, &options(), 0);
    // The answer to SYN gets lost, and its repetitions.
    wire.lose = Box::new(|seen| seen.from == End::B);
    let (first, _) = wire.a.connect(bound, &options(), None).unwrap();
    wire.run();
    wire.a.cancel_connect(first);
    wire.pass(Duration::from_secs(11));
    assert!(wire.b.connections.is_empty());
    // Somebody who does not want it any more says so when the answer comes.
    wire.lose = Box::new(|_| false);
    let (second, _) = wire.a.connect(bound, &options(), None).unwrap();
    wire.a.poll();
    wire.a.cancel_connect(second);
    wire.run();
    assert!(wire.b.connections.is_empty());
    let (third, _) = wire.a.connect(bound, &options(), None).unwrap();
    wire.run();
    assert!(matches!(wire.a.poll_connect(third, &nobody_waits()), Poll::Ready(Ok(()))));
    assert!(wire.accept(listener).is_some());
}

#[test]
fn a_listener_that_is_closed_resets_what_waits() {
    let mut wire = Wire::new();
    let (listener, bound) = wire.b.bind_and_listen(address(B4, 80), &options()).unwrap();
    let (id, _) = wire.a.connect(bound, &options(), None).unwrap();
    wire.run();
    assert!(matches!(wire.a.poll_connect(id, &nobody_waits()), Poll::Ready(Ok(()))));
    wire.b.release_listener(listener);
    wire.run();
    assert_eq!(wire.read(End::A, id, 1).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert!(wire.b.is_idle());
}

#[test]
fn ports_are_claimed_once() {
    let mut wire = Wire::new();
    let kind = |result: std::io::Result<_>| result.map(|_| ()).unwrap_err().kind();
    let (claim, bound) = wire.a.claim(address(A4, 80), false).unwrap();
    assert_eq!(bound, address(A4, 80));
    assert_eq!(kind(wire.a.claim(address(A4, 80), false)), ErrorKind::AddrInUse);
    assert_eq!(kind(wire.a.claim(address("0.0.0.0", 80), true)), ErrorKind::AddrInUse);
    assert_eq!(kind(wire.a.claim(address(B4, 80), false)), ErrorKind::AddrNotAvailable);
    wire.a.claim(address(A6, 80), false).unwrap();
    wire.a.release_claim(claim);
    wire.a.claim(address(A4, 80), false).unwrap();
    let (_, chosen) = wire.a.claim(address("::", 0), false).unwrap();
    assert!(chosen.port() >= 49152);
}

#[test]
fn a_connections_port_is_free_for_listeners_and_not_for_other_sockets() {
    let mut wire = Wire::new();
    let (_, b) = wire.pair();
    let port = wire.b.connections[b.0].flow.local.port();
    for ip in [B4, "0.0.0.0", "::"] {
        let error = wire.b.claim(address(ip, port), false).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AddrInUse, "{ip}");
        let (claim, _) = wire.b.claim(address(ip, port), true).unwrap();
        wire.b.release_claim(claim);
    }
    wire.b.claim(address(B6, port), false).unwrap();
}

#[test]
fn a_bound_socket_connects_from_where_it_is_bound_and_keeps_the_port() {
    let mut wire = Wire::new();
    let (_, bound) = wire.b.bind_and_listen(address(B4, 80), &options()).unwrap();
    let claim = wire.a.claim(address("0.0.0.0", 4321), false).unwrap();
    let (id, flow) = wire.a.connect(bound, &options(), Some(claim)).unwrap();
    assert_eq!(flow.local, address(A4, 4321));
    wire.run();
    assert_eq!(wire.seen[0].source, address(A4, 4321));
    assert!(matches!(wire.a.poll_connect(id, &nobody_waits()), Poll::Ready(Ok(()))));
    assert_eq!(wire.a.claim(address(A4, 4321), true).map(|_| ()).unwrap_err().kind(), ErrorKind::AddrInUse);
    wire.a.release(id);
    wire.run();
    // The connection is in TIME-WAIT or waits for the peer: the claim lives as long.
    assert_eq!(wire.a.claim(address(A4, 4321), false).map(|_| ()).unwrap_err().kind(), ErrorKind::AddrInUse);
    wire.pass(Duration::from_secs(100));
    wire.a.claim(address(A4, 4321), false).unwrap();
}

#[test]
fn there_is_one_connection_between_two_ends() {
    let mut wire = Wire::new();
    let first = wire.a.claim(address(A4, 4321), false).unwrap();
    wire.a.connect(address(B4, 80), &options(), Some(first)).unwrap();
    // Another claim cannot be had, so the port is brought by a socket bound elsewhere.
    let second = (u64::MAX, address(A4, 4321));
    let error = wire.a.connect(address(B4, 80), &options(), Some(second)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrNotAvailable);
    wire.a.connect(address(B4, 81), &options(), Some(second)).unwrap();
}

#[test]
fn without_room_for_a_frame_everything_waits() {
    let mut wire = Wire::new();
    wire.a.device.link_mut().set_room(0);
    let (_, bound) = wire.b.bind_and_listen(address(B4, 80), &options()).unwrap();
    let (id, _) = wire.a.connect(bound, &options(), None).unwrap();
    for _ in 0..3 {
        assert!(wire.a.poll());
    }
    assert!(wire.seen.is_empty());
    wire.a.device.link_mut().set_room(1);
    wire.run();
    assert!(matches!(wire.a.poll_connect(id, &nobody_waits()), Poll::Ready(Ok(()))));
}
