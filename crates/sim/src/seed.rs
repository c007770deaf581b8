//! Numbers that look random and are always the same for the same question.
//!
//! Nothing is drawn in sequence: each value is a hash of the seed and of what
//! is asked for, so answers do not depend on the order of requests.

/// The state of a hash; [`with`](Self::with) adds to the question,
/// the other methods answer it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed(u64);

impl Seed {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x9e37_79b9_7f4a_7c15))
    }

    /// Adds a word to the question.
    pub(crate) fn with(self, word: &str) -> Self {
        let hash = word.bytes().fold(self.0, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(mix(hash))
    }

    /// Adds a number to the question.
    pub(crate) fn at(self, number: i64) -> Self {
        Self(mix(self.0 ^ mix(number.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15))))
    }

    /// A text that looks like a secret.
    pub(crate) fn secret(self, prefix: &str) -> String {
        format!("{prefix}{:016x}{:016x}", self.number(), self.with("tail").number())
    }

    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(self, low: i64, high: i64) -> i64 {
        let width = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.0 % width)
    }

    /// Whether an event with this chance, 0 to 1, happens.
    pub(crate) fn chance(self, chance: f64) -> bool {
        self.unit() < chance
    }

    /// A number from 0 to less than 1, in steps of a millionth.
    pub(crate) fn unit(self) -> f64 {
        let millionths = u32::try_from(self.0 % 1_000_000).unwrap_or_default();
        f64::from(millionths) / 1_000_000.0
    }

    pub(crate) fn pick<T>(self, choices: &[T]) -> Option<&T> {
        let index = self.0.checked_rem(choices.len() as u64)?;
        choices.get(usize::try_from(index).ok()?)
    }
}

/// The finalizer of splitmix64: spreads every input bit over the output.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer() {
        let ask = |seed| Seed::new(seed).with("space").at(7).number();
        assert_eq!(ask(1), ask(1));
        assert_ne!(ask(1), ask(2));
    }

    #[test]
    fn numbers_stay_between_their_bounds_and_reach_both() {
        let drawn: Vec<i64> = (0..200).map(|n| Seed::new(3).at(n).between(-2, 2)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&2));
    }

    #[test]
    fn a_chance_is_met_about_as_often_as_it_says() {
        let met = (0..10_000).filter(|n| Seed::new(5).at(*n).chance(0.25)).count();
        assert!((2_300..2_700).contains(&met), "{met}");
    }
}
