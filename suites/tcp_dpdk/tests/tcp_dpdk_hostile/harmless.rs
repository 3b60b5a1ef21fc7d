//! Conversations with the hostile host.

use std::io::ErrorKind;
use std::net::SocketAddr;

use conformance_support::control::{Action, Control};
use conformance_support::exchange::{connect, finish, serve_echo};
use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpDpdkListener, TcpDpdkStream};

/// What the host says once, in the right way, in the middle of everything else.
const ANSWER: &[u8] = b"<unharmed>";
const MESSAGE: usize = 3000;

/// The hostile host's address on the lab's link.
fn hostile(family: Family, port: u16) -> SocketAddr {
    match family {
        Family::V4 => ([192, 0, 2, 66], port).into(),
        Family::V6 => ([0x2001, 0xdb8, 0, 1, 0, 0, 0, 0x66], port).into(),
    }
}

async fn ask(family: Family, port: u16, length: usize) -> TcpDpdkStream {
    let mut stream = connect(hostile(family, port)).await;
    within("write", stream.write_all(&unique(95, length))).await.expect("write");
    stream
}

async fn hear(stream: &mut TcpDpdkStream) {
    let mut answer = [0; ANSWER.len()];
    within("the answer", stream.read_exact(&mut answer)).await.expect("read");
    assert_same("the answer", &answer, ANSWER);
}

/// Says `length` bytes, hears exactly the answer, closes, and hears the end.
pub async fn question(family: Family, port: u16, length: usize) {
    let mut stream = ask(family, port, length).await;
    hear(&mut stream).await;
    finish(&mut stream).await;
}

/// A reset within the rules ends the connection with its error.
pub async fn reset(family: Family, port: u16) {
    let mut stream = ask(family, port, 2).await;
    let error = within("read", stream.read(&mut [0; 16])).await.expect_err("the host has reset the connection");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
}

/// Hundreds of SYNs that never become connections do not keep a listener from serving one that does.
pub async fn flood(family: Family, port: u16) {
    let address = lab().listen_address(family);
    let listener = within("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    let mut stream = ask(family, port, 2).await;
    hear(&mut stream).await;
    let mut control = Control::open(lab().peer(family, lab().peer_ports.control)).await;
    control.ask(address, Action::Echo, MESSAGE, 1).await;
    let (accepted, remote) = within("accept", listener.accept()).await.expect("accept");
    assert_eq!(control.connected(address).await, remote, "whom accept gives after a flood");
    assert_eq!(serve_echo(accepted).await, MESSAGE);
    assert_eq!(control.done().await.received, MESSAGE);
    finish(&mut stream).await;
}
