//! The crate's client of version 1, and the way from it to version 2.

#![expect(deprecated, reason = "who has not moved yet must be able to go on")]

use std::collections::BTreeSet;

use floorkit_mapiq::{
    Client, List, Record as _, Selector, WorkspaceReservation,
    v1::{self, CheckinEventType, Credentials, migration::Migrated},
};
use floorkit_sim::{
    Credential, Fault, mapiq,
    mapiq_v1::{Behavior, DayForm, FloorNumber, RegistrationId, Simulator, TokenName},
};

use super::{NOW, PEOPLE, TODAY};

async fn start_with(change: impl FnOnce(&mut Behavior)) -> (Simulator, v1::Client) {
    let builder = Simulator::builder().seed(7).now(NOW.parse().expect("a time")).users(PEOPLE);
    let sim = builder.behavior(change).start().await.expect("a free port");
    let [client_id, username, password] = sim.account();
    let account = Credentials::password(client_id, username, password);
    let client = v1::Client::builder().base_url(sim.base_url()).credentials(account);
    let client = client.api_key(sim.api_key()).build().expect("a client");
    (sim, client)
}

async fn v2() -> (mapiq::Simulator, Client) {
    super::start().await
}

#[tokio::test]
async fn key_and_token_go_with_every_call_however_the_token_is_named() {
    for name in [TokenName::Small, TokenName::Capital] {
        let (sim, client) = start_with(|behavior| behavior.token_name = name).await;
        client.users().list().send().await.expect("users");
        client.buildings().list().send().await.expect("buildings");
        let credentials: Vec<_> = sim.requests().iter().map(|call| call.credential).collect();
        let expected = [Credential::Missing, Credential::Issued(1), Credential::Issued(1)];
        assert_eq!(credentials, expected, "{name:?}");

        let [client_id, username, password] = sim.account();
        let token = client.auth().create_token(client_id, username, password).send().await;
        let token = token.expect("a token");
        let builder = v1::Client::builder().base_url(sim.base_url()).api_key(sim.api_key());
        let builder = builder.credentials(Credentials::token(token.expose_secret()));
        let client = builder.build().expect("a client");
        client.users().list().send().await.expect("users, with a token from elsewhere");
    }
}

#[tokio::test]
async fn a_wrong_key_keeps_out() {
    let (sim, _) = start_with(|_| {}).await;
    let [client_id, username, password] = sim.account();
    let account = Credentials::password(client_id, username, password);
    let builder = v1::Client::builder().base_url(sim.base_url()).credentials(account);
    let client = builder.api_key("k3y").build().expect("a client");
    let error = client.users().list().send().await.expect_err("a wrong key");
    assert!(error.is_authentication(), "{error}");
    assert!(!format!("{error} {error:?}").contains("k3y"), "{error:?}");
}

#[tokio::test]
async fn a_registration_is_the_same_however_it_is_written() {
    let mut lists = Vec::new();
    for (id, floor, days) in [
        (RegistrationId::Capital, FloorNumber::Number, DayForm::Plain),
        (RegistrationId::Small, FloorNumber::String, DayForm::Midnight),
    ] {
        let (_sim, client) = start_with(|behavior| {
            (behavior.registration_id, behavior.floor_number, behavior.days) = (id, floor, days);
        })
        .await;
        let list = client.registrations().list(TODAY).send().await.expect("registrations");
        let migrated = list.iter().cloned().map(Migrated::<WorkspaceReservation>::from);
        let starts: BTreeSet<_> =
            migrated.map(|it| it.record.start_time.map(|time| time.to_string())).collect();
        assert_eq!(starts.len(), 1, "all of the one day");
        lists.push(
            list.into_iter().map(|it| (it.id, it.floor_number, it.node_id)).collect::<Vec<_>>(),
        );
    }
    assert_eq!(lists[0], lists[1]);
    assert!(lists[0].iter().all(|(id, _, node)| id.is_some() && node.is_some()));
}

#[tokio::test]
async fn registrations_are_asked_for_by_range_user_and_building() {
    let (sim, client) = start_with(|_| {}).await;
    let all = client.registrations().list(TODAY).send().await.expect("registrations");
    let own = &all[0];
    let (user, building) = (own.user_id.clone(), own.building_id.clone());
    let (user, building) = (user.expect("a user"), building.expect("a building"));
    let request = client.registrations().list("2025-06-02").end_date(TODAY);
    let request = request.user_id(user.clone()).building_id(building);
    let week = request.send().await.expect("registrations");
    assert!(week.len() > 1 && week.iter().all(|it| it.user_id.as_ref() == Some(&user)));
    let query: Vec<_> = sim.requests().pop().expect("a request").query;
    let names: BTreeSet<&str> = query.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["startDate", "endDate", "userId", "buildingId"]));
}

#[tokio::test]
async fn unpublished_buildings_are_listed_and_those_of_version_2_are_not() {
    let (_sim, client) = start_with(|_| {}).await;
    let (_v2_sim, v2) = v2().await;
    let all = client.buildings().list().send().await.expect("buildings").len();
    let published = client.buildings().list().to_v2(&v2).send().await.expect("buildings").len();
    assert_eq!((all, published), (5, 4));
}

#[tokio::test]
async fn a_call_of_version_1_becomes_one_of_version_2() {
    let (_sim, client) = start_with(|_| {}).await;
    let (v2_sim, v2) = v2().await;
    let old = client.registrations().list(TODAY).send().await.expect("registrations");
    let new = client.registrations().list(TODAY).to_v2(&v2).send().await.expect("bookings");
    let old_ids: BTreeSet<&str> =
        old.iter().filter_map(|it| it.id.as_deref()).map(|id| &**id).collect();
    let new_ids: BTreeSet<&str> = new.iter().filter_map(|it| it.text("id")).collect();
    assert!(!old_ids.is_empty());
    assert_eq!(old_ids, new_ids);

    let days = client.registrations().list(TODAY).to_workdays(&v2).send().await;
    assert!(days.expect("workdays").len() > new.len());
    let spots = client.parking_reservations().list().filter("startDate", TODAY);
    assert!(!spots.to_v2(&v2).send().await.expect("bookings").is_empty());
    client.users().list().to_v2(&v2).send().await.expect("users");
    client.parking_lots().list().to_v2(&v2).send().await.expect("parking lots");
    let events = client.checkin_events().list().filter("startDate", TODAY);
    events.to_v2(&v2).send().await.expect("events");
    client.checkin_statuses().list().to_v2(&v2).send().await.expect("statuses");
    assert!(v2_sim.requests().iter().all(|request| request.path.starts_with("/v2/")));
}

#[tokio::test]
async fn a_record_of_version_1_is_what_version_2_sends_but_for_the_time_of_day() {
    let (_sim, client) = start_with(|_| {}).await;
    let (_v2_sim, v2) = v2().await;
    let old = client.registrations().list(TODAY).send().await.expect("registrations");
    let new = client.registrations().list(TODAY).to_v2(&v2).send().await.expect("bookings");
    let migrated = Migrated::<WorkspaceReservation>::from(old[0].clone());
    let id = old[0].id.as_deref().expect("an id");
    let same = new.iter().find(|it| it.text("id") == Some(id)).expect("the same booking");
    for name in &migrated.unverified {
        let (old, new) = (migrated.record.field(name), same.field(name));
        // Text in version 1, whatever it was on the wire.
        if name != "floorNumber" {
            assert_eq!(old, new, "{name}");
        }
    }
    assert_eq!(migrated.replaced["date"], ["startTime", "endTime"]);
}

#[tokio::test]
async fn what_changes_something_is_sent_once() {
    let (sim, client) = start_with(|_| {}).await;
    let list: List<v1::Registration> =
        client.registrations().list(TODAY).send().await.expect("registrations");
    let id = list[0].id.as_deref().expect("an id");
    let selector = || Selector::new("id", id).expect("a selector");
    sim.fail_next("delete_registrations", Fault::Status(503));
    let error = client.registrations().delete(selector()).send().await.expect_err("a failure");
    assert_eq!(error.attempts(), 1);
    client.registrations().delete(selector()).send().await.expect("deleted");
    let left = client.registrations().list(TODAY).send().await.expect("registrations");
    assert_eq!(left.len(), list.len() - 1);

    let (user, building) = (list[1].user_id.clone(), list[1].building_id.clone());
    let (user, building) = (user.expect("a user"), building.expect("a building"));
    let events = client.checkin_events();
    let left = CheckinEventType::NotAtTheOffice;
    let event = events.create(user.clone(), building, left);
    event.source(v1::CheckinSource::Sensor).send().await.expect("taken");
    let statuses = client.checkin_statuses().list().send().await.expect("statuses");
    assert!(!statuses.iter().any(|status| status.get("userId") == Some(&user.as_str().into())));
}
