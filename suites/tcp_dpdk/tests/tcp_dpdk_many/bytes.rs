//! 64 MiB in both directions at once.

use conformance_support::exchange::connect;
use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, patiently, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const LENGTH: usize = 64 << 20;

/// Every byte comes back in its place.
pub async fn both_ways(family: Family) {
    let payload = unique(91, LENGTH);
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    let (mut reader, mut writer) = stream.split();
    let write = async {
        writer.write_all(&payload).await.expect("write");
        writer.shutdown().await.expect("shutdown");
    };
    let read = async {
        let mut back = Vec::with_capacity(LENGTH);
        reader.read_to_end(&mut back).await.expect("read to the end");
        back
    };
    let ((), back) = patiently("64 MiB both ways", async { tokio::join!(write, read) }).await;
    assert_same("what came back", &back, &payload);
}
