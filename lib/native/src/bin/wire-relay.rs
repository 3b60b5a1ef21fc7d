//! `wire-relay NETNS DUT-SIDE PEER-SIDE IMPAIRMENT`: see the README of this crate.

use dpdk_conformance_native::relay::carrier::{Carrier, MOST_DELAY};
use dpdk_conformance_native::relay::impairment::{Done, Impairment};
use dpdk_conformance_native::sys::{namespace, process};
use dpdk_conformance_native::tap::capture::Capture;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: u8 = 2;
const FAILED: u8 = 3;
const BUFFER: i32 = 64 << 20;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [netns, dut, peer, order] = &words[..] else {
        eprintln!("usage: wire-relay NETNS DUT-SIDE PEER-SIDE IMPAIRMENT");
        eprintln!("NETNS is a name below /run/netns or a path, the sides are interfaces there, IMPAIRMENT is JSON");
        return ExitCode::from(USAGE);
    };
    match serve(netns, [dut, peer], order) {
        Ok(done) => {
            println!("{}", json!({ "done": done }));
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("wire-relay: {problem}");
            ExitCode::from(FAILED)
        }
    }
}

fn serve(netns: &str, sides: [&String; 2], order: &str) -> Result<Done, String> {
    process::die_with_parent().map_err(|error| format!("prctl: {error}"))?;
    let impairment: Impairment = serde_json::from_str(order).map_err(|error| format!("the impairment: {error}"))?;
    if u128::from(impairment.delay_us.max(impairment.reorder_us)) > MOST_DELAY.as_micros() {
        return Err(format!("the impairment: a delay of more than {MOST_DELAY:?}"));
    }
    let path = if netns.contains('/') { PathBuf::from(netns) } else { Path::new("/run/netns").join(netns) };
    namespace::enter_network(&path).map_err(|error| format!("network namespace {}: {error}", path.display()))?;
    let open = |interface: &String| {
        let capture = Capture::open(interface, BUFFER).map_err(|error| format!("interface {interface}: {error}"))?;
        capture.incoming_only().map_err(|error| format!("interface {interface}: {error}"))?;
        Ok::<_, String>(capture)
    };
    let sides = [open(sides[0])?, open(sides[1])?];
    println!("{}", json!({ "ready": true }));
    Carrier { sides, impairment }.run()
}
