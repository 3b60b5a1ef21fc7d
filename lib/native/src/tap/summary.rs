//! What crossed the wire between `begin` and `end`.

use super::flow::{Both, Flow, Key, Side};
use super::frame::{self, Content, Mac};
use serde_json::{json, Value};
use std::collections::HashMap;

/// More connections than this in one test are not told apart; the summary is incomplete then.
const MOST_FLOWS: usize = 1 << 16;

/// Counts of one window.
#[derive(Debug, Default)]
pub struct Window {
    flows: Vec<Flow>,
    newest: HashMap<Key, usize>,
    from_dut: u64,
    to_dut: u64,
    foreign: u64,
    malformed: u64,
    fragments: u64,
    other: u64,
    /// Frames the kernel could not keep.
    pub dropped: u64,
    /// Why the summary cannot be relied on.
    pub problems: Vec<String>,
}

impl Window {
    /// Counts a frame of interface `link`, on which the device under test has the address `dut`.
    pub fn add(&mut self, link: usize, dut: Mac, bytes: &[u8]) {
        let Some((ends, content)) = frame::parse(bytes) else {
            self.malformed += 1;
            return;
        };
        let by = if ends.source == dut { Side::Dut } else { Side::Peer };
        match by {
            Side::Dut => self.from_dut += 1,
            // For the port, or for a group it may belong to (RFC 1112: the lowest bit of the first octet).
            Side::Peer if ends.destination == dut || ends.destination[0] & 1 == 1 => self.to_dut += 1,
            Side::Peer => self.foreign += 1,
        }
        let segment = match content {
            Content::Malformed => return self.malformed += 1,
            Content::Fragment => return self.fragments += 1,
            Content::Other => return self.other += 1,
            Content::Tcp(segment) => segment,
        };
        if by == Side::Peer && ends.destination != dut {
            return; // TCP that is not the port's own.
        }
        let source = (segment.source, segment.source_port);
        let destination = (segment.destination, segment.destination_port);
        let (dut_end, peer_end, dut_mac, peer_mac) = match by {
            Side::Dut => (source, destination, ends.source, ends.destination),
            Side::Peer => (destination, source, ends.destination, ends.source),
        };
        let key = Key { link, dut: dut_end, peer: peer_end };
        let known = self.newest.get(&key).copied().filter(|index| !self.flows[*index].is_over_before(&segment));
        let index = match known {
            Some(index) => index,
            None if self.flows.len() == MOST_FLOWS => {
                return self.problem(&format!("more than {MOST_FLOWS} connections"))
            }
            None => {
                self.flows.push(Flow::new(key, dut_mac, peer_mac));
                self.newest.insert(key, self.flows.len() - 1);
                self.flows.len() - 1
            }
        };
        self.flows[index].add(by, &segment);
    }

    /// Notes a problem, once.
    pub fn problem(&mut self, text: &str) {
        if !self.problems.iter().any(|known| known == text) {
            self.problems.push(text.to_owned());
        }
    }

    /// The summary as the README of this crate describes it.
    pub fn summary(&self, id: &str) -> Value {
        let mut problems = self.problems.clone();
        if self.dropped > 0 {
            problems.push(format!("{} frames were dropped before the capture could read them", self.dropped));
        }
        let mut summary = json!({
            "id": id,
            "complete": problems.is_empty(),
            "frames": { "fromDut": self.from_dut, "toDut": self.to_dut, "dropped": self.dropped },
            "others": {
                "foreign": self.foreign,
                "malformed": self.malformed,
                "fragments": self.fragments,
                "notTcp": self.other,
            },
            "flows": self.flows.iter().map(describe).collect::<Vec<_>>(),
        });
        if !problems.is_empty() {
            summary["problem"] = json!(problems.join("; "));
        }
        summary
    }
}

fn describe(flow: &Flow) -> Value {
    let end = |end: (std::net::IpAddr, u16), mac: Mac| json!({ "address": end.0.to_string(), "port": end.1, "mac": frame::format_mac(mac) });
    let both = |both: Both| json!(both);
    json!({
        "link": flow.key.link,
        "family": if flow.key.dut.0.is_ipv4() { 4 } else { 6 },
        "initiator": flow.initiator.map_or(json!("unknown"), |side| json!(side)),
        "dut": end(flow.key.dut, flow.dut_mac),
        "peer": end(flow.key.peer, flow.peer_mac),
        "syn": both(flow.syn),
        "synAck": both(flow.syn_ack),
        "fin": both(flow.fin),
        "rst": both(flow.rst),
        "handshake": flow.shook_hands(),
        "segments": both(flow.segments),
        "payload": both(flow.payload),
        "badChecksums": flow.bad_checksums,
    })
}
