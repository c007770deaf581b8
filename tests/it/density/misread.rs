//! Replies that decode and make no sense, or not all of it.

use floorkit_density::{Range, Resolution};
use serde_json::json;

use super::{canned, client_of, days, last_week};

/// Two parts by day: 31 days and 4.
fn five_weeks() -> Range {
    days("2025-06-01", "2025-07-05")
}

#[tokio::test]
async fn a_bucket_that_was_cut_is_named() {
    let reply = |seconds: u32| json!({ "spc_1": { "2025-07-02": { "time_used_raw": seconds } } });
    let server = canned([reply(5_000), reply(6_000)]);
    let client = client_of(&server);
    let call = client.metrics().time_used(five_weeks()).resolution(Resolution::Day);
    let error = call.send().await.expect_err("two halves");
    assert!(error.is_decode(), "{error}");
    assert_eq!(error.status(), Some(200));
    assert_eq!(error.decode_path(), Some("/spc_1/2025-07-02"));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_reply_that_is_another_keeps_its_status() {
    for (reply, path) in [
        (json!({ "data": { "spc_1": { "2025-06-09": { "time_used_raw": "long" } } } }), "/data"),
        (json!({ "error": { "code": 17, "message": "try later" } }), "/error"),
        (json!({ "results": {} }), "/results"),
    ] {
        let server = canned([reply]);
        let error = client_of(&server).metrics().time_used(last_week()).send().await;
        let error = error.expect_err("no report");
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.status(), Some(200));
        assert_eq!(error.decode_path(), Some(path));
    }
}

#[tokio::test]
async fn a_total_without_figures_takes_no_other_away() {
    let server = canned([json!({
        "spc_1": { "utilization_avg": 0.5 },
        "spc_2": { "utilization_avg": null },
    })]);
    let report = client_of(&server).metrics().utilization(last_week()).send().await;
    let report = report.expect("a report");
    let average = |id: &str| report.get(&id.into())?.total()?.utilization_avg;
    assert_eq!((average("spc_1"), average("spc_2"), report.len()), (Some(0.5), None, 2));
}

#[tokio::test]
async fn a_space_that_the_second_part_leaves_out_is_told() {
    let day = |label: &str| json!({ label: { "occupancy_max": 3 } });
    let server = canned([
        json!({ "spc_1": day("2025-06-30"), "spc_2": day("2025-06-30") }),
        json!({ "spc_2": day("2025-07-02") }),
    ]);
    let client = client_of(&server);
    let call = client.metrics().occupancy(five_weeks()).resolution(Resolution::Day);
    let report = call.spaces(["spc_1", "spc_2", "spc_3"]).send().await.expect("a report");
    assert_eq!(report.missing(), ["spc_3".into()]);
    let gaps = report.gaps().iter().map(|gap| (gap.space.as_str(), gap.range));
    assert_eq!(gaps.collect::<Vec<_>>(), [("spc_1", days("2025-07-02", "2025-07-05"))]);
}

#[tokio::test]
async fn sessions_and_data_status_have_gaps_too() {
    let server = canned([json!({ "spc_1": { "sessions": [] } }), json!({})]);
    let sessions =
        client_of(&server).sessions().list(days("2025-01-01", "2025-03-31")).send().await;
    let sessions = sessions.expect("sessions");
    let gaps = sessions.by_space.gaps().iter().map(|gap| gap.range);
    assert_eq!(gaps.collect::<Vec<_>>(), [days("2025-03-02", "2025-03-31")]);

    let server = canned([json!({ "spc_1": {} }), json!({})]);
    let range = days("2025-06-01", "2025-06-14");
    let status = client_of(&server).metrics().data_status(range, ["spc_1"]).send().await;
    let status = status.expect("a status");
    assert!(status.missing().is_empty());
    let gaps = status.gaps().iter().map(|gap| gap.range);
    assert_eq!(gaps.collect::<Vec<_>>(), [days("2025-06-11", "2025-06-14")]);
}
