//! What its crate hides of Maptician's traps, against a server that says what it is told.

use std::iter;

use floorkit_maptician::{
    Backoff, CallOptions, Client, Credentials, Error, MapFormat, Office, OfficeId, Person,
    Presence, ReserveOutcome, RotatingToken, UserId,
};
use serde_json::{Value, json};

use super::always;
use crate::canned::{Reply, Request, Server};

const OLD: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvbGQifQ.c2ln";
const NEW: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJuZXcifQ.c2ln";

/// A server that says the same to everything, and a client that makes one attempt.
fn saying(status: u16, answer: &Value) -> (Server, Client) {
    let server = Server::start(iter::repeat(Reply::json(status, answer)));
    let client = client(&server, Credentials::token("jwt"));
    (server, client)
}

fn client(server: &Server, credentials: impl Into<Credentials>) -> Client {
    let builder = Client::builder().base_url(server.url()).credentials(credentials);
    builder.retry(Backoff::never()).build().expect("a client")
}

fn ada() -> Person {
    UserId::from("u-ada").into()
}

fn north() -> Office {
    OfficeId::from("o-north").into()
}

#[tokio::test]
async fn the_word_before_a_token_is_the_callers() {
    for (prefix, expected) in [(None, "jwt"), (Some("Bearer"), "Bearer jwt")] {
        let server = always(200, "application/json", b"[]");
        let builder =
            Client::builder().base_url(server.url()).credentials(Credentials::token("jwt"));
        let builder = match prefix {
            Some(prefix) => builder.credential_prefix(prefix),
            None => builder,
        };
        builder.build().expect("a client").seats().list().send().await.expect("seats");
        assert_eq!(server.request().headers["authorization"], expected);
    }
}

#[tokio::test]
async fn a_success_that_reserved_nothing_does_not_look_like_one() {
    for (status, is_reserved) in [(202, false), (200, true), (201, true)] {
        let (_server, client) = saying(status, &json!({ "said": 1 }));
        let outcome = client.presence().present_and_reserve(ada()).send().await.expect("no error");
        assert_eq!(outcome.is_reserved(), is_reserved, "{status}");
        let (ReserveOutcome::Done(said) | ReserveOutcome::NothingReserved(said)) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(said, json!({ "said": 1 }));
    }
}

#[tokio::test]
async fn no_entry_is_dropped_without_a_word() {
    let (server, client) = saying(200, &json!("ok"));
    let mail = |address: &str| Person::Email(address.to_owned());
    let entries = [
        Presence::at(mail("Ada@acme.example"), north()),
        Presence::at(Person::EmployeeId("e1".into()), north()),
        Presence::with_status(mail("ada@acme.example"), "remote"),
        Presence::at(Person::EmployeeId("E1".into()), north()),
    ];
    let outcome = client.presence().set_all(entries).send().await.expect("an outcome");
    assert_eq!(outcome.sent, [0, 1, 3], "the case of a number counts, that of an address not");
    let duplicates: Vec<_> = outcome.duplicates.iter().map(|it| (it.index, it.first)).collect();
    assert_eq!(duplicates, [(2, 0)]);
    assert_eq!(outcome.answer, "ok");
    let sent = server.request().json();
    let of = |name: &str| -> Vec<_> {
        let entries = sent["entries"].as_array().expect("entries");
        entries.iter().filter_map(|entry| entry[name].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(of("email"), ["Ada@acme.example"]);
    assert_eq!(of("employeeID"), ["e1", "E1"]);
}

#[tokio::test]
async fn nobody_is_at_a_location_that_is_not_named() {
    let (server, client) = saying(200, &json!({}));
    let somewhere = || Presence::with_status(ada(), "at_location");
    let refused = |error: &Error| error.is_invalid_request() && !error.may_have_been_sent();

    let error = client.presence().set(somewhere()).send().await.expect_err("no location");
    assert!(refused(&error) && error.to_string().contains("at_location"), "{error}");
    let elsewhere = Presence::with_status(Person::Name("Ben".into()), "remote");
    let entries = [elsewhere.clone(), somewhere()];
    let error = client.presence().set_all(entries.clone()).send().await.expect_err("no location");
    assert!(refused(&error) && error.to_string().contains("entry 1"), "{error}");
    assert_eq!(server.requests().len(), 0);

    client.presence().set_all(entries).office(north()).send().await.expect("the batch has one");
    assert_eq!(server.request().json()["officeID"], "o-north");
    let aliased = somewhere().field("location", "North");
    client.presence().set(aliased).send().await.expect("by another of its names");
}

#[tokio::test]
async fn a_person_is_spelled_as_the_vendor_does() {
    let people = [
        (ada(), "userID"),
        (Person::Email("x".into()), "email"),
        (Person::EmployeeId("x".into()), "employeeID"),
        (Person::ExternalId("x".into()), "externalId"),
        (Person::Name("x".into()), "name"),
    ];
    for (person, name) in people {
        let (server, client) = saying(200, &json!({}));
        client.presence().check_out(person.clone()).send().await.expect("an answer");
        let presence = client.presence();
        let _ = presence.present_and_reserve(person.clone()).send().await.expect("an answer");
        client.access_events().record(person.clone()).send().await.expect("an answer");
        client.seat_assignments().assign("s-1", person).send().await.expect("an answer");
        for request in server.requests() {
            let body = request.json();
            let names: Vec<_> = body.as_object().expect("an object").keys().collect();
            assert!(names.iter().all(|sent| *sent == name || *sent == "seatID"), "{body}");
            assert!(body.get(name).is_some(), "{body}");
        }
    }
}

#[tokio::test]
async fn a_deletion_in_bulk_is_sent_once_and_only_with_a_filter() {
    let (server, client) = saying(503, &json!({}));
    let deletion = client.reservations().delete_for_user("u-ada");
    assert!(deletion.clone().confirm_seats_and_rooms().is_err(), "it might delete everything");
    assert_eq!(server.requests().len(), 0);

    // With the policy that tries again what may be tried.
    let builder = Client::builder().base_url(server.url()).credentials(Credentials::token("jwt"));
    let patient = builder.build().expect("a client");
    let deletion = patient.reservations().delete_for_user("u-ada").filter("start", "2025-06-16");
    let deletion = deletion.confirm_seats_and_rooms().expect("there is a filter");
    let error = deletion.send().await.expect_err("503");
    assert!(error.may_have_been_sent() && error.attempts() == 1, "{error}");
    assert_eq!(server.request().line, "DELETE /ext/v1/reservations/user/u-ada?start=2025-06-16");
}

#[tokio::test]
async fn delegates_are_read_before_they_are_replaced() {
    let held = json!({
        "userID": "u-ada",
        "global_delegate": false,
        "delegated_occupants": [{ "userID": "u-ben", "name": "Ben" }],
        "delegated_locations": [],
        "delegated_departments": [{ "departmentID": "d-1" }],
    });
    let (server, client) = saying(200, &held);
    let change = client.delegates().update("u-ada", |it| it.global_delegate = true);
    change.send().await.expect("an answer");
    let requests = server.requests();
    let lines: Vec<_> = requests.iter().map(|request| request.line.as_str()).collect();
    let path = "/ext/v1/occupants/user/u-ada/delegates/";
    assert_eq!(lines, [format!("GET {path}"), format!("PUT {path}")]);
    assert_eq!(
        requests[1].json(),
        json!({
            "global_delegate": true,
            "delegated_occupants": [{ "userID": "u-ben" }],
            "delegated_locations": [],
            "delegated_departments": [{ "departmentID": "d-1" }],
        })
    );
}

#[tokio::test]
async fn what_a_replacement_would_lose_stops_it() {
    let mut held = json!({
        "global_delegate": false, "delegated_occupants": [], "delegated_locations": [],
        "delegated_departments": [], "delegated_groups": [{ "groupID": "g-1" }],
    });
    let (server, client) = saying(200, &held);
    let change = || client.delegates().update("u-ada", |it| it.global_delegate = true);
    let error = change().send().await.expect_err("a group would be lost");
    assert!(error.is_decode(), "{error}");
    assert_eq!(error.decode_path(), Some("/delegated_groups"));
    assert_eq!(server.requests().len(), 1, "nothing was written");
    change().discard_unknown().send().await.expect("it was accepted");
    assert_eq!(server.requests().len(), 2);

    held["delegated_occupants"].take();
    let (server, client) = saying(200, &held);
    let change = client.delegates().update("u-ada", |it| it.global_delegate = true);
    let error = change.discard_unknown().send().await.expect_err("it is not understood");
    assert_eq!(error.decode_path(), Some("/delegated_occupants"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

/// A service that knows one token at a time.
fn rotating() -> Server {
    let mut valid = OLD;
    Server::answering(move |request: &Request| {
        if request.headers["authorization"] != valid {
            return Reply::json(401, &json!({}));
        }
        if request.line.contains("rotate") {
            valid = NEW;
            return Reply::json(200, &json!({ "data": { "revoked": OLD, "issued": NEW } }));
        }
        Reply::json(200, &json!([]))
    })
}

#[tokio::test]
async fn all_clients_have_the_new_token_at_once() {
    let server = rotating();
    let token = RotatingToken::new(OLD);
    let (one, other) = (client(&server, token.clone()), client(&server, token.clone()));
    other.seats().list().send().await.expect("the old token is good");
    let rotated = one.tokens().rotate(&token).send().await.expect("an answer");
    assert_eq!(rotated.token().map(|new| new.expose_secret()), Some(NEW));
    assert!(!format!("{rotated:?}").contains("eyJ"), "{rotated:?}");
    one.seats().list().send().await.expect("the new token is good");
    other.clone().seats().list().send().await.expect("the new token is good");
}

#[tokio::test]
async fn a_new_token_that_is_not_found_is_not_lost() {
    for (answer, pointer, found) in [
        (json!({ "t": "opaque" }), None, None),
        (json!({ "t": "opaque" }), Some("/t"), Some("opaque")),
        (json!("opaque"), Some(""), Some("opaque")),
        (json!({ "t": NEW }), Some("/token"), None),
        (json!({ "t": NEW }), None, Some(NEW)),
    ] {
        let (server, client) = saying(200, &answer);
        let token = RotatingToken::new(OLD);
        let request = client.tokens().rotate(&token).secret("token", OLD);
        let request = match pointer {
            Some(pointer) => request.at(pointer),
            None => request,
        };
        let rotated = request.send().await.expect("an answer");
        assert_eq!(rotated.token().map(|new| new.expose_secret()), found, "{answer}");
        assert_eq!(rotated.answer().0.expose_secret(), &answer);
        assert!(token.is(found.unwrap_or(OLD)));
        assert_eq!(server.request().json(), json!({ "token": OLD }));
    }
}

#[tokio::test]
async fn what_makes_or_kills_a_token_is_sent_once() {
    let server = Server::start(iter::repeat(Reply::json(503, &json!({}))));
    let builder = Client::builder().base_url(server.url()).credentials(Credentials::token("jwt"));
    let patient = builder.build().expect("a client");
    let tokens = patient.tokens();
    let token = RotatingToken::new(OLD);
    let errors = [
        tokens.create().send().await.map(drop).expect_err("503"),
        tokens.rotate(&token).send().await.map(drop).expect_err("503"),
        tokens.revoke("token", OLD).send().await.map(drop).expect_err("503"),
    ];
    for error in errors {
        assert_eq!(error.attempts(), 1, "{error}");
        assert!(!format!("{error} {error:?}").contains("eyJ"), "{error:?}");
    }
    let revocation = server.requests().pop().expect("a request");
    assert_eq!(revocation.line, "DELETE /ext/v1/auth/tokens/revoke");
    assert_eq!(revocation.json(), json!({ "token": OLD }), "the body of a DELETE");
}

#[tokio::test]
async fn a_map_goes_to_a_file_as_a_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    for format in MapFormat::ALL {
        let server = always(200, format.media_type(), b"\0a map\xff");
        let client = client(&server, Credentials::token("jwt"));
        let path = folder.path().join(format!("{format:?}"));
        let options = CallOptions::new().header(
            http::HeaderName::from_static("x-trace"),
            http::HeaderValue::from_static("t-1"),
        );
        let export = client.maps().export("map-1", format).options(options);
        assert_eq!(export.download().save(&path).await.expect("a map"), 7);
        assert_eq!(std::fs::read(&path).expect("a file"), b"\0a map\xff");
        let request = server.request();
        assert_eq!(request.headers["accept"], format.media_type());
        assert_eq!(request.headers["x-trace"], "t-1");
    }
    let server = always(500, "application/json", b"{}");
    let path = folder.path().join("failed");
    let client = client(&server, Credentials::token("jwt"));
    let export = client.maps().export("map-1", MapFormat::Svg);
    let error = export.download().save(&path).await.expect_err("500");
    assert!(error.is_server_error() && !path.exists(), "{error}");
}

#[tokio::test]
async fn an_answer_can_be_read_with_a_type_of_ones_own() {
    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct Desk {
        #[serde(rename = "seatID")]
        id: String,
    }

    let (_server, client) = saying(200, &json!([{ "seatID": "s-1" }]));
    let desks: Vec<Desk> = client.seats().list().send_as().await.expect("desks");
    assert_eq!(desks, [Desk { id: "s-1".to_owned() }]);
    let (_server, client) = saying(200, &json!([{ "seatID": "s-1" }, { "seatID": 2 }]));
    let error = client.seats().list().send_as::<Vec<Desk>>().await.expect_err("a number");
    assert_eq!(error.decode_path(), Some("/1/seatID"), "{error}");
    assert_eq!(error.operation_id(), Some("list_seats"));
}
