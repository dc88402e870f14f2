/// A small generator of numbers that only look random (SplitMix64): the same seed
/// gives the same numbers everywhere and always.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1) as usize) as i64
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of some, each with its weight.
    pub fn weighted<T: Copy>(&mut self, from: &[(usize, T)]) -> T {
        let all = from.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(all);
        for (weight, value) in from {
            if at < *weight {
                return *value;
            }
            at -= weight;
        }
        from[0].1
    }

    /// Up to `most` different ones, at least `least`.
    pub fn some<T: Clone + PartialEq>(&mut self, from: &[T], least: usize, most: usize) -> Vec<T> {
        let count = self.between(least as i64, most as i64) as usize;
        let mut found = Vec::with_capacity(count);
        for _ in 0..count {
            let one = self.pick(from);
            if !found.contains(one) {
                found.push(one.clone());
            }
        }
        found
    }
}
