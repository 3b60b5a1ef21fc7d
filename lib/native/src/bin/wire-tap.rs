//! `wire-tap NETNS IFACE[,IFACE…] --dut-mac MAC[,MAC…] [--buffer BYTES]`: see the README of this crate.

use dpdk_conformance_native::sys::{namespace, process};
use dpdk_conformance_native::tap::capture::Capture;
use dpdk_conformance_native::tap::command::{Session, Tap};
use dpdk_conformance_native::tap::frame::parse_mac;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: u8 = 2;
const FAILED: u8 = 3;
const BUFFER: i32 = 64 << 20;

struct Arguments {
    netns: PathBuf,
    interfaces: Vec<String>,
    macs: Vec<[u8; 6]>,
    buffer: i32,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(arguments) = parse(&words) else {
        eprintln!("usage: wire-tap NETNS IFACE[,IFACE…] --dut-mac MAC[,MAC…] [--buffer BYTES]");
        eprintln!("one MAC for each interface; NETNS is a name below /run/netns or a path");
        return ExitCode::from(USAGE);
    };
    match open(&arguments).and_then(|taps| Session::new(taps).serve().map_err(|error| format!("poll or pipe: {error}")))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("wire-tap: {problem}");
            ExitCode::from(FAILED)
        }
    }
}

fn parse(words: &[String]) -> Option<Arguments> {
    let [netns, interfaces, option, macs, rest @ ..] = words else { return None };
    let buffer = match rest {
        [] => BUFFER,
        [option, bytes] if option == "--buffer" => bytes.parse().ok()?,
        _ => return None,
    };
    let interfaces: Vec<String> = interfaces.split(',').map(str::to_owned).collect();
    let macs = macs.split(',').map(parse_mac).collect::<Option<Vec<_>>>()?;
    let netns = if netns.contains('/') { PathBuf::from(netns) } else { Path::new("/run/netns").join(netns) };
    (option == "--dut-mac" && interfaces.len() == macs.len()).then_some(Arguments { netns, interfaces, macs, buffer })
}

fn open(arguments: &Arguments) -> Result<Vec<Tap>, String> {
    process::die_with_parent().map_err(|error| format!("prctl: {error}"))?;
    namespace::enter_network(&arguments.netns)
        .map_err(|error| format!("network namespace {}: {error}", arguments.netns.display()))?;
    let tap = |(interface, dut): (&String, &[u8; 6])| {
        let capture =
            Capture::open(interface, arguments.buffer).map_err(|error| format!("interface {interface}: {error}"))?;
        Ok(Tap { interface: interface.clone(), dut: *dut, capture })
    };
    arguments.interfaces.iter().zip(&arguments.macs).map(tap).collect()
}
