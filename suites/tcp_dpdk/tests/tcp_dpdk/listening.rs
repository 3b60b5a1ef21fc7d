//! `TcpDpdkListener`: the peer connects, asked to over its control service.

use std::net::SocketAddr;

use conformance_support::control::{Action, Control};
use conformance_support::digest::sha256_hex;
use conformance_support::exchange::{finish, read_to_end, serve_echo};
use conformance_support::payload::{assert_same, pattern, unique};
use conformance_support::{lab, within, Family};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpDpdkListener, TcpDpdkStream};

const MESSAGE: usize = 10_000;
const MIB: usize = 1 << 20;
const SEVERAL: usize = 8;

async fn bind(address: SocketAddr) -> TcpDpdkListener {
    let listener = within("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    assert_eq!(listener.local_addr().expect("local_addr of a listener"), address);
    listener
}

async fn control(family: Family) -> Control {
    Control::open(lab().peer(family, lab().peer_ports.control)).await
}

/// Accepts the connection the peer is making and holds both ends' view of it against each other.
async fn accept_from(listener: &TcpDpdkListener, address: SocketAddr, control: &mut Control) -> TcpDpdkStream {
    let (stream, remote) = within("accept", listener.accept()).await.expect("accept");
    assert_eq!(control.connected(address).await, remote, "the address accept gives");
    assert_eq!(stream.peer_addr().expect("peer_addr"), remote);
    assert_eq!(stream.local_addr().expect("local_addr"), address);
    stream
}

/// Accepts one connection, reads all the peer sends on it, and closes.
async fn take_message(listener: TcpDpdkListener, address: SocketAddr, family: Family) {
    let mut control = control(family).await;
    control.ask(address, Action::Send, MESSAGE, 1).await;
    let mut stream = accept_from(&listener, address, &mut control).await;
    assert_same("the peer's message", &read_to_end(&mut stream).await, &pattern(MESSAGE));
    finish(&mut stream).await;
    let done = control.done().await;
    assert_eq!((done.sent, done.received), (MESSAGE, 0));
}

/// A listener bound to an address of the device accepts what connects to it.
pub async fn accept(family: Family) {
    let address = lab().listen_address(family);
    take_message(bind(address).await, address, family).await;
}

/// A listener binds to the address a name resolves to, and accepts there.
pub async fn bind_by_name() {
    let address = lab().listen_address(Family::V4);
    let text = format!("{}:{}", lab().names.dut, address.port());
    let listener = within("bind to a name", TcpDpdkListener::bind(text.as_str())).await.expect("bind to a name");
    assert_eq!(listener.local_addr().expect("local_addr of a listener"), address);
    take_message(listener, address, Family::V4).await;
}

/// Connections that come at once are all accepted, each with its own stream.
pub async fn accept_several(family: Family) {
    let address = lab().listen_address(family);
    let listener = bind(address).await;
    let mut control = control(family).await;
    control.ask(address, Action::Echo, MESSAGE, SEVERAL).await;
    let mut remotes = Vec::new();
    let mut servers = Vec::new();
    for _ in 0..SEVERAL {
        let (stream, remote) = within("accept", listener.accept()).await.expect("accept");
        assert_eq!(stream.peer_addr().expect("peer_addr"), remote);
        remotes.push(remote);
        servers.push(tokio::spawn(serve_echo(stream)));
    }
    let mut said = Vec::new();
    for _ in 0..SEVERAL {
        said.push(control.connected(address).await);
    }
    remotes.sort();
    said.sort();
    assert_eq!(remotes, said, "the addresses accept gives and those the peer connected from");
    for server in servers {
        assert_eq!(within("echo", server).await.expect("the echo task"), MESSAGE);
    }
    let done = control.done().await;
    assert_eq!((done.sent, done.received), (SEVERAL * MESSAGE, SEVERAL * MESSAGE));
}

/// On an accepted connection 1 MiB comes in and goes back, byte for byte: the peer checks it.
pub async fn echo_accepted(family: Family) {
    let address = lab().listen_address(family);
    let listener = bind(address).await;
    let mut control = control(family).await;
    control.ask(address, Action::Echo, MIB, 1).await;
    let stream = accept_from(&listener, address, &mut control).await;
    assert_eq!(serve_echo(stream).await, MIB);
    let done = control.done().await;
    assert_eq!((done.sent, done.received), (MIB, MIB));
    assert_eq!(done.sha256, Some(sha256_hex(&pattern(MIB))));
}

/// On an accepted connection 1 MiB goes out to a peer that has said nothing: its count and hash agree.
pub async fn send_on_accepted(family: Family) {
    let address = lab().listen_address(family);
    let listener = bind(address).await;
    let mut control = control(family).await;
    control.ask(address, Action::Receive, 0, 1).await;
    let mut stream = accept_from(&listener, address, &mut control).await;
    let payload = unique(50, MIB);
    within("write", stream.write_all(&payload)).await.expect("write");
    finish(&mut stream).await;
    let done = control.done().await;
    assert_eq!((done.sent, done.received), (0, MIB));
    assert_eq!(done.sha256, Some(sha256_hex(&payload)));
}
