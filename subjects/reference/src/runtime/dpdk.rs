//! A running DPDK runtime and its end.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::start::EalGuard;
use crate::ffi::cpu::CoreSet;
use crate::locks::Lock;
use crate::worker::gate::Gate;
use crate::worker::{self, Worker, context};

/// One worker with its tokio runtime and its thread.
pub(super) struct Seat {
    pub(super) worker: Arc<Worker>,
    pub(super) gate: Arc<Gate>,
    pub(super) runtime: Arc<tokio::runtime::Runtime>,
    pub(super) thread: JoinHandle<()>,
}

/// The workers, and what they hold of the host.
pub(super) struct DpdkRuntime {
    /// In the order of the devices; never empty.
    seats: Vec<Seat>,
    next: AtomicUsize,
    eal: EalGuard,
    /// Let go of last.
    locks: Vec<Lock>,
}

impl DpdkRuntime {
    pub(super) fn new(seats: Vec<Seat>, eal: EalGuard, locks: Vec<Lock>) -> Self {
        Self { seats, next: AtomicUsize::new(0), eal, locks }
    }

    /// Worker 0's tokio runtime.
    pub(super) fn first(&self) -> &tokio::runtime::Runtime {
        &self.seats[0].runtime
    }

    /// The tokio runtime whose turn it is to be given a task.
    pub(super) fn next(&self) -> &tokio::runtime::Runtime {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        &self.seats[turn % self.seats.len()].runtime
    }

    /// The cores of the workers.
    pub(super) fn cores(&self) -> Vec<usize> {
        self.seats.iter().map(|seat| seat.worker.core()).collect()
    }

    #[track_caller]
    pub(super) fn block_on<F: Future>(&self, future: F) -> F::Output {
        let seat = &self.seats[0];
        if context::is_worker() {
            // Waiting for the worker's place would wait for ever: let tokio say what is wrong.
            return seat.runtime.block_on(future);
        }
        let _turn = seat.gate.borrow();
        let _pinned = Pinned::to(seat.worker.core());
        let _driving = context::enter(seat.worker.clone());
        worker::block_on(&seat.worker, &seat.runtime, future)
    }

    /// Ends everything, in this order: the threads, the connections, the ports, EAL, the locks, the tasks.
    /// The tasks come last because tokio may wait for blocking work before it drops them, or panic.
    /// `patience` is for that work; none waits as long as it takes, as tokio does.
    pub(super) fn shutdown(self, patience: Option<Duration>) {
        if context::is_worker() {
            // A worker cannot wait for its own end.
            return self.shutdown_elsewhere();
        }
        let Self { seats, eal, locks, .. } = self;
        for seat in &seats {
            seat.gate.stop();
        }
        let mut runtimes = Vec::new();
        let mut stacks = Vec::new();
        for Seat { worker, gate: _, runtime, thread } in seats {
            // A worker's thread only panics when tokio does; there is nothing to add to its message.
            let _ = thread.join();
            stacks.extend(worker.take_stack());
            runtimes.push(runtime);
        }
        for stack in &mut stacks {
            stack.finish();
        }
        drop(stacks);
        drop(eal);
        drop(locks);
        // The threads held the only other references.
        for runtime in runtimes.into_iter().filter_map(Arc::into_inner) {
            match patience {
                Some(patience) => runtime.shutdown_timeout(patience),
                None => drop(runtime),
            }
        }
    }

    /// The same on a thread of its own, which is not waited for.
    pub(super) fn shutdown_elsewhere(self) {
        let shared = Arc::new(std::sync::Mutex::new(Some(self)));
        let taken = shared.clone();
        let thread = std::thread::Builder::new().name("dpdk-shutdown".to_owned()).spawn(move || {
            if let Some(runtime) = worker::lock(&taken).take() {
                runtime.shutdown(Some(Duration::ZERO));
            }
        });
        if thread.is_err() {
            // No thread to be had: everything stays up until the process ends, which frees it all.
            std::mem::forget(shared);
        }
    }
}

/// The calling thread is pinned while this lives.
struct Pinned {
    before: Option<CoreSet>,
}

impl Pinned {
    fn to(core: usize) -> Self {
        // Both worked when the runtime was built; a cpuset that was narrowed since only costs speed.
        let before = CoreSet::of_this_thread().ok();
        let _ = CoreSet::only(core).apply();
        Self { before }
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let _ = before.apply();
        }
    }
}
