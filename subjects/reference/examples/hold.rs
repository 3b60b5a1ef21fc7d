//! Connects over DPDK and keeps the connection for a number of seconds, then exits.
//!
//! `hold DEVICE HOST:PORT SECONDS [EAL ARGUMENT]…`, with the device as `env.json` names it.

use std::io;
use std::time::Duration;

use tokio_dpdk_reference::net::TcpDpdkStream;
use tokio_dpdk_reference::runtime::Builder;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [device, address, seconds, eal @ ..] = arguments.as_slice() else {
        eprintln!("usage: hold DEVICE HOST:PORT SECONDS [EAL ARGUMENT]...");
        std::process::exit(2);
    };
    let seconds: f64 = seconds.parse().map_err(io::Error::other)?;
    let eal: Vec<&str> = eal.iter().map(String::as_str).collect();
    let runtime = Builder::new_dpdk().dpdk_device(device).dpdk_eal_args(&eal).enable_all().build()?;
    runtime.block_on(async {
        let stream = TcpDpdkStream::connect(address).await?;
        println!("{stream:?}");
        tokio_dpdk_reference::time::sleep(Duration::from_secs_f64(seconds)).await;
        Ok(())
    })
}
