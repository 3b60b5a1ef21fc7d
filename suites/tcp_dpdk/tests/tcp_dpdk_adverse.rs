//! TCP over a wire that loses, repeats, reorders or damages segments. The harness orders it and counts what it did; what is judged is content and
//! order, never time.

use conformance_support::{run, Family};

#[path = "tcp_dpdk_adverse/accepting.rs"]
mod accepting;
#[path = "tcp_dpdk_adverse/connecting.rs"]
mod connecting;

#[test]
fn test_loss() {
    run(connecting::echo(Family::V4));
}

#[test]
fn test_loss_ipv6() {
    run(connecting::echo(Family::V6));
}

#[test]
fn test_duplicates() {
    run(connecting::echo(Family::V4));
}

#[test]
fn test_duplicates_ipv6() {
    run(connecting::echo(Family::V6));
}

#[test]
fn test_reordering() {
    run(connecting::echo(Family::V4));
}

#[test]
fn test_reordering_ipv6() {
    run(connecting::echo(Family::V6));
}

#[test]
fn test_corruption() {
    run(connecting::echo(Family::V4));
}

#[test]
fn test_corruption_ipv6() {
    run(connecting::echo(Family::V6));
}

#[test]
fn test_everything_at_once() {
    run(connecting::echo(Family::V4));
}

#[test]
fn test_everything_at_once_ipv6() {
    run(connecting::echo(Family::V6));
}

#[test]
fn test_lost_syn() {
    run(connecting::short(Family::V4));
}

#[test]
fn test_lost_syn_ipv6() {
    run(connecting::short(Family::V6));
}

#[test]
fn test_lost_syn_ack() {
    run(connecting::short(Family::V4));
}

#[test]
fn test_lost_syn_ack_ipv6() {
    run(connecting::short(Family::V6));
}

#[test]
fn test_lost_data() {
    run(connecting::short(Family::V4));
}

#[test]
fn test_lost_data_ipv6() {
    run(connecting::short(Family::V6));
}

#[test]
fn test_lost_fin() {
    run(connecting::short(Family::V4));
}

#[test]
fn test_lost_fin_ipv6() {
    run(connecting::short(Family::V6));
}

#[test]
fn test_lost_fin_of_peer() {
    run(connecting::short(Family::V4));
}

#[test]
fn test_lost_fin_of_peer_ipv6() {
    run(connecting::short(Family::V6));
}

#[test]
fn test_accepted_loss() {
    run(accepting::echo(Family::V4));
}

#[test]
fn test_accepted_loss_ipv6() {
    run(accepting::echo(Family::V6));
}

#[test]
fn test_accepted_lost_syn_ack() {
    run(accepting::echo(Family::V4));
}

#[test]
fn test_accepted_lost_syn_ack_ipv6() {
    run(accepting::echo(Family::V6));
}
