//! An end to every wait. An output that is there only because the end was looked for is late: a subject that wakes nobody is found out, though
//! its future would be done whenever somebody asked.

use std::future::Future;
use std::time::Duration;

/// How long one step of a test may take. It bounds a failure; no test is meant to come near it or depends on it.
pub const STEP: Duration = Duration::from_secs(20);

/// The same for what the wire makes slow, or what is much.
pub const LONG_STEP: Duration = Duration::from_secs(100);

/// The future's output.
///
/// # Panics
/// When it is not there within [`LONG_STEP`]; `what` says what was waited for.
pub async fn patiently<F: Future>(what: &str, future: F) -> F::Output {
    match before(LONG_STEP, future).await {
        Some(output) => output,
        None => panic!("{what}: not done within {LONG_STEP:?}"),
    }
}

/// The future's output.
///
/// # Panics
/// When it is not there within [`STEP`]; `what` says what was waited for.
pub async fn within<F: Future>(what: &str, future: F) -> F::Output {
    match before(STEP, future).await {
        Some(output) => output,
        None => panic!("{what}: nothing happened within {STEP:?}"),
    }
}

/// The future's output, or nothing when the time is over. The clock is looked at first: what woke the task is then the future itself.
async fn before<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::select! {
        biased;
        () = tokio::time::sleep(limit) => None,
        output = future => Some(output),
    }
}
