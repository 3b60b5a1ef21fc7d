//! [`Runtime`].

use std::fmt;
use std::future::Future;
use std::io;
use std::rc::Rc;

use dpdk_net::api::rte::eal::Eal;
use tokio::runtime::{Handle, Runtime as TokioRuntime};
use tokio::task::LocalSet;

use crate::config::Device;
use crate::port;
use crate::worker::{Driving, Worker};

/// tokio's runtime, or one whose thread drives dpdk-net's reactor while it is inside [`Runtime::block_on`].
pub struct Runtime {
    kind: Kind,
}

pub(super) enum Kind {
    Tokio(TokioRuntime),
    Dpdk(Box<Dpdk>),
}

/// Dropped from the first to the last: the reactor is one of the tasks, and EAL outlives it.
pub(super) struct Dpdk {
    tasks: LocalSet,
    worker: Rc<Worker>,
    runtime: TokioRuntime,
    _eal: Eal,
}

impl Kind {
    /// Starts EAL, which pins this thread to `core`, opens the device's port and sets dpdk-net's reactor going.
    pub(super) fn over(runtime: TokioRuntime, core: usize, device: Device, arguments: &[String]) -> io::Result<Self> {
        let eal = port::start_eal(core, arguments)?;
        let reactor = port::open(&device)?;
        let worker = Rc::new(Worker::new(core, device, reactor.handle()));
        let tasks = LocalSet::new();
        tasks.spawn_local(async move {
            reactor.run().await;
        });
        Ok(Self::Dpdk(Box::new(Dpdk { tasks, worker, runtime, _eal: eal })))
    }
}

impl Runtime {
    pub(super) const fn of(kind: Kind) -> Self {
        Self { kind }
    }

    /// tokio's multi-thread runtime.
    ///
    /// # Errors
    ///
    /// As `tokio::runtime::Runtime::new`.
    pub fn new() -> io::Result<Self> {
        super::Builder::new_multi_thread().enable_all().build()
    }

    /// A handle of tokio's runtime.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        match &self.kind {
            Kind::Tokio(runtime) => runtime.handle(),
            Kind::Dpdk(dpdk) => dpdk.runtime.handle(),
        }
    }

    /// Runs a future to its end on this thread, and the reactor beside it.
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        match &self.kind {
            Kind::Tokio(runtime) => runtime.block_on(future),
            Kind::Dpdk(dpdk) => {
                let _driving = Driving::begin(&dpdk.worker);
                dpdk.tasks.block_on(&dpdk.runtime, future)
            }
        }
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Runtime").field("handle", self.handle()).finish_non_exhaustive()
    }
}
