//! What the historical measures say, and that they agree with each other.

use floorkit_sim::density::{BucketZone, FoldKeys, Parents, TotalShape, ZonedDates};
use serde_json::{Map, Value, json};

use crate::client::{Sim, start, start_with};

const METRICS: &str = "/v3/analytics/metrics";
const HOUR: f64 = 3_600_000.0;

async fn metrics(sim: &Sim, change: Value) -> Map<String, Value> {
    let mut body = json!({
        "start_date": "2025-06-09T00:00:00",
        "end_date": "2025-06-10T23:59:59",
        "time_resolution": "hour",
    });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    sim.post(METRICS, &body).await.json().as_object().unwrap().clone()
}

fn number(datum: &Value, field: &str) -> f64 {
    datum[field].as_f64().unwrap_or_else(|| panic!("{field}: {datum}"))
}

fn rows(series: &Value) -> impl Iterator<Item = (&String, &Value)> {
    series.as_object().unwrap().iter()
}

#[tokio::test]
async fn every_hour_is_there_and_its_numbers_agree() {
    let sim = start().await;
    let mut used = 0.0;
    for series in metrics(&sim, json!({})).await.values() {
        assert_eq!(series.as_object().unwrap().len(), 48);
        for (_, datum) in rows(series) {
            let raw = number(datum, "time_used_raw");
            assert!((number(datum, "time_used_percentage") - raw / HOUR).abs() < 1e-9);
            assert_eq!(raw > 0.0, number(datum, "occupancy_max") > 0.0, "{datum}");
            assert!((0.0..=1.0).contains(&number(datum, "up_time")), "{datum}");
            used += raw;
        }
    }
    assert!(used > 100.0 * HOUR, "{used}");
}

#[tokio::test]
async fn a_total_is_what_its_hours_fold_to() {
    let sim = start().await;
    let hours = metrics(&sim, json!({})).await;
    let totals = metrics(&sim, json!({ "time_resolution": "total" })).await;
    let days = metrics(&sim, json!({ "time_resolution": "day" })).await;
    assert!(!hours.is_empty());
    for (space, series) in &hours {
        let total = &totals[space];
        let hour = |field| rows(series).map(move |(_, datum)| number(datum, field));
        let day = |field| rows(&days[space]).map(move |(_, datum)| number(datum, field));
        assert_eq!(number(total, "time_used_raw"), hour("time_used_raw").sum::<f64>());
        assert_eq!(number(total, "time_used_raw"), day("time_used_raw").sum::<f64>());
        let max = hour("occupancy_max").fold(0.0, f64::max);
        assert_eq!(number(total, "occupancy_max"), max);
        if total["occupancy_avg"].is_number() {
            let mean = hour("time_used_percentage").sum::<f64>() / 48.0;
            assert!((number(total, "time_used_percentage") - mean).abs() < 1e-9);
        }
    }
}

#[tokio::test]
async fn buckets_outside_the_operating_hours_are_left_out() {
    let sim = start().await;
    let hours = json!({ "days": [1], "start_hour": 9, "end_hour": 17 });
    for series in metrics(&sim, json!({ "operating_hours": hours })).await.values() {
        let keys: Vec<_> = rows(series).map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys.len(), 8);
        assert_eq!(keys.first(), Some(&"2025-06-09T09:00:00"));
        assert_eq!(keys.last(), Some(&"2025-06-09T16:00:00"));
    }
}

#[tokio::test]
async fn an_end_at_midnight_reaches_into_the_next_day() {
    let sim = start().await;
    let change = json!({ "end_date": "2025-06-10T00:00:00", "time_resolution": "day" });
    for series in metrics(&sim, change).await.values() {
        assert_eq!(series.as_object().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn utilization_follows_the_capacity() {
    let sim = start().await;
    let totals = metrics(&sim, json!({ "time_resolution": "total" })).await;
    let datum = async |name: &str| totals[&sim.space(name).await].clone();
    assert_eq!(datum("Room Birch").await["utilization_max"], Value::Null);
    assert_eq!(number(&datum("Lounge").await, "utilization_avg"), 0.0);
    assert!(number(&datum("Lounge").await, "occupancy_max") > 0.0);
    let cafe = datum("Cafe").await;
    let share = number(&cafe, "occupancy_max") / 40.0;
    assert!((number(&cafe, "utilization_max") - share).abs() < 1e-9);
    assert!(number(&cafe, "entrances") > 0.0);
}

#[tokio::test]
async fn waffle_counts_are_capped_and_a_sick_sensor_shows() {
    let sim = start().await;
    let week = json!({ "start_date": "2025-06-09T00:00:00", "end_date": "2025-06-13T23:59:59" });
    let hours = metrics(&sim, week).await;
    let huddle = &hours[&sim.space("Huddle").await];
    let peak = |datum: &Value| number(datum, "occupancy_max");
    assert!(rows(huddle).any(|(_, datum)| datum["is_capped"] == true));
    assert!(rows(huddle).all(|(_, datum)| datum["capped_count_limit"] == 3 && peak(datum) <= 3.0));
    let nook = &hours[&sim.space("Nook").await];
    assert!(rows(nook).all(|(_, datum)| number(datum, "up_time") == 0.0));
    assert!(rows(nook).all(|(_, datum)| datum["occupancy_avg"].is_null()));
    let partly = |datum: &Value| (0.01..0.8).contains(&number(datum, "up_time"));
    let low = hours.values().flat_map(rows).filter(|(_, datum)| partly(datum)).count();
    assert!(low > 0);
}

#[tokio::test]
async fn keys_take_each_zone() {
    for (zone, key) in [
        (BucketZone::None, "2025-06-09T00:00:00"),
        (BucketZone::Utc, "2025-06-09T04:00:00Z"),
        (BucketZone::Offset, "2025-06-09T00:00:00-04:00"),
    ] {
        let sim = start_with(|behavior| behavior.bucket_zone = zone).await;
        let desk = sim.space("Desk 1").await;
        let reply = metrics(&sim, json!({ "space_ids": [desk] })).await;
        assert_eq!(rows(&reply[&desk]).next().unwrap().0, key);
    }
}

#[tokio::test]
async fn a_total_and_folds_take_each_shape() {
    let sim = start().await;
    let desk = sim.space("Desk 1").await;
    let read = async |size: &str| {
        let change = json!({ "space_ids": [desk], "time_resolution": size });
        metrics(&sim, change).await[&desk].clone()
    };
    let keys = |series: &Value| rows(series).map(|(key, _)| key.clone()).collect::<Vec<_>>();
    assert!(read("total").await["time_used_raw"].is_number());
    assert_eq!(keys(&read("weekday").await), ["1", "2"]);
    assert_eq!(keys(&read("hour_of_day").await).len(), 24);
    sim.sim.set_behavior(|behavior| {
        behavior.total = TotalShape::ByTime;
        behavior.fold_keys = FoldKeys::Timestamp;
    });
    assert_eq!(keys(&read("total").await), ["2025-06-09T00:00:00"]);
    let days = ["2025-06-09T00:00:00", "2025-06-10T00:00:00"];
    assert_eq!(keys(&read("weekday").await), days);
}

#[tokio::test]
async fn a_parent_stands_for_its_descendants_or_for_itself() {
    let sim = start().await;
    let floor = sim.sim.floor_ids()[0].clone();
    let change = json!({ "space_ids": [floor], "time_resolution": "total" });
    let flat = metrics(&sim, change.clone()).await;
    // A floor has twelve spaces in use; the retired one is left out.
    assert_eq!((flat.len(), flat.contains_key(&floor)), (12, false));
    sim.sim.set_behavior(|behavior| behavior.parents = Parents::Rolled);
    let rolled = metrics(&sim, change).await;
    assert_eq!(rolled.keys().collect::<Vec<_>>(), [&floor]);
    let longest = flat.values().map(|datum| number(datum, "time_used_raw")).fold(0.0, f64::max);
    assert!(number(&rolled[&floor], "time_used_raw") >= longest);
}

#[tokio::test]
async fn a_zone_in_a_date_is_an_instant_or_ignored() {
    let sim = start().await;
    let desk = sim.space("Desk 1").await;
    let body = json!({
        "start_date": "2025-06-09T04:00:00Z",
        "end_date": "2025-06-09T04:59:59Z",
        "time_resolution": "hour",
        "space_ids": [desk],
    });
    let key = async || {
        let reply = sim.post("/v3/analytics/time-used", &body).await.json();
        rows(&reply[&desk]).next().unwrap().0.clone()
    };
    assert_eq!(key().await, "2025-06-09T00:00:00");
    sim.sim.set_behavior(|behavior| behavior.zoned_dates = ZonedDates::WallClock);
    assert_eq!(key().await, "2025-06-09T04:00:00");
}

#[tokio::test]
async fn only_the_metrics_asked_for_are_given() {
    let sim = start().await;
    let change = json!({ "metrics": ["time_used", "occupancy_max"], "time_resolution": "total" });
    for datum in metrics(&sim, change).await.values() {
        let mut names: Vec<_> = rows(datum).map(|(name, _)| name.as_str()).collect();
        names.retain(|name| !["is_capped", "capped_count_limit"].contains(name));
        names.sort_unstable();
        let expected = ["occupancy_max", "time_used_percentage", "time_used_raw", "up_time"];
        assert_eq!(names, expected);
    }
}
