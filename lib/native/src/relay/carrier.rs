//! Carries frames from either interface to the other.

use super::dice::Dice;
use super::impairment::{Done, Impairment, Sender};
use super::queue::Queue;
use crate::sys::fd;
use crate::tap::capture::{Capture, Drained};
use std::io;
use std::time::{Duration, Instant};

const STDIN: i32 = 0;
/// Frames that may be under way at once; what comes then is lost and counted as such.
const MOST_UNDER_WAY: usize = 1 << 16;

/// The two halves of a wire and what happens between them.
pub struct Carrier {
    /// The side of the device under test, then the peer's.
    pub sides: [Capture; 2],
    /// What to do to frames.
    pub impairment: Impairment,
}

impl Carrier {
    /// Carries frames until standard input ends; gives what was done. Frames still under way are not sent on.
    pub fn run(mut self) -> Result<Done, String> {
        let mut dice = Dice::new(self.impairment.seed);
        let mut queue = Queue::default();
        let mut done = Done::default();
        loop {
            let wait = queue.next().map(|due| due.saturating_duration_since(Instant::now()));
            let mut polls = [fd::readable(STDIN), fd::readable(self.sides[0].raw()), fd::readable(self.sides[1].raw())];
            fd::poll_for(&mut polls, wait).map_err(|error| format!("poll: {error}"))?;
            if polls[0].revents != 0 && ended()? {
                return Ok(done);
            }
            self.take(&mut dice, &mut queue, &mut done)?;
            self.send(&mut queue, &mut done);
        }
    }

    fn take(&mut self, dice: &mut Dice, queue: &mut Queue, done: &mut Done) -> Result<(), String> {
        for (side, sender) in [(0, Sender::Dut), (1, Sender::Peer)] {
            let impairment = &mut self.impairment;
            let drained = self.sides[side].drain(|_, frame| {
                let arrived = Instant::now();
                let fate = impairment.decide(dice, sender, frame, done);
                for delay in fate.delays {
                    if queue.len() == MOST_UNDER_WAY {
                        done.unsent += 1;
                        continue;
                    }
                    let mut copy = frame.to_vec();
                    if let Some(byte) = fate.flip.and_then(|bit| copy.get_mut(bit / 8).map(|byte| (byte, bit % 8))) {
                        *byte.0 ^= 1 << byte.1;
                    }
                    queue.add(arrived + delay, 1 - side, copy);
                }
            });
            if let Drained::Down(error) = drained {
                return Err(format!("an interface: {error}"));
            }
        }
        Ok(())
    }

    fn send(&mut self, queue: &mut Queue, done: &mut Done) {
        while let Some((to, frame)) = queue.take(Instant::now()) {
            if self.sides[to].send(&frame).is_err() {
                done.unsent += 1;
            }
        }
    }
}

fn ended() -> Result<bool, String> {
    match fd::read(STDIN, &mut [0; 64]) {
        Ok(length) => Ok(length == 0),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(format!("standard input: {error}")),
    }
}

/// Longest delay that may be ordered.
pub const MOST_DELAY: Duration = Duration::from_secs(10);
