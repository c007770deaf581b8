//! The people and the places of the simulated company.

use jiff::{civil::Date, tz::TimeZone};

use super::ulid::{self, Key, Kind};
use crate::{
    people::{FIRST_NAMES, LAST_NAMES},
    seed::Seed,
};

/// A company of which nothing is stored: everything is a function of the seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Company {
    pub(crate) seed: Seed,
    pub(crate) n_users: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Building {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) zone: &'static str,
    pub(crate) city: &'static str,
    pub(crate) country: &'static str,
    pub(crate) place: (f64, f64),
    /// Whether people have to self-certify before they check in.
    pub(crate) certifies: bool,
}

/// A space of a building, from 0 on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Space {
    pub(crate) building: Building,
    pub(crate) number: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct User {
    pub(crate) company: Company,
    pub(crate) number: u32,
    pub(crate) seed: Seed,
}

pub(crate) const BUILDINGS: [Building; 3] = [
    Building {
        number: 0,
        name: "Canal House",
        zone: "Europe/Amsterdam",
        city: "Amsterdam",
        country: "NL",
        place: (52.37, 4.89),
        certifies: false,
    },
    Building {
        number: 1,
        name: "Dockside",
        zone: "Europe/London",
        city: "London",
        country: "GB",
        place: (51.5, -0.02),
        certifies: true,
    },
    Building {
        number: 2,
        name: "Foundry",
        zone: "America/New_York",
        city: "New York",
        country: "US",
        place: (40.7, -74.01),
        certifies: false,
    },
];
const N_BUILDINGS: u32 = 3;
pub(crate) const N_FLOORS: u32 = 4;
/// How many neighborhoods a floor has.
pub(crate) const N_NEIGHBORHOODS: u32 = 3;
/// How many spaces a floor has.
pub(crate) const N_SPACES: u32 = 90;

impl Company {
    pub(crate) fn id(self, kind: Kind, of: u32, at: u32) -> String {
        ulid::ulid(self.seed, kind, Key { of, at, part: 0 })
    }

    pub(crate) fn key(self, kind: Kind, id: &str) -> Option<Key> {
        ulid::key(self.seed, kind, id)
    }

    pub(crate) fn user(self, number: u32) -> Option<User> {
        let seed = self.seed.with("user").at(number.into());
        (number < self.n_users).then_some(User { company: self, number, seed })
    }

    pub(crate) fn user_of(self, id: &str) -> Option<User> {
        self.user(self.key(Kind::User, id)?.of)
    }

    pub(crate) fn users(self) -> impl Iterator<Item = User> {
        (0..self.n_users).filter_map(move |number| self.user(number))
    }

    pub(crate) fn building_of(self, id: &str) -> Option<Building> {
        let key = self.key(Kind::Building, id)?;
        BUILDINGS.into_iter().find(|building| building.number == key.of)
    }

    pub(crate) fn space_of(self, id: &str) -> Option<Space> {
        let key = self.key(Kind::Space, id)?;
        let building = BUILDINGS.into_iter().find(|building| building.number == key.of)?;
        Some(Space { building, number: key.at })
    }

    /// Somebody of a building.
    pub(crate) fn anybody(self, building: Building, seed: Seed) -> Option<User> {
        let locals = self.n_users.saturating_sub(building.number).div_ceil(N_BUILDINGS);
        let last = i64::from(locals).checked_sub(1)?;
        let place = u32::try_from(seed.between(0, last)).ok()?;
        self.user(place * N_BUILDINGS + building.number)
    }
}

impl Building {
    pub(crate) fn id(self, company: Company) -> String {
        company.id(Kind::Building, self.number, 0)
    }

    /// Its zone; UTC if the bundle should lack it.
    pub(crate) fn time_zone(self) -> TimeZone {
        TimeZone::get(self.zone).unwrap_or(TimeZone::UTC)
    }

    pub(crate) fn spaces(self) -> impl Iterator<Item = Space> {
        (0..N_FLOORS * N_SPACES).map(move |number| Space { building: self, number })
    }
}

impl Space {
    pub(crate) fn id(self, company: Company) -> String {
        company.id(Kind::Space, self.building.number, self.number)
    }

    pub(crate) fn floor(self) -> u32 {
        self.number / N_SPACES
    }

    /// What it is, as the vendor spells it.
    pub(crate) fn kind(self) -> &'static str {
        match (self.number % N_SPACES, self.floor()) {
            (0..60, _) => "desk",
            (60..68, _) => "room",
            (68..72, _) => "pod",
            (72..76, _) => "private_office",
            (_, 0) => "parking",
            _ => "locker",
        }
    }

    /// Its neighborhood on the floor; lockers and parking have none.
    pub(crate) fn neighborhood(self) -> Option<u32> {
        let number = self.number % N_SPACES;
        (number < 76).then_some(number % N_NEIGHBORHOODS)
    }

    pub(crate) fn name(self) -> String {
        let (floor, number) = (self.floor(), self.number % N_SPACES);
        format!("{} {floor}.{number:02}", self.kind().replace('_', " "))
    }
}

impl User {
    pub(crate) fn id(self) -> String {
        self.company.id(Kind::User, self.number, 0)
    }

    /// The first two are there for those who trust a partial match.
    pub(crate) fn first_name(self) -> &'static str {
        match self.number {
            0 => "Joann",
            1 => "Ann",
            _ => self.seed.with("first").pick(&FIRST_NAMES).copied().unwrap_or_default(),
        }
    }

    pub(crate) fn last_name(self) -> &'static str {
        match self.number {
            0 | 1 => "Lovelace",
            _ => self.seed.with("last").pick(&LAST_NAMES).copied().unwrap_or_default(),
        }
    }

    pub(crate) fn email(self) -> String {
        let (first, last) = (self.first_name().to_lowercase(), self.last_name().to_lowercase());
        match self.number {
            0 | 1 => format!("{first}@acme.example"),
            number => format!("{first}.{last}.{number}@acme.example"),
        }
    }

    pub(crate) fn home(self) -> Building {
        let [first, ..] = BUILDINGS;
        let number = self.number % N_BUILDINGS;
        BUILDINGS.into_iter().find(|building| building.number == number).unwrap_or(first)
    }
}

/// A number for a day, the same in all years: of a thousand years less than 20 bits.
pub(crate) fn day_number(day: Date) -> u32 {
    let year = u32::try_from(day.year()).unwrap_or_default() % 1_000;
    year * 366 + u32::try_from(day.day_of_year()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_people_are_the_same_and_each_is_found_by_id() {
        let company = Company { seed: Seed::new(7), n_users: 3_000 };
        let ids: BTreeSet<String> = company.users().map(User::id).collect();
        let addresses: BTreeSet<String> = company.users().map(User::email).collect();
        assert_eq!((ids.len(), addresses.len()), (3_000, 3_000));
        let found = |user: User| company.user_of(&user.id()).map(|user| user.number);
        assert!(company.users().all(|user| found(user) == Some(user.number)));
    }

    #[test]
    fn there_are_spaces_of_every_kind() {
        let kinds: BTreeSet<&str> =
            BUILDINGS.into_iter().flat_map(Building::spaces).map(Space::kind).collect();
        let expected = ["desk", "locker", "parking", "pod", "private_office", "room"];
        assert_eq!(kinds, BTreeSet::from(expected));
    }
}
