//! Check-ins and check-outs.

use std::time::Duration;

use floorkit_mapiq::{CheckinEventType, CheckinSource, Client, OpenEnum, Record as _};
use floorkit_sim::{
    Fault,
    mapiq::{Leaving, Throttle},
};
use serde_json::json;

use super::{TODAY, canned, start, start_with};

/// Somebody who is not in, and a building.
async fn absentee(client: &Client) -> (String, String) {
    let present = client.checkin_statuses().list().send().await.expect("statuses");
    let is_in = |id: Option<&str>| present.iter().any(|status| status.text("userId") == id);
    let users = client.users().list().send().await.expect("users");
    let user = users.iter().find(|user| !is_in(user.text("id"))).expect("somebody is out");
    let buildings = client.buildings().list().send().await.expect("buildings");
    let text = |id: Option<&str>| id.expect("an id").to_owned();
    (text(user.text("id")), text(buildings[0].text("id")))
}

async fn is_in(client: &Client, user: &str) -> bool {
    let present = client.checkin_statuses().list().send().await.expect("statuses");
    present.iter().any(|status| status.text("userId") == Some(user))
}

#[tokio::test]
async fn who_checks_in_is_there_until_they_check_out() {
    let (sim, client) = start().await;
    let (user, building) = absentee(&client).await;
    let events = client.checkin_events();
    let entered = events.check_in(user.as_str(), building.as_str());
    entered.source(CheckinSource::AccessGate).send().await.expect("taken");
    assert!(is_in(&client, &user).await);

    sim.advance(Duration::from_secs(3_600));
    events.check_out(user.as_str(), building.as_str()).send().await.expect("taken");
    assert!(!is_in(&client, &user).await);

    let request = events.list().filter("startDate", TODAY).filter("userId", &user);
    let all = request.send().await.expect("events");
    let seen: Vec<_> =
        all.iter().rev().take(2).map(|e| (e.text("eventType"), e.text("source"))).collect();
    let expected = [(Some("NotAtTheOffice"), None), (Some("AtTheOffice"), Some("accessGate"))];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn an_event_that_follows_too_quickly_is_refused_at_once() {
    for throttle in [Throttle::TooManyRequests, Throttle::Conflict] {
        let (sim, client) = start_with(|behavior| behavior.throttle = throttle).await;
        let (user, building) = absentee(&client).await;
        let events = client.checkin_events();
        let check_in = || events.check_in(user.as_str(), building.as_str());
        check_in().send().await.expect("taken");
        sim.clear_requests();
        let error = check_in().send().await.expect_err("too quick");
        assert_eq!(error.is_rate_limited(), throttle == Throttle::TooManyRequests, "{error}");
        assert_eq!((error.attempts(), sim.requests().len()), (1, 1), "{error}");
        assert_eq!(error.message(), Some("the last event of the user is too recent"));

        // Somebody else may.
        let users = client.users().list().send().await.expect("users");
        let other = users.iter().filter_map(|user| user.text("id")).find(|id| *id != user);
        let other = other.expect("another user");
        events.check_in(other, building.as_str()).send().await.expect("taken");
        sim.advance(Duration::from_secs(60));
        check_in().send().await.expect("taken, after a minute");
    }
}

#[tokio::test]
async fn an_event_that_may_have_been_taken_is_not_repeated() {
    let (sim, client) = start().await;
    let (user, building) = absentee(&client).await;
    for fault in [Fault::Status(503), Fault::Reset] {
        sim.clear_requests();
        sim.fail_next("create_checkin_event", fault);
        let check_in = client.checkin_events().check_in(user.as_str(), building.as_str());
        let error = check_in.send().await.expect_err("a fault");
        assert!(error.may_have_been_sent(), "{error}");
        assert_eq!((error.attempts(), sim.requests().len()), (1, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn either_spelling_of_leaving_can_be_sent() {
    for (leaving, right, wrong) in [
        (
            Leaving::AsPrinted,
            CheckinEventType::NotAtTheOfficeMisspelled,
            CheckinEventType::NotAtTheOffice,
        ),
        (
            Leaving::Corrected,
            CheckinEventType::NotAtTheOffice,
            CheckinEventType::NotAtTheOfficeMisspelled,
        ),
    ] {
        let (_sim, client) = start_with(|behavior| behavior.leaving = leaving).await;
        let (user, building) = absentee(&client).await;
        let leave = |event_type: CheckinEventType| {
            client.checkin_events().create(user.as_str(), building.as_str(), event_type)
        };
        let error = leave(wrong).send().await.expect_err("another spelling");
        assert!(error.is_bad_request() && error.to_string().contains("EventType"), "{error}");
        leave(right).send().await.expect("taken");
    }
}

#[tokio::test]
async fn a_source_that_nobody_listed_goes_out_as_it_is() {
    let (server, client) = canned([json!({})]);
    let gate = OpenEnum::<CheckinSource>::parse("AccessGate");
    let event = client.checkin_events().check_in("u-1", "b-1").source(gate);
    event.send().await.expect("taken");
    let expected = json!({
        "UserId": "u-1", "BuildingId": "b-1", "EventType": "AtTheOffice", "Source": "AccessGate",
    });
    assert_eq!(server.request().json(), expected);
}
