//! What the stack needs of a port: frames in, frames out. The port is DPDK's; tests have a wire in memory.

use crate::ffi::port::Port;
use crate::ffi::ring::{RxRing, TxRing};

/// A port with one queue each way.
pub(crate) trait Link {
    /// The receiving side.
    type Rx: Receive;
    /// The sending side.
    type Tx: Transmit;

    /// Both sides, to be used at the same time.
    fn sides(&mut self) -> (&mut Self::Rx, &mut Self::Tx);
}

/// Received frames, in order, each from the first byte of its Ethernet header and without FCS.
pub(crate) trait Receive {
    /// Takes frames from the port when none waits; tells how many wait now.
    fn fill(&mut self) -> usize;

    /// The frame that comes next.
    fn peek(&mut self) -> Option<&[u8]>;

    /// Takes the next frame out. Without one `read` is given an empty frame.
    fn take<R>(&mut self, read: impl FnOnce(&[u8]) -> R) -> R;
}

/// Frames to send, in order.
pub(crate) trait Transmit {
    /// Whether there is room for a frame.
    fn has_room(&mut self) -> bool;

    /// Queues a frame of `len` bytes that `write` fills. Without room it is lost.
    fn send<R>(&mut self, len: usize, write: impl FnOnce(&mut [u8]) -> R) -> R;

    /// Gives queued frames to the port; tells how many it did not take.
    fn flush(&mut self) -> usize;
}

impl Link for Port {
    type Rx = RxRing;
    type Tx = TxRing;

    fn sides(&mut self) -> (&mut RxRing, &mut TxRing) {
        (&mut self.rx, &mut self.tx)
    }
}

impl Receive for RxRing {
    fn fill(&mut self) -> usize {
        Self::fill(self)
    }

    fn peek(&mut self) -> Option<&[u8]> {
        Self::peek(self)
    }

    fn take<R>(&mut self, read: impl FnOnce(&[u8]) -> R) -> R {
        match self.pop() {
            Some(mut frame) => read(frame.bytes()),
            None => read(&[]),
        }
    }
}

impl Transmit for TxRing {
    fn has_room(&mut self) -> bool {
        self.slot().is_some()
    }

    fn send<R>(&mut self, len: usize, write: impl FnOnce(&mut [u8]) -> R) -> R {
        match self.slot() {
            Some(slot) => slot.send(len, write),
            None => write(&mut vec![0; len]),
        }
    }

    fn flush(&mut self) -> usize {
        Self::flush(self)
    }
}
