//! EAL's own word that it is up (evidence E6): its telemetry socket, protocol v2 (DPDK's "Telemetry User Guide").
//!
//! EAL opens `RUNTIME_DIR/PREFIX/dpdk_telemetry.v2` (`….v2:1` and so on for further processes in memory) as a
//! SOCK_SEQPACKET server at the end of rte_eal_init. It greets with its version and answers commands with one JSON message each.
//! One conversation a process, in which only the counters are asked again: EAL serves it on a thread of its own, outside of the workers.
//! That thread takes no lock of the ports it tells of, so nobody may ask of a port that is being closed: see [`super::observer`].

use super::event::{Eal, Port};
use crate::sys::{check, check_size, fd, retry};
use serde_json::Value;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::mem;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// EAL's longest message (its max_output_len is 16 KiB).
const MESSAGE: usize = 1 << 17;
/// Between bind and listen a connection is refused: so often and so long it is tried again.
const CONNECT_TRIES: u32 = 500;
const CONNECT_PAUSE_MS: i32 = 2;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn port(info: &Value) -> Port {
    Port { name: text(&info["name"]), mac: text(&info["mac_addr"]).to_lowercase() }
}

/// An open conversation.
pub struct Talk {
    socket: OwnedFd,
    stop: Arc<OwnedFd>,
    buffer: Vec<u8>,
}

impl Talk {
    /// Connects to the socket at `path`. `stop`: readable once every process that could answer is gone.
    pub fn open(path: &Path, stop: &Arc<OwnedFd>) -> io::Result<Self> {
        Ok(Self { socket: connect(path, stop)?, stop: Arc::clone(stop), buffer: vec![0; MESSAGE] })
    }

    /// Pid (in this process's namespace) of the process that called listen on the other side.
    pub fn peer_pid(&self) -> io::Result<i32> {
        fd::peer_pid(&self.socket)
    }

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
    pub fn ask(&mut self, command: &str) -> io::Result<Value> {
        self.send(command)?;
        self.answer(command.split(',').next().unwrap_or(command))
    }

    /// The conversation. The usual commands go out together, so EAL's thread has to be woken once only.
    pub fn fill(&mut self, eal: &mut Eal) -> io::Result<()> {
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

fn connect(path: &Path, stop: &OwnedFd) -> io::Result<OwnedFd> {
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
                let mut polls = [fd::readable(stop.as_raw_fd())];
                fd::poll(&mut polls, CONNECT_PAUSE_MS)?;
                if polls[0].revents != 0 {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::ConnectionRefused.into())
}
