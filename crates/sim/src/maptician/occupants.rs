//! People, and for whom they may reserve.

use axum::http::StatusCode;
use jiff::{SignedDuration, ToSpan as _};
use serde_json::{Map, Value, json};

use super::{
    answer::{Answered, Call, changed, list as any_list},
    behavior::UnknownFilters,
    company::{Company, Kind, User},
    ledger::Ledger,
};
use crate::{refusal::Refusal, reply::Reply};

/// The identifiers of a person, in the order in which they count.
pub(crate) const IDENTIFIERS: [&str; 5] = ["userID", "email", "employeeID", "externalId", "name"];

/// A person as a record.
pub(crate) type Person = Map<String, Value>;

pub(crate) fn list(call: &Call<'_>) -> Answered {
    let ledger = call.world.ledger();
    let company = call.world.company;
    let people = company.users().filter_map(|user| known(&ledger, user));
    let made = ledger.people.iter().filter(|(id, _)| {
        company.key(Kind::User, id).is_none() && !ledger.deleted_people.contains(*id)
    });
    let made = made.map(|(_, person)| person.clone());
    Ok(Reply::json(people.chain(made).map(Value::Object).collect()))
}

/// Creates, changes and deletes people, one after another; all or none of them.
pub(crate) fn change(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let mut ledger = call.world.ledger();
    let before = (ledger.people.clone(), ledger.deleted_people.clone());
    let items = call.arguments.body.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut done = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match change_one(company, &mut ledger, item) {
            Ok(action) => done.push(action),
            Err(why) => {
                (ledger.people, ledger.deleted_people) = before;
                return Err(Refusal::invalid(format!("/{index}: {why}")));
            }
        }
    }
    Ok(changed(call, json!({ "done": done })))
}

fn change_one(company: Company, ledger: &mut Ledger, item: &Value) -> Result<String, &'static str> {
    let found = ["userID", "email"]
        .into_iter()
        .find_map(|name| find(company, ledger, name, item.get(name)?.as_str()?));
    let action = item.get("action").and_then(Value::as_str).unwrap_or("upsert");
    let person = match (action, found) {
        ("create", Some(_)) => return Err("the person exists"),
        ("update" | "delete", None) => return Err("there is no such person"),
        (_, Some(person)) => person,
        (_, None) => {
            let id = company.id(Kind::Made, ledger.make(), 0);
            Map::from_iter([("userID".to_owned(), id.into())])
        }
    };
    let id = text(&person, "userID").to_owned();
    if action == "delete" {
        ledger.deleted_people.insert(id);
    } else {
        ledger.people.insert(id, merged(person, item));
    }
    Ok(action.to_owned())
}

pub(crate) fn delegates(call: &Call<'_>) -> Answered {
    let person = person_in_path(call)?;
    let held = call.world.ledger().delegates.get(text(&person, "userID")).cloned();
    Ok(Reply::json(held.unwrap_or_else(|| {
        json!({
            "global_delegate": false,
            "delegated_occupants": [],
            "delegated_locations": [],
            "delegated_departments": [],
        })
    })))
}

pub(crate) fn replace_delegates(call: &Call<'_>) -> Answered {
    let person = person_in_path(call)?;
    let identified = [
        ("delegated_occupants", &["userID", "email"][..]),
        ("delegated_locations", &["officeID", "officeName"][..]),
    ];
    for (field, names) in identified {
        let items = call.field(field).and_then(Value::as_array).into_iter().flatten();
        for (index, item) in items.enumerate() {
            if !names.iter().any(|name| item.get(*name).is_some()) {
                let names = names.join(" or ");
                return Err(Refusal::invalid(format!("/{field}/{index}: needs {names}")));
            }
        }
    }
    let id = text(&person, "userID").to_owned();
    call.world.ledger().delegates.insert(id, call.arguments.body.clone());
    Ok(changed(call, json!({ "replaced": true })))
}

/// Looks back for `hours`, a day if it is not said; declined ones come if `declined` is
/// `true`.
pub(crate) fn surveys(call: &Call<'_>) -> Answered {
    check_filters(call, &["hours", "declined"])?;
    let hours = call.query("hours").map_or(Ok(24), str::parse);
    let hours: i64 = hours.map_err(|_| Refusal::invalid("hours: is no number"))?;
    let hours = hours.clamp(0, 24 * 31);
    let declined = call.query("declined") == Some("true");
    let since = call.now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(call.now);
    let ledger = call.world.ledger();
    let mut records = Vec::new();
    for user in call.world.company.users() {
        if known(&ledger, user).is_none() {
            continue;
        }
        let zone = user.home().time_zone();
        let first = zone.to_datetime(since).date();
        for day in first.series(1.day()).take_while(|day| *day <= zone.to_datetime(call.now).date())
        {
            let Some(result) = user.survey(day).filter(|it| declined || *it != "declined") else {
                continue;
            };
            let Ok(at) = zone.to_timestamp(day.at(7, 30, 0, 0)) else { continue };
            if (since..=call.now).contains(&at) {
                let id = user.id();
                records.push(json!({ "userID": id, "result": result, "at": at.to_string() }));
            }
        }
    }
    Ok(any_list(call, records))
}

/// Refuses a call whose filters are all unknown, if the behavior says so.
pub(crate) fn check_filters(call: &Call<'_>, known: &[&str]) -> Result<(), Refusal> {
    let query = &call.arguments.query;
    let is_known = query.iter().any(|(name, _)| known.contains(&name.as_str()));
    let refuses = call.behavior.unknown_filters == UnknownFilters::Refused;
    match query.first() {
        Some((name, _)) if refuses && !is_known => {
            Err(Refusal::invalid(format!("{name}: is not one of {}", known.join(", "))))
        }
        _ => Ok(()),
    }
}

/// The person in the path.
pub(crate) fn person_in_path(call: &Call<'_>) -> Result<Person, Refusal> {
    let id = call.path("userID");
    let ledger = call.world.ledger();
    let found = find(call.world.company, &ledger, "userID", id);
    found.ok_or_else(|| Refusal::not_found("person", id))
}

/// The person that a body names: by the identifier that counts first.
pub(crate) fn named(company: Company, ledger: &Ledger, body: &Value) -> Result<Person, Refusal> {
    let identifier = IDENTIFIERS.into_iter().find_map(|name| Some((name, body.get(name)?)));
    let Some((name, value)) = identifier else {
        return Err(Refusal::invalid(format!("needs one of {}", IDENTIFIERS.join(", "))));
    };
    let value = value.as_str().unwrap_or_default();
    find(company, ledger, name, value)
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, format!("{name}: there is nobody")))
}

/// The person with this identifier. The case of an address does not count.
pub(crate) fn find(company: Company, ledger: &Ledger, name: &str, value: &str) -> Option<Person> {
    let is_it = |person: &Person| {
        let found = text(person, name);
        if name == "email" { found.eq_ignore_ascii_case(value) } else { found == value }
    };
    let is_there = |person: &Person| !ledger.deleted_people.contains(text(person, "userID"));
    let changed = ledger.people.values().find(|person| is_it(person) && is_there(person));
    if let Some(person) = changed {
        return Some(person.clone());
    }
    if name == "name" {
        let mut namesakes = company.users().filter(|user| user.name() == value);
        return namesakes.find_map(|user| known(ledger, user).filter(|person| is_it(person)));
    }
    let user = company.user(number_of(company, name, value)?)?;
    known(ledger, user).filter(|person| is_it(person))
}

/// The number that an identifier has in it, so that nobody has to be searched for.
fn number_of(company: Company, name: &str, value: &str) -> Option<u32> {
    match name {
        "userID" => Some(company.key(Kind::User, value)?.of),
        "email" => value.split('@').next()?.rsplit('.').next()?.parse().ok(),
        "employeeID" => value.strip_prefix('E')?.parse::<u32>().ok()?.checked_sub(10_000),
        "externalId" => value.strip_prefix("idp-")?.parse().ok(),
        _ => None,
    }
}

/// A person of the beginning, as the person is now.
fn known(ledger: &Ledger, user: User) -> Option<Person> {
    let id = user.id();
    if ledger.deleted_people.contains(&id) {
        return None;
    }
    Some(ledger.people.get(&id).cloned().unwrap_or_else(|| user.record()))
}

/// What an item leaves out stays; null empties.
fn merged(mut person: Person, item: &Value) -> Person {
    for (name, value) in item.as_object().into_iter().flatten() {
        match name.as_str() {
            "action" | "userID" => {}
            _ => {
                person.insert(name.clone(), value.clone());
            }
        }
    }
    person
}

/// A field that is a text.
pub(crate) fn text<'a>(record: &'a Map<String, Value>, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}
