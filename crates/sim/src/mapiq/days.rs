//! Who plans to work where on a day, and what they booked for it.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, DateTime, Time, Weekday, date},
};

use super::{
    company::{BUILDINGS, Building, Level, N_AREAS, N_FLOORS, N_ZONES, User},
    guid::{Key, Kind, guid},
};
use crate::seed::Seed;

/// A part of a day, and where a person plans to work in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) user: User,
    pub(crate) day: Date,
    /// 0, or 1 for the second of two.
    pub(crate) part: u8,
    pub(crate) start: Time,
    pub(crate) end: Time,
    pub(crate) plan: Plan,
    seed: Seed,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Plan {
    Office(Building),
    Remote,
    NotWorking,
}

/// The place that a slot is booked at. What is below the level that the building is
/// booked by is not there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) building: Building,
    pub(crate) floor: u32,
    pub(crate) area: Option<u32>,
    pub(crate) desk: Option<u32>,
}

/// When somebody was seen to come or to go.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    pub(crate) id: String,
    pub(crate) user: User,
    pub(crate) building: Building,
    pub(crate) at: Timestamp,
    pub(crate) is_arrival: bool,
}

const MORNING: Time = Time::constant(9, 0, 0, 0);
const NOON: Time = Time::constant(13, 0, 0, 0);
const EVENING: Time = Time::constant(17, 0, 0, 0);

/// Days are counted from here in ids.
const EPOCH: Date = date(2020, 1, 1);

/// What a person plans for a day: one slot for all of it, or two.
pub(crate) fn slots(user: User, day: Date) -> Vec<Slot> {
    let seed = user.seed.with("day").at(number(day).into());
    let slot = |part, start, end, plan| Slot {
        user,
        day,
        part,
        start,
        end,
        plan,
        seed: seed.at(part.into()),
    };
    let plan = plan(user, day, seed);
    match plan {
        Plan::Office(home) if seed.with("split").chance(0.06) => {
            let elsewhere = BUILDINGS.into_iter().find(|building| building.number != home.number);
            let moves = seed.with("moves").chance(0.3);
            let afternoon = elsewhere.filter(|_| moves).map_or(Plan::Remote, Plan::Office);
            vec![slot(0, MORNING, NOON, plan), slot(1, NOON, EVENING, afternoon)]
        }
        plan => vec![slot(0, MORNING, EVENING, plan)],
    }
}

fn plan(user: User, day: Date, seed: Seed) -> Plan {
    let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let is_busy = matches!(day.weekday(), Weekday::Tuesday | Weekday::Thursday);
    let habit = 0.2 + 0.4 * user.seed.with("habit").unit() + if is_busy { 0.15 } else { 0.0 };
    if is_weekend || seed.with("off").chance(0.06) {
        Plan::NotWorking
    } else if seed.with("office").chance(habit) {
        Plan::Office(user.home())
    } else {
        Plan::Remote
    }
}

/// How often a day is in ids; a day before all of ours counts as the first.
fn number(day: Date) -> u32 {
    u32::try_from((day - EPOCH).get_days()).unwrap_or_default()
}

fn day(number: u32) -> Option<Date> {
    EPOCH.checked_add(i64::from(number).days()).ok()
}

/// The slot that the id of a workspace or parking booking belongs to.
pub(crate) fn slot(user: User, key: Key) -> Option<Slot> {
    slots(user, day(key.at)?).into_iter().find(|slot| slot.part == key.part)
}

impl Slot {
    pub(crate) fn id(&self, kind: Kind) -> String {
        self.id_of_part(kind, self.part)
    }

    fn id_of_part(&self, kind: Kind, part: u8) -> String {
        let key = Key { of: self.user.number, at: number(self.day), part };
        guid(self.user.company.seed, kind, key)
    }

    pub(crate) fn office(&self) -> Option<Building> {
        match self.plan {
            Plan::Office(building) => Some(building),
            _ => None,
        }
    }

    /// Beginning and end on the clock of the building, or of the person's usual one.
    pub(crate) fn local(&self) -> (DateTime, DateTime) {
        (self.day.to_datetime(self.start), self.day.to_datetime(self.end))
    }

    /// Whose clock counts.
    pub(crate) fn building(&self) -> Building {
        self.office().unwrap_or_else(|| self.user.home())
    }

    /// The place that is booked for the slot: of most who come, not of all, and of nobody
    /// who visits another building.
    pub(crate) fn place(&self) -> Option<Place> {
        let building = self.office()?;
        let is_home = building.number == self.user.home().number;
        if !is_home || self.seed.with("desk").chance(0.22) {
            return None;
        }
        let seat = self.user.seat();
        let floor = seat % N_FLOORS;
        let area = seat / N_FLOORS % N_AREAS;
        let desk = seat / N_FLOORS / N_AREAS;
        let (area, desk) = match building.level {
            Level::Desk => (Some(area), Some(desk)),
            Level::Area => (Some(area), None),
            Level::Floor => (None, None),
        };
        Some(Place { building, floor, area, desk })
    }

    /// The parking zone that is booked for the slot.
    pub(crate) fn parking_zone(&self) -> Option<u32> {
        self.office()?;
        let parks = self.user.drives() && self.part == 0 && self.seed.with("parks").chance(0.7);
        parks.then(|| u32::from(self.seed.with("zone").chance(0.4)) % N_ZONES)
    }

    /// When the person came and went, of most who planned to.
    pub(crate) fn sightings(&self) -> Vec<Sighting> {
        let Some(building) = self.office().filter(|_| self.seed.with("seen").chance(0.92)) else {
            return Vec::new();
        };
        let minutes = |what: &str| self.seed.with(what).between(-45, 30);
        let at = |time: Time, minutes: i64| {
            let local = self.day.to_datetime(time).checked_add(minutes.minutes()).ok()?;
            Some(local.to_zoned(building.time_zone()).ok()?.timestamp())
        };
        let sighting = |at, is_arrival| {
            let id = self.id_of_part(Kind::Event, self.part * 2 + u8::from(is_arrival));
            Sighting { id, user: self.user, building, at, is_arrival }
        };
        let arrival = at(self.start, minutes("arrival")).map(|at| sighting(at, true));
        let departure = at(self.end, minutes("departure")).map(|at| sighting(at, false));
        arrival.into_iter().chain(departure).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::mapiq::{company::Company, guid::key};

    const MONDAY: Date = date(2025, 6, 16);

    fn everybody(day: Date) -> Vec<Slot> {
        let company = Company { seed: Seed::new(7), n_users: 3_000 };
        company.users().flat_map(|user| slots(user, day)).collect()
    }

    #[test]
    fn a_day_has_all_that_makes_it_hard() {
        let slots = everybody(MONDAY);
        let office: Vec<&Slot> = slots.iter().filter(|slot| slot.office().is_some()).collect();
        let people: BTreeSet<u32> = office.iter().map(|slot| slot.user.number).collect();
        assert!((900..1_500).contains(&people.len()), "{} are in", people.len());
        assert!(office.len() > people.len(), "somebody comes twice");
        assert!(office.iter().any(|slot| slot.place().is_none()), "somebody comes without a desk");
        let level = |level: fn(&Place) -> bool| {
            office.iter().filter_map(|slot| slot.place()).filter(level).count()
        };
        assert!(level(|place| place.desk.is_some()) > 0);
        assert!(level(|place| place.area.is_some() && place.desk.is_none()) > 0);
        assert!(level(|place| place.area.is_none()) > 0);
        assert!(office.iter().any(|slot| slot.parking_zone().is_some()));
        assert!(slots.iter().any(|slot| matches!(slot.plan, Plan::NotWorking)));
    }

    #[test]
    fn nobody_works_on_a_sunday() {
        assert!(everybody(date(2025, 6, 15)).iter().all(|slot| slot.office().is_none()));
    }

    #[test]
    fn no_desk_is_booked_twice_and_a_booking_is_found_by_its_id() {
        let slots = everybody(MONDAY);
        let mut desks = BTreeSet::new();
        for slot in slots.iter().filter(|slot| slot.part == 0) {
            if let Some(Place { building, floor, area: Some(area), desk: Some(desk) }) =
                slot.place()
            {
                assert!(desks.insert((building.number, floor, area, desk)), "{slot:?}");
            }
        }
        let booked = slots.iter().find(|slot| slot.place().is_some()).unwrap();
        let id = booked.id(Kind::Workspace);
        let found = slot(booked.user, key(Seed::new(7), Kind::Workspace, &id).unwrap()).unwrap();
        assert_eq!((found.day, found.part), (booked.day, booked.part));
    }
}
