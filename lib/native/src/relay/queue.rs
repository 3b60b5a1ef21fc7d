//! Frames on their way, by the time they are due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

/// A frame that waits for its time.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    due: Instant,
    /// Frames that are due at the same time keep their order.
    number: u64,
    to: usize,
    frame: Vec<u8>,
}

/// The frames under way.
#[derive(Debug, Default)]
pub struct Queue {
    heap: BinaryHeap<Reverse<Waiting>>,
    count: u64,
}

impl Queue {
    /// Adds a frame for side `to`.
    pub fn add(&mut self, due: Instant, to: usize, frame: Vec<u8>) {
        self.count += 1;
        self.heap.push(Reverse(Waiting { due, number: self.count, to, frame }));
    }

    /// When the next one is due.
    pub fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(waiting)| waiting.due)
    }

    /// Takes the next frame that is due at `now`, with the side it goes to.
    pub fn take(&mut self, now: Instant) -> Option<(usize, Vec<u8>)> {
        if self.next()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(waiting)| (waiting.to, waiting.frame))
    }

    /// Frames under way.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// True when none is.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;
    use std::time::{Duration, Instant};

    #[test]
    fn by_time_and_then_by_arrival() {
        let now = Instant::now();
        let later = now + Duration::from_millis(1);
        let mut queue = Queue::default();
        for (due, byte) in [(later, 3), (now, 1), (now, 2)] {
            queue.add(due, 0, vec![byte]);
        }
        let mut taken = |at| std::iter::from_fn(|| queue.take(at)).map(|(_, frame)| frame[0]).collect::<Vec<_>>();
        assert_eq!(taken(now), [1, 2]);
        assert_eq!(taken(later), [3]);
    }
}
