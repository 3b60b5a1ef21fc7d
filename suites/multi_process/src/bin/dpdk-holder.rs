//! A process that takes one device, keeps a connection open on it and does as it is told: `dpdk-holder LINK`.
//!
//! It says `holding` once its connection stands, or `refused` when it cannot have the device; it ends when its input does.

use conformance_support::exchange::{connect, echo, finish};
use conformance_support::payload::unique;
use conformance_support::process::say;
use conformance_support::{lab, runtime};
use serde_json::{json, Value};
use tokio::sync::mpsc::{unbounded_channel, UnboundedReceiver};

/// Standard input as messages; closed with it.
fn commands() -> UnboundedReceiver<Value> {
    let (sender, receiver) = unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let command = serde_json::from_str(&line).unwrap_or_else(|error| panic!("command {line:?}: {error}"));
            if sender.send(command).is_err() {
                return;
            }
        }
    });
    receiver
}

async fn hold(link: usize) {
    let peer = lab().link(link).peer.first(conformance_support::Family::V4);
    let mut stream = connect((peer, lab().peer_ports.echo).into()).await;
    say(&json!({ "event": "holding", "local": stream.local_addr().expect("local_addr") }));
    let mut commands = commands();
    while let Some(command) = commands.recv().await {
        let seed = command["echo"].as_u64().expect("an echo command has a seed");
        let length = command["bytes"].as_u64().expect("an echo command has a length");
        let payload = unique(seed, usize::try_from(length).expect("a length"));
        echo(&mut stream, &payload).await;
        say(&json!({ "event": "echoed", "seed": seed }));
    }
    finish(&mut stream).await;
}

fn main() {
    let link = std::env::args().nth(1).and_then(|text| text.parse().ok()).expect("usage: dpdk-holder LINK");
    match runtime::try_runtime(&[link]) {
        Ok(runtime) => runtime.block_on(hold(link)),
        Err(error) => {
            say(&json!({ "event": "refused", "kind": format!("{:?}", error.kind()), "error": error.to_string() }))
        }
    }
}
