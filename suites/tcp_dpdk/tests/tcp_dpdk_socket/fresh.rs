//! A fresh socket, and what becomes of its options.

use std::net::SocketAddr;

use conformance_support::control::{Action, Control};
use conformance_support::exchange::{echo, finish, read_to_end};
use conformance_support::payload::{assert_same, pattern, unique};
use conformance_support::{lab, within, Family};
use tokio::net::TcpDpdkSocket;

/// A port only the listener of these tests takes.
const PORT: u16 = 8193;

/// A socket of the family.
pub fn new(family: Family) -> TcpDpdkSocket {
    match family {
        Family::V4 => TcpDpdkSocket::new_v4().expect("new_v4"),
        Family::V6 => TcpDpdkSocket::new_v6().expect("new_v6"),
    }
}

/// Buffers of 65,536 bytes, Nagle's algorithm on; what is set is read back; it connects.
pub async fn defaults(family: Family) {
    let socket = new(family);
    assert_eq!(socket.send_buffer_size().expect("send_buffer_size"), 65_536);
    assert_eq!(socket.recv_buffer_size().expect("recv_buffer_size"), 65_536);
    assert!(!socket.nodelay().expect("nodelay"), "nodelay of a fresh socket");
    socket.set_send_buffer_size(30_000).expect("set_send_buffer_size");
    assert_eq!(socket.send_buffer_size().expect("send_buffer_size"), 30_000);
    assert_eq!(socket.recv_buffer_size().expect("recv_buffer_size"), 65_536, "the other buffer");
    let address = lab().peer(family, lab().peer_ports.echo);
    let mut stream = within("connect", socket.connect(address)).await.expect("connect");
    assert_eq!(stream.peer_addr().expect("peer_addr"), address);
    assert!(!stream.nodelay().expect("nodelay"), "nodelay of a stream of a fresh socket");
    echo(&mut stream, &unique(80, 100_000)).await;
    finish(&mut stream).await;
}

/// What was set on the socket holds for its stream.
pub async fn options_stay(family: Family) {
    let socket = new(family);
    socket.set_nodelay(true).expect("set_nodelay");
    assert!(socket.nodelay().expect("nodelay"));
    let address = lab().peer(family, lab().peer_ports.echo);
    let mut stream = within("connect", socket.connect(address)).await.expect("connect");
    assert!(stream.nodelay().expect("nodelay"), "nodelay of the stream");
    echo(&mut stream, &unique(81, 1000)).await;
    finish(&mut stream).await;
}

/// A bound socket becomes a listener that accepts, and what was set on it holds for the streams it accepts: the wire shows the receive buffer.
pub async fn listens(family: Family) {
    // Not the port other tests listen on: a connection of theirs may still be in TIME-WAIT, which `bind` alone does not pass over.
    let address = SocketAddr::new(lab().link(0).dut.first(family), PORT);
    let socket = new(family);
    socket.bind(address).expect("bind");
    assert_eq!(socket.local_addr().expect("local_addr"), address);
    socket.set_nodelay(true).expect("set_nodelay");
    socket.set_recv_buffer_size(8192).expect("set_recv_buffer_size");
    let listener = socket.listen(16).expect("listen");
    assert_eq!(listener.local_addr().expect("local_addr of the listener"), address);
    let mut control = Control::open(lab().peer(family, lab().peer_ports.control)).await;
    control.ask(address, Action::Send, 5000, 1).await;
    let (mut stream, remote) = within("accept", listener.accept()).await.expect("accept");
    assert_eq!(control.connected(address).await, remote);
    assert!(stream.nodelay().expect("nodelay"), "nodelay of an accepted stream");
    assert_same("the peer's message", &read_to_end(&mut stream).await, &pattern(5000));
    finish(&mut stream).await;
    assert_eq!(control.done().await.sent, 5000);
}
