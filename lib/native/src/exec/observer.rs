//! Where a process of the test says what it is about to do with EAL, and waits until nobody asks EAL about it any more.
//!
//! DPDK's telemetry answers on a thread that takes no lock of the ports: a question about a port that is being closed, or about EAL while it
//! is cleaned up, may read memory that is gone, and end the process. So the library in `preload/` stands before the calls concerned,
//! and tells of each here: `start` before rte_eal_init and `up` (or `not up`) behind it on the same connection, `close N` before
//! rte_eth_dev_close, `down` before rte_eal_cleanup. It goes on when it gets an answer, when its connection ends, or after some seconds.
//!
//! Nothing is believed that is said here. Who lies about `up` or `down` is asked no more than before, and its tap is watched on.

use crate::sys::fd;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

/// Longer than any word.
const WORD: usize = 32;
const ANSWER: &[u8] = b"go on";

/// The listening socket.
pub struct Desk(OwnedFd);

impl Desk {
    /// Opens it at the abstract address `name` of the network namespace this process is in.
    pub fn open(name: &str) -> io::Result<Self> {
        fd::listen_abstract(name).map(Self)
    }

    /// The next one who has something to say.
    pub fn next(&self) -> Option<OwnedFd> {
        fd::accept(&self.0).ok()
    }
}

impl AsRawFd for Desk {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

/// What a process says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// EAL is about to be started.
    Start,
    /// It could not be.
    NotUp,
    /// EAL is up.
    Up,
    /// This port is about to be closed.
    Close(usize),
    /// EAL is about to be cleaned up.
    Down,
}

impl Word {
    fn parse(bytes: &[u8]) -> Option<Self> {
        match std::str::from_utf8(bytes).ok()? {
            "start" => Some(Self::Start),
            "up" => Some(Self::Up),
            "not up" => Some(Self::NotUp),
            "down" => Some(Self::Down),
            other => Some(Self::Close(other.strip_prefix("close ")?.parse().ok()?)),
        }
    }

    /// The port that is concerned; none: all of them.
    pub const fn port(self) -> Option<usize> {
        match self {
            Self::Close(port) => Some(port),
            Self::Start | Self::NotUp | Self::Up | Self::Down => None,
        }
    }
}

/// Hears one visitor until it hangs up: does `act` (host pid, word) for each word, and lets it go on. `stop`: readable when nobody is left to
/// wait for.
pub fn attend(visitor: &OwnedFd, stop: &OwnedFd, mut act: impl FnMut(i32, Word)) {
    let mut bytes = [0; WORD];
    loop {
        let mut polls = [fd::readable(visitor.as_raw_fd()), fd::readable(stop.as_raw_fd())];
        while polls[0].revents == 0 {
            if polls[1].revents != 0 || fd::poll(&mut polls, -1).is_err() {
                return;
            }
        }
        let Ok(length @ 1..) = fd::read(visitor.as_raw_fd(), &mut bytes) else { return };
        if let (Ok(host_pid), Some(word)) = (fd::peer_pid(visitor), Word::parse(&bytes[..length])) {
            act(host_pid, word);
        }
        // Fails only when the visitor has not waited.
        let _ = fd::write(visitor.as_raw_fd(), ANSWER);
    }
}

#[cfg(test)]
mod tests {
    use super::{attend, Word};
    use crate::sys::fd;
    use std::os::fd::AsRawFd;

    #[test]
    fn words() {
        assert_eq!(Word::parse(b"up"), Some(Word::Up));
        assert_eq!(Word::parse(b"close 12").and_then(Word::port), Some(12));
        assert_eq!(Word::parse(b"down"), Some(Word::Down));
        for wrong in [&b""[..], b"close", b"close -1", b"close x", b"up ", b"\xff"] {
            assert_eq!(Word::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn who_speaks_is_known_and_answered() {
        let (near, far) = fd::message_pair().unwrap();
        let stop = fd::event().unwrap();
        fd::write(far.as_raw_fd(), b"start").unwrap();
        fd::write(far.as_raw_fd(), b"up").unwrap();
        let (mut heard, mut answers) = (Vec::new(), 0);
        attend(&near, &stop, |pid, word| {
            heard.push((pid, word));
            if word == Word::Up {
                fd::signal_event(&stop);
            }
        });
        let me = std::process::id() as i32;
        assert_eq!(heard, [(me, Word::Start), (me, Word::Up)]);
        drop(near);
        let mut answer = [0; 16];
        while fd::read(far.as_raw_fd(), &mut answer).unwrap() > 0 {
            answers += 1;
        }
        assert_eq!(answers, 2);
    }

    #[test]
    fn who_says_nothing_is_not_waited_for_after_the_stop() {
        let (near, _far) = fd::message_pair().unwrap();
        let stop = fd::event().unwrap();
        fd::signal_event(&stop);
        attend(&near, &stop, |_, _| panic!("nothing was said"));
    }
}
