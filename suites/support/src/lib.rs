//! What the conformance suites share. Everything here is written for any subject: it uses only the API that all
//! subjects have, under the name `tokio`, and never a socket of the kernel.
//!
//! A missing fact, a late answer or a wrong byte is a panic, which fails the test. Nothing here skips.

pub mod bounded;
pub mod control;
pub mod digest;
pub mod exchange;
pub mod lab;
pub mod pause;
pub mod payload;
pub mod process;
pub mod runtime;

pub use bounded::{patiently, within};
pub use lab::{lab, Family};
pub use pause::let_worker_run;
pub use runtime::{run, run_on};
