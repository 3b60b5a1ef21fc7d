//! [`Runtime`].

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::runtime::{EnterGuard, Handle, RuntimeMetrics};
use tokio::task::JoinHandle;

use super::workers::Workers;

/// A runtime: one of tokio's own, or one with pinned workers ([`Builder::new_dpdk`](super::Builder::new_dpdk)).
#[derive(Debug)]
pub struct Runtime {
    kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Tokio(tokio::runtime::Runtime),
    Workers(Workers),
}

impl Runtime {
    pub(super) const fn of(kind: Kind) -> Self {
        Self { kind }
    }

    /// As `tokio::runtime::Runtime::new`.
    ///
    /// # Errors
    /// When its threads or its event queue cannot be made.
    pub fn new() -> io::Result<Self> {
        super::Builder::new_multi_thread().enable_all().build()
    }

    /// tokio's handle; with several workers that of the first.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        match &self.kind {
            Kind::Tokio(runtime) => runtime.handle(),
            Kind::Workers(workers) => workers.first(),
        }
    }

    /// Spawns a task: on the workers in turn. Where it is spawned it stays, and so does what it spawns.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match &self.kind {
            Kind::Tokio(runtime) => runtime.spawn(future),
            Kind::Workers(workers) => workers.next().spawn(future),
        }
    }

    /// As `tokio::runtime::Runtime::spawn_blocking`.
    pub fn spawn_blocking<F, R>(&self, function: F) -> JoinHandle<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        self.handle().spawn_blocking(function)
    }

    /// Runs `future` to its end on the calling thread, which is worker 0 meanwhile. As with tokio's current-thread runtime
    /// the tasks of that worker go on only while this runs.
    ///
    /// # Panics
    /// When called inside a runtime, when the worker's core cannot be had any more, or when `future` panics.
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        match &self.kind {
            Kind::Tokio(runtime) => runtime.block_on(future),
            Kind::Workers(workers) => workers.block_on(future),
        }
    }

    /// As `tokio::runtime::Runtime::enter`.
    pub fn enter(&self) -> EnterGuard<'_> {
        self.handle().enter()
    }

    /// tokio's metrics; with several workers those of the first.
    #[must_use]
    pub fn metrics(&self) -> RuntimeMetrics {
        self.handle().metrics()
    }

    /// As `tokio::runtime::Runtime::shutdown_timeout`.
    pub fn shutdown_timeout(self, duration: Duration) {
        match self.kind {
            Kind::Tokio(runtime) => runtime.shutdown_timeout(duration),
            Kind::Workers(mut workers) => workers.stop(Some(duration)),
        }
    }

    /// As `tokio::runtime::Runtime::shutdown_background`.
    pub fn shutdown_background(self) {
        self.shutdown_timeout(Duration::ZERO);
    }
}
