//! The DPDK runtime of a test process. EAL starts once in a process, so a process makes one runtime.

use std::future::Future;
use std::io;
use std::mem;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};

use tokio::runtime::{Builder, Runtime};

use crate::lab::lab;

/// Makes a DPDK runtime over the devices of the given links, one worker each.
///
/// # Errors
/// What `Builder::build` gives, e.g. when another process holds the device.
pub fn try_runtime(links: &[usize]) -> io::Result<Runtime> {
    let lab = lab();
    let mut builder = Builder::new_dpdk();
    if let [only] = links {
        builder.dpdk_device(&lab.link(*only).device);
    } else {
        let devices: Vec<&str> = links.iter().map(|link| lab.link(*link).device.as_str()).collect();
        builder.dpdk_devices(&devices);
    }
    if !lab.ports_in_env {
        for link in links {
            builder.dpdk_eal_arg(&lab.link(*link).eal_argument);
        }
    }
    builder.enable_all().build()
}

/// Makes a DPDK runtime over the devices of the given links.
///
/// # Panics
/// When it cannot be made.
pub fn runtime(links: &[usize]) -> Runtime {
    try_runtime(links).unwrap_or_else(|error| panic!("cannot make a DPDK runtime over link(s) {links:?}: {error}"))
}

/// Runs a test's future on the DPDK runtime over the first link, then shuts the runtime down. The future runs on a
/// DPDK worker: it may connect and bind.
pub fn run<F: Future>(future: F) -> F::Output {
    run_on(&[0], future)
}

/// The same over the devices of the given links. After a panic the runtime is left as it is: a subject whose runtime cannot be shut down
/// then would hide from the harness what the test has found, and the process is about to end.
pub fn run_on<F: Future>(links: &[usize], future: F) -> F::Output {
    let runtime = runtime(links);
    match catch_unwind(AssertUnwindSafe(|| runtime.block_on(future))) {
        Ok(output) => output,
        Err(panic) => {
            mem::forget(runtime);
            resume_unwind(panic)
        }
    }
}
