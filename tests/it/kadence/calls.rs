//! Contradictions about operations and parameters, held against what is sent.

use floorkit_kadence_raw::{
    operations::{CANCEL_BOOKING, VENDOR},
    types,
};
use floorkit_runtime::{ClientBuilder, LocalDateTime, Method, Multipart, Patch, call};
use serde_json::{Value, json};

use super::{ULID, client};
use crate::canned::{Reply, Server};

/// A server that gives one reply.
fn answering(status: u16, body: &Value) -> Server {
    Server::start([Reply::new(status, "application/ld+json", body.to_string())])
}

/// A server that has no items.
fn empty() -> Server {
    answering(200, &json!({ "hydra:member": [], "hydra:totalItems": 0 }))
}

fn time(text: &str) -> LocalDateTime {
    text.parse().expect("a time")
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn booking_request() -> types::CreateBookingRequest {
    types::CreateBookingRequest {
        attendees: None,
        building_id: None,
        description: None,
        end_date_time: time("2025-06-16T17:00:00"),
        online_meeting: None,
        space_id: None,
        start_date_time: time("2025-06-16T09:00:00"),
        title: None,
        user_id: ULID.into(),
    }
}

#[tokio::test]
async fn n27_one_bookable_day_is_an_answer_without_a_body() {
    let server = Server::start([Reply::empty(204)]);
    let reply = client(&server).get_bookable_day().id("monday").send().await.expect("nothing");
    assert_eq!(reply.status().as_u16(), 204);
    assert_eq!(server.request().line, "GET /v1/public/bookable-days/monday");
}

#[tokio::test]
async fn n28_onsite_passes_are_one_object() {
    let server = answering(200, &json!({ "@type": "BookableOnsitePass", "available": false }));
    let client = client(&server);
    let call = client.get_bookable_onsite_pass().building_id(ULID);
    let call = call.start_date_time(time("2025-06-16T09:00:00"));
    let pass = call.end_date_time(time("2025-06-16T17:00:00")).send().await.expect("a pass");
    assert_eq!(pass.available, Some(false));
    assert!(server.request().line.starts_with("GET /v1/public/bookable-onsite-passes?"));
}

/// What a call for bookable spaces with all that it needs, and nothing else, sends.
async fn bookable_spaces_query() -> Vec<(String, String)> {
    let server = empty();
    let client = client(&server);
    let call = client.list_bookable_spaces().floor_id(ULID).user_id(ULID);
    let call = call.start_date_time(time("2025-06-16T09:00:00"));
    call.end_date_time(time("2025-06-16T17:00:00")).send().await.expect("spaces");
    server.request().query()
}

#[tokio::test]
async fn n29_the_end_of_a_period_is_sent_as_the_end() {
    let query = bookable_spaces_query().await;
    let expected = pairs(&[
        ("endDateTime", "2025-06-16T17:00:00"),
        ("floorId", ULID),
        ("startDateTime", "2025-06-16T09:00:00"),
        ("userId", ULID),
    ]);
    assert_eq!(query, expected);
}

#[tokio::test]
async fn n30_no_kind_of_space_is_sent_unless_there_is_one() {
    let query = bookable_spaces_query().await;
    assert!(query.iter().all(|(name, _)| name != "spaceType"), "{query:?}");
    let server = empty();
    let client = client(&server);
    let call = client.list_bookable_spaces().floor_id(ULID).user_id(ULID);
    let call = call.start_date_time(time("2025-06-16T09:00:00"));
    let call = call.end_date_time(time("2025-06-16T17:00:00"));
    call.space_type(types::SpaceType::PrivateOffice).send().await.expect("spaces");
    let kind = ("spaceType".to_owned(), "private_office".to_owned());
    assert!(server.request().query().contains(&kind));
}

#[tokio::test]
async fn n31_any_page_size_is_sent_as_it_is() {
    for size in [0, 1, 10, 500] {
        let server = empty();
        client(&server).list_bookings().items_per_page(size).send().await.expect("a page");
        let expected = pairs(&[("itemsPerPage", &size.to_string())]);
        assert_eq!(server.request().query(), expected);
    }
}

#[tokio::test]
async fn n32_rooms_can_be_booked() {
    let server = answering(201, &json!({ "id": ULID, "type": "room" }));
    let body = types::CreateBookingRequest {
        space_id: Some(ULID.into()),
        title: Some("Planning".into()),
        online_meeting: Some(true),
        ..booking_request()
    };
    let booking = client(&server).create_booking().body(body).send().await.expect("a booking");
    assert_eq!(booking.status().as_u16(), 201);
    assert_eq!(
        server.request().json(),
        json!({
            "userId": ULID, "spaceId": ULID, "title": "Planning", "onlineMeeting": true,
            "startDateTime": "2025-06-16T09:00:00", "endDateTime": "2025-06-16T17:00:00",
        })
    );
}

#[tokio::test]
async fn n33_a_user_and_a_guest_can_be_invited() {
    let server = answering(201, &json!({ "id": ULID }));
    let user = types::InternalAttendee { user_id: ULID.into() };
    let guest = types::ExternalAttendee {
        email_address: "ada@acme.example".into(),
        display_name: Some("Ada".into()),
    };
    let body = types::CreateBookingRequest {
        attendees: Some(vec![user.into(), guest.into()]),
        ..booking_request()
    };
    client(&server).create_booking().body(body).send().await.expect("a booking");
    let expected =
        json!([{ "userId": ULID }, { "emailAddress": "ada@acme.example", "displayName": "Ada" }]);
    assert_eq!(server.request().json()["attendees"], expected);
}

#[tokio::test]
async fn n34_a_part_of_an_address_and_the_whole_are_two_filters() {
    let server = empty();
    let client = client(&server);
    let call = client.list_users().email("acme.example").email_exact("ada@acme.example");
    call.send().await.expect("users");
    let expected = pairs(&[("email", "acme.example"), ("emailExact", "ada@acme.example")]);
    assert_eq!(server.request().query(), expected);
}

#[tokio::test]
async fn filters_keep_their_brackets_dots_and_spellings() {
    let server = empty();
    let client = client(&server);
    let call = client.list_user_bookings().user_id("01USER").id(ULID).neighborhood_id("01N");
    let call = call.self_certified_date_time_local_after(time("2025-06-16T09:00:00"));
    let start: floorkit_runtime::DateTime = "2025-06-16T09:00:00+02:00".parse().expect("a time");
    call.start_date_time_strictly_before(start).send().await.expect("bookings");
    let request = server.request();
    assert!(request.line.starts_with("GET /v1/public/users/01USER/bookings?"), "{}", request.line);
    let expected = pairs(&[
        ("id", ULID),
        ("neighborhood.id", "01N"),
        ("selfCertifiedDateTime[local_after]", "2025-06-16T09:00:00"),
        ("startDateTime[strictly_before]", "2025-06-16T09:00:00+02:00"),
    ]);
    assert_eq!(request.query(), expected);

    let server = empty();
    let client = super::client(&server);
    let call = client.list_bookings().neighbourhood_id("01N");
    call.order_start_date(types::SortDirection::Desc).send().await.expect("bookings");
    let expected = pairs(&[("neighbourhoodId", "01N"), ("order[startDate]", "desc")]);
    assert_eq!(server.request().query(), expected);
}

#[tokio::test]
async fn checking_in_answers_201_and_asks_for_json_ld() {
    let server = answering(201, &json!({ "id": ULID, "checkedInSource": "publicApi" }));
    let body = types::CheckInBookingRequest { user_id: ULID.into(), method: None };
    let client = client(&server);
    let booking = client.check_in_booking().id(ULID).body(body).send().await.expect("a booking");
    assert_eq!(booking.status().as_u16(), 201);
    let request = server.request();
    assert_eq!(request.line, format!("POST /v1/public/bookings/{ULID}/check-in"));
    assert_eq!(request.headers["accept"], "application/ld+json");
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.json(), json!({ "userId": ULID }));
}

#[tokio::test]
async fn a_patch_tells_clearing_from_leaving() {
    let server = answering(200, &json!({ "id": ULID }));
    let body = types::UpdateUserRequest {
        biography: Some(Patch::Null),
        job_title: Some(Patch::Value("Builder".into())),
        ..Default::default()
    };
    client(&server).update_user().id(ULID).body(body).send().await.expect("a user");
    let request = server.request();
    let sent = "application/merge-patch+json";
    assert_eq!(request.headers["content-type"], sent);
    assert_eq!(request.json(), json!({ "biography": null, "jobTitle": "Builder" }));
}

#[tokio::test]
async fn a_photo_goes_into_a_part_of_any_name() {
    let server = answering(201, &json!({ "id": ULID }));
    let form = Multipart::new().file("picture", "ada.png", "image/png", b"\x89PNG");
    let client = client(&server);
    let user = client.upload_user_photo().id(ULID).body(form).send().await.expect("a user");
    assert_eq!(user.status().as_u16(), 201);
    let request = server.request();
    assert_eq!(request.line, format!("POST /v1/public/users/{ULID}/photo"));
    let sent = "multipart/form-data; boundary=";
    assert!(request.headers["content-type"].starts_with(sent));
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains("name=\"picture\"; filename=\"ada.png\""), "{body}");
}

#[tokio::test]
async fn every_form_of_an_error_says_what_is_wrong() {
    let forms = [
        json!({ "@type": "hydra:Error", "hydra:title": "no", "hydra:description": "too late" }),
        json!({ "type": "/errors/422", "title": "no", "status": 422, "detail": "too late" }),
        json!({ "message": "too late" }),
    ];
    for form in forms {
        let server = answering(422, &form);
        let body = types::CancelBookingRequest { user_id: None };
        let client = client(&server);
        let error = call(&CANCEL_BOOKING, client.cancel_booking().id(ULID).body(body).send()).await;
        let error = error.expect_err("a refusal");
        assert_eq!((error.status(), error.message()), (Some(422), Some("too late")), "{form}");
        assert!(!error.is_retryable(), "{error}");
    }
}

#[test]
fn each_region_has_a_host_of_its_own() {
    let base_url = |region: Option<&str>| {
        let builder = ClientBuilder::new(&VENDOR);
        let builder = region.into_iter().fold(builder, ClientBuilder::region);
        builder.build().expect("a client").base_url
    };
    assert_eq!(base_url(None), "https://api.onkadence.co");
    assert_eq!(base_url(Some("eu")), "https://api.onkadence.co");
    assert_eq!(base_url(Some("us")), "https://api.us.onkadence.co");
}

#[test]
fn only_what_is_safe_to_repeat_is_repeated() {
    let all = VENDOR.all_operations();
    assert_eq!(all.len(), 27);
    let writes = all.iter().filter(|operation| operation.method() != Method::Get);
    let safe = writes.filter(|operation| operation.is_idempotent());
    assert_eq!(safe.map(|operation| operation.id()).collect::<Vec<_>>(), ["update_user"]);
}
