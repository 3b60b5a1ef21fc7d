//! What is done to frames: the dice's part and the exact part.

use super::dice::Dice;
use crate::tap::frame::{flag, parse, Content, Segment};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Who sent a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sender {
    /// The device under test.
    Dut,
    /// Anybody else.
    Peer,
}

/// A kind of TCP segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// SYN without ACK.
    Syn,
    /// SYN with ACK.
    SynAck,
    /// FIN.
    Fin,
    /// Any with payload.
    Data,
}

/// Frames that are lost for certain: of this kind, from this sender, counted from 1.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exact {
    /// Who sends them.
    pub from: Sender,
    /// Which.
    pub kind: Kind,
    /// First and last number that is lost.
    pub first: u64,
    /// See `first`.
    pub last: u64,
    /// How many there were.
    #[serde(skip)]
    seen: u64,
}

/// What is to be done to frames, as the harness orders it. Percentages are of TCP segments; delays are of every frame.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Impairment {
    /// Of the dice.
    pub seed: u64,
    /// What every frame waits, in microseconds.
    #[serde(default)]
    pub delay_us: u64,
    /// Lost.
    #[serde(default)]
    pub loss_percent: f64,
    /// Sent twice.
    #[serde(default)]
    pub duplicate_percent: f64,
    /// Held back by `reorder_us`, so that later ones overtake them.
    #[serde(default)]
    pub reorder_percent: f64,
    /// See `reorder_percent`.
    #[serde(default)]
    pub reorder_us: u64,
    /// One bit of the TCP segment is turned over; its checksum stays as it was.
    #[serde(default)]
    pub corrupt_percent: f64,
    /// Lost for certain.
    #[serde(default)]
    pub drop: Vec<Exact>,
}

/// What was done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// Frames that arrived at the relay.
    pub frames: u64,
    /// Lost by the dice.
    pub lost: u64,
    /// Lost for certain.
    pub dropped: u64,
    /// Sent twice.
    pub duplicated: u64,
    /// Held back.
    pub reordered: u64,
    /// Damaged.
    pub corrupted: u64,
    /// Could not be sent on.
    pub unsent: u64,
}

/// What becomes of one frame: when each copy goes on, and with which bit turned.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// One entry a copy.
    pub delays: Vec<Duration>,
    /// A bit to turn, counted from the frame's beginning.
    pub flip: Option<usize>,
}

fn is(kind: Kind, segment: &Segment) -> bool {
    let has = |wanted: u8| segment.flags & wanted != 0;
    match kind {
        Kind::Syn => has(flag::SYN) && !has(flag::ACK),
        Kind::SynAck => has(flag::SYN) && has(flag::ACK),
        Kind::Fin => has(flag::FIN),
        Kind::Data => segment.payload > 0,
    }
}

impl Impairment {
    /// Decides on a frame of `sender`.
    pub fn decide(&mut self, dice: &mut Dice, sender: Sender, frame: &[u8], done: &mut Done) -> Fate {
        done.frames += 1;
        let delay = Duration::from_micros(self.delay_us);
        let Some((_, Content::Tcp(segment))) = parse(frame) else {
            return Fate { delays: vec![delay], flip: None };
        };
        for rule in self.drop.iter_mut().filter(|rule| rule.from == sender && is(rule.kind, &segment)) {
            rule.seen += 1;
            if (rule.first..=rule.last).contains(&rule.seen) {
                done.dropped += 1;
                return Fate::default();
            }
        }
        if dice.falls(self.loss_percent) {
            done.lost += 1;
            return Fate::default();
        }
        let mut fate = Fate { delays: vec![delay], flip: None };
        if dice.falls(self.duplicate_percent) {
            done.duplicated += 1;
            fate.delays.push(delay);
        }
        if dice.falls(self.reorder_percent) {
            done.reordered += 1;
            fate.delays[0] += Duration::from_micros(self.reorder_us);
        }
        if dice.falls(self.corrupt_percent) {
            done.corrupted += 1;
            // The segment is what the frame ends with, but for padding; the last byte of the shortest header is always in it.
            let bits = (segment.payload as usize).max(1) * 8;
            let last = frame.len() * 8 - 1;
            fate.flip = Some(last - dice.throw() as usize % bits.min(last));
        }
        fate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TCP segment over IPv4 with these flags and this many bytes of payload. Checksums play no part.
    fn frame(flags: u8, payload: u8) -> Vec<u8> {
        let mut frame = vec![0; 12];
        frame.extend([8, 0, 0x45, 0, 0, 40 + payload, 0, 0, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 10, 192, 0, 2, 1]);
        frame.extend([3, 0xe8, 0, 7, 0, 0, 0, 5, 0, 0, 0, 0, 0x50, flags, 0x10, 0, 0, 0, 0, 0]);
        frame.extend(std::iter::repeat_n(7, payload.into()));
        frame
    }

    fn ordered(text: &str) -> Impairment {
        serde_json::from_str(text).expect("an order")
    }

    #[test]
    fn exact_frames_are_lost_and_no_others() {
        let mut impairment = ordered(r#"{"seed":1,"drop":[{"from":"peer","kind":"syn-ack","first":1,"last":2}]}"#);
        let (mut dice, mut done) = (Dice::new(1), Done::default());
        let mut passes =
            |sender, flags| !impairment.decide(&mut dice, sender, &frame(flags, 0), &mut done).delays.is_empty();
        assert!(passes(Sender::Peer, flag::SYN));
        assert!(passes(Sender::Dut, flag::SYN | flag::ACK));
        assert!(!passes(Sender::Peer, flag::SYN | flag::ACK));
        assert!(!passes(Sender::Peer, flag::SYN | flag::ACK));
        assert!(passes(Sender::Peer, flag::SYN | flag::ACK));
        assert_eq!(done, Done { frames: 5, dropped: 2, ..Done::default() });
    }

    #[test]
    fn every_kind_of_damage_is_done_and_counted() {
        let text =
            r#"{"seed":1,"delayUs":5,"duplicatePercent":100,"reorderPercent":100,"reorderUs":7,"corruptPercent":100}"#;
        let (mut impairment, mut dice, mut done) = (ordered(text), Dice::new(1), Done::default());
        let sent = frame(flag::ACK, 10);
        let fate = impairment.decide(&mut dice, Sender::Dut, &sent, &mut done);
        assert_eq!(fate.delays, [Duration::from_micros(12), Duration::from_micros(5)]);
        let bit = fate.flip.expect("a bit");
        assert!((sent.len() - 10) * 8 <= bit && bit < sent.len() * 8, "bit {bit} is in the payload");
        assert_eq!(done, Done { frames: 1, duplicated: 1, reordered: 1, corrupted: 1, ..Done::default() });
    }

    #[test]
    fn what_is_no_tcp_is_only_delayed() {
        let (mut impairment, mut dice, mut done) =
            (ordered(r#"{"seed":1,"delayUs":5,"lossPercent":100}"#), Dice::new(1), Done::default());
        let fate = impairment.decide(&mut dice, Sender::Peer, &[0; 60], &mut done);
        assert_eq!(fate, Fate { delays: vec![Duration::from_micros(5)], flip: None });
        assert_eq!(impairment.decide(&mut dice, Sender::Peer, &frame(flag::ACK, 0), &mut done), Fate::default());
        assert_eq!(done.lost, 1);
    }

    #[test]
    fn an_order_with_an_unknown_word_is_refused() {
        assert!(serde_json::from_str::<Impairment>(r#"{"seed":1,"los":1}"#).is_err());
    }
}
