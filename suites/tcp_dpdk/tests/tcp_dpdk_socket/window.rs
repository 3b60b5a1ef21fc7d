//! The receive window of a reader that does not read.

use conformance_support::exchange::{connect, echo, finish, read_to_end};
use conformance_support::payload::{assert_same, pattern, unique};
use conformance_support::{lab, within, Family};
use tokio::io::AsyncWriteExt;

use super::fresh::new;

/// Bytes the peer has for a reader that does not read: many times the receive buffer.
const LATE: usize = 200_000;

/// Who does not read closes the peer's way; who reads then gets everything. When no more comes in, although the peer has more, the window
/// is closed: the wire shows it.
pub async fn read_late(family: Family) {
    let socket = new(family);
    socket.set_recv_buffer_size(8192).expect("set_recv_buffer_size");
    let address = lab().peer(family, lab().peer_ports.source);
    let mut stream = within("connect", socket.connect(address)).await.expect("connect");
    within("write", stream.write_all(&(LATE as u64).to_be_bytes())).await.expect("write");
    // Each round goes to the peer and back, behind whatever the peer has sent before.
    let mut barrier = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let mut look = vec![0; LATE];
    let mut seen = 0;
    let mut unchanged = 0;
    while unchanged < 20 {
        echo(&mut barrier, &unique(14, 8)).await;
        let found = within("peek", stream.peek(&mut look)).await.expect("peek");
        unchanged = if found == seen { unchanged + 1 } else { 0 };
        seen = found;
    }
    assert!(seen < LATE / 2, "{seen} bytes were taken in, with a receive buffer of 8192");
    assert_same("what was looked at", &look[..seen], &pattern(LATE)[..seen]);
    assert_same("the pattern", &read_to_end(&mut stream).await, &pattern(LATE));
    finish(&mut stream).await;
    finish(&mut barrier).await;
}
