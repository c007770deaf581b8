//! The five historical metrics.

use std::time::Duration;

use floorkit_density::{Credentials, OperatingHours, Report, Resolution, SpaceId, TimeUsed};
use floorkit_sim::density::{BucketZone, FoldKeys, Parents, Simulator, TotalShape, UnknownIds};
use serde_json::json;

use super::{NOW, bodies, client, last_week, rooms, start, start_with};

const HOUR: f64 = 3_600.0;

#[tokio::test]
async fn all_metrics_agree_with_the_single_ones() {
    let (_sim, client) = start().await;
    let (range, metrics) = (last_week(), client.metrics());
    let all = metrics.all(range).resolution(Resolution::Day).send().await.expect("metrics");
    let occupancy = metrics.occupancy(range).resolution(Resolution::Day).send().await;
    let occupancy = occupancy.expect("occupancy");
    let time_used = metrics.time_used(range).resolution(Resolution::Day).send().await;
    let time_used = time_used.expect("time used");
    let utilization = metrics.utilization(range).resolution(Resolution::Day).send().await;
    let utilization = utilization.expect("utilization");

    assert!(!all.is_empty());
    for (id, series) in &all {
        assert_eq!(series.buckets.len(), 7, "{id}");
        for (index, bucket) in series.buckets.iter().enumerate() {
            let of = bucket.value.clone();
            let occupancy = &occupancy.get(id).expect("the space").buckets[index].value;
            let time_used = &time_used.get(id).expect("the space").buckets[index].value;
            let utilization = &utilization.get(id).expect("the space").buckets[index].value;
            assert_eq!(of.occupancy_max, occupancy.occupancy_max);
            assert_eq!(of.time_used, time_used.time_used);
            assert_eq!(of.utilization_avg, utilization.utilization_avg);
        }
    }
}

#[tokio::test]
async fn time_used_is_a_duration_and_a_share_of_the_bucket() {
    let (_sim, client) = start().await;
    let report = client.metrics().time_used(last_week()).resolution(Resolution::Hour).send().await;
    let mut used = Duration::ZERO;
    for (_, series) in &report.expect("a report") {
        for bucket in &series.buckets {
            let TimeUsed { time_used: Some(time), time_used_ratio: Some(ratio), .. } = bucket.value
            else {
                panic!("the simulator counts every bucket: {bucket:?}");
            };
            assert!((0.0..=1.0).contains(&ratio), "{bucket:?}");
            assert!((time.as_secs_f64() / HOUR - ratio).abs() < 0.001, "{bucket:?}");
            used += time;
        }
    }
    assert!(used > Duration::from_secs(3_600), "a week without an hour of use: {used:?}");
}

#[tokio::test]
async fn utilization_tells_no_capacity_from_none_used() {
    let (_sim, client) = start().await;
    let spaces = client.spaces().list().send().await.expect("spaces");
    let with = |capacity: Option<i64>| {
        let spaces = spaces.iter().filter(|space| space.counting_mode.is_some());
        let mut ids = spaces.filter(|space| space.capacity == capacity).map(|space| &space.id);
        ids.next().cloned().expect("such a space")
    };
    let (unknown, zero) = (with(None), with(Some(0)));
    let asked = [unknown.clone(), zero.clone()];
    let report = client.metrics().utilization(last_week()).spaces(asked).send().await;
    let report = report.expect("a report");
    let average = |id: &SpaceId| {
        let series = report.get(id).expect("the space");
        series.total().expect("one bucket").utilization_avg
    };
    assert_eq!(average(&unknown), None);
    assert_eq!(average(&zero), Some(0.0));
}

#[tokio::test]
async fn a_total_is_the_same_in_either_shape() {
    let mut reports: Vec<Report<TimeUsed>> = Vec::new();
    for shape in [TotalShape::Direct, TotalShape::ByTime] {
        let (_sim, client) = start_with(|behavior| behavior.total = shape).await;
        reports.push(client.metrics().time_used(last_week()).send().await.expect("a report"));
    }
    let totals = |report: &Report<TimeUsed>| {
        let totals = report.iter().map(|(id, series)| (id.clone(), series.total().cloned()));
        totals.collect::<Vec<_>>()
    };
    assert!(totals(&reports[0]).iter().all(|(_, total)| total.is_some()));
    assert_eq!(totals(&reports[0]), totals(&reports[1]));
}

#[tokio::test]
async fn a_bucket_keeps_its_label_in_every_zone() {
    for (zone, ending) in
        [(BucketZone::None, "00:00"), (BucketZone::Utc, "Z"), (BucketZone::Offset, "0")]
    {
        let (_sim, client) = start_with(|behavior| behavior.bucket_zone = zone).await;
        let report = client.metrics().all(last_week()).resolution(Resolution::Day).send().await;
        for (_, series) in &report.expect("a report") {
            assert_eq!(series.buckets.len(), 7);
            let starts: Vec<_> = series.buckets.iter().map(|bucket| bucket.start()).collect();
            assert!(starts.iter().all(Option::is_some), "{starts:?}");
            assert!(starts.is_sorted(), "{starts:?}");
            let label = series.buckets[0].label.as_deref().unwrap_or_default();
            assert!(label.ends_with(ending), "{label}");
        }
    }
}

#[tokio::test]
async fn folded_buckets_are_in_order() {
    let (_sim, client) = start().await;
    for (resolution, count) in [(Resolution::Weekday, 7), (Resolution::HourOfDay, 24)] {
        let range = super::days("2025-06-09", "2025-06-14");
        let report = client.metrics().all(range).resolution(resolution).send().await;
        for (_, series) in &report.expect("a report") {
            let labels: Vec<i32> = series
                .buckets
                .iter()
                .filter_map(|bucket| bucket.label.as_deref()?.parse().ok())
                .collect();
            assert!(labels.is_sorted() && labels.len() <= count, "{labels:?}");
            assert_eq!(labels.len(), series.buckets.len());
        }
    }
}

#[tokio::test]
async fn folded_buckets_are_in_order_by_time_too() {
    let (_sim, client) = start_with(|behavior| behavior.fold_keys = FoldKeys::Timestamp).await;
    for (resolution, count) in [(Resolution::Weekday, 6), (Resolution::HourOfDay, 24)] {
        let range = super::days("2025-06-09", "2025-06-14");
        let report = client.metrics().all(range).resolution(resolution).send().await;
        for (_, series) in &report.expect("a report") {
            let starts: Vec<_> = series.buckets.iter().map(|bucket| bucket.start()).collect();
            assert!(starts.is_sorted() && starts.iter().all(Option::is_some), "{starts:?}");
            assert_eq!(starts.len(), count, "{resolution}");
        }
    }
}

#[tokio::test]
async fn operating_hours_leave_buckets_out() {
    let (sim, client) = start().await;
    let hours: OperatingHours = OperatingHours::builder()
        .days(Some(vec![1, 2, 3, 4, 5]))
        .start_hour(Some(9))
        .end_hour(Some(17))
        .try_into()
        .expect("hours");
    let call = client.metrics().time_used(super::days("2025-06-09", "2025-06-14"));
    let report = call.resolution(Resolution::Hour).operating_hours(hours).send().await;
    for (id, series) in &report.expect("a report") {
        assert_eq!(series.buckets.len(), 5 * 8, "{id}");
    }
    let body = bodies(&sim, "get_time_used").remove(0);
    let expected = json!({ "days": [1, 2, 3, 4, 5], "start_hour": 9, "end_hour": 17 });
    assert_eq!(body["operating_hours"], expected);
    assert_eq!(body["time_resolution"], "hour");
}

#[tokio::test]
async fn ids_that_nobody_knows_are_reported() {
    let (sim, client) = start().await;
    let known = rooms(&client).await.remove(0);
    let unknown = SpaceId::from("spc_1000000000000000001");
    let asked = [known.clone(), unknown.clone()];
    let report = client.metrics().all(last_week()).spaces(asked.clone()).send().await;
    let report = report.expect("a report");
    assert!(report.get(&known).is_some());
    assert_eq!(report.missing(), [unknown]);

    sim.set_behavior(|behavior| behavior.unknown_ids = UnknownIds::NotFound);
    let error = client.metrics().all(last_week()).spaces(asked).send().await.expect_err("refused");
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn a_floor_may_come_back_as_its_spaces() {
    for (parents, is_flat) in [(Parents::Flattened, true), (Parents::Rolled, false)] {
        let (sim, client) = start_with(|behavior| behavior.parents = parents).await;
        let floor = SpaceId::from(sim.floor_ids().remove(0));
        let report = client.metrics().occupancy(last_week()).spaces([floor.clone()]).send().await;
        let report = report.expect("a report");
        assert_eq!(report.missing() == [floor.clone()], is_flat);
        assert_eq!(report.get(&floor).is_none() && report.len() > 1, is_flat);
    }
}

#[tokio::test]
async fn doubtful_data_says_so() {
    let (_sim, client) = start().await;
    let report = client.metrics().all(super::days("2025-05-17", "2025-06-15"));
    let report = report.resolution(Resolution::Day).send().await.expect("a report");
    let buckets = || report.iter().flat_map(|(_, series)| &series.buckets);
    assert!(buckets().any(|bucket| bucket.value.quality.is_doubtful()));
    assert!(buckets().any(|bucket| bucket.value.quality.is_complete()));
}

#[tokio::test]
async fn floors_are_asked_in_groups_of_five() {
    let builder = Simulator::builder().seed(7).now(NOW.parse().expect("a time")).unlimited();
    let sim = builder.buildings(5).start().await.expect("a free port");
    let client = client(&sim, Credentials::token(sim.api_token()));
    let floors: Vec<SpaceId> = sim.floor_ids().into_iter().map(SpaceId::from).take(7).collect();
    assert_eq!(floors.len(), 7);
    let range = super::days("2025-05-01", "2025-05-25");
    let report = client.metrics().data_status(range, floors.clone()).send().await.expect("status");

    assert_eq!((report.len(), report.missing(), report.gaps()), (7, &[][..], &[][..]));
    for floor in &floors {
        let parts = report.get(floor).expect("the floor").iter();
        let days: Vec<_> = parts.map(|part| part.range.start().civil().day()).collect();
        assert_eq!(days, [1, 11, 21], "{floor}");
    }
    let mut asked: Vec<_> = bodies(&sim, "get_floor_data_status")
        .iter()
        .map(|body| {
            let floors = body["floor_ids"].as_array().map(Vec::len);
            (body["start_date"].as_str().map(|start| start[..10].to_owned()), floors)
        })
        .collect();
    asked.sort();
    let expected = ["2025-05-01", "2025-05-11", "2025-05-21"]
        .into_iter()
        .flat_map(|start| [2, 5].map(|floors| (Some(start.to_owned()), Some(floors))));
    assert_eq!(asked, expected.collect::<Vec<_>>());
}
