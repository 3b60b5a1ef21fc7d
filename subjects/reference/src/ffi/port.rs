//! One Ethernet port with one receive and one transmit queue.

use std::ffi::{CStr, CString, c_char};
use std::fmt;
use std::io;
use std::ptr::NonNull;
use std::time::{Duration, Instant};

use super::eal::Eal;
use super::ring::{RxRing, TxRing};
use super::{error_text, sys};

/// Descriptors asked for each queue; the driver may want fewer or more.
const DESCRIPTORS: u16 = 512;
/// mbufs above those that sit in descriptors: bursts on their way and a little more.
const SPARE_MBUFS: u32 = 1023;
/// `RTE_MBUF_DEFAULT_DATAROOM`: enough for an Ethernet frame of MTU 1500.
const DEFAULT_DATA_ROOM: u16 = 2048;
/// `RTE_PKTMBUF_HEADROOM` of every build of DPDK.
const HEADROOM: u16 = 128;
/// Ethernet header, two VLAN tags and FCS.
const FRAME_OVERHEAD: u16 = 14 + 8 + 4;
/// How long a physical port that has just been started may take to find its link.
const LINK_WAIT: Duration = Duration::from_secs(9);

/// An Ethernet hardware address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Mac(pub(crate) [u8; 6]);

impl fmt::Display for Mac {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, f] = self.0;
        write!(formatter, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}")
    }
}

/// A port that EAL found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) id: u16,
    pub(crate) name: String,
    pub(crate) mac: Mac,
}

/// Every port EAL found.
pub(crate) fn list(_eal: &Eal) -> Vec<Found> {
    let mut found = Vec::new();
    let mut id: u16 = 0;
    loop {
        // SAFETY: EAL runs; find_next takes any number and returns RTE_MAX_ETHPORTS at the end.
        let next = unsafe { sys::rte_eth_find_next(id) };
        if u32::from(next) >= sys::RTE_MAX_ETHPORTS {
            break;
        }
        let mut address = sys::rte_ether_addr::default();
        // SAFETY: the port exists; the pointer is to an address this function owns.
        let result = unsafe { sys::rte_eth_macaddr_get(next, &mut address) };
        if result == 0 {
            found.push(Found { id: next, name: name_of(next), mac: Mac(address.addr_bytes) });
        }
        id = next + 1;
    }
    found
}

fn name_of(id: u16) -> String {
    let mut buffer = [0 as c_char; sys::RTE_ETH_NAME_MAX_LEN as usize];
    // SAFETY: the function writes at most RTE_ETH_NAME_MAX_LEN bytes with a NUL, which the buffer holds.
    let result = unsafe { sys::rte_eth_dev_get_name_by_port(id, buffer.as_mut_ptr()) };
    if result != 0 {
        return format!("port {id}");
    }
    // SAFETY: on success the buffer holds a NUL-terminated string.
    unsafe { CStr::from_ptr(buffer.as_ptr()) }.to_string_lossy().into_owned()
}

/// A started port. Dropping it stops and closes it and frees its mbufs.
pub(crate) struct Port {
    id: u16,
    pub(crate) rx: RxRing,
    pub(crate) tx: TxRing,
    pool: NonNull<sys::rte_mempool>,
}

// SAFETY: the raw pointers are to DPDK memory that is not bound to a thread. A queue may be used by any
// thread as long as it is one at a time, which `&mut` on the rings gives.
unsafe impl Send for Port {}

impl Port {
    /// Sets up queue 0 of the port for frames of `mtu` (the IP MTU, in bytes) and starts it.
    ///
    /// Nothing is demanded that a driver may lack: no RSS, no offload, no flow rule.
    pub(crate) fn open(_eal: &Eal, found: &Found, mtu: u16) -> io::Result<Self> {
        let id = found.id;
        let fail = |step: &str, code: i32| {
            io::Error::other(format!("port {} ({}): {step} failed: {}", found.name, found.mac, error_text(-code)))
        };
        let mut info = sys::rte_eth_dev_info::default();
        // SAFETY: the port exists; the pointer is to a struct this function owns.
        check(unsafe { sys::rte_eth_dev_info_get(id, &mut info) })
            .map_err(|code| fail("rte_eth_dev_info_get", code))?;
        if info.max_mtu != 0 && mtu > info.max_mtu {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("port {} takes an MTU up to {}, the configuration asks for {mtu}", found.name, info.max_mtu),
            ));
        }

        let mut conf = sys::rte_eth_conf::default();
        conf.rxmode.mtu = u32::from(mtu);
        // SAFETY: the port exists and is not started; the pointer is to a struct this function owns.
        check(unsafe { sys::rte_eth_dev_configure(id, 1, 1, &conf) })
            .map_err(|code| fail("rte_eth_dev_configure", code))?;
        let (mut rx_descriptors, mut tx_descriptors) = (DESCRIPTORS, DESCRIPTORS);
        // SAFETY: the port is configured; the pointers are to integers this function owns.
        check(unsafe { sys::rte_eth_dev_adjust_nb_rx_tx_desc(id, &mut rx_descriptors, &mut tx_descriptors) })
            .map_err(|code| fail("rte_eth_dev_adjust_nb_rx_tx_desc", code))?;

        // SAFETY: the port exists.
        let socket = unsafe { sys::rte_eth_dev_socket_id(id) };
        // Descriptors keep their mbufs for good: a pool no larger than them never receives a frame.
        let mbufs = u32::from(rx_descriptors) + u32::from(tx_descriptors) + SPARE_MBUFS;
        let data_room = DEFAULT_DATA_ROOM.max(mtu.saturating_add(FRAME_OVERHEAD)).saturating_add(HEADROOM);
        let name = CString::new(format!("refdpdk_{id}")).expect("a name without NUL");
        // SAFETY: EAL runs; the name is copied by DPDK.
        let pool = unsafe { sys::rte_pktmbuf_pool_create(name.as_ptr(), mbufs, 0, 0, data_room, socket) };
        let Some(pool) = NonNull::new(pool) else {
            // SAFETY: reads a thread-local of DPDK.
            let number = unsafe { sys::refdpdk_errno() };
            return Err(io::Error::new(
                io::ErrorKind::OutOfMemory,
                format!(
                    "port {}: no memory for {mbufs} mbufs of {data_room} bytes: {}; raise -m in eal_args or the number of hugepages",
                    found.name,
                    error_text(number)
                ),
            ));
        };
        let port = Self { id, rx: RxRing::new(id), tx: TxRing::new(id, pool), pool };

        // SAFETY: the port is configured with one queue each way, the pool is alive; a null configuration
        // means the driver's defaults.
        unsafe {
            check(sys::rte_eth_rx_queue_setup(id, 0, rx_descriptors, socket as u32, std::ptr::null(), pool.as_ptr()))
                .map_err(|code| fail("rte_eth_rx_queue_setup", code))?;
            check(sys::rte_eth_tx_queue_setup(id, 0, tx_descriptors, socket as u32, std::ptr::null()))
                .map_err(|code| fail("rte_eth_tx_queue_setup", code))?;
            check(sys::rte_eth_dev_start(id)).map_err(|code| fail("rte_eth_dev_start", code))?;
            // Neighbour solicitations come to multicast addresses. A driver that cannot take all of them
            // may still take everything; one that can do neither delivers them anyway or says so by silence.
            if sys::rte_eth_allmulticast_enable(id) != 0 {
                sys::rte_eth_promiscuous_enable(id);
            }
        }
        if is_physical(&found.name) {
            port.await_link();
        }
        Ok(port)
    }

    /// Waits for the link, because frames sent before it is there are lost.
    fn await_link(&self) {
        let start = Instant::now();
        // SAFETY: the port is started.
        while unsafe { sys::refdpdk_link_up(self.id) } == 0 && start.elapsed() < LINK_WAIT {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.rx.clear();
        self.tx.clear();
        // SAFETY: the port exists (this value opened it) and no thread uses its queue any more (`&mut
        // self`). Stop and close give back the mbufs in its descriptors; afterwards the pool is whole.
        unsafe {
            sys::rte_eth_dev_stop(self.id);
            sys::rte_eth_dev_close(self.id);
            sys::rte_mempool_free(self.pool.as_ptr());
        }
    }
}

/// Whether EAL found the port on the PCI bus, where it has the PCI address for a name. A virtual port
/// carries frames as soon as it has started, whatever it says about its link: net_tap passes on the
/// kernel's operational state, which comes up to a second late.
fn is_physical(name: &str) -> bool {
    crate::eal_args::is_pci_address(name)
}

/// DPDK's "0 or a negative error number" as a Result.
fn check(code: i32) -> Result<(), i32> {
    if code == 0 { Ok(()) } else { Err(code) }
}
