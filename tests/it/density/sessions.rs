//! Raw sessions.

use std::collections::HashSet;

use floorkit_density::{Client, Session, SpaceId};
use floorkit_sim::density::{SessionType, SessionsShape};
use serde_json::json;

use super::{bodies, canned, client_of, days, last_week, rooms, start, start_with};

async fn some(client: &Client) -> Vec<SpaceId> {
    rooms(client).await.into_iter().take(12).collect()
}

#[tokio::test]
async fn sessions_are_the_same_in_either_shape() {
    let mut seen: Vec<HashSet<Session>> = Vec::new();
    for shape in [SessionsShape::BySpace, SessionsShape::List] {
        let (_sim, client) = start_with(|behavior| behavior.sessions = shape).await;
        let sessions = client.sessions().list(last_week()).spaces(some(&client).await).send().await;
        let sessions = sessions.expect("sessions");
        assert_eq!(sessions.unattributed.is_empty(), shape == SessionsShape::BySpace);
        seen.push(sessions.iter().map(|(_, session)| session.clone()).collect());
    }
    assert!(!seen[0].is_empty());
    assert!(seen[0] == seen[1], "{} and {} sessions", seen[0].len(), seen[1].len());
}

#[tokio::test]
async fn a_session_has_a_length_in_its_own_zone() {
    let (_sim, client) = start().await;
    let sessions = client.sessions().list(last_week()).spaces(some(&client).await).send().await;
    let sessions = sessions.expect("sessions");
    for (_, session) in sessions.iter() {
        assert!(session.duration().is_some(), "{session:?}");
        let start = session.start.expect("a start");
        assert_ne!(start.offset().seconds(), 0, "the simulator's zones are not UTC");
    }
}

#[tokio::test]
async fn the_type_of_a_session_comes_in_several_forms() {
    for kind in [SessionType::String, SessionType::Integer, SessionType::Absent] {
        let (_sim, client) = start_with(|behavior| behavior.session_type = kind).await;
        let sessions = client.sessions().list(last_week()).spaces(some(&client).await).send().await;
        let sessions = sessions.expect("sessions");
        assert!(sessions.iter().any(|(_, session)| session.is_occupied()), "{kind:?}");
    }
}

#[tokio::test]
async fn nobody_sees_the_sixty_days() {
    let (sim, client) = start().await;
    let space = some(&client).await.remove(0);
    sim.clear_requests();
    let list = |range| client.sessions().list(range).spaces([space.clone()]).send();
    let whole = list(days("2025-01-01", "2025-05-30")).await.expect("150 days");
    let requests = bodies(&sim, "list_raw_sessions");
    assert_eq!(requests.len(), 3, "{requests:?}");

    let mut parts = Vec::new();
    for (first, last) in
        [("2025-01-01", "2025-03-01"), ("2025-03-02", "2025-04-30"), ("2025-05-01", "2025-05-30")]
    {
        let part = list(days(first, last)).await.expect("60 days");
        parts.extend(part.iter().map(|(_, session)| session.clone()));
    }
    let whole: Vec<Session> = whole.iter().map(|(_, session)| session.clone()).collect();
    assert!(!whole.is_empty());
    assert!(whole == parts, "{} sessions, and {} in parts", whole.len(), parts.len());
    assert!(sim.requests().iter().all(|request| request.status == Some(200)));
}

#[tokio::test]
async fn a_session_on_a_seam_comes_once() {
    let session = |start: &str, end: &str| json!({ "start_time": start, "end_time": end });
    let before = session("2025-03-01T09:00:00-05:00", "2025-03-01T10:00:00-05:00");
    let across = session("2025-03-01T23:30:00-05:00", "2025-03-02T00:30:00-05:00");
    let after = session("2025-03-02T09:00:00-05:00", "2025-03-02T10:00:00-05:00");
    let server = canned([
        json!({ "spc_1": { "sessions": [before, across] } }),
        json!({ "spc_1": { "sessions": [across, after] } }),
    ]);
    let client = client_of(&server);
    let call = client.sessions().list(days("2025-01-01", "2025-03-31"));
    let sessions = call.send().await.expect("sessions");

    let asked: Vec<_> =
        server.requests().iter().map(|asked| asked.json()["end_date"].clone()).collect();
    assert_eq!(asked, ["2025-03-01T23:59:59", "2025-03-31T23:59:59"]);
    let starts: Vec<_> =
        sessions.iter().map(|(_, session)| session.start.expect("a start").to_string()).collect();
    assert_eq!(starts, [&before, &across, &after].map(|session| session["start_time"].clone()));
}

#[tokio::test]
async fn no_spaces_means_no_question() {
    let (sim, client) = start().await;
    let none: [SpaceId; 0] = [];
    let sessions = client.sessions().list(last_week()).spaces(none.clone()).send().await;
    assert_eq!(sessions.expect("nothing").iter().count(), 0);
    let report = client.metrics().all(last_week()).spaces(none.clone()).send().await;
    assert!(report.expect("nothing").is_empty());
    let occupancy = client.occupancy().current().spaces(none).send().await;
    assert!(occupancy.expect("nothing").is_empty());
    assert!(sim.requests().is_empty());
}
