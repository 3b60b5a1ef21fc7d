//! `TcpDpdkStream::split`.

use std::io::{ErrorKind, IoSlice, IoSliceMut};

use conformance_support::exchange::{connect, finish};
use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};

/// `readable`, `writable`, `ready` and the `try_` methods on the halves of a stream.
pub async fn try_and_wait(family: Family) {
    let payload = unique(100, 3000);
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let (read, write) = stream.split();
    let early = read.try_read(&mut [0; 16]).expect_err("nothing was sent");
    assert_eq!(early.kind(), ErrorKind::WouldBlock, "{early}");
    let ready = within("ready", write.ready(Interest::WRITABLE)).await.expect("ready");
    assert!(ready.is_writable(), "{ready:?}");
    let mut rest = &payload[..];
    while !rest.is_empty() {
        within("writable", write.writable()).await.expect("writable");
        let (one, other) = rest.split_at(rest.len() / 2);
        match write.try_write_vectored(&[IoSlice::new(one), IoSlice::new(other)]) {
            Ok(length) => rest = &rest[length..],
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
        }
    }
    let mut bytes = Vec::new();
    while bytes.len() < payload.len() {
        within("readable", read.readable()).await.expect("readable");
        let (mut one, mut other) = ([0; 100], [0; 200]);
        match read.try_read_vectored(&mut [IoSliceMut::new(&mut one), IoSliceMut::new(&mut other)]) {
            Ok(length) => bytes.extend_from_slice(&[&one[..], &other[..]].concat()[..length]),
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
        }
    }
    assert_same("through the halves", &bytes, &payload);
    finish(&mut stream).await;
}

/// `peek` on the read half leaves what it shows.
pub async fn peek(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let (mut read, mut write) = stream.split();
    within("write", write.write_all(b"halves")).await.expect("write");
    let mut seen = [0; 1];
    for _ in 0..2 {
        assert_eq!(within("peek", read.peek(&mut seen)).await.expect("peek"), 1);
        assert_eq!(&seen, b"h");
    }
    let mut back = [0; 6];
    within("read", read.read_exact(&mut back)).await.expect("read");
    assert_eq!(&back, b"halves");
    finish(&mut stream).await;
}
