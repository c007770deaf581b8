//! Every operation of the document, once: the simulator itself holds each
//! reply against the document, and answers 500 when one does not fit.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Answer, Sim, send, start};

const READS: [(&str, &str); 7] = [
    ("list_spaces", "/v3/spaces"),
    ("list_doorways", "/v3/doorways"),
    ("list_labels", "/v3/labels"),
    ("list_label_groups", "/v3/labels/groups"),
    ("list_users", "/v3/users"),
    ("get_hello_world", "/v3/hello-world"),
    ("get_version", "/version"),
];

#[tokio::test]
async fn every_operation_answers_as_documented() {
    let sim = start().await;
    for (_, path) in READS {
        assert_eq!(sim.get(path).await.status, 200, "{path}");
    }
    analytics(&sim).await;
    sockets(&sim).await;
    labels(&sim).await;
    users(&sim).await;
    tokens(&sim).await;
    let seen: BTreeSet<String> =
        sim.sim.requests().into_iter().filter_map(|request| request.operation).collect();
    assert_eq!(seen.len(), 37, "{seen:?}");
}

async fn analytics(sim: &Sim) {
    let range = json!({ "start_date": "2025-06-09T00:00:00", "end_date": "2025-06-10T23:59:59" });
    let mut floors = range.clone();
    floors["floor_ids"] = json!(sim.sim.floor_ids());
    for (path, body) in [
        ("/v3/analytics/data-status", &floors),
        ("/v3/analytics/metrics", &range),
        ("/v3/analytics/occupancy", &range),
        ("/v3/analytics/sessions/raw", &range),
        ("/v3/analytics/time-used", &range),
        ("/v3/analytics/utilization", &range),
        ("/v3/analytics/occupancy/current", &json!({})),
        ("/v3/analytics/presence", &json!({})),
        ("/v3/analytics/presence-health", &json!({})),
        ("/v3/analytics/short-term", &json!({ "minutes_lookback": 2 })),
        ("/v3/sensors", &json!({})),
        ("/v3/sensors/health", &range),
        ("/v3/sensors/health/current", &json!({})),
    ] {
        let answer = sim.post(path, body).await;
        assert!(!is_empty(&answer.json()), "{path}: {answer:?}");
    }
}

fn is_empty(value: &Value) -> bool {
    value.get("data").unwrap_or(value).as_array().is_some_and(Vec::is_empty)
        || value.as_object().is_some_and(serde_json::Map::is_empty)
}

async fn sockets(sim: &Sim) {
    let doorways = sim.get("/v3/doorways").await.json();
    let doorway = doorways[0]["id"].as_str().unwrap();
    let floor = &sim.sim.floor_ids()[0];
    for path in [
        format!("/v3/analytics/ws/floor/{floor}/presence"),
        format!("/v3/analytics/ws/space/{floor}/occupancy"),
        format!("/v3/analytics/ws/doorway/{doorway}/events"),
    ] {
        let reply = send(sim.request(Method::POST, &path)).await.json();
        let address = reply["ws_url"].as_str().unwrap().replacen("ws://", "http://", 1);
        let path = address.strip_prefix(sim.sim.base_url()).unwrap();
        assert!(sim.get(path).await.message(426).contains("WebSocket"));
    }
}

async fn labels(sim: &Sim) {
    let label = sim.post("/v3/labels", &json!({ "name": "Legal" })).await.json();
    let label_path = format!("/v3/labels/{}", id(&label));
    let group = json!({ "name": "Floors", "labels": [{ "id": id(&label) }] });
    let group = sim.post("/v3/labels/groups", &group).await.json();
    let group_path = format!("/v3/labels/groups/{}", id(&group));
    let desk = sim.space("Desk 1").await;
    for (method, path, body) in [
        (Method::PATCH, label_path.clone(), json!({ "group": id(&group), "name": "Law" })),
        (Method::PATCH, group_path.clone(), json!({ "name": "Teams" })),
        (Method::PATCH, format!("/v3/spaces/{desk}/labels"), json!({ "add": [id(&label)] })),
        (Method::PATCH, format!("/v3/spaces/{desk}"), json!({ "capacity": 2 })),
    ] {
        assert_eq!(sim.send(method, &path, &body).await.status, 200, "{path}");
    }
    for path in [label_path, group_path] {
        assert_eq!(delete(sim, &path).await.json()["code"], 0);
    }
}

async fn users(sim: &Sim) {
    let user = json!({ "email": "dee@example.com", "role": "admin", "spaces": [] });
    let created = sim.post("/v3/users", &user).await;
    assert_eq!(created.status, 201);
    let path = format!("/v3/users/{}", id(&created.json()));
    assert_eq!(sim.get(&path).await.json()["email"], "dee@example.com");
    let changed = sim.send(Method::PUT, &path, &json!({ "role": "editor" })).await;
    assert_eq!(changed.json()["role"], "editor");
    let deleted = delete(sim, &path).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
}

async fn tokens(sim: &Sim) {
    let mut form = sim.client_credentials();
    assert!(sim.token().await.starts_with("eyJ"));
    form["display_id"] = "lobby".into();
    let request = sim.bare(Method::POST, "/v3/wayfinding/token").form(&form);
    assert_eq!(send(request).await.json()["scope"], "display:lobby");
}

async fn delete(sim: &Sim, path: &str) -> Answer {
    send(sim.request(Method::DELETE, path)).await
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}
