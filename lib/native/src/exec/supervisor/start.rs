//! What has to be there before the test can begin: pipes, pumps, and init in namespaces of its own.

use super::super::beside::Taps;
use super::super::event::{Finished, Sink};
use super::super::failure::Failure;
use super::super::init::{self, Ends};
use super::super::pump::Pump;
use super::super::spec::Spec;
use super::Supervisor;
use crate::sys::fd;
use crate::sys::process::{self, Side};
use std::fs::File;
use std::io;
use std::os::fd::RawFd;

/// Starts init, which makes the test ready and waits at the gate.
///
/// # Errors
/// A step of it failed.
pub(super) fn start<'a>(spec: &'a Spec, events: &Sink, reader: RawFd) -> Result<Supervisor<'a>, Failure> {
    let failed = |error: io::Error| Failure::new("init", "set-up", error);
    let output = |path: &std::path::Path| {
        let path = path.display().to_string();
        move |error: io::Error| Failure::new("output", path, error)
    };
    let (out_reader, stdout) = fd::pipe().map_err(failed)?;
    let (err_reader, stderr) = fd::pipe().map_err(failed)?;
    let (head, tail) = (spec.output_head_bytes, spec.output_tail_bytes);
    let pumps = [
        Pump::open(&spec.stdout, out_reader, head, tail).map_err(output(&spec.stdout))?,
        Pump::open(&spec.stderr, err_reader, head, tail).map_err(output(&spec.stderr))?,
    ];
    let (mut trace, mut trace_writer) = (None, None);
    if let Some(strace) = &spec.strace {
        let (reader, writer) = fd::pipe().map_err(failed)?;
        trace = Some(Pump::open(&strace.output, reader, strace.max_bytes, 0).map_err(output(&strace.output))?);
        trace_writer = Some(writer);
    }
    let (control, far_control) = fd::message_pair().map_err(failed)?;
    let signals = fd::signals(&[libc::SIGTERM, libc::SIGINT, libc::SIGHUP, libc::SIGCHLD]).map_err(failed)?;
    let launcher = File::open("/proc/self/exe").map_err(failed)?;
    let (gate, opener) = fd::pipe().map_err(failed)?;
    let ends = Ends { control: far_control, stdout, stderr, gate, trace: trace_writer, launcher };
    // SAFETY: no thread has been started in this process yet.
    let side = unsafe { process::clone_process(libc::CLONE_NEWPID | libc::CLONE_NEWNS) };
    match side.map_err(|error| Failure::new("init", "clone into new pid and mount namespaces", error))? {
        Side::Child => {
            // The supervisor's ends must not live on here: their end is how each side learns of the other's.
            drop((control, opener, signals, pumps, trace));
            init::run(spec, ends);
            process::exit_now(0)
        }
        Side::Parent(init) => {
            drop(ends);
            Ok(Supervisor {
                spec,
                events: events.clone(),
                reader,
                control,
                gate: Some(opener),
                signals,
                pumps,
                trace,
                init,
                init_silent: false,
                watch: None,
                changes: None,
                taps: Taps::default(),
                desk: None,
                killed: false,
                stop_deadline: None,
                failure: None,
                tracer_ended: false,
                ended: false,
                totals: Finished::default(),
            })
        }
    }
}
