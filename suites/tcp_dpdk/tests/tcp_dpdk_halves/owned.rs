//! `TcpDpdkStream::into_split`.

use std::io::ErrorKind;

use conformance_support::exchange::{connect, echo, finish, read_to_end};
use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkStream;

async fn talking(family: Family) -> TcpDpdkStream {
    connect(lab().peer(family, lab().peer_ports.echo)).await
}

/// `readable`, `writable`, `peek` and the `try_` methods, each half in a task of its own.
pub async fn try_and_wait(family: Family) {
    let payload = unique(101, 50_000);
    let (read, mut write) = talking(family).await.into_split();
    let outgoing = payload.clone();
    let writing = tokio::spawn(async move {
        let mut rest = &outgoing[..];
        while !rest.is_empty() {
            write.writable().await.expect("writable");
            match write.try_write(rest) {
                Ok(length) => rest = &rest[length..],
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
            }
        }
        write.shutdown().await.expect("shutdown");
    });
    let mut bytes = Vec::new();
    within("the end", async {
        loop {
            read.readable().await.expect("readable");
            match read.try_read_buf(&mut bytes) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
            }
        }
    })
    .await;
    within("the writing task", writing).await.expect("the writing task");
    assert_same("through the halves", &bytes, &payload);
}

/// Both halves of a stream give it back, with nothing lost and no FIN sent.
pub async fn reunite(family: Family) {
    let stream = talking(family).await;
    let ends = (stream.local_addr().expect("local_addr"), stream.peer_addr().expect("peer_addr"));
    let (mut read, mut write) = stream.into_split();
    within("write", write.write_all(b"apart")).await.expect("write");
    let mut back = [0; 2];
    within("read", read.read_exact(&mut back)).await.expect("read");
    let mut stream = read.reunite(write).expect("two halves of one stream");
    assert_eq!((stream.local_addr().expect("local_addr"), stream.peer_addr().expect("peer_addr")), ends);
    let mut rest = [0; 3];
    within("read", stream.read_exact(&mut rest)).await.expect("read");
    assert_eq!([&back[..], &rest[..]].concat(), b"apart");
    echo(&mut stream, &unique(102, 1000)).await;
    finish(&mut stream).await;
}

/// Halves of two streams do not fit; both come back with the error and still work.
pub async fn of_two_streams(family: Family) {
    let (first_read, first_write) = talking(family).await.into_split();
    let (second_read, second_write) = talking(family).await.into_split();
    let error = first_read.reunite(second_write).expect_err("halves of two streams");
    assert!(!error.to_string().is_empty());
    let (first_read, second_write) = (error.0, error.1);
    for (read, write) in [(first_read, first_write), (second_read, second_write)] {
        let mut stream = read.reunite(write).expect("two halves of one stream");
        echo(&mut stream, &unique(103, 500)).await;
        finish(&mut stream).await;
    }
}

/// A write half that is forgotten sends no FIN: the connection still goes both ways.
pub async fn forget(family: Family) {
    let (mut read, mut write) = talking(family).await.into_split();
    within("write", write.write_all(b"still")).await.expect("write");
    write.forget();
    let mut back = [0; 5];
    within("read", read.read_exact(&mut back)).await.expect("read");
    assert_eq!(&back, b"still");
    // Nobody can send FIN any more but the drop of the whole stream.
    drop(read);
    let mut again = talking(family).await;
    within("shutdown", again.shutdown()).await.expect("shutdown");
    assert_same("after a connection that was dropped", &read_to_end(&mut again).await, b"");
}
