//! `lane-exec SPEC.json`: see the README of this crate.

use dpdk_conformance_native::exec::event::{Event, Sink};
use dpdk_conformance_native::exec::failure::Failure;
use dpdk_conformance_native::exec::supervisor::{self, Outcome};
use dpdk_conformance_native::exec::{become_test, spec};
use dpdk_conformance_native::sys::{fd, process};
use std::ffi::OsString;
use std::fs::File;
use std::os::fd::{FromRawFd, RawFd};
use std::path::Path;
use std::process::ExitCode;

const EVENTS: RawFd = 3;
const USAGE: u8 = 2;
const FAILED: u8 = 3;
const KILLED: u8 = 4;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    match words.as_slice() {
        [word, rest @ ..] if word == "--become" => match become_test::from_arguments(rest) {
            Some(never) => match never {},
            None => usage("--become is for strace to call"),
        },
        [path] if !path.to_string_lossy().starts_with('-') => launch(Path::new(path)),
        _ => usage("expected one argument, the path of a specification"),
    }
}

fn usage(problem: &str) -> ExitCode {
    eprintln!("lane-exec: {problem}\nusage: lane-exec SPEC.json 3>EVENTS");
    ExitCode::from(USAGE)
}

fn launch(path: &Path) -> ExitCode {
    if !fd::is_open(EVENTS) {
        return usage("descriptor 3 is not open; events go there as JSON lines");
    }
    // SAFETY: the descriptor is open, was given to this process for this purpose, and has no other owner here.
    let events = Sink::new(unsafe { File::from_raw_fd(EVENTS) });
    match prepare().and_then(|()| spec::read(path)).and_then(|spec| supervisor::run(&spec, &events, EVENTS)) {
        Ok(Outcome::Ended) => ExitCode::SUCCESS,
        Ok(Outcome::Killed) => ExitCode::from(KILLED),
        Err(failure) => {
            events.emit(&Event::Failed(failure));
            ExitCode::from(FAILED)
        }
    }
}

/// Dies with the caller; hands none of the caller's descriptors on.
fn prepare() -> Result<(), Failure> {
    process::die_with_parent().map_err(|error| Failure::new("init", "prctl", error))?;
    fd::close_on_exec_from(EVENTS).map_err(|error| Failure::new("init", "close_range", error))
}
