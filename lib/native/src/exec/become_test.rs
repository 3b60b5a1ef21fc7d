//! The last steps of the process that becomes the test: its CPUs, its descriptors, its signals, then exec.

use super::failure::Failure;
use crate::sys::{affinity, capability, fd, process};
use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::RawFd;

/// Exit status of a process that failed here; the reason went through the handshake pipe.
pub const NOT_STARTED: i32 = 127;
/// `Seccomp:` of /proc/PID/status (proc(5)) with a filter in force.
const SECCOMP_FILTER: i32 = 2;
/// Fourth argument of [`arguments`].
const OPEN: &str = "open";
const SEALED: &str = "sealed";

/// What the process that becomes the test tells init, one JSON line each.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handshake {
    /// Everything is set; exec comes next. With the pid of the tracer, 0 for none.
    Ready(i32),
    /// It cannot be started.
    Failed(Failure),
}

/// What of root's rights a test has.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    /// Those of [`capability::KEPT`] only.
    pub sealed: bool,
    /// None at all: it is run by this user.
    pub user: Option<u32>,
}

/// Writes a handshake line; the pipe is empty and such lines are shorter than PIPE_BUF, so it is written as a whole.
pub fn tell(handshake: RawFd, message: &Handshake) {
    let mut line = serde_json::to_vec(message).unwrap_or_default();
    line.push(b'\n');
    let _ = fd::write(handshake, &line);
}

/// How the process that becomes the test and those that start it hear of one another.
#[derive(Clone, Copy, Debug)]
pub struct Talk {
    /// It says here how far it is ([`Handshake`]).
    pub handshake: RawFd,
    /// It goes on when it can read a byte here.
    pub gate: RawFd,
}

/// Becomes `argv` once the gate is open. Never returns: on failure it says why through the handshake and exits with [`NOT_STARTED`].
pub fn become_test(
    Talk { handshake, gate }: Talk,
    cores: &[usize],
    traced: bool,
    rights: Rights,
    argv: &[CString],
    env: &[CString],
) -> ! {
    let failure = match prepare(cores, traced, rights) {
        Ok(tracer) => {
            // The end of the file: nobody is left to open it, or to be told.
            if !matches!(fd::read(gate, &mut [0]), Ok(1)) {
                process::exit_now(NOT_STARTED)
            }
            tell(handshake, &Handshake::Ready(tracer));
            let error = execute(argv, env);
            Failure::new("exec", argv.first().map_or("", |name| name.to_str().unwrap_or("")), error)
        }
        Err(failure) => failure,
    };
    tell(handshake, &Handshake::Failed(failure));
    process::exit_now(NOT_STARTED)
}

fn prepare(cores: &[usize], traced: bool, rights: Rights) -> Result<i32, Failure> {
    if traced {
        show_filter();
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let tracer = status_field(&status, "TracerPid:");
    // strace goes on without a tracer or without its filter when the kernel refuses them; a test must not.
    if traced && tracer == 0 {
        return Err(Failure::new("strace", "the test process", "has no tracer: the kernel refused ptrace"));
    }
    if traced && status_field(&status, "Seccomp:") != SECCOMP_FILTER {
        return Err(Failure::new("strace", "the test process", "has no seccomp filter: the kernel refused it"));
    }
    affinity::restrict(cores).map_err(|error| Failure::new("cores", format!("{cores:?}"), error))?;
    process::forbid_core_files();
    // The kernel's choice when memory runs out must be the test, not its watchers. Only a hint, so a refusal is no failure.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    process::reset_signals();
    fd::close_on_exec_from(3).map_err(|error| Failure::new("exec", "close_range", error))?;
    // Last: init and the tracer keep what is given up here, and so are out of the test's reach.
    let given_up = match rights {
        Rights { user: Some(user), .. } => capability::forbid_others(&[]).and_then(|()| process::become_user(user)),
        Rights { sealed: true, .. } => capability::keep_only(&capability::KEPT),
        Rights { sealed: false, .. } => Ok(()),
    };
    given_up.map_err(|error| Failure::new("exec", "rights", error))?;
    Ok(tracer)
}

/// A call that is traced and means nothing: from then on strace stops this thread, which is to be the test's first, at no other ([`super::trace`]).
fn show_filter() {
    let nothing = std::ptr::null_mut::<libc::c_void>();
    // SAFETY: the list of robust futexes (set_robust_list(2)) is empty until a mutex of that kind is locked; this thread has none.
    unsafe { libc::syscall(libc::SYS_set_robust_list, nothing, 3 * size_of::<*const ()>()) };
}

fn status_field(status: &str, name: &str) -> i32 {
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}

/// execve(2) with the search in PATH that a shell does. Returns only on failure.
pub fn execute(argv: &[CString], env: &[CString]) -> io::Error {
    let Some(program) = argv.first() else { return io::ErrorKind::InvalidInput.into() };
    if program.to_bytes().contains(&b'/') {
        return execute_file(program, argv, env);
    }
    let path = env.iter().find_map(|entry| entry.to_bytes().strip_prefix(b"PATH=")).unwrap_or_default();
    let mut worst = io::Error::from_raw_os_error(libc::ENOENT);
    for folder in path.split(|byte| *byte == b':').filter(|folder| !folder.is_empty()) {
        let Ok(file) = CString::new([folder, b"/", program.to_bytes()].concat()) else { continue };
        let error = execute_file(&file, argv, env);
        if error.raw_os_error() != Some(libc::ENOENT) {
            worst = error;
        }
    }
    worst
}

fn execute_file(file: &CStr, argv: &[CString], env: &[CString]) -> io::Error {
    let pointers = |strings: &[CString]| -> Vec<*const libc::c_char> {
        strings.iter().map(|text| text.as_ptr()).chain([std::ptr::null()]).collect()
    };
    let (argv, env) = (pointers(argv), pointers(env));
    // SAFETY: both arrays end with null and point to strings that outlive the call.
    unsafe { libc::execve(file.as_ptr(), argv.as_ptr(), env.as_ptr()) };
    io::Error::last_os_error()
}

/// Arguments after `lane-exec` with which strace starts it as the traced program.
pub fn arguments(Talk { handshake, gate }: Talk, cores: &[usize], sealed: bool, argv: &[String]) -> Vec<String> {
    let cores: Vec<String> = cores.iter().map(usize::to_string).collect();
    let seal = if sealed { SEALED } else { OPEN };
    let own = ["--become".to_owned(), handshake.to_string(), gate.to_string(), cores.join(","), seal.to_owned()];
    own.into_iter().chain(argv.iter().cloned()).collect()
}

/// The other side of [`arguments`]: `HANDSHAKE GATE CORES SEAL ARGV…`. None when they are not of that form.
pub fn from_arguments(words: &[std::ffi::OsString]) -> Option<std::convert::Infallible> {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let [handshake, gate, cores, seal, argv @ ..] = words else { return None };
    let sealed = [OPEN, SEALED].iter().position(|word| seal == word)? == 1;
    let descriptor = |word: &std::ffi::OsString| word.to_str()?.parse::<RawFd>().ok();
    let talk = Talk { handshake: descriptor(handshake)?, gate: descriptor(gate)? };
    let cores = cores.to_str()?.split(',').map(|core| core.parse().ok()).collect::<Option<Vec<usize>>>()?;
    let argv = argv.iter().map(|word| CString::new(word.as_bytes()).ok()).collect::<Option<Vec<_>>>()?;
    let pair = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        CString::new([name.into_vec(), value.into_vec()].join(&b'=')).ok()
    };
    let env: Vec<CString> = std::env::vars_os().filter_map(pair).collect();
    become_test(talk, &cores, true, Rights { sealed, user: None }, &argv, &env)
}
