//! Which side of a connection is shut down.

use std::io::ErrorKind;
use std::net::Shutdown;

use conformance_support::exchange::{connect, echo, finish};
use conformance_support::payload::unique;
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkStream;

/// Reading is over: a read, a look and an attempt all give 0, at once and again.
async fn assert_reading_is_over(stream: &mut TcpDpdkStream) {
    for _ in 0..2 {
        let length = within("read", stream.read(&mut [0; 16])).await.expect("read");
        assert_eq!(length, 0, "a read after the reading side was shut down");
        let length = within("peek", stream.peek(&mut [0; 16])).await.expect("peek");
        assert_eq!(length, 0, "a peek after the reading side was shut down");
        let length = stream.try_read(&mut [0; 16]).expect("try_read");
        assert_eq!(length, 0, "try_read after the reading side was shut down");
    }
}

/// The reading side alone: who waits for data is told of the end, and writing goes on. The peer is not told.
pub async fn reading(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.discard)).await;
    {
        let wait = async { within("readable", stream.readable()).await.expect("readable") };
        let end = async { stream.shutdown_std(Shutdown::Read).expect("shutdown of the reading side") };
        tokio::join!(wait, end);
    }
    assert_reading_is_over(&mut stream).await;
    within("write", stream.write_all(&unique(44, 10_000))).await.expect("write");
    // All of it has come to the peer when a later question has been answered.
    let mut barrier = connect(lab().peer(family, lab().peer_ports.echo)).await;
    echo(&mut barrier, &unique(45, 100)).await;
    finish(&mut barrier).await;
    stream.shutdown_std(Shutdown::Read).expect("second shutdown of the reading side");
    assert_reading_is_over(&mut stream).await;
    within("write", stream.write_all(b"<still>")).await.expect("write");
}

/// Both sides: reads give 0, writes fail, and FIN goes out once.
pub async fn both(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    echo(&mut stream, &unique(46, 1000)).await;
    stream.shutdown_std(Shutdown::Both).expect("shutdown of both sides");
    assert_reading_is_over(&mut stream).await;
    let error = within("write", stream.write(b"more")).await.expect_err("write after both sides were shut down");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}");
    stream.shutdown_std(Shutdown::Both).expect("second shutdown of both sides");
}
