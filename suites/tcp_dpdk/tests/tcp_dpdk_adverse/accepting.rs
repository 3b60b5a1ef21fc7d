//! Connections the peer opens.

use conformance_support::control::{Action, Control};
use conformance_support::digest::sha256_hex;
use conformance_support::payload::pattern;
use conformance_support::{lab, patiently, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkListener;

const LENGTH: usize = 96 << 10;

/// What the peer sends goes back, byte for byte: the peer checks it. The control connection runs over the same wire.
pub async fn echo(family: Family) {
    let address = lab().listen_address(family);
    let listener = patiently("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    let mut control = Control::open(lab().peer(family, lab().peer_ports.control)).await;
    control.ask(address, Action::Echo, LENGTH, 1).await;
    let (mut stream, _) = patiently("accept", listener.accept()).await.expect("accept");
    let mut bytes = Vec::new();
    patiently("the peer's bytes", stream.read_to_end(&mut bytes)).await.expect("read to the end");
    patiently("write", stream.write_all(&bytes)).await.expect("write");
    patiently("shutdown", stream.shutdown()).await.expect("shutdown");
    control.connected(address).await;
    let done = patiently("the peer's report", control.done()).await;
    assert_eq!((done.sent, done.received), (LENGTH, LENGTH));
    assert_eq!(done.sha256, Some(sha256_hex(&pattern(LENGTH))));
}
