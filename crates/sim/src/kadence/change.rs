//! Making bookings, and what becomes of them.

use axum::http::StatusCode;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;

use super::{
    answer::{Answered, Call, booking_in_path, broken},
    availability,
    behavior::{CheckSpace, DoubleBookings},
    booking::{self, Booking},
    company::Space,
    hydra,
    ledger::Event,
    record,
    ulid::{self, Key, Kind},
};
use crate::refusal::Refusal;

pub(crate) fn create(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let user = call.text("userId").unwrap_or_default();
    let user = company.user_of(user).ok_or_else(|| broken(call, "userId: is not a user"))?;
    let (start, end) = (moment(call, "startDateTime")?, moment(call, "endDateTime")?);
    if end <= start {
        return Err(broken(call, "endDateTime: is not after the start"));
    }
    if end <= call.now {
        return Err(broken(call, "endDateTime: is over"));
    }
    let space = call
        .text("spaceId")
        .map(|id| company.space_of(id).ok_or_else(|| broken(call, "spaceId: is not a space")));
    let building = call.text("buildingId").map(|id| {
        company.building_of(id).ok_or_else(|| broken(call, "buildingId: is not a building"))
    });
    let (space, building) = match (space.transpose()?, building.transpose()?) {
        (Some(space), None) => (Some(space), space.building),
        (None, Some(building)) => (None, building),
        (Some(_), Some(_)) => {
            return Err(broken(call, "buildingId: is of no use beside a space"));
        }
        (None, None) => return Err(broken(call, "spaceId: this or buildingId is required")),
    };
    let is_room = space.is_some_and(|space| space.kind() == "room");
    let title = call.text("title").map(str::to_owned);
    if is_room && title.as_deref().is_none_or(str::is_empty) {
        return Err(broken(call, "title: a room needs one"));
    }
    let guests = guests(call)?;
    let mut ledger = call.world.ledger();
    if call.behavior.double_bookings == DoubleBookings::Refused {
        let is_free = match space {
            Some(space) => booking::is_free(company, &ledger, space, (start, end), call.now),
            None => availability::admits(call, &ledger, building, (start, end)),
        };
        if !is_free {
            return Err(broken(call, "spaceId: is taken"));
        }
    }
    let number = u32::try_from(ledger.made.len()).unwrap_or(u32::MAX);
    let made = Booking {
        id: ulid::ulid(company.seed, Kind::Made, Key { of: number, at: 0, part: 0 }),
        building,
        space,
        user: user.id(),
        start,
        end,
        created: call.now,
        title,
        is_online: call.field("onlineMeeting").and_then(Value::as_bool),
        guests,
        self_certified: None,
        checked_in: None,
        checked_out: None,
        canceled: None,
    };
    ledger.made.insert(made.id.clone(), made.clone());
    let record = record::booking(company, &made, call.now);
    Ok(hydra::resource("Booking", StatusCode::CREATED, record))
}

/// A time in UTC, with or without saying so.
fn moment(call: &Call<'_>, name: &str) -> Result<Timestamp, Refusal> {
    availability::utc(call.text(name).unwrap_or_default())
        .ok_or_else(|| broken(call, format!("{name}: is no time")))
}

fn guests(call: &Call<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let attendees = call.field("attendees").and_then(Value::as_array);
    let mut guests = Vec::new();
    for (index, attendee) in attendees.into_iter().flatten().enumerate() {
        let text = |name: &str| attendee.get(name).and_then(Value::as_str);
        match (text("userId"), text("emailAddress")) {
            (Some(user), _) if call.world.company.user_of(user).is_none() => {
                return Err(broken(call, format!("attendees[{index}].userId: is not a user")));
            }
            (Some(_), _) | (None, None) => {}
            (None, Some(email)) => {
                let name = text("displayName").unwrap_or(email);
                guests.push((email.to_lowercase(), name.to_owned()));
            }
        }
    }
    Ok(guests)
}

pub(crate) fn cancel(call: &Call<'_>) -> Answered {
    let booking = booking_in_path(call)?;
    if matches!(booking.status(call.now), "cancelled" | "completed") {
        return Err(broken(call, "The booking cannot be cancelled."));
    }
    let by = actor(call)?;
    if by.as_ref().is_some_and(|by| *by != booking.user) {
        return Err(broken(call, "userId: may not cancel this booking"));
    }
    call.world.ledger().events.entry(booking.id.clone()).or_default().canceled =
        Some(event(call, by));
    changed(call)
}

pub(crate) fn check_in(call: &Call<'_>) -> Answered {
    let booking = booking_in_path(call)?;
    check_certified(call, &booking)?;
    if booking.status(call.now) != "booked" {
        return Err(broken(call, "The booking cannot be checked in."));
    }
    let by = actor(call)?;
    call.world.ledger().events.entry(booking.id.clone()).or_default().checked_in =
        Some(event(call, by));
    checked(call)
}

pub(crate) fn check_out(call: &Call<'_>) -> Answered {
    let booking = booking_in_path(call)?;
    check_certified(call, &booking)?;
    if booking.status(call.now) != "checkedIn" {
        return Err(broken(call, "The booking cannot be checked out."));
    }
    let by = actor(call)?;
    call.world.ledger().events.entry(booking.id.clone()).or_default().checked_out =
        Some(event(call, by));
    checked(call)
}

fn check_certified(call: &Call<'_>, booking: &Booking) -> Result<(), Refusal> {
    match booking.building.certifies && booking.self_certified.is_none() {
        true => Err(broken(call, "The owner of the booking has to self-certify first.")),
        false => Ok(()),
    }
}

/// Who does it, if anybody is named.
fn actor(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    match call.text("userId") {
        Some(id) if call.world.company.user_of(id).is_none() => {
            Err(broken(call, "userId: is not a user"))
        }
        named => Ok(named.map(str::to_owned)),
    }
}

fn event(call: &Call<'_>, by: Option<String>) -> Event {
    Event { at: call.now, by, method: call.text("method").map(str::to_owned) }
}

fn changed(call: &Call<'_>) -> Answered {
    Ok(hydra::resource("Booking", StatusCode::CREATED, now(call)?.1))
}

/// The same, with the space in the form that is switched on.
fn checked(call: &Call<'_>) -> Answered {
    let (space, mut record) = now(call)?;
    if call.behavior.check_space == CheckSpace::Iri {
        record["space"] = space.map(|it| record::space_iri(call.world.company, it)).into();
    }
    Ok(hydra::resource("Booking", StatusCode::CREATED, record))
}

/// The booking as it is now.
fn now(call: &Call<'_>) -> Result<(Option<Space>, Value), Refusal> {
    let booking = booking_in_path(call)?;
    let record = record::booking(call.world.company, &booking, call.now);
    Ok((booking.space, record))
}

/// The zone in which requests are.
pub(crate) const ZONE: TimeZone = TimeZone::UTC;
