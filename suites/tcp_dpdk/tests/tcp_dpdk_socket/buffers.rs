//! Sizes of the buffers: what the peer may send ahead, and what a writer may write ahead.

use std::io::ErrorKind;

use conformance_support::exchange::read_to_end;
use conformance_support::payload::{assert_same, pattern, unique};
use conformance_support::{lab, within, Family};
use tokio::io::AsyncWriteExt;

use super::fresh::new;

/// Bytes of each transfer.
const LENGTH: usize = 600_000;
/// A small, the default and a large receive buffer. The wire shows the window each of them advertises.
const SIZES: [u32; 3] = [8192, 65_536, 262_144];

/// Linux doubles a size for its own book-keeping (socket(7)) and takes the last piece whole.
const OVER: usize = 24 << 10;

/// The receive buffer is the window the peer sees, whatever its size, and everything arrives.
pub async fn of_receivers(family: Family) {
    for size in SIZES {
        let socket = new(family);
        socket.set_recv_buffer_size(size).expect("set_recv_buffer_size");
        assert_eq!(socket.recv_buffer_size().expect("recv_buffer_size"), size);
        let address = lab().peer(family, lab().peer_ports.source);
        let mut stream = within("connect", socket.connect(address)).await.expect("connect");
        within("write", stream.write_all(&(LENGTH as u64).to_be_bytes())).await.expect("write");
        assert_same("the pattern", &read_to_end(&mut stream).await, &pattern(LENGTH));
        within("shutdown", stream.shutdown()).await.expect("shutdown");
    }
}

/// A writer is held back at the size of the send buffer while nothing is acknowledged: the wire takes long to bring acknowledgements.
pub async fn of_senders(family: Family) {
    for size in [16_384_u32, 262_144] {
        let socket = new(family);
        socket.set_send_buffer_size(size).expect("set_send_buffer_size");
        assert_eq!(socket.send_buffer_size().expect("send_buffer_size"), size);
        let address = lab().peer(family, lab().peer_ports.discard);
        let mut stream = within("connect", socket.connect(address)).await.expect("connect");
        within("writable", stream.writable()).await.expect("writable");
        let payload = unique(84, 4 << 20);
        let mut taken = 0;
        loop {
            match stream.try_write(&payload[taken..]) {
                Ok(length) => taken += length,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
                    break;
                }
            }
        }
        let size = size as usize;
        assert!((size / 2..=size * 2 + OVER).contains(&taken), "a send buffer of {size} took {taken} bytes");
        within("shutdown", stream.shutdown()).await.expect("shutdown");
        let receipt = conformance_support::exchange::receipt(&payload[..taken]);
        assert_same("the receipt", &read_to_end(&mut stream).await, &receipt);
    }
}
