//! What the calls carry.

use floorkit_maptician_raw::{operations::VENDOR, types};
use floorkit_runtime::{Method, Multipart, QueryMap, SecretJson};
use serde_json::{Map, Value, json};

use super::start;

/// An object of the caller's own making.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

pub(super) fn ada() -> types::PresenceEntry {
    let builder = types::PresenceEntry::builder().email("ada@acme.example".to_owned());
    let builder = builder.status("at_location".to_owned());
    builder.office_name("Berlin".to_owned()).try_into().expect("an entry")
}

#[tokio::test]
async fn presence_is_set_in_a_batch_or_by_one_entry() {
    let (server, client) = start();
    let entry = json!({
        "email": "ada@acme.example", "officeName": "Berlin", "status": "at_location",
    });
    client.set_presences().body(ada()).send().await.expect("an answer");
    assert_eq!(server.request().json(), entry);
    let batch = types::PresenceBatch::builder()
        .entries(vec![ada()])
        .office_id(types::OfficeId::from("office-1".to_owned()))
        .extra(object(json!({ "source": "doors" })));
    client
        .set_presences()
        .body(types::SetPresencesRequest::Batch(batch.try_into().expect("a batch")))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        server.request().json(),
        json!({ "entries": [entry], "officeID": "office-1", "source": "doors" }),
    );
}

#[tokio::test]
async fn a_person_is_named_as_the_vendor_spells_it() {
    let (server, client) = start();
    let call = client.assign_seat().body_map(|body| {
        let body = body.seat_id("seat-1").user_id(types::UserId::from("user-1".to_owned()));
        let body = body.email("ada@acme.example".to_owned()).employee_id("E7".to_owned());
        body.external_id("x-1".to_owned()).name("Ada".to_owned())
    });
    call.send().await.expect("an answer");
    let request = server.request();
    assert_eq!(
        request.json(),
        json!({
            "seatID": "seat-1", "userID": "user-1", "email": "ada@acme.example",
            "employeeID": "E7", "externalId": "x-1", "name": "Ada",
        }),
    );
    assert_eq!(request.headers["content-type"], "application/json");
}

#[tokio::test]
async fn an_access_event_carries_what_no_document_names() {
    let (server, client) = start();
    let call = client.record_access_event().body_map(|body| {
        let body = body.employee_id("E7".to_owned());
        body.extra(object(json!({ "address": "192.0.2.7" })))
    });
    call.send().await.expect("an answer");
    assert_eq!(server.request().json(), json!({ "employeeID": "E7", "address": "192.0.2.7" }));
}

#[tokio::test]
async fn delegates_are_replaced_by_four_lists_and_flags() {
    let (server, client) = start();
    let department = types::DelegatedDepartment(object(json!({ "any": "name" })));
    let occupant =
        types::DelegatedOccupant { email: Some("ada@acme.example".to_owned()), user_id: None };
    let body = types::ReplaceDelegatesRequest {
        delegated_departments: vec![department],
        delegated_locations: Vec::new(),
        delegated_occupants: vec![occupant],
        global_delegate: false,
    };
    client.replace_delegates().user_id("user-1").body(body).send().await.expect("an answer");
    assert_eq!(
        server.request().json(),
        json!({
            "global_delegate": false, "delegated_locations": [],
            "delegated_departments": [{ "any": "name" }],
            "delegated_occupants": [{ "email": "ada@acme.example" }],
        }),
    );
}

#[tokio::test]
#[expect(deprecated, reason = "it is sent as it was")]
async fn people_are_changed_in_bulk_and_null_empties_a_field() {
    let (server, client) = start();
    let change = types::OccupantChange {
        action: Some(types::OccupantAction::Update),
        email: None,
        user_id: Some("user-1".to_owned().into()),
        extra: object(json!({ "title": null })),
    };
    client.change_occupants().body(vec![change]).send().await.expect("an answer");
    assert_eq!(
        server.request().json(),
        json!([{ "action": "update", "userID": "user-1", "title": null }]),
    );
}

#[tokio::test]
async fn a_deletion_carries_the_token_that_it_revokes() {
    let (server, client) = start();
    let body = SecretJson::from(json!({ "token": "old" }));
    assert!(!format!("{body:?}").contains("old"));
    client.revoke_token().body(body).send().await.expect("an answer");
    let request = server.request();
    assert_eq!(request.line, "DELETE /ext/v1/auth/tokens/revoke");
    assert_eq!(request.json(), json!({ "token": "old" }));
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.headers["authorization"], "jwt");
}

#[tokio::test]
async fn filters_are_sent_as_they_are_beside_those_with_names() {
    let (server, client) = start();
    let filters = QueryMap::new().with("custom_range[start]", "2026-01-05").with("zone", "UTC +1");
    let call = client.list_room_reservations().office_id("office-1").filters(filters);
    call.send().await.expect("an answer");
    let line = server.request().line;
    let query = line.strip_prefix("GET /ext/v1/reservations/rooms?").expect("a query");
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["custom_range%5Bstart%5D=2026-01-05", "officeID=office-1", "zone=UTC+%2B1"],);
}

#[tokio::test]
async fn assignments_are_filtered_by_name() {
    let (server, client) = start();
    let call = client.list_seat_assignments().assignments("a-1,a-2".to_owned());
    let call = call.assignment_status(types::AssignmentStatus::Scheduled);
    call.send().await.expect("an answer");
    assert_eq!(
        server.request().line,
        "GET /ext/v1/assignments/seats/?assignmentStatus=scheduled&assignments=a-1%2Ca-2",
    );
}

#[tokio::test]
async fn reservations_are_deleted_only_by_a_filter() {
    let (server, client) = start();
    let error = client.delete_user_reservations().user_id("user-1").send().await;
    assert!(error.expect_err("no filters").to_string().contains("filters"));
    let call = client.delete_user_reservations().user_id("user-1").filters(QueryMap::new());
    let error = call.send().await.expect_err("an empty selector");
    assert!(error.to_string().contains("NonEmptyQueryMap"), "{error}");
    let filters = QueryMap::new().with("start", "2026-01-05");
    let call = client.delete_user_reservations().user_id("user-1").filters(filters);
    call.send().await.expect("an answer");
    // The server has heard of one call only.
    assert_eq!(server.request().line, "DELETE /ext/v1/reservations/user/user-1?start=2026-01-05",);
}

#[test]
fn only_what_is_safe_to_repeat_is_repeated() {
    let writes = VENDOR.all_operations().iter().filter(|one| one.method() != Method::Get);
    let safe = writes.filter(|operation| operation.is_idempotent());
    assert_eq!(
        safe.map(|operation| operation.id()).collect::<Vec<_>>(),
        [
            "check_token",
            "clear_profile_image",
            "delete_location",
            "end_seat_assignment",
            "replace_delegates",
        ]
    );
}

#[tokio::test]
async fn an_image_goes_into_the_part_that_the_vendor_names() {
    let (server, client) = start();
    let form = Multipart::new().file("profile", "ada.png", "image/png", &b"\x89PNG\r\n"[..]);
    let call = client.upload_profile_image_form().user_id("user-1").body(form);
    call.send().await.expect("an answer");
    let request = server.request();
    let boundary = request.headers["content-type"].strip_prefix("multipart/form-data; boundary=");
    let boundary = boundary.expect("a form").trim_matches('"');
    let head = format!("--{boundary}\r\n");
    let tail = format!("\r\n--{boundary}--\r\n");
    let part = request.body.strip_prefix(head.as_bytes()).expect("a first part");
    let part = part.strip_suffix(tail.as_bytes()).expect("a last part");
    let bytes = part.strip_suffix(b"\r\n\r\n\x89PNG\r\n").expect("the bytes of the file");
    let headers = std::str::from_utf8(bytes).expect("headers").to_ascii_lowercase();
    assert_eq!(
        headers,
        "content-disposition: form-data; name=\"profile\"; filename=\"ada.png\"\r\n\
         content-type: image/png",
    );
}

#[tokio::test]
async fn an_image_goes_as_it_is() {
    let (server, client) = start();
    let bytes = &b"RIFF\0\0\0\0WEBP"[..];
    let call = client.upload_profile_image().user_id("user-1").content_type("image/webp");
    call.body(bytes).send().await.expect("an answer");
    let request = server.request();
    assert_eq!(request.body, bytes);
    assert_eq!(request.headers["content-type"], "image/webp");
}

#[tokio::test]
async fn what_needs_no_body_has_none() {
    let (server, client) = start();
    client.clear_profile_image().user_id("user-1").send().await.expect("an answer");
    let request = server.request();
    assert!(request.body.is_empty() && !request.headers.contains_key("content-type"));
}
