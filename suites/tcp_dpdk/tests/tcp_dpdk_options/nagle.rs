//! Nagle's algorithm (RFC 896; RFC 1122, 4.2.3.4) and its absence.

use conformance_support::exchange::{connect, read_to_end, receipt};
use conformance_support::payload::assert_same;
use conformance_support::{lab, let_worker_run, within, Family};
use tokio::io::AsyncWriteExt;

/// Small messages, few enough for any initial congestion window.
const MESSAGES: usize = 8;
const LENGTH: usize = 20;

/// Writes small messages one by one, with time for the worker after each, to the service that only listens.
async fn small_messages(family: Family, nodelay: bool) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.discard)).await;
    assert!(!stream.nodelay().expect("nodelay"), "nodelay of a fresh stream");
    stream.set_nodelay(!nodelay).expect("set_nodelay");
    assert_eq!(stream.nodelay().expect("nodelay"), !nodelay);
    stream.set_nodelay(nodelay).expect("set_nodelay");
    assert_eq!(stream.nodelay().expect("nodelay"), nodelay);
    let mut payload = Vec::new();
    for number in 0..MESSAGES {
        let message = format!("<message {number:>10}>").into_bytes();
        assert_eq!(message.len(), LENGTH);
        within("write", stream.write_all(&message)).await.expect("write");
        payload.extend_from_slice(&message);
        let_worker_run().await;
    }
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    assert_same("the receipt", &read_to_end(&mut stream).await, &receipt(&payload));
}

/// First with Nagle's algorithm, then without. The wire delays every frame, so all messages are written before the first one can be
/// acknowledged: with it they leave together, without it one by one.
pub async fn both_ways(family: Family) {
    small_messages(family, false).await;
    small_messages(family, true).await;
}
