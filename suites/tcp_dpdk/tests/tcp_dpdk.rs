//! TCP over DPDK behaves like tokio's. Each test here is one property, run alone in its process; what it does is in the module named
//! after the part of the API. The peer's kernel is at the other end of the wire.

use conformance_support::{run, Family};

#[path = "tcp_dpdk/closing.rs"]
mod closing;
#[path = "tcp_dpdk/connecting.rs"]
mod connecting;
#[path = "tcp_dpdk/halves.rs"]
mod halves;
#[path = "tcp_dpdk/listening.rs"]
mod listening;
#[path = "tcp_dpdk/options.rs"]
mod options;
#[path = "tcp_dpdk/panicking.rs"]
mod panicking;
#[path = "tcp_dpdk/readiness.rs"]
mod readiness;
#[path = "tcp_dpdk/transfer.rs"]
mod transfer;

#[test]
fn test_connect_with_socket_addr() {
    run(connecting::by_address(Family::V4));
}

#[test]
fn test_connect_ipv6() {
    run(connecting::by_address(Family::V6));
}

#[test]
fn test_connect_with_hostname() {
    run(connecting::by_name());
}

#[test]
fn test_connect_with_hostname_ipv6() {
    run(connecting::by_name_ipv6());
}

#[test]
fn test_connect_with_address_list() {
    run(connecting::by_list_of_both_families());
}

#[test]
fn test_connect_refused() {
    run(connecting::refused(Family::V4));
}

#[test]
fn test_connect_refused_ipv6() {
    run(connecting::refused(Family::V6));
}

#[test]
fn test_connect_through_gateway() {
    run(connecting::through_gateway(Family::V4));
}

#[test]
fn test_connect_through_gateway_ipv6() {
    run(connecting::through_gateway(Family::V6));
}

#[test]
fn test_listener_accept() {
    run(listening::accept(Family::V4));
}

#[test]
fn test_listener_accept_ipv6() {
    run(listening::accept(Family::V6));
}

#[test]
fn test_listener_bind_hostname() {
    run(listening::bind_by_name());
}

#[test]
fn test_listener_accepts_several() {
    run(listening::accept_several(Family::V4));
}

#[test]
fn test_listener_accepts_several_ipv6() {
    run(listening::accept_several(Family::V6));
}

#[test]
fn test_accepted_echo_1mib() {
    run(listening::echo_accepted(Family::V4));
}

#[test]
fn test_accepted_echo_1mib_ipv6() {
    run(listening::echo_accepted(Family::V6));
}

#[test]
fn test_accepted_send_1mib() {
    run(listening::send_on_accepted(Family::V4));
}

#[test]
fn test_accepted_send_1mib_ipv6() {
    run(listening::send_on_accepted(Family::V6));
}

#[test]
fn test_echo_1mib() {
    run(transfer::echo_both_ways(Family::V4));
}

#[test]
fn test_echo_1mib_ipv6() {
    run(transfer::echo_both_ways(Family::V6));
}

#[test]
fn test_send_1mib() {
    run(transfer::send(Family::V4));
}

#[test]
fn test_send_1mib_ipv6() {
    run(transfer::send(Family::V6));
}

#[test]
fn test_receive_1mib_to_eof() {
    run(transfer::receive_to_the_end(Family::V4));
}

#[test]
fn test_receive_1mib_to_eof_ipv6() {
    run(transfer::receive_to_the_end(Family::V6));
}

#[test]
fn test_write_to_slow_reader() {
    run(transfer::write_to_slow_reader(Family::V4));
}

#[test]
fn test_write_to_slow_reader_ipv6() {
    run(transfer::write_to_slow_reader(Family::V6));
}

#[test]
fn test_split_halves() {
    run(halves::borrowed(Family::V4));
}

#[test]
fn test_split_halves_ipv6() {
    run(halves::borrowed(Family::V6));
}

#[test]
fn test_into_split_halves() {
    run(halves::owned(Family::V4));
}

#[test]
fn test_into_split_halves_ipv6() {
    run(halves::owned(Family::V6));
}

#[test]
fn test_owned_write_half_drop_ends_stream() {
    run(halves::dropping_the_owned_write_half(Family::V4));
}

#[test]
fn test_owned_write_half_drop_ends_stream_ipv6() {
    run(halves::dropping_the_owned_write_half(Family::V6));
}

#[test]
fn test_nodelay_get_set() {
    run(options::nodelay(Family::V4));
}

#[test]
fn test_nodelay_get_set_ipv6() {
    run(options::nodelay(Family::V6));
}

#[test]
fn test_poll_read_write_ready() {
    run(readiness::poll_ready(Family::V4));
}

#[test]
fn test_poll_read_write_ready_ipv6() {
    run(readiness::poll_ready(Family::V6));
}

#[test]
fn test_shutdown_write() {
    run(closing::write_only(Family::V4));
}

#[test]
fn test_shutdown_write_ipv6() {
    run(closing::write_only(Family::V6));
}

#[test]
fn test_shutdown_after_reset() {
    run(closing::after_reset(Family::V4));
}

#[test]
fn test_shutdown_after_reset_ipv6() {
    run(closing::after_reset(Family::V6));
}

#[test]
fn test_drop_closes_both_ways() {
    run(closing::by_drop(Family::V4));
}

#[test]
fn test_drop_closes_both_ways_ipv6() {
    run(closing::by_drop(Family::V6));
}

#[test]
fn test_write_vectored() {
    run(transfer::from_slices(Family::V4));
}

#[test]
fn test_write_vectored_ipv6() {
    run(transfer::from_slices(Family::V6));
}

#[test]
fn test_connect_timed_out() {
    run(connecting::unanswered());
}

#[test]
fn test_shutdown_is_half_close() {
    run(closing::half_close(Family::V4));
}

#[test]
fn test_shutdown_is_half_close_ipv6() {
    run(closing::half_close(Family::V6));
}

#[test]
fn test_reset_by_peer() {
    run(closing::reset_by_peer(Family::V4));
}

#[test]
fn test_reset_by_peer_ipv6() {
    run(closing::reset_by_peer(Family::V6));
}

#[test]
fn test_accepted_reset_by_peer() {
    run(closing::accepted_then_reset(Family::V4));
}

#[test]
fn test_accepted_reset_by_peer_ipv6() {
    run(closing::accepted_then_reset(Family::V6));
}

#[test]
fn test_panic_comes_out_of_block_on() {
    panicking::comes_out_of_block_on();
}
