//! `hostile-peer NETNS INTERFACE MAC ADDRESS[,ADDRESS…]`: see the README of this crate.

use dpdk_conformance_native::hostile::host::{Done, Host};
use dpdk_conformance_native::sys::{namespace, process};
use dpdk_conformance_native::tap::capture::Capture;
use dpdk_conformance_native::tap::frame::parse_mac;
use serde_json::json;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: u8 = 2;
const FAILED: u8 = 3;
const BUFFER: i32 = 16 << 20;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let parsed = match &words[..] {
        [netns, interface, mac, addresses] => parse_mac(mac)
            .zip(addresses.split(',').map(|address| address.parse().ok()).collect::<Option<Vec<IpAddr>>>())
            .map(|(mac, addresses)| (netns, interface, mac, addresses)),
        _ => None,
    };
    let Some((netns, interface, mac, addresses)) = parsed else {
        eprintln!("usage: hostile-peer NETNS INTERFACE MAC ADDRESS[,ADDRESS…]");
        eprintln!("NETNS is a name below /run/netns or a path, MAC and addresses are the host's own");
        return ExitCode::from(USAGE);
    };
    let served = open(netns, interface).and_then(|capture| {
        println!("{}", json!({ "ready": true }));
        Host { capture, mac, addresses }.serve()
    });
    match served {
        Ok(done) => {
            let done: Done = done;
            println!("{}", json!({ "done": done }));
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("hostile-peer: {problem}");
            ExitCode::from(FAILED)
        }
    }
}

fn open(netns: &str, interface: &str) -> Result<Capture, String> {
    process::die_with_parent().map_err(|error| format!("prctl: {error}"))?;
    let path = if netns.contains('/') { PathBuf::from(netns) } else { Path::new("/run/netns").join(netns) };
    namespace::enter_network(&path).map_err(|error| format!("network namespace {}: {error}", path.display()))?;
    let capture = Capture::open(interface, BUFFER).map_err(|error| format!("interface {interface}: {error}"))?;
    capture.incoming_only().map_err(|error| format!("interface {interface}: {error}"))?;
    Ok(capture)
}
