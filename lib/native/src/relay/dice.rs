//! Seeded dice: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).

/// The same seed throws the same numbers. What they fall on depends on the order of the frames.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// True in `percent` of all throws; 0 and 100 need none.
    pub fn falls(&mut self, percent: f64) -> bool {
        percent >= 100.0 || (percent > 0.0 && (self.throw() as f64 / u64::MAX as f64) * 100.0 < percent)
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_seed_gives_the_same_throws() {
        let throws = |seed| (0..100).scan(Dice::new(seed), |dice, _| Some(dice.throw())).collect::<Vec<_>>();
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
    }

    #[test]
    fn percentages_are_met() {
        let mut dice = Dice::new(1);
        let hits = (0..100_000).filter(|_| dice.falls(5.0)).count();
        assert!((4_700..5_300).contains(&hits), "{hits} of 100000");
        assert!((0..1000).all(|_| !dice.falls(0.0)));
        assert!((0..1000).all(|_| dice.falls(100.0)));
    }
}
