//! Pid 1 of the test's pid namespace: prepares the mounts, starts the test, reaps everything, names and kills what is left over.

use super::become_test::{self, Handshake};
use super::failure::Failure;
use super::message::Message;
use super::spec::Spec;
use super::{child, crowd, mounts, processes};
use crate::sys::fd;
use crate::sys::process::{self, End, Reaped, Side};
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long killed processes, and the tracer after the last traced process, may take to be gone.
const SWEEP: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(10);
/// How often threads are counted where there is a limit: a count costs a tenth of a millisecond, a fork takes about that long too.
const COUNT: Duration = Duration::from_millis(20);
/// Descriptors that init takes over from the supervisor.
pub struct Ends {
    /// A [`fd::message_pair`] to the supervisor.
    pub control: OwnedFd,
    /// Write end of the test's standard output.
    pub stdout: OwnedFd,
    /// Write end of the test's standard error.
    pub stderr: OwnedFd,
    /// Read end of the gate before which the test waits.
    pub gate: OwnedFd,
    /// Write end of the trace, if there is to be one.
    pub trace: Option<OwnedFd>,
    /// This program, for strace to start again.
    pub launcher: File,
}

/// Runs as pid 1 until nothing else is left, then returns: the caller must end the process at once.
pub fn run(spec: &Spec, ends: Ends) {
    let control = ends.control.as_raw_fd();
    match start(spec, &ends) {
        Err(failure) => send(control, &Message::Failed(failure)),
        Ok(mut init) => {
            // The write ends belong to the test alone now: their end is the end of its output.
            drop((ends.stdout, ends.stderr, ends.trace, ends.gate));
            init.control = control;
            init.watch();
        }
    }
}

fn send(control: RawFd, message: &Message) {
    let bytes = serde_json::to_vec(message).unwrap_or_default();
    // Fails only when the supervisor is gone, and then this process is about to be killed.
    let _ = fd::write(control, &bytes);
}

struct Init {
    control: RawFd,
    signals: OwnedFd,
    /// None once all who could speak are gone.
    handshake: Option<OwnedFd>,
    spoken: Vec<u8>,
    main: i32,
    tracer: i32,
    tracer_end: Option<End>,
    traced: bool,
    runtime_dir: PathBuf,
    grace: Duration,
    most_threads: Option<u64>,
    started: Option<Instant>,
    failure: Option<Failure>,
    stop: bool,
}

fn start(spec: &Spec, ends: &Ends) -> Result<Init, Failure> {
    let failed = |error: io::Error| Failure::new("init", "set-up", error);
    process::die_with_parent().map_err(failed)?;
    let signals = fd::signals(&[libc::SIGCHLD]).map_err(failed)?;
    mounts::prepare(&spec.mounts, spec.offline || spec.netns.is_some(), spec.seal.as_ref())?;
    std::env::set_current_dir(&spec.cwd).map_err(|error| Failure::new("cwd", spec.cwd.display(), error))?;
    let (handshake, speaker) = fd::pipe().map_err(failed)?;
    fd::set_nonblocking(handshake.as_raw_fd()).map_err(failed)?;
    // SAFETY: init is a copy of the supervisor made while that had one thread, and has started none.
    let main = match unsafe { process::clone_process(0) }.map_err(failed)? {
        Side::Child => {
            let failure = child::run(spec, ends, speaker.as_raw_fd());
            become_test::tell(speaker.as_raw_fd(), &Handshake::Failed(failure));
            process::exit_now(become_test::NOT_STARTED)
        }
        Side::Parent(pid) => pid,
    };
    Ok(Init {
        control: -1,
        signals,
        handshake: Some(handshake),
        spoken: Vec::new(),
        main,
        tracer: 0,
        tracer_end: None,
        traced: spec.strace.is_some(),
        runtime_dir: resolve(&spec.runtime_dir),
        grace: Duration::from_millis(spec.leak_grace_ms),
        most_threads: spec.most_threads,
        started: None,
        failure: None,
        stop: false,
    })
}

/// The longest existing part of `path` without symbolic links, and the rest as it is.
fn resolve(path: &Path) -> PathBuf {
    let existing = path.ancestors().find_map(|part| Some((part, part.canonicalize().ok()?)));
    let Some((part, real)) = existing else { return path.to_owned() };
    path.strip_prefix(part).map_or_else(|_| path.to_owned(), |rest| real.join(rest))
}

impl Init {
    fn watch(&mut self) {
        let Some(end) = self.until_main_ends() else { return };
        if let Some(failure) = self.why_not_started(end) {
            return send(self.control, &Message::Failed(failure));
        }
        send(self.control, &self.ended(end));
        let left = self.wait_for_rest();
        if !left.is_empty() && !self.stop {
            send(self.control, &Message::Leaked(processes::describe(&left), left.len()));
        }
        self.sweep();
        let tracer_ended = self.wait_for_tracer();
        send(self.control, &Message::Over { tracer_ended });
    }

    /// Waits for anything; returns the main process's end when it was among what happened.
    fn turn(&mut self, timeout: Option<Duration>) -> Option<Reaped> {
        let timeout = timeout.map_or(-1, |time| time.as_millis().max(1).min(i32::MAX as u128) as i32);
        let mut polls = [
            fd::readable(if self.stop { -1 } else { self.control }),
            fd::readable(self.signals.as_raw_fd()),
            fd::readable(self.handshake.as_ref().map_or(-1, AsRawFd::as_raw_fd)),
        ];
        if fd::poll(&mut polls, timeout).is_err() {
            process::exit_now(1); // Cannot be: the arguments are right. Everything dies with init.
        }
        if polls[0].revents != 0 {
            // The one command there is: stop. The end of the supervisor comes as SIGKILL, and here as end of file.
            let mut command = [0_u8; 16];
            match fd::read(self.control, &mut command) {
                Ok(0) | Err(_) => process::exit_now(0),
                Ok(_) => self.stop = true,
            }
        }
        if polls[2].revents != 0 {
            self.hear();
        }
        while fd::next_signal(&self.signals).is_some() {}
        let mut main = None;
        while let Ok(Some(reaped)) = process::reap(-1) {
            if reaped.pid == self.main {
                self.hear();
                main = Some(reaped);
            } else if reaped.pid == self.tracer {
                self.tracer_end = Some(reaped.end);
            }
        }
        main
    }

    fn hear(&mut self) {
        let mut buffer = [0_u8; 4096];
        while let Some(handshake) = &self.handshake {
            match fd::read(handshake.as_raw_fd(), &mut buffer) {
                Ok(0) => self.handshake = None,
                Ok(length) => self.spoken.extend_from_slice(&buffer[..length]),
                Err(_) => break,
            }
        }
        while let Some(end) = self.spoken.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.spoken.drain(..=end).collect();
            match serde_json::from_slice(&line) {
                Ok(Handshake::Ready(tracer)) => {
                    self.tracer = tracer;
                    self.started = Some(Instant::now());
                    let runtime_dir = self.runtime_dir.clone();
                    send(self.control, &Message::Started { pid: self.main, tracer, runtime_dir });
                }
                Ok(Handshake::Failed(failure)) => self.failure = Some(failure),
                Err(error) => self.failure = Some(Failure::new("init", "handshake", error)),
            }
        }
    }

    fn until_main_ends(&mut self) -> Option<Reaped> {
        loop {
            let until = self.most_threads.map(|_| COUNT);
            if let Some(end) = self.turn(until) {
                return Some(end);
            }
            self.thin_out();
            if self.stop {
                process::kill(self.main, libc::SIGKILL);
            }
        }
    }

    /// Kills all there is, at once and so that nothing is forked meanwhile (kill(2), -1), when there are more threads than there may be.
    fn thin_out(&mut self) {
        let Some(most) = self.most_threads else { return };
        let threads = crowd::threads();
        if threads > most {
            self.most_threads = None;
            send(self.control, &Message::Crowded(threads));
            process::kill(-1, libc::SIGKILL);
        }
    }

    fn why_not_started(&mut self, end: Reaped) -> Option<Failure> {
        let unheard = || match end.end {
            End::Exited(code) => {
                format!("ended with status {code} before the test was started; its message is in the stderr file")
            }
            End::Signaled(signal) => format!("ended by {} before the test was started", process::signal_name(signal)),
        };
        let step = if self.traced { "strace" } else { "init" };
        self.failure.take().or_else(|| self.started.is_none().then(|| Failure::new(step, step, unheard())))
    }

    fn ended(&self, end: Reaped) -> Message {
        let (code, signal) = match end.end {
            End::Exited(code) => (Some(code), None),
            End::Signaled(signal) => (None, Some(signal)),
        };
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        Message::Ended {
            code,
            signal,
            duration_us: micros(self.started.map_or(Duration::ZERO, |start| start.elapsed())),
            user_us: micros(end.user),
            system_us: micros(end.system),
            max_rss_kb: end.max_rss_kb,
        }
    }

    /// Living processes other than init and the tracer.
    fn left(&self) -> Vec<i32> {
        processes::living().into_iter().filter(|pid| *pid != 1 && *pid != self.tracer).collect()
    }

    fn wait_for_rest(&mut self) -> Vec<i32> {
        let deadline = Instant::now() + self.grace;
        loop {
            let left = self.left();
            let time = deadline.saturating_duration_since(Instant::now());
            if left.is_empty() || time.is_zero() || self.stop {
                return left;
            }
            self.turn(Some(if self.most_threads.is_some() { time.min(COUNT) } else { time }));
            self.thin_out();
        }
    }

    /// Kills all but the tracer, again and again until none is left (they may be forking); the tracer sees each one's end.
    fn sweep(&mut self) {
        let deadline = Instant::now() + SWEEP;
        loop {
            let left = self.left();
            if left.is_empty() || Instant::now() > deadline {
                return; // What still lives dies with init.
            }
            left.iter().for_each(|pid| process::kill(*pid, libc::SIGKILL));
            self.turn(Some(TICK));
        }
    }

    fn wait_for_tracer(&mut self) -> bool {
        let deadline = Instant::now() + SWEEP;
        while self.tracer != 0 && self.tracer_end.is_none() && Instant::now() < deadline {
            self.turn(Some(deadline.saturating_duration_since(Instant::now())));
        }
        !self.traced || matches!(self.tracer_end, Some(End::Exited(_)))
    }
}
