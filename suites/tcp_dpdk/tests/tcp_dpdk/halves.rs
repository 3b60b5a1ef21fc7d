//! `split` and `into_split`: the halves work at the same time and are two views of one connection.

use conformance_support::exchange::{connect, read_to_end};
use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const LENGTH: usize = 256 << 10;

/// Borrowed halves: one writes and closes while the other reads, more than the buffers hold.
pub async fn borrowed(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let (local, peer) = (stream.local_addr().expect("local_addr"), stream.peer_addr().expect("peer_addr"));
    let payload = unique(20, LENGTH);
    let (mut reader, mut writer) = stream.split();
    assert_eq!((reader.local_addr().unwrap(), reader.peer_addr().unwrap()), (local, peer));
    assert_eq!((writer.local_addr().unwrap(), writer.peer_addr().unwrap()), (local, peer));
    let write = async {
        writer.write_all(&payload).await.expect("write");
        writer.shutdown().await.expect("shutdown of the write half");
    };
    let ((), back) = within("both halves", async { tokio::join!(write, read_to_end(&mut reader)) }).await;
    assert_same("through the halves", &back, &payload);
}

/// Owned halves: each goes into a task of its own.
pub async fn owned(family: Family) {
    let stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let (local, peer) = (stream.local_addr().expect("local_addr"), stream.peer_addr().expect("peer_addr"));
    let payload = unique(21, LENGTH);
    let (mut reader, mut writer) = stream.into_split();
    assert_eq!((reader.local_addr().unwrap(), reader.peer_addr().unwrap()), (local, peer));
    assert_eq!((writer.local_addr().unwrap(), writer.peer_addr().unwrap()), (local, peer));
    let outgoing = payload.clone();
    let write = tokio::spawn(async move {
        writer.write_all(&outgoing).await.expect("write");
        writer.shutdown().await.expect("shutdown of the write half");
    });
    let read = tokio::spawn(async move {
        let mut back = Vec::new();
        reader.read_to_end(&mut back).await.expect("read");
        back
    });
    within("the writing task", write).await.expect("the writing task");
    assert_same("through the halves", &within("the reading task", read).await.expect("the reading task"), &payload);
}

/// tokio: "Dropping the write half will shut down the write half of the TCP stream." The peer answers only after it has seen that.
pub async fn dropping_the_owned_write_half(family: Family) {
    let stream = connect(lab().peer(family, lab().peer_ports.half_close)).await;
    let payload = unique(22, 1000);
    let (mut reader, mut writer) = stream.into_split();
    within("write", writer.write_all(&payload)).await.expect("write");
    drop(writer);
    let expected: Vec<u8> = (1000u64).to_be_bytes().into_iter().chain(payload.into_iter().rev()).collect();
    assert_same("the answer to FIN", &read_to_end(&mut reader).await, &expected);
}
