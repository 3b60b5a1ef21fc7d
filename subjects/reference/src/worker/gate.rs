//! Whose turn it is to drive a worker: its own thread's, or that of a caller of `block_on`.

use std::future::poll_fn;
use std::sync::{Condvar, Mutex};
use std::task::{Poll, Waker};

use super::lock;

/// Between a worker's own thread and those who want its place for a while.
#[derive(Default)]
pub(crate) struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Callers that have the worker or wait for it.
    callers: usize,
    /// A caller has it.
    lent: bool,
    /// The worker's own thread has it.
    driving: bool,
    /// The worker's own thread is to end.
    stop: bool,
    /// Wakes the worker's own thread out of its `block_on`.
    waker: Option<Waker>,
}

impl Gate {
    /// For the worker's own thread: waits for its turn; false when it is to end.
    pub(crate) fn enter(&self) -> bool {
        let mut state = lock(&self.state);
        while state.callers > 0 && !state.stop {
            state = self.changed.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        state.driving = !state.stop;
        state.driving
    }

    /// For the worker's own thread: waits, inside its `block_on`, until somebody wants its place.
    pub(crate) async fn wanted(&self) {
        poll_fn(|context| {
            let mut state = lock(&self.state);
            if state.callers > 0 || state.stop {
                return Poll::Ready(());
            }
            state.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// For the worker's own thread: it has left its `block_on`.
    pub(crate) fn leave(&self) {
        let mut state = lock(&self.state);
        state.driving = false;
        state.waker = None;
        self.changed.notify_all();
    }

    /// For a caller: takes the worker's place, after those who came before. Dropping gives it back.
    pub(crate) fn borrow(&self) -> Borrowed<'_> {
        let mut state = lock(&self.state);
        state.callers += 1;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
        while state.driving || state.lent {
            state = self.changed.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        state.lent = true;
        Borrowed { gate: self }
    }

    /// Tells the worker's own thread to end.
    pub(crate) fn stop(&self) {
        let mut state = lock(&self.state);
        state.stop = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
        self.changed.notify_all();
    }
}

/// A caller's turn.
pub(crate) struct Borrowed<'a> {
    gate: &'a Gate,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.gate.state);
        state.callers -= 1;
        state.lent = false;
        self.gate.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A worker's own thread, on a plain tokio runtime.
    fn own_thread(gate: Arc<Gate>, inside: Arc<AtomicUsize>) -> std::thread::JoinHandle<()> {
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            while gate.enter() {
                inside.fetch_add(1, Ordering::SeqCst);
                runtime.block_on(gate.wanted());
                inside.fetch_sub(1, Ordering::SeqCst);
                gate.leave();
            }
        })
    }

    #[test]
    fn never_two_at_once() {
        let gate = Arc::new(Gate::default());
        let inside = Arc::new(AtomicUsize::new(0));
        let own = own_thread(gate.clone(), inside.clone());
        let callers: Vec<_> = (0..4)
            .map(|_| {
                let (gate, inside) = (gate.clone(), inside.clone());
                std::thread::spawn(move || {
                    for _ in 0..200 {
                        let _turn = gate.borrow();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        // Time for another to come in, if it could.
                        for _ in 0..20 {
                            std::thread::yield_now();
                        }
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.join().unwrap();
        }
        gate.stop();
        own.join().unwrap();
    }

    #[test]
    fn the_own_thread_ends_while_the_worker_is_lent() {
        let gate = Arc::new(Gate::default());
        let own = own_thread(gate.clone(), Arc::default());
        let turn = gate.borrow();
        gate.stop();
        own.join().unwrap();
        drop(turn);
    }
}
