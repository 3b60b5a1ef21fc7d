//! When connections want to be looked at again, in order.

use std::collections::BTreeSet;

use smoltcp::time::Instant;

/// One instant at most for each key.
#[derive(Default)]
pub(super) struct Deadlines {
    ordered: BTreeSet<(Instant, usize)>,
}

impl Deadlines {
    /// The first instant of all.
    pub(super) fn first(&self) -> Option<Instant> {
        self.ordered.first().map(|(at, _)| *at)
    }

    /// Sees to it that `key`, which is due at `known`, is due at `wanted` or before; gives the instant it is due at now.
    ///
    /// An instant that comes earlier than wanted is left alone: most deadlines only ever move on, and looking too early is harmless.
    pub(super) fn set(&mut self, key: usize, known: Option<Instant>, wanted: Option<Instant>) -> Option<Instant> {
        match (known, wanted) {
            (Some(known), Some(wanted)) if known <= wanted => Some(known),
            (known, Some(wanted)) => {
                self.remove(key, known);
                self.ordered.insert((wanted, key));
                Some(wanted)
            }
            (known, None) => known,
        }
    }

    /// Takes `key`, which is due at `known`, out.
    pub(super) fn remove(&mut self, key: usize, known: Option<Instant>) {
        if let Some(known) = known {
            self.ordered.remove(&(known, key));
        }
    }

    /// The next key that is due, taken out.
    pub(super) fn due(&mut self, now: Instant) -> Option<usize> {
        if self.first()? > now {
            return None;
        }
        self.ordered.pop_first().map(|(_, key)| key)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.ordered.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Option<Instant> {
        Some(Instant::from_millis(millis))
    }

    #[test]
    fn due_ones_come_in_order_and_once() {
        let mut deadlines = Deadlines::default();
        deadlines.set(1, None, at(20));
        deadlines.set(2, None, at(10));
        deadlines.set(3, None, at(30));
        assert_eq!(deadlines.first(), at(10));
        let now = Instant::from_millis(20);
        assert_eq!([deadlines.due(now), deadlines.due(now), deadlines.due(now)], [Some(2), Some(1), None]);
        assert_eq!(deadlines.len(), 1);
    }

    #[test]
    fn a_deadline_moves_forward_only_and_leaves_nothing_behind() {
        let mut deadlines = Deadlines::default();
        let known = deadlines.set(1, None, at(20));
        assert_eq!(deadlines.set(1, known, at(30)), at(20));
        assert_eq!(deadlines.set(1, known, None), at(20));
        let known = deadlines.set(1, known, at(5));
        assert_eq!((known, deadlines.len()), (at(5), 1));
        deadlines.remove(1, known);
        assert_eq!(deadlines.len(), 0);
    }
}
