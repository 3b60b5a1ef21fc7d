//! Split halves: each has the methods of its direction, and two owned ones become a stream again.

use conformance_support::{run, Family};

#[path = "tcp_dpdk_halves/borrowed.rs"]
mod borrowed;
#[path = "tcp_dpdk_halves/owned.rs"]
mod owned;

#[test]
fn test_halves_try_and_wait() {
    run(borrowed::try_and_wait(Family::V4));
}

#[test]
fn test_halves_try_and_wait_ipv6() {
    run(borrowed::try_and_wait(Family::V6));
}

#[test]
fn test_halves_peek() {
    run(borrowed::peek(Family::V4));
}

#[test]
fn test_halves_peek_ipv6() {
    run(borrowed::peek(Family::V6));
}

#[test]
fn test_owned_halves_try_and_wait() {
    run(owned::try_and_wait(Family::V4));
}

#[test]
fn test_owned_halves_try_and_wait_ipv6() {
    run(owned::try_and_wait(Family::V6));
}

#[test]
fn test_owned_halves_reunite() {
    run(owned::reunite(Family::V4));
}

#[test]
fn test_owned_halves_reunite_ipv6() {
    run(owned::reunite(Family::V6));
}

#[test]
fn test_owned_halves_of_two_streams() {
    run(owned::of_two_streams(Family::V4));
}

#[test]
fn test_owned_halves_of_two_streams_ipv6() {
    run(owned::of_two_streams(Family::V6));
}

#[test]
fn test_owned_write_half_forget() {
    run(owned::forget(Family::V4));
}

#[test]
fn test_owned_write_half_forget_ipv6() {
    run(owned::forget(Family::V6));
}
