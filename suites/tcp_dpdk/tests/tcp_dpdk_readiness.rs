//! Reading and writing without waiting, and waiting without reading: `ready`, `readable`, `writable`, `try_*`, `peek`.

use conformance_support::{run, Family};

#[path = "tcp_dpdk_readiness/failing.rs"]
mod failing;
#[path = "tcp_dpdk_readiness/peeking.rs"]
mod peeking;
#[path = "tcp_dpdk_readiness/trying.rs"]
mod trying;
#[path = "tcp_dpdk_readiness/waiting.rs"]
mod waiting;

#[test]
fn test_ready_readable() {
    run(waiting::for_data(Family::V4));
}

#[test]
fn test_ready_readable_ipv6() {
    run(waiting::for_data(Family::V6));
}

#[test]
fn test_ready_cancel_safe() {
    run(waiting::given_up(Family::V4));
}

#[test]
fn test_ready_cancel_safe_ipv6() {
    run(waiting::given_up(Family::V6));
}

#[test]
fn test_ready_writable() {
    run(waiting::for_room(Family::V4));
}

#[test]
fn test_ready_writable_ipv6() {
    run(waiting::for_room(Family::V6));
}

#[test]
fn test_ready_read_closed() {
    run(waiting::for_the_end(Family::V4));
}

#[test]
fn test_ready_read_closed_ipv6() {
    run(waiting::for_the_end(Family::V6));
}

#[test]
fn test_try_read_would_block() {
    run(trying::nothing_there(Family::V4));
}

#[test]
fn test_try_read_would_block_ipv6() {
    run(trying::nothing_there(Family::V6));
}

#[test]
fn test_try_read_success() {
    run(trying::read_all(Family::V4));
}

#[test]
fn test_try_read_success_ipv6() {
    run(trying::read_all(Family::V6));
}

#[test]
fn test_try_write() {
    run(trying::write_all(Family::V4));
}

#[test]
fn test_try_write_ipv6() {
    run(trying::write_all(Family::V6));
}

#[test]
fn test_try_write_vectored() {
    run(trying::write_all_vectored(Family::V4));
}

#[test]
fn test_try_write_vectored_ipv6() {
    run(trying::write_all_vectored(Family::V6));
}

#[test]
fn test_try_io() {
    run(trying::by_closure(Family::V4));
}

#[test]
fn test_try_io_ipv6() {
    run(trying::by_closure(Family::V6));
}

#[test]
fn test_async_io() {
    run(trying::by_closure_in_time(Family::V4));
}

#[test]
fn test_async_io_ipv6() {
    run(trying::by_closure_in_time(Family::V6));
}

#[test]
fn test_peek_data() {
    run(peeking::keeps_the_data(Family::V4));
}

#[test]
fn test_peek_data_ipv6() {
    run(peeking::keeps_the_data(Family::V6));
}

#[test]
fn test_poll_peek() {
    run(peeking::polled(Family::V4));
}

#[test]
fn test_poll_peek_ipv6() {
    run(peeking::polled(Family::V6));
}

#[test]
fn test_take_error_once() {
    run(failing::taken(Family::V4));
}

#[test]
fn test_take_error_once_ipv6() {
    run(failing::taken(Family::V6));
}

#[test]
fn test_error_read_once() {
    run(failing::read(Family::V4));
}

#[test]
fn test_error_read_once_ipv6() {
    run(failing::read(Family::V6));
}
