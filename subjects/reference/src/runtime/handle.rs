//! [`Runtime`].

use std::fmt;
use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::runtime::{EnterGuard, Handle, RuntimeMetrics};
use tokio::task::JoinHandle;

use super::dpdk::DpdkRuntime;

/// A runtime: one of tokio's own, or one on DPDK ([`Builder::new_dpdk`](super::Builder::new_dpdk)).
///
/// Dropping a DPDK runtime closes its connections (it waits for what is unacknowledged, up to a second),
/// stops and closes its ports, ends EAL, lets go of the locks and drops its tasks. On a thread that is one
/// of its own workers the work is left to another thread.
pub struct Runtime {
    /// Gone only in `Drop` and in the methods that end it.
    kind: Option<Kind>,
}

pub(super) enum Kind {
    Tokio(tokio::runtime::Runtime),
    Dpdk(DpdkRuntime),
}

impl Runtime {
    pub(super) const fn new_of(kind: Kind) -> Self {
        Self { kind: Some(kind) }
    }

    fn kind(&self) -> &Kind {
        self.kind.as_ref().expect("a runtime is whole until it is dropped")
    }

    /// tokio's multi-thread runtime with everything enabled, without DPDK.
    ///
    /// # Errors
    ///
    /// When its threads or its event queue cannot be made.
    pub fn new() -> io::Result<Self> {
        super::Builder::new_multi_thread().enable_all().build()
    }

    /// tokio's handle to the runtime; of a DPDK runtime, to its worker 0.
    pub fn handle(&self) -> &Handle {
        match self.kind() {
            Kind::Tokio(runtime) => runtime.handle(),
            Kind::Dpdk(runtime) => runtime.first().handle(),
        }
    }

    /// Spawns a task. A DPDK runtime gives its tasks to its workers in turn, starting with worker 0; where
    /// a task is spawned first it stays, and what it spawns with [`tokio::spawn`] stays there too.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match self.kind() {
            Kind::Tokio(runtime) => runtime.spawn(future),
            Kind::Dpdk(runtime) => runtime.next().spawn(future),
        }
    }

    /// Runs `function` on a thread where it may block. On a DPDK runtime those threads are kept off the
    /// workers' cores where the process has others.
    pub fn spawn_blocking<F, R>(&self, function: F) -> JoinHandle<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        self.handle().spawn_blocking(function)
    }

    /// Runs `future` to its end on the calling thread.
    ///
    /// On a DPDK runtime the calling thread is worker 0 meanwhile: it is pinned to that worker's core and
    /// polls its port, and gets its affinity back at the end. Between two calls a thread of the runtime
    /// does it, so connections live on. Several threads that call it at once take turns.
    ///
    /// # Panics
    ///
    /// When called inside a runtime, like tokio's, or when `future` panics.
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self.kind() {
            Kind::Tokio(runtime) => runtime.block_on(future),
            Kind::Dpdk(runtime) => runtime.block_on(future),
        }
    }

    /// Makes [`tokio::spawn`] and the like work on this thread while the guard lives. It does not make the
    /// thread a DPDK worker.
    pub fn enter(&self) -> EnterGuard<'_> {
        self.handle().enter()
    }

    /// tokio's metrics; of a DPDK runtime, those of worker 0.
    pub fn metrics(&self) -> RuntimeMetrics {
        self.handle().metrics()
    }

    /// Ends the runtime and waits up to `duration` for what runs in `spawn_blocking`.
    pub fn shutdown_timeout(mut self, duration: Duration) {
        match self.kind.take() {
            Some(Kind::Tokio(runtime)) => runtime.shutdown_timeout(duration),
            Some(Kind::Dpdk(runtime)) => runtime.shutdown(Some(duration)),
            None => {}
        }
    }

    /// Ends the runtime without waiting for anything. A DPDK runtime is taken down by a thread of its own.
    pub fn shutdown_background(mut self) {
        match self.kind.take() {
            Some(Kind::Tokio(runtime)) => runtime.shutdown_background(),
            Some(Kind::Dpdk(runtime)) => runtime.shutdown_elsewhere(),
            None => {}
        }
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(Kind::Dpdk(runtime)) = self.kind.take() {
            runtime.shutdown(None);
        }
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = formatter.debug_struct("Runtime");
        match self.kind() {
            Kind::Tokio(runtime) => out.field("tokio", runtime),
            Kind::Dpdk(runtime) => out.field("dpdk_cores", &runtime.cores()),
        };
        out.finish()
    }
}
