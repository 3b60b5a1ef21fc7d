//! An end to every wait.

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
    match tokio::time::timeout(LONG_STEP, future).await {
        Ok(output) => output,
        Err(_) => panic!("{what}: not done within {LONG_STEP:?}"),
    }
}

/// The future's output.
///
/// # Panics
/// When it is not there within [`STEP`]; `what` says what was waited for.
pub async fn within<F: Future>(what: &str, future: F) -> F::Output {
    match tokio::time::timeout(STEP, future).await {
        Ok(output) => output,
        Err(_) => panic!("{what}: nothing happened within {STEP:?}"),
    }
}
