//! Ids as GUIDs that tell what they stand for, so that nothing has to be looked up.

use crate::seed::Seed;

/// What is in an id beside its kind; each number has less than 20 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) of: u32,
    pub(crate) at: u32,
    /// Less than 4 bits.
    pub(crate) part: u8,
}

/// The id of something of a kind, which has less than 4 bits: its last group is its key, all
/// before that looks random.
pub(crate) fn guid(seed: Seed, kind: u8, key: Key) -> String {
    let Key { of, at, part } = key;
    let random = seed.with("guid").at(kind.into()).at(of.into()).at(at.into()).at(part.into());
    let random = format!("{:016x}{:016x}", random.number(), random.with("tail").number());
    let group = |from: usize, to: usize| random.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-4{}-8{}-{kind:x}{of:05x}{at:05x}{part:x}",
        group(0, 8),
        group(8, 12),
        group(12, 15),
        group(15, 18),
    )
}

/// What an id of this kind has in it, if it is one that [`guid`] has made.
pub(crate) fn key(seed: Seed, kind: u8, id: &str) -> Option<Key> {
    let tail = id.get(24..)?;
    let number = |from: usize, to: usize| u32::from_str_radix(tail.get(from..to)?, 16).ok();
    let part = u8::try_from(number(11, 12)?).ok()?;
    let key = Key { of: number(1, 6)?, at: number(6, 11)?, part };
    (guid(seed, kind, key) == id).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: u8 = 1;
    const WORKSPACE: u8 = 8;
    const PARKING: u8 = 9;

    #[test]
    fn an_id_tells_what_it_was_made_of() {
        let seed = Seed::new(7);
        let made = Key { of: 2_999, at: 1_993, part: 2 };
        let id = guid(seed, WORKSPACE, made);
        assert_eq!(key(seed, WORKSPACE, &id), Some(made));
        assert_eq!(id.len(), 36);
        assert_eq!(key(seed, PARKING, &id), None);
        assert_eq!(key(Seed::new(8), WORKSPACE, &id), None);
        for other in ["", "x", "5b1c7f0e-6a1d-4a55-9c3e-0d6f3a2b1c4d", &id.to_uppercase(), &id[1..]]
        {
            assert_eq!(key(seed, WORKSPACE, other), None, "{other}");
        }
        assert_eq!(key(seed, USER, &"ü".repeat(30)), None);
    }
}
