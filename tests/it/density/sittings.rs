//! Sessions that belong together, and streams of long ranges.

use std::time::Duration;

use floorkit_density::{CountingMode, OpenEnum, Session, SittingRule, SpaceId};

use super::{bodies, days, last_week, rooms, start};

#[tokio::test]
async fn detections_at_desks_become_sittings() {
    let (_sim, client) = start().await;
    let spaces = client.spaces().list().send().await.expect("spaces");
    let sessions = client.sessions().list(last_week()).spaces(rooms(&client).await).send().await;
    let sessions = sessions.expect("sessions");
    let sittings = sessions.sittings(&SittingRule::default(), &spaces);
    let mode = |id: &SpaceId| {
        spaces.iter().find(|space| space.id == *id).and_then(|it| it.counting_mode.clone())
    };
    let (mut joined, mut whole) = (0, 0);
    for (id, sittings) in &sittings {
        let raw = sessions.by_space.get(id).expect("its sessions");
        let occupied = raw.iter().filter(|session| session.is_occupied()).count();
        if mode(id) == Some(OpenEnum::Known(CountingMode::Oa)) {
            assert!(sittings.iter().all(|it| it.duration() >= Duration::from_secs(5 * 60)));
            joined += occupied - sittings.len();
        } else {
            assert_eq!(sittings.len(), occupied, "{id}: a session of another sensor is whole");
            whole += occupied;
        }
    }
    assert!(joined > 100 && whole > 10, "{joined} fewer, and {whole}");
}

#[tokio::test]
async fn a_long_range_streams_the_same_sessions() {
    let (sim, client) = start().await;
    let some: Vec<_> = rooms(&client).await.into_iter().take(4).collect();
    let range = days("2025-01-01", "2025-05-30");
    let whole = client.sessions().list(range).spaces(some.clone()).send().await.expect("sessions");
    sim.clear_requests();
    let mut items = client.sessions().list(range).spaces(some).items().expect("a range");
    let mut streamed = Vec::new();
    while let Some(item) = items.next().await {
        streamed.push(item.expect("a session"));
    }
    assert_eq!(bodies(&sim, "list_raw_sessions").len(), 3);
    let key = |session: &Session| session.start.map(|start| start.to_timestamp());
    let mut whole: Vec<_> =
        whole.iter().map(|(space, session)| (space.cloned(), session.clone())).collect();
    whole.sort_by_key(|(space, session)| (space.clone(), key(session)));
    streamed.sort_by_key(|(space, session)| (space.clone(), key(session)));
    assert!(!whole.is_empty() && whole == streamed, "{} and {}", whole.len(), streamed.len());
}

#[tokio::test]
async fn a_long_report_comes_part_by_part() {
    let (_sim, client) = start().await;
    let room = rooms(&client).await.remove(0);
    let ask = || {
        let report = client.metrics().time_used(days("2025-04-01", "2025-05-30"));
        report.resolution(floorkit_density::Resolution::Day).spaces([room.clone()])
    };
    let whole = ask().send().await.expect("a report");
    let mut parts = ask().parts().expect("a range");
    let mut buckets = Vec::new();
    while let Some((_, report)) = parts.next().await.transpose().expect("a part") {
        buckets.extend(report.get(&room).expect("the room").buckets.clone());
    }
    assert_eq!(buckets.len(), 60);
    assert_eq!(whole.get(&room).expect("the room").buckets, buckets);
}
