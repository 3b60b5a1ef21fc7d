//! Which sequence numbers were seen, each once, over any number of wraps.

/// Payload ranges of one direction of a connection.
#[derive(Debug, Default)]
pub struct Seen {
    /// 64-bit position of a 32-bit sequence number seen lately: (number, position).
    reference: Option<(u32, i64)>,
    /// Position of the first payload byte, once the SYN is known.
    start: Option<i64>,
    /// Disjoint ranges [from, to), ascending.
    ranges: Vec<(i64, i64)>,
}

impl Seen {
    fn position(&mut self, sequence: u32) -> i64 {
        let position = match self.reference {
            None => 0,
            Some((number, position)) => position + i64::from(sequence.wrapping_sub(number) as i32),
        };
        // The reference only moves on, so that an old duplicate cannot drag it back.
        if self.reference.is_none_or(|(_, newest)| position > newest) {
            self.reference = Some((sequence, position));
        }
        position
    }

    /// A SYN: payload begins behind its number.
    pub fn syn(&mut self, sequence: u32) {
        let position = self.position(sequence);
        self.start = Some(position + 1);
    }

    /// `length` bytes from `sequence` on. Returns how many of them are new.
    pub fn add(&mut self, sequence: u32, length: u32) -> u64 {
        let from = self.position(sequence);
        let to = from + i64::from(length);
        let from = from.max(self.start.unwrap_or(i64::MIN));
        if from >= to {
            return 0;
        }
        let first = self.ranges.partition_point(|range| range.1 < from);
        let last = self.ranges.partition_point(|range| range.0 <= to);
        let overlap = &self.ranges[first..last];
        let size = |range: &(i64, i64)| range.1 - range.0;
        let known: i64 = overlap.iter().map(size).sum();
        let merged = (
            overlap.first().map_or(from, |range| range.0.min(from)),
            overlap.last().map_or(to, |range| range.1.max(to)),
        );
        self.ranges.splice(first..last, [merged]);
        (size(&merged) - known) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn retransmissions_count_once() {
        let mut seen = Seen::default();
        seen.syn(99);
        assert_eq!(seen.add(100, 10), 10);
        assert_eq!(seen.add(100, 10), 0);
        assert_eq!(seen.add(105, 10), 5);
        assert_eq!(seen.add(130, 10), 10);
        assert_eq!(seen.add(110, 25), 15);
        assert_eq!(seen.add(100, 40), 0);
    }

    #[test]
    fn the_byte_of_a_keep_alive_probe_is_not_payload() {
        let mut seen = Seen::default();
        seen.syn(99);
        assert_eq!(seen.add(99, 1), 0);
        assert_eq!(seen.add(100, 10), 10);
        assert_eq!(seen.add(109, 1), 0);
    }

    #[test]
    fn more_than_one_turn_of_the_counter() {
        let mut seen = Seen::default();
        seen.syn(u32::MAX - 10);
        let mut sequence = u32::MAX - 9;
        let mut total = 0;
        for _ in 0..10 {
            total += seen.add(sequence, 1 << 30);
            sequence = sequence.wrapping_add(1 << 30);
        }
        assert_eq!(total, 10 << 30);
        assert_eq!(seen.ranges.len(), 1);
    }

    #[test]
    fn without_the_syn_the_first_segment_is_the_beginning() {
        let mut seen = Seen::default();
        assert_eq!(seen.add(5, 10), 10);
        assert_eq!(seen.add(0, 5), 5);
    }
}
