//! Bytes through `AsyncRead` and `AsyncWrite`: all of them, in order, none twice.

use std::io::IoSlice;

use conformance_support::exchange::{connect, echo, finish, read_to_end, receipt};
use conformance_support::payload::{assert_same, pattern, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};

const MIB: usize = 1 << 20;
/// The slow reader takes 4 KiB every 5 ms, after a rest: enough to fill both ends' buffers many times, and done in a second.
const SLOW: usize = 512 << 10;

/// 1 MiB there and back at the same time.
pub async fn echo_both_ways(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    echo(&mut stream, &unique(10, MIB)).await;
    finish(&mut stream).await;
}

/// 1 MiB one way: the peer's count and hash agree.
pub async fn send(family: Family) {
    let payload = unique(11, MIB);
    let mut stream = connect(lab().peer(family, lab().peer_ports.discard)).await;
    within("write", stream.write_all(&payload)).await.expect("write");
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    assert_same("the receipt", &read_to_end(&mut stream).await, &receipt(&payload));
}

/// 1 MiB the other way, to FIN: then a read gives 0, and so does every further one.
pub async fn receive_to_the_end(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.source)).await;
    within("write", stream.write_all(&(MIB as u64).to_be_bytes())).await.expect("write");
    assert_same("the pattern", &read_to_end(&mut stream).await, &pattern(MIB));
    for _ in 0..2 {
        let length = within("read at the end", stream.read(&mut [0; 16])).await.expect("read at the end");
        assert_eq!(length, 0, "a read after the end of the stream");
    }
}

/// A peer that reads slowly closes its window again and again. The writer is held back meanwhile; nothing is lost.
pub async fn write_to_slow_reader(family: Family) {
    let payload = unique(12, SLOW);
    let mut stream = connect(lab().peer(family, lab().peer_ports.slow_reader)).await;
    within("write", stream.write_all(&(SLOW as u64).to_be_bytes())).await.expect("write");
    within("write", stream.write_all(&payload)).await.expect("write");
    assert_same("the receipt", &read_to_end(&mut stream).await, &receipt(&payload));
}

/// Several slices go out as one stream, whatever `write_vectored` takes of them at a time.
pub async fn from_slices(family: Family) {
    let payload = unique(13, 200_000);
    let mut stream = connect(lab().peer(family, lab().peer_ports.discard)).await;
    assert!(stream.is_write_vectored(), "is_write_vectored of a TCP stream");
    let mut rest = &payload[..];
    while !rest.is_empty() {
        let (one, other) = rest.split_at(rest.len().min(100));
        let slices = [IoSlice::new(one), IoSlice::new(&[]), IoSlice::new(other)];
        let length = within("write_vectored", stream.write_vectored(&slices)).await.expect("write_vectored");
        assert!((1..=rest.len()).contains(&length), "write_vectored took {length} of {} bytes", rest.len());
        rest = &rest[length..];
    }
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    assert_same("the receipt", &read_to_end(&mut stream).await, &receipt(&payload));
}
