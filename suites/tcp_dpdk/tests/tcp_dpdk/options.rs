//! Options of a stream, as far as the stream alone can tell.

use conformance_support::exchange::{connect, echo, finish};
use conformance_support::payload::unique;
use conformance_support::{lab, Family};

/// `nodelay` is off at first as in tokio, reads back as it was set, both ways, and the stream works under either.
pub async fn nodelay(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    assert!(!stream.nodelay().expect("nodelay"), "nodelay of a fresh stream");
    for (round, value) in [true, true, false, true, false].into_iter().enumerate() {
        stream.set_nodelay(value).expect("set_nodelay");
        assert_eq!(stream.nodelay().expect("nodelay"), value);
        echo(&mut stream, &unique(30 + round as u64, 100)).await;
        assert_eq!(stream.nodelay().expect("nodelay"), value, "nodelay after a transfer");
    }
    finish(&mut stream).await;
}
