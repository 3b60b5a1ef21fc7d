//! Who waits for a connection or a listener to become ready.

use std::task::Waker;

use tokio::io::{Interest, Ready};

/// Names a waiting task, so that it can be taken out when it gives up.
pub(crate) type WaiterKey = u64;

/// The tasks that wait. As in tokio the `poll_*` functions share one place for each direction, where the last caller is woken, and
/// the `async` functions have a place each.
#[derive(Default)]
pub(super) struct Waiters {
    reader: Option<Waker>,
    writer: Option<Waker>,
    others: Vec<Waiter>,
    next: WaiterKey,
}

struct Waiter {
    key: WaiterKey,
    interest: Interest,
    waker: Waker,
}

impl Waiters {
    /// Takes the place of readers that poll.
    pub(super) fn read(&mut self, waker: &Waker) {
        put(&mut self.reader, waker);
    }

    /// Takes the place of writers that poll.
    pub(super) fn write(&mut self, waker: &Waker) {
        put(&mut self.writer, waker);
    }

    /// Waits for `interest`, at the place `key` names when there still is one.
    pub(super) fn wait(&mut self, key: Option<WaiterKey>, interest: Interest, waker: &Waker) -> WaiterKey {
        if let Some(waiter) = self.others.iter_mut().find(|waiter| Some(waiter.key) == key) {
            waiter.waker.clone_from(waker);
            return waiter.key;
        }
        let key = self.next;
        self.next += 1;
        self.others.push(Waiter { key, interest, waker: waker.clone() });
        key
    }

    /// No longer waits.
    pub(super) fn forget(&mut self, key: WaiterKey) {
        self.others.retain(|waiter| waiter.key != key);
    }

    /// Whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        self.reader.is_none() && self.writer.is_none() && self.others.is_empty()
    }

    /// Moves those that `ready` concerns to `woken`. A writer that polls waits on until `roomy`.
    pub(super) fn wake(&mut self, ready: Ready, roomy: bool, woken: &mut Vec<Waker>) {
        if satisfies(ready, Interest::READABLE) {
            woken.extend(self.reader.take());
        }
        if roomy && satisfies(ready, Interest::WRITABLE) {
            woken.extend(self.writer.take());
        }
        let concerned = |waiter: &mut Waiter| satisfies(ready, waiter.interest);
        woken.extend(self.others.extract_if(.., concerned).map(|waiter| waiter.waker));
    }
}

fn put(place: &mut Option<Waker>, waker: &Waker) {
    match place {
        Some(before) => before.clone_from(waker),
        None => *place = Some(waker.clone()),
    }
}

/// What of `ready` somebody with this interest wants to know (as `tokio::io::Ready` is filtered by an interest).
pub(crate) fn filtered(ready: Ready, interest: Interest) -> Ready {
    let mut mask = Ready::EMPTY;
    if interest.is_readable() {
        mask |= Ready::READABLE | Ready::READ_CLOSED;
    }
    if interest.is_writable() {
        mask |= Ready::WRITABLE | Ready::WRITE_CLOSED;
    }
    if interest.is_priority() {
        mask |= Ready::PRIORITY | Ready::READ_CLOSED;
    }
    if interest.is_error() {
        mask |= Ready::ERROR;
    }
    ready & mask
}

/// Whether anything of `ready` is of this interest.
pub(crate) fn satisfies(ready: Ready, interest: Interest) -> bool {
    !filtered(ready, interest).is_empty()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Counter(AtomicUsize);

    impl Wake for Counter {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn counted() -> (Arc<Counter>, Waker) {
        let counter = Arc::new(Counter::default());
        (counter.clone(), counter.into())
    }

    fn wake(waiters: &mut Waiters, ready: Ready) {
        let mut woken = Vec::new();
        waiters.wake(ready, true, &mut woken);
        woken.into_iter().for_each(Waker::wake);
    }

    #[test]
    fn only_the_last_of_those_that_poll_is_woken() {
        let (first, waker) = counted();
        let (last, other) = counted();
        let mut waiters = Waiters::default();
        waiters.read(&waker);
        waiters.read(&other);
        wake(&mut waiters, Ready::READABLE);
        assert_eq!((first.0.load(Ordering::Relaxed), last.0.load(Ordering::Relaxed)), (0, 1));
        assert!(waiters.is_empty());
    }

    #[test]
    fn everybody_else_who_is_concerned_is_woken_once() {
        let (readers, waker) = counted();
        let (writers, other) = counted();
        let mut waiters = Waiters::default();
        waiters.wait(None, Interest::READABLE, &waker);
        waiters.wait(None, Interest::READABLE | Interest::WRITABLE, &waker);
        waiters.wait(None, Interest::WRITABLE, &other);
        wake(&mut waiters, Ready::READ_CLOSED);
        wake(&mut waiters, Ready::READ_CLOSED);
        assert_eq!((readers.0.load(Ordering::Relaxed), writers.0.load(Ordering::Relaxed)), (2, 0));
    }

    #[test]
    fn who_gives_up_leaves_nothing_behind() {
        let (counter, waker) = counted();
        let mut waiters = Waiters::default();
        let key = waiters.wait(None, Interest::READABLE, &waker);
        assert_eq!(waiters.wait(Some(key), Interest::READABLE, &waker), key);
        waiters.forget(key);
        assert!(waiters.is_empty());
        wake(&mut waiters, Ready::ALL);
        assert_eq!(counter.0.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_writer_that_polls_waits_for_more_than_a_little_room() {
        let (counter, waker) = counted();
        let mut waiters = Waiters::default();
        waiters.write(&waker);
        let mut woken = Vec::new();
        waiters.wake(Ready::WRITABLE, false, &mut woken);
        assert!(woken.is_empty());
        wake(&mut waiters, Ready::WRITABLE);
        assert_eq!(counter.0.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn readiness_is_filtered_as_tokio_does() {
        let all = Ready::ALL;
        assert_eq!(filtered(all, Interest::READABLE), Ready::READABLE | Ready::READ_CLOSED);
        assert_eq!(filtered(all, Interest::WRITABLE), Ready::WRITABLE | Ready::WRITE_CLOSED);
        assert_eq!(filtered(all, Interest::PRIORITY), Ready::PRIORITY | Ready::READ_CLOSED);
        assert_eq!(filtered(all, Interest::ERROR), Ready::ERROR);
        assert!(!satisfies(Ready::WRITABLE, Interest::READABLE));
    }
}
