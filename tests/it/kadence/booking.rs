//! Booking, of which nothing is done twice.

use std::{thread, time::Duration};

use floorkit_kadence::{
    Booked, Booking, CallOptions, Client, Credentials, Error,
    jiff::{Timestamp, ToSpan as _},
};
use serde_json::{Value, json};

use super::{BUILDING, ULID, USER, asked};
use crate::canned::{Reply, Request, Server};

const USER_ID: &str = "01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const DESK: &str = "01J8ZQ4M6T2V9XK3C5N7P0R1S6";

fn start() -> Timestamp {
    "2025-06-17T08:00:00Z".parse().expect("a time")
}

/// A booking of the desk as it was asked for, with changes.
fn booking(id: &str, change: &Value) -> Value {
    let mut booking = json!({
        "id": id, "userId": USER, "building": BUILDING, "space": { "id": DESK },
        "status": "booked", "startDate": "2025-06-17T08:00:00+00:00",
        "endDate": "2025-06-17T16:00:00+00:00",
    });
    for (name, value) in change.as_object().into_iter().flatten() {
        booking[name] = value.clone();
    }
    booking
}

/// A server that answers a booking so, and has these bookings of the user.
fn answering(create: Reply, own: &[Value]) -> Server {
    let own = json!({ "hydra:member": own, "hydra:totalItems": own.len() });
    Server::answering(move |request: &Request| match request.line.starts_with("POST") {
        true => create.clone(),
        false => Reply::json(200, &own),
    })
}

/// A client as it is by default, which tries again what may be tried again.
fn client(server: &Server) -> Client {
    let builder = Client::builder().base_url(server.url());
    builder.credentials(Credentials::token("canned")).build().expect("a client")
}

async fn book(server: &Server) -> Result<Booked, Error> {
    let api = client(server);
    let request = api.bookings().book_space(USER_ID, DESK, start(), start() + 8.hours());
    request.send_or_find().await
}

fn found(booked: Result<Booked, Error>) -> Booking {
    match booked.expect("a booking") {
        Booked::Found(booking) => booking,
        other => panic!("{other:?}"),
    }
}

const POST: &str = "POST /v1/public/bookings";

#[tokio::test]
async fn what_may_have_been_done_is_not_done_again() {
    for status in [500, 502, 503, 504] {
        let server = answering(Reply::empty(status), &[]);
        let api = client(&server);
        let bookings = api.bookings();
        let end = start() + 8.hours();
        let failed = [
            bookings.book_space(USER_ID, DESK, start(), end).send().await,
            bookings.book_room(USER_ID, DESK, "Planning", start(), end).send().await,
            bookings.book_onsite(USER_ID, ULID, start(), end).send().await,
            bookings.cancel(ULID).send().await,
            bookings.check_in(ULID, USER_ID).send().await,
            bookings.check_out(ULID, USER_ID).send().await,
        ];
        for result in failed {
            let error = result.expect_err("a failure");
            assert!(error.may_have_been_sent(), "{error}");
            assert_eq!(error.attempts(), 1, "{error}");
        }
        assert_eq!(server.requests().len(), 6, "{status}");
    }
}

#[tokio::test]
async fn a_booking_whose_answer_was_lost_is_found() {
    let (wanted, unread) = (booking("wanted", &json!({})), Reply::json(201, &json!("?")));
    for lost in [Reply::empty(503), Reply::empty(504), unread] {
        let server =
            answering(lost, &[booking("other", &json!({ "space": null })), wanted.clone()]);
        assert_eq!(found(book(&server).await).id.as_str(), "wanted");
        let asked = server.requests();
        assert_eq!(asked.iter().filter(|request| request.line.starts_with(POST)).count(), 1);
        let path = format!("GET /v1/public/users/{USER_ID}/bookings?");
        assert!(asked[1].line.starts_with(&path), "{}", asked[1].line);
        for name in ["startDateTime[after]", "startDateTime[before]"] {
            let filter = (name.to_owned(), "2025-06-17T08:00:00Z".to_owned());
            assert!(asked[1].query().contains(&filter), "{}", asked[1].line);
        }
    }
}

#[tokio::test]
async fn a_booking_that_took_too_long_is_found() {
    let own = json!({ "hydra:member": [booking("wanted", &json!({}))] });
    let server = Server::answering(move |request: &Request| {
        if request.line.starts_with("POST") {
            thread::sleep(Duration::from_millis(400));
        }
        Reply::json(200, &own)
    });
    let api = client(&server);
    let request = api.bookings().book_space(USER_ID, DESK, start(), start() + 8.hours());
    let hasty = CallOptions::new().attempt_timeout(Duration::from_millis(100));
    let hasty = hasty.timeout(Duration::from_secs(5));
    assert_eq!(found(request.options(hasty).send_or_find().await).id.as_str(), "wanted");
}

/// What is found is compared, whatever the service makes of the filters.
#[tokio::test]
async fn no_other_booking_is_taken_for_it() {
    let others = [
        json!({ "space": { "id": ULID } }),
        json!({ "space": null }),
        json!({ "status": "cancelled" }),
        json!({ "startDate": "2025-06-17T09:00:00+00:00" }),
        json!({ "endDate": "2025-06-17T17:00:00+00:00" }),
        json!({ "endDate": null }),
    ];
    for other in others {
        let server = answering(Reply::empty(503), &[booking("other", &other)]);
        let error = book(&server).await.expect_err("no booking");
        assert_eq!(error.status(), Some(503), "{other}");
        assert_eq!(error.operation_id(), Some("create_booking"), "{other}");
    }
}

/// One that was there before is what was asked for: a second one would have been refused.
#[tokio::test]
async fn a_booking_of_before_is_found_too() {
    let before = booking("before", &json!({ "createdAt": "2025-06-01T08:00:00+00:00" }));
    let server = answering(Reply::empty(503), &[before]);
    assert_eq!(found(book(&server).await).id.as_str(), "before");
}

#[tokio::test]
async fn a_place_in_a_building_is_found_by_the_building() {
    let desk = booking("desk", &json!({}));
    let onsite = booking("onsite", &json!({ "space": null }));
    let server = answering(Reply::empty(503), &[desk, onsite]);
    let api = client(&server);
    let request = api.bookings().book_onsite(USER_ID, ULID, start(), start() + 8.hours());
    assert_eq!(found(request.send_or_find().await).id.as_str(), "onsite");
}

#[tokio::test]
async fn a_refusal_is_not_looked_into() {
    let body = json!({ "hydra:description": "The desk is taken.", "@type": "hydra:Error" });
    for status in [400, 401, 403, 404, 422, 429] {
        let own = [booking("wanted", &json!({}))];
        let server = answering(Reply::json(status, &body), &own);
        let error = book(&server).await.expect_err("a refusal");
        assert_eq!((error.status(), error.message()), (Some(status), Some("The desk is taken.")));
        assert_eq!(asked(&server), [POST], "{status}");
    }
}

#[tokio::test]
async fn a_booking_that_was_answered_is_new() {
    let server = answering(Reply::json(201, &booking("new", &json!({}))), &[]);
    let Booked::New(new) = book(&server).await.expect("a booking") else { panic!("not new") };
    assert_eq!(new.id.as_str(), "new");
    assert_eq!(asked(&server), [POST]);
}

#[tokio::test]
async fn a_title_that_is_too_long_is_not_sent() {
    let server = answering(Reply::empty(500), &[]);
    let api = client(&server);
    let end = start() + 1.hour();
    let room = |title: &str| api.bookings().book_room(USER_ID, DESK, title, start(), end);
    let error = room(&"ö".repeat(256)).send().await.expect_err("too long");
    assert!(error.is_invalid_request() && error.to_string().contains("255"), "{error}");
    let error = room("Planning").description("ö".repeat(4_001)).send().await.expect_err("too long");
    assert!(error.is_invalid_request() && error.to_string().contains("4000"), "{error}");
    assert!(server.requests().is_empty());
    let error = room(&"ö".repeat(255)).send().await.expect_err("the server fails");
    assert_eq!(error.status(), Some(500));
}
