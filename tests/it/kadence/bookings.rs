//! Contradictions within a booking.

use floorkit_kadence_raw::types::{
    Booking, BookingSpace, BookingStatus, PlatformSource, SpaceType, UserId,
};
use floorkit_runtime::{OpenEnum, Reference};
use serde_json::{Value, from_value, json};

use super::{BUILDING, PHOTO, SPACE, ULID, USER, assert_refused, documented_object};

fn read(fields: &Value) -> Result<Booking, serde_json::Error> {
    let mut booking = json!({ "id": ULID });
    for (name, value) in fields.as_object().into_iter().flatten() {
        booking[name] = value.clone();
    }
    from_value(booking)
}

fn booking(fields: &Value) -> Booking {
    read(fields).expect("a booking")
}

/// A reference to a user is an IRI or null, and never the object of the page.
#[track_caller]
fn check_user(field: &str, get: fn(&Booking) -> &Option<Reference<UserId>>) {
    let there = booking(&json!({ field: USER }));
    let user = get(&there).as_ref().expect("a user");
    assert_eq!((user.as_str(), user.id()), (USER, Some(UserId::from(ULID.to_owned()))));
    assert_eq!(get(&booking(&json!({ field: null }))), &None);
    assert_refused(&read(&json!({ field: documented_object() })));
}

/// A field that the page calls a boolean is a text or null.
#[track_caller]
fn check_text(field: &str, get: fn(&Booking) -> &Option<String>) {
    assert_eq!(get(&booking(&json!({ field: "text" }))).as_deref(), Some("text"));
    assert_eq!(get(&booking(&json!({ field: null }))), &None);
    assert_refused(&read(&json!({ field: true })));
}

#[test]
fn n01_id_is_a_text() {
    assert_eq!(booking(&json!({})).id.as_str(), ULID);
    assert_refused(&read(&json!({ "id": documented_object() })));
}

#[test]
fn n02_created_user_id_is_a_reference() {
    check_user("createdUserId", |booking| &booking.created_user_id);
}

#[test]
fn n03_user_id_is_a_reference() {
    check_user("userId", |booking| &booking.user_id);
}

#[test]
fn n04_checked_in_user_id_is_a_reference() {
    check_user("checkedInUserId", |booking| &booking.checked_in_user_id);
}

#[test]
fn n05_checked_out_user_is_a_reference() {
    check_user("checkedOutUser", |booking| &booking.checked_out_user);
    let by_analogy = booking(&json!({ "checkedOutUserId": USER }));
    assert_eq!(by_analogy.checked_out_user, None, "this one has no `Id`");
}

#[test]
fn n06_cancelled_user_id_is_a_reference() {
    check_user("cancelledUserId", |booking| &booking.cancelled_user_id);
}

#[test]
fn n07_building_is_a_reference() {
    let building = booking(&json!({ "building": BUILDING })).building.expect("a building");
    assert_eq!(building.id().expect("an id").as_str(), ULID);
    assert_eq!(booking(&json!({ "building": null })).building, None);
    assert_refused(&read(&json!({ "building": documented_object() })));
}

#[test]
fn n08_online_meeting_url_is_a_text() {
    check_text("onlineMeetingUrl", |booking| &booking.online_meeting_url);
}

#[test]
fn n09_ical_uid_is_a_text() {
    check_text("icalUid", |booking| &booking.ical_uid);
}

#[test]
fn n21_times_of_what_has_not_happened_are_null() {
    for field in ["checkedInDate", "checkedOutDate", "selfCertifiedDate"] {
        let ahead = booking(&json!({ "status": "booked", field: null }));
        let dates = [ahead.checked_in_date, ahead.checked_out_date, ahead.self_certified_date];
        assert!(dates.iter().all(Option::is_none), "{field}: {dates:?}");
        assert!(read(&json!({ field: "2025-06-16T09:00:00+00:00" })).is_ok(), "{field}");
        assert_refused(&read(&json!({ field: "" })));
    }
}

#[test]
fn n22_sources_of_what_has_not_happened_are_null() {
    for field in ["checkedInSource", "checkOutSource", "selfCertifySource"] {
        let source = |value: Value| {
            let it = booking(&json!({ field: value }));
            it.checked_in_source.or(it.check_out_source).or(it.self_certify_source)
        };
        assert_eq!(source(Value::Null), None, "{field}");
        let unknown = OpenEnum::Known(PlatformSource::Unknown);
        assert_eq!(source(json!("unknown")), Some(unknown), "{field}");
        let newer = OpenEnum::Unknown("kiosk".to_owned());
        assert_eq!(source(json!("kiosk")), Some(newer), "{field}");
    }
}

#[test]
fn n24_floor_and_neighborhood_of_a_space_may_be_empty() {
    let with = |place: Value| {
        let space = json!({ "id": ULID, "floor": place, "neighborhood": place, "photo": PHOTO });
        let space = booking(&json!({ "space": space })).space;
        let Some(BookingSpace::Space(space)) = space else { panic!("{space:?}") };
        space
    };
    let whole = with(json!({ "id": ULID, "name": "North" }));
    assert_eq!(whole.floor.and_then(|floor| floor.name).as_deref(), Some("North"));
    let neighborhood = whole.neighborhood.and_then(|neighborhood| neighborhood.id);
    assert_eq!(neighborhood.map(|id| id.to_string()).as_deref(), Some(ULID));
    assert_eq!(whole.photo.map(|photo| photo.to_string()).as_deref(), Some(PHOTO));
    // As the page prints it.
    let empty = with(json!({}));
    assert_eq!(empty.floor.expect("a floor").id, None);
    assert_eq!(empty.neighborhood.expect("a neighborhood").name, None);
    assert_refused(&read(&json!({ "space": { "id": ULID, "floor": "North" } })));
}

#[test]
fn n26_a_booking_of_all_states_at_once_is_read() {
    let time = "2025-06-16T09:00:00+00:00";
    let all = booking(&json!({
        "status": "booked", "type": "desk", "checkedInDate": time, "checkedOutDate": time,
        "autoReleasedDate": time, "cancelledDate": time, "cancellationReason": "byUser",
    }));
    assert_eq!(all.status, Some(OpenEnum::Known(BookingStatus::Booked)));
    assert_eq!(all.type_, Some(OpenEnum::Known(SpaceType::Desk)));
    assert_eq!(all.cancelled_date, all.checked_in_date, "it is not judged");
}

#[test]
fn the_space_may_be_a_reference_after_checking_in() {
    let space = booking(&json!({ "space": SPACE })).space;
    let Some(BookingSpace::Reference(space)) = space else { panic!("{space:?}") };
    assert_eq!(space.id().expect("an id").as_str(), ULID);
    assert_eq!(booking(&json!({ "space": null })).space, None, "an onsite booking has none");
}
