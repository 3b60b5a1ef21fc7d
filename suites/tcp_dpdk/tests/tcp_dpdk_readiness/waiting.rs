//! `ready`, `readable` and `writable`: they end when the event is there, and not before.

use std::future::{poll_fn, Future};
use std::io::ErrorKind;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use conformance_support::exchange::{connect, finish, read_to_end};
use conformance_support::payload::{assert_same, pattern, unique};
use conformance_support::{lab, let_worker_run, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::sync::oneshot;

/// True when `future` is not done at its first poll.
async fn is_pending<F: Future>(future: F) -> bool {
    let mut future = pin!(future);
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_pending())).await
}

/// Not ready to read before the peer's data is there; then ready, and the data can be read. What is said right after (`seen`) goes out after
/// the peer's data came in: the wire shows it.
pub async fn for_data(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    assert!(is_pending(stream.readable()).await, "readable before anything was sent");
    assert!(is_pending(stream.ready(Interest::READABLE)).await, "ready to read before anything was sent");
    within("write", stream.write_all(b"<asked>")).await.expect("write");
    let_worker_run().await;
    within("readable", stream.readable()).await.expect("readable");
    within("write", stream.write_all(b"<seen>")).await.expect("write");
    let ready = within("ready", stream.ready(Interest::READABLE)).await.expect("ready");
    assert!(ready.is_readable(), "{ready:?}");
    assert!(!ready.is_read_closed(), "{ready:?}: the peer has not closed");
    let mut back = [0; 13];
    within("read", stream.read_exact(&mut back)).await.expect("read");
    assert_eq!(&back, b"<asked><seen>");
    finish(&mut stream).await;
}

/// A wait that is given up loses nothing: neither the event nor data, nor another's wait. The other waits in a task of its own, which nobody
/// looks after: only its own wait can wake it.
pub async fn given_up(family: Family) {
    let stream = Arc::new(connect(lab().peer(family, lab().peer_ports.echo)).await);
    let payload = unique(64, 2000);
    let waiting = stream.clone();
    let (told, waits) = oneshot::channel();
    let steady = tokio::spawn(async move {
        let mut readable = pin!(waiting.readable());
        assert!(is_pending(readable.as_mut()).await, "readable before anything was sent");
        let _ = told.send(());
        readable.await
    });
    within("another's wait", waits).await.expect("a task that waits");
    for _ in 0..5 {
        assert!(is_pending(stream.readable()).await, "readable before anything was sent");
    }
    let length = stream.try_write(&payload[..1]).expect("try_write on a fresh stream");
    assert_eq!(length, 1);
    within("readable, while others gave up", steady).await.expect("a task that waits").expect("readable");
    let mut stream = Arc::into_inner(stream).expect("the stream of nobody else");
    within("write", stream.write_all(&payload[1..])).await.expect("write");
    let mut bytes = Vec::new();
    while bytes.len() < payload.len() {
        // The branch that loses is dropped in the middle of its wait.
        within("readable", async {
            loop {
                tokio::select! {
                    biased;
                    result = stream.readable() => break result,
                    () = tokio::task::yield_now() => {}
                }
            }
        })
        .await
        .expect("readable");
        let mut room = [0; 512];
        match stream.try_read(&mut room) {
            Ok(length) => bytes.extend_from_slice(&room[..length]),
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
        }
    }
    assert_same("after waits that were given up", &bytes, &payload);
    finish(&mut stream).await;
}

/// A fresh stream has room. To a peer that takes nothing it is filled up: then it has none, until the peer is gone.
pub async fn for_room(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.slow_reader)).await;
    let ready = within("ready", stream.ready(Interest::WRITABLE)).await.expect("ready");
    assert!(ready.is_writable(), "{ready:?}");
    // More than both ends' buffers hold: it can be written only because room comes back again and again.
    let payload = unique(65, 512 << 10);
    within("write", stream.write_all(&(payload.len() as u64).to_be_bytes())).await.expect("write");
    let mut rest = &payload[..];
    let mut full = 0;
    while !rest.is_empty() {
        match stream.try_write(rest) {
            Ok(length) => rest = &rest[length..],
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
                full += 1;
                within("writable", stream.writable()).await.expect("writable");
            }
        }
    }
    assert!(full > 0, "512 KiB went into the stream without it ever being full");
    let answer = read_to_end(&mut stream).await;
    assert_same("the receipt", &answer, &conformance_support::exchange::receipt(&payload));
}

/// The peer's FIN makes the stream ready to read and closed for reading; what came before it is still read.
pub async fn for_the_end(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.source)).await;
    within("write", stream.write_all(&1000_u64.to_be_bytes())).await.expect("write");
    let mut bytes = [0; 1000];
    within("read", stream.read_exact(&mut bytes)).await.expect("read");
    assert_same("the pattern", &bytes, &pattern(1000));
    within("the end", async {
        loop {
            stream.readable().await.expect("readable");
            match stream.try_read(&mut [0; 16]) {
                Ok(length) => break assert_eq!(length, 0, "bytes behind the pattern"),
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
            }
        }
        // The read may have been told of the end before the readiness was.
        while !stream.ready(Interest::READABLE).await.expect("ready").is_read_closed() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    finish(&mut stream).await;
}
