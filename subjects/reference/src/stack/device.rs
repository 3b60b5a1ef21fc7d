//! A DPDK port as smoltcp's device.

use std::collections::HashSet;

use smoltcp::phy::{self, DeviceCapabilities, Medium};
use smoltcp::time::Instant;

use super::frame::{Flow, Segment};
use crate::ffi::port::Port;
use crate::ffi::ring::{RxFrame, TxSlot};

/// Ethernet header, which smoltcp counts into a device's MTU.
const ETHERNET_HEADER: usize = 14;

/// The port, and the connections whose first segment has not left it yet.
pub(crate) struct Device {
    pub(crate) port: Port,
    mtu: usize,
    /// A SYN or SYN-ACK that waits for its neighbour's hardware address is not sent; smoltcp does not tell.
    pub(crate) unsent: HashSet<Flow>,
}

impl Device {
    /// `mtu` is the IP MTU in bytes.
    pub(crate) fn new(port: Port, mtu: u16) -> Self {
        Self { port, mtu: usize::from(mtu) + ETHERNET_HEADER, unsent: HashSet::new() }
    }
}

impl phy::Device for Device {
    type RxToken<'a> = RxToken<'a>;
    type TxToken<'a> = TxToken<'a>;

    fn receive(&mut self, _now: Instant) -> Option<(RxToken<'_>, TxToken<'_>)> {
        let slot = self.port.tx.slot()?;
        let frame = self.port.rx.pop()?;
        Some((RxToken(frame), TxToken { slot, unsent: &mut self.unsent }))
    }

    fn transmit(&mut self, _now: Instant) -> Option<TxToken<'_>> {
        let slot = self.port.tx.slot()?;
        Some(TxToken { slot, unsent: &mut self.unsent })
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = Medium::Ethernet;
        capabilities.max_transmission_unit = self.mtu;
        // Checksums: the default, computed and checked in software, which every driver can live with.
        capabilities
    }
}

/// A received frame.
pub(crate) struct RxToken<'a>(RxFrame<'a>);

impl phy::RxToken for RxToken<'_> {
    fn consume<R, F: FnOnce(&[u8]) -> R>(mut self, read: F) -> R {
        read(self.0.bytes())
    }
}

/// Room for a frame to send.
pub(crate) struct TxToken<'a> {
    slot: TxSlot<'a>,
    unsent: &'a mut HashSet<Flow>,
}

impl phy::TxToken for TxToken<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, write: F) -> R {
        let Self { slot, unsent } = self;
        slot.send(len, |frame| {
            let result = write(frame);
            if !unsent.is_empty()
                && let Some(segment) = Segment::read(frame)
                && segment.synchronises()
            {
                unsent.remove(&segment.sent());
            }
            result
        })
    }
}
