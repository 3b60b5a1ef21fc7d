//! Shutting down the reading side, or both, which `AsyncWrite::shutdown` cannot: the method that takes a `std::net::Shutdown`.

use conformance_support::{run, Family};

#[path = "tcp_dpdk_shutdown/sides.rs"]
mod sides;

#[test]
fn test_shutdown_read() {
    run(sides::reading(Family::V4));
}

#[test]
fn test_shutdown_read_ipv6() {
    run(sides::reading(Family::V6));
}

#[test]
fn test_shutdown_both() {
    run(sides::both(Family::V4));
}

#[test]
fn test_shutdown_both_ipv6() {
    run(sides::both(Family::V6));
}
