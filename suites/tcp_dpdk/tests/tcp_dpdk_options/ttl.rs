//! Time to live, or hop limit.

use std::io::ErrorKind;

use conformance_support::control::{Action, Control};
use conformance_support::exchange::{connect, finish, read_to_end};
use conformance_support::payload::{assert_same, pattern};
use conformance_support::{lab, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkListener;

/// Says `message` to the echo service and hears it back.
async fn say(stream: &mut tokio::net::TcpDpdkStream, message: &str) {
    within("write", stream.write_all(message.as_bytes())).await.expect("write");
    let mut back = vec![0; message.len()];
    within("read", stream.read_exact(&mut back)).await.expect("read");
    assert_same("echo", &back, message.as_bytes());
}

/// What is set is read back and is on every frame from then on; nonsense is refused and changes nothing.
pub async fn of_streams(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    assert_eq!(stream.ttl().expect("ttl"), 64, "ttl of a fresh stream");
    for ttl in [42, 1, 255, 7] {
        stream.set_ttl(ttl).expect("set_ttl");
        assert_eq!(stream.ttl().expect("ttl"), ttl);
        for nonsense in [0, 256, 1000] {
            let error = stream.set_ttl(nonsense).expect_err("a TTL that cannot be");
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "set_ttl({nonsense}): {error}");
            assert_eq!(stream.ttl().expect("ttl"), ttl, "ttl after set_ttl({nonsense}) was refused");
        }
        say(&mut stream, &format!("<ttl {ttl}>")).await;
    }
    finish(&mut stream).await;
}

/// The TTL of a listener is that of its SYN-ACKs and of the streams it accepts.
pub async fn of_listeners(family: Family) {
    let address = lab().listen_address(family);
    let listener = within("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    assert_eq!(listener.ttl().expect("ttl"), 64, "ttl of a fresh listener");
    listener.set_ttl(99).expect("set_ttl");
    assert_eq!(listener.ttl().expect("ttl"), 99);
    for nonsense in [0, 256] {
        let error = listener.set_ttl(nonsense).expect_err("a TTL that cannot be");
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "set_ttl({nonsense}): {error}");
        assert_eq!(listener.ttl().expect("ttl"), 99, "ttl after set_ttl({nonsense}) was refused");
    }
    let mut control = Control::open(lab().peer(family, lab().peer_ports.control)).await;
    control.ask(address, Action::Send, 1000, 1).await;
    let (mut stream, remote) = within("accept", listener.accept()).await.expect("accept");
    assert_eq!(control.connected(address).await, remote);
    assert_eq!(stream.ttl().expect("ttl"), 99, "ttl of an accepted stream");
    assert_same("the peer's message", &read_to_end(&mut stream).await, &pattern(1000));
    within("write", stream.write_all(b"<accepted>")).await.expect("write");
    finish(&mut stream).await;
    assert_eq!(control.done().await.received, 10);
}
