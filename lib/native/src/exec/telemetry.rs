//! EAL's own word that it is up (evidence E6): its telemetry socket, protocol v2 (DPDK's "Telemetry User Guide").
//!
//! EAL opens `RUNTIME_DIR/PREFIX/dpdk_telemetry.v2` (`….v2:1` and so on for further processes in memory) as a
//! SOCK_SEQPACKET server at the end of rte_eal_init. It greets with its version and answers commands with one JSON message each.
//! One conversation a process, in which only the counters are asked again: EAL serves it on a thread of its own, outside of the workers.

use super::counters::{self, Counters, Taps};
use super::event::{Eal, Event, Port, Sink};
use super::witness;
use crate::sys::{check, check_size, fd, process, retry};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::mem;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

const SOCKET_PREFIX: &str = "dpdk_telemetry.v2";
/// EAL's longest message (its max_output_len is 16 KiB).
const MESSAGE: usize = 1 << 17;
/// Between bind and listen a connection is refused: so often and so long it is tried again.
const CONNECT_TRIES: u32 = 500;
const CONNECT_PAUSE_MS: i32 = 2;
/// EAL of a test starts early; a late one may wait a little longer.
const EARLY: Duration = Duration::from_secs(20);
const EARLY_PAUSE_MS: i32 = 4;
const LATE_PAUSE_MS: i32 = 25;

/// Watches a runtime directory until it is stopped.
pub struct Watch {
    stop: Arc<OwnedFd>,
    thread: JoinHandle<()>,
}

#[derive(Clone)]
struct Context {
    stop: Arc<OwnedFd>,
    events: Sink,
    init: i32,
    taps: Arc<Taps>,
}

impl Watch {
    /// Starts the watch on `runtime_dir` as process `init` (host pid) sees it. `taps`: from before the test's start.
    pub fn start(init: i32, runtime_dir: &Path, events: Sink, taps: Taps) -> io::Result<Self> {
        let stop = Arc::new(fd::event()?);
        let inside = runtime_dir.strip_prefix("/").unwrap_or(runtime_dir);
        let folder = PathBuf::from(format!("/proc/{init}/root")).join(inside);
        let context = Context { stop: Arc::clone(&stop), events, init, taps: Arc::new(taps) };
        let thread = thread::Builder::new().name("telemetry".to_owned()).spawn(move || watch(&folder, &context))?;
        Ok(Self { stop, thread })
    }

    /// Ends the watch. Conversations end by themselves when the processes are dead, so call it after that.
    pub fn stop(self) {
        fd::signal_event(&self.stop);
        let _ = self.thread.join();
    }
}

/// Looks for sockets until the stop. By looking again and again, not by inotify(7): to close an inotify descriptor takes the
/// kernel more than 10 ms, at the end of every test.
fn watch(folder: &Path, context: &Context) {
    // On a busy host an ordinary thread may come too late for a short test, or for one that is killed. Inherited by the conversations: a
    // new thread that had to wait for its first turn would come too late as well.
    process::run_promptly();
    let mut known = BTreeSet::new();
    let mut talks = Vec::new();
    let begin = Instant::now();
    loop {
        for socket in sockets(folder) {
            if known.insert(identity(&socket)) {
                let context = context.clone();
                talks.push(thread::spawn(move || interview(&socket, &context)));
            }
        }
        let pause = if begin.elapsed() < EARLY { EARLY_PAUSE_MS } else { LATE_PAUSE_MS };
        let mut polls = [fd::readable(context.stop.as_raw_fd())];
        if fd::poll(&mut polls, pause).is_err() || polls[0].revents != 0 {
            break;
        }
    }
    for talk in talks {
        let _ = talk.join();
    }
}

/// What tells a socket from a later one of the same path: processes that run one after the other reuse it.
fn identity(socket: &Path) -> (PathBuf, Option<(u64, Option<SystemTime>)>) {
    let of_file = fs::symlink_metadata(socket).ok().map(|found| (found.ino(), found.created().ok()));
    (socket.to_owned(), of_file)
}

/// Telemetry sockets in the subdirectories (EAL's file prefixes) of `folder`.
fn sockets(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_socket =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.as_bytes().starts_with(SOCKET_PREFIX.as_bytes()));
    entries(folder).flat_map(|prefix| entries(&prefix).filter(is_socket).collect::<Vec<_>>()).collect()
}

fn interview(socket: &Path, context: &Context) {
    // A process that ended meanwhile, or a socket left by another one: no answer, no event.
    if let Ok(Some((eal, talk))) = ask(socket, context) {
        let (pid, names) = (eal.pid, eal.ports.iter().map(|port| port.name.clone()).collect::<Vec<_>>());
        context.events.emit(&Event::Eal(Box::new(eal)));
        let counters = talk.map(|mut talk| {
            let host_pid = talk.host_pid;
            let before_eal = std::mem::take(&mut talk.before_eal);
            let pause = |pause| talk_pause(context, pause);
            counters::follow(host_pid, &names, &before_eal, |command| talk.ask(command), pause)
        });
        if let Some(Counters { samples, sent, beside }) = counters.filter(|counters| counters.samples > 0) {
            context.events.emit(&Event::Counters { pid, samples, sent, beside });
        }
    }
}

/// Waits; false once the watch is to end.
fn talk_pause(context: &Context, milliseconds: i32) -> bool {
    let mut polls = [fd::readable(context.stop.as_raw_fd())];
    fd::poll(&mut polls, milliseconds).is_ok() && polls[0].revents == 0
}

/// What a process says of itself, and the open conversation when it said everything.
fn ask(path: &Path, context: &Context) -> io::Result<Option<(Eal, Option<Talk>)>> {
    let socket = connect(path, context)?;
    let host_pid = peer_pid(&socket)?;
    if !witness::same_pid_namespace(host_pid, context.init) {
        return Ok(None);
    }
    // What the kernel knows comes first: a short test may be gone before EAL answers.
    let mut eal = Eal {
        pid: witness::inner_pid(host_pid).unwrap_or(0),
        hugepages_kb: witness::hugepages_kb(host_pid),
        library: witness::eal_library(host_pid),
        held: witness::held(host_pid),
        executable: witness::executable(host_pid),
        socket: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        ..Eal::default()
    };
    let taps: Vec<&str> = eal.held.iter().filter(|held| held.kind == "tap").map(|held| held.name.as_str()).collect();
    let before_eal = context.taps.take(&taps);
    let mut talk = Talk { socket, host_pid, before_eal, stop: Arc::clone(&context.stop), buffer: vec![0; MESSAGE] };
    if let Err(error) = talk.fill(&mut eal) {
        eal.problem = Some(format!("the conversation on {} ended early: {error}", eal.socket));
        return Ok(Some((eal, None)));
    }
    Ok(Some((eal, Some(talk))))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn port(info: &Value) -> Port {
    Port { name: text(&info["name"]), mac: text(&info["mac_addr"]).to_lowercase() }
}

struct Talk {
    socket: OwnedFd,
    /// Who is on the other side.
    host_pid: i32,
    /// What its taps had got before the test's start; nothing of those that another process had before it.
    before_eal: BTreeMap<String, u64>,
    stop: Arc<OwnedFd>,
    buffer: Vec<u8>,
}

impl Talk {
    fn receive(&mut self) -> io::Result<Value> {
        // After the stop nothing is alive, so what is to come is there or never comes.
        let mut polls = [fd::readable(self.socket.as_raw_fd()), fd::readable(self.stop.as_raw_fd())];
        while polls[0].revents == 0 && polls[1].revents == 0 {
            fd::poll(&mut polls, -1)?;
        }
        if polls[0].revents == 0 {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match fd::read(self.socket.as_raw_fd(), &mut self.buffer)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            length => Ok(serde_json::from_slice(&self.buffer[..length])?),
        }
    }

    fn send(&self, command: &str) -> io::Result<()> {
        let (socket, bytes) = (self.socket.as_raw_fd(), command.as_bytes());
        // SAFETY: pointer and length describe `bytes`. MSG_NOSIGNAL: a dead peer is an error, not a signal.
        let send = || unsafe { libc::send(socket, bytes.as_ptr().cast(), bytes.len(), libc::MSG_NOSIGNAL) };
        retry(|| check_size(send())).map(drop)
    }

    /// The next answer: what it holds under the name of the command.
    fn answer(&mut self, command: &str) -> io::Result<Value> {
        Ok(self.receive()?[command].take())
    }

    /// One further question.
    fn ask(&mut self, command: &str) -> io::Result<Value> {
        self.send(command)?;
        self.answer(command.split(',').next().unwrap_or(command))
    }

    /// The conversation. The usual commands go out together, so EAL's thread has to be woken once only.
    fn fill(&mut self, eal: &mut Eal) -> io::Result<()> {
        for command in ["/ethdev/list", "/eal/params", "/ethdev/info,0", "/ethdev/info,1"] {
            self.send(command)?;
        }
        eal.version = text(&self.receive()?["version"]);
        let list = self.answer("/ethdev/list")?;
        let parameters = self.answer("/eal/params")?;
        eal.parameters = parameters.as_array().into_iter().flatten().map(text).collect();
        let first = [self.answer("/ethdev/info")?, self.answer("/ethdev/info")?];
        for number in list.as_array().into_iter().flatten().filter_map(Value::as_u64) {
            if let Some(info) = first.get(number as usize) {
                eal.ports.push(port(info));
            } else {
                self.send(&format!("/ethdev/info,{number}"))?;
                eal.ports.push(port(&self.answer("/ethdev/info")?));
            }
        }
        Ok(())
    }
}

fn connect(path: &Path, context: &Context) -> io::Result<OwnedFd> {
    // SAFETY: integers only; the descriptor returned is ours alone.
    let socket = unsafe {
        let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
        OwnedFd::from_raw_fd(check(libc::socket(libc::AF_UNIX, kind, 0))?)
    };
    // Through the directory's descriptor the path stays below the 108 bytes of a socket address.
    let folder = fs::File::open(path.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
    let name: OsString = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    let short = PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name);
    // SAFETY: sockaddr_un is plain integers, for which zero is valid.
    let mut address: libc::sockaddr_un = unsafe { mem::zeroed() };
    address.sun_family = libc::AF_UNIX as libc::sa_family_t;
    let bytes = short.as_os_str().as_bytes();
    if bytes.len() >= address.sun_path.len() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    for (place, byte) in address.sun_path.iter_mut().zip(bytes) {
        *place = *byte as libc::c_char;
    }
    let length = mem::size_of_val(&address) as libc::socklen_t;
    for _ in 0..CONNECT_TRIES {
        // SAFETY: pointer and length describe `address`.
        let result = check(unsafe { libc::connect(socket.as_raw_fd(), (&raw const address).cast(), length) });
        match result {
            Ok(_) => return Ok(socket),
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                let mut stop = [fd::readable(context.stop.as_raw_fd())];
                fd::poll(&mut stop, CONNECT_PAUSE_MS)?;
                if stop[0].revents != 0 {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::ConnectionRefused.into())
}

/// Pid (in this process's namespace) of the process that called listen on the other side.
fn peer_pid(socket: &OwnedFd) -> io::Result<i32> {
    // SAFETY: ucred is plain integers, for which zero is valid.
    let mut peer: libc::ucred = unsafe { mem::zeroed() };
    let mut length = mem::size_of_val(&peer) as libc::socklen_t;
    // SAFETY: pointer and length describe `peer`.
    let result = unsafe {
        libc::getsockopt(socket.as_raw_fd(), libc::SOL_SOCKET, libc::SO_PEERCRED, (&raw mut peer).cast(), &mut length)
    };
    check(result)?;
    Ok(peer.pid)
}
