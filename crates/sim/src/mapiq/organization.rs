//! The company, what calls have changed in it, and what both versions ask of it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use super::{
    behavior::{Days, Interval, Leaving},
    company::{Building, Company, User},
    days::{self, Slot},
    guid::{self, Kind},
    ledger::{Ledger, Report},
};

/// The company that calls are about.
#[derive(Debug)]
pub(crate) struct Organization {
    pub(crate) company: Company,
    ledger: Mutex<Ledger>,
}

/// What a list is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) user: Option<u32>,
    pub(crate) building: Option<u32>,
}

/// A check-in or check-out, seen by the simulation or reported by a call.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) user: User,
    pub(crate) building: Building,
    pub(crate) at: Timestamp,
    pub(crate) event_type: String,
    pub(crate) source: Option<String>,
}

/// Why a check-in is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// What is wrong with it, with the name of the field.
    Invalid(String),
    TooQuick,
}

pub(crate) const ARRIVAL: &str = "AtTheOffice";
const DEPARTURE: &str = "NotAtTheOffice";
const DEPARTURE_AS_PRINTED: &str = "NotAtTheOffce";

/// How many days may be asked for at once.
pub(crate) const LONGEST_RANGE: i32 = 31;
/// How many days ahead people plan.
const HORIZON: i32 = 28;

impl Scope {
    /// Reads the query of a list; without a first day it is about `otherwise`, if that is
    /// allowed.
    pub(crate) fn read<'q>(
        company: Company,
        query: impl Fn(&str) -> Option<&'q str>,
        otherwise: Option<Date>,
    ) -> Result<Self, String> {
        let date = |name: &str| {
            let date = query(name).map(|text| {
                text.parse::<Date>().map_err(|_| format!("{name}: is no date such as 2025-06-16"))
            });
            date.transpose()
        };
        let first = date("startDate")?.or(otherwise).ok_or("startDate: is required")?;
        let last = date("endDate")?.unwrap_or(first);
        let length = (last - first).get_days();
        if length < 0 {
            return Err("endDate: is before startDate".to_owned());
        }
        if length >= LONGEST_RANGE {
            return Err(format!("endDate: the range is longer than {LONGEST_RANGE} days"));
        }
        let user = query("userId").map(|id| {
            company.user_number(id).ok_or_else(|| "userId: there is no such user".to_owned())
        });
        let building = building(company, query("buildingId"))?;
        Ok(Self { first, last, user: user.transpose()?, building })
    }
}

/// The number of the building that a query names, if it does.
pub(crate) fn building(company: Company, id: Option<&str>) -> Result<Option<u32>, String> {
    let building = id.map(|id| {
        let building = company.building(id).map(|building| building.number);
        building.ok_or_else(|| "buildingId: there is no such building".to_owned())
    });
    building.transpose()
}

impl Organization {
    pub(crate) fn new(company: Company) -> Self {
        Self { company, ledger: Mutex::default() }
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All slots that lie in the scope and are neither too old to be kept nor beyond what
    /// people plan.
    pub(crate) fn slots(&self, scope: Scope, today: Date, kept: Days) -> Vec<Slot> {
        let oldest = today.saturating_sub(i64::from(kept.0).days());
        let newest = today.saturating_add(HORIZON.days());
        let (first, last) = (scope.first.max(oldest), scope.last.min(newest));
        let days = first.series(1.day()).take_while(|day| *day <= last);
        let users = |day| {
            let all = self.company.users();
            let asked =
                all.filter(move |user| scope.user.is_none_or(|number| number == user.number));
            asked.flat_map(move |user| days::slots(user, day))
        };
        let slots = days.flat_map(users);
        let here = |slot: &Slot| {
            let is_there = |number| slot.office().is_some_and(|there| there.number == number);
            scope.building.is_none_or(is_there)
        };
        slots.filter(here).collect()
    }

    /// The slot for which a workspace is booked under this id.
    pub(crate) fn booking(&self, id: &str) -> Option<Slot> {
        let key = guid::key(self.company.seed, Kind::Workspace, id)?;
        let slot = days::slot(self.company.user(key.of), key)?;
        (key.of < self.company.n_users && slot.place().is_some()).then_some(slot)
    }

    /// What was seen and reported until now, in the order of time.
    pub(crate) fn events(&self, scope: Scope, now: Timestamp, kept: Days) -> Vec<Event> {
        let slots = self.slots(scope, self.company.today(now), kept);
        let seen = slots.iter().flat_map(|slot| {
            slot.sightings().into_iter().map(|sighting| Event {
                id: sighting.id,
                user: sighting.user,
                building: sighting.building,
                at: sighting.at,
                event_type: if sighting.is_arrival { ARRIVAL } else { DEPARTURE }.to_owned(),
                source: Some("accessGate".to_owned()),
            })
        });
        let reports = self.ledger();
        let reported = reports.reports.iter().enumerate().filter_map(|(number, report)| {
            let day = report.at.to_zoned(report.building.time_zone()).date();
            let is_asked_for = (scope.first..=scope.last).contains(&day)
                && scope.user.is_none_or(|user| user == report.user.number)
                && scope.building.is_none_or(|building| building == report.building.number);
            is_asked_for.then(|| self.reported(number, report))
        });
        let mut events: Vec<Event> = seen.filter(|event| event.at <= now).chain(reported).collect();
        events.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        events
    }

    fn reported(&self, number: usize, report: &Report) -> Event {
        let at = u32::try_from(number).unwrap_or(u32::MAX);
        let key = guid::Key { of: report.user.number, at, part: 15 };
        Event {
            id: guid::guid(self.company.seed, Kind::Event, key),
            user: report.user,
            building: report.building,
            at: report.at,
            event_type: report.event_type.clone(),
            source: report.source.clone(),
        }
    }

    /// Who is in now: those whose last event of today is an arrival.
    pub(crate) fn present(&self, building: Option<u32>, now: Timestamp, kept: Days) -> Vec<Event> {
        let today = self.company.today(now);
        let scope = Scope { first: today, last: today, user: None, building: None };
        let mut last = BTreeMap::new();
        for event in self.events(scope, now, kept) {
            last.insert(event.user.number, event);
        }
        let here = |event: &Event| {
            event.event_type == ARRIVAL
                && building.is_none_or(|number| number == event.building.number)
        };
        last.into_values().filter(here).collect()
    }

    /// Takes a check-in or check-out that a call reports.
    pub(crate) fn report<'b>(
        &self,
        field: impl Fn(&str) -> Option<&'b str>,
        leaving: Leaving,
        interval: Interval,
        now: Timestamp,
    ) -> Result<(), NotTaken> {
        let invalid = |problem: &str| NotTaken::Invalid(problem.to_owned());
        let text = |name: &str| field(name).unwrap_or_default();
        let user = self.company.user_number(text("UserId"));
        let user = user.ok_or_else(|| invalid("UserId: there is no such user"))?;
        let user = self.company.user(user);
        let building = self.company.building(text("BuildingId"));
        let building = building.ok_or_else(|| invalid("BuildingId: there is no such building"))?;
        let departures: &[&str] = match leaving {
            Leaving::Both => &[DEPARTURE, DEPARTURE_AS_PRINTED],
            Leaving::Corrected => &[DEPARTURE],
            Leaving::AsPrinted => &[DEPARTURE_AS_PRINTED],
        };
        let event_type = text("EventType");
        if event_type != ARRIVAL && !departures.contains(&event_type) {
            return Err(invalid("EventType: is not one of the values"));
        }
        let mut ledger = self.ledger();
        let interval = SignedDuration::from_secs(interval.0.into());
        if ledger.last_report(user).is_some_and(|last| now.duration_since(last) < interval) {
            return Err(NotTaken::TooQuick);
        }
        ledger.reports.push(Report {
            user,
            building,
            at: now,
            event_type: event_type.to_owned(),
            source: field("Source").map(str::to_owned),
        });
        Ok(())
    }
}
