//! Letting the worker work.

/// Rounds of the scheduler in which a worker that is asked to send or to look for frames has done so.
const ROUNDS: usize = 32;

/// Gives the worker some rounds: what was written before goes out, what has arrived is taken in. No time is waited for.
pub async fn let_worker_run() {
    for _ in 0..ROUNDS {
        tokio::task::yield_now().await;
    }
}
