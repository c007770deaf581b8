//! The people and the places of the simulated company.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::guid::{self, Key, Kind};
use crate::{
    people::{DEPARTMENTS, FIRST_NAMES, LAST_NAMES},
    seed::Seed,
};

/// A company of which nothing is stored: everything is a function of the seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Company {
    pub(crate) seed: Seed,
    pub(crate) n_users: u32,
}

/// By what the company books in a building.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Desk,
    Area,
    Floor,
}

/// A building. The last one is drawn and not yet published.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Building {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) zone: &'static str,
    pub(crate) level: Level,
    pub(crate) is_published: bool,
}

pub(crate) const BUILDINGS: [Building; 5] = [
    building(0, "Harbor", "Europe/Amsterdam", Level::Desk),
    building(1, "Mill", "Europe/Amsterdam", Level::Desk),
    building(2, "Tower", "Europe/Berlin", Level::Area),
    building(3, "Pier", "America/New_York", Level::Floor),
    Building { is_published: false, ..building(4, "Annex", "Europe/Amsterdam", Level::Desk) },
];

/// How many buildings people work in.
const N_OPEN: u32 = 4;
pub(crate) const N_FLOORS: u32 = 5;
pub(crate) const N_AREAS: u32 = 3;
pub(crate) const N_ZONES: u32 = 2;

const fn building(number: u32, name: &'static str, zone: &'static str, level: Level) -> Building {
    Building { number, name, zone, level, is_published: true }
}

impl Building {
    /// The building's zone; UTC if the bundle should lack it.
    pub(crate) fn time_zone(&self) -> TimeZone {
        TimeZone::get(self.zone).unwrap_or(TimeZone::UTC)
    }
}

impl Company {
    pub(crate) fn id(self, kind: Kind, of: u32, at: u32) -> String {
        guid::guid(self.seed, kind, Key { of, at, part: 0 })
    }

    /// The number of the user with this id.
    pub(crate) fn user_number(self, id: &str) -> Option<u32> {
        let key = guid::key(self.seed, Kind::User, id)?;
        (key.of < self.n_users).then_some(key.of)
    }

    /// The building with this id, published or not.
    pub(crate) fn building(self, id: &str) -> Option<Building> {
        let key = guid::key(self.seed, Kind::Building, id)?;
        BUILDINGS.into_iter().find(|building| building.number == key.of)
    }

    pub(crate) fn user(self, number: u32) -> User {
        User { company: self, number, seed: self.seed.with("user").at(number.into()) }
    }

    pub(crate) fn users(self) -> impl Iterator<Item = User> {
        (0..self.n_users).map(move |number| self.user(number))
    }

    /// Today, where most of the company is.
    pub(crate) fn today(self, now: Timestamp) -> Date {
        let [first, ..] = BUILDINGS;
        now.to_zoned(first.time_zone()).date()
    }
}

/// A person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct User {
    pub(crate) company: Company,
    pub(crate) number: u32,
    pub(crate) seed: Seed,
}

impl User {
    pub(crate) fn id(self) -> String {
        self.company.id(Kind::User, self.number, 0)
    }

    pub(crate) fn first_name(self) -> &'static str {
        self.seed.with("first").pick(&FIRST_NAMES).copied().unwrap_or_default()
    }

    pub(crate) fn last_name(self) -> &'static str {
        self.seed.with("last").pick(&LAST_NAMES).copied().unwrap_or_default()
    }

    pub(crate) fn department(self) -> &'static str {
        self.seed.with("department").pick(&DEPARTMENTS).copied().unwrap_or_default()
    }

    pub(crate) fn email(self) -> String {
        let (first, last) = (self.first_name().to_lowercase(), self.last_name().to_lowercase());
        format!("{first}.{last}.{}@acme.example", self.number)
    }

    /// The company's own id of the person: single sign-on sends one of most.
    pub(crate) fn external_id(self) -> Option<String> {
        let is_known = self.seed.with("external").chance(0.8);
        is_known.then(|| format!("E{:05}", 10_000 + self.number))
    }

    /// The plate that the person has now. It changes with the quarter, so that a test
    /// sees a booking of last quarter with the plate of this one.
    pub(crate) fn plate(self, today: Date) -> Option<String> {
        if !self.drives() {
            return None;
        }
        let quarter = i64::from(today.year()) * 4 + i64::from((today.month() - 1) / 3);
        let plate = self.seed.with("plate").at(quarter);
        let (letters, digits) = (plate.between(0, 675), plate.with("digits").between(100, 999));
        let letter =
            |number: i64| u8::try_from(number).map_or('X', |number| (b'A' + number).into());
        Some(format!("{}{}-{digits}-X", letter(letters / 26), letter(letters % 26)))
    }

    pub(crate) fn drives(self) -> bool {
        self.seed.with("drives").chance(0.35)
    }

    /// Where the person usually works.
    pub(crate) fn home(self) -> Building {
        let [first, ..] = BUILDINGS;
        let number = self.number % N_OPEN;
        BUILDINGS.into_iter().find(|building| building.number == number).unwrap_or(first)
    }

    /// The place of the person among those of the same building: no two have the same.
    pub(crate) fn seat(self) -> u32 {
        self.number / N_OPEN
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;

    fn company() -> Company {
        Company { seed: Seed::new(7), n_users: 3_000 }
    }

    #[test]
    fn no_two_users_are_the_same_and_each_is_found_by_id() {
        let company = company();
        let ids: BTreeSet<String> = company.users().map(User::id).collect();
        let addresses: BTreeSet<String> = company.users().map(User::email).collect();
        assert_eq!((ids.len(), addresses.len()), (3_000, 3_000));
        assert!(company.users().all(|user| company.user_number(&user.id()) == Some(user.number)));
        let beyond = Company { n_users: 3_001, ..company }.user(3_000).id();
        assert_eq!(company.user_number(&beyond), None);
    }

    #[test]
    fn a_plate_lasts_a_quarter() {
        let driver = company().users().find(|user| user.drives()).unwrap();
        let plate = |month, day| driver.plate(date(2025, month, day));
        assert_eq!(plate(4, 1), plate(6, 30));
        assert_ne!(plate(6, 30), plate(7, 1));
    }
}
