//! `TcpDpdkStream::connect` in all the ways it can be told where to.

use std::io::ErrorKind;
use std::net::SocketAddr;

use conformance_support::exchange::{connect, echo, finish};
use conformance_support::payload::unique;
use conformance_support::{lab, patiently, within, Family};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpDpdkStream;

const MESSAGE: usize = 1000;

/// Says something to the echo service and closes: the stream is what it claims to be.
async fn converse(stream: &mut TcpDpdkStream, seed: u64) {
    let local = stream.local_addr().expect("local_addr of a connected stream");
    assert!(lab().link(0).dut.contains(local.ip()), "local_addr {local} is no address of the device under test");
    assert_ne!(local.port(), 0, "local_addr without a port");
    echo(stream, &unique(seed, MESSAGE)).await;
    finish(stream).await;
}

/// A socket address is connected to as it stands, with a local end on the device.
pub async fn by_address(family: Family) {
    let mut stream = connect(lab().peer(family, lab().peer_ports.echo)).await;
    converse(&mut stream, 1).await;
}

/// A name is resolved. Its addresses are tried in the resolver's order (the wire holds them against it): the first that answers wins,
/// those behind it are let alone, and when none does the last error is returned. On the peer's second address echo is closed, source is not.
pub async fn by_name() {
    let lab = lab();
    let port = lab.peer_ports.echo;
    let main = lab.peer(Family::V4, port);

    let text = format!("{}:{port}", lab.names.peer);
    let mut stream =
        within("connect to a name", TcpDpdkStream::connect(text.as_str())).await.expect("connect to a name");
    assert_eq!(stream.peer_addr().expect("peer_addr"), main);
    converse(&mut stream, 2).await;

    let name = lab.names.fallback.as_str();
    let mut stream = within("connect to the second address", TcpDpdkStream::connect((name, port)))
        .await
        .expect("connect to the second address");
    assert_eq!(stream.peer_addr().expect("peer_addr"), main);
    converse(&mut stream, 3).await;

    let source = lab.peer_ports.source;
    let mut stream = within("connect to the first address", TcpDpdkStream::connect((name, source)))
        .await
        .expect("connect to the first address");
    assert_eq!(stream.peer_addr().expect("peer_addr"), SocketAddr::from((lab.link(0).peer.v4[1], source)));
    within("write", stream.write_all(&0_u64.to_be_bytes())).await.expect("write");
    finish(&mut stream).await;

    let error =
        within("connect to a name no address of which answers", TcpDpdkStream::connect((name, lab.peer_ports.closed)))
            .await
            .expect_err("every address of the name refuses");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused, "{error}");
}

/// A name with an IPv6 address leads to it.
pub async fn by_name_ipv6() {
    let port = lab().peer_ports.echo;
    let name = lab().names.peer6.as_str();
    let mut stream =
        within("connect to a name", TcpDpdkStream::connect((name, port))).await.expect("connect to a name");
    assert_eq!(stream.peer_addr().expect("peer_addr"), lab().peer(Family::V6, port));
    converse(&mut stream, 4).await;
}

/// A list of addresses is gone through in order, across families: refused on IPv6, connected on IPv4.
pub async fn by_list_of_both_families() {
    let answers = lab().peer(Family::V4, lab().peer_ports.echo);
    let list: [SocketAddr; 2] = [lab().peer(Family::V6, lab().peer_ports.closed), answers];
    let mut stream = within("connect to a list", TcpDpdkStream::connect(&list[..])).await.expect("connect to a list");
    assert_eq!(stream.peer_addr().expect("peer_addr"), answers);
    converse(&mut stream, 5).await;
}

/// A closed port is an error of the kind tokio gives.
pub async fn refused(family: Family) {
    let error = within("connect to a closed port", TcpDpdkStream::connect(lab().peer(family, lab().peer_ports.closed)))
        .await
        .expect_err("nothing listens there");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused, "{error}");
}

/// A host that does not answer is `TimedOut`, as the kernel's TCP has it when its own patience ends; how long that lasts is its own matter.
pub async fn unanswered() {
    let address = (lab().unanswered.v4, lab().peer_ports.echo);
    let error = patiently("connect to a host that does not answer", TcpDpdkStream::connect(address))
        .await
        .expect_err("nobody answers there");
    assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
}

/// An address beyond the link is reached through the gateway of its family.
pub async fn through_gateway(family: Family) {
    let mut stream = connect(lab().routed(family, lab().peer_ports.echo)).await;
    converse(&mut stream, 6).await;
}
