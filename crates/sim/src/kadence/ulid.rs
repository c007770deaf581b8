//! Ids as ULIDs that tell what they stand for, so that nothing has to be looked up.

use crate::seed::Seed;

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    User = 1,
    Building,
    Floor,
    Neighborhood,
    Space,
    Desk,
    Room,
    Onsite,
    Visitor,
    Made,
}

/// What is in an id beside its kind: two numbers of 20 bits, and one of 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) of: u32,
    pub(crate) at: u32,
    pub(crate) part: u8,
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// A time in 2024, as every id begins.
const HEAD: &str = "01J8ZQ4M6T";

/// The id of something: a time, six characters that look random, and the key in ten.
pub(crate) fn ulid(seed: Seed, kind: Kind, key: Key) -> String {
    let Key { of, at, part } = key;
    let kind = kind as u8;
    let mask = seed.with("ulid").at(kind.into()).at(of.into()).at(at.into()).at(part.into());
    let packed = u64::from(kind) << 46
        | u64::from(part & 0x3f) << 40
        | u64::from(of & 0xf_ffff) << 20
        | u64::from(at & 0xf_ffff);
    format!("{HEAD}{}{}", base32(mask.number(), 6), base32(packed, 10))
}

/// What an id of this kind has in it, if it is one that [`ulid`] has made.
pub(crate) fn key(seed: Seed, kind: Kind, id: &str) -> Option<Key> {
    let packed = id.get(16..26)?.bytes().try_fold(0u64, |packed, byte| {
        let digit = ALPHABET.iter().position(|known| *known == byte)?;
        Some(packed << 5 | u64::try_from(digit).ok()?)
    })?;
    let number = |shift: u32| u32::try_from(packed >> shift & 0xf_ffff).ok();
    let part = u8::try_from(packed >> 40 & 0x3f).ok()?;
    let key = Key { of: number(20)?, at: number(0)?, part };
    (ulid(seed, kind, key) == id).then_some(key)
}

/// The last digits of a number.
fn base32(number: u64, digits: u32) -> String {
    let digit = |place: u32| {
        let digit = usize::try_from(number >> (5 * place) & 31).unwrap_or_default();
        ALPHABET.get(digit).map_or('0', |byte| char::from(*byte))
    };
    (0..digits).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_what_it_was_made_of() {
        let seed = Seed::new(7);
        let made = Key { of: 2_999, at: 739_123, part: 17 };
        let id = ulid(seed, Kind::Desk, made);
        assert_eq!(id.len(), 26);
        assert_eq!(key(seed, Kind::Desk, &id), Some(made));
        assert_eq!(key(seed, Kind::Room, &id), None);
        assert_eq!(key(Seed::new(8), Kind::Desk, &id), None);
        for other in ["", "x", "01GTBV1CT3BM8A42SEJ2J5F4EG", &id.to_lowercase(), &id[1..]] {
            assert_eq!(key(seed, Kind::Desk, other), None, "{other}");
        }
        assert_eq!(key(seed, Kind::User, &"ü".repeat(30)), None);
    }
}
