//! Active opens.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::task::{Context, Poll};

use smoltcp::socket::tcp::State;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::IpEndpoint;
use tokio::io::Ready;

use super::connection::{Connection, ConnectionId, Fault, Phase};
use super::frame::Flow;
use super::link::Link;
use super::options::Options;
use super::{ClaimId, Stack};

/// How long a peer may leave SYNs unanswered. In it smoltcp sends them at about 0, 1, 3 and 7 s.
pub(crate) const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);
/// How long a next hop may leave ARP requests or neighbour solicitations unanswered, as in Linux.
const NEIGHBOUR_TIMEOUT: Duration = Duration::from_secs(3);

impl<L: Link> Stack<L> {
    /// Starts a connection to `remote`, from where a socket is bound if it is; [`Stack::poll_connect`] tells how it goes. The claim
    /// of the socket becomes the connection's, and is let go when this fails.
    pub(crate) fn connect(
        &mut self,
        remote: SocketAddr,
        options: &Options,
        bound: Option<(ClaimId, SocketAddr)>,
    ) -> io::Result<(ConnectionId, Flow)> {
        let result = self.start(remote, options, bound.map(|(_, address)| address));
        match (&result, bound) {
            (Ok((id, _)), Some((claim, _))) => self.connections[id.0].claim = Some(claim),
            (Err(_), Some((claim, _))) => self.ports.release(claim),
            (_, None) => {}
        }
        result
    }

    fn start(
        &mut self,
        remote: SocketAddr,
        options: &Options,
        bound: Option<SocketAddr>,
    ) -> io::Result<(ConnectionId, Flow)> {
        if remote.port() == 0 {
            return Err(io::Error::new(
                io::ErrorKind::ConnectionRefused,
                format!("{remote}: nothing listens on port 0"),
            ));
        }
        let remote = SocketAddr::new(remote.ip(), remote.port());
        let source = self.addressing.source_for(remote.ip())?;
        let flow = Flow { local: self.local_end(source, remote, bound)?, remote };
        let (sockets, mut socket) = self.pool.take(options);
        socket.set_timeout(Some(Duration::from(CONNECT_TIMEOUT)));
        socket
            .connect(self.interface.context(), endpoint(remote), endpoint(flow.local))
            .map_err(|error| io::Error::new(io::ErrorKind::AddrNotAvailable, format!("{remote}: {error}")))?;
        let now = self.clock.now();
        let phase = Phase::Connecting { neighbour_deadline: now + NEIGHBOUR_TIMEOUT };
        let key = self.insert(Connection::new(sockets, socket, flow, phase).with_options(options, now));
        self.look_at(key);
        Ok((ConnectionId(key), flow))
    }

    /// Where the connection starts from: the address and port of the bound socket, or what of them is missing chosen here.
    fn local_end(&mut self, source: IpAddr, remote: SocketAddr, bound: Option<SocketAddr>) -> io::Result<SocketAddr> {
        let unavailable = |message: String| io::Error::new(io::ErrorKind::AddrNotAvailable, message);
        let Some(bound) = bound else {
            let ports = &self.ports;
            let port = self.flows.ephemeral(source, remote, |port| ports.is_claimed(port));
            let port =
                port.ok_or_else(|| unavailable(format!("no ephemeral port of {source} is free towards {remote}")))?;
            return Ok(SocketAddr::new(source, port));
        };
        let ip = if bound.ip().is_unspecified() { source } else { bound.ip() };
        if ip.is_ipv4() != remote.is_ipv4() {
            return Err(unavailable(format!("{remote} cannot be reached from {ip}")));
        }
        let local = SocketAddr::new(ip, bound.port());
        if self.flows.get(&Flow { local, remote }).is_some() {
            return Err(unavailable(format!("there is a connection from {local} to {remote} already")));
        }
        Ok(local)
    }

    /// Ready when the connection is open, or with the error it ended in; the connection is gone then.
    pub(crate) fn poll_connect(&mut self, id: ConnectionId, context: &Context<'_>) -> Poll<io::Result<()>> {
        let connection = &mut self.connections[id.0];
        match connection.state() {
            State::SynSent | State::SynReceived => {
                connection.waiters.read(context.waker());
                Poll::Pending
            }
            State::Closed => {
                let error = connect_error(connection.fault, connection.flow.remote);
                self.remove(id.0);
                Poll::Ready(Err(error))
            }
            _ => {
                connection.phase = Phase::Held;
                self.look_at(id.0);
                Poll::Ready(Ok(()))
            }
        }
    }

    /// Gives a connection up that is not open yet. An answer that still comes is met with RST.
    pub(crate) fn cancel_connect(&mut self, id: ConnectionId) {
        self.remove(id.0);
    }

    /// Ends a connection whose next hop does not answer, and tells who waits for one that has come about or has ended.
    pub(super) fn settle_connecting(&mut self, key: usize, neighbour_deadline: Instant, now: Instant) -> bool {
        let connection = &mut self.connections[key];
        if connection.state() == State::SynSent && connection.stalled.is_some() && now >= neighbour_deadline {
            connection.fault = Some(Fault::Unreachable);
            connection.socket_mut().abort();
        }
        if !matches!(connection.state(), State::SynSent | State::SynReceived) {
            connection.waiters.wake(Ready::ALL, true, &mut self.woken);
        }
        true
    }
}

fn connect_error(fault: Option<Fault>, remote: SocketAddr) -> io::Error {
    match fault {
        Some(Fault::Refused | Fault::Reset | Fault::BrokenPipe) => {
            io::Error::new(io::ErrorKind::ConnectionRefused, format!("connection refused by {remote}"))
        }
        Some(Fault::Unreachable) => io::Error::new(
            io::ErrorKind::HostUnreachable,
            format!("no route to {remote}: nobody answered for its hardware address or the gateway's"),
        ),
        Some(Fault::TimedOut) | None => io::Error::new(
            io::ErrorKind::TimedOut,
            format!("connection to {remote} timed out: no answer within {} s", CONNECT_TIMEOUT.as_secs()),
        ),
    }
}

/// smoltcp's name for an address and port.
pub(super) fn endpoint(address: SocketAddr) -> IpEndpoint {
    IpEndpoint::new(IpAddr::into(address.ip()), address.port())
}
