//! Version 1, whose end the vendor announced for 2023.

#![expect(deprecated, reason = "who has not moved yet must be able to go on")]

use floorkit_mapiq_v1_raw::{
    Client,
    operations::{LIST_USERS, VENDOR},
    types,
};
use floorkit_runtime::{ClientBuilder, Credentials, QueryMap, call};
use serde_json::{Value, json};

use crate::canned::{Reply, Server};

fn builder(server: &Server) -> ClientBuilder {
    ClientBuilder::new(&VENDOR).base_url(server.url()).api_key("key-canned")
}

fn client(server: &Server) -> Client {
    let builder = builder(server).credentials(Credentials::token("eyJ-canned"));
    Client::from_parts(builder.build().expect("a client"))
}

fn ok(body: &Value) -> Reply {
    Reply::json(200, body)
}

#[test]
fn ten_operations_are_known_and_all_say_what_to_use_instead() {
    let all = VENDOR.all_operations();
    assert_eq!(all.len(), 10);
    for operation in all {
        assert!(!operation.path().starts_with("/v2"), "{}", operation.path());
        let instead = operation.deprecation().expect("deprecated");
        assert!(instead.contains("v2"), "{}: {instead}", operation.id());
    }
    let without_token = all.iter().filter(|operation| !operation.is_authenticated());
    assert_eq!(
        without_token.map(|operation| operation.id()).collect::<Vec<_>>(),
        ["create_access_token"]
    );
}

#[tokio::test]
async fn a_registration_is_read_at_any_level() {
    let body = json!([
        {
            "Id": "r-1", "userId": "u-1", "userExternalId": null, "firstName": "Ada",
            "date": "2023-05-31T00:00:00", "nodeId": "b-1", "deskId": null, "areaId": null,
            "floorId": null, "floorHasMap": null, "floorNumber": null, "buildingId": "b-1",
            "buildingName": "Harbor", "isCheckedIn": true,
        },
        {
            "Id": "r-2", "nodeId": "a-1", "deskId": "d-1", "areaId": "a-1", "floorId": "f-1",
            "floorHasMap": true, "floorNumber": -1,
        },
        { "Id": "r-3", "floorHasMap": "no", "floorNumber": "G" },
    ]);
    let server = Server::start([ok(&body)]);
    let client = client(&server);
    let list = client.list_registrations().start_date("2023-05-31").send().await;
    let types::RegistrationList(list) = list.expect("registrations").into_inner();

    let id = |index: usize| list[index].id.as_ref().map(|id| id.as_str());
    assert_eq!([id(0), id(1), id(2)], [Some("r-1"), Some("r-2"), Some("r-3")]);
    assert_eq!((&list[0].desk_id, &list[0].area_id, &list[0].floor_id), (&None, &None, &None));
    assert_eq!(list[0].node_id.as_ref().map(|id| id.as_str()), Some("b-1"));
    assert_eq!(list[0].extra["isCheckedIn"], true, "a field that nobody documented");
    assert_eq!(list[1].desk_id, Some("d-1".into()));
    assert_eq!(list[1].floor_number.as_ref().map(|number| number.as_str()), Some("-1"));
    assert_eq!(list[2].floor_number.as_ref().map(|number| number.as_str()), Some("G"));
    assert_eq!(list[2].floor_has_map, Some("no".into()));
}

#[tokio::test]
async fn an_id_in_small_letters_is_not_lost() {
    let server = Server::start([ok(&json!([{ "id": "r-1", "userId": "u-1" }]))]);
    let list = client(&server).list_registrations().start_date("2023-05-31").send().await;
    let types::RegistrationList(list) = list.expect("registrations").into_inner();
    assert_eq!(list[0].id, None);
    assert_eq!(list[0].extra["id"], "r-1");
}

#[tokio::test]
async fn registrations_are_asked_for_by_day_user_and_building() {
    let server = Server::start([ok(&json!([]))]);
    let client = client(&server);
    let error = client.list_registrations().send().await.expect_err("no first day");
    assert!(error.to_string().contains("start_date"), "{error}");

    let list = client.list_registrations().start_date("2023-05-31").end_date("2023-06-02");
    list.user_id("u-1").building_id("b-1").send().await.expect("registrations");
    let request = server.request();
    let (path, query) = request.line.split_once('?').expect("a query");
    assert_eq!(path, "GET /shifts/registrations");
    let mut query: Vec<&str> = query.split('&').collect();
    query.sort_unstable();
    let expected = ["buildingId=b-1", "endDate=2023-06-02", "startDate=2023-05-31", "userId=u-1"];
    assert_eq!(query, expected);
}

#[tokio::test]
async fn every_list_is_an_array_of_whatever_came() {
    let body = json!([{ "date": "2023-05-31", "plate": "XY-12-34" }, { "date": 20_230_531 }, {}]);
    // No status of success is documented.
    let server = Server::start(vec![Reply::json(203, &body); 6]);
    let client = client(&server);
    macro_rules! list {
        ($operation:ident, $path:literal) => {
            let filters = QueryMap::new().with("startDate", "2023-05-31");
            let list = client.$operation().filters(filters).send().await.expect("a list");
            assert_eq!(serde_json::to_value(list.into_inner()).expect("JSON"), body);
            assert_eq!(server.request().line, concat!("GET ", $path, "?startDate=2023-05-31"));
        };
    }
    list!(list_parking_reservations, "/parkingReservations");
    list!(list_buildings, "/shifts/buildings");
    list!(list_parking_lots, "/parkinglots");
    list!(list_users, "/shifts/users");
    list!(list_checkin_events, "/localization/admin/checkin/events");
    list!(list_checkin_statuses, "/localization/admin/checkin/statuses");
}

#[tokio::test]
async fn what_changes_something_goes_where_v1_has_it() {
    let server = Server::start([Reply::empty(200), Reply::empty(200)]);
    let client = client(&server);
    let error = client.delete_registrations().send().await.expect_err("no selector");
    assert!(error.to_string().contains("filters"), "{error}");
    let empty = client.delete_registrations().filters(QueryMap::new());
    let error = empty.send().await.expect_err("an empty selector");
    assert!(error.to_string().contains("NonEmptyQueryMap"), "{error}");
    let selected = QueryMap::new().with("id", "r-1");
    client.delete_registrations().filters(selected).send().await.expect("deleted");
    assert_eq!(server.request().line, "DELETE /shifts/registrations?id=r-1");

    let body = types::CreateCheckinEventRequest {
        building_id: "b-1".into(),
        event_type: types::CheckinEventType::NotAtTheOffice.into(),
        source: Some(types::CheckinSource::Wifi.into()),
        user_id: "u-1".into(),
    };
    client.create_checkin_event().body(body).send().await.expect("taken");
    let request = server.request();
    assert_eq!(request.line, "POST /localization/admin/checkin");
    assert_eq!(
        request.json(),
        json!({
            "BuildingId": "b-1", "EventType": "NotAtTheOffice", "Source": "Wifi", "UserId": "u-1",
        })
    );
}

#[tokio::test]
async fn a_call_carries_key_and_token() {
    let server = Server::start([ok(&json!([])), Reply::empty(401)]);
    let client = client(&server);
    client.list_users().send().await.expect("users");
    let request = server.request();
    assert_eq!(request.headers["mapiq-api-key"], "key-canned");
    assert_eq!(request.headers["authorization"], "Bearer eyJ-canned");

    let error = call(&LIST_USERS, client.list_users().send()).await.expect_err("refused");
    assert!(error.is_unauthorized(), "{error}");
}

#[tokio::test]
async fn a_service_account_gets_its_token_by_itself() {
    let token = json!({ "access_token": "eyJ-fetched", "id_token": "eyJ-other" });
    let server = Server::start([ok(&token), ok(&json!([]))]);
    let account = Credentials::password("client-1", "robot@acme.example", "pa55 & word");
    let builder = builder(&server).credentials(account);
    let client = Client::from_parts(builder.build().expect("a client"));
    client.list_users().send().await.expect("users");

    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].line, "POST /auth/token");
    assert_eq!(requests[0].headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(requests[0].headers["mapiq-api-key"], "key-canned");
    let mut form: Vec<&str> = requests[0].text().split('&').collect();
    form.sort_unstable();
    assert_eq!(form, FORM);
    assert_eq!(requests[1].headers["mapiq-api-key"], "key-canned");
    assert_eq!(requests[1].headers["authorization"], "Bearer eyJ-fetched");
}

#[tokio::test]
async fn a_token_can_be_asked_for_by_hand() {
    let token = json!({ "access_token": "eyJ-fetched", "id_token": "eyJ-other" });
    let server = Server::start([ok(&token)]);
    let body = types::AccessTokenRequest {
        client_id: "client-1".into(),
        grant_type: types::GrantType::Password,
        password: "pa55 & word".into(),
        response_type: "token id_token".into(),
        scope: "openid https://mapiqprod.onmicrosoft.com/api/shifts/Default".into(),
        username: "robot@acme.example".into(),
    };
    assert!(!format!("{body:?}").contains("pa55"), "{body:?}");
    let token = client(&server).create_access_token().body(body).send().await.expect("a token");
    let secret = token.access_token.as_ref().map(|token| token.expose_secret());
    assert_eq!(secret, Some("eyJ-fetched"));
    assert!(!format!("{token:?}").contains("eyJ"), "{token:?}");

    let request = server.request();
    assert_eq!(request.headers["mapiq-api-key"], "key-canned");
    assert!(!request.headers.contains_key("authorization"), "a token is not got with a token");
    let mut form: Vec<&str> = request.text().split('&').collect();
    form.sort_unstable();
    assert_eq!(form, FORM);
}

/// The fields of the token request, sorted.
const FORM: [&str; 6] = [
    "client_id=client-1",
    "grant_type=password",
    "password=pa55+%26+word",
    "response_type=token+id_token",
    "scope=openid+https%3A%2F%2Fmapiqprod.onmicrosoft.com%2Fapi%2Fshifts%2FDefault",
    "username=robot%40acme.example",
];
