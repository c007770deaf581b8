//! Live replies, ids that nobody knows, nulls and values off the lists.

use floorkit_sim::density::{
    EmptyLists, Enums, PresenceWrapping, SensorHealthShape, UnknownIds, Wrapping,
};
use serde_json::{Value, json};

use crate::client::{Sim, builder, start, start_with};

const OCCUPANCY: &str = "/v3/analytics/occupancy/current";
const PRESENCE: &str = "/v3/analytics/presence-health";

#[tokio::test]
async fn current_occupancy_is_wrapped_or_bare() {
    let sim = start().await;
    let wrapped = sim.post(OCCUPANCY, &json!({})).await.json();
    sim.sim.set_behavior(|behavior| behavior.current_occupancy = Wrapping::Bare);
    let bare = sim.post(OCCUPANCY, &json!({})).await.json();
    assert_eq!(wrapped["data"], bare);
    let entries = bare.as_object().unwrap();
    assert!(entries.values().any(|entry| entry["count"].as_i64() > Some(0)));
    for status in ["healthy", "degraded", "offline", "unknown"] {
        assert!(entries.values().any(|entry| entry["space_health_status"] == status), "{status}");
    }
}

#[tokio::test]
async fn presence_and_health_is_bare_or_wrapped() {
    let sim = start().await;
    let bare = sim.post(PRESENCE, &json!({})).await.json();
    sim.sim.set_behavior(|behavior| behavior.presence_health = PresenceWrapping::Wrapped);
    let wrapped = sim.post(PRESENCE, &json!({})).await.json();
    assert_eq!(wrapped["data"], bare);
    let nook = &bare[&sim.space("Nook").await];
    assert_eq!(nook, &json!({ "space_health_status": "offline" }));
}

#[tokio::test]
async fn presence_agrees_with_the_count() {
    let sim = start().await;
    let counts = sim.post(OCCUPANCY, &json!({})).await.json();
    let presence = sim.post("/v3/analytics/presence", &json!({})).await.json();
    assert!(!presence.as_object().unwrap().is_empty());
    for (space, is_there) in presence.as_object().unwrap() {
        assert_eq!(*is_there, json!(counts["data"][space]["count"].as_i64() > Some(0)));
    }
    let cafe = sim.space("Cafe").await;
    assert!(presence.get(&cafe).is_none() && counts["data"].get(&cafe).is_some());
}

#[tokio::test]
async fn what_has_no_data_is_left_out_of_a_reply() {
    let sim = start().await;
    let retired = sim.space("Old Desk").await;
    let desk = sim.space("Desk 1").await;
    let body = json!({ "space_ids": [desk, retired, "spc_1"] });
    let reply = sim.post(PRESENCE, &body).await.json();
    assert_eq!(reply.as_object().unwrap().keys().collect::<Vec<_>>(), [&desk]);
    sim.sim.set_behavior(|behavior| behavior.unknown_ids = UnknownIds::NotFound);
    assert!(sim.post(PRESENCE, &body).await.message(404).contains("spc_1"));
}

#[tokio::test]
async fn sensor_health_takes_each_shape() {
    let sim = start().await;
    let read = async || sim.post("/v3/sensors/health/current", &json!({})).await.json();
    let data = read().await["data"].clone();
    assert!(data.as_array().unwrap().iter().any(|sensor| sensor["doorway_id"].is_string()));
    sim.sim.set_behavior(|behavior| behavior.sensor_health = SensorHealthShape::Results);
    assert_eq!(read().await["results"], data);
    sim.sim.set_behavior(|behavior| behavior.sensor_health = SensorHealthShape::Bare);
    assert_eq!(read().await, data);
}

#[tokio::test]
async fn empty_lists_can_be_null() {
    let sim = start_with(|behavior| behavior.empty_lists = EmptyLists::Null).await;
    let spaces = sim.get("/v3/spaces").await.json();
    let find = |name: &str| {
        spaces.as_array().unwrap().iter().find(|space| space["name"] == name).unwrap().clone()
    };
    let lounge = find("Lounge");
    assert!(["labels", "children_ids", "children"].iter().all(|list| lounge[list].is_null()));
    assert!(find("Desk 1")["labels"].is_array());
}

#[tokio::test]
async fn values_off_the_lists_can_be_switched_on() {
    let known = all_texts(&start().await).await;
    let unknown = all_texts(&start_with(|behavior| behavior.enums = Enums::Unknown).await).await;
    for value in ["terrace", "nap_pod", "radar", "commissioning", "calibrating", "auditor"] {
        assert!(!known.contains(value) && unknown.contains(value), "{value}");
    }
}

async fn all_texts(sim: &Sim) -> String {
    let mut texts = String::new();
    for path in ["/v3/spaces", "/v3/users"] {
        texts += &sim.get(path).await.text;
    }
    texts + &sim.post(OCCUPANCY, &json!({})).await.text
}

#[tokio::test]
async fn the_same_seed_and_clock_give_the_same_answers() {
    let range = json!({ "start_date": "2025-06-09T00:00:00", "end_date": "2025-06-09T23:59:59" });
    let read = async |seed: u64| {
        let sim = Sim::new(builder().seed(seed)).await;
        let mut answers = vec![sim.get("/v3/spaces").await.json()];
        for path in ["metrics", "sessions/raw", "occupancy/current"] {
            let body = if path == "occupancy/current" { &json!({}) } else { &range };
            answers.push(sim.post(&format!("/v3/analytics/{path}"), body).await.json());
        }
        answers
    };
    let first = read(1).await;
    assert_eq!(first, read(1).await);
    assert_ne!(first, read(2).await);
}

#[tokio::test]
async fn the_organization_grows_with_its_buildings() {
    let sim = Sim::new(builder().buildings(20)).await;
    let spaces = sim.get("/v3/spaces").await.json();
    let buildings = |space: &&Value| space["space_type"] == "building";
    let spaces = spaces.as_array().unwrap();
    assert_eq!(spaces.iter().filter(buildings).count(), 20);
    assert_eq!(spaces.len(), sim.sim.space_ids().len());
    assert!(spaces.len() > 600);
}
