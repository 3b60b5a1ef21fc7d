//! `block_on` on a worker's tokio runtime, with the driver told when the future wants to be polled.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Wake, Waker};

use super::Worker;

/// tokio's waker for the future, and the flag the driver looks at.
struct MainWaker {
    worker: Arc<Worker>,
    inner: Waker,
}

impl Wake for MainWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.inner.wake_by_ref();
        self.worker.main_woken.store(true, Ordering::Release);
    }
}

/// Runs `future` on the calling thread, which drives the worker meanwhile.
#[track_caller]
pub(crate) fn block_on<F: Future>(worker: &Arc<Worker>, runtime: &tokio::runtime::Runtime, future: F) -> F::Output {
    let mut future = pin!(future);
    let mut known: Option<(Waker, Waker)> = None;
    runtime.block_on(poll_fn(move |context| {
        let outer = context.waker();
        let waker = match &mut known {
            Some((inner, waker)) if inner.will_wake(outer) => waker,
            slot => {
                let waker = Waker::from(Arc::new(MainWaker { worker: worker.clone(), inner: outer.clone() }));
                &mut slot.insert((outer.clone(), waker)).1
            }
        };
        future.as_mut().poll(&mut Context::from_waker(waker))
    }))
}
