//! When, where and how many may book.

use axum::http::StatusCode;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use super::{
    answer::{Answered, Call, broken, not_found},
    behavior::{BookableSpaces, Passes},
    booking::{self, Days, Wanted},
    change::ZONE,
    company::{BUILDINGS, Building, Space, User},
    hydra::{self, USUAL_PAGE},
    ledger::Ledger,
    record::{self, time},
    ulid::Kind,
};
use crate::{
    moment::Moment,
    refusal::Refusal,
    reply::{Content, Reply},
};

/// How many days ahead one may book.
const AHEAD: usize = 14;
/// When buildings open and close, by their clocks.
const HOURS: (i8, i8) = (7, 19);
/// How many may come without a space.
const CAPACITY: usize = 40;

pub(crate) fn days(call: &Call<'_>) -> Answered {
    let building = building(call)?;
    user(call)?;
    let zone = building.time_zone();
    let today = zone.to_datetime(call.now).date();
    let open = today.series(1.day()).take(AHEAD).filter_map(|day| {
        let at = |hour: i8| zone.to_timestamp(day.at(hour, 0, 0, 0)).ok();
        let (start, end) = (at(HOURS.0)?.max(call.now), at(HOURS.1)?);
        let is_open = day.weekday().to_monday_zero_offset() < 5 && start < end;
        is_open.then(|| json!({ "start": time(start), "end": time(end) }))
    });
    let member: Vec<Value> = open.collect();
    let total = member.len();
    let body = hydra::whole(call, "BookableDay", member, total);
    Ok(hydra::answer(StatusCode::OK, Value::Object(body)))
}

/// No day has an id, and so any will do.
pub(crate) fn day(_call: &Call<'_>) -> Answered {
    Ok(Reply::new(StatusCode::NO_CONTENT, Content::Empty))
}

pub(crate) fn spaces(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let key = call.query("floorId").and_then(|id| company.key(Kind::Floor, id));
    let key = key.ok_or_else(not_found)?;
    user(call)?;
    let period = period(call)?;
    let kind = call.query("spaceType").unwrap_or("desk");
    let ledger = call.world.ledger();
    let building = BUILDINGS.into_iter().find(|building| building.number == key.of);
    let of_floor = building.into_iter().flat_map(Building::spaces).filter(|space| {
        space.floor() == key.at
            && space.kind() == kind
            && booking::is_free(company, &ledger, *space, period, call.now)
    });
    let free: Vec<Space> = of_floor.collect();
    let shown = match call.behavior.bookable_spaces {
        BookableSpaces::Whole => free.len(),
        BookableSpaces::FirstPage => USUAL_PAGE,
    };
    let member = free.iter().take(shown).map(|space| record::bookable_space(company, *space));
    let body = hydra::whole(call, "BookableSpace", member.collect(), free.len());
    Ok(hydra::answer(StatusCode::OK, Value::Object(body)))
}

pub(crate) fn onsite_pass(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let id = call.query("buildingId").unwrap_or_default();
    let building = company.building_of(id).ok_or_else(not_found)?;
    let (start, end) = period(call)?;
    let zone = building.time_zone();
    let is_weekend = zone.to_datetime(start).date().weekday().to_monday_zero_offset() > 4;
    let left = left(call, &call.world.ledger(), building, (start, end));
    let (passes, reason) = match (is_weekend, left) {
        (true, _) => (json!(0), Some("buildingClosed")),
        (false, Some(0)) => (json!(0), Some("noCapacity")),
        (false, left) => (json!(left), None),
    };
    let pass = json!({
        "@id": format!("{}/bookable-onsite-passes", record::ROOT),
        "@type": "BookableOnsitePass",
        "numPassesAvailable": passes,
        "available": reason.is_none(),
        "startDateTime": time(start),
        "endDateTime": time(end),
        "unavailabilityReason": reason,
    });
    Ok(hydra::resource("BookableOnsitePass", StatusCode::OK, pass))
}

/// Whether a building admits one more without a space.
pub(crate) fn admits(
    call: &Call<'_>,
    ledger: &Ledger,
    building: Building,
    period: (Timestamp, Timestamp),
) -> bool {
    left(call, ledger, building, period) != Some(0)
}

/// How many more a building admits without a space; none if there is no limit.
fn left(
    call: &Call<'_>,
    ledger: &Ledger,
    building: Building,
    (start, end): (Timestamp, Timestamp),
) -> Option<usize> {
    if call.behavior.passes == Passes::Unlimited {
        return None;
    }
    let onsite = |of: Building, space: Option<Space>| of == building && space.is_none();
    let days = Days::all(call.now).around(Some(start), Some(end));
    let wanted = Wanted { days, place: &onsite, ..Wanted::everything(call.now) };
    let all = booking::all(call.world.company, ledger, wanted, call.now).into_iter();
    let coming = all.filter(|booking| booking.canceled.is_none() && booking.meets(start, end));
    Some(CAPACITY.saturating_sub(coming.count()))
}

fn building(call: &Call<'_>) -> Result<Building, Refusal> {
    let id = call.query("buildingId").unwrap_or_default();
    call.world.company.building_of(id).ok_or_else(not_found)
}

fn user(call: &Call<'_>) -> Result<User, Refusal> {
    let id = call.query("userId").unwrap_or_default();
    call.world.company.user_of(id).ok_or_else(not_found)
}

fn period(call: &Call<'_>) -> Result<(Timestamp, Timestamp), Refusal> {
    let at = |name: &str| {
        utc(call.query(name).unwrap_or_default())
            .ok_or_else(|| broken(call, format!("{name}: is no time")))
    };
    let (start, end) = (at("startDateTime")?, at("endDateTime")?);
    match start < end {
        true => Ok((start, end)),
        false => Err(broken(call, "endDateTime: is not after the start")),
    }
}

/// A time in UTC, with or without saying so.
pub(crate) fn utc(text: &str) -> Option<Timestamp> {
    let moment = Moment::parse(text)?;
    moment.instant.or_else(|| ZONE.to_timestamp(moment.clock).ok())
}
