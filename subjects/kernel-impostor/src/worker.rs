//! Workers: which one a thread drives, and the core it is pinned to.

use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::sync::Arc;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::config::Device;

/// What the streams and listeners of a worker hold on to.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) index: usize,
    pub(crate) core: usize,
    pub(crate) device: Device,
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Worker>>> = const { RefCell::new(None) };
}

/// The calling thread drives a worker, on its core, while this lives.
pub(crate) struct Driving {
    previous: Option<Arc<Worker>>,
    affinity: CpuSet,
}

impl Driving {
    /// Begins to drive `worker`. An error says that its core cannot be had.
    pub(crate) fn begin(worker: &Arc<Worker>) -> io::Result<Self> {
        let affinity = sched_getaffinity(None)?;
        let core = worker.core;
        if core >= CpuSet::MAX_CPU {
            let text = format!("core {core}: expected one below {}", CpuSet::MAX_CPU);
            return Err(io::Error::new(ErrorKind::InvalidInput, text));
        }
        let mut only = CpuSet::new();
        only.set(core);
        sched_setaffinity(None, &only)
            .map_err(|error| io::Error::new(error.kind(), format!("core {core} cannot be used: {error}")))?;
        let previous = CURRENT.replace(Some(worker.clone()));
        Ok(Self { previous, affinity })
    }
}

impl Drop for Driving {
    fn drop(&mut self) {
        CURRENT.set(self.previous.take());
        // It was so before; a cpuset that was narrowed since only costs speed.
        let _ = sched_setaffinity(None, &self.affinity);
    }
}

/// Whether this thread drives a worker.
pub(crate) fn is_worker() -> bool {
    CURRENT.with_borrow(Option::is_some)
}

/// The worker on which `what` is to be made.
pub(crate) fn current(what: &str) -> io::Result<Arc<Worker>> {
    CURRENT.with_borrow(Clone::clone).ok_or_else(|| {
        let text = format!("a {what} is made on a worker of a runtime of Builder::new_dpdk, not on another thread");
        io::Error::new(ErrorKind::Unsupported, text)
    })
}

/// Panics unless the calling thread drives `worker`.
#[track_caller]
pub(crate) fn assert_on(worker: &Arc<Worker>, what: &str) {
    CURRENT.with_borrow(|current| match current {
        Some(here) if Arc::ptr_eq(here, worker) => {}
        other => {
            let here = other.as_ref().map_or("a thread that is no worker".to_owned(), |here| {
                format!("worker {} (core {})", here.index, here.core)
            });
            panic!("{what} of worker {} (core {}) was used on {here}", worker.index, worker.core);
        }
    });
}
