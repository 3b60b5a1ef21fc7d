//! Conversations with the peer's services.

use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpDpdkStream;

use crate::bounded::within;
use crate::digest::sha256;
use crate::payload::assert_same;

/// Connects.
///
/// # Panics
/// When it fails, is late, or the stream says it is connected elsewhere.
pub async fn connect(address: SocketAddr) -> TcpDpdkStream {
    let stream = within(&format!("connect to {address}"), TcpDpdkStream::connect(address))
        .await
        .unwrap_or_else(|error| panic!("connect to {address}: {error}"));
    assert_eq!(stream.peer_addr().expect("peer_addr of a connected stream"), address);
    stream
}

/// Sends `payload` while reading as many bytes back, and holds these against it. Both directions run at the same
/// time: more than both ends' buffers hold would otherwise stop for good.
pub async fn echo<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, payload: &[u8]) {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let write = async {
        writer.write_all(payload).await.expect("write to the echo service");
        writer.flush().await.expect("flush");
    };
    let read = async {
        let mut back = vec![0; payload.len()];
        reader.read_exact(&mut back).await.expect("read from the echo service");
        back
    };
    let ((), back) = within("echo", async { tokio::join!(write, read) }).await;
    assert_same("echo", &back, payload);
}

/// The count and SHA-256 with which the peer's discard and slow-reader services acknowledge `payload`.
pub fn receipt(payload: &[u8]) -> Vec<u8> {
    [&(payload.len() as u64).to_be_bytes()[..], &sha256(payload)[..]].concat()
}

/// Closes the write direction and reads to the end of the stream, which must hold nothing more.
pub async fn finish<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) {
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    let rest = read_to_end(stream).await;
    assert_same("after the conversation", &rest, &[]);
}

/// Everything up to the end of the stream.
pub async fn read_to_end<S: AsyncRead + Unpin>(stream: &mut S) -> Vec<u8> {
    let mut bytes = Vec::new();
    within("end of the stream", stream.read_to_end(&mut bytes)).await.expect("read to the end of the stream");
    bytes
}

/// Sends back what comes until FIN, then FIN. Gives the number of bytes.
pub async fn serve_echo(mut stream: TcpDpdkStream) -> usize {
    let mut total = 0;
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = within("data of the peer", stream.read(&mut buffer)).await.expect("read from the peer");
        if length == 0 {
            break;
        }
        total += length;
        within("write to the peer", stream.write_all(&buffer[..length])).await.expect("write to the peer");
    }
    within("shutdown", stream.shutdown()).await.expect("shutdown");
    total
}
