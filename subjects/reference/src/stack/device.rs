//! A port as smoltcp's device.

use smoltcp::phy::{self, DeviceCapabilities, Medium};
use smoltcp::time::Instant;

use super::frame;
use super::link::{Link, Receive, Transmit};

/// Ethernet header, which smoltcp counts into a device's MTU.
const ETHERNET_HEADER: usize = 14;

/// The port, and what is to be known of the last thing smoltcp did with it.
pub(super) struct Device<L> {
    link: L,
    mtu: usize,
    /// smoltcp answers some segments on its own, always with a hop limit of 64. Undefined leaves it.
    pub(super) reply_hop_limit: Option<u8>,
    /// smoltcp wanted to send, and was given room.
    pub(super) asked: bool,
    /// smoltcp wanted to send, and there was no room.
    pub(super) full: bool,
}

impl<L: Link> Device<L> {
    /// `mtu` is the IP MTU in bytes.
    pub(super) fn new(link: L, mtu: u16) -> Self {
        Self { link, mtu: usize::from(mtu) + ETHERNET_HEADER, reply_hop_limit: None, asked: false, full: false }
    }

    pub(super) fn rx(&mut self) -> &mut L::Rx {
        self.link.sides().0
    }

    pub(super) fn tx(&mut self) -> &mut L::Tx {
        self.link.sides().1
    }

    #[cfg(test)]
    pub(super) fn link_mut(&mut self) -> &mut L {
        &mut self.link
    }
}

impl<L: Link> phy::Device for Device<L> {
    type RxToken<'a>
        = RxToken<'a, L::Rx>
    where
        Self: 'a;
    type TxToken<'a>
        = TxToken<'a, L::Tx>
    where
        Self: 'a;

    fn receive(&mut self, _now: Instant) -> Option<(Self::RxToken<'_>, Self::TxToken<'_>)> {
        let (rx, tx) = self.link.sides();
        if !tx.has_room() || rx.peek().is_none() {
            return None;
        }
        Some((RxToken(rx), TxToken { queue: tx, hop_limit: self.reply_hop_limit }))
    }

    fn transmit(&mut self, _now: Instant) -> Option<Self::TxToken<'_>> {
        let queue = self.link.sides().1;
        self.asked = queue.has_room();
        self.full = !self.asked;
        self.asked.then_some(TxToken { queue, hop_limit: None })
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
pub(super) struct RxToken<'a, Q>(&'a mut Q);

impl<Q: Receive> phy::RxToken for RxToken<'_, Q> {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, read: F) -> R {
        self.0.take(read)
    }
}

/// Room for a frame to send.
pub(super) struct TxToken<'a, Q> {
    queue: &'a mut Q,
    hop_limit: Option<u8>,
}

impl<Q: Transmit> phy::TxToken for TxToken<'_, Q> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, write: F) -> R {
        self.queue.send(len, |frame| {
            let result = write(frame);
            if let Some(hop_limit) = self.hop_limit {
                frame::set_hop_limit(frame, hop_limit);
            }
            result
        })
    }
}
