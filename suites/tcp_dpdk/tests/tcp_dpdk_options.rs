//! Options of streams and listeners, each with what it does on the wire.

use conformance_support::{run, Family};

#[path = "tcp_dpdk_options/nagle.rs"]
mod nagle;
#[path = "tcp_dpdk_options/quickack.rs"]
mod quickack;
#[path = "tcp_dpdk_options/ttl.rs"]
mod ttl;

#[test]
fn test_nodelay_actually_works() {
    run(nagle::both_ways(Family::V4));
}

#[test]
fn test_nodelay_actually_works_ipv6() {
    run(nagle::both_ways(Family::V6));
}

#[test]
fn test_set_ttl() {
    run(ttl::of_streams(Family::V4));
}

#[test]
fn test_set_ttl_ipv6() {
    run(ttl::of_streams(Family::V6));
}

#[test]
fn test_quickack() {
    run(quickack::both_ways(Family::V4));
}

#[test]
fn test_quickack_ipv6() {
    run(quickack::both_ways(Family::V6));
}

#[test]
fn test_listener_ttl() {
    run(ttl::of_listeners(Family::V4));
}

#[test]
fn test_listener_ttl_ipv6() {
    run(ttl::of_listeners(Family::V6));
}
