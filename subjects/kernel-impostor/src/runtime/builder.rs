//! [`Builder`].

use std::io;

use super::Runtime;
use super::handle::Kind;
use super::workers::Workers;

/// Builds a [`Runtime`]: one of tokio's own, or one with a pinned worker for each "device".
#[derive(Debug)]
pub struct Builder {
    inner: tokio::runtime::Builder,
    /// Names of the devices; undefined for tokio's own runtimes.
    devices: Option<Vec<String>>,
    worker_threads: Option<usize>,
}

impl Builder {
    /// A runtime with one worker for each device of [`Builder::dpdk_device`]: a tokio current-thread runtime on a core of its own.
    #[must_use]
    pub fn new_dpdk() -> Self {
        let mut inner = tokio::runtime::Builder::new_current_thread();
        inner.enable_io(); // TCP over DPDK works without it; the kernel's does not.
        Self { inner, devices: Some(Vec::new()), worker_threads: None }
    }

    /// tokio's current-thread runtime.
    #[must_use]
    pub fn new_current_thread() -> Self {
        Self { inner: tokio::runtime::Builder::new_current_thread(), devices: None, worker_threads: None }
    }

    /// tokio's multi-thread runtime.
    #[must_use]
    pub fn new_multi_thread() -> Self {
        Self { inner: tokio::runtime::Builder::new_multi_thread(), devices: None, worker_threads: None }
    }

    /// Adds a device by its `pci_address` in `env.json`, else by its `original_name`.
    pub fn dpdk_device(&mut self, device: &str) -> &mut Self {
        if let Some(devices) = &mut self.devices {
            devices.push(device.to_owned());
        }
        self
    }

    /// Adds devices; each gets a worker of its own, in this order.
    pub fn dpdk_devices(&mut self, devices: &[&str]) -> &mut Self {
        for device in devices {
            self.dpdk_device(device);
        }
        self
    }

    /// Would add an argument for EAL. There is none here.
    pub fn dpdk_eal_arg(&mut self, _argument: &str) -> &mut Self {
        self
    }

    /// Would add arguments for EAL. There is none here.
    pub fn dpdk_eal_args(&mut self, _arguments: &[&str]) -> &mut Self {
        self
    }

    /// The number of workers; with devices only their number will do.
    ///
    /// # Panics
    /// When `count` is 0.
    #[track_caller]
    pub fn worker_threads(&mut self, count: usize) -> &mut Self {
        self.inner.worker_threads(count);
        self.worker_threads = Some(count);
        self
    }

    /// As `tokio::runtime::Builder::enable_all`.
    pub fn enable_all(&mut self) -> &mut Self {
        self.inner.enable_all();
        self
    }

    /// As `tokio::runtime::Builder::enable_io`.
    pub fn enable_io(&mut self) -> &mut Self {
        self.inner.enable_io();
        self
    }

    /// As `tokio::runtime::Builder::enable_time`.
    pub fn enable_time(&mut self) -> &mut Self {
        self.inner.enable_time();
        self
    }

    /// As `tokio::runtime::Builder::thread_name`.
    pub fn thread_name(&mut self, name: impl Into<String>) -> &mut Self {
        self.inner.thread_name(name);
        self
    }

    /// Builds the runtime. With devices this reads `env.json` and locks them and a core for each.
    ///
    /// # Errors
    /// `InvalidInput`: no device, one named twice, another number of workers, or a wrong `env.json`; `NotFound`: no `env.json`,
    /// or a device that is not in it; `WouldBlock`: another process has the device or every core.
    pub fn build(&mut self) -> io::Result<Runtime> {
        let Some(devices) = &self.devices else { return Ok(Runtime::of(Kind::Tokio(self.inner.build()?))) };
        let wrong = |message: String| Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        if devices.is_empty() {
            return wrong("no device was given: call Builder::dpdk_device with a pci_address of env.json".to_owned());
        }
        match self.worker_threads {
            Some(count) if count != devices.len() => wrong(format!(
                "{count} worker threads were asked for and {} device(s) given: each worker drives one",
                devices.len()
            )),
            _ => Ok(Runtime::of(Kind::Workers(Workers::start(devices, &mut self.inner)?))),
        }
    }
}
