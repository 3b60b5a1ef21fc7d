//! Native parts of dpdk-conformance: what Node cannot do itself.
//!
//! - [`exec`]: the launcher of one test process (`lane-exec`).
//! - [`tap`]: the capture on the wire between the port under test and its peer (`wire-tap`).
//! - [`hostile`]: a host on the wire that breaks the rules of TCP on purpose (`hostile-peer`).
//! - [`relay`]: the wire's own losses and delays, where a test wants them (`wire-relay`).
//! - [`sys`]: the few system calls both need, behind safe functions.
//!
//! Formats and exit codes are in the README of this folder.

pub mod exec;
pub mod hostile;
pub mod relay;
pub mod sys;
pub mod tap;
