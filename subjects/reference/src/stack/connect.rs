//! Active opens.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::task::{Context, Poll};

use smoltcp::iface::SocketHandle;
use smoltcp::socket::tcp::State;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::IpEndpoint;

use super::frame::Flow;
use super::{Failure, Stack};

/// How long a peer may leave SYNs unanswered. In it smoltcp sends them at about 0, 1, 3 and 7 s.
pub(crate) const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);
/// How long a next hop may leave ARP requests or neighbour solicitations unanswered, as in Linux.
const NEIGHBOUR_TIMEOUT: Duration = Duration::from_secs(3);

/// A connection whose peer has not answered yet.
pub(super) struct Connecting {
    handle: SocketHandle,
    flow: Flow,
    neighbour_deadline: Instant,
}

impl Stack {
    /// Starts a connection to `remote`; [`Stack::poll_connect`] tells how it goes.
    pub(crate) fn connect(&mut self, remote: SocketAddr) -> io::Result<(SocketHandle, Flow)> {
        if remote.port() == 0 {
            return Err(io::Error::new(
                io::ErrorKind::ConnectionRefused,
                format!("{remote}: nothing listens on port 0"),
            ));
        }
        let remote = SocketAddr::new(remote.ip(), remote.port());
        let local = self.addressing.source_for(remote.ip())?;
        let listeners = &self.listeners;
        let port = self.flows.ephemeral(local, remote, |port| listeners.uses(port)).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::AddrNotAvailable,
                format!("no ephemeral port of {local} is free towards {remote}"),
            )
        })?;
        let flow = Flow { local: SocketAddr::new(local, port), remote };
        let mut socket = Self::new_socket();
        socket.set_timeout(Some(Duration::from(CONNECT_TIMEOUT)));
        socket
            .connect(self.interface.context(), endpoint(remote), endpoint(flow.local))
            .map_err(|error| io::Error::new(io::ErrorKind::AddrNotAvailable, format!("{remote}: {error}")))?;
        let handle = self.sockets.add(socket);
        self.flows.insert(flow, handle);
        let now = self.now();
        self.watch_first_segment(flow, now);
        let neighbour_deadline = now + NEIGHBOUR_TIMEOUT;
        self.connecting.push(Connecting { handle, flow, neighbour_deadline });
        self.dirty = true;
        Ok((handle, flow))
    }

    /// Ready when the connection is open, or with the error it ended in; the socket is gone then.
    pub(crate) fn poll_connect(
        &mut self,
        handle: SocketHandle,
        flow: &Flow,
        context: &Context<'_>,
    ) -> Poll<io::Result<()>> {
        let socket = self.socket(handle);
        match socket.state() {
            State::SynSent | State::SynReceived => {
                socket.register_recv_waker(context.waker());
                socket.register_send_waker(context.waker());
                Poll::Pending
            }
            State::Closed => {
                let failure = self.failures.get(&handle).copied();
                self.remove(handle, flow);
                Poll::Ready(Err(connect_error(failure, flow)))
            }
            _ => {
                socket.set_timeout(None);
                Poll::Ready(Ok(()))
            }
        }
    }

    /// Gives a connection up that is not open yet. An answer that still comes is met with RST.
    pub(crate) fn cancel_connect(&mut self, handle: SocketHandle, flow: &Flow) {
        self.remove(handle, flow);
        self.connecting.retain(|connecting| connecting.handle != handle);
    }

    /// Ends those whose next hop does not answer.
    pub(super) fn settle_connecting(&mut self, now: Instant) {
        let mut index = 0;
        while index < self.connecting.len() {
            let Connecting { handle, flow, neighbour_deadline } = self.connecting[index];
            let waits = self.flows.get(&flow) == Some(handle) && self.socket(handle).state() == State::SynSent;
            if waits && now >= neighbour_deadline && self.device.unsent.contains(&flow) {
                self.failures.insert(handle, Failure::Unreachable);
                self.socket(handle).abort();
            } else if waits && self.device.unsent.contains(&flow) {
                index += 1;
                continue;
            }
            // Its SYN has left, or it is over: smoltcp's own timeout does the rest.
            self.device.unsent.remove(&flow);
            self.connecting.swap_remove(index);
        }
    }
}

fn connect_error(failure: Option<Failure>, flow: &Flow) -> io::Error {
    let remote = flow.remote;
    match failure {
        Some(Failure::Reset | Failure::ResetReported) => {
            io::Error::new(io::ErrorKind::ConnectionRefused, format!("connection refused by {remote}"))
        }
        Some(Failure::Unreachable) => io::Error::new(
            io::ErrorKind::HostUnreachable,
            format!("no route to {remote}: nobody answered for its hardware address or the gateway's"),
        ),
        None => io::Error::new(
            io::ErrorKind::TimedOut,
            format!("connection to {remote} timed out: no answer within {} s", CONNECT_TIMEOUT.as_secs()),
        ),
    }
}

/// smoltcp's name for an address and port.
pub(super) fn endpoint(address: SocketAddr) -> IpEndpoint {
    IpEndpoint::new(IpAddr::into(address.ip()), address.port())
}
