//! [`Builder`].

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::Runtime;
use super::handle::Kind;
use super::start::{self, Plan};

/// Builds a [`Runtime`]: one of tokio's own, or one whose workers drive DPDK ports.
///
/// The methods that tokio's builder has too do what they do there; on a DPDK runtime they apply to each
/// worker's tokio runtime.
///
/// ```no_run
/// # fn main() -> std::io::Result<()> {
/// let runtime = tokio_dpdk_reference::runtime::Builder::new_dpdk()
///     .dpdk_device("0000:01:00.0")
///     .enable_all()
///     .build()?;
/// # Ok(()) }
/// ```
pub struct Builder {
    /// What builds tokio's runtimes; for DPDK one of the current-thread flavour for each worker.
    inner: tokio::runtime::Builder,
    flavour: Flavour,
    dpdk: Plan,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Flavour {
    Tokio,
    Dpdk,
}

impl Builder {
    /// A runtime on DPDK. It needs at least one device: [`Builder::dpdk_device`].
    ///
    /// There is one worker for each device: a thread pinned to a core of its own that polls the device's
    /// port, its TCP/IP stack and the tasks spawned on it, without ever sleeping.
    #[must_use]
    pub fn new_dpdk() -> Self {
        Self { inner: tokio::runtime::Builder::new_current_thread(), flavour: Flavour::Dpdk, dpdk: Plan::default() }
    }

    /// tokio's current-thread runtime, without DPDK.
    #[must_use]
    pub fn new_current_thread() -> Self {
        Self::of_tokio(tokio::runtime::Builder::new_current_thread())
    }

    /// tokio's multi-thread runtime, without DPDK.
    #[must_use]
    pub fn new_multi_thread() -> Self {
        Self::of_tokio(tokio::runtime::Builder::new_multi_thread())
    }

    fn of_tokio(inner: tokio::runtime::Builder) -> Self {
        Self { inner, flavour: Flavour::Tokio, dpdk: Plan::default() }
    }

    /// Adds a device, by its `pci_address` in `env.json`, else by its `original_name`. Without effect on
    /// tokio's own runtimes.
    pub fn dpdk_device(&mut self, device: &str) -> &mut Self {
        self.dpdk.devices.push(device.to_owned());
        self
    }

    /// Adds devices; each gets a worker of its own, in this order.
    pub fn dpdk_devices(&mut self, devices: &[&str]) -> &mut Self {
        for device in devices {
            self.dpdk_device(device);
        }
        self
    }

    /// Adds an argument for EAL, after those of `env.json`.
    pub fn dpdk_eal_arg(&mut self, argument: &str) -> &mut Self {
        self.dpdk.eal_arguments.push(argument.to_owned());
        self
    }

    /// Adds arguments for EAL, after those of `env.json`.
    pub fn dpdk_eal_args(&mut self, arguments: &[&str]) -> &mut Self {
        for argument in arguments {
            self.dpdk_eal_arg(argument);
        }
        self
    }

    /// The number of worker threads. A DPDK runtime has one for each device, and only that number will do.
    ///
    /// # Panics
    ///
    /// When `count` is 0.
    #[track_caller]
    pub fn worker_threads(&mut self, count: usize) -> &mut Self {
        self.inner.worker_threads(count);
        self.dpdk.workers = Some(count);
        self
    }

    /// Enables the I/O and time drivers.
    pub fn enable_all(&mut self) -> &mut Self {
        self.inner.enable_all();
        self
    }

    /// Enables the I/O driver. TCP over DPDK works without it.
    pub fn enable_io(&mut self) -> &mut Self {
        self.inner.enable_io();
        self
    }

    /// Enables the time driver. TCP over DPDK works without it.
    pub fn enable_time(&mut self) -> &mut Self {
        self.inner.enable_time();
        self
    }

    /// The name of the threads. A DPDK worker is called `dpdk-worker-N` otherwise.
    pub fn thread_name(&mut self, name: impl Into<String>) -> &mut Self {
        let name = name.into();
        self.inner.thread_name(name.clone());
        self.dpdk.thread_name = Some(Arc::new(move || name.clone()));
        self
    }

    /// What gives each thread its name.
    pub fn thread_name_fn<F>(&mut self, name: F) -> &mut Self
    where
        F: Fn() -> String + Send + Sync + 'static,
    {
        let name = Arc::new(name);
        let of_worker = name.clone();
        self.inner.thread_name_fn(move || name());
        self.dpdk.thread_name = Some(of_worker);
        self
    }

    /// The stack size of the threads in bytes.
    pub fn thread_stack_size(&mut self, bytes: usize) -> &mut Self {
        self.inner.thread_stack_size(bytes);
        self.dpdk.stack_size = Some(bytes);
        self
    }

    /// Runs `hook` on each thread after it has started.
    pub fn on_thread_start<F>(&mut self, hook: F) -> &mut Self
    where
        F: Fn() + Send + Sync + 'static,
    {
        let hook = Arc::new(hook);
        self.dpdk.on_start = Some(hook.clone());
        self.inner.on_thread_start(move || hook());
        self
    }

    /// Runs `hook` on each thread before it stops.
    pub fn on_thread_stop<F>(&mut self, hook: F) -> &mut Self
    where
        F: Fn() + Send + Sync + 'static,
    {
        let hook = Arc::new(hook);
        self.dpdk.on_stop = Some(hook.clone());
        self.inner.on_thread_stop(move || hook());
        self
    }

    /// Runs `hook` before a thread goes idle. The workers of a DPDK runtime never do.
    pub fn on_thread_park<F>(&mut self, hook: F) -> &mut Self
    where
        F: Fn() + Send + Sync + 'static,
    {
        self.inner.on_thread_park(hook);
        self
    }

    /// Runs `hook` after a thread was idle. The workers of a DPDK runtime never are.
    pub fn on_thread_unpark<F>(&mut self, hook: F) -> &mut Self
    where
        F: Fn() + Send + Sync + 'static,
    {
        self.inner.on_thread_unpark(hook);
        self
    }

    /// The limit of threads for `spawn_blocking`; on a DPDK runtime each worker has as many.
    ///
    /// # Panics
    ///
    /// When `count` is 0.
    #[track_caller]
    pub fn max_blocking_threads(&mut self, count: usize) -> &mut Self {
        self.inner.max_blocking_threads(count);
        self
    }

    /// How long an idle thread of `spawn_blocking` stays.
    pub fn thread_keep_alive(&mut self, duration: Duration) -> &mut Self {
        self.inner.thread_keep_alive(duration);
        self
    }

    /// After how many tasks the queue of tasks woken from outside is looked at.
    ///
    /// # Panics
    ///
    /// When `tasks` is 0.
    #[track_caller]
    pub fn global_queue_interval(&mut self, tasks: u32) -> &mut Self {
        self.inner.global_queue_interval(tasks);
        self
    }

    /// After how many tasks the timers and kernel events are looked at. On a DPDK runtime each poll of
    /// the port counts as a task.
    ///
    /// # Panics
    ///
    /// When `tasks` is 0.
    #[track_caller]
    pub fn event_interval(&mut self, tasks: u32) -> &mut Self {
        self.inner.event_interval(tasks);
        self
    }

    /// How many kernel events are taken at a time.
    ///
    /// # Panics
    ///
    /// When `capacity` is 0.
    #[track_caller]
    pub fn max_io_events_per_tick(&mut self, capacity: usize) -> &mut Self {
        self.inner.max_io_events_per_tick(capacity);
        self
    }

    /// Starts with tokio's clock paused. The TCP/IP stack of a DPDK runtime keeps real time.
    #[cfg(feature = "test-util")]
    pub fn start_paused(&mut self, paused: bool) -> &mut Self {
        self.inner.start_paused(paused);
        self
    }

    /// Builds the runtime. For DPDK this reads `env.json`, locks the devices and a core for each, starts
    /// EAL (once in a process) and the ports.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): no device or one named twice, more workers than
    ///   devices, `env.json` is wrong (the message names the field), or EAL was given a NUL byte.
    /// - [`NotFound`](io::ErrorKind::NotFound): no `env.json`, a device that is not in it, or no port
    ///   with its MAC address.
    /// - [`WouldBlock`](io::ErrorKind::WouldBlock): another process has the device, or every core of the list.
    /// - [`AlreadyExists`](io::ErrorKind::AlreadyExists): EAL was started before in this process.
    /// - [`OutOfMemory`](io::ErrorKind::OutOfMemory): no room for the port's buffers in hugepage memory.
    /// - Others when EAL refuses to start, a port cannot be set up, or a thread cannot be made.
    pub fn build(&mut self) -> io::Result<Runtime> {
        match self.flavour {
            Flavour::Tokio => Ok(Runtime::new_of(Kind::Tokio(self.inner.build()?))),
            Flavour::Dpdk => Ok(Runtime::new_of(Kind::Dpdk(start::start(&self.dpdk, &mut self.inner)?))),
        }
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Builder")
            .field("flavour", &self.flavour)
            .field("inner", &self.inner)
            .field("dpdk_devices", &self.dpdk.devices)
            .field("dpdk_eal_args", &self.dpdk.eal_arguments)
            .finish()
    }
}
