//! What one call changes, another one sees.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Sim, send, start};

async fn find(sim: &Sim, path: &str, id: &str) -> Option<Value> {
    let list = sim.get(path).await.json();
    list.as_array().unwrap().iter().find(|item| item["id"] == id).cloned()
}

async fn create(sim: &Sim, path: &str, body: &Value) -> String {
    sim.post(path, body).await.json()["id"].as_str().unwrap().to_owned()
}

async fn delete(sim: &Sim, path: &str) -> u16 {
    send(sim.request(Method::DELETE, path)).await.status
}

#[tokio::test]
async fn a_changed_space_stays_changed() {
    let sim = start().await;
    let id = sim.space("Room Birch").await;
    let path = format!("/v3/spaces/{id}");
    let body = json!({ "capacity": 4, "name": "Room Beech", "time_zone": "Asia/Tokyo" });
    let changed = sim.send(Method::PATCH, &path, &body).await.json();
    assert_eq!(changed["function"], "meeting_room");
    assert_eq!(find(&sim, "/v3/spaces", &id).await, Some(changed.clone()));
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(changed[field], *value);
    }
    let nowhere = json!({ "time_zone": "Mars/Olympus" });
    assert_eq!(sim.send(Method::PATCH, &path, &nowhere).await.status, 400);
    let nobody = sim.send(Method::PATCH, "/v3/spaces/spc_1", &json!({})).await;
    assert_eq!(nobody.status, 404);
}

#[tokio::test]
async fn labels_are_attached_made_and_taken_off() {
    let sim = start().await;
    let space = sim.space("Lounge").await;
    let path = format!("/v3/spaces/{space}/labels");
    let label = create(&sim, "/v3/labels", &json!({ "name": "Legal" })).await;
    let names = |reply: &Value| {
        let items = reply.as_array().unwrap().iter();
        items.map(|item| item["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let body = json!({ "add": [label], "create": ["Quiet", "New"] });
    let reply = sim.send(Method::PATCH, &path, &body).await.json();
    assert_eq!(names(&reply), ["Legal", "Quiet", "New"]);
    // A name that exists is not made again.
    let labels = names(&sim.get("/v3/labels").await.json());
    assert_eq!(labels.iter().filter(|name| *name == "Quiet").count(), 1);
    let carriers = find(&sim, "/v3/labels", &label).await.unwrap()["spaces"].clone();
    assert_eq!(carriers, json!([{ "id": space }]));
    let reply = sim.send(Method::PATCH, &path, &json!({ "delete": [label] })).await.json();
    assert_eq!(names(&reply), ["Quiet", "New"]);
    let unknown = sim.send(Method::PATCH, &path, &json!({ "add": ["lbl_1"] })).await;
    assert!(unknown.message(404).contains("lbl_1"));
}

#[tokio::test]
async fn a_deleted_label_comes_off_its_spaces() {
    let sim = start().await;
    let desk = sim.space("Desk 1").await;
    let label = find(&sim, "/v3/spaces", &desk).await.unwrap()["labels"][0].clone();
    let path = format!("/v3/labels/{}", label["id"].as_str().unwrap());
    assert_eq!(delete(&sim, &path).await, 200);
    assert_eq!(find(&sim, "/v3/spaces", &desk).await.unwrap()["labels"], json!([]));
    assert_eq!(delete(&sim, &path).await, 404);
}

#[tokio::test]
async fn a_group_is_written_as_an_id_and_read_as_an_object() {
    let sim = start().await;
    let label = create(&sim, "/v3/labels", &json!({ "name": "Legal" })).await;
    let group = create(&sim, "/v3/labels/groups", &json!({ "name": "Teams" })).await;
    let path = format!("/v3/labels/{label}");
    let moved = sim.send(Method::PATCH, &path, &json!({ "group": group })).await.json();
    assert_eq!(moved["group"], json!({ "id": group, "name": "Teams" }));
    let listed = find(&sim, "/v3/labels/groups", &group).await.unwrap();
    assert_eq!(listed["labels"], json!([{ "id": label, "name": "Legal" }]));
    assert_eq!(delete(&sim, &format!("/v3/labels/groups/{group}")).await, 200);
    assert_eq!(find(&sim, "/v3/labels", &label).await.unwrap().get("group"), None);
    let gone = sim.send(Method::PATCH, &path, &json!({ "group": group })).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn users_come_change_and_go() {
    let sim = start().await;
    let user = json!({ "email": "dee@example.com", "full_name": "Dee", "role": "admin" });
    let id = create(&sim, "/v3/users", &user).await;
    let path = format!("/v3/users/{id}");
    assert!(sim.post("/v3/users", &user).await.message(400).contains("/email"));
    assert_eq!(sim.post("/v3/users", &json!({ "role": "boss" })).await.status, 400);
    let changed = sim.send(Method::PUT, &path, &json!({ "role": "readonly" })).await.json();
    assert_eq!((&changed["role"], &changed["full_name"]), (&json!("readonly"), &json!("Dee")));
    assert_eq!(find(&sim, "/v3/users", &id).await, Some(changed));
    assert_eq!(
        sim.send(Method::PUT, &path, &json!({ "email": "x@example.com" })).await.status,
        400
    );
    assert_eq!(delete(&sim, &path).await, 204);
    assert_eq!(sim.get(&path).await.status, 404);
}
