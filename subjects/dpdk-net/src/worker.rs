//! The worker of the thread that is inside `block_on`.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;

use dpdk_net::tcp::ReactorHandle;

use crate::config::Device;

/// First and last of the ports connections start from (RFC 6335, section 6); dpdk-net chooses none itself.
const EPHEMERAL: (u16, u16) = (49152, 65535);

pub(crate) struct Worker {
    pub(crate) core: usize,
    pub(crate) device: Device,
    pub(crate) reactor: ReactorHandle,
    next_port: Cell<u16>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Worker>>> = const { RefCell::new(None) };
}

impl Worker {
    pub(crate) fn new(core: usize, device: Device, reactor: ReactorHandle) -> Self {
        let span = u32::from(EPHEMERAL.1 - EPHEMERAL.0);
        let begin = u16::try_from(std::process::id() % span).unwrap_or(0);
        Self { core, device, reactor, next_port: Cell::new(EPHEMERAL.0 + begin) }
    }

    /// The next port to start a connection from.
    pub(crate) fn port(&self) -> u16 {
        let port = self.next_port.get();
        self.next_port.set(if port == EPHEMERAL.1 { EPHEMERAL.0 } else { port + 1 });
        port
    }
}

/// While it lives the thread drives a worker.
pub(crate) struct Driving(Option<Rc<Worker>>);

impl Driving {
    pub(crate) fn begin(worker: &Rc<Worker>) -> Self {
        Self(CURRENT.replace(Some(worker.clone())))
    }
}

impl Drop for Driving {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// The worker of this thread.
///
/// # Errors
///
/// `Unsupported` on any other thread.
pub(crate) fn current(what: &str) -> io::Result<Rc<Worker>> {
    CURRENT.with_borrow(Clone::clone).ok_or_else(|| {
        let text = format!("a {what} is made inside block_on of a runtime of Builder::new_dpdk");
        io::Error::new(io::ErrorKind::Unsupported, text)
    })
}
