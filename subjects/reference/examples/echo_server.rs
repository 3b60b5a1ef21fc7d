//! Listens over DPDK and sends back what comes, for a number of connections.
//!
//! `echo_server DEVICE ADDRESS:PORT CONNECTIONS`, with the device as `env.json` names it.

use std::io;

use tokio_dpdk_reference::io::AsyncWriteExt;
use tokio_dpdk_reference::net::TcpDpdkListener;
use tokio_dpdk_reference::runtime::Builder;
use tokio_dpdk_reference::task::JoinSet;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [device, address, connections] = arguments.as_slice() else {
        eprintln!("usage: echo_server DEVICE ADDRESS:PORT CONNECTIONS");
        std::process::exit(2);
    };
    let connections: usize = connections.parse().map_err(io::Error::other)?;
    let runtime = Builder::new_dpdk().dpdk_device(device).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpDpdkListener::bind(address).await?;
        println!("listening on {}", listener.local_addr()?);
        let mut tasks = JoinSet::new();
        for _ in 0..connections {
            let (mut stream, peer) = listener.accept().await?;
            tasks.spawn(async move {
                let (mut read, mut write) = stream.split();
                let bytes = tokio_dpdk_reference::io::copy(&mut read, &mut write).await?;
                write.shutdown().await?;
                println!("{peer}: {bytes} bytes");
                io::Result::Ok(())
            });
        }
        while let Some(result) = tasks.join_next().await {
            result.map_err(io::Error::other)??;
        }
        Ok(())
    })
}
