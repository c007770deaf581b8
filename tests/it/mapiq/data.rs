//! What the records of Mapiq mean, and what they do not.

use std::{collections::BTreeSet, time::Duration};

use floorkit_mapiq::{
    Client, DateTime, List, ParkingSpotReservation, Record as _, Reservation as _, Workday,
    WorkspaceReservation,
};
use floorkit_sim::mapiq::{Days, Drafts, Times};

use super::{TODAY, start, start_with};

async fn workdays(client: &Client) -> List<Workday> {
    client.workdays().list().filter("startDate", TODAY).send().await.expect("workdays")
}

async fn bookings(client: &Client, day: &str) -> List<WorkspaceReservation> {
    let request = client.workspace_reservations().list().filter("startDate", day);
    request.send().await.expect("bookings")
}

async fn parking(client: &Client, day: &str) -> List<ParkingSpotReservation> {
    let request = client.parking_spot_reservations().list().filter("startDate", day);
    request.send().await.expect("bookings")
}

#[tokio::test]
async fn who_is_in_is_told_by_workdays_and_counted_by_person() {
    let (_sim, client) = start().await;
    let days = workdays(&client).await;
    let office: Vec<&Workday> =
        days.iter().filter(|day| day.text("status") == Some("OfficeDay")).collect();
    assert!(office.iter().all(|day| day.text("buildingId").is_some()));
    let people: BTreeSet<&str> = office.iter().filter_map(|day| day.text("userId")).collect();
    assert!(office.len() > people.len(), "some come to two buildings");

    let booked = bookings(&client, TODAY).await;
    let with_desk: BTreeSet<&str> =
        booked.iter().filter_map(|booking| booking.text("userId")).collect();
    assert!(with_desk.is_subset(&people));
    assert!(with_desk.len() < people.len(), "some come without a desk");
}

#[tokio::test]
async fn a_booking_names_a_place_at_the_level_that_is_booked() {
    let (_sim, client) = start().await;
    let booked = bookings(&client, TODAY).await;
    let mut levels = BTreeSet::new();
    for booking in &booked {
        assert!(booking.text("nodeId").is_some(), "always there");
        levels.insert((booking.text("areaId").is_some(), booking.text("deskId").is_some()));
        assert!(booking.field("deskId").is_some(), "null, and not left out");
    }
    assert_eq!(levels, BTreeSet::from([(false, false), (true, false), (true, true)]));
    let known = booked.iter().filter(|booking| booking.text("userExternalId").is_some()).count();
    assert!((1..booked.len()).contains(&known), "single sign-on sends an id of some");
}

#[tokio::test]
async fn times_are_what_they_were_on_the_wire() {
    for (times, start) in [
        (Times::Local, "2025-06-16T09:00:00"),
        (Times::Utc, "2025-06-16T07:00:00Z"),
        (Times::Offset, "2025-06-16T09:00:00+02:00"),
    ] {
        let (_sim, client) = start_with(|behavior| behavior.times = times).await;
        let booked = bookings(&client, TODAY).await;
        let harbor =
            |booking: &&WorkspaceReservation| booking.text("buildingName") == Some("Harbor");
        let booking = booked.iter().find(harbor).expect("somebody is in Amsterdam");
        let found = booking.start().expect("a time");
        assert_eq!(found.to_string(), start);
        assert_eq!(matches!(found, DateTime::Local(_)), times == Times::Local);
        assert!(booking.end() > booking.start());
    }
}

#[tokio::test]
async fn a_plate_is_that_of_today() {
    let (sim, client) = start().await;
    let plates = |bookings: List<ParkingSpotReservation>| {
        let plates = bookings.iter().map(|booking| booking.text("licensePlate").map(str::to_owned));
        plates.collect::<Vec<_>>()
    };
    let before = plates(parking(&client, TODAY).await);
    assert!(!before.is_empty() && before.iter().all(Option::is_some));
    sim.advance(Duration::from_secs(20 * 24 * 3_600));
    let after = plates(parking(&client, TODAY).await);
    assert_eq!(before.len(), after.len(), "the same bookings");
    assert!(before.iter().zip(&after).all(|(before, after)| before != after), "other plates");
}

#[tokio::test]
async fn what_is_no_longer_kept_is_missing_without_a_word() {
    let (sim, client) = start().await;
    assert!(!bookings(&client, "2025-05-26").await.is_empty());
    sim.set_behavior(|behavior| behavior.retention = Days(14));
    assert!(bookings(&client, "2025-05-26").await.is_empty());
    assert!(!bookings(&client, "2025-06-02").await.is_empty());
}

#[tokio::test]
async fn a_building_is_seen_once_it_is_published() {
    let (sim, client) = start().await;
    let names = |buildings: List<floorkit_mapiq::Building>| {
        let names = buildings.iter().filter_map(|building| building.text("name"));
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let before = names(client.buildings().list().send().await.expect("buildings"));
    assert_eq!(before, ["Harbor", "Mill", "Tower", "Pier"]);
    assert_eq!(client.parking_lots().list().send().await.expect("parking lots").len(), 4);
    sim.set_behavior(|behavior| behavior.drafts = Drafts::Published);
    let after = names(client.buildings().list().send().await.expect("buildings"));
    assert_eq!(after.last().map(String::as_str), Some("Annex"));
}
