//! Raw sessions, and that they agree with the metrics.

use floorkit_sim::density::{SessionEdges, SessionType, SessionsShape};
use serde_json::{Value, json};

use crate::client::{Sim, start, start_with};

async fn sessions(sim: &Sim, space: &str, start: &str, end: &str) -> Vec<Value> {
    let body = json!({ "start_date": start, "end_date": end, "space_ids": [space] });
    let reply = sim.post("/v3/analytics/sessions/raw", &body).await.json();
    reply[space]["sessions"].as_array().unwrap().clone()
}

async fn week(sim: &Sim, name: &str) -> Vec<Value> {
    let space = sim.space(name).await;
    sessions(sim, &space, "2025-06-09T00:00:00", "2025-06-13T23:59:59").await
}

fn time(session: &Value, field: &str) -> jiff::Timestamp {
    session[field].as_str().unwrap().parse().unwrap()
}

fn seconds(session: &Value) -> i64 {
    time(session, "end_time").duration_since(time(session, "start_time")).as_secs()
}

#[tokio::test]
async fn a_desk_has_short_detections_with_gaps() {
    let sim = start().await;
    let found = week(&sim, "Desk 1").await;
    assert!(found.len() > 20, "{}", found.len());
    assert!(found.iter().all(|session| (0..=90).contains(&seconds(session))));
    assert!(found.iter().all(|s| s["start_time"].as_str().unwrap().ends_with("-04:00")));
    let gap = |pair: &[Value]| {
        time(&pair[1], "start_time").duration_since(time(&pair[0], "end_time")).as_secs()
    };
    let gaps: Vec<i64> = found.windows(2).map(gap).collect();
    let usual = gaps.iter().filter(|gap| (300..=600).contains(*gap)).count();
    assert!(gaps.iter().all(|gap| *gap >= 60), "{gaps:?}");
    assert!(usual * 10 > gaps.len() * 8, "{gaps:?}");
}

#[tokio::test]
async fn the_sessions_of_a_room_add_up_to_its_time_used() {
    let sim = start().await;
    let room = sim.space("Room Ash").await;
    let total: i64 = week(&sim, "Room Ash").await.iter().map(seconds).sum();
    let body = json!({
        "start_date": "2025-06-09T00:00:00",
        "end_date": "2025-06-13T23:59:59",
        "space_ids": [room],
    });
    let used = sim.post("/v3/analytics/time-used", &body).await.json();
    assert_eq!(used[&room]["time_used_raw"], total * 1_000);
}

#[tokio::test]
async fn neighboring_ranges_share_a_session_only_when_they_overlap() {
    let sim = start().await;
    let room = sim.space("Room Ash").await;
    let first = &week(&sim, "Room Ash").await[0];
    let start = first["start_time"].as_str().unwrap().split_at(16).0.to_owned() + ":00";
    let later: jiff::civil::DateTime = start.parse().unwrap();
    let later = later.checked_add(jiff::SignedDuration::from_mins(5)).unwrap().to_string();
    let later = later.as_str();
    let end = "2025-06-13T23:59:59";
    assert!(sessions(&sim, &room, &start, end).await.contains(first));
    assert!(!sessions(&sim, &room, later, end).await.contains(first));
    sim.sim.set_behavior(|behavior| behavior.session_edges = SessionEdges::Overlap);
    assert!(sessions(&sim, &room, later, end).await.contains(first));
}

#[tokio::test]
async fn the_list_holds_what_the_map_holds() {
    let sim = start().await;
    let range = json!({ "start_date": "2025-06-09T00:00:00", "end_date": "2025-06-09T23:59:59" });
    let map = sim.post("/v3/analytics/sessions/raw", &range).await.json();
    let of_space = |entry: &Value| entry["sessions"].as_array().unwrap().len();
    let in_map: usize = map.as_object().unwrap().values().map(of_space).sum();
    sim.sim.set_behavior(|behavior| behavior.sessions = SessionsShape::List);
    let list = sim.post("/v3/analytics/sessions/raw", &range).await.json();
    assert!(in_map > 100);
    assert_eq!(of_space(&list), in_map);
}

#[tokio::test]
async fn a_session_type_takes_each_form() {
    for (form, occupied) in [
        (SessionType::String, json!("1")),
        (SessionType::Integer, json!(1)),
        (SessionType::Absent, Value::Null),
    ] {
        let sim = start_with(|behavior| behavior.session_type = form).await;
        assert_eq!(week(&sim, "Room Ash").await[0]["session_type"], occupied);
    }
    let sim = start().await;
    let booth = week(&sim, "Booth 1").await;
    assert!(booth.iter().any(|session| session["session_type"] == "0"));
}
