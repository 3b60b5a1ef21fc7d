//! `try_read`, `try_write` and their kin, `try_io` and `async_io`: they never wait, and say `WouldBlock` instead.

use std::cell::Cell;
use std::io::{self, ErrorKind, IoSlice, IoSliceMut};

use conformance_support::exchange::{connect, echo, finish, read_to_end, receipt};
use conformance_support::payload::{assert_same, pattern, unique};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::TcpDpdkStream;

/// Bytes the peer sends to be read, with each of the three ways.
const LENGTH: usize = 30_000;

fn assert_would_block(what: &str, result: io::Result<usize>) {
    match result {
        Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{what}: {error}"),
        Ok(length) => panic!("{what} gave {length} bytes; expected WouldBlock: nothing is there"),
    }
}

fn assert_nothing_there(stream: &TcpDpdkStream, when: &str) {
    assert_would_block(&format!("try_read {when}"), stream.try_read(&mut [0; 16]));
    let (mut one, mut other) = ([0; 8], [0; 8]);
    let mut slices = [IoSliceMut::new(&mut one), IoSliceMut::new(&mut other)];
    assert_would_block(&format!("try_read_vectored {when}"), stream.try_read_vectored(&mut slices));
}

/// Nothing was sent, or all of it was read: `WouldBlock`, at once. The stream works on afterwards; at its end there are 0 bytes.
pub async fn nothing_there(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    assert_nothing_there(&stream, "on a fresh stream");
    echo(&mut stream, &unique(60, 1000)).await;
    assert_nothing_there(&stream, "after everything was read");
    echo(&mut stream, &unique(61, 1000)).await;
    finish(&mut stream).await;
    for _ in 0..2 {
        assert_eq!(stream.try_read(&mut [0; 16]).expect("try_read at the end"), 0, "try_read at the end of the stream");
    }
}

/// Reads to the end with `read`, waiting for readiness in between; what it gives must be no more than its room.
async fn read_with(
    stream: &mut TcpDpdkStream,
    what: &str,
    mut read: impl FnMut(&TcpDpdkStream, &mut Vec<u8>) -> io::Result<usize>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        within("readable", stream.readable()).await.expect("readable");
        let before = bytes.len();
        match read(stream, &mut bytes) {
            Ok(0) => return bytes,
            Ok(length) => assert_eq!(bytes.len(), before + length, "what {what} says against what it gave"),
            Err(error) if error.kind() == ErrorKind::WouldBlock => assert_eq!(bytes.len(), before),
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

async fn ask(stream: &mut TcpDpdkStream) {
    within("write", stream.write_all(&(LENGTH as u64).to_be_bytes())).await.expect("write");
}

async fn source(family: Family) -> TcpDpdkStream {
    let mut stream = connect(lab().peer(family, lab().peer_ports.source)).await;
    ask(&mut stream).await;
    stream
}

/// All the peer sends is read, in order and to the end (0 bytes), by each of the three ways.
pub async fn read_all(family: Family) {
    let expected = pattern(LENGTH);
    let mut stream = source(family).await;
    let seen = read_with(&mut stream, "try_read", |stream, bytes| {
        let mut room = [0; 700];
        let length = stream.try_read(&mut room)?;
        bytes.extend_from_slice(&room[..length]);
        Ok(length)
    });
    assert_same("try_read", &seen.await, &expected);
    finish(&mut stream).await;

    let mut stream = connect(lab().peer(family, lab().peer_ports.source)).await;
    assert_would_block("try_read_buf on a fresh stream", stream.try_read_buf(&mut Vec::with_capacity(16)));
    ask(&mut stream).await;
    let seen = read_with(&mut stream, "try_read_buf", |stream, bytes| {
        bytes.reserve(700);
        stream.try_read_buf(bytes)
    });
    assert_same("try_read_buf", &seen.await, &expected);
    finish(&mut stream).await;

    let mut stream = source(family).await;
    let seen = read_with(&mut stream, "try_read_vectored", |stream, bytes| {
        let (mut one, mut none, mut other) = ([0; 100], [0; 0], [0; 600]);
        let mut slices = [IoSliceMut::new(&mut one), IoSliceMut::new(&mut none), IoSliceMut::new(&mut other)];
        let length = stream.try_read_vectored(&mut slices)?;
        bytes.extend_from_slice(&[&one[..], &other[..]].concat()[..length]);
        Ok(length)
    });
    assert_same("try_read_vectored", &seen.await, &expected);
    finish(&mut stream).await;
}

/// Writes `payload` with `write` to the service that counts and hashes, waiting for room only when there is none: what is tried without room must
/// say so.
async fn write_with(family: Family, payload: &[u8], mut write: impl FnMut(&TcpDpdkStream, &[u8]) -> io::Result<usize>) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.discard)).await;
    let mut rest = payload;
    while !rest.is_empty() {
        match write(&stream, rest) {
            Ok(0) => panic!("0 bytes of {} were taken; expected WouldBlock when there is no room", rest.len()),
            Ok(length) => rest = &rest[length..],
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
                within("writable", stream.writable()).await.expect("writable");
            }
        }
    }
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    assert_same("the receipt", &read_to_end(&mut stream).await, &receipt(payload));
}

/// `try_write` takes as much as there is room for; all of it arrives.
pub async fn write_all(family: Family) {
    write_with(family, &unique(62, 300_000), |stream, rest| stream.try_write(rest)).await;
}

/// The same from several slices, an empty one among them.
pub async fn write_all_vectored(family: Family) {
    write_with(family, &unique(63, 300_000), |stream, rest| {
        let (one, other) = rest.split_at(rest.len() / 3);
        stream.try_write_vectored(&[IoSlice::new(one), IoSlice::new(&[]), IoSlice::new(other)])
    })
    .await;
}

/// `try_io` calls the closure only when the stream is ready, and gives what the closure gives. A closure that says `WouldBlock` takes the
/// readiness away until something new comes.
pub async fn by_closure(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let mut called = false;
    let early = stream.try_io(Interest::READABLE, || {
        called = true;
        stream.try_read(&mut [0; 16])
    });
    assert_would_block("try_io on a fresh stream", early);
    assert!(!called, "try_io called the closure of a stream that was not ready to read");
    within("write", stream.write_all(b"through a closure")).await.expect("write");
    let mut bytes = Vec::new();
    while bytes.len() < 17 {
        within("readable", stream.readable()).await.expect("readable");
        let mut room = [0; 32];
        match stream.try_io(Interest::READABLE, || stream.try_read(&mut room)) {
            Ok(length) => bytes.extend_from_slice(&room[..length]),
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
        }
    }
    assert_eq!(bytes, b"through a closure");
    assert_cleared_by_closure(&mut stream).await;
    let failure: io::Result<()> = stream.try_io(Interest::WRITABLE, || Err(ErrorKind::Other.into()));
    assert_eq!(failure.expect_err("the closure's own error").kind(), ErrorKind::Other);
    finish(&mut stream).await;
}

/// Data is there, a closure says that it is not: the next one is not called, until more data comes. Nothing is lost.
async fn assert_cleared_by_closure(stream: &mut TcpDpdkStream) {
    within("write", stream.write_all(b"one")).await.expect("write");
    let mut seen = [0; 3];
    while within("peek", stream.peek(&mut seen)).await.expect("peek") < seen.len() {}
    let said = stream.try_io(Interest::READABLE, || Err(ErrorKind::WouldBlock.into()));
    assert_would_block("try_io with a closure that says so", said);
    let mut called = false;
    let again = stream.try_io(Interest::READABLE, || {
        called = true;
        Ok(0)
    });
    assert_would_block("try_io after a closure said so", again);
    assert!(!called, "try_io called a closure though the one before had taken the readiness away");
    within("write", stream.write_all(b"two")).await.expect("write");
    within("readable, as more has come", stream.readable()).await.expect("readable");
    let mut back = [0; 6];
    within("read", stream.read_exact(&mut back)).await.expect("read");
    assert_eq!(&back, b"onetwo");
}

/// `async_io` waits until the closure does not say `WouldBlock`: one that does is called again when something new comes.
pub async fn by_closure_in_time(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let mut calls = 0;
    let written = within("async_io to write", stream.async_io(Interest::WRITABLE, || stream.try_write(b"in time")));
    assert_eq!(written.await.expect("async_io to write"), 7);
    let mut room = [0; 32];
    let mut bytes = Vec::new();
    while bytes.len() < 7 {
        let read = stream.async_io(Interest::READABLE, || {
            calls += 1;
            stream.try_read(&mut room)
        });
        let length = within("async_io to read", read).await.expect("async_io to read");
        bytes.extend_from_slice(&room[..length]);
    }
    assert_eq!(bytes, b"in time");
    assert!(calls > 0, "async_io gave bytes without calling the closure");
    assert_called_again(&mut stream).await;
    finish(&mut stream).await;
}

/// A closure says `WouldBlock` though something has come: it is called again when more has.
async fn assert_called_again(stream: &mut TcpDpdkStream) {
    let calls = Cell::new(0);
    let mut room = [0; 2];
    let read = stream.async_io(Interest::READABLE, || {
        calls.set(calls.get() + 1);
        if calls.get() == 1 {
            return Err(ErrorKind::WouldBlock.into());
        }
        stream.try_read(&mut room)
    });
    let write = async {
        assert_eq!(stream.try_write(b"a").expect("try_write"), 1);
        while calls.get() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(stream.try_write(b"b").expect("try_write"), 1);
    };
    let (length, ()) = within("async_io to read", async { tokio::join!(read, write) }).await;
    let length = length.expect("async_io after a closure said WouldBlock");
    within("read", stream.read_exact(&mut room[length..])).await.expect("read");
    assert_eq!(&room, b"ab");
    assert!(calls.get() > 1, "the closure was called {} time(s)", calls.get());
}
