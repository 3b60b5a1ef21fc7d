//! EAL, the port, and dpdk-net's reactor over it.

use std::io;
use std::net::IpAddr;

use dpdk_net::api::rte::eal::Eal;
use dpdk_net::api::rte::eth::{EthDev, EthDevBuilder};
use dpdk_net::api::rte::pktmbuf::{MemPool, MemPoolConfig};
use dpdk_net::api::rte::queue::{RxQueue, TxQueue};
use dpdk_net::tcp::{DEFAULT_MBUF_DATA_ROOM_SIZE, DEFAULT_MBUF_HEADROOM, DpdkDeviceWithPool, Reactor};
use smoltcp::iface::{Config as InterfaceConfig, Interface};
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, HardwareAddress, IpCidr};

use crate::config::Device;

/// Buffers of the pool: both rings and what is on its way.
const MBUFS: u32 = 4095;
/// What dpdk-net gives smoltcp as the size of a frame, Ethernet header included.
const FRAME: usize = 1514;

/// Starts EAL. It starts once in a process.
///
/// # Errors
///
/// What EAL says.
pub(crate) fn start_eal(core: usize, arguments: &[String]) -> io::Result<Eal> {
    let own = ["tokio-dpdk-over-dpdk-net".to_owned(), "-l".to_owned(), core.to_string()];
    Eal::init(own.iter().chain(arguments)).map_err(|errno| io::Error::other(format!("rte_eal_init: {errno}")))
}

/// Opens the port that has the device's MAC and makes a reactor over it.
///
/// # Errors
///
/// No such port, or DPDK refuses a step.
pub(crate) fn open(device: &Device) -> io::Result<Reactor<DpdkDeviceWithPool>> {
    let port = (0..EthDev::count_avail())
        .find(|port| EthDev::new(*port).mac_addr().is_ok_and(|mac| mac.addr_bytes == device.mac))
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("no port has MAC {:02x?}", device.mac)))?;
    let failed = |what: &str| {
        let what = what.to_owned();
        move |errno| io::Error::other(format!("{what}: {errno}"))
    };
    let room = u16::try_from(DEFAULT_MBUF_DATA_ROOM_SIZE).expect("dpdk-net's default is below 64 KiB");
    let settings = MemPoolConfig::new().num_mbufs(MBUFS).data_room_size(room);
    let pool = MemPool::create("tokio_dpdk_net", &settings).map_err(failed("rte_pktmbuf_pool_create"))?;
    EthDevBuilder::new(port).promiscuous().build(&pool).map_err(failed("the port cannot be started"))?;
    let (receive, transmit) = (RxQueue::new(port, 0), TxQueue::new(port, 0));
    let capacity = DEFAULT_MBUF_DATA_ROOM_SIZE - DEFAULT_MBUF_HEADROOM;
    let mut queues = DpdkDeviceWithPool::new(receive, transmit, pool, FRAME, capacity);
    let interface = interface(device, &mut queues);
    Ok(Reactor::new(queues, interface))
}

fn interface(device: &Device, queues: &mut DpdkDeviceWithPool) -> Interface {
    let mut settings = InterfaceConfig::new(HardwareAddress::Ethernet(EthernetAddress(device.mac)));
    settings.random_seed = u64::from(std::process::id()) << 32 | u64::from(device.mac[5]);
    let mut interface = Interface::new(settings, queues, Instant::now());
    interface.update_ip_addrs(|list| {
        for (address, prefix) in &device.addresses {
            // The list has room for eight; what goes beyond is left out.
            let _ = list.push(IpCidr::new(IpAddr::into(*address), *prefix));
        }
    });
    if let Some(gateway) = device.gateway_v4 {
        // The table has room for four routes; these are the first two.
        let _ = interface.routes_mut().add_default_ipv4_route(gateway);
    }
    if let Some(gateway) = device.gateway_v6 {
        let _ = interface.routes_mut().add_default_ipv6_route(gateway);
    }
    interface
}
