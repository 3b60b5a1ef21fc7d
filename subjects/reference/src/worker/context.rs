//! Which worker the current thread drives.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;

use super::Worker;

thread_local! {
    static CURRENT: RefCell<Option<Arc<Worker>>> = const { RefCell::new(None) };
}

/// Says so while it lives.
pub(crate) struct Driving {
    previous: Option<Arc<Worker>>,
}

/// The current thread drives `worker` from now on.
pub(crate) fn enter(worker: Arc<Worker>) -> Driving {
    Driving { previous: CURRENT.with(|current| current.borrow_mut().replace(worker)) }
}

impl Drop for Driving {
    fn drop(&mut self) {
        CURRENT.with(|current| *current.borrow_mut() = self.previous.take());
    }
}

/// Whether the current thread drives any worker.
pub(crate) fn is_worker() -> bool {
    CURRENT.with(|current| current.borrow().is_some())
}

/// The worker on which `what` is to be created.
pub(crate) fn current(what: &str) -> io::Result<Arc<Worker>> {
    CURRENT.with(|current| current.borrow().clone()).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::Unsupported,
            format!(
                "a {what} is created on a worker of a DPDK runtime (Builder::new_dpdk): inside its block_on or a task spawned on it; {} is no worker",
                here()
            ),
        )
    })
}

/// Panics when `what`, which belongs to `worker`, is used on a thread that does not drive that worker.
#[track_caller]
pub(crate) fn assert_on(worker: &Arc<Worker>, what: &str) {
    CURRENT.with(|current| {
        let current = current.borrow();
        match current.as_ref() {
            Some(here) if Arc::ptr_eq(here, worker) => {}
            Some(here) => panic!(
                "{what} of worker {} (core {}) was used on worker {} (core {}): it belongs to the worker it was created on",
                worker.index(),
                worker.core(),
                here.index(),
                here.core()
            ),
            None => panic!(
                "{what} of worker {} (core {}) was used on {}, which is no worker (no core of its own): it belongs to the worker it was created on",
                worker.index(),
                worker.core(),
                self::here()
            ),
        }
    });
}

fn here() -> String {
    let thread = std::thread::current();
    thread.name().map_or_else(|| format!("{:?}", thread.id()), |name| format!("thread {name:?}"))
}
