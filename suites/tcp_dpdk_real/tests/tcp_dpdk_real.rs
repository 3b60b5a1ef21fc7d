//! The real Internet over DPDK: 1.1.1.1 and 2606:4700:4700::1111, port 80. In a lab a stand-in has these addresses; what these tests
//! prove there is that they work, never that the criterion is met. They ask nothing of the server that only one of both would answer.

use conformance_support::exchange::{connect, finish, read_to_end};
use conformance_support::{lab, run, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkStream;

const MANY: usize = 10;

/// Connects and closes in good order, having said nothing.
async fn connect_only(family: Family) {
    let mut stream = connect(lab().internet.address(family)).await;
    let local = stream.local_addr().expect("local_addr");
    assert!(lab().link(0).dut.contains(local.ip()), "local_addr {local} is no address of the device under test");
    finish(&mut stream).await;
}

/// A response: its status, and whether its body is whole by the length or the chunks it announces (RFC 9112, section 6).
fn check_response(bytes: &[u8]) {
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a header that ends");
    let head = std::str::from_utf8(&bytes[..split]).expect("a header in ASCII");
    let body = &bytes[split + 4..];
    let mut lines = head.split("\r\n");
    let status_line = lines.next().expect("a status line");
    let status: u16 = status_line
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3))
        .and_then(|code| code.parse().ok())
        .unwrap_or_else(|| panic!("no status line of HTTP/1.1: {status_line}"));
    assert!((200..500).contains(&status), "the server does not serve: {status_line}");
    let fields: Vec<(String, &str)> = lines
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no header field: {line}"));
            (name.to_ascii_lowercase(), value.trim())
        })
        .collect();
    let field = |name: &str| fields.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| *value);
    match (field("content-length"), field("transfer-encoding")) {
        (Some(length), None) => assert_eq!(length.parse(), Ok(body.len()), "the length of the body"),
        (None, Some("chunked")) => assert!(body.ends_with(b"0\r\n\r\n"), "the last chunk"),
        other => panic!("neither a length nor chunks: {other:?}"),
    }
}

/// One request on a connection that the server is to close; reads all of its answer.
async fn get(stream: &mut TcpDpdkStream, family: Family) {
    let address = lab().internet.address(family).ip();
    let host = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: dpdk-conformance\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    within("write the request", stream.write_all(request.as_bytes())).await.expect("write the request");
    check_response(&read_to_end(stream).await);
}

#[test]
fn test_real_connect_ipv4() {
    run(connect_only(Family::V4));
}

#[test]
fn test_real_connect_ipv6() {
    run(connect_only(Family::V6));
}

#[test]
fn test_real_http_get_ipv4() {
    run(async {
        let mut stream = connect(lab().internet.address(Family::V4)).await;
        get(&mut stream, Family::V4).await;
        // After the server's FIN there is nothing more.
        let length = within("read at the end", stream.read(&mut [0; 16])).await.expect("read at the end");
        assert_eq!(length, 0);
    });
}

#[test]
fn test_real_http_get_ipv6() {
    run(async {
        let mut stream = connect(lab().internet.address(Family::V6)).await;
        get(&mut stream, Family::V6).await;
        let length = within("read at the end", stream.read(&mut [0; 16])).await.expect("read at the end");
        assert_eq!(length, 0);
    });
}

/// Connections of both families at the same time, a request on each, from different local ports.
#[test]
fn test_real_many_connections() {
    run(async {
        let mut streams = Vec::new();
        for index in 0..MANY {
            let family = if index % 2 == 0 { Family::V4 } else { Family::V6 };
            streams.push((family, connect(lab().internet.address(family)).await));
        }
        let mut locals: Vec<_> = streams.iter().map(|(_, stream)| stream.local_addr().expect("local_addr")).collect();
        locals.sort();
        locals.dedup();
        assert_eq!(locals.len(), MANY, "two open connections have the same local address");
        let tasks: Vec<_> = streams
            .into_iter()
            .map(|(family, mut stream)| tokio::spawn(async move { get(&mut stream, family).await }))
            .collect();
        for task in tasks {
            within("a request", task).await.expect("a request");
        }
    });
}
