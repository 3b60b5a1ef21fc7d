//! Connections the device under test opens.

use conformance_support::payload::{assert_same, unique};
use conformance_support::{lab, patiently, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkStream;

/// Enough segments for the dice to fall on some of them.
const LENGTH: usize = 192 << 10;
const SHORT: usize = 5000;

async fn converse(family: Family, length: usize) {
    let payload = unique(90, length);
    let address = lab().peer(family, lab().peer_ports.echo);
    let mut stream = patiently("connect", TcpDpdkStream::connect(address)).await.expect("connect");
    let (mut reader, mut writer) = stream.split();
    let write = async {
        writer.write_all(&payload).await.expect("write");
        writer.shutdown().await.expect("shutdown");
    };
    let read = async {
        let mut back = Vec::new();
        reader.read_to_end(&mut back).await.expect("read to the end");
        back
    };
    let ((), back) = patiently("the conversation", async { tokio::join!(write, read) }).await;
    assert_same("what came back", &back, &payload);
}

/// Everything comes back, byte for byte, and then the end.
pub async fn echo(family: Family) {
    converse(family, LENGTH).await;
}

/// The same with few segments, of which certain ones are lost.
pub async fn short(family: Family) {
    converse(family, SHORT).await;
}
