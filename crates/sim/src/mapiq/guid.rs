//! What the ids of a simulated Mapiq stand for.

pub(crate) use crate::guid::Key;
use crate::{guid, seed::Seed};

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    User = 1,
    Building,
    Floor,
    Area,
    Desk,
    ParkingLot,
    Zone,
    Workspace,
    Parking,
    Event,
    Workday,
}

/// The id of something.
pub(crate) fn guid(seed: Seed, kind: Kind, key: Key) -> String {
    guid::guid(seed, kind as u8, key)
}

/// What an id of this kind has in it, if it is one that [`guid`] has made.
pub(crate) fn key(seed: Seed, kind: Kind, id: &str) -> Option<Key> {
    guid::key(seed, kind as u8, id)
}
