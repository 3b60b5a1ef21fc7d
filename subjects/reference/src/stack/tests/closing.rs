//! Ends of connections.

use std::io::ErrorKind;

use smoltcp::time::Duration;
use smoltcp::wire::TcpControl;
use tokio::io::{Interest, Ready};

use super::wire::{B4, B6, End, Wire, pattern};
use crate::stack::options::Options;

fn fins(wire: &mut Wire, from: End) -> usize {
    wire.sent(from).iter().filter(|seen| seen.control == TcpControl::Fin).count()
}

#[test]
fn half_a_close_leaves_the_other_half() {
    for to in [B4, B6] {
        let mut wire = Wire::new();
        let (a, b) = wire.pair_with(to, &Options::default(), &Options::default());
        wire.write(End::A, a, b"last words").unwrap();
        wire.a.shutdown_write(a);
        wire.a.shutdown_write(a);
        wire.run();
        assert_eq!(fins(&mut wire, End::A), 1);
        assert_eq!(wire.write(End::A, a, b"more").unwrap_err().kind(), ErrorKind::BrokenPipe);
        assert_eq!(wire.write(End::A, a, b"").unwrap_err().kind(), ErrorKind::BrokenPipe);
        assert_eq!(wire.read(End::B, b, 100).unwrap(), b"last words");
        assert_eq!(wire.read(End::B, b, 100).unwrap(), b"");
        assert_eq!(wire.read(End::A, a, 100).unwrap_err().kind(), ErrorKind::WouldBlock);
        let data = pattern(50_000);
        assert_eq!(wire.write(End::B, b, &data).unwrap(), data.len());
        wire.pass(Duration::from_secs(1));
        assert!(wire.read(End::A, a, usize::MAX).unwrap() == data);
    }
}

#[test]
fn fin_waits_for_data_that_is_not_acknowledged() {
    let mut wire = Wire::new();
    let small = Options { recv_buffer: 1024, ..Options::default() };
    let (a, b) = wire.pair_with(B4, &Options::default(), &small);
    wire.sent(End::A);
    let data = pattern(5000);
    wire.write(End::A, a, &data).unwrap();
    wire.a.release(a);
    wire.run();
    assert_eq!(fins(&mut wire, End::A), 0);
    let mut received = Vec::new();
    while let Ok(piece) = wire.read(End::B, b, usize::MAX) {
        if piece.is_empty() {
            break;
        }
        received.extend(piece);
        wire.pass(Duration::from_millis(300));
    }
    assert!(received == data);
    assert_eq!(fins(&mut wire, End::A), 1);
}

#[test]
fn reading_that_was_shut_down_finds_the_end_after_what_is_there() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.b.shutdown_read(b);
    assert_eq!(wire.read(End::B, b, 10).unwrap(), b"");
    assert_eq!(wire.b.readiness(b, Interest::READABLE), Ready::READABLE | Ready::READ_CLOSED);
    // As in Linux what comes all the same is there.
    wire.write(End::A, a, b"late").unwrap();
    wire.run();
    assert_eq!(wire.read(End::B, b, 10).unwrap(), b"late");
    assert_eq!(wire.read(End::B, b, 10).unwrap(), b"");
    wire.write(End::B, b, b"still writes").unwrap();
    wire.run();
    assert_eq!(wire.read(End::A, a, 100).unwrap(), b"still writes");
}

/// A resets by letting go with something unread.
fn reset_by_a(wire: &mut Wire, a: crate::stack::ConnectionId, b: crate::stack::ConnectionId) {
    wire.write(End::B, b, b"unread").unwrap();
    wire.run();
    wire.a.release(a);
    wire.run();
}

#[test]
fn a_reset_is_an_error_once_whoever_finds_it() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    reset_by_a(&mut wire, a, b);
    assert!(wire.sent(End::A).iter().any(|seen| seen.control == TcpControl::Rst));
    let ready = wire.b.readiness(b, Interest::READABLE | Interest::WRITABLE | Interest::ERROR);
    assert!(ready.is_readable() && ready.is_read_closed() && ready.is_write_closed() && ready.is_error());
    assert_eq!(wire.read(End::B, b, 1).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(wire.read(End::B, b, 1).unwrap(), b"");
    assert!(wire.b.take_error(b).is_none());
    assert_eq!(wire.write(End::B, b, b"x").unwrap_err().kind(), ErrorKind::BrokenPipe);

    let (a, b) = wire.pair();
    reset_by_a(&mut wire, a, b);
    assert_eq!(wire.b.take_error(b).unwrap().kind(), ErrorKind::ConnectionReset);
    assert!(wire.b.take_error(b).is_none());
    assert_eq!(wire.read(End::B, b, 1).unwrap(), b"");

    let (a, b) = wire.pair();
    reset_by_a(&mut wire, a, b);
    assert_eq!(wire.write(End::B, b, b"x").unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(wire.write(End::B, b, b"x").unwrap_err().kind(), ErrorKind::BrokenPipe);
}

#[test]
fn what_came_before_a_reset_can_be_read() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.write(End::A, a, b"before").unwrap();
    reset_by_a(&mut wire, a, b);
    assert_eq!(wire.read(End::B, b, 100).unwrap(), b"before");
    assert_eq!(wire.read(End::B, b, 100).unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[test]
fn a_reset_after_fin_is_the_end_for_readers_and_a_broken_pipe_for_writers() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.a.release(a);
    wire.run();
    // A has said everything and holds nothing any more: data for it is met with RST.
    wire.write(End::B, b, b"too late").unwrap();
    wire.run();
    assert_eq!(wire.read(End::B, b, 1).unwrap(), b"");
    assert_eq!(wire.write(End::B, b, b"x").unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert_eq!(wire.read(End::B, b, 1).unwrap(), b"");
}

#[test]
fn a_connection_that_is_over_has_nothing_to_complain_about() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.b.shutdown_write(b);
    wire.run();
    wire.a.shutdown_write(a);
    wire.run();
    // B sits in TIME-WAIT: neither direction is open, as `EPOLLHUP` says.
    assert_eq!(wire.b.connections[b.0].state(), smoltcp::socket::tcp::State::TimeWait);
    let ready = wire.b.readiness(b, Interest::READABLE | Interest::WRITABLE);
    assert_eq!(ready, Ready::ALL - Ready::PRIORITY - Ready::ERROR);
    for _ in 0..2 {
        assert_eq!(wire.read(End::A, a, 1).unwrap(), b"");
        assert_eq!(wire.read(End::B, b, 1).unwrap(), b"");
        assert!(wire.a.take_error(a).is_none() && wire.b.take_error(b).is_none());
        wire.a.shutdown_write(a);
        wire.a.shutdown_read(a);
        wire.pass(Duration::from_secs(20));
    }
    let ready = wire.b.readiness(b, Interest::READABLE | Interest::WRITABLE);
    assert_eq!(ready, Ready::ALL - Ready::PRIORITY - Ready::ERROR);
}

#[test]
fn a_lost_fin_is_sent_again_and_time_wait_answers_it() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.a.release(a);
    wire.run();
    // The last acknowledgement is lost: B repeats its FIN, and A, in TIME-WAIT, acknowledges again.
    let mut lost = false;
    wire.lose = Box::new(move |seen| seen.from == End::A && !std::mem::replace(&mut lost, true));
    wire.b.release(b);
    wire.run();
    assert_eq!(wire.b.connections.len(), 1);
    wire.pass(Duration::from_secs(3));
    assert!(wire.b.connections.is_empty());
    assert_eq!(wire.a.connections.len(), 1);
    wire.pass(Duration::from_secs(11));
    assert!(wire.a.connections.is_empty() && wire.a.time_wait.len() <= 1);
}

#[test]
fn a_peer_that_never_closes_is_reset_in_the_end() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.a.release(a);
    wire.pass(Duration::from_secs(59));
    assert_eq!(wire.a.connections.len(), 1);
    wire.pass(Duration::from_secs(3));
    assert!(wire.a.connections.is_empty());
    assert_eq!(wire.read(End::B, b, 1).unwrap(), b"");
}

#[test]
fn the_old_connection_between_two_ends_makes_way_for_a_new_one() {
    let mut wire = Wire::new();
    let (listener, bound) = wire.b.bind_and_listen(super::wire::address(B4, 80), &Options::default()).unwrap();
    let claim = wire.a.claim(super::wire::address(super::wire::A4, 4000), false).unwrap();
    let (a, flow) = wire.a.connect(bound, &Options::default(), Some(claim)).unwrap();
    wire.run();
    let b = wire.accept(listener).unwrap().id;
    // B closes first and sits in TIME-WAIT; A forgets the connection at once.
    wire.b.release(b);
    wire.run();
    let _ = wire.a.poll_connect(a, &super::wire::nobody_waits());
    wire.a.release(a);
    wire.run();
    assert!(wire.a.connections.is_empty());
    let again = wire.a.connect(bound, &Options::default(), Some((u64::MAX, flow.local))).unwrap().0;
    wire.run();
    assert!(wire.a.poll_connect(again, &super::wire::nobody_waits()).is_ready());
    assert!(wire.accept(listener).is_some());
}

#[test]
fn shutting_down_tells_every_peer() {
    let mut wire = Wire::new();
    let (_, b) = wire.pair();
    let (listener, bound) =
        wire.a.bind_and_listen(super::wire::address(super::wire::A4, 80), &Options::default()).unwrap();
    wire.b.connect(bound, &Options::default(), None).unwrap();
    wire.run();
    let _ = listener;
    // The clock stands still, so the wait for acknowledgements is over when nothing more is to be waited for.
    wire.a.clock = crate::stack::clock::Clock::start();
    wire.a.finish();
    wire.a.clock = crate::stack::clock::Clock::Manual(wire.b.clock.now());
    wire.run();
    assert_eq!(wire.read(End::B, b, 1).unwrap(), b"");
}
