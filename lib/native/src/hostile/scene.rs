//! What the hostile host does on a connection, by the port it was opened to. In the middle of its rule-breaking it sends [`ANSWER`] in the right
//! way: whoever reads exactly that was not harmed.

use super::build::Segment;
use super::host::Connection;
use crate::tap::frame::flag;

/// What every scene but [`Scene::Reset`] says once, in order.
pub const ANSWER: &[u8; 10] = b"<unharmed>";
/// Bytes the device says before the answer where its sending is what is tried.
const QUESTION: usize = 400;
const WINDOW: u16 = 8192;
/// Beyond any window.
const FAR: u32 = 0x3000_0000;
/// Connections of the flood.
const FLOOD: u16 = 400;
const FLOODED_PORT: u16 = 8192;

/// One kind of rule-breaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// Options with impossible lengths and values.
    Options,
    /// Other data with wrong checksums.
    Checksums,
    /// RST, SYN, FIN, data and ACK beyond and before the window.
    OutOfWindow,
    /// A window of one byte, then of seven.
    TinyWindow,
    /// A window of nothing until it was asked about twice.
    ZeroWindow,
    /// Data that was acknowledged comes again with other bytes.
    Overlap,
    /// A SYN-ACK of something else comes first.
    WrongSynAck,
    /// Frames that end in the middle of their headers.
    Garbage,
    /// A reset.
    Reset,
    /// Data in the wrong order, more than once.
    OutOfOrder,
    /// SYNs to the device's listener that never become connections.
    Flood,
}

/// The scene of a port.
pub fn of_port(port: u16) -> Option<Scene> {
    use Scene::*;
    Some(match port {
        9001 => Options,
        9002 => Checksums,
        9003 => OutOfWindow,
        9004 => TinyWindow,
        9005 => ZeroWindow,
        9006 => Overlap,
        9007 => WrongSynAck,
        9008 => Garbage,
        9009 => Reset,
        9010 => OutOfOrder,
        9011 => Flood,
        _ => return None,
    })
}

/// Something to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shot {
    /// A segment within the rules.
    Right(Segment),
    /// One that breaks them.
    Wrong(Segment),
    /// Bytes in the place of a TCP segment.
    Raw(Vec<u8>),
    /// A segment from another port of the host to another port of the device.
    Stray(u16, u16, Segment),
}

/// The answer to a SYN, whose acknowledgement number is to be `expected`.
pub fn greet(scene: Scene, initial: u32, expected: u32) -> Vec<Shot> {
    let window = match scene {
        Scene::TinyWindow => 1,
        Scene::ZeroWindow => 0,
        _ => WINDOW,
    };
    let right = Segment::new(initial, expected, flag::SYN | flag::ACK, window).options(&[2, 4, 0x05, 0xb4]);
    let before = match scene {
        Scene::Options => BAD_OPTIONS.iter().map(|options| Shot::Wrong(right.clone().options(options))).collect(),
        Scene::WrongSynAck => vec![
            Shot::Wrong(Segment { acknowledgement: expected.wrapping_add(1000), ..right.clone() }),
            Shot::Wrong(Segment { acknowledgement: expected.wrapping_sub(2), ..right.clone() }),
        ],
        _ => Vec::new(),
    };
    [before, vec![Shot::Right(right)]].concat()
}

/// Bytes the host takes now.
pub fn room(connection: &Connection) -> usize {
    match (connection.scene, connection.received.len()) {
        (Scene::TinyWindow, 0..3) => 1,
        (Scene::TinyWindow, 3..20) => 7,
        (Scene::ZeroWindow, 0) if connection.probes < 2 => 0,
        _ => WINDOW.into(),
    }
}

/// Options that cannot be: lengths of 0 and 1, past the header, of the wrong size; a scale beyond 14; an MSS of 0.
const BAD_OPTIONS: [&[u8]; 9] = [
    &[2, 0, 0, 0],
    &[2, 1, 5, 0xb4],
    &[2, 3, 5, 1],
    &[3, 3, 255, 1],
    &[2, 4, 0, 0],
    &[8, 10, 0, 0],
    &[254, 255, 1, 1],
    &[5, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    &[0xff; 40],
];

/// What follows on what the device has said. Changes the connection as what is sent changes it.
pub fn go_on(connection: &mut Connection) -> Vec<Shot> {
    let enough = match connection.scene {
        Scene::TinyWindow | Scene::ZeroWindow => QUESTION,
        _ => 2,
    };
    let mut shots = Vec::new();
    if connection.received.len() >= enough && !connection.attacked {
        connection.attacked = true;
        shots = attack(connection);
        if connection.scene != Scene::Reset {
            connection.next = connection.next.wrapping_add(ANSWER.len() as u32);
        }
    }
    if connection.finished && connection.attacked && !connection.closed {
        connection.closed = true;
        shots.push(Shot::Right(Segment { flags: flag::FIN | flag::ACK, ..connection.acknowledgement() }));
        connection.next = connection.next.wrapping_add(1);
    }
    shots
}

/// What was said in the right way and is not acknowledged, to be said again: the answer, the end.
pub fn again(connection: &Connection) -> Vec<Shot> {
    let outstanding = connection.next.wrapping_sub(connection.acknowledged);
    if !connection.attacked || connection.scene == Scene::Reset || outstanding == 0 {
        return Vec::new();
    }
    let base = connection.acknowledgement();
    let end = base.sequence.wrapping_sub(u32::from(connection.closed));
    let start = end.wrapping_sub(ANSWER.len() as u32);
    let answer = Segment { sequence: start, flags: flag::ACK | PUSH, ..base.clone() }.with(ANSWER);
    let fin = Segment { sequence: end, flags: flag::FIN | flag::ACK, ..base };
    let heard = outstanding <= u32::from(connection.closed);
    [(!heard).then_some(answer), connection.closed.then_some(fin)].into_iter().flatten().map(Shot::Right).collect()
}

fn attack(connection: &Connection) -> Vec<Shot> {
    let base = connection.acknowledgement();
    let at = |offset: u32| Segment { sequence: base.sequence.wrapping_add(offset), ..base.clone() };
    let back = |offset: u32| Segment { sequence: base.sequence.wrapping_sub(offset), ..base.clone() };
    let flags = |segment: Segment, flags: u8| Segment { flags, ..segment };
    let answer = base.clone().with(ANSWER);
    let (begin, end) = ANSWER.split_at(5);
    let mut shots = match connection.scene {
        Scene::Options => BAD_OPTIONS
            .iter()
            .flat_map(|options| [base.clone().options(options), answer.clone().options(options)])
            .map(Shot::Wrong)
            .collect(),
        Scene::Checksums => [1, 2, 0x8000, 0xfffe]
            .into_iter()
            .map(|error| Shot::Wrong(Segment { checksum_error: error, ..base.clone().with(b"<harmful!>") }))
            .collect(),
        Scene::OutOfWindow => [
            flags(at(FAR), flag::SYN),
            at(FAR).with(b"<harmful!>"),
            back(100_000).with(b"<harmful!>"),
            Segment { acknowledgement: base.acknowledgement.wrapping_add(FAR), ..base.clone() },
            flags(at(FAR), flag::FIN | flag::ACK),
            flags(at(FAR), flag::RST),
            flags(at(FAR), flag::RST | flag::ACK),
            flags(back(50_000), flag::RST),
        ]
        .map(Shot::Wrong)
        .into(),
        Scene::Garbage => garbage(&base),
        Scene::Flood => (0..FLOOD)
            .map(|number| {
                let syn = Segment::new(u32::from(number) * 1000, 0, flag::SYN, WINDOW).options(&[2, 4, 0x05, 0xb4]);
                Shot::Stray(20_000 + number, FLOODED_PORT, syn)
            })
            .collect(),
        Scene::Overlap => vec![
            Shot::Right(base.clone().with(begin)),
            Shot::Wrong(base.clone().with(b"WRONG")),
            Shot::Wrong(base.clone().with(&[b"WRONG", end].concat())),
        ],
        Scene::OutOfOrder => vec![
            Shot::Right(at(5).with(end)),
            Shot::Right(at(7).with(&end[2..])),
            Shot::Right(at(5).with(end)),
            Shot::Right(base.clone().with(begin)),
        ],
        Scene::Reset => return vec![Shot::Right(flags(base, flag::RST | flag::ACK))],
        Scene::TinyWindow | Scene::ZeroWindow | Scene::WrongSynAck => Vec::new(),
    };
    shots.push(Shot::Right(Segment { flags: flag::ACK | PUSH, ..answer }));
    shots
}

const PUSH: u8 = 0x08;

/// Frames whose headers do not fit what follows, none of which has a byte of the stream.
fn garbage(base: &Segment) -> Vec<Shot> {
    let harmful = base.clone().with(b"<harmful!>");
    let mut shots: Vec<Shot> = [0, 1, 7, 12, 19].map(|length| Shot::Raw(vec![0x23; length])).into();
    shots.extend([0, 4, 15].map(|words| Shot::Wrong(Segment { claimed_header: Some(words), ..base.clone() })));
    shots.push(Shot::Wrong(Segment { cut: 4, ..harmful.clone() }));
    shots.push(Shot::Wrong(Segment { cut: 25, ..harmful }));
    // All flags at once, beyond the window; none at all.
    shots.push(Shot::Wrong(Segment { sequence: base.sequence.wrapping_add(FAR), flags: 0x3f, ..base.clone() }));
    shots.push(Shot::Wrong(Segment { flags: 0, ..base.clone() }));
    shots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scene_has_a_port_and_only_those() {
        assert_eq!(
            (0..=u16::MAX).filter(|port| of_port(*port).is_some()).collect::<Vec<_>>(),
            (9001..=9011).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_greeting_ends_with_the_right_syn_ack() {
        for port in 9001..=9011 {
            let scene = of_port(port).expect("a scene");
            let Some(Shot::Right(last)) = greet(scene, 5, 77).pop() else { panic!("{scene:?}") };
            assert_eq!((last.sequence, last.acknowledgement, last.flags), (5, 77, flag::SYN | flag::ACK));
        }
    }
}
