//! Who is in the office today, building by building: who said that they would come, who
//! has a desk, and whom the gates have seen. It runs against a simulator, so no account is
//! needed:
//!
//! ```text
//! cargo run -p floorkit-mapiq --example in_the_office
//! ```
//!
//! The names of parameters and fields are those of the simulator. The vendor's are in its
//! reference, for customers.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use floorkit_mapiq::{BuildingId, Client, Credentials, Record, UserId, jiff::civil::date};
use floorkit_sim::mapiq::Simulator;
use serde::Deserialize;

/// What is wanted of a workday.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Slot {
    user_id: UserId,
    status: String,
    /// Only of a day at the office.
    building_id: Option<BuildingId>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`, and `Zoned::now().date()` for the day.
    let sim = Simulator::builder().seed(7).now("2025-06-16T13:00:00Z".parse()?).start().await?;
    let application = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let builder = Client::builder().credentials(application);
    let client = builder.base_url(sim.base_url()).token_url(sim.token_url()).build()?;
    let today = date(2025, 6, 16);

    // Workdays tell who comes: somebody may come without a desk, and with several slots.
    let slots = client.workdays().list().filter("startDate", today).send_as::<Slot>().await?;
    let mut expected: BTreeMap<BuildingId, BTreeSet<UserId>> = BTreeMap::new();
    for slot in slots.into_iter().filter(|slot| slot.status == "OfficeDay") {
        let building = slot.building_id.ok_or("an office day without an office")?;
        expected.entry(building).or_default().insert(slot.user_id);
    }
    let bookings = client.workspace_reservations().list().filter("startDate", today).send().await?;
    let desks = people_by_building(&bookings);
    let present = people_by_building(&client.checkin_statuses().list().send().await?);

    println!("{today}\n\n{:10} {:>8} {:>9} {:>7}", "building", "expected", "with desk", "present");
    for building in client.buildings().list().send().await? {
        let (Some(id), Some(name)) = (building.text("id"), building.text("name")) else { continue };
        let expected = expected.get(&BuildingId::from(id)).map_or(0, BTreeSet::len);
        let count =
            |people: &BTreeMap<String, BTreeSet<String>>| people.get(id).map_or(0, BTreeSet::len);
        println!("{name:10} {expected:>8} {:>9} {:>7}", count(&desks), count(&present));
    }
    Ok(())
}

/// The people in records, each once, by the building that they are in.
fn people_by_building(records: &[impl Record]) -> BTreeMap<String, BTreeSet<String>> {
    let mut people: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in records {
        if let (Some(building), Some(user)) = (record.text("buildingId"), record.text("userId")) {
            people.entry(building.to_owned()).or_default().insert(user.to_owned());
        }
    }
    people
}
