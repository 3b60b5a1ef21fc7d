//! Why a test could not be started.

use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// The step that failed and the reason in words, with the kernel's errno text.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Failure {
    /// `spec`, `netns`, `isolation`, `output`, `init`, `mount`, `cwd`, `cores`, `strace` or `exec`.
    pub step: String,
    /// What was tried and what the kernel said.
    pub error: String,
}

impl Failure {
    /// A failure of `step` while doing `what`.
    pub fn new(step: &str, what: impl Display, error: impl Display) -> Self {
        Self { step: step.to_owned(), error: format!("{what}: {error}") }
    }
}
