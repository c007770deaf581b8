//! Version 2.

use floorkit_mapiq_raw::{
    Client,
    operations::{DELETE_WORKSPACE_RESERVATIONS, LIST_WORKDAYS, VENDOR},
    types,
};
use floorkit_runtime::{ClientBuilder, Credentials, OpenEnum, QueryMap, call};
use serde_json::{Value, json};

use crate::canned::{Reply, Server};

fn builder(server: &Server) -> ClientBuilder {
    ClientBuilder::new(&VENDOR).base_url(server.url())
}

fn client(server: &Server) -> Client {
    let builder = builder(server).credentials(Credentials::token("eyJ-canned"));
    Client::from_parts(builder.build().expect("a client"))
}

fn ok(body: &Value) -> Reply {
    Reply::json(200, body)
}

#[test]
fn ten_operations_are_known_below_v2() {
    let all = VENDOR.all_operations();
    assert_eq!(all.len(), 10);
    assert!(all.iter().all(|operation| operation.path().starts_with("/v2/")));
    assert!(all.iter().all(|operation| operation.is_authenticated()));
}

#[tokio::test]
async fn a_list_may_be_an_array_or_in_an_object() {
    let users = json!([{ "userName": "ada" }, {}]);
    let around = json!({ "value": users, "nextLink": null });
    // No status of success is documented.
    let server = Server::start([ok(&users), Reply::json(206, &around)]);
    let client = client(&server);

    let bare = client.list_users().send().await.expect("users").into_inner();
    let types::Users::List(types::UserList(bare)) = bare else { panic!("{bare:?}") };
    assert_eq!(bare[0]["userName"], "ada");
    assert_eq!(bare.len(), 2);

    let wrapped = client.list_users().send().await.expect("users").into_inner();
    let types::Users::Envelope(wrapped) = wrapped else { panic!("{wrapped:?}") };
    assert_eq!(Value::Object(wrapped.0), around);
}

#[tokio::test]
async fn a_list_that_is_neither_is_an_error() {
    for body in [json!("none"), json!(["none"])] {
        let server = Server::start([ok(&body)]);
        let client = client(&server);
        let operation = VENDOR.operation("list_buildings").expect("an operation");
        let error = call(operation, client.list_buildings().send()).await;
        let error = error.expect_err("nothing that a list may be");
        assert!(error.is_decode(), "{error}");
    }
}

#[tokio::test]
async fn a_reservation_keeps_fields_that_nobody_documented() {
    let body = json!([{
        "id": "1f0e", "startTime": "2026-06-15T07:00", "endTime": 1_781_550_000,
        "deskId": null, "user": { "email": "ada@acme.example" },
    }]);
    let server = Server::start([ok(&body), ok(&body)]);
    let client = client(&server);

    let desks = client.list_workspace_reservations().send().await.expect("bookings").into_inner();
    assert_eq!(serde_json::to_value(&desks).expect("JSON"), body);
    let types::WorkspaceReservations::List(desks) = desks else { panic!("{desks:?}") };
    assert_eq!(desks[0].start_time, Some("2026-06-15T07:00".into()), "a text without a zone");
    assert_eq!(desks[0].end_time, Some(1_781_550_000.into()), "a number");
    assert_eq!(desks[0].extra["deskId"], Value::Null);
    assert_eq!(desks[0].extra["user"]["email"], "ada@acme.example");

    let spots = client.list_parking_spot_reservations().send().await.expect("bookings");
    assert_eq!(serde_json::to_value(spots.into_inner()).expect("JSON"), body);
}

#[tokio::test]
async fn any_query_goes_on_the_wire_as_it_is_given() {
    let server = Server::start([ok(&json!([])), ok(&json!([]))]);
    let client = client(&server);
    let filters = QueryMap::new().with("from", "2026-06-15").with("building.id", "a&b");
    client.list_checkin_events().filters(filters.with("from", "x")).send().await.expect("events");
    client.list_checkin_events().send().await.expect("events");
    let lines: Vec<String> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(
        lines,
        [
            "GET /v2/user-locations/checkin-events?from=2026-06-15&building.id=a%26b&from=x",
            "GET /v2/user-locations/checkin-events",
        ]
    );
}

#[tokio::test]
async fn workdays_are_asked_for_where_they_are_guessed_to_be() {
    let body = json!([{ "status": "OfficeDay" }]);
    let server = Server::start([ok(&body), Reply::empty(404)]);
    let client = client(&server);
    let days = client.list_workdays().send().await.expect("workdays").into_inner();
    assert_eq!(serde_json::to_value(days).expect("JSON"), body);
    assert_eq!(server.request().line, "GET /v2/workdays");

    let error = call(&LIST_WORKDAYS, client.list_workdays().send()).await;
    assert!(error.expect_err("a wrong guess").is_not_found());
}

#[tokio::test]
async fn nothing_is_deleted_unless_something_is_selected() {
    let server = Server::start([Reply::empty(204), ok(&json!({ "deleted": 1 }))]);
    let client = client(&server);
    let error = call(&DELETE_WORKSPACE_RESERVATIONS, client.delete_workspace_reservations().send());
    let error = error.await.expect_err("no selector");
    assert!(error.is_invalid_request(), "{error}");
    let empty = client.delete_workspace_reservations().filters(QueryMap::new());
    let error = call(&DELETE_WORKSPACE_RESERVATIONS, empty.send()).await;
    assert!(error.expect_err("an empty selector").is_invalid_request());
    assert_eq!(server.requests().len(), 0, "nothing was sent");

    // Whatever the status and the body of success are.
    for status in [204, 200] {
        let call = client.delete_workspace_reservations();
        let call = call.filters(QueryMap::new().with("reservationId", "1f0e"));
        assert_eq!(call.send().await.expect("deleted").status().as_u16(), status);
        let line = server.request().line;
        assert_eq!(line, "DELETE /v2/reservations/workspaces?reservationId=1f0e");
    }
}

#[test]
fn a_deletion_is_not_to_be_repeated() {
    assert!(!DELETE_WORKSPACE_RESERVATIONS.is_idempotent());
}

#[tokio::test]
async fn a_check_in_is_written_as_the_vendor_prints_it() {
    let server =
        Server::start([Reply::json(201, &json!({})), Reply::empty(204), Reply::empty(204)]);
    let client = client(&server);
    let body = types::CreateCheckinEventRequest {
        building_id: "b-1".into(),
        event_type: types::CheckinEventType::AtTheOffice.into(),
        source: Some(types::CheckinSource::AccessGate.into()),
        user_id: "u-1".into(),
    };
    let entered = client.create_checkin_event().body(body.clone()).send().await;
    assert_eq!(entered.expect("taken").status().as_u16(), 201);
    let request = server.request();
    assert_eq!(request.line, "POST /v2/user-locations/checkin-events");
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(
        request.json(),
        json!({
            "BuildingId": "b-1", "EventType": "AtTheOffice", "Source": "accessGate", "UserId": "u-1",
        })
    );

    // The spelling that the vendor prints, and no source.
    let event_type = types::CheckinEventType::NotAtTheOfficeMisspelled.into();
    let body = types::CreateCheckinEventRequest { event_type, source: None, ..body };
    client.create_checkin_event().body(body.clone()).send().await.expect("taken");
    assert_eq!(
        server.request().json(),
        json!({ "BuildingId": "b-1", "EventType": "NotAtTheOffce", "UserId": "u-1" })
    );

    // A case that the vendor does not print.
    let source = Some(OpenEnum::parse("AccessGate"));
    let body = types::CreateCheckinEventRequest { source, ..body };
    client.create_checkin_event().body(body).send().await.expect("taken");
    assert_eq!(server.request().json()["Source"], "AccessGate");
}

#[tokio::test]
async fn a_call_carries_the_token_and_no_key() {
    let server = Server::start([ok(&json!([]))]);
    client(&server).list_parking_lots().send().await.expect("parking lots");
    let request = server.request();
    assert_eq!(request.line, "GET /v2/spaces/parking-lots");
    assert_eq!(request.headers["authorization"], "Bearer eyJ-canned");
    assert!(!request.headers.contains_key("mapiq-api-key"));
}

#[tokio::test]
async fn an_application_gets_its_token_from_the_account_host() {
    // Nothing public says that a token tells how long it lives.
    let token = json!({ "access_token": "eyJ-fetched", "token_type": "Bearer" });
    let accounts = Server::start([ok(&token)]);
    let server = Server::start([ok(&json!([])), ok(&json!([]))]);
    let builder = builder(&server)
        .token_url(format!("{}/api/public/oauth2/token", accounts.url()))
        .credentials(Credentials::client_credentials("app-1", "s3cret"));
    let client = Client::from_parts(builder.build().expect("a client"));
    client.list_users().send().await.expect("users");
    client.list_users().send().await.expect("users");

    let request = accounts.request();
    assert_eq!(request.line, "POST /api/public/oauth2/token");
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    let mut form: Vec<&str> = request.text().split('&').collect();
    form.sort_unstable();
    let expected = [
        "client_id=app-1",
        "client_secret=s3cret",
        "grant_type=client_credentials",
        "scope=https%3A%2F%2Fapi.mapiq.com%2Fpublic%2F.default",
    ];
    assert_eq!(form, expected);
    for request in server.requests() {
        assert_eq!(request.headers["authorization"], "Bearer eyJ-fetched");
    }
}
