//! `peek` and `poll_peek`: what is looked at stays.

use std::future::poll_fn;
use std::task::Poll;

use conformance_support::exchange::{connect, echo, finish};
use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::net::TcpDpdkStream;

const MESSAGE: usize = 700;

/// Peeks until `length` bytes are there: the first look may find less.
async fn peek_whole(stream: &TcpDpdkStream, length: usize) -> Vec<u8> {
    let mut seen = vec![0; length];
    loop {
        let found = within("peek", stream.peek(&mut seen)).await.expect("peek");
        assert_ne!(found, 0, "peek gives 0 before the end of the stream");
        if found == length {
            return seen;
        }
        tokio::task::yield_now().await;
    }
}

/// Looking twice shows the same; a short look shows the beginning; reading then gives everything once; at the end of the stream peek gives 0.
pub async fn keeps_the_data(family: Family) {
    let payload = unique(70, MESSAGE);
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    within("write", stream.write_all(&payload)).await.expect("write");
    assert_same("the first look", &peek_whole(&stream, MESSAGE).await, &payload);
    assert_same("a short look", &peek_whole(&stream, 10).await, &payload[..10]);
    assert_same("the second look", &peek_whole(&stream, MESSAGE).await, &payload);
    let mut begin = [0; 300];
    within("read", stream.read_exact(&mut begin)).await.expect("read");
    assert_same("the read after the looks", &begin, &payload[..300]);
    assert_same("a look at the rest", &peek_whole(&stream, MESSAGE - 300).await, &payload[300..]);
    let mut rest = vec![0; MESSAGE - 300];
    within("read", stream.read_exact(&mut rest)).await.expect("read");
    assert_same("the rest", &rest, &payload[300..]);
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    for _ in 0..2 {
        let found = within("peek at the end", stream.peek(&mut [0; 16])).await.expect("peek at the end");
        assert_eq!(found, 0, "peek at the end of the stream");
    }
    finish(&mut stream).await;
}

/// `poll_peek` is pending before there is data, fills the buffer without taking anything, and adds behind what the buffer holds.
pub async fn polled(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let mut memory = [0; 64];
    let early = poll_fn(|cx| Poll::Ready(stream.poll_peek(cx, &mut ReadBuf::new(&mut memory)))).await;
    assert!(early.is_pending(), "poll_peek before anything was sent: {early:?}");
    within("write", stream.write_all(b"looked at")).await.expect("write");
    for _ in 0..3 {
        loop {
            let mut buffer = ReadBuf::new(&mut memory);
            buffer.put_slice(b"> ");
            let found = within("poll_peek", poll_fn(|cx| stream.poll_peek(cx, &mut buffer))).await.expect("poll_peek");
            assert_eq!(buffer.filled().len(), found + 2, "what poll_peek says against what it filled in");
            if found == 9 {
                assert_eq!(buffer.filled(), b"> looked at");
                break;
            }
        }
    }
    let mut back = [0; 9];
    within("read", stream.read_exact(&mut back)).await.expect("read");
    assert_eq!(&back, b"looked at");
    echo(&mut stream, &unique(71, 100)).await;
    finish(&mut stream).await;
}
