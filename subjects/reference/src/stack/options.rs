//! What can be set on a socket before it is a connection or a listener, and what is fixed.

use std::io;

use smoltcp::socket::tcp::{CongestionControl, Socket, SocketBuffer};
use smoltcp::time::Duration;

/// Receive and send buffer of a socket that was told nothing else, in bytes.
pub(crate) const DEFAULT_BUFFER: u32 = 65_536;
/// Sizes asked for are brought into these limits, as Linux does with its own (socket(7)).
const SMALLEST_BUFFER: u32 = 1024;
const LARGEST_BUFFER: u32 = 1 << 28;
/// What smoltcp sends when nothing else is set (and IANA recommends).
pub(crate) const DEFAULT_TTL: u8 = 64;
/// Without an answer, for a connection that is quick to acknowledge no more.
pub(super) const ACK_DELAY: Duration = Duration::from_millis(10);
/// The same when `set_quickack(false)` asked for it: the least Linux waits (`TCP_DELACK_MIN`).
pub(super) const LONG_ACK_DELAY: Duration = Duration::from_millis(40);

/// Options that connections made through a socket or accepted by a listener start with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Options {
    pub(crate) recv_buffer: u32,
    pub(crate) send_buffer: u32,
    pub(crate) nodelay: bool,
    pub(crate) keepalive: bool,
    pub(crate) ttl: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            recv_buffer: DEFAULT_BUFFER,
            send_buffer: DEFAULT_BUFFER,
            nodelay: false,
            keepalive: false,
            ttl: DEFAULT_TTL,
        }
    }
}

impl Options {
    /// Whether sockets of the pool will do.
    pub(super) fn pooled(&self) -> bool {
        (self.recv_buffer, self.send_buffer) == (DEFAULT_BUFFER, DEFAULT_BUFFER)
    }

    /// A socket with buffers of the sizes asked for.
    pub(super) fn new_socket(&self) -> Socket<'static> {
        let buffer = |bytes: u32| SocketBuffer::new(vec![0; bytes as usize]);
        Socket::new(buffer(self.recv_buffer), buffer(self.send_buffer))
    }

    /// Makes a socket, whatever it was used for before, one with these options.
    pub(super) fn apply(&self, socket: &mut Socket<'_>) {
        socket.set_nagle_enabled(!self.nodelay);
        socket.set_hop_limit((self.ttl != DEFAULT_TTL).then_some(self.ttl));
        socket.set_keep_alive(None);
        socket.set_timeout(None);
        socket.set_ack_delay(None);
        socket.set_congestion_control(CongestionControl::Cubic);
    }
}

/// A size the stack can serve.
pub(crate) fn buffer_size(asked: u32) -> u32 {
    asked.clamp(SMALLEST_BUFFER, LARGEST_BUFFER)
}

/// A TTL or hop limit from the number tokio's interface has for it.
///
/// # Errors
///
/// [`InvalidInput`](io::ErrorKind::InvalidInput) for 0 and for more than 255, as Linux (ip(7), `IP_TTL`).
pub(crate) fn ttl(asked: u32) -> io::Result<u8> {
    u8::try_from(asked).ok().filter(|ttl| *ttl > 0).ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("a TTL is a number from 1 to 255, {asked} is not"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ttl_is_from_1_to_255() {
        assert_eq!((ttl(1).unwrap(), ttl(255).unwrap()), (1, 255));
        for asked in [0, 256, u32::MAX] {
            assert_eq!(ttl(asked).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{asked}");
        }
    }

    #[test]
    fn sizes_are_brought_into_limits() {
        assert_eq!([buffer_size(0), buffer_size(4096), buffer_size(u32::MAX)], [1024, 4096, 1 << 28]);
    }

    #[test]
    fn buffers_have_the_sizes_asked_for() {
        let options = Options { recv_buffer: 4096, send_buffer: 2048, ..Options::default() };
        assert!(!options.pooled() && Options::default().pooled());
        let socket = options.new_socket();
        assert_eq!((socket.recv_capacity(), socket.send_capacity()), (4096, 2048));
    }

    #[test]
    fn a_used_socket_becomes_as_new() {
        let mut socket = Options::default().new_socket();
        socket.set_hop_limit(Some(9));
        socket.set_keep_alive(Some(ACK_DELAY));
        socket.set_timeout(Some(ACK_DELAY));
        Options { nodelay: true, ..Options::default() }.apply(&mut socket);
        assert_eq!((socket.hop_limit(), socket.keep_alive(), socket.timeout()), (None, None, None));
        assert!(!socket.nagle_enabled());
    }
}
