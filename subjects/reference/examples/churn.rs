//! Connects over DPDK to an echo server, says something, hears it back and closes, again and again, and watches the process's memory.
//!
//! `churn DEVICE HOST:PORT CONNECTIONS [AT_ONCE]`, with the device as `env.json` names it.

use std::io;
use std::time::Instant;

use tokio_dpdk_reference::io::{AsyncReadExt, AsyncWriteExt};
use tokio_dpdk_reference::net::TcpDpdkStream;
use tokio_dpdk_reference::runtime::Builder;
use tokio_dpdk_reference::task::JoinSet;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [device, address, connections, at_once @ ..] = arguments.as_slice() else {
        eprintln!("usage: churn DEVICE HOST:PORT CONNECTIONS [AT_ONCE]");
        std::process::exit(2);
    };
    let connections: u64 = connections.parse().map_err(io::Error::other)?;
    let at_once: u64 = at_once.first().map_or(Ok(1), |text| text.parse()).map_err(io::Error::other)?;
    let runtime = Builder::new_dpdk().dpdk_device(device).enable_all().build()?;
    runtime.block_on(async {
        let start = Instant::now();
        let mut running = JoinSet::new();
        for index in 1..=connections {
            let address = address.clone();
            running.spawn(async move { converse(&address, index).await });
            if running.len() as u64 >= at_once {
                finish_one(&mut running).await?;
            }
            if index % (connections / 10).max(1) == 0 {
                println!("{index} connections, {} KiB resident, {:?}", resident()?, start.elapsed());
            }
        }
        while !running.is_empty() {
            finish_one(&mut running).await?;
        }
        Ok(())
    })
}

async fn converse(address: &str, index: u64) -> io::Result<()> {
    let mut stream = TcpDpdkStream::connect(address).await?;
    let message = index.to_be_bytes();
    let mut answer = [0; 8];
    stream.write_all(&message).await?;
    stream.read_exact(&mut answer).await?;
    if answer == message { Ok(()) } else { Err(io::Error::other(format!("{answer:?} came back, not {message:?}"))) }
}

async fn finish_one(running: &mut JoinSet<io::Result<()>>) -> io::Result<()> {
    running.join_next().await.map_or(Ok(()), |result| result.map_err(io::Error::other)?)
}

/// KiB of memory the process has in use, without hugepages (proc_pid_status(5)).
fn resident() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().map_err(io::Error::other)
}
