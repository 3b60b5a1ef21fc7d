//! Frames that came through a tap and were not EAL's, from looks at both counters while both move.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Mutex, PoisonError};

const TABLE: &str = "/proc/self/net/dev";
/// EAL counts a burst when the last frame of it is written, and a burst is no longer than a queue.
const BURST: u64 = 1024;
/// A burst is never under way for so many samples without one more frame, unless its thread is kept from running.
const STANDSTILL: u32 = 8;

/// What the taps of the test's namespace had got before the test began: whoever has a tap first has sent all that it got since then.
#[derive(Default)]
pub struct Taps(Mutex<BTreeMap<String, u64>>);

impl Taps {
    /// Reads the counters of the network namespace of this process.
    pub fn look() -> Self {
        Self(Mutex::new(frames_by_tap(&fs::read_to_string(TABLE).unwrap_or_default())))
    }

    /// Takes what is known of `taps`, for the process that holds them. Nothing is known for the next one: the first may have sent until its
    /// end, which nobody counted.
    pub fn take(&self, taps: &[&str]) -> BTreeMap<String, u64> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taps.iter().filter_map(|tap| known.remove_entry(*tap)).collect()
    }
}

/// A look at the counters of a port. The kernel's are read on both sides of EAL's, as both move meanwhile.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The kernel's, before EAL was asked.
    pub before: u64,
    /// EAL's.
    pub sent: u64,
    /// The kernel's, after EAL had answered.
    pub after: u64,
}

/// One port: where its counters stood at first, and how long the frames beside it have stood still.
#[derive(Default)]
pub struct Port {
    /// The kernel's and EAL's counters at first. Where they are of one look, the kernel's is the later one, so that no frame of EAL's is
    /// held against it.
    base: Option<(u64, u64)>,
    sent: u64,
    kernel: u64,
    still: u32,
    /// Frames found beside EAL's since the base, as long as no later look shows that there cannot have been so many.
    found: u64,
    /// Those found before the counters were last reset.
    settled: u64,
}

impl Port {
    /// `opackets` as EAL last told.
    pub const fn sent(&self) -> u64 {
        self.sent
    }

    /// A port whose tap had got so many frames before EAL began.
    pub fn new(before_eal: Option<u64>) -> Self {
        Self { base: before_eal.map(|kernel| (kernel, 0)), ..Self::default() }
    }

    /// Frames that are not EAL's, as far as the looks so far can tell.
    pub const fn beside(&self) -> u64 {
        self.settled + self.found
    }

    /// Takes a sample. `waiting`: whether a thread of the process may be in the middle of a burst, kept from going on; asked only when it
    /// matters.
    ///
    /// Frames beside EAL's stay in the difference of the counters, which gets smaller only when EAL counts a burst. So where a later look, the
    /// kernel's counter read last, shows fewer than were found, the rest was a burst.
    pub fn add(&mut self, Sample { before, sent, after }: Sample, waiting: impl FnOnce() -> bool) {
        if sent < self.sent {
            // The subject has reset its counters.
            *self = Self { settled: self.beside(), ..Self::default() };
        }
        let (kernel_base, sent_base) = *self.base.get_or_insert((after, sent));
        let not_eals = |kernel: u64| kernel.saturating_sub(kernel_base).saturating_sub(sent - sent_base);
        let beside = not_eals(before);
        let moved = before != self.kernel || sent != self.sent;
        if beside == 0 || moved {
            self.still = 0;
        } else if !waiting() {
            self.still += 1;
        }
        (self.kernel, self.sent) = (before, sent);
        if beside > BURST || self.still >= STANDSTILL {
            self.found = self.found.max(beside);
        }
        self.found = self.found.min(not_eals(after));
    }
}

/// What the kernel has received on `interface` of this process's network namespace.
pub fn received_by(interface: &str) -> Option<u64> {
    frames_by_tap(&fs::read_to_string(TABLE).ok()?).remove(interface)
}

/// Frames the taps got from the programs that hold them: what the kernel counts as received.
fn frames_by_tap(table: &str) -> BTreeMap<String, u64> {
    let row = |line: &str| {
        let (name, counters) = line.trim_start().split_once(':')?;
        let frames = counters.split_ascii_whitespace().nth(1)?.parse().ok()?; // bytes, packets, …
        name.starts_with("dtap").then(|| (name.to_owned(), frames))
    };
    table.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::{frames_by_tap, Port, Sample, Taps, BURST, STANDSTILL};

    /// Adds a sample during which the kernel's counter stood still and no thread waited; gives what is known of frames beside then.
    fn add(port: &mut Port, kernel: u64, sent: u64) -> u64 {
        port.add(Sample { before: kernel, sent, after: kernel }, || false);
        port.beside()
    }

    /// Adds the same sample so often that nothing can be under way any more.
    fn stand(port: &mut Port, kernel: u64, sent: u64) -> u64 {
        (0..=STANDSTILL).map(|_| add(port, kernel, sent)).last().unwrap()
    }

    #[test]
    fn frames_by_name() {
        let table = "Inter-| Receive\n face |bytes packets\n dtap0: 10 2 0 0\ndtap01: 30 4 0 0\nlo: 1 1 0 0\n";
        let found: Vec<(String, u64)> = frames_by_tap(table).into_iter().collect();
        assert_eq!(found, [("dtap0".to_owned(), 2), ("dtap01".to_owned(), 4)]);
    }

    #[test]
    fn a_burst_under_way_is_not_held_against_anyone() {
        let mut port = Port::default();
        assert_eq!(add(&mut port, 5, 0), 0);
        assert_eq!(add(&mut port, 37, 0), 0);
        assert_eq!(add(&mut port, 37, 32), 0);
        assert_eq!(add(&mut port, 1000, 995), 0);
    }

    #[test]
    fn only_the_first_to_hold_a_tap_has_sent_all_that_came_through_it() {
        let taps = Taps(frames_by_tap("dtap0: 10 2\ndtap1: 10 3").into());
        assert_eq!(taps.take(&["dtap1", "other"]).into_iter().collect::<Vec<_>>(), [("dtap1".to_owned(), 3)]);
        assert!(taps.take(&["dtap1"]).is_empty());
    }

    #[test]
    fn frames_from_before_the_first_look_count() {
        let mut port = Port::new(Some(100));
        assert_eq!(stand(&mut port, 107, 2), 5);
    }

    #[test]
    fn frames_sent_during_the_first_look_are_eals() {
        let mut port = Port::default();
        port.add(Sample { before: 0, sent: 3, after: 3 }, || false);
        for _ in 0..=STANDSTILL {
            assert_eq!(add(&mut port, 3, 3), 0);
        }
    }

    #[test]
    fn more_than_a_burst_is() {
        let mut port = Port::default();
        add(&mut port, 0, 0);
        assert_eq!(add(&mut port, BURST + 10, 10), 0);
        assert_eq!(add(&mut port, BURST + 21, 20), BURST + 1);
    }

    #[test]
    fn few_frames_are_once_nothing_moves_any_more() {
        let mut port = Port::default();
        add(&mut port, 0, 0);
        let found: Vec<u64> = (0..=STANDSTILL).map(|_| add(&mut port, 6, 1)).collect();
        assert_eq!(found.last(), Some(&5));
        assert!(found[..STANDSTILL as usize].iter().all(|beside| *beside == 0));
    }

    #[test]
    fn a_burst_whose_thread_may_not_run_is_under_way() {
        let mut port = Port::default();
        add(&mut port, 0, 0);
        for _ in 0..10 * STANDSTILL {
            // A thread of the process waits at every look: it may still be about to count what it has written.
            let waiting = || true;
            port.add(Sample { before: 6, sent: 1, after: 6 }, waiting);
            assert_eq!(port.beside(), 0);
        }
    }

    #[test]
    fn a_burst_that_stood_still_and_ends_was_one() {
        let mut port = Port::default();
        add(&mut port, 0, 0);
        assert_eq!(stand(&mut port, 46, 1), 45);
        assert_eq!(add(&mut port, 46, 46), 0);
    }

    #[test]
    fn frames_beside_stay_whatever_eal_sends_afterwards() {
        let mut port = Port::default();
        add(&mut port, 0, 0);
        assert_eq!(stand(&mut port, 46, 1), 45);
        assert_eq!(add(&mut port, 1046, 1001), 45);
        // EAL has sent 10 more between the look at the kernel's counter and the answer: that they are in one and not in the other says nothing.
        port.add(Sample { before: 1046, sent: 1011, after: 1056 }, || false);
        assert_eq!(port.beside(), 45);
    }

    #[test]
    fn what_was_found_before_a_reset_stays() {
        let mut port = Port::default();
        add(&mut port, 0, 0);
        assert_eq!(stand(&mut port, 107, 100), 7);
        assert_eq!(add(&mut port, 110, 3), 7);
        assert_eq!(stand(&mut port, 112, 3), 9);
    }

    #[test]
    fn counters_that_were_reset_begin_anew() {
        let mut port = Port::default();
        add(&mut port, 0, 0);
        add(&mut port, 500, 500);
        port.add(Sample { before: 505, sent: 3, after: 510 }, || false);
        assert_eq!(port.beside(), 0);
        for _ in 0..=STANDSTILL {
            assert_eq!(add(&mut port, 610, 103), 0);
        }
    }
}
