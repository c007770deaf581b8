//! Sensors, their health, and how it changed.

use floorkit_density::SensorFilter;
use floorkit_sim::density::SensorHealthShape;
use serde_json::json;

use super::{bodies, days, rooms, start, start_with};

#[tokio::test]
async fn current_health_comes_in_three_shapes() {
    let mut seen = Vec::new();
    for shape in [SensorHealthShape::Data, SensorHealthShape::Results, SensorHealthShape::Bare] {
        let (_sim, client) = start_with(|behavior| behavior.sensor_health = shape).await;
        seen.push(client.sensors().current_health().send().await.expect("health"));
    }
    assert!(!seen[0].is_empty() && seen[0] == seen[1] && seen[1] == seen[2]);
}

#[tokio::test]
async fn a_filter_is_by_serial_number_or_by_space_and_never_both() {
    let (sim, client) = start().await;
    let room = rooms(&client).await.remove(0);
    let list = client.sensors().list().filter(SensorFilter::spaces([room.clone()]));
    let sensors = list.send().await.expect("sensors");
    let serial = sensors[0].get("serial_number").and_then(|it| it.as_str()).expect("a number");
    let filter = SensorFilter::serial_numbers([serial]);
    let one = client.sensors().list().filter(filter.clone()).send().await.expect("sensors");
    assert_eq!(one, sensors[..1]);
    let health = client.sensors().current_health().filter(filter).send().await.expect("health");
    assert_eq!(health[0].serial_number, Some(serial.into()));

    let asked = bodies(&sim, "list_sensors");
    assert_eq!(asked, [json!({ "space_ids": [room] }), json!({ "serial_numbers": [serial] })]);
}

#[tokio::test]
async fn no_sensors_are_none_and_not_all() {
    let (sim, client) = start().await;
    let none = SensorFilter::spaces(Vec::<String>::new());
    let history = client.sensors().health_history(days("2025-06-01", "2025-06-05"));
    assert!(history.filter(none.clone()).send().await.expect("nothing").is_empty());
    assert!(client.sensors().list().filter(none).send().await.expect("nothing").is_empty());
    assert!(sim.requests().is_empty());
}

#[tokio::test]
async fn nobody_sees_the_ten_days_of_sensors() {
    let (sim, client) = start().await;
    let history = |first, last| client.sensors().health_history(days(first, last)).send();
    let whole = history("2025-05-12", "2025-06-10").await.expect("30 days");
    assert_eq!(bodies(&sim, "list_sensor_health_history").len(), 3);
    let mut parts = history("2025-05-12", "2025-05-21").await.expect("10 days");
    for (first, last) in [("2025-05-22", "2025-05-31"), ("2025-06-01", "2025-06-10")] {
        for (sensor, mut changes) in history(first, last).await.expect("10 days") {
            parts.entry(sensor).or_default().append(&mut changes);
        }
    }
    assert!(whole.values().map(Vec::len).sum::<usize>() > 10);
    assert!(whole == parts, "{} and {} sensors", whole.len(), parts.len());
}
