//! From a builder's options to running workers.

use std::io;
use std::sync::{Arc, Mutex, mpsc};

use super::dpdk::{DpdkRuntime, Seat};
use crate::config::{Config, Device};
use crate::eal_args;
use crate::ffi::cpu::{self, CoreSet};
use crate::ffi::eal::Eal;
use crate::ffi::port::{self, Found, Port};
use crate::locks::{self, Locks};
use crate::stack::Stack;
use crate::worker::gate::Gate;
use crate::worker::{self, Worker, context};

/// A hook of the builder.
type Hook = Arc<dyn Fn() + Send + Sync>;

/// What the builder was told about DPDK.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) devices: Vec<String>,
    pub(super) eal_arguments: Vec<String>,
    pub(super) workers: Option<usize>,
    pub(super) thread_name: Option<Arc<dyn Fn() -> String + Send + Sync>>,
    pub(super) stack_size: Option<usize>,
    pub(super) on_start: Option<Hook>,
    pub(super) on_stop: Option<Hook>,
}

/// Whether EAL may be started: once in the life of a process.
static EAL_STARTED: Mutex<bool> = Mutex::new(false);

/// EAL while it runs; dropping this ends it.
pub(super) struct EalGuard(Option<Eal>);

impl Drop for EalGuard {
    fn drop(&mut self) {
        if let Some(eal) = self.0.take() {
            eal.cleanup();
        }
    }
}

/// Starts a runtime, or leaves nothing behind.
pub(super) fn start(plan: &Plan, builder: &mut tokio::runtime::Builder) -> io::Result<DpdkRuntime> {
    check(plan)?;
    let config = Config::load()?;
    let devices = plan.devices.iter().map(|name| config.device(name)).collect::<io::Result<Vec<_>>>()?;
    reject_twins(&devices)?;

    let all_locks = Locks::of_host();
    let mut held = devices.iter().map(|device| all_locks.device(&device.name)).collect::<io::Result<Vec<_>>>()?;
    let mut cores = Vec::new();
    for (core, lock) in locks::choose_cores(&all_locks, &config.cores, devices.len(), &config.path)? {
        cores.push(core);
        held.push(lock);
    }

    let affinity = CoreSet::of_this_thread()?;
    let eal = start_eal(&config, &devices, &cores, plan, &affinity);
    // EAL has pinned this thread to its main lcore, and so did the check of the cores.
    affinity.apply()?;
    let eal = eal?;

    let mut stacks = Vec::new();
    if let Some(eal) = &eal.0 {
        let found = port::list(eal);
        for device in &devices {
            let port = Port::open(eal, find(&found, device)?, device.mtu)?;
            stacks.push(Stack::new(port, device));
        }
    }
    keep_blocking_threads_off(builder, plan, affinity.without(&cores));
    let workers: Vec<Arc<Worker>> = stacks
        .into_iter()
        .zip(&cores)
        .enumerate()
        .map(|(index, (stack, &core))| Arc::new(Worker::new(index, core, stack)))
        .collect();
    let mut seats: Vec<Seat> = Vec::new();
    for worker in &workers {
        match take_seat(worker.clone(), plan, builder) {
            Ok(seat) => seats.push(seat),
            Err(error) => {
                // Ports before EAL: those without a seat here, the others with their runtime.
                for unseated in &workers[seats.len()..] {
                    drop(unseated.take_stack());
                }
                DpdkRuntime::new(seats, eal, held).shutdown(None);
                return Err(error);
            }
        }
    }
    Ok(DpdkRuntime::new(seats, eal, held))
}

fn check(plan: &Plan) -> io::Result<()> {
    let invalid = |message: String| Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    if plan.devices.is_empty() {
        return invalid(
            "a DPDK runtime needs a device and none was given: call Builder::dpdk_device with a pci_address of env.json".to_owned(),
        );
    }
    if let Some(workers) = plan.workers
        && workers != plan.devices.len()
    {
        return invalid(format!(
            "{workers} worker threads were asked for and {} device(s) given: each worker drives one device; give as many devices or leave worker_threads out",
            plan.devices.len()
        ));
    }
    Ok(())
}

fn reject_twins(devices: &[Device]) -> io::Result<()> {
    for (index, device) in devices.iter().enumerate() {
        if let Some(twin) = devices[..index].iter().find(|other| other.name == device.name || other.mac == device.mac) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "devices {} and {} are one and the same ({}): each worker needs its own",
                    twin.name, device.name, device.mac
                ),
            ));
        }
    }
    Ok(())
}

/// Starts EAL, if that has not been done before, on cores that this process may use.
fn start_eal(
    config: &Config,
    devices: &[Device],
    cores: &[usize],
    plan: &Plan,
    affinity: &CoreSet,
) -> io::Result<EalGuard> {
    for &core in cores {
        cpu::try_pin(core).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("{}: dpdk_cores: core {core} cannot be used by this process: {error}", config.path.display()),
            )
        })?;
    }
    // EAL keeps its control threads on the cores this thread has when it starts.
    affinity.apply()?;
    let mut started = worker::lock(&EAL_STARTED);
    if *started {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "EAL was already started in this process and DPDK cannot start it twice: use one DPDK runtime per process, with all its devices",
        ));
    }
    let names: Vec<&str> = devices.iter().map(|device| device.name.as_str()).collect();
    let arguments = eal_args::complete(cores, &names, &config.eal_arguments, &plan.eal_arguments);
    let eal = Eal::init(&arguments)?;
    *started = true;
    Ok(EalGuard(Some(eal)))
}

fn find<'a>(found: &'a [Found], device: &Device) -> io::Result<&'a Found> {
    found.iter().find(|port| port.mac == device.mac).ok_or_else(|| {
        let there: Vec<String> = found.iter().map(|port| format!("{} ({})", port.name, port.mac)).collect();
        let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
        io::Error::new(
            io::ErrorKind::NotFound,
            format!(
                "no DPDK port has the MAC address {} of device {}; ports EAL found: {there}; check the device's driver and eal_args",
                device.mac, device.name
            ),
        )
    })
}

/// A thread inherits the affinity of the one that makes it. Those that tokio makes for blocking work
/// would share the core of a worker that never sleeps, so they are moved away first.
fn keep_blocking_threads_off(builder: &mut tokio::runtime::Builder, plan: &Plan, others: CoreSet) {
    let hook = plan.on_start.clone();
    builder.on_thread_start(move || {
        // If it fails the thread is only slower.
        let _ = others.apply();
        if let Some(hook) = &hook {
            hook();
        }
    });
}

/// Starts a worker's tokio runtime and thread.
fn take_seat(worker: Arc<Worker>, plan: &Plan, builder: &mut tokio::runtime::Builder) -> io::Result<Seat> {
    let runtime = Arc::new(builder.build()?);
    runtime.spawn(worker::drive(worker.clone()));
    // Only worker 0 is lent to callers of block_on, and only it may rest between them.
    worker.set_may_rest(worker.index() == 0);
    let gate = Arc::new(Gate::default());
    let name = plan.thread_name.as_ref().map_or_else(|| format!("dpdk-worker-{}", worker.index()), |name| name());
    let mut thread = std::thread::Builder::new().name(name);
    if let Some(bytes) = plan.stack_size {
        thread = thread.stack_size(bytes);
    }
    let (ready, pinned) = mpsc::sync_channel(1);
    let thread = {
        let (worker, gate, runtime) = (worker.clone(), gate.clone(), runtime.clone());
        let (on_start, on_stop) = (plan.on_start.clone(), plan.on_stop.clone());
        thread.spawn(move || {
            let result = cpu::try_pin(worker.core());
            let works = result.is_ok();
            // The builder waits for this.
            let _ = ready.send(result);
            if !works {
                return;
            }
            if let Some(hook) = on_start {
                hook();
            }
            {
                let _driving = context::enter(worker.clone());
                while gate.enter() {
                    worker::block_on(&worker, &runtime, gate.wanted());
                    gate.leave();
                }
            }
            if let Some(hook) = on_stop {
                hook();
            }
        })?
    };
    match pinned.recv() {
        Ok(Ok(())) => Ok(Seat { worker, gate, runtime, thread }),
        Ok(Err(error)) => Err(io::Error::new(
            error.kind(),
            format!("core {}: the worker could not be pinned to it: {error}", worker.core()),
        )),
        Err(_) => Err(io::Error::other("a worker's thread ended before it was ready")),
    }
}
