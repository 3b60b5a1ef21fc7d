//! `bind`: where a connection comes from, and what cannot be bound.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use conformance_support::exchange::{echo, finish};
use conformance_support::payload::unique;
use conformance_support::{lab, within, Family};
use tokio::net::TcpDpdkListener;

use super::fresh::new;

/// A port nobody else takes in these tests.
const PORT: u16 = 40_404;

async fn converse_from(local: SocketAddr, family: Family) {
    let socket = new(family);
    socket.bind(local).expect("bind");
    assert_eq!(socket.local_addr().expect("local_addr"), local);
    let address = lab().peer(family, lab().peer_ports.echo);
    let mut stream = within("connect", socket.connect(address)).await.expect("connect");
    assert_eq!(stream.local_addr().expect("local_addr of the stream"), local);
    assert_eq!(stream.peer_addr().expect("peer_addr"), address);
    echo(&mut stream, &unique(82, 1000)).await;
    finish(&mut stream).await;
}

/// The connection comes from the address and port that were bound.
pub async fn source_of_a_connection(family: Family) {
    converse_from(SocketAddr::new(lab().link(0).dut.first(family), PORT), family).await;
}

/// The same for an address that is not the device's main one.
pub async fn second_address() {
    let second = lab().link(0).dut.v4.get(1).copied().expect("the lab gives the device two IPv4 addresses");
    converse_from(SocketAddr::new(IpAddr::V4(second), PORT), Family::V4).await;
}

/// An address and port in use is `AddrInUse`, an address that is not the device's is `AddrNotAvailable`; afterwards the socket still works.
pub async fn refusals() {
    let address = lab().listen_address(Family::V4);
    let listener = within("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    let socket = new(Family::V4);
    let error = socket.bind(address).and_then(|()| socket.listen(1).map(drop)).expect_err("the address is in use");
    assert_eq!(error.kind(), ErrorKind::AddrInUse, "{error}");
    drop(listener);

    let socket = new(Family::V4);
    let strange = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 77)), PORT);
    let error = socket.bind(strange).expect_err("the address is not the device's");
    assert_eq!(error.kind(), ErrorKind::AddrNotAvailable, "{error}");
    let address = lab().peer(Family::V4, lab().peer_ports.echo);
    let mut stream = within("connect", socket.connect(address)).await.expect("connect after a bind that was refused");
    echo(&mut stream, &unique(83, 1000)).await;
    finish(&mut stream).await;
}
