//! [`Builder`].

use std::io::{self, ErrorKind};

use super::Runtime;
use super::handle::Kind;
use crate::config::Config;

/// Builds a [`Runtime`]: one of tokio's own, or one that drives dpdk-net's reactor over one device.
#[derive(Debug)]
pub struct Builder {
    inner: tokio::runtime::Builder,
    /// Names of the devices; undefined for tokio's own runtimes.
    devices: Option<Vec<String>>,
    eal_args: Vec<String>,
    worker_threads: Option<usize>,
}

impl Builder {
    fn new(inner: tokio::runtime::Builder, devices: Option<Vec<String>>) -> Self {
        Self { inner, devices, eal_args: Vec::new(), worker_threads: None }
    }

    /// A runtime that drives the device of [`Builder::dpdk_device`].
    #[must_use]
    pub fn new_dpdk() -> Self {
        Self::new(tokio::runtime::Builder::new_current_thread(), Some(Vec::new()))
    }

    /// tokio's current-thread runtime.
    #[must_use]
    pub fn new_current_thread() -> Self {
        Self::new(tokio::runtime::Builder::new_current_thread(), None)
    }

    /// tokio's multi-thread runtime.
    #[must_use]
    pub fn new_multi_thread() -> Self {
        Self::new(tokio::runtime::Builder::new_multi_thread(), None)
    }

    /// Adds a device by its `pci_address` in `env.json`, else by its `original_name`.
    pub fn dpdk_device(&mut self, device: &str) -> &mut Self {
        if let Some(devices) = &mut self.devices {
            devices.push(device.to_owned());
        }
        self
    }

    /// Adds devices. dpdk-net's reactor drives one: [`Builder::build`] refuses more.
    pub fn dpdk_devices(&mut self, devices: &[&str]) -> &mut Self {
        for device in devices {
            self.dpdk_device(device);
        }
        self
    }

    /// Adds an argument for EAL, behind those of `env.json`.
    pub fn dpdk_eal_arg(&mut self, argument: &str) -> &mut Self {
        self.eal_args.push(argument.to_owned());
        self
    }

    /// Adds arguments for EAL.
    pub fn dpdk_eal_args(&mut self, arguments: &[&str]) -> &mut Self {
        self.eal_args.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        self
    }

    /// The number of workers; with a device only 1 will do.
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

    /// Builds the runtime. With a device this reads `env.json`, starts EAL and opens the port.
    ///
    /// # Errors
    /// `InvalidInput`: no device, or a wrong `env.json`; `Unsupported`: more than one device or worker; `NotFound`: no `env.json`, or a
    /// device that is not in it or on no port; what EAL and the port say.
    pub fn build(&mut self) -> io::Result<Runtime> {
        let Some(devices) = &self.devices else { return Ok(Runtime::of(Kind::Tokio(self.inner.build()?))) };
        let refused = |kind, text: &str| Err(io::Error::new(kind, text));
        match (devices.as_slice(), self.worker_threads.unwrap_or(1)) {
            ([], _) => refused(ErrorKind::InvalidInput, "no device was given: call Builder::dpdk_device"),
            ([name], 1) => {
                let config = Config::load()?;
                let device = config.device(name)?;
                let Some(&core) = config.dpdk_cores.first() else {
                    return refused(ErrorKind::InvalidInput, "dpdk_cores: expected at least one core");
                };
                let arguments = [&config.eal_args[..], &self.eal_args[..]].concat();
                Ok(Runtime::of(Kind::over(self.inner.build()?, core, device, &arguments)?))
            }
            _ => refused(ErrorKind::Unsupported, "dpdk-net's reactor drives one device on one thread"),
        }
    }
}
