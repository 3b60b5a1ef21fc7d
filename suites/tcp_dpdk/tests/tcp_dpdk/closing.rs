//! How a connection ends.

use std::io::ErrorKind;

use conformance_support::control::{Action, Control};
use conformance_support::digest::sha256_hex;
use conformance_support::exchange::{connect, read_to_end};
use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkListener;

/// `AsyncWrite::shutdown` closes one direction: the peer, which speaks only after FIN, is still read; writing is over.
pub async fn half_close(family: Family) {
    let payload = unique(40, 10_000);
    let mut stream = connect(lab().peer(family, lab().peer_ports.half_close)).await;
    within("write", stream.write_all(&payload)).await.expect("write");
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    let error = within("write after shutdown", stream.write(b"more")).await.expect_err("write after shutdown");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}");
    let expected: Vec<u8> = (10_000u64).to_be_bytes().into_iter().chain(payload.into_iter().rev()).collect();
    assert_same("the answer to FIN", &read_to_end(&mut stream).await, &expected);
}

/// FIN goes out once, however often the write side is shut down; the peer, which speaks only after it, is still read to its end.
pub async fn write_only(family: Family) {
    let payload = unique(41, 10_000);
    let mut stream = connect(lab().peer(family, lab().peer_ports.half_close)).await;
    within("write", stream.write_all(&payload)).await.expect("write");
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    within("second shutdown", stream.shutdown()).await.expect("second shutdown");
    let error = within("write after shutdown", stream.write(b"more")).await.expect_err("write after shutdown");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}");
    let expected: Vec<u8> = (10_000u64).to_be_bytes().into_iter().chain(payload.into_iter().rev()).collect();
    assert_same("the answer to FIN", &read_to_end(&mut stream).await, &expected);
    within("shutdown at the end", stream.shutdown()).await.expect("shutdown at the end");
}

/// Shutting down what is not connected any more is no error.
pub async fn after_reset(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.reset)).await;
    within("write", stream.write_all(b"x")).await.expect("write");
    let error = within("read", stream.read(&mut [0; 16])).await.expect_err("the peer has reset the connection");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
    within("shutdown", stream.shutdown()).await.expect("shutdown of a stream that was reset");
    let length = within("read", stream.read(&mut [0; 16])).await.expect("read after the error was told");
    assert_eq!(length, 0, "a read after the error was told");
}

/// A stream that is dropped is closed in both directions: the peer, which reads to FIN, sees everything and then the end.
pub async fn by_drop(family: Family) {
    let address = lab().listen_address(family);
    let listener = within("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    let mut control = Control::open(lab().peer(family, lab().peer_ports.control)).await;
    control.ask(address, Action::Receive, 0, 1).await;
    let (mut stream, remote) = within("accept", listener.accept()).await.expect("accept");
    assert_eq!(control.connected(address).await, remote);
    let payload = unique(42, 20_000);
    within("write", stream.write_all(&payload)).await.expect("write");
    drop(stream);
    let done = control.done().await;
    assert_eq!((done.received, done.sha256), (20_000, Some(sha256_hex(&payload))));
}

/// A reset of the peer is an error of the kind tokio gives, not an end of the stream.
pub async fn reset_by_peer(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.reset)).await;
    within("write", stream.write_all(b"x")).await.expect("write");
    let error = within("read", stream.read(&mut [0; 16])).await.expect_err("the peer has reset the connection");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
}

/// The same on an accepted connection: the peer resets what it holds when its control connection closes.
pub async fn accepted_then_reset(family: Family) {
    let address = lab().listen_address(family);
    let listener = within("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    let mut control = Control::open(lab().peer(family, lab().peer_ports.control)).await;
    control.ask(address, Action::Hold, 0, 1).await;
    let (mut stream, remote) = within("accept", listener.accept()).await.expect("accept");
    assert_eq!(control.connected(address).await, remote);
    drop(control);
    let error = within("read", stream.read(&mut [0; 16])).await.expect_err("the peer has reset the connection");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
}
