//! EAL's counters against the kernel's (evidence E3): a tap takes frames from whoever holds a queue of it, so frames on the wire show that
//! DPDK sent them only if DPDK says it sent as many. Sampled while the process lives, because a port's counters end with it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io;

/// Often enough for tests that move data, and too seldom to be felt: EAL's thread needs some microseconds to answer.
const PAUSE_MS: i32 = 20;
/// EAL counts a burst when the last frame of it is written. Longer bursts do not exist.
const BURST: u64 = 64;
/// A burst is never under way for so many samples without one more frame.
const STANDSTILL: u32 = 8;

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// How often EAL was asked.
    pub samples: u64,
    /// `opackets` of all ports as EAL last told.
    pub sent: u64,
    /// The most frames of one tap that EAL had not sent.
    pub beside: u64,
}

/// One port: where its counters stood at first, and how long the frames beside it have stood still.
#[derive(Default)]
struct Port {
    base: Option<(u64, u64)>,
    sent: u64,
    kernel: u64,
    still: u32,
}

impl Port {
    /// Takes a sample, the kernel's counter being older than EAL's. Gives the frames that are certainly not EAL's.
    fn add(&mut self, kernel: u64, sent: u64) -> u64 {
        let (kernel_base, sent_base) = *self.base.get_or_insert((kernel, sent));
        if sent < self.sent {
            *self = Self { base: Some((kernel, sent)), ..Self::default() }; // the subject has reset its counters
            return 0;
        }
        let beside = kernel.saturating_sub(kernel_base).saturating_sub(sent - sent_base);
        self.still = if beside > 0 && kernel == self.kernel && sent == self.sent { self.still + 1 } else { 0 };
        (self.kernel, self.sent) = (kernel, sent);
        if beside > BURST || self.still >= STANDSTILL {
            beside
        } else {
            0
        }
    }
}

/// Asks again and again until the process is gone or `pause` says that it is enough. `names`: EAL's ports by number, as in its list.
pub fn follow(
    names: &[String],
    mut ask: impl FnMut(&str) -> io::Result<Value>,
    mut pause: impl FnMut(i32) -> bool,
) -> Counters {
    let mut ports: BTreeMap<usize, Port> = BTreeMap::new();
    let mut counters = Counters::default();
    loop {
        for (number, name) in names.iter().enumerate() {
            let table = fs::read_to_string("/proc/self/net/dev").unwrap_or_default();
            let Some(kernel) = name.strip_prefix("net_tap").and_then(|index| received(&table, &format!("dtap{index}")))
            else {
                continue;
            };
            let Ok(answer) = ask(&format!("/ethdev/stats,{number}")) else { return counters };
            let Some(sent) = answer["opackets"].as_u64() else { continue };
            let beside = ports.entry(number).or_default().add(kernel, sent);
            counters.samples += 1;
            counters.beside = counters.beside.max(beside);
        }
        counters.sent = ports.values().map(|port| port.sent).sum();
        if ports.is_empty() || !pause(PAUSE_MS) {
            return counters;
        }
    }
}

/// Frames a tap got from the programs that hold it: what the kernel counts as received.
fn received(table: &str, interface: &str) -> Option<u64> {
    let row = table.lines().find_map(|line| line.trim_start().strip_prefix(interface)?.strip_prefix(':'))?;
    row.split_ascii_whitespace().nth(1)?.parse().ok() // bytes, packets, …
}

#[cfg(test)]
mod tests {
    use super::{received, Port, STANDSTILL};

    #[test]
    fn frames_by_name() {
        let table = "Inter-| Receive\n face |bytes packets\n dtap0: 10 2 0 0\ndtap01: 30 4 0 0\n";
        assert_eq!(received(table, "dtap0"), Some(2));
        assert_eq!(received(table, "dtap01"), Some(4));
        assert_eq!(received(table, "dtap"), None);
    }

    #[test]
    fn a_burst_under_way_is_not_held_against_anyone() {
        let mut port = Port::default();
        assert_eq!(port.add(5, 0), 0);
        assert_eq!(port.add(37, 0), 0);
        assert_eq!(port.add(37, 32), 0);
        assert_eq!(port.add(1000, 995), 0);
    }

    #[test]
    fn more_than_a_burst_is() {
        let mut port = Port::default();
        port.add(0, 0);
        assert_eq!(port.add(200, 10), 190);
    }

    #[test]
    fn few_frames_are_once_nothing_moves_any_more() {
        let mut port = Port::default();
        port.add(0, 0);
        let found: Vec<u64> = (0..=STANDSTILL).map(|_| port.add(6, 1)).collect();
        assert_eq!(found.last(), Some(&5));
        assert!(found[..STANDSTILL as usize].iter().all(|beside| *beside == 0));
    }

    #[test]
    fn counters_that_were_reset_begin_anew() {
        let mut port = Port::default();
        port.add(0, 0);
        port.add(500, 500);
        assert_eq!(port.add(510, 3), 0);
        assert_eq!(port.add(610, 103), 0);
    }
}
