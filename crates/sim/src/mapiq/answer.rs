//! What answers each operation.

use axum::http::StatusCode;
use jiff::{ToSpan as _, civil::Date};
use serde_json::{Value, json};

use super::{
    behavior::{
        Canceled, Dates, ListShape, Names, Parameters, Permissions, Throttle, UnknownSelector,
        WorkdaysPath,
    },
    days::Slot,
    guid::Kind,
    organization::{self, Event, LONGEST_RANGE, NotTaken, Scope},
    record,
    world::Mapiq,
};
use crate::{
    refusal::Refusal,
    reply::{Content, Reply},
    vendor::Answer,
};

type Call<'a> = crate::call::Call<'a, Mapiq>;

pub(crate) const ANSWERS: [(&str, Answer<Mapiq>); 10] = [
    ("create_checkin_event", create_checkin_event),
    ("delete_workspace_reservations", delete_workspace_reservations),
    ("list_buildings", list_buildings),
    ("list_checkin_events", list_checkin_events),
    ("list_checkin_statuses", list_checkin_statuses),
    ("list_parking_lots", list_parking_lots),
    ("list_parking_spot_reservations", list_parking_spot_reservations),
    ("list_users", list_users),
    ("list_workdays", list_workdays),
    ("list_workspace_reservations", list_workspace_reservations),
];

/// How many records there are in a part of a list.
const PART: usize = 1_000;

const CONTINUATION: &str = "continuationToken";
const RANGE: [&str; 4] = ["startDate", "endDate", "userId", "buildingId"];
const SELECTOR: &str = "reservationId";

fn list_users(call: &Call<'_>) -> Result<Reply, Refusal> {
    let company = call.world.organization.company;
    let today = company.today(call.now);
    list(call, &[], company.users().map(|user| record::user(user, today)).collect())
}

fn list_buildings(call: &Call<'_>) -> Result<Reply, Refusal> {
    let company = call.world.organization.company;
    list(call, &[], record::buildings(company, call.behavior.drafts))
}

fn list_parking_lots(call: &Call<'_>) -> Result<Reply, Refusal> {
    let company = call.world.organization.company;
    list(call, &[], record::parking_lots(company, call.behavior.drafts))
}

fn list_workdays(call: &Call<'_>) -> Result<Reply, Refusal> {
    if call.behavior.workdays == WorkdaysPath::Elsewhere {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "there is nothing at this path"));
    }
    let (organization, today) = (&call.world.organization, today(call));
    let slots = organization.slots(scope(call)?, today, call.behavior.retention);
    let times = call.behavior.times;
    list(call, &RANGE, slots.iter().map(|slot| record::workday(slot, times)).collect())
}

fn list_workspace_reservations(call: &Call<'_>) -> Result<Reply, Refusal> {
    let organization = &call.world.organization;
    let slots = organization.slots(scope(call)?, today(call), call.behavior.retention);
    let deleted = &organization.ledger().deleted;
    let booking = |slot: &Slot| {
        let place = slot.place()?;
        let id = slot.id(Kind::Workspace);
        let is_deleted = deleted.contains(&id);
        if is_deleted && call.behavior.canceled == Canceled::Gone {
            return None;
        }
        let mut booking = record::workspace(slot, &place);
        booking["id"] = id.into();
        booking["status"] = if is_deleted { "Cancelled" } else { "Booked" }.into();
        record::stamp(&mut booking, slot, call.behavior.times);
        Some(booking)
    };
    list(call, &RANGE, slots.iter().filter_map(booking).collect())
}

fn list_parking_spot_reservations(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (organization, today) = (&call.world.organization, today(call));
    let slots = organization.slots(scope(call)?, today, call.behavior.retention);
    let booking = |slot: &Slot| {
        let mut booking = record::parking(slot, slot.parking_zone()?, today);
        record::stamp(&mut booking, slot, call.behavior.times);
        Some(booking)
    };
    list(call, &RANGE, slots.iter().filter_map(booking).collect())
}

/// Deletes the bookings that are named, all or none of them.
fn delete_workspace_reservations(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_permission(call)?;
    let organization = &call.world.organization;
    let ids: Vec<&str> = call.queries(SELECTOR).collect();
    if ids.is_empty() && call.behavior.unknown_selector == UnknownSelector::Everything {
        let today = today(call);
        let last = today.saturating_add(LONGEST_RANGE.days());
        let scope = Scope { first: today, last, user: None, building: None };
        let slots = organization.slots(scope, today, call.behavior.retention);
        let booked = slots.iter().filter(|slot| slot.place().is_some());
        organization.ledger().deleted.extend(booked.map(|slot| slot.id(Kind::Workspace)));
        return Ok(Reply::new(StatusCode::NO_CONTENT, Content::Empty));
    }
    if ids.is_empty() {
        return Err(Refusal::invalid(format!("{SELECTOR}: is required")));
    }
    let mut ledger = organization.ledger();
    let unknown = |id: &&&str| ledger.deleted.contains(**id) || organization.booking(id).is_none();
    if let Some(id) = ids.iter().find(unknown) {
        return Err(Refusal::not_found("booking", id));
    }
    ledger.deleted.extend(ids.into_iter().map(str::to_owned));
    Ok(Reply::new(StatusCode::NO_CONTENT, Content::Empty))
}

fn list_checkin_events(call: &Call<'_>) -> Result<Reply, Refusal> {
    let organization = &call.world.organization;
    let events = organization.events(scope(call)?, call.now, call.behavior.retention);
    list(call, &RANGE, events.iter().map(event).collect())
}

fn list_checkin_statuses(call: &Call<'_>) -> Result<Reply, Refusal> {
    let organization = &call.world.organization;
    let building = organization::building(organization.company, call.query("buildingId"));
    let building = building.map_err(Refusal::invalid)?;
    let present = organization.present(building, call.now, call.behavior.retention);
    let status = |event: &Event| {
        json!({
            "userId": event.user.id(),
            "buildingId": building_id(event),
            "checkedInAt": event.at.to_string(),
        })
    };
    list(call, &["buildingId"], present.iter().map(status).collect())
}

fn create_checkin_event(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_permission(call)?;
    let behavior = call.behavior;
    let taken = call.world.organization.report(
        |name| call.text(name),
        behavior.leaving,
        behavior.checkin_interval,
        call.now,
    );
    taken.map_err(|problem| not_taken(problem, behavior.throttle))?;
    Ok(Reply::new(StatusCode::NO_CONTENT, Content::Empty))
}

/// How a check-in is refused.
pub(crate) fn not_taken(problem: NotTaken, throttle: Throttle) -> Refusal {
    let status = match throttle {
        Throttle::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Throttle::Conflict => StatusCode::CONFLICT,
    };
    match problem {
        NotTaken::Invalid(problem) => Refusal::invalid(problem),
        NotTaken::TooQuick => Refusal::new(status, "the last event of the user is too recent"),
    }
}

/// An event as a record.
pub(crate) fn event(event: &Event) -> Value {
    json!({
        "id": event.id,
        "timestamp": event.at.to_string(),
        "userId": event.user.id(),
        "buildingId": building_id(event),
        "eventType": event.event_type,
        "source": event.source,
    })
}

fn building_id(event: &Event) -> String {
    event.user.company.id(Kind::Building, event.building.number, 0)
}

fn today(call: &Call<'_>) -> Date {
    call.world.organization.company.today(call.now)
}

fn scope(call: &Call<'_>) -> Result<Scope, Refusal> {
    let otherwise = (call.behavior.dates == Dates::Optional).then(|| today(call));
    let company = call.world.organization.company;
    Scope::read(company, |name| call.query(name), otherwise).map_err(Refusal::invalid)
}

fn check_permission(call: &Call<'_>) -> Result<(), Refusal> {
    match call.behavior.permissions {
        Permissions::All => Ok(()),
        Permissions::Nothing => {
            let why = "the application has no permission for this";
            Err(Refusal::new(StatusCode::FORBIDDEN, why))
        }
    }
}

/// Answers with a list, or the part of it that is asked for.
fn list(call: &Call<'_>, known: &[&str], records: Vec<Value>) -> Result<Reply, Refusal> {
    check_permission(call)?;
    let is_known = |name: &str| known.contains(&name) || name == CONTINUATION;
    let mut names = call.arguments.query.iter().map(|(name, _)| name.as_str());
    if call.behavior.parameters == Parameters::Refused
        && let Some(name) = names.find(|name| !is_known(name))
    {
        return Err(Refusal::invalid(format!("{name}: is not a parameter of this call")));
    }
    let body = match call.behavior.lists {
        ListShape::Bare => Value::Array(records),
        ListShape::Envelope => json!({ "value": records }),
        ListShape::Parts => part(call, records)?,
    };
    Ok(Reply::json(match call.behavior.names {
        Names::Camel => body,
        Names::Capital => record::capitalized(body),
    }))
}

fn part(call: &Call<'_>, records: Vec<Value>) -> Result<Value, Refusal> {
    let first: usize = match call.query(CONTINUATION) {
        Some(token) => token
            .parse()
            .map_err(|_| Refusal::invalid(format!("{CONTINUATION}: is not one of ours")))?,
        None => 0,
    };
    let next = first.saturating_add(PART);
    let more = (next < records.len()).then(|| next.to_string());
    let records: Vec<Value> = records.into_iter().skip(first).take(PART).collect();
    Ok(json!({ "value": records, CONTINUATION: more }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_operation_is_answered() {
        crate::vendor::check_answers::<super::Mapiq>();
    }
}
