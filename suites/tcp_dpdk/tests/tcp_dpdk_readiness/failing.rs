//! `take_error`: an error is told once.

use std::io::ErrorKind;

use conformance_support::exchange::connect;
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};

/// The error of a connection is told once: by `take_error` here, and then no more.
pub async fn taken(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.reset)).await;
    assert!(stream.take_error().expect("take_error").is_none(), "the error of a stream that has none");
    within("write", stream.write_all(b"x")).await.expect("write");
    within("readable", stream.readable()).await.expect("readable");
    let error = stream.take_error().expect("take_error").expect("the reset is an error");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
    assert!(stream.take_error().expect("take_error").is_none(), "the error was taken before");
    let length = within("read", stream.read(&mut [0; 16])).await.expect("read after the error was taken");
    assert_eq!(length, 0, "a read after the error was taken");
}

/// Told by a read, it is not there to be taken any more.
pub async fn read(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.reset)).await;
    within("write", stream.write_all(b"x")).await.expect("write");
    let ready = within("ready", stream.ready(Interest::READABLE)).await.expect("ready");
    assert!(ready.is_readable() || ready.is_read_closed() || ready.is_error(), "{ready:?}");
    let error = within("read", stream.read(&mut [0; 16])).await.expect_err("the peer has reset the connection");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
    assert!(stream.take_error().expect("take_error").is_none(), "the error was told by the read");
}
