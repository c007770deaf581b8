//! Locations and their seats.

use serde_json::{Map, Value, json};

use super::{
    answer::{Answered, Call, changed},
    company::{Company, Kind, OFFICES, Office, Seat},
    ledger::Ledger,
    occupants::text,
};
use crate::{refusal::Refusal, reply::Reply};

/// The names under which a location may be given.
const NAMES: [&str; 4] = ["officeID", "officeName", "location", "office"];

type Location = Map<String, Value>;

pub(crate) fn seats(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let seats = OFFICES.into_iter().flat_map(Office::seats).filter(|seat| seat.is_active());
    Ok(Reply::json(seats.map(|seat| seat.record(company)).collect()))
}

pub(crate) fn seat(call: &Call<'_>) -> Answered {
    seat_in_path(call).map(|seat| Reply::json(seat.record(call.world.company)))
}

/// The seat in the path.
pub(crate) fn seat_in_path(call: &Call<'_>) -> Result<Seat, Refusal> {
    let id = call.path("seatID");
    call.world.company.seat(id).ok_or_else(|| Refusal::not_found("seat", id))
}

pub(crate) fn list(call: &Call<'_>) -> Answered {
    let ledger = call.world.ledger();
    let locations = all(call.world.company, &ledger).into_iter().map(Value::Object);
    Ok(Reply::json(locations.collect()))
}

pub(crate) fn get(call: &Call<'_>) -> Answered {
    known(call, &call.world.ledger()).map(|location| Reply::json(Value::Object(location)))
}

pub(crate) fn create(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let mut ledger = call.world.ledger();
    let mut location = call.arguments.body.as_object().cloned().unwrap_or_default();
    let id = company.id(Kind::Made, ledger.make(), 0);
    location.insert("officeID".to_owned(), id.clone().into());
    check_name(company, &ledger, &location)?;
    ledger.locations.insert(id, Some(location.clone()));
    Ok(changed(call, Value::Object(location)))
}

/// Null takes a field away.
pub(crate) fn update(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let mut ledger = call.world.ledger();
    let mut location = known(call, &ledger)?;
    for (name, value) in call.arguments.body.as_object().into_iter().flatten() {
        match value {
            _ if name == "officeID" => {}
            Value::Null => {
                location.remove(name);
            }
            value => {
                location.insert(name.clone(), value.clone());
            }
        }
    }
    check_name(company, &ledger, &location)?;
    ledger.locations.insert(call.path("officeID").to_owned(), Some(location.clone()));
    Ok(changed(call, Value::Object(location)))
}

pub(crate) fn delete(call: &Call<'_>) -> Answered {
    let mut ledger = call.world.ledger();
    known(call, &ledger)?;
    ledger.locations.insert(call.path("officeID").to_owned(), None);
    Ok(changed(call, json!({ "deleted": true })))
}

/// A location has a name that no other one has.
fn check_name(company: Company, ledger: &Ledger, location: &Location) -> Result<(), Refusal> {
    let name = text(location, "officeName");
    if name.trim().is_empty() {
        return Err(Refusal::invalid("officeName: is required"));
    }
    let is_other = |known: &Location| text(known, "officeID") != text(location, "officeID");
    let has_it = |known: &Location| text(known, "officeName").eq_ignore_ascii_case(name);
    match all(company, ledger).iter().any(|known| is_other(known) && has_it(known)) {
        true => Err(Refusal::invalid("officeName: is taken")),
        false => Ok(()),
    }
}

/// The location in the path.
fn known(call: &Call<'_>, ledger: &Ledger) -> Result<Location, Refusal> {
    let id = call.path("officeID");
    let all = all(call.world.company, ledger).into_iter();
    let mut found = all.filter(|location| text(location, "officeID") == id);
    found.next().ok_or_else(|| Refusal::not_found("location", id))
}

fn all(company: Company, ledger: &Ledger) -> Vec<Location> {
    let before = OFFICES.into_iter().filter_map(|office| {
        let id = office.id(company);
        match ledger.locations.get(&id) {
            None => Some(office.record(company)),
            Some(now) => now.clone(),
        }
    });
    let made = ledger.locations.iter().filter(|(id, _)| company.office(id).is_none());
    before.chain(made.filter_map(|(_, location)| location.clone())).collect()
}

/// The id of the location that one of the fields names, if one does.
pub(crate) fn named<'a>(
    company: Company,
    ledger: &Ledger,
    field: impl Fn(&str) -> Option<&'a str>,
) -> Result<Option<String>, Refusal> {
    let Some((name, value)) = NAMES.into_iter().find_map(|name| Some((name, field(name)?))) else {
        return Ok(None);
    };
    let fits = |location: &Location| {
        text(location, "officeID") == value
            || name != "officeID" && text(location, "officeName").eq_ignore_ascii_case(value)
    };
    let found = all(company, ledger).into_iter().find(fits);
    let found = found.map(|location| text(&location, "officeID").to_owned());
    found.map(Some).ok_or_else(|| Refusal::invalid(format!("{name}: there is no such location")))
}
