//! Finds the EAL of each process of the test and follows it to its end.

use super::beside::Taps;
use super::counters::Follower;
use super::event::{Eal, Event, Sink};
use super::observer::{self, Desk, Word};
use super::telemetry::Talk;
use super::witness;
use crate::sys::{fd, process};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

const SOCKET_PREFIX: &str = "dpdk_telemetry.v2";
/// Between two looks for sockets of processes that do not say themselves that they are up. EAL of a test starts early; a late one may wait
/// a little longer.
const EARLY: Duration = Duration::from_secs(20);
const EARLY_PAUSE_MS: i32 = 4;
const LATE_PAUSE_MS: i32 = 25;
/// Between two looks at the counters. Often enough for tests that move data, and too seldom to be felt: EAL's thread needs some
/// microseconds to answer.
const COUNTERS_PAUSE_MS: i32 = 20;
/// A process that waits for its first questions to be over waits no longer than this.
const FIRST_QUESTIONS: Duration = Duration::from_secs(4);

/// Watches a runtime directory until it is stopped.
pub struct Watch {
    stop: Arc<OwnedFd>,
    thread: JoinHandle<()>,
}

/// What tells a socket from a later one of the same path: processes that run one after the other reuse it.
type Identity = (PathBuf, Option<(u64, Option<SystemTime>)>);

/// What all threads of a watch share.
struct Shared {
    stop: Arc<OwnedFd>,
    events: Sink,
    init: i32,
    folder: PathBuf,
    taps: Taps,
    found: Mutex<Found>,
    /// First questions to a process came to their end.
    asked: Condvar,
    /// Held while a process starts EAL: two that start at the same moment would take one another's telemetry socket away.
    starting: Mutex<()>,
}

#[derive(Default)]
struct Found {
    sockets: BTreeSet<Identity>,
    /// Conversations whose first questions are not over.
    asking: usize,
    /// Those whose counters are followed, by the pid this process sees.
    followed: BTreeMap<i32, Arc<Mutex<Follower>>>,
    talks: Vec<JoinHandle<()>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    /// Starts the watch on `runtime_dir` as process `init` (host pid) sees it. `desk`: where processes say what they are about to do.
    /// `taps`: from before the test's start.
    pub fn start(init: i32, runtime_dir: &Path, events: Sink, taps: Taps, desk: Option<Desk>) -> io::Result<Self> {
        let stop = Arc::new(fd::event()?);
        let inside = runtime_dir.strip_prefix("/").unwrap_or(runtime_dir);
        let folder = PathBuf::from(format!("/proc/{init}/root")).join(inside);
        let shared = Arc::new(Shared {
            stop: Arc::clone(&stop),
            events,
            init,
            folder,
            taps,
            found: Mutex::default(),
            asked: Condvar::new(),
            starting: Mutex::default(),
        });
        let thread =
            thread::Builder::new().name("telemetry".to_owned()).spawn(move || watch(&shared, desk.as_ref()))?;
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
fn watch(shared: &Arc<Shared>, desk: Option<&Desk>) {
    // On a busy host an ordinary thread may come too late for a short test, or for one that is killed. Inherited by the conversations: a
    // new thread that had to wait for its first turn would come too late as well.
    process::run_promptly();
    let begin = Instant::now();
    let desk_fd = desk.map_or(-1, AsRawFd::as_raw_fd);
    loop {
        shared.discover();
        let pause = if begin.elapsed() < EARLY { EARLY_PAUSE_MS } else { LATE_PAUSE_MS };
        let mut polls = [fd::readable(shared.stop.as_raw_fd()), fd::readable(desk_fd)];
        if fd::poll(&mut polls, pause).is_err() || polls[0].revents != 0 {
            break;
        }
        if let Some(visitor) = desk.filter(|_| polls[1].revents != 0).and_then(Desk::next) {
            let attended = Arc::clone(shared);
            let visit = thread::spawn(move || {
                let stop = Arc::clone(&attended.stop);
                let mut turn = None;
                observer::attend(&visitor, &stop, |host_pid, word| {
                    if !witness::same_pid_namespace(host_pid, attended.init) {
                        return;
                    }
                    if word == Word::Start && turn.is_none() {
                        turn = Some(lock(&attended.starting));
                    }
                    attended.hear(host_pid, word);
                });
            });
            lock(&shared.found).talks.push(visit);
        }
    }
    loop {
        let Some(talk) = lock(&shared.found).talks.pop() else { break };
        let _ = talk.join();
    }
}

impl Shared {
    /// Begins a conversation on every socket that is new.
    fn discover(self: &Arc<Self>) {
        let mut found = lock(&self.found);
        for socket in sockets(&self.folder) {
            if found.sockets.insert(identity(&socket)) {
                found.asking += 1;
                let shared = Arc::clone(self);
                found.talks.push(thread::spawn(move || shared.interview(&socket)));
            }
        }
    }

    /// Does what a process waits for before it goes on.
    fn hear(self: &Arc<Self>, host_pid: i32, word: Word) {
        match word {
            Word::Start | Word::NotUp => {}
            Word::Up => {
                self.discover();
                let found = lock(&self.found);
                let _ = self.asked.wait_timeout_while(found, FIRST_QUESTIONS, |found| found.asking > 0);
            }
            Word::Close(_) | Word::Down => {
                let follower = lock(&self.found).followed.get(&host_pid).cloned();
                if let Some(follower) = follower {
                    lock(&follower).let_go(word.port());
                }
            }
        }
    }

    fn interview(&self, socket: &Path) {
        // A process that ended meanwhile, or a socket left by another one: no answer, no event.
        let answered = self.ask(socket).ok().flatten();
        let follower = answered.and_then(|(eal, host_pid, follower)| {
            let pid = eal.pid;
            self.events.emit(&Event::Eal(Box::new(eal)));
            Some((pid, host_pid, Arc::new(Mutex::new(follower?))))
        });
        {
            let mut found = lock(&self.found);
            found.asking -= 1;
            if let Some((_, host_pid, follower)) = &follower {
                found.followed.insert(*host_pid, Arc::clone(follower));
            }
            self.asked.notify_all();
        }
        let Some((pid, host_pid, follower)) = follower else { return };
        while lock(&follower).look() && self.pause(COUNTERS_PAUSE_MS) {}
        lock(&self.found).followed.remove(&host_pid);
        let counters = lock(&follower).counters();
        if counters.samples > 0 {
            let (samples, sent, beside) = (counters.samples, counters.sent, counters.beside);
            self.events.emit(&Event::Counters { pid, samples, sent, beside });
        }
    }

    /// Waits; false once the watch is to end.
    fn pause(&self, milliseconds: i32) -> bool {
        let mut polls = [fd::readable(self.stop.as_raw_fd())];
        fd::poll(&mut polls, milliseconds).is_ok() && polls[0].revents == 0
    }

    /// What a process says of itself, its host pid, and who follows it when it said everything.
    fn ask(&self, path: &Path) -> io::Result<Option<(Eal, i32, Option<Follower>)>> {
        let mut talk = Talk::open(path, &self.stop)?;
        let host_pid = talk.peer_pid()?;
        if !witness::same_pid_namespace(host_pid, self.init) {
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
        let taps: Vec<&str> =
            eal.held.iter().filter(|held| held.kind == "tap").map(|held| held.name.as_str()).collect();
        let before_eal = self.taps.take(&taps);
        if let Err(error) = talk.fill(&mut eal) {
            eal.problem = Some(format!("the conversation on {} ended early: {error}", eal.socket));
            return Ok(Some((eal, host_pid, None)));
        }
        let names: Vec<String> = eal.ports.iter().map(|port| port.name.clone()).collect();
        let follower = Follower::new(host_pid, &names, &before_eal, talk);
        Ok(Some((eal, host_pid, Some(follower))))
    }
}

fn identity(socket: &Path) -> Identity {
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
