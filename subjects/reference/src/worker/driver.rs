//! The task that polls the port: one on each worker's tokio runtime, always ready to run again.
//!
//! Waking itself keeps it in the run queue, so tokio does not park the thread: it looks at its own
//! timers and events (one `epoll_wait` that does not wait) every `event_interval` tasks. A task that the
//! stack wakes is run right after. The future given to `block_on` is no task: tokio polls it when the run
//! queue is empty or after `event_interval` tasks. So, when that future was woken, the driver steps out
//! of the queue for one turn (as `yield_now` does) and the future is polled at once.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::runtime::Handle;

use super::{Worker, lock};

/// Polls that found nothing before a worker that may rest does.
const POLLS_BEFORE_REST: u32 = 1000;
/// How long it rests.
const REST: Duration = Duration::from_micros(50);

/// Polls the worker's port until its stack is taken away.
pub(crate) async fn drive(worker: Arc<Worker>) {
    let runtime = Handle::current();
    let mut fruitless = 0;
    let mut woken = Vec::new();
    poll_fn(|context| worker.turn(context, &runtime, &mut fruitless, &mut woken)).await;
}

impl Worker {
    /// `woken` is empty before and after; it is kept so that none has to be made each time.
    fn turn(
        &self,
        context: &mut Context<'_>,
        runtime: &Handle,
        fruitless: &mut u32,
        woken: &mut Vec<Waker>,
    ) -> Poll<()> {
        let mut rest = false;
        {
            let mut guard = lock(&self.stack);
            let Some(stack) = guard.as_mut() else { return Poll::Ready(()) };
            self.close_released(stack);
            if stack.poll() {
                *fruitless = 0;
            } else {
                // As rte_pause(): the other thread of the core, or another processor of an emulator that takes turns, goes first.
                std::hint::spin_loop();
                *fruitless = fruitless.saturating_add(1);
                if *fruitless > POLLS_BEFORE_REST && self.may_rest.load(Ordering::Relaxed) {
                    rest = stack.is_idle();
                }
            }
            stack.swap_woken(woken);
        }
        woken.drain(..).for_each(Waker::wake);
        if self.main_woken.swap(false, Ordering::Acquire) {
            return pin!(tokio::task::yield_now()).poll(context);
        }
        // The driver itself is a task: more than one means that somebody has work to do.
        if rest && runtime.metrics().num_alive_tasks() <= 1 {
            std::thread::sleep(REST);
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
