//! Several processes on the devices of one host: who holds a device or a core has it alone, who dies lets go of it, and
//! processes on different devices do not disturb each other.
//!
//! The test itself only directs. Each process of it is a `dpdk-holder` with one device and one core.

use conformance_support::lab;
use conformance_support::process::Helper;
use serde_json::{json, Value};

/// Starts a holder of a link's device on one of the lane's cores.
fn holder(name: &str, link: usize, core: usize) -> Helper {
    Helper::start(name, env!("CARGO_BIN_EXE_dpdk-holder"), &[link.to_string()], core)
}

/// Starts a holder that gets what it wants, with a connection over its device.
fn holding(name: &str, link: usize, core: usize) -> Helper {
    let mut helper = holder(name, link, core);
    let message: Value = helper.hear();
    assert_eq!(message["event"], "holding", "{name} was to get link {link}: {message}");
    helper
}

/// Starts a holder that is refused with an error, not a crash, that names `what` and says who has it.
fn refused(name: &str, link: usize, core: usize, what: &str) {
    let mut helper = holder(name, link, core);
    let message: Value = helper.hear();
    assert_eq!(message["event"], "refused", "{name} was to be refused {what}: {message}");
    let error = message["error"].as_str().expect("an error text").to_lowercase();
    assert!(error.contains(&what.to_lowercase()), "the error does not name {what}: {error}");
    let says_held = ["in use", "locked", "held", "another process"].iter().any(|words| error.contains(words));
    assert!(says_held, "the error does not say that {what} is held: {error}");
    assert_eq!(message["kind"], "WouldBlock", "{message}");
    assert!(helper.end().success());
}

fn tell_echo(helper: &mut Helper, seed: u64) {
    helper.tell(&json!({ "echo": seed, "bytes": 64 * 1024 }));
}

fn echoed(helper: &mut Helper, seed: u64) {
    assert_eq!(helper.hear::<Value>(), json!({ "event": "echoed", "seed": seed }));
}

/// A second process is refused the device that a first one holds, with a clear error; the first one's connection does
/// not notice; and when the first one has ended in good order, the device is free.
#[test]
fn test_second_process_refused_on_held_device() {
    let device = &lab().link(0).device;
    let mut first = holding("first", 0, 0);
    refused("second", 0, 1, device);
    tell_echo(&mut first, 1);
    echoed(&mut first, 1);
    assert!(first.end().success());
    let mut third = holding("third", 0, 1);
    tell_echo(&mut third, 2);
    echoed(&mut third, 2);
    assert!(third.end().success());
}

/// A second process is refused the core on which a first one polls, although its device is free.
#[test]
fn test_second_process_refused_on_held_core() {
    let mut first = holding("first", 0, 0);
    refused("second", 1, 0, "core");
    tell_echo(&mut first, 1);
    echoed(&mut first, 1);
    assert!(first.end().success());
}

/// A holder that is killed by SIGKILL lets go of its device and its core at once: the next process gets both.
#[test]
fn test_lock_freed_by_sigkill() {
    let device = &lab().link(0).device;
    let first = holding("first", 0, 0);
    refused("second", 0, 1, device);
    first.kill();
    let mut third = holding("third", 0, 0);
    tell_echo(&mut third, 3);
    echoed(&mut third, 3);
    assert!(third.end().success());
}

/// Two processes, each with its own device and core, transfer at the same time, and each gets its own bytes back.
#[test]
fn test_two_processes_on_two_devices() {
    let mut first = holding("first", 0, 0);
    let mut second = holding("second", 1, 1);
    assert_ne!(first.pid(), second.pid());
    for round in 0..4 {
        tell_echo(&mut first, round);
        tell_echo(&mut second, 100 + round);
    }
    for round in 0..4 {
        echoed(&mut first, round);
        echoed(&mut second, 100 + round);
    }
    assert!(first.end().success());
    assert!(second.end().success());
}
