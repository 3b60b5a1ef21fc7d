//! `TcpDpdkSocket`: what is set before the connection exists.

use conformance_support::{run, Family};

#[path = "tcp_dpdk_socket/binding.rs"]
mod binding;
#[path = "tcp_dpdk_socket/buffers.rs"]
mod buffers;
#[path = "tcp_dpdk_socket/fresh.rs"]
mod fresh;
#[path = "tcp_dpdk_socket/patience.rs"]
mod patience;
#[path = "tcp_dpdk_socket/window.rs"]
mod window;

#[test]
fn test_socket_new_v4() {
    run(fresh::defaults(Family::V4));
}

#[test]
fn test_socket_new_v6() {
    run(fresh::defaults(Family::V6));
}

#[test]
fn test_socket_options_reach_the_stream() {
    run(fresh::options_stay(Family::V4));
}

#[test]
fn test_socket_options_reach_the_stream_ipv6() {
    run(fresh::options_stay(Family::V6));
}

#[test]
fn test_socket_keepalive() {
    run(patience::probes(Family::V4));
}

#[test]
fn test_socket_keepalive_ipv6() {
    run(patience::probes(Family::V6));
}

#[test]
fn test_socket_listen_backlog() {
    run(patience::backlog(Family::V4));
}

#[test]
fn test_socket_listen_backlog_ipv6() {
    run(patience::backlog(Family::V6));
}

#[test]
fn test_socket_listen() {
    run(fresh::listens(Family::V4));
}

#[test]
fn test_socket_listen_ipv6() {
    run(fresh::listens(Family::V6));
}

#[test]
fn test_socket_bind_connect() {
    run(binding::source_of_a_connection(Family::V4));
}

#[test]
fn test_socket_bind_connect_ipv6() {
    run(binding::source_of_a_connection(Family::V6));
}

#[test]
fn test_socket_bind_second_address() {
    run(binding::second_address());
}

#[test]
fn test_socket_bind_refused() {
    run(binding::refusals());
}

#[test]
fn test_socket_buffer_size() {
    run(buffers::of_receivers(Family::V4));
}

#[test]
fn test_socket_buffer_size_ipv6() {
    run(buffers::of_receivers(Family::V6));
}

#[test]
fn test_socket_send_buffer_size() {
    run(buffers::of_senders(Family::V4));
}

#[test]
fn test_socket_send_buffer_size_ipv6() {
    run(buffers::of_senders(Family::V6));
}

#[test]
fn test_read_paused_closes_the_window() {
    run(window::read_late(Family::V4));
}

#[test]
fn test_read_paused_closes_the_window_ipv6() {
    run(window::read_late(Family::V6));
}
