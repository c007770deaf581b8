//! Who is in the office, building by building: who came, who is still awaited, and which
//! guests are in. It runs against a simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-kadence --example in_the_office
//! ```

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{collections::BTreeSet, error::Error};

use floorkit_kadence::{
    BookingExt as _, BookingStatusFilter, Building, Client, Credentials, UserId, VisitStatus,
    jiff::{Timestamp, civil::Date, tz::TimeZone},
};
use floorkit_sim::kadence::Simulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`, and `Timestamp::now()`.
    let now: Timestamp = "2025-06-16T13:00:00Z".parse()?;
    let sim = Simulator::builder().seed(7).now(now).start().await?;
    let key = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let builder = Client::builder().credentials(key);
    let client = builder.base_url(sim.base_url()).token_url(sim.token_url()).build()?;

    println!("{:12} {:>5} {:>5} {:>8} {:>7}", "building", "clock", "in", "awaited", "guests");
    let mut buildings = client.buildings().list().items();
    while let Some(building) = buildings.next().await.transpose()? {
        // It may be the next day there already.
        let zone = TimeZone::get(building.time_zone.as_deref().unwrap_or("UTC"))?;
        let clock = now.to_zoned(zone);
        let inside = people(&client, &building, clock.date(), BookingStatusFilter::CheckedIn);
        let awaited = people(&client, &building, clock.date(), BookingStatusFilter::Booked);
        let (inside, mut awaited) = (inside.await?, awaited.await?);
        // Who has a desk and a room to come to is here with the first of them.
        awaited.retain(|user| !inside.contains(user));
        let guests = guests(&client, &building, clock.date()).await?;
        let name = building.name.as_deref().unwrap_or("no name");
        let (clock, inside) = (clock.strftime("%H:%M").to_string(), inside.len());
        println!("{name:12} {clock:>5} {inside:>5} {:>8} {guests:>7}", awaited.len());
    }
    Ok(())
}

/// The people with a booking in this state on a day of the building, each once.
async fn people(
    client: &Client,
    building: &Building,
    day: Date,
    status: BookingStatusFilter,
) -> Result<BTreeSet<UserId>, Box<dyn Error>> {
    let list = client.bookings().list().building_id(building.id.clone()).status(status);
    let list = list.starting().local_after(day.at(0, 0, 0, 0));
    let mut bookings =
        list.starting().local_strictly_before(day.tomorrow()?.at(0, 0, 0, 0)).items();
    let mut people = BTreeSet::new();
    while let Some(booking) = bookings.next().await.transpose()? {
        people.extend(booking.owner());
    }
    Ok(people)
}

/// How many guests are in, the hosts left out.
async fn guests(
    client: &Client,
    building: &Building,
    day: Date,
) -> floorkit_kadence::Result<usize> {
    let list = client.visits().list().building_id(building.id.clone());
    let list = list.status(VisitStatus::CheckedIn).starting().local_after(day.at(0, 0, 0, 0));
    let (mut visits, mut guests) = (list.items(), 0);
    while let Some(visit) = visits.next().await.transpose()? {
        let there = visit.visitors.iter().flatten().filter(|person| person.user_id.is_none());
        guests += there.count();
    }
    Ok(guests)
}
