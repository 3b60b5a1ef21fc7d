//! How a connection ends.

use std::io::ErrorKind;

use conformance_support::control::{Action, Control};
use conformance_support::exchange::{connect, read_to_end};
use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkListener;

/// `AsyncWrite::shutdown` closes one direction: the peer, which speaks only after FIN, is still read; writing is over.
pub async fn half_close() {
    let payload = unique(40, 10_000);
    let mut stream = connect(lab().peer(Family::V4, lab().peer_ports.half_close)).await;
    within("write", stream.write_all(&payload)).await.expect("write");
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    let error = within("write after shutdown", stream.write(b"more")).await.expect_err("write after shutdown");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}");
    let expected: Vec<u8> = (10_000u64).to_be_bytes().into_iter().chain(payload.into_iter().rev()).collect();
    assert_same("the answer to FIN", &read_to_end(&mut stream).await, &expected);
}

/// A reset of the peer is an error of the kind tokio gives, not an end of the stream.
pub async fn reset_by_peer() {
    let mut stream = connect(lab().peer(Family::V4, lab().peer_ports.reset)).await;
    within("write", stream.write_all(b"x")).await.expect("write");
    let error = within("read", stream.read(&mut [0; 16])).await.expect_err("the peer has reset the connection");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
}

/// The same on an accepted connection: the peer resets what it holds when its control connection closes.
pub async fn accepted_then_reset() {
    let address = lab().listen_address(Family::V4);
    let listener = within("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    let mut control = Control::open(lab().peer(Family::V4, lab().peer_ports.control)).await;
    control.ask(address, Action::Hold, 0, 1).await;
    let (mut stream, remote) = within("accept", listener.accept()).await.expect("accept");
    assert_eq!(control.connected(address).await, remote);
    drop(control);
    let error = within("read", stream.read(&mut [0; 16])).await.expect_err("the peer has reset the connection");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
}
