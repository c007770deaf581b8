//! Resources as JSON.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::{
    behavior::FloorPlans,
    booking::Booking,
    company::{Building, Company, N_NEIGHBORHOODS, Space, User},
    ledger::{Event, Ledger},
    ulid::Kind,
};

pub(crate) const ROOT: &str = "/v1/public";

pub(crate) fn time(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// A resource with its IRI and its kind.
fn resource(kind: &str, plural: &str, id: &str, fields: Value) -> Value {
    let mut resource = json!({ "@id": format!("{ROOT}/{plural}/{id}"), "@type": kind, "id": id });
    if let (Some(resource), Value::Object(fields)) = (resource.as_object_mut(), fields) {
        resource.extend(fields);
    }
    resource
}

pub(crate) fn user_iri(id: &str) -> String {
    format!("{ROOT}/users/{id}")
}

pub(crate) fn building_iri(company: Company, building: Building) -> String {
    format!("{ROOT}/buildings/{}", building.id(company))
}

pub(crate) fn space_iri(company: Company, space: Space) -> String {
    format!("{ROOT}/spaces/{}", space.id(company))
}

pub(crate) fn building(company: Company, building: Building) -> Value {
    let (latitude, longitude) = building.place;
    resource(
        "Building",
        "buildings",
        &building.id(company),
        json!({
            "name": building.name,
            "timeZone": building.zone,
            "latitude": latitude,
            "longitude": longitude,
            "addressLine1": format!("{} Main Street", building.number + 1),
            "addressLine2": null,
            "city": building.city,
            "county": null,
            "countryCode": building.country,
            "photo": null,
            "createdAt": "2023-02-01T09:00:00+00:00",
            "modifiedAt": "2024-11-05T12:30:00+00:00",
        }),
    )
}

/// A floor inside another resource.
fn floor_within(company: Company, building: Building, floor: u32) -> Value {
    let id = company.id(Kind::Floor, building.number, floor);
    resource("Floor", "floors", &id, json!({ "name": format!("Floor {floor}") }))
}

pub(crate) fn floor(company: Company, building: Building, floor: u32, plans: FloorPlans) -> Value {
    let mut record = floor_within(company, building, floor);
    let has_plan = floor > 0 && plans == FloorPlans::Most;
    record["floorPlanUrl"] = match record["id"].as_str().filter(|_| has_plan) {
        Some(id) => format!("https://static.kadence.example/plans/{id}.svg").into(),
        None => Value::Null,
    };
    record
}

/// A neighborhood of a building, numbered through its floors.
pub(crate) fn neighborhood(company: Company, building: Building, number: u32) -> Value {
    let id = company.id(Kind::Neighborhood, building.number, number);
    let (floor, place) = (number / N_NEIGHBORHOODS, number % N_NEIGHBORHOODS);
    let name =
        format!("Neighborhood {floor}{}", ["A", "B", "C"].get(place as usize).unwrap_or(&"D"));
    resource("Neighborhood", "neighborhoods", &id, json!({ "name": name }))
}

pub(crate) fn space(company: Company, space: Space) -> Value {
    let building = space.building;
    let near = space
        .neighborhood()
        .map(|place| neighborhood(company, building, space.floor() * N_NEIGHBORHOODS + place));
    resource(
        "Space",
        "spaces",
        &space.id(company),
        json!({
            "name": space.name(),
            "type": space.kind(),
            "floor": floor_within(company, building, space.floor()),
            "neighborhood": near,
            "photo": null,
        }),
    )
}

/// A space that can be booked, whose IRI is in the singular and leads nowhere.
pub(crate) fn bookable_space(company: Company, it: Space) -> Value {
    let whole = space(company, it);
    json!({
        "@id": format!("{ROOT}/bookable-space/{}", it.id(company)),
        "@type": "BookableSpace",
        "id": whole["id"],
        "name": whole["name"],
        "type": whole["type"],
        "neighborhood": whole["neighborhood"],
    })
}

pub(crate) fn user(ledger: &Ledger, user: User) -> Value {
    let id = user.id();
    let home = user.home();
    let floor = floor_within(user.company, home, user.number % super::company::N_FLOORS);
    let initials: String = [user.first_name(), user.last_name()]
        .iter()
        .filter_map(|name| name.chars().next())
        .collect();
    let mut record = resource(
        "User",
        "users",
        &id,
        json!({
            "email": user.email(),
            "firstName": user.first_name(),
            "lastName": user.last_name(),
            "jobTitle": user.seed.with("job").chance(0.5).then_some("Engineer"),
            "invitationPending": user.seed.with("pending").chance(0.03),
            "preferredFloor": user.seed.with("floor").chance(0.7).then_some(floor),
            "createdAt": "2023-03-01T08:00:00+00:00",
            "modifiedAt": "2025-01-10T08:00:00+00:00",
            "locale": "en-GB",
            "timePreference": "default",
            "locationCityName": home.city,
            "locationCountryCode": home.country,
            "locationLatitude": null,
            "locationLongitude": null,
            "locationTimezone": home.zone,
            "biography": null,
            "monogram": initials,
        }),
    );
    if let (Some(record), Some(changed)) = (record.as_object_mut(), ledger.users.get(&id)) {
        record.extend(changed.clone());
    }
    record
}

pub(crate) fn booking(company: Company, it: &Booking, now: Timestamp) -> Value {
    let at = |event: &Option<Event>| event.as_ref().map(|event| time(event.at));
    let by =
        |event: &Option<Event>| event.as_ref().and_then(|event| event.by.as_deref()).map(user_iri);
    let method = |event: &Option<Event>| event.as_ref().and_then(|event| event.method.clone());
    let source = |event: &Option<Event>| event.as_ref().map(|_| "publicApi");
    let email = company.user_of(&it.user).map(User::email);
    let changed = [&it.canceled, &it.checked_in, &it.checked_out];
    let updated = changed.into_iter().flatten().map(|event| event.at).max();
    resource(
        "Booking",
        "bookings",
        &it.id,
        json!({
            "createdUserId": user_iri(&it.user),
            "userId": user_iri(&it.user),
            "bookingUserEmail": email,
            "bookingCreatedByUserEmail": email,
            "space": it.space.map(|it| space(company, it)),
            "startDate": time(it.start),
            "endDate": time(it.end),
            "createdAt": time(it.created),
            "updatedAt": time(updated.unwrap_or(it.created)),
            "checkedInUserId": by(&it.checked_in),
            "checkedInDate": at(&it.checked_in),
            "checkedInSource": source(&it.checked_in),
            "checkInMethod": method(&it.checked_in),
            "checkOutMethod": method(&it.checked_out),
            "checkedOutUser": by(&it.checked_out),
            "checkedOutDate": at(&it.checked_out),
            "checkOutSource": source(&it.checked_out),
            "permanent": false,
            "hasGuests": !it.guests.is_empty(),
            "guestBooking": false,
            "recurringBooking": false,
            "selfCertifiedDate": it.self_certified.map(time),
            "selfCertifySource": it.self_certified.map(|_| "web"),
            "source": "web",
            "autoReleasedDate": null,
            "cancelledUserId": by(&it.canceled),
            "cancelledDate": at(&it.canceled),
            "cancellationReason": it.canceled.as_ref().map(|_| "byUser"),
            "title": it.title,
            "status": it.status(now),
            "type": it.kind(),
            "onlineMeeting": it.is_online,
            "onlineMeetingUrl": it.is_online.filter(|it| *it).map(|_| format!("https://meet.example/{}", it.id)),
            "icalUid": it.title.as_ref().map(|_| format!("{}@kadence.example", it.id)),
            "building": building_iri(company, it.building),
        }),
    )
}

/// A booking with guests, as a visit of theirs.
pub(crate) fn visit(company: Company, it: &Booking, now: Timestamp) -> Value {
    let guests = it.guests.iter().enumerate();
    let visitors: Vec<Value> = guests.map(|(n, guest)| attendee(company, it, n, guest)).collect();
    resource(
        "Visit",
        "visits",
        &it.id,
        json!({
            "host": user_iri(&it.user),
            "building": { "@id": building_iri(company, it.building), "name": it.building.name },
            "startDate": time(it.start),
            "endDate": time(it.end),
            "status": it.status(now),
            "visitors": visitors,
        }),
    )
}

/// A guest, as one who takes part in a visit.
fn attendee(company: Company, it: &Booking, n: usize, (email, name): &(String, String)) -> Value {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    json!({
        "id": visitor_id(company, it, n),
        "displayName": name,
        "firstName": first,
        "lastName": last,
        "email": email,
        "type": "external",
        "userId": null,
        "status": "accepted",
        "checkedInDate": it.checked_in.as_ref().map(|event| time(event.at)),
        "checkedOutDate": it.checked_out.as_ref().map(|event| time(event.at)),
    })
}

/// A guest, as of the latest visit.
pub(crate) fn visitor(company: Company, visits: &[(&Booking, usize)], now: Timestamp) -> Value {
    let Some((latest, n)) = visits.iter().max_by_key(|(visit, _)| visit.start) else {
        return Value::Null;
    };
    let Some(guest) = latest.guests.get(*n) else { return Value::Null };
    let mut record = attendee(company, latest, *n, guest);
    let id = record["id"].as_str().unwrap_or_default().to_owned();
    let more: Map<String, Value> = Map::from_iter([
        ("@id".to_owned(), format!("{ROOT}/visitors/{id}").into()),
        ("@type".to_owned(), "Visitor".into()),
        ("visitCount".to_owned(), visits.len().into()),
        ("visitId".to_owned(), latest.id.clone().into()),
        ("host".to_owned(), user_iri(&latest.user).into()),
        ("building".to_owned(), json!({ "@id": building_iri(company, latest.building) })),
        ("startDate".to_owned(), time(latest.start).into()),
        ("endDate".to_owned(), time(latest.end).into()),
        ("visitStatus".to_owned(), latest.status(now).into()),
    ]);
    if let Some(record) = record.as_object_mut() {
        record.extend(more);
    }
    record
}

/// The id of a guest at one visit: each visit gives another one.
pub(crate) fn visitor_id(company: Company, it: &Booking, n: usize) -> String {
    let hash = it.id.bytes().fold(company.seed.with("visitor"), |seed, byte| seed.at(byte.into()));
    let number = |shift: u32| u32::try_from(hash.number() >> shift & 0xf_ffff).unwrap_or_default();
    company.id(Kind::Visitor, number(0), number(20) ^ u32::try_from(n).unwrap_or_default())
}
