//! A worker: one port, one stack, one core, and whichever thread drives it at the moment.

mod block_on;
pub(crate) mod context;
mod driver;
pub(crate) mod gate;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use crate::stack::{ClaimId, ConnectionId, ListenerId, Stack};

pub(crate) use self::block_on::block_on;
pub(crate) use self::driver::drive;

/// What the streams and listeners of a worker hold on to.
pub(crate) struct Worker {
    index: usize,
    core: usize,
    /// Gone once the runtime has shut down.
    stack: Mutex<Option<Stack>>,
    /// What was dropped, by whichever thread, since the driver looked last.
    released: Mutex<Vec<Released>>,
    has_released: AtomicBool,
    /// The future given to `block_on` was woken and wants to be polled.
    main_woken: AtomicBool,
    /// Between two calls of `block_on` worker 0 may rest while nobody waits for its port.
    may_rest: AtomicBool,
}

/// Something that nobody holds any more.
pub(crate) enum Released {
    /// A stream, to be closed.
    Stream(ConnectionId),
    /// A connection that is not open yet, to be given up.
    Attempt(ConnectionId),
    /// The writing half of a stream whose reading half may live on.
    Writing(ConnectionId),
    /// The port of a socket that became neither a connection nor a listener.
    Claim(ClaimId),
    /// A listener, to be closed with what it had not given away.
    Listener(ListenerId),
}

impl Worker {
    pub(crate) fn new(index: usize, core: usize, stack: Stack) -> Self {
        Self {
            index,
            core,
            stack: Mutex::new(Some(stack)),
            released: Mutex::new(Vec::new()),
            has_released: AtomicBool::new(false),
            main_woken: AtomicBool::new(false),
            may_rest: AtomicBool::new(false),
        }
    }

    /// The number of the worker in its runtime.
    pub(crate) const fn index(&self) -> usize {
        self.index
    }

    /// The core it is pinned to.
    pub(crate) const fn core(&self) -> usize {
        self.core
    }

    /// Works on the stack. An error means that the runtime has shut down.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut Stack) -> R) -> io::Result<R> {
        let mut woken = Vec::new();
        let result = match lock(&self.stack).as_mut() {
            Some(stack) => {
                let result = work(stack);
                if stack.has_woken() {
                    stack.swap_woken(&mut woken);
                }
                Ok(result)
            }
            None => Err(io::Error::other("the DPDK runtime this socket belongs to has shut down")),
        };
        // A waker may run anything, even an operation on this stack.
        woken.into_iter().for_each(Waker::wake);
        result
    }

    /// Takes what was dropped. Any thread may call it; the driver does the work.
    pub(crate) fn release(&self, released: Released) {
        lock(&self.released).push(released);
        self.has_released.store(true, Ordering::Release);
    }

    /// Lets worker 0 rest (or not) when its stack is idle.
    pub(crate) fn set_may_rest(&self, may_rest: bool) {
        self.may_rest.store(may_rest, Ordering::Relaxed);
    }

    /// Takes the stack away: from here on every operation fails.
    pub(crate) fn take_stack(&self) -> Option<Stack> {
        let mut stack = lock(&self.stack).take()?;
        self.close_released(&mut stack);
        Some(stack)
    }

    fn close_released(&self, stack: &mut Stack) {
        if !self.has_released.swap(false, Ordering::Acquire) {
            return;
        }
        for released in lock(&self.released).drain(..) {
            match released {
                Released::Stream(id) => stack.release(id),
                Released::Attempt(id) => stack.cancel_connect(id),
                Released::Writing(id) => stack.shutdown_write(id),
                Released::Claim(id) => stack.release_claim(id),
                Released::Listener(id) => stack.release_listener(id),
            }
        }
    }
}

/// A panic in a task does not spoil the worker for the others: what it guards is whole between operations.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
