//! The way of the forked child to the test.

use super::become_test::{self, Rights, Talk};
use super::failure::Failure;
use super::init::Ends;
use super::spec::Spec;
use super::trace;
use crate::sys::{fd, process};
use std::ffi::{CString, NulError};
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, RawFd};

/// Becomes the test, or its tracer, which then starts it. Returns only when that failed.
pub fn run(spec: &Spec, ends: &Ends, handshake: RawFd) -> Failure {
    let talk = Talk { handshake, gate: ends.gate.as_raw_fd() };
    let attempt = || -> Result<std::convert::Infallible, Failure> {
        let failed = |error: io::Error| Failure::new("exec", "set-up", error);
        let strings = |error: NulError| Failure::new("exec", "argv or env", error);
        let nothing = File::open("/dev/null").map_err(failed)?;
        for (target, source) in
            [nothing.as_raw_fd(), ends.stdout.as_raw_fd(), ends.stderr.as_raw_fd()].iter().enumerate()
        {
            fd::duplicate_onto(*source, target as RawFd).map_err(failed)?;
        }
        // SAFETY: no arguments. A session of its own: no terminal, no signals from one.
        unsafe { libc::setsid() };
        process::reset_signals();
        if let Some(bytes) = spec.data_bytes {
            process::limit_data(bytes).map_err(failed)?;
        }
        let pair = |(name, value): (&String, &String)| CString::new(format!("{name}={value}"));
        let env = spec.env.iter().map(pair).collect::<Result<Vec<_>, _>>().map_err(strings)?;
        let argv = spec.argv.iter().map(|word| CString::new(word.as_str())).collect::<Result<Vec<_>, _>>();
        let argv = argv.map_err(strings)?;
        let (Some(strace), Some(output)) = (&spec.strace, &ends.trace) else {
            let rights = Rights { sealed: spec.seal.is_some(), user: spec.user };
            become_test::become_test(talk, &spec.cores, false, rights, &argv, &env)
        };
        fd::close_on_exec_from(3).map_err(failed)?;
        for kept in [talk.handshake, talk.gate, output.as_raw_fd(), ends.launcher.as_raw_fd()] {
            fd::keep_over_exec(kept).map_err(failed)?;
        }
        let rest = become_test::arguments(talk, &spec.cores, spec.seal.is_some(), &spec.argv);
        let arguments =
            trace::arguments(strace, output.as_raw_fd(), ends.launcher.as_raw_fd(), &rest).map_err(strings)?;
        let error = become_test::execute(&arguments, &env);
        Err(Failure::new("strace", strace.path.display(), error))
    };
    match attempt() {
        Err(failure) => failure,
        Ok(never) => match never {},
    }
}
