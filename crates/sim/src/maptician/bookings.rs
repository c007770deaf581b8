//! Bookings of seats and rooms.

use axum::http::StatusCode;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    answer::{Answered, Call, changed, list},
    behavior::BookingTimes,
    company::{Company, Kind, N_ROOMS, OFFICES, Office, Seat, Usage, User, day_number},
    ledger::Ledger,
    locations,
    occupants::{check_filters, person_in_path, text},
    range::{self, Range},
};
use crate::{guid::Key, refusal::Refusal};

/// A seat or a room that is booked for a time.
#[derive(Clone, Debug)]
pub(crate) struct Booking {
    pub(crate) id: String,
    pub(crate) place: Place,
    pub(crate) person: String,
    pub(crate) range: Range,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Seat(Seat),
    Room(Office, u32),
}

/// How many days back and ahead bookings reach.
const PAST: i32 = 90;
const AHEAD: i32 = 28;

/// How many days a list may be of.
const LONGEST: i32 = 92;

const TIMES: [&str; 3] = ["start", "end", "timezone"];
const OFFICES_OF: [&str; 4] = ["officeID", "officeName", "location", "office"];

pub(crate) fn list_seats(call: &Call<'_>) -> Answered {
    let range = asked(call)?;
    let office = office(call)?;
    let ledger = call.world.ledger();
    let all = bookings(call, &ledger, range);
    let is_asked = |booking: &Booking| {
        matches!(booking.place, Place::Seat(_)) && is_at(call, booking, office.as_deref())
    };
    Ok(list(call, records(call, all.into_iter().filter(is_asked))))
}

/// A location is needed, and a range by its name.
pub(crate) fn list_rooms(call: &Call<'_>) -> Answered {
    let Some(office) = office(call)? else {
        return Err(Refusal::invalid("officeID: this or officeName is required"));
    };
    let zone = range::zone(call.query("timezone"))?;
    let today = zone.to_datetime(call.now).date();
    let range = match call.query("range") {
        Some("today") => Range::of_days(today, today, &zone)?,
        Some("week") => Range::of_days(today, today.saturating_add(6.days()), &zone)?,
        Some("custom") => custom(call, &zone)?,
        _ => return Err(Refusal::invalid("range: is not one of today, week, custom")),
    };
    let ledger = call.world.ledger();
    let all = bookings(call, &ledger, range);
    let is_asked = |booking: &Booking| {
        matches!(booking.place, Place::Room(..)) && is_at(call, booking, Some(&office))
    };
    Ok(list(call, records(call, all.into_iter().filter(is_asked))))
}

fn custom(call: &Call<'_>, zone: &TimeZone) -> Result<Range, Refusal> {
    let text = call.query("custom_range").unwrap_or_default();
    let wrong = || Refusal::invalid("custom_range: is no JSON object with start and end");
    let value: Value = serde_json::from_str(text).map_err(|_| wrong())?;
    let part = |name: &str| value.get(name).and_then(Value::as_str).ok_or_else(wrong);
    bounded(Range::of_texts(Some(part("start")?), Some(part("end")?), zone, call.now)?, zone)
}

pub(crate) fn list_for_user(call: &Call<'_>) -> Answered {
    let person = person_in_path(call)?;
    let range = asked(call)?;
    let office = office(call)?;
    let ledger = call.world.ledger();
    let own = own(call, &ledger, range, text(&person, "userID"), office.as_deref());
    Ok(list(call, records(call, own.into_iter())))
}

pub(crate) fn delete_for_user(call: &Call<'_>) -> Answered {
    let person = person_in_path(call)?;
    let known: Vec<&str> = TIMES.into_iter().chain(OFFICES_OF).collect();
    check_filters(call, &known)?;
    let has_time = ["start", "end"].iter().any(|name| call.query(name).is_some());
    let range = if has_time { asked(call)? } else { EVERYTHING };
    let office = office(call)?;
    let mut ledger = call.world.ledger();
    let own = own(call, &ledger, range, text(&person, "userID"), office.as_deref());
    let n_deleted = own.len();
    ledger.deleted_bookings.extend(own.into_iter().map(|booking| booking.id));
    Ok(changed(call, json!({ "deleted": n_deleted })))
}

const EVERYTHING: Range = Range { start: Timestamp::MIN, end: Timestamp::MAX };

pub(crate) fn reserve_seat(call: &Call<'_>) -> Answered {
    let person = person_in_path(call)?;
    let seat = locations::seat_in_path(call)?;
    let value = |name: &str| match call.behavior.booking_times {
        BookingTimes::Body => call.text(name).or_else(|| call.query(name)),
        BookingTimes::Query => call.query(name).or_else(|| call.text(name)),
    };
    let zone = range::zone(value("timezone"))?;
    let time = |name: &str| {
        let text = value(name).ok_or_else(|| Refusal::invalid(format!("{name}: is required")))?;
        range::instant(name, text, &zone)
    };
    let range = Range { start: time("start")?, end: time("end")? };
    if range.end <= range.start {
        return Err(Refusal::invalid("end: is not after start"));
    }
    let mut ledger = call.world.ledger();
    let booking = book(call, &mut ledger, seat, text(&person, "userID"), range)?;
    Ok(changed(call, record(call.world.company, &booking)))
}

/// Books a seat that is free, and that the person may reserve.
pub(crate) fn book(
    call: &Call<'_>,
    ledger: &mut Ledger,
    seat: Seat,
    person: &str,
    range: Range,
) -> Result<Booking, Refusal> {
    let company = call.world.company;
    let conflict = |why: &str| Err(Refusal::new(StatusCode::CONFLICT, why));
    let may_reserve = match seat.usage() {
        Usage::Reservable => true,
        Usage::Owned => seat.owner(company).is_some_and(|owner| owner.id() == person),
        Usage::Assignable | Usage::Flex | Usage::Closed => false,
    };
    if !seat.is_active() || !may_reserve {
        return conflict("the seat cannot be reserved by this person");
    }
    if !is_free(call, ledger, seat, range) {
        return conflict("the seat is taken");
    }
    let id = company.id(Kind::Made, ledger.make(), 0);
    let booking = Booking { id, place: Place::Seat(seat), person: person.to_owned(), range };
    ledger.booked.push(booking.clone());
    Ok(booking)
}

/// Whether nobody has booked a seat in a time.
pub(crate) fn is_free(call: &Call<'_>, ledger: &Ledger, seat: Seat, range: Range) -> bool {
    let company = call.world.company;
    let days = days(range, call.now, seat.office);
    let mut before = days.filter_map(|day| seat_booking(company, seat, day));
    let is_taken = |booking: &Booking| {
        booking.place == Place::Seat(seat)
            && booking.range.meets(range)
            && !ledger.deleted_bookings.contains(&booking.id)
    };
    !before.any(|booking| is_taken(&booking)) && !ledger.booked.iter().any(is_taken)
}

/// The range that a list is about: today, if it does not say.
fn asked(call: &Call<'_>) -> Result<Range, Refusal> {
    let known: Vec<&str> = TIMES.into_iter().chain(OFFICES_OF).collect();
    check_filters(call, &known)?;
    let zone = range::zone(call.query("timezone"))?;
    let range = Range::of_texts(call.query("start"), call.query("end"), &zone, call.now)?;
    bounded(range, &zone)
}

/// The range, unless it has too many days.
fn bounded(range: Range, zone: &TimeZone) -> Result<Range, Refusal> {
    let day = |time: Timestamp| zone.to_datetime(time).date();
    // The end is the beginning of a day that is not in it.
    let days = (day(range.end) - day(range.start)).get_days();
    match days > LONGEST {
        true => Err(Refusal::invalid(format!("end: the range is longer than {LONGEST} days"))),
        false => Ok(range),
    }
}

fn office(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    let ledger = call.world.ledger();
    locations::named(call.world.company, &ledger, |name| call.query(name))
}

fn own(
    call: &Call<'_>,
    ledger: &Ledger,
    range: Range,
    person: &str,
    office: Option<&str>,
) -> Vec<Booking> {
    let all = bookings(call, ledger, range).into_iter();
    all.filter(|booking| booking.person == person && is_at(call, booking, office)).collect()
}

fn is_at(call: &Call<'_>, booking: &Booking, office: Option<&str>) -> bool {
    office.is_none_or(|office| booking.office().id(call.world.company) == office)
}

/// All bookings that meet a range, in the order of time.
fn bookings(call: &Call<'_>, ledger: &Ledger, range: Range) -> Vec<Booking> {
    let company = call.world.company;
    let before = OFFICES.into_iter().flat_map(|office| {
        days(range, call.now, office).flat_map(move |day| of_day(company, office, day))
    });
    let all = before.chain(ledger.booked.iter().cloned());
    let is_there = |booking: &Booking| {
        booking.range.meets(range) && !ledger.deleted_bookings.contains(&booking.id)
    };
    let mut found: Vec<Booking> = all.filter(is_there).collect();
    found.sort_by(|one, other| (one.range.start, &one.id).cmp(&(other.range.start, &other.id)));
    found
}

/// The days of an office that meet a range and of which there are bookings.
fn days(range: Range, now: Timestamp, office: Office) -> impl Iterator<Item = Date> {
    let zone = office.time_zone();
    let today = zone.to_datetime(now).date();
    let first = zone.to_datetime(range.start).date().max(today.saturating_sub(PAST.days()));
    let last = zone.to_datetime(range.end).date().min(today.saturating_add(AHEAD.days()));
    first.series(1.day()).take_while(move |day| *day <= last)
}

fn of_day(company: Company, office: Office, day: Date) -> Vec<Booking> {
    let seats = office.seats().filter_map(|seat| seat_booking(company, seat, day));
    let rooms = (0..N_ROOMS).flat_map(|room| {
        (9..17).filter_map(move |hour| room_booking(company, office, room, day, hour))
    });
    seats.chain(rooms).collect()
}

fn seat_booking(company: Company, seat: Seat, day: Date) -> Option<Booking> {
    let seed = company.seed.with("seat").at(seat.office.number.into()).at(seat.number.into());
    let seed = seed.at(day_number(day));
    let is_booked = seat.usage() == Usage::Reservable && seat.is_active() && seed.chance(0.45);
    if !is_booked || is_weekend(day) {
        return None;
    }
    let person = anybody(company, seat.office, seed.with("who"))?;
    let key = Key { of: seat.office.number, at: seat.number, part: 0 };
    Some(Booking {
        id: dated(company, Kind::SeatReservation, key, day),
        place: Place::Seat(seat),
        person: person.id(),
        range: hours(seat.office, day, 9, 17)?,
    })
}

fn room_booking(
    company: Company,
    office: Office,
    room: u32,
    day: Date,
    hour: i8,
) -> Option<Booking> {
    let seed = company.seed.with("room").at(office.number.into()).at(room.into());
    let seed = seed.at(day_number(day)).at(hour.into());
    if !seed.chance(0.35) || is_weekend(day) {
        return None;
    }
    let person = anybody(company, office, seed.with("who"))?;
    let key = Key { of: office.number, at: room, part: hour.unsigned_abs() % 16 };
    Some(Booking {
        id: dated(company, Kind::RoomReservation, key, day),
        place: Place::Room(office, room),
        person: person.id(),
        range: hours(office, day, hour, hour.checked_add(1)?)?,
    })
}

fn anybody(company: Company, office: Office, seed: crate::seed::Seed) -> Option<User> {
    let last = i64::from(company.n_locals(office)).checked_sub(1)?;
    company.local(office, u32::try_from(seed.between(0, last)).ok()?)
}

/// An id that no other day has.
fn dated(company: Company, kind: Kind, key: Key, day: Date) -> String {
    format!("{}-{}", company.id_of(kind, key), day.strftime("%Y%m%d"))
}

fn hours(office: Office, day: Date, from: i8, to: i8) -> Option<Range> {
    let zone = office.time_zone();
    let at = |hour: i8| zone.to_timestamp(day.at(hour, 0, 0, 0)).ok();
    Some(Range { start: at(from)?, end: at(to)? })
}

fn is_weekend(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() > 4
}

fn records(call: &Call<'_>, bookings: impl Iterator<Item = Booking>) -> Vec<Value> {
    bookings.map(|booking| record(call.world.company, &booking)).collect()
}

/// A booking, with times on the wall clock of its office.
pub(crate) fn record(company: Company, booking: &Booking) -> Value {
    let office = booking.office();
    let zone = office.time_zone();
    let shown =
        |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let (kind, place) = match booking.place {
        Place::Seat(seat) => ("seatID", seat.id(company)),
        Place::Room(office, room) => ("roomID", company.id(Kind::Room, office.number, room)),
    };
    json!({
        "reservationID": booking.id,
        kind: place,
        "userID": booking.person,
        "officeID": office.id(company),
        "start": shown(booking.range.start),
        "end": shown(booking.range.end),
    })
}

impl Booking {
    fn office(&self) -> Office {
        match self.place {
            Place::Seat(seat) => seat.office,
            Place::Room(office, _) => office,
        }
    }
}
