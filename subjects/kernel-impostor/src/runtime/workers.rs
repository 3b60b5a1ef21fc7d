//! Workers that run: for each "device" a tokio current-thread runtime on a core of its own.

use std::future::Future;
use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use crate::config::Config;
use crate::locks::{Lock, Locks};
use crate::worker::{Driving, Worker, is_worker};

/// The workers of a runtime and what they hold of the host.
#[derive(Debug)]
pub(super) struct Workers {
    /// Worker 0, driven by callers of `block_on`; gone once the runtime has stopped.
    main: Option<Runtime>,
    worker: Arc<Worker>,
    /// One caller of `block_on` at a time is worker 0.
    turn: Mutex<()>,
    others: Vec<Other>,
    /// Where tasks can be spawned, in the order of the workers.
    handles: Vec<Handle>,
    next: AtomicUsize,
    locks: Vec<Lock>,
}

/// A worker with a thread of its own.
#[derive(Debug)]
struct Other {
    stop: oneshot::Sender<Option<Duration>>,
    thread: JoinHandle<()>,
}

impl Workers {
    /// Starts one for each of `devices`, which are not empty.
    pub(super) fn start(devices: &[String], builder: &mut Builder) -> io::Result<Self> {
        let config = Config::load()?;
        let devices = devices.iter().map(|name| config.device(name)).collect::<io::Result<Vec<_>>>()?;
        for (index, device) in devices.iter().enumerate() {
            if devices[..index].iter().any(|other| other.name == device.name) {
                let text = format!("device {} was given twice: each worker needs its own", device.name);
                return Err(io::Error::new(ErrorKind::InvalidInput, text));
            }
        }
        let host = Locks::of_host();
        let mut locks = devices.iter().map(|device| host.device(&device.name)).collect::<io::Result<Vec<_>>>()?;
        let mut workers = Vec::new();
        let cores = host.cores(&config.dpdk_cores, devices.len(), config.path())?;
        for (index, (device, (core, lock))) in devices.into_iter().zip(cores).enumerate() {
            locks.push(lock);
            workers.push(Arc::new(Worker { index, core, device }));
        }
        let worker = workers.remove(0);
        drop(Driving::begin(&worker)?); // its core must be one that can be had
        let main = builder.build()?;
        let handles = vec![main.handle().clone()];
        let turn = Mutex::new(());
        let mut started =
            Self { main: Some(main), worker, turn, others: Vec::new(), handles, next: AtomicUsize::new(0), locks };
        for worker in workers {
            started.add(worker, builder.build()?)?;
        }
        Ok(started)
    }

    /// Starts a worker on a thread of its own and waits until it is pinned.
    fn add(&mut self, worker: Arc<Worker>, runtime: Runtime) -> io::Result<()> {
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let (report, pinned) = mpsc::channel();
        let name = format!("dpdk-worker-{}", worker.index);
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            let driving = Driving::begin(&worker);
            let begun = driving.is_ok();
            // `add` waits for it.
            let _ = report.send(driving.as_ref().err().map(|error| io::Error::new(error.kind(), error.to_string())));
            if begun {
                let patience = runtime.block_on(stopped).unwrap_or(None);
                end(runtime, patience);
            }
        })?;
        self.others.push(Other { stop, thread });
        match pinned.recv() {
            Ok(None) => {
                self.handles.push(handle);
                Ok(())
            }
            Ok(Some(error)) => Err(error),
            Err(_) => Err(io::Error::other("a worker's thread ended before it was ready")),
        }
    }

    /// Where worker 0's tasks are spawned.
    pub(super) fn first(&self) -> &Handle {
        &self.handles[0]
    }

    /// Where the next task is spawned.
    pub(super) fn next(&self) -> &Handle {
        &self.handles[self.next.fetch_add(1, Ordering::Relaxed) % self.handles.len()]
    }

    #[track_caller]
    pub(super) fn block_on<F: Future>(&self, future: F) -> F::Output {
        let main = self.main.as_ref().expect("a runtime is whole until it is dropped");
        if is_worker() {
            return main.block_on(future); // tokio says what is wrong with that
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let _driving = Driving::begin(&self.worker).unwrap_or_else(|error| panic!("worker 0: {error}"));
        main.block_on(future)
    }

    /// Ends the workers, then lets go of the locks. `patience` is for what runs in `spawn_blocking`; none: as long as it takes.
    pub(super) fn stop(&mut self, patience: Option<Duration>) {
        // A worker can wait neither for itself nor for others.
        let patience = if is_worker() { Some(Duration::ZERO) } else { patience };
        let mut threads = Vec::new();
        for Other { stop, thread } in self.others.drain(..) {
            // It has gone already when nobody hears this.
            let _ = stop.send(patience);
            threads.push(thread);
        }
        if let Some(main) = self.main.take() {
            end(main, patience);
        }
        if !is_worker() {
            for thread in threads {
                // It ends by panic only when tokio does, which has said so.
                let _ = thread.join();
            }
        }
        self.locks.clear();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop(None);
    }
}

fn end(runtime: Runtime, patience: Option<Duration>) {
    match patience {
        None => drop(runtime),
        Some(Duration::ZERO) => runtime.shutdown_background(),
        Some(patience) => runtime.shutdown_timeout(patience),
    }
}
