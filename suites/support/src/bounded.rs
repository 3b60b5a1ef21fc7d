//! An end to every wait. An output that is there only because the end was looked for is late: a subject that wakes nobody is found out, though
//! its future would be done whenever somebody asked.

use std::env;
use std::future::Future;
use std::time::Duration;

/// Environment variable with the seconds the harness gives the test.
pub const LIMIT_VARIABLE: &str = "DPDK_CONFORMANCE_TEST_SECONDS";

/// Environment variable with how much slower than usual processors are, where they are emulated.
pub const SLOWNESS_VARIABLE: &str = "DPDK_CONFORMANCE_SLOWNESS";

/// How long one step of a test may take. It bounds a failure; no test is meant to come near it or depends on it.
const STEP: Duration = Duration::from_secs(20);

/// The same for what the wire makes slow, or what is much.
const LONG_STEP: Duration = Duration::from_secs(100);

/// [`STEP`], or less where the harness gives the test less: a test that waits in vain says what for before it is ended.
pub fn step() -> Duration {
    at_most_two_thirds_of_the_limit(STEP)
}

fn at_most_two_thirds_of_the_limit(most: Duration) -> Duration {
    let slowness = env::var(SLOWNESS_VARIABLE).ok().and_then(|text| text.parse::<u32>().ok()).unwrap_or(1);
    let most = most.saturating_mul(slowness);
    let seconds = env::var(LIMIT_VARIABLE).ok().and_then(|text| text.parse::<f64>().ok());
    let limit = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds * 2.0 / 3.0).ok());
    limit.unwrap_or(most).min(most)
}

/// The future's output. The clock is looked at first: what woke the task is then the future itself.
async fn bounded<F: Future>(what: &str, most: Duration, future: F) -> F::Output {
    tokio::select! {
        biased;
        () = tokio::time::sleep(most) => panic!("{what}: not done within {most:?}"),
        output = future => output,
    }
}

/// The future's output.
///
/// # Panics
/// When it is not there within [`LONG_STEP`]; `what` says what was waited for.
pub async fn patiently<F: Future>(what: &str, future: F) -> F::Output {
    bounded(what, at_most_two_thirds_of_the_limit(LONG_STEP), future).await
}

/// The future's output.
///
/// # Panics
/// When it is not there within [`step`]; `what` says what was waited for.
pub async fn within<F: Future>(what: &str, future: F) -> F::Output {
    bounded(what, step(), future).await
}
