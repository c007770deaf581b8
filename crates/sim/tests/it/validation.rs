//! Requests that break the document or the windows.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{send, start};

const METRICS: &str = "/v3/analytics/metrics";
const TIME_USED: &str = "/v3/analytics/time-used";
const SESSIONS: &str = "/v3/analytics/sessions/raw";
const STATUS: &str = "/v3/analytics/data-status";

fn range(start: &str, end: &str) -> Value {
    json!({ "start_date": start, "end_date": end })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn day() -> Value {
    range("2025-06-09T00:00:00", "2025-06-09T23:59:59")
}

#[tokio::test]
async fn a_broken_body_is_400_and_the_message_points_at_the_place() {
    let sim = start().await;
    for (body, place) in [
        (with(day(), "time_resolution", json!("1h")), "/time_resolution: "),
        (with(day(), "space_id", json!("spc_1")), "/space_id: is not a known field"),
        (with(day(), "space_ids", json!(["spc_1", "space"])), "/space_ids/1: "),
        (with(day(), "operating_hours", json!({ "days": [7] })), "/operating_hours/days/0: "),
        (with(day(), "operating_hours", json!({ "start_hour": 9, "end_hour": 9 })), "/operating_"),
        (with(day(), "start_date", json!("2025-06-09T00:00:00Z")), "/start_date: "),
        (with(day(), "end_date", json!("2025-06-09")), "/end_date: "),
        (json!({ "start_date": "2025-06-09T00:00:00" }), "\"end_date\" is a required"),
        (json!([]), "value is not of type"),
    ] {
        let message = sim.post(METRICS, &body).await.message(400);
        assert!(message.contains(place), "{body}: {message}");
    }
}

#[tokio::test]
async fn the_form_of_the_body_is_checked() {
    let sim = start().await;
    let text = sim.request(Method::POST, METRICS).body(day().to_string());
    assert!(send(text).await.message(415).contains("application/json"));
    let broken = sim.request(Method::POST, METRICS).header("content-type", "application/json");
    assert!(send(broken.body("{")).await.message(400).contains("no JSON"));
    let empty = sim.request(Method::POST, METRICS);
    assert!(send(empty).await.message(400).contains("body is required"));
    let unasked = sim.request(Method::GET, "/v3/spaces").json(&json!({}));
    assert!(send(unasked).await.message(400).contains("takes no body"));
}

#[tokio::test]
async fn paths_methods_and_parameters_are_checked() {
    let sim = start().await;
    assert!(sim.get("/v3/space").await.message(404).contains("/v3/space"));
    let answer = sim.get(METRICS).await;
    assert_eq!((answer.status, answer.headers["allow"].to_str().unwrap()), (405, "POST"));
    let paged = sim.get("/v3/spaces?page_size=1000").await.message(400);
    assert!(paged.contains("page_size"), "{paged}");
    assert_eq!(sim.get("/v3/spaces?counting_mode=radar").await.status, 400);
    let malformed = sim.send(Method::PATCH, "/v3/spaces/7", &json!({ "name": "x" })).await;
    assert!(malformed.message(400).contains("space_id"));
}

#[tokio::test]
async fn windows_are_as_long_as_documented() {
    let sim = start().await;
    let sized = |start, end, size: &str| with(range(start, end), "time_resolution", json!(size));
    let floors = |start, end| with(range(start, end), "floor_ids", json!(sim.sim.floor_ids()));
    let from = "2025-03-01T00:00:00";
    for (path, body, status) in [
        (METRICS, sized(from, "2025-03-01T23:59:59", "minute"), 200),
        (METRICS, sized(from, "2025-03-02T00:00:00", "minute"), 400),
        (METRICS, sized(from, "2025-03-07T23:59:59", "hour"), 200),
        (METRICS, sized(from, "2025-03-08T00:00:00", "hour"), 400),
        (METRICS, sized(from, "2025-03-31T23:59:59", "weekday"), 200),
        (METRICS, sized(from, "2025-04-01T00:00:00", "weekday"), 400),
        (METRICS, range(from, "2026-03-01T00:00:00"), 400),
        (METRICS, range(from, "2025-02-28T23:59:59"), 400),
        (TIME_USED, range("2025-03-01T00:00:00Z", "2025-02-28T23:59:59-05:00"), 200),
        (SESSIONS, range(from, "2025-04-30T00:00:00"), 200),
        (SESSIONS, range(from, "2025-04-30T00:00:01"), 400),
        (SESSIONS, json!({}), 400),
        (STATUS, floors(from, "2025-03-01T00:04:59"), 200),
        (STATUS, floors(from, "2025-03-01T00:04:58"), 400),
        (STATUS, floors(from, "2025-03-11T00:00:01"), 400),
        (STATUS, floors("2024-05-31T00:00:00", "2024-06-01T00:00:00"), 400),
        (STATUS, range(from, "2025-03-01T00:04:59"), 400),
        ("/v3/sensors/health", range(from, "2025-03-11T00:00:00"), 200),
        ("/v3/sensors/health", range(from, "2025-03-11T00:00:01"), 400),
    ] {
        let answer = sim.post(path, &body).await;
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text);
    }
}

#[tokio::test]
async fn sensors_are_chosen_in_one_way_only() {
    let sim = start().await;
    let both = json!({ "serial_numbers": ["A1B6Z10"], "space_ids": ["spc_1"] });
    for path in ["/v3/sensors", "/v3/sensors/health/current"] {
        assert!(sim.post(path, &both).await.message(400).contains("/serial_numbers"));
    }
}
