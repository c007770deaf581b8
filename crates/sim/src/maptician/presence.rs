//! Where people are now.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::{Answered, Call, changed},
    bookings,
    company::{Company, OFFICES, Office},
    ledger::{Ledger, Now},
    locations, occupants,
    range::{self, Range},
};
use crate::{
    refusal::Refusal,
    reply::{Content, Reply},
};

const AT_LOCATION: &str = "at_location";
/// Of these only the first is documented.
const STATUSES: [&str; 3] = [AT_LOCATION, "remote", "leave"];
const CLEAR: &str = "clear";

/// The addresses of the office with a number are those of this block, a quarter of it each.
const BLOCK: &str = "203.0.113.";

pub(crate) fn set(call: &Call<'_>) -> Answered {
    let mut ledger = call.world.ledger();
    let person = enter(call.world.company, &mut ledger, &call.arguments.body, &Value::Null)?;
    Ok(changed(call, json!({ "userID": person })))
}

/// A batch, or one entry. Later entries of a person are dropped without a word; one that is
/// wrong does not hinder the others.
pub(crate) fn set_all(call: &Call<'_>) -> Answered {
    let body = &call.arguments.body;
    let entries = match body.get("entries").and_then(Value::as_array) {
        Some(entries) => entries.as_slice(),
        None => std::slice::from_ref(body),
    };
    let company = call.world.company;
    let mut ledger = call.world.ledger();
    let (mut set, mut refused) = (Vec::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        let known = occupants::named(company, &ledger, entry);
        let id = known.map(|person| occupants::text(&person, "userID").to_owned());
        if id.is_ok_and(|id| set.contains(&id)) {
            continue;
        }
        match enter(company, &mut ledger, entry, body) {
            Ok(person) => set.push(person),
            Err(refusal) => refused.push(json!({ "index": index, "why": refusal.message })),
        }
    }
    Ok(changed(call, json!({ "set": set, "refused": refused })))
}

/// Takes in an entry, with the location of the batch if it has none. Gives the person.
fn enter(
    company: Company,
    ledger: &mut Ledger,
    entry: &Value,
    batch: &Value,
) -> Result<String, Refusal> {
    let person = occupants::named(company, ledger, entry)?;
    let status = entry.get("status").and_then(Value::as_str).unwrap_or(AT_LOCATION);
    if !STATUSES.contains(&status) {
        return Err(Refusal::invalid(format!("status: is not one of {}", STATUSES.join(", "))));
    }
    let own = locations::named(company, ledger, |name| entry.get(name)?.as_str())?;
    let office = match own {
        Some(office) => Some(office),
        None => locations::named(company, ledger, |name| batch.get(name)?.as_str())?,
    };
    if status == AT_LOCATION && office.is_none() {
        return Err(Refusal::invalid(format!("officeID: {AT_LOCATION} needs a location")));
    }
    let now = Now { status: status.to_owned(), office: office.filter(|_| status == AT_LOCATION) };
    Ok(mark(ledger, &person, now))
}

/// Keeps where a person is, unless the person is not tracked. Gives the person's id.
fn mark(ledger: &mut Ledger, person: &occupants::Person, now: Now) -> String {
    let id = occupants::text(person, "userID").to_owned();
    if occupants::text(person, "tracking") != "No Tracking" {
        ledger.whereabouts.insert(id.clone(), now);
    }
    id
}

pub(crate) fn check_out(call: &Call<'_>) -> Answered {
    let mut ledger = call.world.ledger();
    let person = occupants::named(call.world.company, &ledger, &call.arguments.body)?;
    let id = mark(&mut ledger, &person, Now { status: CLEAR.to_owned(), office: None });
    Ok(changed(call, json!({ "userID": id })))
}

pub(crate) fn record_access(call: &Call<'_>) -> Answered {
    let mut ledger = call.world.ledger();
    let is_present = access(call.world.company, &mut ledger, &call.arguments.body)?;
    Ok(changed(call, json!({ "present": is_present })))
}

/// One that is wrong refuses all.
pub(crate) fn record_accesses(call: &Call<'_>) -> Answered {
    let events = call.arguments.body.as_array().map(Vec::as_slice).unwrap_or_default();
    let company = call.world.company;
    let mut ledger = call.world.ledger();
    for (index, event) in events.iter().enumerate() {
        source(company, &ledger, event).map_err(|refusal| Refusal {
            message: format!("/{index}: {}", refusal.message),
            ..refusal
        })?;
    }
    let mut present = Vec::new();
    for event in events {
        present.push(access(company, &mut ledger, event)?);
    }
    Ok(changed(call, json!({ "present": present })))
}

/// Who used a system, and the office that the address belongs to, if it does to one.
fn source(
    company: Company,
    ledger: &Ledger,
    event: &Value,
) -> Result<(occupants::Person, Option<Office>), Refusal> {
    let person = occupants::named(company, ledger, event)?;
    let address = event.get("ip").and_then(Value::as_str);
    let address = address.ok_or_else(|| Refusal::invalid("ip: is required"))?;
    address.parse::<std::net::IpAddr>().map_err(|_| Refusal::invalid("ip: is no address"))?;
    let last = address.strip_prefix(BLOCK).and_then(|last| last.parse::<u32>().ok());
    let office = |last: u32| OFFICES.into_iter().find(|office| office.number == last / 64);
    Ok((person, last.and_then(office)))
}

/// Whether the person is present by that.
fn access(company: Company, ledger: &mut Ledger, event: &Value) -> Result<bool, Refusal> {
    let (person, office) = source(company, ledger, event)?;
    let Some(office) = office else { return Ok(false) };
    let office = Some(office.id(company));
    mark(ledger, &person, Now { status: AT_LOCATION.to_owned(), office });
    Ok(true)
}

/// Goes by the seats that the person alone may reserve: for today, or the day in `date`.
pub(crate) fn present_and_reserve(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let mut ledger = call.world.ledger();
    let person = occupants::named(company, &ledger, &call.arguments.body)?;
    let id = occupants::text(&person, "userID").to_owned();
    let mut seats = OFFICES.into_iter().flat_map(Office::seats);
    let owned = seats
        .find(|seat| seat.is_active() && seat.owner(company).is_some_and(|owner| owner.id() == id));
    let Some(seat) = owned else {
        let nothing = json!({ "reserved": false, "why": "the person may reserve no seat" });
        return Ok(Reply::new(StatusCode::ACCEPTED, Content::Json(nothing)));
    };
    let zone = seat.office.time_zone();
    let today = zone.to_datetime(call.now).date();
    let day = call.text("date").map_or(Ok(today), |text| range::day("date", text, &zone))?;
    if day < today {
        return Err(Refusal::invalid("date: is over"));
    }
    let whole = Range::of_days(day, day, &zone)?;
    let range = Range { start: rest_of(whole, call.now), ..whole };
    let is_free = bookings::is_free(call, &ledger, seat, range);
    if is_free {
        bookings::book(call, &mut ledger, seat, &id, range)?;
    }
    if day == today {
        let office = Some(seat.office.id(company));
        mark(&mut ledger, &person, Now { status: AT_LOCATION.to_owned(), office });
    }
    Ok(changed(call, json!({ "reserved": is_free, "seatID": seat.id(company) })))
}

/// Where what is left of a day begins.
fn rest_of(day: Range, now: Timestamp) -> Timestamp {
    now.clamp(day.start, day.end)
}
