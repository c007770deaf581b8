//! The people and the places of the simulated company.

use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Map, Value, json};

use crate::{
    guid::{self, Key},
    people::{DEPARTMENTS, FIRST_NAMES, LAST_NAMES},
    seed::Seed,
};

/// A company of which nothing is stored: everything is a function of the seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Company {
    pub(crate) seed: Seed,
    pub(crate) n_users: u32,
}

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    User = 1,
    Office,
    Map,
    Seat,
    Room,
    Assignment,
    SeatReservation,
    RoomReservation,
    Made,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Office {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) zone: &'static str,
}

/// A seat of an office, from 0 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    pub(crate) office: Office,
    pub(crate) number: u32,
}

/// What a seat is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Usage {
    Assignable,
    Reservable,
    /// Reservable by one person.
    Owned,
    Flex,
    Closed,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct User {
    pub(crate) company: Company,
    pub(crate) number: u32,
    seed: Seed,
}

pub(crate) const OFFICES: [Office; 4] = [
    office(0, "North", "America/New_York"),
    office(1, "Lake", "America/Chicago"),
    office(2, "Bay", "America/Los_Angeles"),
    office(3, "Canal", "Europe/Amsterdam"),
];
const N_OFFICES: u32 = 4;
pub(crate) const N_MAPS: u32 = 3;
/// How many seats a map has.
pub(crate) const N_SEATS: u32 = 100;
/// How many rooms an office has.
pub(crate) const N_ROOMS: u32 = 10;

const FIRST_EMPLOYEE: u32 = 10_000;

const fn office(number: u32, name: &'static str, zone: &'static str) -> Office {
    Office { number, name, zone }
}

impl Company {
    pub(crate) fn id(self, kind: Kind, of: u32, at: u32) -> String {
        self.id_of(kind, Key { of, at, part: 0 })
    }

    pub(crate) fn id_of(self, kind: Kind, key: Key) -> String {
        guid::guid(self.seed, kind as u8, key)
    }

    pub(crate) fn key(self, kind: Kind, id: &str) -> Option<Key> {
        guid::key(self.seed, kind as u8, id)
    }

    pub(crate) fn office(self, id: &str) -> Option<Office> {
        let key = self.key(Kind::Office, id)?;
        OFFICES.into_iter().find(|office| office.number == key.of)
    }

    pub(crate) fn seat(self, id: &str) -> Option<Seat> {
        let key = self.key(Kind::Seat, id)?;
        let office = OFFICES.into_iter().find(|office| office.number == key.of)?;
        (key.at < N_MAPS * N_SEATS).then_some(Seat { office, number: key.at })
    }

    pub(crate) fn user(self, number: u32) -> Option<User> {
        let seed = self.seed.with("user").at(number.into());
        (number < self.n_users).then_some(User { company: self, number, seed })
    }

    pub(crate) fn users(self) -> impl Iterator<Item = User> {
        (0..self.n_users).filter_map(move |number| self.user(number))
    }

    /// The person with this place among those of an office.
    pub(crate) fn local(self, office: Office, place: u32) -> Option<User> {
        self.user(place.checked_mul(N_OFFICES)?.checked_add(office.number)?)
    }

    /// How many people an office has.
    pub(crate) fn n_locals(self, office: Office) -> u32 {
        self.n_users.saturating_sub(office.number).div_ceil(N_OFFICES)
    }
}

impl Office {
    pub(crate) fn id(self, company: Company) -> String {
        company.id(Kind::Office, self.number, 0)
    }

    /// Its zone; UTC if the bundle should lack it.
    pub(crate) fn time_zone(self) -> TimeZone {
        TimeZone::get(self.zone).unwrap_or(TimeZone::UTC)
    }

    pub(crate) fn seats(self) -> impl Iterator<Item = Seat> {
        (0..N_MAPS * N_SEATS).map(move |number| Seat { office: self, number })
    }

    pub(crate) fn record(self, company: Company) -> Map<String, Value> {
        object(json!({
            "officeID": self.id(company),
            "officeName": self.name,
            "timeZone": self.zone,
        }))
    }
}

impl Seat {
    pub(crate) fn id(self, company: Company) -> String {
        company.id(Kind::Seat, self.office.number, self.number)
    }

    pub(crate) fn map(self) -> u32 {
        self.number / N_SEATS
    }

    pub(crate) fn usage(self) -> Usage {
        match self.number % 10 {
            0..=3 => Usage::Assignable,
            4..=6 => Usage::Reservable,
            7 => Usage::Owned,
            8 => Usage::Flex,
            _ => Usage::Closed,
        }
    }

    pub(crate) fn is_active(self) -> bool {
        self.number % 25 != 24 && self.number % 50 != 13
    }

    /// The only person who may reserve it.
    pub(crate) fn owner(self, company: Company) -> Option<User> {
        let is_owned = self.usage() == Usage::Owned;
        company.local(self.office, self.number / 10).filter(|_| is_owned)
    }

    /// Who has it for good in the beginning, with the status of that.
    pub(crate) fn assigned(self, company: Company) -> Option<(User, &'static str)> {
        let place = self.number / 10 * 4 + self.number % 10;
        let is_assigned = self.usage() == Usage::Assignable && self.is_active() && place % 4 != 3;
        let status = match place % 20 {
            0 => "scheduled",
            1 => "ended",
            _ => "ongoing",
        };
        let user = company.local(self.office, place).filter(|_| is_assigned)?;
        Some((user, status))
    }

    pub(crate) fn record(self, company: Company) -> Value {
        let usage = match self.usage() {
            Usage::Assignable => "Assignable",
            Usage::Reservable | Usage::Owned => "Reservable",
            Usage::Flex => "Flex",
            Usage::Closed => "Closed",
        };
        json!({
            "seatID": self.id(company),
            "name": format!("{}-{}.{:02}", self.office.name, self.map() + 1, self.number % N_SEATS),
            "status": if self.is_active() { "active" } else { "inactive" },
            "usage": usage,
            "isAssignable": self.usage() == Usage::Assignable,
            "officeID": self.office.id(company),
            "mapID": company.id(Kind::Map, self.office.number, self.map()),
            "ownerID": self.owner(company).map(User::id),
        })
    }
}

impl User {
    pub(crate) fn id(self) -> String {
        self.company.id(Kind::User, self.number, 0)
    }

    pub(crate) fn name(self) -> String {
        let first = self.seed.with("first").pick(&FIRST_NAMES).copied().unwrap_or_default();
        let last = self.seed.with("last").pick(&LAST_NAMES).copied().unwrap_or_default();
        format!("{first} {last}")
    }

    pub(crate) fn email(self) -> String {
        format!("{}.{}@acme.example", self.name().to_lowercase().replace(' ', "."), self.number)
    }

    pub(crate) fn employee_id(self) -> String {
        format!("E{}", FIRST_EMPLOYEE + self.number)
    }

    /// The id at the identity provider: few people have one.
    pub(crate) fn external_id(self) -> Option<String> {
        self.seed.with("external").chance(0.2).then(|| format!("idp-{}", self.number))
    }

    pub(crate) fn is_tracked(self) -> bool {
        !self.seed.with("untracked").chance(0.05)
    }

    pub(crate) fn home(self) -> Office {
        let [first, ..] = OFFICES;
        let number = self.number % N_OFFICES;
        OFFICES.into_iter().find(|office| office.number == number).unwrap_or(first)
    }

    pub(crate) fn record(self) -> Map<String, Value> {
        let department = self.seed.with("department").pick(&DEPARTMENTS).copied();
        object(json!({
            "userID": self.id(),
            "name": self.name(),
            "email": self.email(),
            "employeeID": self.employee_id(),
            "externalId": self.external_id(),
            "department": department,
            "officeID": self.home().id(self.company),
            "tracking": if self.is_tracked() { "Track and Display" } else { "No Tracking" },
        }))
    }

    /// Whether the person answered a survey on a day, and how.
    pub(crate) fn survey(self, day: Date) -> Option<&'static str> {
        let seed = self.seed.with("survey").at(day_number(day));
        let result = if seed.with("result").chance(0.04) { "declined" } else { "completed" };
        seed.chance(0.3).then_some(result)
    }
}

/// A number for a day, the same in all years.
pub(crate) fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 366 + i64::from(day.day_of_year())
}

/// The fields of an object.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn company() -> Company {
        Company { seed: Seed::new(7), n_users: 3_000 }
    }

    #[test]
    fn no_two_people_are_the_same_and_each_has_an_office() {
        let company = company();
        let ids: BTreeSet<String> = company.users().map(User::id).collect();
        let addresses: BTreeSet<String> = company.users().map(User::email).collect();
        assert_eq!((ids.len(), addresses.len()), (3_000, 3_000));
        let locals = OFFICES.map(|office| company.n_locals(office));
        assert_eq!(locals.iter().sum::<u32>(), 3_000);
        let small = Company { n_users: 6, ..company };
        assert_eq!(OFFICES.map(|office| small.n_locals(office)), [2, 2, 1, 1]);
    }

    #[test]
    fn there_are_seats_of_every_kind() {
        let company = company();
        let seats: Vec<Seat> = OFFICES.into_iter().flat_map(Office::seats).collect();
        assert_eq!(seats.len(), 1_200);
        assert!(seats.iter().all(|seat| company.seat(&seat.id(company)) == Some(*seat)));
        for (found, what) in [
            (seats.iter().any(|seat| seat.owner(company).is_some()), "owned"),
            (seats.iter().any(|seat| !seat.is_active()), "inactive"),
            (
                seats.iter().any(|seat| seat.usage() == Usage::Assignable && !seat.is_active()),
                "inactive and assignable",
            ),
        ] {
            assert!(found, "{what}");
        }
        let statuses: BTreeSet<&str> =
            seats.iter().filter_map(|seat| Some(seat.assigned(company)?.1)).collect();
        assert_eq!(statuses, BTreeSet::from(["ended", "ongoing", "scheduled"]));
    }
}
