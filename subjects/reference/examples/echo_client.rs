//! Connects to an echo server over DPDK, sends a number of bytes and checks what comes back.
//!
//! `echo_client DEVICE HOST:PORT [BYTES]`, with the device as `env.json` names it.

use std::io;
use std::time::Instant;

use tokio_dpdk_reference::io::{AsyncReadExt, AsyncWriteExt};
use tokio_dpdk_reference::net::TcpDpdkStream;
use tokio_dpdk_reference::runtime::Builder;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(device), Some(address)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: echo_client DEVICE HOST:PORT [BYTES]");
        std::process::exit(2);
    };
    let bytes: usize = arguments.next().map_or(Ok(1 << 20), |text| text.parse()).map_err(io::Error::other)?;

    let runtime = Builder::new_dpdk().dpdk_device(&device).enable_all().build()?;
    runtime.block_on(async {
        let stream = TcpDpdkStream::connect(&address).await?;
        println!("{} -> {} on core {}", stream.local_addr()?, stream.peer_addr()?, stream.core_id());
        let sent: Vec<u8> = (0..bytes).map(|index| (index * 31 + (index >> 8)) as u8).collect();
        let mut received = Vec::with_capacity(bytes);
        let start = Instant::now();
        let (mut read, mut write) = stream.into_split();
        let writing = async {
            write.write_all(&sent).await?;
            write.shutdown().await
        };
        tokio_dpdk_reference::try_join!(writing, read.read_to_end(&mut received))?;
        if received != sent {
            return Err(io::Error::other(format!(
                "{} bytes came back, not the {bytes} that were sent",
                received.len()
            )));
        }
        println!("{bytes} bytes there and back in {:?}", start.elapsed());
        Ok(())
    })
}
