//! EAL's counters against the kernel's (evidence E3): a tap takes frames from whoever holds a queue of it, so frames on the wire show that
//! DPDK sent them only if DPDK says it sent as many. Sampled while the process lives, because a port's counters end with it.

use super::beside::{received_by, Port, Sample};
use super::telemetry::Talk;
use super::waiting::{look_at_threads, Threads};
use super::witness;
use std::collections::BTreeMap;

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// How often EAL was asked.
    pub samples: u64,
    /// `opackets` of all ports as EAL last told.
    pub sent: u64,
    /// The most frames of one tap that EAL had not sent.
    pub beside: u64,
}

/// A port of the process that has a tap.
struct Followed {
    /// EAL's number of it.
    number: usize,
    tap: String,
    port: Port,
    asked: Asked,
}

/// Whether EAL is asked about a port.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Yes,
    /// It is being closed: what comes through its tap while the process still holds that is not of this port.
    NoMore,
    /// The process does not hold the tap any more, and another one may.
    Gone,
}

/// Follows the counters of one process.
pub struct Follower {
    host_pid: i32,
    ports: Vec<Followed>,
    /// None once EAL has gone, or is about to.
    talk: Option<Talk>,
    counters: Counters,
    threads: Threads,
}

impl Follower {
    /// `names`: EAL's ports by number, as in its list. `before_eal`: what [`super::beside::Taps`] knew.
    pub fn new(host_pid: i32, names: &[String], before_eal: &BTreeMap<String, u64>, talk: Talk) -> Self {
        let followed = |(number, name): (usize, &String)| {
            let tap = format!("dtap{}", name.strip_prefix("net_tap")?);
            let port = Port::new(before_eal.get(&tap).copied());
            Some(Followed { number, tap, port, asked: Asked::Yes })
        };
        let ports = names.iter().enumerate().filter_map(followed).collect();
        Self { host_pid, ports, talk: Some(talk), counters: Counters::default(), threads: Threads::default() }
    }

    /// Looks at all ports once. False when there will be nothing more to see: no port is left, or the process is gone.
    pub fn look(&mut self) -> bool {
        let Self { host_pid, ports, talk, counters, threads } = self;
        for followed in ports.iter_mut() {
            let Some(before) = received_by(&followed.tap) else { continue };
            let sample = if followed.asked != Asked::Yes {
                // In this order: all that was counted came while the process had the tap.
                if followed.asked == Asked::Gone || !witness::holds_tap(*host_pid, &followed.tap) {
                    followed.asked = Asked::Gone;
                    continue;
                }
                Sample { before, sent: followed.port.sent(), after: before }
            } else {
                let Some(talk) = talk else { continue };
                let Ok(answer) = talk.ask(&format!("/ethdev/stats,{}", followed.number)) else { return false };
                let Some(sent) = answer["opackets"].as_u64() else { continue };
                let Some(after) = received_by(&followed.tap) else { continue };
                counters.samples += 1;
                Sample { before, sent, after }
            };
            followed.port.add(sample, || threads.wait(look_at_threads(*host_pid)));
        }
        counters.beside = ports.iter().map(|followed| followed.port.beside()).max().unwrap_or(0);
        counters.sent = ports.iter().map(|followed| followed.port.sent()).sum();
        ports.iter().any(|followed| followed.asked != Asked::Gone)
    }

    /// Takes a last look, and asks EAL no more about `port`; about nothing at all when there is none given.
    pub fn let_go(&mut self, port: Option<usize>) {
        self.look();
        let concerned = |followed: &&mut Followed| port.is_none_or(|port| port == followed.number);
        for followed in self.ports.iter_mut().filter(concerned).filter(|followed| followed.asked == Asked::Yes) {
            followed.asked = Asked::NoMore;
        }
        if port.is_none() {
            self.talk = None;
        }
    }

    /// What came of it so far.
    pub const fn counters(&self) -> Counters {
        self.counters
    }
}
