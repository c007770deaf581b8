//! Contradictions within everything but bookings.

use floorkit_kadence_raw::types::{
    BookableDay, BookableOnsitePass, BookableSpace, BookableSpaceCollection, Building, Floor,
    FloorCollection, Neighborhood, PassUnavailabilityReason, Space, SpaceType, User, Visit,
    Visitor, VisitorRsvpStatus,
};
use floorkit_runtime::OpenEnum;
use serde_json::{Value, from_value, json, to_value};

use super::{PHOTO, ULID, USER, assert_refused, documented_object};

fn with_id(id: &Value) -> Value {
    json!({ "@id": "/v1/public/things/1", "@type": "Thing", "id": id, "name": "North" })
}

/// The resource whose `id` is a text, and not the object of the page.
macro_rules! check_id {
    ($type:ty) => {
        let read: $type = from_value(with_id(&json!(ULID))).expect("a resource");
        assert_eq!(read.id.as_str(), ULID);
        assert_refused(&from_value::<$type>(with_id(&documented_object())));
    };
}

/// The resource whose `photo` is a UUID or null.
macro_rules! check_photo {
    ($type:ty) => {
        let read = |photo: Value| from_value::<$type>(json!({ "id": ULID, "photo": photo }));
        let there = read(json!(PHOTO)).expect("a resource").photo;
        assert_eq!(there.expect("a photo").as_str(), PHOTO);
        assert_eq!(read(Value::Null).expect("a resource").photo, None);
        assert_refused(&read(documented_object()));
    };
}

#[test]
fn n10_id_of_a_space_is_a_text() {
    check_id!(Space);
    check_id!(BookableSpace);
}

#[test]
fn n11_photo_of_a_space_is_a_text() {
    check_photo!(Space);
}

#[test]
fn n12_id_of_a_floor_is_a_text() {
    check_id!(Floor);
}

#[test]
fn n13_id_of_a_neighborhood_is_a_text() {
    check_id!(Neighborhood);
}

#[test]
fn n14_id_of_a_building_is_a_text() {
    check_id!(Building);
}

#[test]
fn n15_photo_of_a_building_is_a_text() {
    check_photo!(Building);
}

#[test]
fn n16_id_of_a_user_is_a_text() {
    check_id!(User);
}

#[test]
fn n17_preferred_floor_has_an_id_and_a_name() {
    let read = |floor: Value| from_value::<User>(json!({ "id": ULID, "preferredFloor": floor }));
    let floor = read(json!({ "id": ULID, "name": "Ground" })).expect("a user").preferred_floor;
    let floor = floor.expect("a floor");
    assert_eq!(floor.id.expect("an id").as_str(), ULID);
    assert_eq!(floor.name.as_deref(), Some("Ground"));
    // As bare as the page says, or none at all.
    assert!(read(json!({})).expect("a user").preferred_floor.expect("a floor").id.is_none());
    assert!(read(Value::Null).expect("a user").preferred_floor.is_none());
}

#[test]
fn n18_a_bookable_day_is_two_instants() {
    let day = json!({ "start": "2025-06-16T07:30:00+00:00", "end": "2025-06-16T17:00:00+00:00" });
    let day: BookableDay = from_value(day).expect("a day");
    let start = day.start.expect("a start").to_timestamp();
    assert_eq!(start.to_string(), "2025-06-16T07:30:00Z");
    assert!(start < day.end.expect("an end").to_timestamp());
    assert_refused(&from_value::<BookableDay>(json!({ "start": 1_750_059_000 })));
}

#[test]
fn n19_passes_are_a_number_or_without_limit() {
    let read = from_value::<BookableOnsitePass>;
    let limited = read(json!({ "numPassesAvailable": 3, "available": true })).expect("a pass");
    assert_eq!((limited.num_passes_available, limited.available), (Some(3), Some(true)));
    let unlimited = read(json!({ "numPassesAvailable": null, "available": true }));
    assert_eq!(unlimited.expect("a pass").num_passes_available, None);
    assert_refused(&read(json!({ "numPassesAvailable": "3" })));
    assert_refused(&read(json!({ "available": "yes" })));
}

#[test]
fn n20_no_reason_is_given_while_there_are_passes() {
    let reason = |value: Value| {
        let pass = json!({ "unavailabilityReason": value });
        from_value::<BookableOnsitePass>(pass).expect("a pass").unavailability_reason
    };
    assert_eq!(reason(Value::Null), None);
    let full = OpenEnum::Known(PassUnavailabilityReason::NoCapacity);
    assert_eq!(reason(json!("noCapacity")), Some(full));
}

#[test]
fn n23_kind_of_a_space_is_of_an_open_enum() {
    let space = |kind: &str| json!({ "id": ULID, "type": kind });
    let desk: Space = from_value(space("desk")).expect("a space");
    assert_eq!(desk.type_, Some(OpenEnum::Known(SpaceType::Desk)));
    let free: BookableSpace = from_value(space("private_office")).expect("a space");
    assert_eq!(free.type_, Some(OpenEnum::Known(SpaceType::PrivateOffice)));
    // The page promises any text: what is not in the enum is kept as it is.
    let newer: Space = from_value(space("hammock")).expect("a space");
    assert_eq!(to_value(newer).expect("JSON")["type"], "hammock");
}

#[test]
fn n25_the_total_says_nothing_of_the_page() {
    let read = from_value::<FloorCollection>;
    let sample = read(json!({ "hydra:member": [{ "id": ULID }], "hydra:totalItems": 0 }));
    let sample = sample.expect("a page");
    assert_eq!((sample.member.len(), sample.total_items), (1, Some(0)));
    let without = read(json!({ "hydra:member": [] })).expect("a page");
    assert_eq!(without.total_items, None);
    assert_refused(&read(json!({ "hydra:totalItems": 0 })));
}

#[test]
fn who_takes_part_in_a_visit_need_not_have_an_id() {
    let visit = json!({ "id": ULID, "visitors": [
        {},
        { "id": ULID, "userId": USER, "type": "user", "status": "none", "visitCount": null },
    ] });
    let visit: Visit = from_value(visit).expect("a visit");
    let [nobody, host] = &visit.visitors.expect("visitors")[..] else { panic!("two people") };
    assert!(nobody.id.is_none() && nobody.email.is_none());
    assert_eq!(host.id.as_ref().map(|id| id.as_str()), Some(ULID));
    assert_eq!(host.user_id.as_ref().map(|user| user.as_str()), Some(USER));
    assert_eq!(host.status, Some(OpenEnum::Known(VisitorRsvpStatus::NoInvitation)));
    assert_refused(&from_value::<Visitor>(json!({})));
}

#[test]
fn an_iri_does_not_hide_the_id_nor_the_kind_of_the_resource_that_of_the_space() {
    let page = json!({ "@type": "hydra:Collection", "hydra:member": [{
        "@id": format!("/v1/public/bookable-space/{ULID}"), "@type": "BookableSpace",
        "id": ULID, "type": "pod",
    }] });
    let page: BookableSpaceCollection = from_value(page).expect("a page");
    assert_eq!(page.resource_type.as_deref(), Some("hydra:Collection"));
    let space = &page.member[0];
    assert_eq!(space.id.as_str(), ULID);
    assert!(space.iri.as_deref().is_some_and(|iri| iri.ends_with(ULID) && iri != ULID));
    assert_eq!(space.resource_type.as_deref(), Some("BookableSpace"));
    assert_eq!(space.type_, Some(OpenEnum::Known(SpaceType::Pod)));
}
