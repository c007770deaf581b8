//! Who parks where this week, and whose plate the barrier should know. It runs against a
//! simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-mapiq --example parking
//! ```
//!
//! The names of parameters and fields are those of the simulator. The vendor's are in its
//! reference, for customers.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{collections::BTreeMap, error::Error};

use floorkit_mapiq::{Client, Credentials, Record as _, Reservation as _, jiff::civil::date};
use floorkit_sim::mapiq::Simulator;
use serde::Deserialize;

/// What is wanted of a parking lot.
#[derive(Debug, Deserialize)]
struct Lot {
    name: String,
    zones: Vec<Zone>,
}

/// A part of a parking lot.
#[derive(Debug, Deserialize)]
struct Zone {
    id: String,
    name: String,
    spots: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`.
    let sim = Simulator::builder().seed(7).now("2025-06-16T07:00:00Z".parse()?).start().await?;
    let application = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let builder = Client::builder().credentials(application);
    let client = builder.base_url(sim.base_url()).token_url(sim.token_url()).build()?;

    let week = client.parking_spot_reservations().list();
    let week = week.filter("startDate", date(2025, 6, 16)).filter("endDate", date(2025, 6, 20));
    let bookings = week.send().await?;

    // By zone, and in it by day.
    let mut taken: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for booking in &bookings {
        let Some(zone) = booking.text("zoneId") else { continue };
        let day = booking.start().map_or("unknown".to_owned(), |start| start.to_string());
        let day = day.split('T').next().unwrap_or_default().to_owned();
        *taken.entry(zone).or_default().entry(day).or_default() += 1;
    }
    println!("{:14} {:9} {:>5}  taken from Monday to Friday", "lot", "zone", "spots");
    for lot in client.parking_lots().list().send_as::<Lot>().await? {
        for zone in &lot.zones {
            let days = taken.get(zone.id.as_str()).into_iter().flat_map(BTreeMap::values);
            let days: Vec<String> = days.map(|taken| format!("{taken:>3}")).collect();
            println!("{:14} {:9} {:>5}  {}", lot.name, zone.name, zone.spots, days.join(" "));
        }
    }

    // A plate is the one that its user has now, on an old booking as well: good for the
    // barrier, and no record of who was here.
    let today = "2025-06-16T";
    let starts_today = |start: Option<_>| {
        start.is_some_and(|start: floorkit_mapiq::DateTime| start.to_string().starts_with(today))
    };
    let plates = bookings.iter().filter(|booking| starts_today(booking.start()));
    let plates: Vec<&str> = plates.filter_map(|booking| booking.text("licensePlate")).collect();
    println!("\n{} plates for today's barrier, such as {:?}", plates.len(), plates.first());
    Ok(())
}
