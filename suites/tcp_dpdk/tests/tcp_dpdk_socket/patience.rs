//! Keep-alive probes and the backlog: what a socket does while its user does nothing.

use std::net::SocketAddr;
use std::time::Duration;

use conformance_support::control::{Action, Control};
use conformance_support::exchange::{connect, echo, finish, serve_echo};
use conformance_support::payload::unique;
use conformance_support::{lab, within, Family};

use super::fresh::new;

/// Long enough for several probes: the lab's hosts probe after one second of silence, and every second then.
const SILENCE: Duration = Duration::from_millis(3600);
/// A port only this listener takes.
const PORT: u16 = 8194;
const MESSAGE: usize = 2000;
/// More connections than a backlog of one holds.
const CONNECTIONS: usize = 4;

/// With keep-alive a silent connection is probed, without it is not. Both work on afterwards.
pub async fn probes(family: Family) {
    let address = lab().peer(family, lab().peer_ports.echo);
    let mut streams = Vec::new();
    for keepalive in [true, false] {
        let socket = new(family);
        assert!(!socket.keepalive().expect("keepalive"), "keepalive of a fresh socket");
        socket.set_keepalive(keepalive).expect("set_keepalive");
        assert_eq!(socket.keepalive().expect("keepalive"), keepalive);
        let mut stream = within("connect", socket.connect(address)).await.expect("connect");
        echo(&mut stream, &unique(85, 500)).await;
        streams.push(stream);
    }
    tokio::time::sleep(SILENCE).await;
    for mut stream in streams {
        echo(&mut stream, &unique(86, 500)).await;
        finish(&mut stream).await;
    }
}

/// A listener that does not accept takes only as many connections as its backlog says. The others are not refused: their hosts try again,
/// and when there is room every one of them is served.
pub async fn backlog(family: Family) {
    let address = SocketAddr::new(lab().link(0).dut.first(family), PORT);
    let socket = new(family);
    socket.bind(address).expect("bind");
    let listener = socket.listen(1).expect("listen");
    let mut control = Control::open(lab().peer(family, lab().peer_ports.control)).await;
    control.ask(address, Action::Echo, MESSAGE, CONNECTIONS).await;
    let (first, _) = within("accept", listener.accept()).await.expect("accept");
    // What the peer had sent before this answer, all its attempts to connect among it, has arrived when it is read.
    let mut barrier = connect(lab().peer(family, lab().peer_ports.echo)).await;
    echo(&mut barrier, &unique(87, 100)).await;
    finish(&mut barrier).await;
    let mut servers = vec![tokio::spawn(serve_echo(first))];
    for _ in 1..CONNECTIONS {
        let (stream, _) = within("accept", listener.accept()).await.expect("accept");
        servers.push(tokio::spawn(serve_echo(stream)));
    }
    for server in servers {
        assert_eq!(within("echo", server).await.expect("the echo task"), MESSAGE);
    }
    for _ in 0..CONNECTIONS {
        control.connected(address).await;
    }
    assert_eq!(control.done().await.received, CONNECTIONS * MESSAGE);
}
