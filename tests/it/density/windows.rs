//! Ranges beyond the vendor's limits.

use floorkit_density::{LocalDateTime, Range, Resolution};
use serde_json::Value;

use super::{bodies, days, rooms, start};

#[tokio::test]
async fn a_long_range_is_cut_fetched_and_joined_in_order() {
    let cases = [
        (Resolution::Minute, "2025-06-09", "2025-06-10", 2 * 24 * 60, 2),
        (Resolution::TenMinutes, "2025-06-09", "2025-06-10", 288, 2),
        (Resolution::Hour, "2025-05-01", "2025-05-31", 31 * 24, 5),
        (Resolution::Day, "2025-01-01", "2025-05-31", 151, 5),
        (Resolution::Week, "2023-01-02", "2024-12-29", 104, 2),
        (Resolution::Month, "2023-01-01", "2024-12-31", 24, 3),
    ];
    for (resolution, first, last, buckets, calls) in cases {
        let (sim, client) = start().await;
        let space = rooms(&client).await.remove(0);
        let call = client.metrics().all(days(first, last)).spaces([space.clone()]);
        let report = call.resolution(resolution).send().await.expect("a report");
        let series = report.get(&space).expect("the space");
        assert_eq!(series.buckets.len(), buckets, "{resolution}");
        assert!(series.buckets.iter().map(|bucket| bucket.start()).is_sorted());

        let bodies = bodies(&sim, "get_metrics");
        assert_eq!(bodies.len(), calls, "{resolution}: {bodies:?}");
        assert_eq!(bodies[0]["start_date"], format!("{first}T00:00:00"));
        assert_eq!(bodies[calls - 1]["end_date"], format!("{last}T23:59:59"));
        assert!(sim.requests().iter().all(|request| request.status == Some(200)));
    }
}

#[tokio::test]
async fn what_cannot_be_put_together_is_refused_before_it_is_sent() {
    let (sim, client) = start().await;
    for (resolution, first) in [
        (Resolution::Total, "2023-01-01"),
        (Resolution::Year, "2023-01-01"),
        (Resolution::Weekday, "2025-04-01"),
        (Resolution::HourOfDay, "2025-06-01"),
    ] {
        let call = client.metrics().all(days(first, "2025-06-15")).resolution(resolution);
        let error = call.send().await.expect_err("too long");
        assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
    }
    assert_eq!(sim.requests().len(), 0);
}

#[tokio::test]
async fn what_is_too_short_is_refused_before_it_is_sent() {
    let (sim, client) = start().await;
    let until = |end: &str| {
        let time = |text: &str| text.parse::<LocalDateTime>().expect("a time");
        Range::new(time("2025-06-09T09:00:00"), time(end)).expect("a range")
    };
    let error = client.metrics().all(until("2025-06-09T09:00:30")).send().await;
    let error = error.expect_err("half a minute");
    assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
    let floors = sim.floor_ids();
    let error = client.metrics().data_status(until("2025-06-09T09:03:59"), floors).send().await;
    let error = error.expect_err("four minutes");
    assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
    assert_eq!(sim.requests().len(), 0);
}

#[tokio::test]
async fn the_metrics_are_asked_for_in_local_time() {
    let (sim, client) = start().await;
    client.metrics().all(super::last_week()).send().await.expect("a report");
    let body: Value = bodies(&sim, "get_metrics").remove(0);
    assert_eq!(body["start_date"], "2025-06-09T00:00:00");
    assert_eq!(body["end_date"], "2025-06-15T23:59:59");
    assert_eq!(body.get("space_ids"), None, "all spaces");
}
