//! Split halves: each has the methods of its direction, and two owned ones become a stream again.

use conformance_support::run;

#[path = "tcp_dpdk_halves/borrowed.rs"]
mod borrowed;
#[path = "tcp_dpdk_halves/owned.rs"]
mod owned;

#[test]
fn test_halves_try_and_wait() {
    run(borrowed::try_and_wait());
}

#[test]
fn test_halves_peek() {
    run(borrowed::peek());
}

#[test]
fn test_owned_halves_try_and_wait() {
    run(owned::try_and_wait());
}

#[test]
fn test_owned_halves_reunite() {
    run(owned::reunite());
}

#[test]
fn test_owned_halves_of_two_streams() {
    run(owned::of_two_streams());
}

#[test]
fn test_owned_write_half_forget() {
    run(owned::forget());
}
