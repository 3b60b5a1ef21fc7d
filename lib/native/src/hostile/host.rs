//! The hostile host: its connections, and the loop that serves them.

use super::answer;
use super::build::{self, Ends, Segment};
use super::scene::{self, Scene, Shot};
use crate::sys::fd;
use crate::tap::capture::{Capture, Drained};
use crate::tap::frame::{self, flag, Content, Mac};
use serde::Serialize;
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

const STDIN: i32 = 0;
const MOST_CONNECTIONS: usize = 4096;

/// What was sent, by scene.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// Connections that began.
    pub connections: u64,
    /// Frames that break a rule.
    pub hostile: u64,
    /// All frames.
    pub frames: u64,
}

/// One connection of the device under test with this host.
#[derive(Debug)]
pub struct Connection {
    /// From this host's point of view.
    pub ends: Ends,
    /// The number of the next byte sent here.
    pub next: u32,
    /// The number up to which the device has acknowledged what was sent here.
    pub acknowledged: u32,
    /// When something was last sent, and how often that was said again since the device last moved.
    pub sent: (Instant, u32),
    /// The number of the next byte expected from the device.
    pub expected: u32,
    /// What the device has sent, in order.
    pub received: Vec<u8>,
    /// The device's FIN has come.
    pub finished: bool,
    /// The attack has been made.
    pub attacked: bool,
    /// FIN has been sent.
    pub closed: bool,
    /// How often the device asked whether there is room, or sent what there was no room for.
    pub probes: u32,
    /// What happens on it.
    pub scene: Scene,
}

impl Connection {
    /// A right ACK of all that was received, with the window the scene gives.
    pub fn acknowledgement(&self) -> Segment {
        let window = scene::room(self).min(u16::MAX.into()) as u16;
        Segment::new(self.next, self.expected, flag::ACK, window)
    }
}

/// Those of a host, by the device's address and port and the host's port.
type Connections = HashMap<(IpAddr, u16, u16), Connection>;

/// A host that listens on `capture`'s interface.
pub struct Host {
    /// The wire, on the side of the device under test.
    pub capture: Capture,
    /// Its link-layer address.
    pub mac: Mac,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

/// Its initial sequence number, near the end of the numbers so that they wrap.
const INITIAL: u32 = 0xffff_ff00;
/// What is not acknowledged for so long is said again (RFC 6298 §2.4 has no shorter time) …
const RETRANSMISSION: Duration = Duration::from_secs(1);
/// … and so often.
const MOST_RETRANSMISSIONS: u32 = 240;

impl Host {
    /// Serves until standard input ends; gives what was done.
    pub fn serve(self) -> Result<Done, String> {
        let Host { mut capture, mac, addresses } = self;
        let mut connections = Connections::new();
        let mut done = Done::default();
        loop {
            let mut polls = [fd::readable(STDIN), fd::readable(capture.raw())];
            fd::poll_for(&mut polls, next_due(&connections)).map_err(|error| format!("poll: {error}"))?;
            if polls[0].revents != 0 && fd::read(STDIN, &mut [0; 64]).map_err(|error| format!("input: {error}"))? == 0 {
                return Ok(done);
            }
            let mut out = Vec::new();
            let drained = capture.drain(|_, bytes| {
                if let Some(answer) = answer::to(bytes, mac, &addresses) {
                    out.push(answer);
                } else {
                    take(bytes, &addresses, &mut connections, &mut done, &mut out);
                }
            });
            if let Drained::Down(error) = drained {
                return Err(format!("the interface: {error}"));
            }
            retransmit(&mut connections, &mut done, &mut out);
            for frame in out {
                capture.send(&frame).map_err(|error| format!("send: {error}"))?;
                done.frames += 1;
            }
        }
    }
}

/// Time until something has to be said again; none when nothing is outstanding.
fn next_due(connections: &Connections) -> Option<Duration> {
    let outstanding =
        |connection: &&Connection| connection.sent.1 < MOST_RETRANSMISSIONS && !scene::again(connection).is_empty();
    let due = |connection: &Connection| RETRANSMISSION.saturating_sub(connection.sent.0.elapsed());
    connections.values().filter(outstanding).map(due).min()
}

/// Says again what is not acknowledged in time: frames get lost where many come at once.
fn retransmit(connections: &mut Connections, done: &mut Done, out: &mut Vec<Vec<u8>>) {
    for connection in connections.values_mut() {
        let (at, times) = connection.sent;
        if times == MOST_RETRANSMISSIONS || at.elapsed() < RETRANSMISSION {
            continue;
        }
        let shots = scene::again(connection);
        if !shots.is_empty() {
            connection.sent = (Instant::now(), times + 1);
            emit(out, done, connection.ends, shots);
        }
    }
}

fn take(bytes: &[u8], addresses: &[IpAddr], connections: &mut Connections, done: &mut Done, out: &mut Vec<Vec<u8>>) {
    let Some((link, Content::Tcp(segment))) = frame::parse(bytes) else { return };
    if !addresses.contains(&segment.destination) || !segment.checksums_right {
        return;
    }
    let has = |wanted: u8| segment.flags & wanted != 0;
    let key = (segment.source, segment.source_port, segment.destination_port);
    if has(flag::RST) {
        // One that answers a wrong acknowledgement has that number, and ends nothing.
        if connections.get(&key).is_some_and(|connection| connection.expected == segment.sequence) {
            connections.remove(&key);
        }
        return;
    }
    if has(flag::SYN) && !has(flag::ACK) {
        let Some(scene) = scene::of_port(segment.destination_port) else { return };
        if connections.len() == MOST_CONNECTIONS {
            return;
        }
        let ends = Ends {
            source_mac: link.destination,
            destination_mac: link.source,
            source: segment.destination,
            destination: segment.source,
            source_port: segment.destination_port,
            destination_port: segment.source_port,
        };
        let known = connections.contains_key(&key);
        let connection = connections.entry(key).or_insert_with(|| Connection {
            ends,
            next: INITIAL.wrapping_add(1),
            acknowledged: INITIAL.wrapping_add(1),
            sent: (Instant::now(), 0),
            expected: segment.sequence.wrapping_add(1),
            received: Vec::new(),
            finished: false,
            attacked: false,
            closed: false,
            probes: 0,
            scene,
        });
        if !known {
            done.connections += 1;
        }
        emit(out, done, connection.ends, scene::greet(scene, INITIAL, connection.expected));
        return;
    }
    let Some(connection) = connections.get_mut(&key) else { return };
    hear(connection, &segment, bytes, done, out);
}

/// Takes in what is in order and within the window, and lets the scene go on. What is left is acknowledged.
fn hear(connection: &mut Connection, segment: &frame::Segment, bytes: &[u8], done: &mut Done, out: &mut Vec<Vec<u8>>) {
    let length = segment.payload as usize;
    let fin = segment.flags & flag::FIN != 0;
    let known = connection.expected.wrapping_sub(segment.sequence) as usize;
    let asks = segment.sequence.wrapping_add(1) == connection.expected || length > 0;
    if asks && scene::room(connection) == 0 {
        connection.probes += 1;
    } else if (length > 0 || fin) && known <= length {
        let fresh = &bytes[bytes.len() - length..][known..];
        let taken = &fresh[..fresh.len().min(scene::room(connection))];
        connection.received.extend_from_slice(taken);
        connection.expected = connection.expected.wrapping_add(taken.len() as u32);
        if fin && taken.len() == fresh.len() && !connection.finished {
            connection.finished = true;
            connection.expected = connection.expected.wrapping_add(1);
        }
    }
    let newly = segment.acknowledgment.wrapping_sub(connection.acknowledged);
    if segment.flags & flag::ACK != 0 && newly != 0 && newly <= connection.next.wrapping_sub(connection.acknowledged) {
        connection.acknowledged = segment.acknowledgment;
        connection.sent.1 = 0;
    }
    let shots = scene::go_on(connection);
    if !shots.is_empty() {
        connection.sent = (Instant::now(), 0);
    }
    if shots.is_empty() && (asks || fin) {
        emit(out, done, connection.ends, vec![Shot::Right(connection.acknowledgement())]);
    }
    emit(out, done, connection.ends, shots);
}

fn emit(out: &mut Vec<Vec<u8>>, done: &mut Done, ends: Ends, shots: Vec<Shot>) {
    for shot in shots {
        done.hostile += u64::from(!matches!(shot, Shot::Right(_)));
        out.push(match shot {
            Shot::Right(segment) | Shot::Wrong(segment) => build::frame(&ends, &segment),
            Shot::Raw(bytes) => build::packet(&ends, &bytes),
            Shot::Stray(source_port, destination_port, segment) => {
                build::frame(&Ends { source_port, destination_port, ..ends }, &segment)
            }
        });
    }
}
