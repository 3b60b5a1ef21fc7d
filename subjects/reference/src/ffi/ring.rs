//! The receive and transmit side of one port queue, in bursts.

use std::ptr::{self, NonNull};

use super::sys;

/// Frames asked from the port at a time.
const RX_BURST: usize = 32;
/// Frames kept for the port before it is given them.
const TX_BURST: usize = 64;

/// Received frames that wait to be looked at.
pub(crate) struct RxRing {
    port: u16,
    frames: [*mut sys::rte_mbuf; RX_BURST],
    next: usize,
    count: usize,
    /// Room for a frame that the port delivered in several segments.
    linear: Vec<u8>,
}

impl RxRing {
    pub(super) fn new(port: u16) -> Self {
        Self { port, frames: [ptr::null_mut(); RX_BURST], next: 0, count: 0, linear: Vec::new() }
    }

    /// Takes frames from the port when none is left here; tells how many wait now.
    pub(crate) fn fill(&mut self) -> usize {
        if self.next == self.count {
            self.next = 0;
            // SAFETY: the port is started (rings exist only inside an open Port), queue 0 was set up,
            // `&mut self` keeps other threads away, and the array has room for RX_BURST pointers.
            self.count =
                usize::from(unsafe { sys::refdpdk_rx_burst(self.port, 0, self.frames.as_mut_ptr(), RX_BURST as u16) });
        }
        self.count - self.next
    }

    /// The frame that [`RxRing::pop`] would give.
    pub(crate) fn peek(&mut self) -> Option<&[u8]> {
        if self.next == self.count {
            return None;
        }
        let mbuf = self.frames[self.next];
        Some(bytes(mbuf, &mut self.linear))
    }

    /// Takes the next frame out.
    pub(crate) fn pop(&mut self) -> Option<RxFrame<'_>> {
        if self.next == self.count {
            return None;
        }
        let mbuf = NonNull::new(self.frames[self.next])?;
        self.next += 1;
        Some(RxFrame { mbuf, linear: &mut self.linear })
    }

    /// Gives every waiting frame back to its pool.
    pub(super) fn clear(&mut self) {
        while self.pop().is_some() {}
    }
}

/// One received frame. Its mbuf goes back to the pool when it is dropped.
pub(crate) struct RxFrame<'ring> {
    mbuf: NonNull<sys::rte_mbuf>,
    linear: &'ring mut Vec<u8>,
}

impl RxFrame<'_> {
    /// The frame from the first byte of the Ethernet header, without the FCS.
    pub(crate) fn bytes(&mut self) -> &[u8] {
        bytes(self.mbuf.as_ptr(), self.linear)
    }
}

impl Drop for RxFrame<'_> {
    fn drop(&mut self) {
        // SAFETY: the mbuf came from rx_burst, is owned by this value alone and is freed once.
        unsafe { sys::refdpdk_mbuf_free(self.mbuf.as_ptr()) };
    }
}

/// The bytes of a frame; a chain of segments is copied into `linear`.
fn bytes(mbuf: *mut sys::rte_mbuf, linear: &mut Vec<u8>) -> &[u8] {
    // SAFETY: the mbuf came from rx_burst and is not freed yet; both functions only read its header.
    let (first, whole) =
        unsafe { (sys::refdpdk_mbuf_data_len(mbuf) as usize, sys::refdpdk_mbuf_packet_len(mbuf) as usize) };
    if first == whole {
        // SAFETY: data and length of the first segment belong together; the slice's lifetime is that
        // of the borrow of the ring or frame, which keeps the mbuf.
        return unsafe { std::slice::from_raw_parts(sys::refdpdk_mbuf_data(mbuf), first) };
    }
    linear.resize(whole, 0);
    // SAFETY: `linear` has `whole` bytes, and the chain holds as many.
    let result = unsafe { sys::refdpdk_mbuf_copy_out(mbuf, whole as u32, linear.as_mut_ptr()) };
    if result == 0 { linear } else { &[] }
}

/// Frames that wait to be given to the port, and the pool new ones come from.
pub(crate) struct TxRing {
    port: u16,
    pool: NonNull<sys::rte_mempool>,
    frames: [*mut sys::rte_mbuf; TX_BURST],
    count: usize,
    /// An empty mbuf made ready, so that a [`TxSlot`] always has one.
    spare: Option<NonNull<sys::rte_mbuf>>,
}

impl TxRing {
    pub(super) fn new(port: u16, pool: NonNull<sys::rte_mempool>) -> Self {
        Self { port, pool, frames: [ptr::null_mut(); TX_BURST], count: 0, spare: None }
    }

    /// Room for one frame, or nothing while the port or the pool is exhausted.
    pub(crate) fn slot(&mut self) -> Option<TxSlot<'_>> {
        if self.count == TX_BURST && self.flush() == TX_BURST {
            return None;
        }
        if self.spare.is_none() {
            // SAFETY: the pool lives as long as the Port this ring is part of.
            self.spare = NonNull::new(unsafe { sys::refdpdk_mbuf_alloc(self.pool.as_ptr()) });
        }
        self.spare?;
        Some(TxSlot { ring: self })
    }

    /// Gives the waiting frames to the port, in order; tells how many it did not take.
    pub(crate) fn flush(&mut self) -> usize {
        if self.count == 0 {
            return 0;
        }
        // SAFETY: the port is started, queue 0 was set up, `&mut self` keeps other threads away, and the
        // first `count` pointers are mbufs this ring owns. Those taken belong to the port from here on.
        let taken =
            usize::from(unsafe { sys::refdpdk_tx_burst(self.port, 0, self.frames.as_mut_ptr(), self.count as u16) });
        self.frames.copy_within(taken..self.count, 0);
        self.count -= taken;
        self.count
    }

    /// Gives every mbuf kept here back to the pool.
    pub(super) fn clear(&mut self) {
        for &frame in &self.frames[..self.count] {
            // SAFETY: the first `count` pointers are mbufs this ring owns; `count` is set to 0 below.
            unsafe { sys::refdpdk_mbuf_free(frame) };
        }
        self.count = 0;
        if let Some(spare) = self.spare.take() {
            // SAFETY: the spare came from mbuf_alloc and was taken out, so it is freed once.
            unsafe { sys::refdpdk_mbuf_free(spare.as_ptr()) };
        }
    }
}

/// Room for one frame in a [`TxRing`].
pub(crate) struct TxSlot<'ring> {
    ring: &'ring mut TxRing,
}

impl TxSlot<'_> {
    /// Lets `write` fill a frame of `len` bytes and queues it. A frame longer than an mbuf is written
    /// to memory of its own and dropped: the MTU given to the stack keeps that from happening.
    pub(crate) fn send<R>(self, len: usize, write: impl FnOnce(&mut [u8]) -> R) -> R {
        let room = u16::try_from(len).ok().zip(self.ring.spare).and_then(|(short, mbuf)| {
            // SAFETY: the spare is an empty mbuf this ring owns; append checks the room it has.
            NonNull::new(unsafe { sys::refdpdk_mbuf_append(mbuf.as_ptr(), short) }).map(|data| (data, mbuf))
        });
        let Some((data, mbuf)) = room else {
            return write(&mut vec![0; len]);
        };
        // SAFETY: append returned the start of `len` bytes inside the mbuf, which nobody else has.
        // They are initialised: hugepage memory is zeroed before its first use and then holds old frames.
        let result = write(unsafe { std::slice::from_raw_parts_mut(data.as_ptr(), len) });
        self.ring.spare = None;
        self.ring.frames[self.ring.count] = mbuf.as_ptr();
        self.ring.count += 1;
        result
    }
}
