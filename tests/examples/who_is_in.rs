//! Who is in the office now, asked of each vendor in its own words: what all of them can
//! tell is how many people are in a building, and how that is known. It runs against
//! simulators, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-tests --example who_is_in
//! ```
//!
//! A program has the crates of the vendors that it needs, and nothing of the others: one
//! does not know of another.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How many people are in a building.
struct Building {
    name: String,
    people: usize,
}

/// A Monday, in the afternoon in Europe and in the morning in New York.
const NOW: &str = "2025-06-16T13:00:00Z";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // They wait for each other's answers no longer than for their own.
    let (density, kadence, mapiq, maptician) =
        tokio::try_join!(density(), kadence(), mapiq(), maptician())?;
    show("Density, counted by sensors", density);
    show("Kadence, by check-ins", kadence);
    show("Mapiq, by gates and networks", mapiq);
    show("Maptician, by bookings of seats", maptician);
    Ok(())
}

fn show(source: &str, buildings: Vec<Building>) {
    let people: usize = buildings.iter().map(|building| building.people).sum();
    println!("{source}: {people}");
    for Building { name, people } in buildings {
        println!("  {name:24} {people:>5}");
    }
}

/// Sensors count heads and know no names. What is counted is a matter of where there are
/// sensors: of a building without a count of its own, the spaces below it are added up.
async fn density() -> Result<Vec<Building>> {
    use floorkit_density::{Client, Credentials, OpenEnum, Space, SpaceId, SpaceType};

    let sim = floorkit_sim::density::Simulator::builder().seed(7).now(NOW.parse()?).start().await?;
    let builder = Client::builder().credentials(Credentials::token(sim.api_token()));
    let client = builder.base_url(sim.base_url()).build()?;

    let spaces = client.spaces().list().send().await?;
    let spaces: BTreeMap<SpaceId, Space> =
        spaces.into_iter().map(|space| (space.id.clone(), space)).collect();
    let now = client.occupancy().current().send().await?;

    let people = |building: &Space| {
        let (mut people, mut due, mut seen) = (0, vec![&building.id], BTreeSet::new());
        while let Some(id) = due.pop() {
            if !seen.insert(id) {
                continue;
            }
            let own = now.get(id).and_then(|now| usize::try_from(now.count?).ok());
            let below = spaces.get(id).and_then(|space| space.children_ids.as_ref());
            match own {
                Some(own) => people += own,
                None => due.extend(below.into_iter().flatten()),
            }
        }
        people
    };
    let is_building = Some(OpenEnum::Known(SpaceType::Building));
    let buildings = spaces.values().filter(|space| space.space_type == is_building);
    let counted = buildings.map(|building| Building {
        name: building.name.clone().unwrap_or_default(),
        people: people(building),
    });
    Ok(counted.collect())
}

/// People check in to what they have booked, or a door does it for them. Days are those of
/// each building, and whoever has two bookings is one person.
async fn kadence() -> Result<Vec<Building>> {
    use floorkit_kadence::{
        BookingExt as _, BookingStatusFilter, Client, Credentials,
        jiff::{Timestamp, tz::TimeZone},
    };

    let now: Timestamp = NOW.parse()?;
    let sim = floorkit_sim::kadence::Simulator::builder().seed(7).now(now).start().await?;
    let key = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let builder = Client::builder().credentials(key);
    let client = builder.base_url(sim.base_url()).token_url(sim.token_url()).build()?;

    let (mut buildings, mut counted) = (client.buildings().list().items(), Vec::new());
    while let Some(building) = buildings.next().await.transpose()? {
        let zone = TimeZone::get(building.time_zone.as_deref().unwrap_or("UTC"))?;
        let today = now.to_zoned(zone).date().at(0, 0, 0, 0);
        let list = client.bookings().list().building_id(building.id);
        let list = list.status(BookingStatusFilter::CheckedIn).starting().local_after(today);
        let (mut bookings, mut people) = (list.items(), BTreeSet::new());
        while let Some(booking) = bookings.next().await.transpose()? {
            people.extend(booking.owner());
        }
        let name = building.name.unwrap_or_default();
        counted.push(Building { name, people: people.len() });
    }
    Ok(counted)
}

/// Gates and networks report who came and went. Who said that they would come is another
/// question: `client.workdays()`. The names of fields are those of the simulator.
async fn mapiq() -> Result<Vec<Building>> {
    use floorkit_mapiq::{Client, Credentials, Record as _};

    let sim = floorkit_sim::mapiq::Simulator::builder().seed(7).now(NOW.parse()?).start().await?;
    let application = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let builder = Client::builder().credentials(application);
    let client = builder.base_url(sim.base_url()).token_url(sim.token_url()).build()?;

    let mut people: BTreeMap<String, usize> = BTreeMap::new();
    for status in client.checkin_statuses().list().send().await? {
        let building = status.text("buildingId").unwrap_or_default();
        *people.entry(building.to_owned()).or_default() += 1;
    }
    let buildings = client.buildings().list().send().await?;
    let counted = buildings.iter().map(|building| Building {
        name: building.text("name").unwrap_or_default().to_owned(),
        people: people.get(building.text("id").unwrap_or_default()).copied().unwrap_or_default(),
    });
    Ok(counted.collect())
}

/// No call reads presence, so this is who has booked a seat for today. The names of
/// parameters and fields are those of the simulator.
async fn maptician() -> Result<Vec<Building>> {
    use floorkit_maptician::{Client, Credentials};

    let sim =
        floorkit_sim::maptician::Simulator::builder().seed(7).now(NOW.parse()?).start().await?;
    let builder = Client::builder().credentials(Credentials::token(sim.api_token()));
    let client = builder.base_url(sim.base_url()).build()?;

    let mut counted = Vec::new();
    for location in client.locations().list().send().await? {
        let text = |name: &str| location.get(name).and_then(|value| value.as_str());
        let (Some(office), Some(zone)) = (text("officeID"), text("timeZone")) else { continue };
        // Without a zone, days begin in the east of the United States.
        let request = client.reservations().list_seats().filter("officeID", office);
        let bookings = request.filter("timezone", zone).send().await?;
        let bookings = bookings.as_array().into_iter().flatten();
        let people: BTreeSet<_> = bookings.filter_map(|it| it["userID"].as_str()).collect();
        let name = text("officeName").unwrap_or_default().to_owned();
        counted.push(Building { name, people: people.len() });
    }
    Ok(counted)
}
