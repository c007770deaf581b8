//! Filters of lists, by the names that each of them has.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::{
    answer::Call,
    booking::{Booking, Days},
    company::{Building, Company, N_NEIGHBORHOODS, Space},
    ledger::Event,
    ulid::Kind,
};
use crate::{moment::Moment, refusal::Refusal};

/// A limit to one of the times of a booking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    field: Field,
    bound: Bound,
    /// Whether the time itself is left out.
    is_strict: bool,
    is_before: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Start,
    End,
    Canceled,
    CheckedIn,
    CheckedOut,
    SelfCertified,
}

#[derive(Clone, Copy, Debug)]
enum Bound {
    Instant(Timestamp),
    /// What the building's clock shows.
    Clock(DateTime),
}

const FIELDS: [(&str, Field); 6] = [
    ("startDateTime", Field::Start),
    ("endDateTime", Field::End),
    ("cancelledDateTime", Field::Canceled),
    ("checkedInDateTime", Field::CheckedIn),
    ("checkedOutDateTime", Field::CheckedOut),
    ("selfCertifiedDateTime", Field::SelfCertified),
];

/// All limits of a query.
pub(crate) fn limits(call: &Call<'_>) -> Result<Vec<Limit>, Refusal> {
    let read = call.arguments.query.iter().filter_map(|(name, value)| limit(name, value));
    read.collect()
}

fn limit(name: &str, value: &str) -> Option<Result<Limit, Refusal>> {
    let (field, operator) = name.strip_suffix(']')?.split_once('[')?;
    let (_, field) = FIELDS.into_iter().find(|(known, _)| *known == field)?;
    let (is_local, operator) = match operator.strip_prefix("local_") {
        Some(operator) => (true, operator),
        None => (false, operator),
    };
    let (is_strict, operator) = match operator.strip_prefix("strictly_") {
        Some(operator) => (true, operator),
        None => (false, operator),
    };
    let is_before = operator == "before";
    let Some(moment) = Moment::parse(value) else {
        return Some(Err(Refusal::invalid(format!("{name}: is no time"))));
    };
    let bound = match is_local {
        true => Bound::Clock(moment.clock),
        // Without a zone it is in UTC.
        false => match moment.instant.or_else(|| TimeZone::UTC.to_timestamp(moment.clock).ok()) {
            Some(instant) => Bound::Instant(instant),
            None => return Some(Err(Refusal::invalid(format!("{name}: is too far away")))),
        },
    };
    Some(Ok(Limit { field, bound, is_strict, is_before }))
}

impl Limit {
    pub(crate) fn admits(&self, booking: &Booking) -> bool {
        let at = |event: &Option<Event>| event.as_ref().map(|event| event.at);
        let time = match self.field {
            Field::Start => Some(booking.start),
            Field::End => Some(booking.end),
            Field::Canceled => at(&booking.canceled),
            Field::CheckedIn => at(&booking.checked_in),
            Field::CheckedOut => at(&booking.checked_out),
            Field::SelfCertified => booking.self_certified,
        };
        let Some(time) = time else { return false };
        let order = match self.bound {
            Bound::Instant(instant) => time.cmp(&instant),
            Bound::Clock(clock) => booking.building.time_zone().to_datetime(time).cmp(&clock),
        };
        match self.is_before {
            true => order.is_lt() || order.is_eq() && !self.is_strict,
            false => order.is_gt() || order.is_eq() && !self.is_strict,
        }
    }
}

/// The days that limits to start and end leave, so that no other has to be looked at.
pub(crate) fn days(limits: &[Limit], now: Timestamp) -> Days {
    let mut days = Days::all(now);
    for limit in limits {
        if !matches!(limit.field, Field::Start | Field::End) {
            continue;
        }
        let time = match limit.bound {
            Bound::Instant(instant) => Some(instant),
            Bound::Clock(clock) => TimeZone::UTC.to_timestamp(clock).ok(),
        };
        days = match limit.is_before {
            true => days.around(None, time),
            false => days.around(time, None),
        };
    }
    days
}

/// Whether a place fits a filter by an id or a kind.
pub(crate) fn fits_place(
    company: Company,
    (name, value): (&str, &str),
    building: Building,
    space: Option<Space>,
) -> bool {
    let is_it = |kind: Kind, at: Option<u32>| {
        at.is_some_and(|at| company.id(kind, building.number, at) == value)
    };
    match name {
        "type" => space.map_or("onsite", Space::kind) == value,
        "buildingId" | "building.id" => building.id(company) == value,
        "floorId" | "floor.id" => is_it(Kind::Floor, space.map(Space::floor)),
        "neighbourhoodId" | "neighborhood.id" => {
            let place = space
                .and_then(|space| Some(space.floor() * N_NEIGHBORHOODS + space.neighborhood()?));
            is_it(Kind::Neighborhood, place)
        }
        "spaceId" | "space.id" => space.is_some_and(|space| space.id(company) == value),
        _ => true,
    }
}

/// Whether a booking starts and ends on the days of the two parameters that are out of date.
pub(crate) fn fits_days(call: &Call<'_>, booking: &Booking) -> bool {
    let zone = booking.building.time_zone();
    let day = |time: Timestamp| zone.to_datetime(time).date().to_string();
    call.query("startDate").is_none_or(|first| day(booking.start).as_str() >= first)
        && call.query("endDate").is_none_or(|last| day(booking.end).as_str() <= last)
}
