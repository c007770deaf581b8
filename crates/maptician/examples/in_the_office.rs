//! Who can be expected in the office today, location by location: Maptician has no call
//! that reads presence, so this goes by who has a seat, by booking or for good. It runs
//! against a simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-maptician --example in_the_office
//! ```
//!
//! But for the ids of requests, the names of parameters and fields are those of the
//! simulator. The vendor's are in its reference, which shows them in a browser only.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use floorkit_maptician::{Client, Credentials, OfficeId, UserId, jiff::civil::date};
use floorkit_sim::maptician::Simulator;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Location {
    #[serde(rename = "officeID")]
    id: OfficeId,
    #[serde(rename = "officeName")]
    name: String,
    #[serde(rename = "timeZone")]
    time_zone: String,
}

/// What is wanted of a booking, and of an assignment.
#[derive(Debug, Deserialize)]
struct Seated {
    #[serde(rename = "userID")]
    user: UserId,
    #[serde(rename = "officeID")]
    office: OfficeId,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`, and `Zoned::now().date()` for the day.
    let sim = Simulator::builder().seed(7).now("2025-06-16T13:00:00Z".parse()?).start().await?;
    let token = Credentials::token(sim.api_token());
    let client = Client::builder().base_url(sim.base_url()).credentials(token).build()?;
    let today = date(2025, 6, 16);

    // Without a status it is those that are ongoing.
    let assigned: Vec<Seated> = client.seat_assignments().list().send_as().await?;
    let for_good = people(assigned);

    println!("{today}\n\n{:10} {:>6} {:>8} {:>6}", "location", "booked", "for good", "people");
    let locations: Vec<Location> = client.locations().list().send_as().await?;
    for Location { id, name, time_zone } in locations {
        // Without a zone, days begin in the east of the United States.
        let request = client.reservations().list_seats().filter("start", today);
        let request = request.filter("timezone", time_zone).filter("officeID", &id);
        let booked: Vec<Seated> = request.send_as().await?;
        let booked = people(booked).remove(&id).unwrap_or_default();
        let nobody = BTreeSet::new();
        let for_good = for_good.get(&id).unwrap_or(&nobody);
        let all = booked.union(for_good).count();
        println!("{name:10} {:>6} {:>8} {all:>6}", booked.len(), for_good.len());
    }
    Ok(())
}

/// The people of records, each once, by the location.
fn people(records: Vec<Seated>) -> BTreeMap<OfficeId, BTreeSet<UserId>> {
    let mut people: BTreeMap<OfficeId, BTreeSet<UserId>> = BTreeMap::new();
    for Seated { user, office } in records {
        people.entry(office).or_default().insert(user);
    }
    people
}
