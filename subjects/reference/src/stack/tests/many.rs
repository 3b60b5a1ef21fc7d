//! Many connections, one after the other and at once, leave nothing behind.

use std::task::Poll;

use smoltcp::time::Duration;

use super::wire::{B4, End, Wire, address, nobody_waits};
use crate::stack::options::Options;

#[test]
fn a_hundred_thousand_connections_leave_nothing() {
    let mut wire = Wire::new();
    wire.forgetful = true;
    let (listener, bound) = wire.b.bind_and_listen(address(B4, 80), &Options::default()).unwrap();
    for round in 0..100_000u32 {
        let (a, _) = wire.a.connect(bound, &Options::default(), None).unwrap();
        wire.run();
        assert!(matches!(wire.a.poll_connect(a, &nobody_waits()), Poll::Ready(Ok(()))), "round {round}");
        let b = wire.accept(listener).unwrap().id;
        wire.write(End::A, a, &round.to_be_bytes()).unwrap();
        wire.run();
        assert_eq!(wire.read(End::B, b, 4).unwrap(), round.to_be_bytes());
        // Either side closes first; now and then one resets.
        let (one, other) = if round % 2 == 0 { (End::A, End::B) } else { (End::B, End::A) };
        let id = |end| if end == End::A { a } else { b };
        if round % 10 == 0 {
            wire.write(one, id(one), b"unread").unwrap();
            wire.run();
            wire.end(other).release(id(other));
        } else {
            wire.end(one).release(id(one));
            wire.run();
            wire.end(other).release(id(other));
        }
        wire.run();
        if round % 10 == 0 {
            wire.end(one).release(id(one));
        }
        wire.pass(Duration::from_millis(1));
    }
    for stack in [&wire.a, &wire.b] {
        // 64 sit in TIME-WAIT; the table never grew much beyond.
        assert!(stack.connections.capacity() <= 256, "room for {} connections", stack.connections.capacity());
        assert!(stack.time_wait.len() <= 64 && stack.pool.len() <= 128);
        assert!(stack.deadlines.len() <= stack.connections.len());
        assert!(stack.stalled.is_empty() && stack.woken.is_empty());
    }
    wire.pass(Duration::from_secs(70));
    wire.b.release_listener(listener);
    for stack in [&wire.a, &wire.b] {
        assert!(stack.is_idle());
        assert_eq!((stack.deadlines.len(), stack.flows.len()), (0, 0));
        assert!(!stack.ports.is_claimed(80));
    }
}

#[test]
fn a_thousand_connections_at_once_each_have_their_own_data() {
    let mut wire = Wire::new();
    wire.forgetful = true;
    let small = Options { recv_buffer: 2048, send_buffer: 2048, ..Options::default() };
    let (listener, bound) = wire.b.bind_and_listen(address(B4, 80), &small).unwrap();
    let mut pairs = Vec::new();
    for _ in 0..1000 {
        let (a, flow) = wire.a.connect(bound, &small, None).unwrap();
        wire.run();
        assert!(matches!(wire.a.poll_connect(a, &nobody_waits()), Poll::Ready(Ok(()))));
        let accepted = wire.accept(listener).unwrap();
        assert_eq!((accepted.flow.local, accepted.flow.remote), (flow.remote, flow.local));
        pairs.push((a, accepted.id));
    }
    for (index, (a, _)) in pairs.iter().enumerate() {
        wire.write(End::A, *a, &index.to_be_bytes()).unwrap();
    }
    wire.run();
    for (index, (_, b)) in pairs.iter().enumerate() {
        assert_eq!(wire.read(End::B, *b, 100).unwrap(), index.to_be_bytes());
    }
    for (a, b) in pairs {
        wire.a.release(a);
        wire.b.release(b);
    }
    wire.pass(Duration::from_secs(70));
    assert!(wire.a.is_idle() && wire.b.connections.is_empty());
    // Sockets of other sizes are not kept.
    assert_eq!((wire.a.pool.len(), wire.b.pool.len()), (0, 0));
}

#[test]
fn sockets_of_the_default_size_are_used_again_with_the_options_of_the_new_connection() {
    let mut wire = Wire::new();
    let odd = Options { nodelay: true, ttl: 3, keepalive: true, ..Options::default() };
    for options in [&odd, &Options::default(), &odd] {
        let (a, b) = wire.pair_with(B4, options, options);
        assert_eq!((wire.a.nodelay(a), wire.a.ttl(a)), (options.nodelay, options.ttl));
        assert!(wire.b.quickack(b));
        wire.b.set_quickack(b, false);
        wire.b.set_ttl(b, 77);
        wire.a.release(a);
        wire.b.release(b);
        wire.pass(Duration::from_secs(70));
        assert!(wire.a.connections.is_empty() && wire.b.connections.is_empty());
        assert_eq!((wire.a.pool.len(), wire.b.pool.len()), (1, 1));
    }
}
