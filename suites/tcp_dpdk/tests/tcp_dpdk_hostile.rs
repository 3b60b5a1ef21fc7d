//! A peer that breaks the rules of TCP on purpose: nothing panics, no wrong byte is read, and the connection goes on (or ends, where it must).
//! The harness puts that host on the wire; it writes every frame itself. On each port it does something else.

use conformance_support::{run, Family};

#[path = "tcp_dpdk_hostile/harmless.rs"]
mod harmless;

#[test]
fn test_malformed_options() {
    run(harmless::question(Family::V4, 9001, 2));
}

#[test]
fn test_malformed_options_ipv6() {
    run(harmless::question(Family::V6, 9001, 2));
}

#[test]
fn test_bad_checksums() {
    run(harmless::question(Family::V4, 9002, 2));
}

#[test]
fn test_bad_checksums_ipv6() {
    run(harmless::question(Family::V6, 9002, 2));
}

#[test]
fn test_out_of_window() {
    run(harmless::question(Family::V4, 9003, 2));
}

#[test]
fn test_out_of_window_ipv6() {
    run(harmless::question(Family::V6, 9003, 2));
}

#[test]
fn test_tiny_windows() {
    run(harmless::question(Family::V4, 9004, 400));
}

#[test]
fn test_tiny_windows_ipv6() {
    run(harmless::question(Family::V6, 9004, 400));
}

#[test]
fn test_zero_window_at_first() {
    run(harmless::question(Family::V4, 9005, 400));
}

#[test]
fn test_zero_window_at_first_ipv6() {
    run(harmless::question(Family::V6, 9005, 400));
}

#[test]
fn test_overlapping_data() {
    run(harmless::question(Family::V4, 9006, 2));
}

#[test]
fn test_overlapping_data_ipv6() {
    run(harmless::question(Family::V6, 9006, 2));
}

#[test]
fn test_wrong_syn_ack() {
    run(harmless::question(Family::V4, 9007, 2));
}

#[test]
fn test_wrong_syn_ack_ipv6() {
    run(harmless::question(Family::V6, 9007, 2));
}

#[test]
fn test_garbage() {
    run(harmless::question(Family::V4, 9008, 2));
}

#[test]
fn test_garbage_ipv6() {
    run(harmless::question(Family::V6, 9008, 2));
}

#[test]
fn test_reset_in_the_middle() {
    run(harmless::reset(Family::V4, 9009));
}

#[test]
fn test_reset_in_the_middle_ipv6() {
    run(harmless::reset(Family::V6, 9009));
}

#[test]
fn test_data_out_of_order() {
    run(harmless::question(Family::V4, 9010, 2));
}

#[test]
fn test_data_out_of_order_ipv6() {
    run(harmless::question(Family::V6, 9010, 2));
}

#[test]
fn test_syn_flood() {
    run(harmless::flood(Family::V4, 9011));
}

#[test]
fn test_syn_flood_ipv6() {
    run(harmless::flood(Family::V6, 9011));
}
