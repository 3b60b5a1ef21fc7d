//! The part of `lane-exec` that stays outside: it makes the namespaces, pumps, watches and tells.

mod hear;
mod start;

use super::beside::Taps;
use super::changes::Changes;
use super::event::{Event, Finished, Sink};
use super::failure::Failure;
use super::isolation;
use super::observer::Desk;
use super::pump::Pump;
use super::spec::Spec;
use super::watch::Watch;
use crate::sys::{affinity, fd, namespace, process};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

/// How the test ended, as far as the exit status of `lane-exec` tells.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The test process ran to its end; the events say how.
    Ended,
    /// It was killed on demand.
    Killed,
}

/// After a stop, init gets so long to kill and report before it is killed itself.
const STOP_LIMIT: Duration = Duration::from_secs(5);

struct Supervisor<'a> {
    spec: &'a Spec,
    events: Sink,
    reader: RawFd,
    control: OwnedFd,
    /// Write end of the gate before which the test waits; None once it is open.
    gate: Option<OwnedFd>,
    signals: OwnedFd,
    pumps: [Pump; 2],
    trace: Option<Pump>,
    init: i32,
    init_silent: bool,
    watch: Option<Watch>,
    changes: Option<Changes>,
    taps: Taps,
    desk: Option<Desk>,
    killed: bool,
    stop_deadline: Option<Instant>,
    failure: Option<Failure>,
    tracer_ended: bool,
    ended: bool,
    totals: Finished,
}

/// Runs the test. `reader` is the descriptor events go to: when its other end is gone, the test is killed.
///
/// # Errors
/// A step before the test's program was executed failed.
pub fn run(spec: &Spec, events: &Sink, reader: RawFd) -> Result<Outcome, Failure> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |error: io::Error| Failure::new("init", what, error)
    };
    let allowed = affinity::allowed().map_err(failed("sched_getaffinity"))?;
    // Leaving the test's CPUs is a courtesy to it; without another CPU all stay where they are.
    affinity::restrict(&affinity::others(&allowed, &spec.cores)).map_err(failed("sched_setaffinity"))?;
    if let Some(path) = &spec.netns {
        namespace::enter_network(path).map_err(|error| Failure::new("netns", path.display(), error))?;
    }
    if spec.offline {
        namespace::leave_network().map_err(|error| Failure::new("netns", "a new one", error))?;
    }
    let mut supervisor = start::start(spec, events, reader)?;
    if !spec.held {
        supervisor.open_gate()?;
    }
    supervisor.supervise()
}

impl Supervisor<'_> {
    /// Looks at the namespace, then lets the test begin.
    fn open_gate(&mut self) -> Result<(), Failure> {
        let Some(gate) = self.gate.take() else { return Ok(()) };
        // Before the first look, so that no change falls between. Others change the host's own namespace all the time.
        self.changes = self.spec.netns.as_ref().map(|_| Changes::watch()).transpose()?;
        self.events.emit(&Event::Isolation { when: "before", found: isolation::look()? });
        self.taps = Taps::look();
        let desk = self.spec.observer.as_deref().map(Desk::open).transpose();
        self.desk = desk.map_err(|error| Failure::new("init", "the observer's socket", error))?;
        // Fails only when the process behind it has ended; init says why.
        let _ = fd::write(gate.as_raw_fd(), &[1]);
        Ok(())
    }

    fn supervise(mut self) -> Result<Outcome, Failure> {
        let mut buffer = Vec::new();
        let end = loop {
            if let Some(end) = self.turn(&mut buffer)? {
                break end;
            }
        };
        while self.hear() {}
        self.finish(end, &mut buffer)
    }

    /// Waits for something and handles it; init's end ends the supervision.
    fn turn(&mut self, buffer: &mut Vec<u8>) -> Result<Option<process::End>, Failure> {
        let mut polls = [
            fd::readable(self.pumps[0].raw()),
            fd::readable(self.pumps[1].raw()),
            fd::readable(self.trace.as_ref().map_or(-1, Pump::raw)),
            fd::readable(if self.init_silent { -1 } else { self.control.as_raw_fd() }),
            fd::readable(self.signals.as_raw_fd()),
            fd::hung_up(if self.killed { -1 } else { self.reader }),
            fd::readable(if self.spec.held && self.gate.is_some() { libc::STDIN_FILENO } else { -1 }),
        ];
        let timeout = self.stop_deadline.map_or(-1, |deadline| {
            let left = deadline.saturating_duration_since(Instant::now()).as_millis();
            i32::try_from(left).unwrap_or(i32::MAX).max(1)
        });
        fd::poll(&mut polls, timeout).map_err(|error| Failure::new("init", "poll", error))?;
        let [out, err] = &mut self.pumps;
        for (pump, poll) in [Some(out), Some(err), self.trace.as_mut()].into_iter().zip(&polls) {
            if let Some(pump) = pump.filter(|_| poll.revents != 0) {
                pump.step(buffer);
            }
        }
        if polls[3].revents != 0 {
            self.init_silent = !self.hear();
        }
        if polls[5].revents != 0 {
            self.stop("the reader of the events is gone");
        }
        if polls[6].revents != 0 {
            match fd::read(libc::STDIN_FILENO, &mut [0; 64]) {
                Ok(length) if length > 0 => self.open_gate()?,
                _ => {
                    self.gate = None;
                    self.stop("nobody waits for the test any more");
                }
            }
        }
        while let Some(signal) = fd::next_signal(&self.signals) {
            if signal != libc::SIGCHLD {
                self.stop(&process::signal_name(signal));
            }
        }
        if self.stop_deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            process::kill(self.init, libc::SIGKILL);
        }
        let reaped = process::reap(self.init).map_err(|error| Failure::new("init", "wait", error))?;
        Ok(reaped.map(|reaped| reaped.end))
    }

    fn stop(&mut self, by: &str) {
        if !self.killed {
            self.killed = true;
            self.stop_deadline = Some(Instant::now() + STOP_LIMIT);
            self.events.emit(&Event::Killed { by: by.to_owned() });
            // Init may be gone already; then there is nothing to stop.
            let _ = fd::write(self.control.as_raw_fd(), b"stop");
        }
    }

    fn finish(mut self, end: process::End, buffer: &mut Vec<u8>) -> Result<Outcome, Failure> {
        // Init is reaped, so the kernel has ended everything in its namespace: the pipes hold all there will ever be.
        for pump in self.pumps.iter_mut().chain(self.trace.as_mut()) {
            pump.finish(buffer);
        }
        if let Some(watch) = self.watch.take() {
            watch.stop();
        }
        if let Some(failure) = self.failure.take().filter(|_| !self.killed) {
            return Err(failure);
        }
        if !self.ended && !self.killed {
            let how = match end {
                process::End::Exited(code) => format!("exited with {code}"),
                process::End::Signaled(signal) => format!("was ended by {}", process::signal_name(signal)),
            };
            return Err(Failure::new("init", "the init of the test's pid namespace", how));
        }
        if let Some(trace) = &self.trace {
            let ended = self.tracer_ended && trace.error.is_none();
            self.events.emit(&Event::Trace { bytes: trace.total, dropped_bytes: trace.dropped, ended });
        }
        let changes = self.changes.take().map(Changes::finish).transpose()?.unwrap_or_default();
        self.events
            .emit(&Event::Isolation { when: "after", found: isolation::Isolation { changes, ..isolation::look()? } });
        let [out, err] = &self.pumps;
        if let Some(error) = out.error.as_ref().or(err.error.as_ref()) {
            return Err(Failure::new("output", "the output files", error));
        }
        let totals = std::mem::take(&mut self.totals);
        self.events.emit(&Event::Finished(Finished {
            stdout_bytes: out.total,
            stderr_bytes: err.total,
            dropped_bytes: out.dropped + err.dropped,
            ..totals
        }));
        Ok(if self.killed { Outcome::Killed } else { Outcome::Ended })
    }
}
