//! Connects over DPDK to an echo server, says something, hears it back and closes, again and again, and watches the process's memory.
//!
//! `churn DEVICE HOST:PORT CONNECTIONS`, with the device as `env.json` names it.

use std::io;
use std::time::Instant;

use tokio_dpdk_reference::io::{AsyncReadExt, AsyncWriteExt};
use tokio_dpdk_reference::net::TcpDpdkStream;
use tokio_dpdk_reference::runtime::Builder;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [device, address, connections] = arguments.as_slice() else {
        eprintln!("usage: churn DEVICE HOST:PORT CONNECTIONS");
        std::process::exit(2);
    };
    let connections: u64 = connections.parse().map_err(io::Error::other)?;
    let runtime = Builder::new_dpdk().dpdk_device(device).enable_all().build()?;
    runtime.block_on(async {
        let start = Instant::now();
        for index in 1..=connections {
            let mut stream = TcpDpdkStream::connect(address).await?;
            let message = index.to_be_bytes();
            let mut answer = [0; 8];
            stream.write_all(&message).await?;
            stream.read_exact(&mut answer).await?;
            if answer != message {
                return Err(io::Error::other(format!("{answer:?} came back, not {message:?}")));
            }
            if index % (connections / 10).max(1) == 0 {
                println!("{index} connections, {} KiB resident, {:?}", resident()?, start.elapsed());
            }
        }
        Ok(())
    })
}

/// KiB of memory the process has in use, without hugepages (proc_pid_status(5)).
fn resident() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().map_err(io::Error::other)
}
