//! What answers each operation.

use axum::http::StatusCode;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};

use super::{
    behavior::{DayForm, FloorNumber, RegistrationId, TokenName},
    world::{CLIENT_SCOPE, MapiqV1, check_key},
};
use crate::{
    mapiq::{
        Drafts, event,
        guid::Kind,
        not_taken,
        organization::{self, Scope},
        record,
    },
    refusal::Refusal,
    reply::{Content, Reply},
    vendor::Answer,
};

type Call<'a> = crate::call::Call<'a, MapiqV1>;

pub(crate) const ANSWERS: [(&str, Answer<MapiqV1>); 10] = [
    ("create_access_token", create_access_token),
    ("create_checkin_event", create_checkin_event),
    ("delete_registrations", delete_registrations),
    ("list_buildings", list_buildings),
    ("list_checkin_events", list_checkin_events),
    ("list_checkin_statuses", list_checkin_statuses),
    ("list_parking_lots", list_parking_lots),
    ("list_parking_reservations", list_parking_reservations),
    ("list_registrations", list_registrations),
    ("list_users", list_users),
];

const SELECTOR: &str = "id";

fn create_access_token(call: &Call<'_>) -> Result<Reply, Refusal> {
    let world = call.world;
    check_key(world, call.headers)?;
    for (name, expected) in [("scope", CLIENT_SCOPE), ("response_type", "token id_token")] {
        if call.text(name) != Some(expected) {
            return Err(Refusal::invalid(format!("{name}: is not {expected}")));
        }
    }
    let account = ["client_id", "username", "password"].map(|name| call.text(name));
    let known = [&world.client_id, &world.username, &world.password];
    if account != known.map(|text| Some(text.as_str())) {
        return Err(Refusal::invalid("the service account is not known"));
    }
    let life = call.behavior.token_life;
    let token = world.tokens.issue("eyJ", life.into(), call.now);
    let name = match call.behavior.token_name {
        TokenName::Small => "access_token",
        TokenName::Capital => "Access_token",
    };
    Ok(Reply::json(json!({ name: token })))
}

fn list_registrations(call: &Call<'_>) -> Result<Reply, Refusal> {
    let organization = &call.world.organization;
    let slots = organization.slots(scope(call)?, today(call), call.behavior.retention);
    let deleted = &organization.ledger().deleted;
    // Version 1 knows one booking of a day, whatever else there is in version 2.
    let bookings = slots.iter().filter(|slot| slot.part == 0).filter_map(|slot| {
        let (place, id) = (slot.place()?, slot.id(Kind::Workspace));
        if deleted.contains(&id) {
            return None;
        }
        let mut booking = record::workspace(slot, &place);
        let name = match call.behavior.registration_id {
            RegistrationId::Capital => "Id",
            RegistrationId::Small => "id",
        };
        booking[name] = id.into();
        booking["date"] = day(slot.day, call.behavior.days);
        if call.behavior.floor_number == FloorNumber::String {
            booking["floorNumber"] = (place.floor + 1).to_string().into();
        }
        Some(booking)
    });
    Ok(Reply::json(bookings.collect()))
}

/// Deletes the registrations that are named, all or none of them.
fn delete_registrations(call: &Call<'_>) -> Result<Reply, Refusal> {
    let organization = &call.world.organization;
    let ids: Vec<&str> = call.queries(SELECTOR).collect();
    if ids.is_empty() {
        return Err(Refusal::invalid(format!("{SELECTOR}: is required")));
    }
    let mut ledger = organization.ledger();
    let unknown = |id: &&&str| ledger.deleted.contains(**id) || organization.booking(id).is_none();
    if let Some(id) = ids.iter().find(unknown) {
        return Err(Refusal::not_found("registration", id));
    }
    ledger.deleted.extend(ids.into_iter().map(str::to_owned));
    Ok(Reply::new(StatusCode::OK, Content::Empty))
}

fn list_parking_reservations(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (organization, today) = (&call.world.organization, today(call));
    let slots = organization.slots(scope(call)?, today, call.behavior.retention);
    let bookings = slots.iter().filter_map(|slot| {
        let mut booking = record::parking(slot, slot.parking_zone()?, today);
        booking["date"] = day(slot.day, call.behavior.days);
        Some(booking)
    });
    Ok(Reply::json(bookings.collect()))
}

fn list_buildings(call: &Call<'_>) -> Result<Reply, Refusal> {
    let company = call.world.organization.company;
    Ok(Reply::json(record::buildings(company, Drafts::Published).into()))
}

fn list_parking_lots(call: &Call<'_>) -> Result<Reply, Refusal> {
    let company = call.world.organization.company;
    Ok(Reply::json(record::parking_lots(company, Drafts::Published).into()))
}

fn list_users(call: &Call<'_>) -> Result<Reply, Refusal> {
    let today = today(call);
    let users = call.world.organization.company.users();
    Ok(Reply::json(users.map(|user| record::user(user, today)).collect()))
}

fn list_checkin_events(call: &Call<'_>) -> Result<Reply, Refusal> {
    let organization = &call.world.organization;
    let events = organization.events(scope(call)?, call.now, call.behavior.retention);
    Ok(Reply::json(events.iter().map(event).collect()))
}

fn list_checkin_statuses(call: &Call<'_>) -> Result<Reply, Refusal> {
    let organization = &call.world.organization;
    let building = organization::building(organization.company, call.query("buildingId"));
    let building = building.map_err(Refusal::invalid)?;
    let present = organization.present(building, call.now, call.behavior.retention);
    Ok(Reply::json(present.iter().map(event).collect()))
}

fn create_checkin_event(call: &Call<'_>) -> Result<Reply, Refusal> {
    let behavior = call.behavior;
    let taken = call.world.organization.report(
        |name| call.text(name),
        behavior.leaving,
        behavior.checkin_interval,
        call.now,
    );
    taken.map_err(|problem| not_taken(problem, behavior.throttle))?;
    Ok(Reply::new(StatusCode::OK, Content::Empty))
}

fn day(day: Date, form: DayForm) -> Value {
    match form {
        DayForm::Plain => day.to_string().into(),
        DayForm::Midnight => day.to_datetime(Time::midnight()).to_string().into(),
    }
}

fn today(call: &Call<'_>) -> Date {
    call.world.organization.company.today(call.now)
}

fn scope(call: &Call<'_>) -> Result<Scope, Refusal> {
    let company = call.world.organization.company;
    Scope::read(company, |name| call.query(name), None).map_err(Refusal::invalid)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_operation_is_answered() {
        crate::vendor::check_answers::<super::MapiqV1>();
    }
}
