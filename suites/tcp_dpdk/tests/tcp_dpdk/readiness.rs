//! `poll_read_ready` and `poll_write_ready`.

use std::future::poll_fn;
use std::task::Poll;

use conformance_support::exchange::{connect, finish};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A fresh stream is ready to write. It is not ready to read before the peer has sent something, and then it is.
pub async fn poll_ready(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    within("ready to write", poll_fn(|cx| stream.poll_write_ready(cx))).await.expect("poll_write_ready");
    // The echo service is the only one that could send, and it has been given nothing.
    let early = poll_fn(|cx| Poll::Ready(stream.poll_read_ready(cx))).await;
    assert!(early.is_pending(), "ready to read before anything was sent: {early:?}");
    within("write", stream.write_all(b"now")).await.expect("write");
    within("ready to read", poll_fn(|cx| stream.poll_read_ready(cx))).await.expect("poll_read_ready");
    let mut back = [0; 3];
    within("read", stream.read_exact(&mut back)).await.expect("read");
    assert_eq!(&back, b"now");
    finish(&mut stream).await;
}
