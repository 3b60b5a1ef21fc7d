//! Tasks that wait are woken when there is something for them, and only then.

use std::io::IoSlice;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use tokio::io::{Interest, ReadBuf, Ready};

use super::wire::{B4, End, Wire, address, pattern};
use crate::stack::options::Options;

/// Counts how often it was woken.
#[derive(Default)]
struct Task(AtomicUsize);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Task {
    fn waker(self: &Arc<Self>) -> Waker {
        self.clone().into()
    }
}

/// Wakes those who are to be woken at one end, as a worker does; how often `task` was.
fn woken(wire: &mut Wire, end: End, task: &Arc<Task>) -> usize {
    let mut woken = Vec::new();
    wire.end(end).swap_woken(&mut woken);
    woken.into_iter().for_each(Waker::wake);
    task.0.swap(0, Ordering::Relaxed)
}

#[test]
fn a_reader_is_woken_by_data_and_by_the_end() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    let task = Arc::new(Task::default());
    let waker = task.waker();
    let context = Context::from_waker(&waker);
    let mut bytes = [0; 8];
    let mut buffer = ReadBuf::new(&mut bytes);
    assert!(wire.b.poll_read(b, &context, &mut buffer).is_pending());
    wire.pass(smoltcp::time::Duration::from_secs(1));
    assert_eq!(woken(&mut wire, End::B, &task), 0);
    wire.write(End::A, a, b"data").unwrap();
    wire.run();
    assert_eq!(woken(&mut wire, End::B, &task), 1);
    assert!(wire.b.poll_read(b, &context, &mut buffer).is_ready());
    assert_eq!(buffer.filled(), b"data");
    assert!(wire.b.poll_read_ready(b, &context).is_pending());
    wire.a.shutdown_write(a);
    wire.run();
    assert_eq!(woken(&mut wire, End::B, &task), 1);
    assert!(wire.b.poll_read_ready(b, &context).is_ready());
}

#[test]
fn who_connects_is_woken_by_the_answer_the_refusal_and_the_silence() {
    for (port, lost) in [(80, false), (81, false), (80, true)] {
        let mut wire = Wire::new();
        wire.lose = Box::new(move |_| lost);
        wire.b.bind_and_listen(address(B4, 80), &Options::default()).unwrap();
        let (a, _) = wire.a.connect(address(B4, port), &Options::default(), None).unwrap();
        let task = Arc::new(Task::default());
        let waker = task.waker();
        let context = Context::from_waker(&waker);
        assert!(wire.a.poll_connect(a, &context).is_pending());
        if lost {
            wire.pass(smoltcp::time::Duration::from_secs(9));
            assert_eq!(woken(&mut wire, End::A, &task), 0);
            wire.pass(smoltcp::time::Duration::from_secs(2));
        }
        wire.run();
        assert_eq!(woken(&mut wire, End::A, &task), 1);
        assert!(wire.a.poll_connect(a, &context).is_ready());
    }
}

#[test]
fn a_writer_is_woken_when_there_is_room_worth_it() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    let task = Arc::new(Task::default());
    let waker = task.waker();
    let context = Context::from_waker(&waker);
    let data = pattern(200_000);
    let mut sent = 0;
    while let Poll::Ready(result) = wire.a.poll_write(a, &context, &[IoSlice::new(&data[sent..])]) {
        sent += result.unwrap();
        wire.run();
    }
    assert_eq!(sent, 2 * 65_536);
    wire.pass(smoltcp::time::Duration::from_secs(1));
    assert_eq!(woken(&mut wire, End::A, &task), 0);
    // A little room is not worth it, a third of the buffer is.
    wire.read(End::B, b, 3000).unwrap();
    wire.pass(smoltcp::time::Duration::from_secs(70));
    assert_eq!(wire.a.connections[a.0].socket().send_queue(), 65_536 - 3000);
    assert_eq!(woken(&mut wire, End::A, &task), 0);
    wire.read(End::B, b, usize::MAX).unwrap();
    wire.pass(smoltcp::time::Duration::from_secs(70));
    assert!(woken(&mut wire, End::A, &task) >= 1);
    assert!(wire.a.poll_write(a, &context, &[IoSlice::new(&data[sent..])]).is_ready());
}

#[test]
fn everybody_waiting_for_readiness_is_woken_and_who_gave_up_is_not() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    let tasks = [(); 3].map(|()| Arc::new(Task::default()));
    let mut keys = [None; 3];
    for (task, key) in tasks.iter().zip(&mut keys) {
        let waker = task.waker();
        assert!(wire.b.poll_ready(b, Interest::READABLE, key, &Context::from_waker(&waker)).is_pending());
    }
    wire.b.forget_waiter(b, keys[1].unwrap());
    wire.write(End::A, a, b"x").unwrap();
    wire.run();
    let mut all = Vec::new();
    wire.b.swap_woken(&mut all);
    all.into_iter().for_each(Waker::wake);
    assert_eq!(tasks.each_ref().map(|task| task.0.load(Ordering::Relaxed)), [1, 0, 1]);
    let waker = tasks[0].waker();
    let ready = wire.b.poll_ready(b, Interest::READABLE, &mut keys[0], &Context::from_waker(&waker));
    assert_eq!(ready, Poll::Ready(Ready::READABLE));
    assert!(wire.b.connections[b.0].waiters.is_empty());
}

#[test]
fn readiness_that_was_wrong_does_not_count_until_something_happens() {
    let mut wire = Wire::new();
    let (a, b) = wire.pair();
    wire.write(End::A, a, b"x").unwrap();
    wire.run();
    assert_eq!(wire.b.readiness(b, Interest::READABLE), Ready::READABLE);
    wire.b.clear_readiness(b, Interest::READABLE);
    assert!(wire.b.readiness(b, Interest::READABLE).is_empty());
    assert_eq!(wire.b.readiness(b, Interest::WRITABLE), Ready::WRITABLE);
    wire.write(End::A, a, b"y").unwrap();
    wire.run();
    assert_eq!(wire.b.readiness(b, Interest::READABLE), Ready::READABLE);
    assert_eq!(wire.read(End::B, b, 9).unwrap(), b"xy");
    wire.b.clear_readiness(b, Interest::READABLE | Interest::WRITABLE);
    wire.b.shutdown_read(b);
    assert_eq!(wire.b.readiness(b, Interest::READABLE), Ready::READABLE | Ready::READ_CLOSED);
}

#[test]
fn those_who_accept_are_woken_and_one_passes_it_on_when_it_gives_up() {
    let mut wire = Wire::new();
    let (listener, bound) = wire.b.bind_and_listen(address(B4, 80), &Options::default()).unwrap();
    let (first, second) = (Arc::new(Task::default()), Arc::new(Task::default()));
    let (waker, other) = (first.waker(), second.waker());
    let (mut key, mut key2) = (None, None);
    assert!(wire.b.poll_accept(listener, Some(&mut key), &Context::from_waker(&waker)).is_pending());
    wire.a.connect(bound, &Options::default(), None).unwrap();
    wire.run();
    assert_eq!(woken(&mut wire, End::B, &first), 1);
    assert!(wire.b.poll_accept(listener, Some(&mut key), &Context::from_waker(&waker)).is_ready());
    assert!(wire.b.poll_accept(listener, Some(&mut key), &Context::from_waker(&waker)).is_pending());
    assert!(wire.b.poll_accept(listener, Some(&mut key2), &Context::from_waker(&other)).is_pending());
    wire.b.forget_accept(listener, key.unwrap());
    wire.a.connect(bound, &Options::default(), None).unwrap();
    wire.run();
    assert_eq!(woken(&mut wire, End::B, &first), 0);
    assert_eq!(second.0.load(Ordering::Relaxed), 1);
}
