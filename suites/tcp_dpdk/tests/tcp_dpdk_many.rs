//! Much: many bytes, many connections.

use conformance_support::{run, Family};

#[path = "tcp_dpdk_many/bytes.rs"]
mod bytes;
#[path = "tcp_dpdk_many/connections.rs"]
mod connections;

#[test]
fn test_64mib_both_ways() {
    run(bytes::both_ways(Family::V4));
}

#[test]
fn test_64mib_both_ways_ipv6() {
    run(bytes::both_ways(Family::V6));
}

#[test]
fn test_thousand_connections_one_after_the_other() {
    run(connections::one_after_the_other());
}

#[test]
fn test_hundred_connections_at_once() {
    run(connections::at_once(Family::V4));
}

#[test]
fn test_hundred_connections_at_once_ipv6() {
    run(connections::at_once(Family::V6));
}

#[test]
fn test_hundred_accepted_at_once() {
    run(connections::accepted_at_once(Family::V4));
}

#[test]
fn test_hundred_accepted_at_once_ipv6() {
    run(connections::accepted_at_once(Family::V6));
}
