//! Which desks have to be cleaned tonight: those that somebody came to, floor by floor and
//! neighborhood by neighborhood. It runs against a simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-kadence --example cleaning
//! ```

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use floorkit_kadence::{
    Booking, BookingSpace, Client, Credentials, SpaceType,
    jiff::{Timestamp, tz::TimeZone},
};
use floorkit_sim::kadence::Simulator;

/// The names of desks, by their floor and neighborhood.
type Round = BTreeMap<(String, String), BTreeSet<String>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`, and `Timestamp::now()`.
    let now: Timestamp = "2025-06-16T19:00:00Z".parse()?;
    let sim = Simulator::builder().seed(7).users(600).now(now).start().await?;
    let key = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let builder = Client::builder().credentials(key);
    let client = builder.base_url(sim.base_url()).token_url(sim.token_url()).build()?;

    let mut buildings = client.buildings().list().country_code("NL").items();
    while let Some(building) = buildings.next().await.transpose()? {
        let zone = TimeZone::get(building.time_zone.as_deref().unwrap_or("UTC"))?;
        let today = now.to_zoned(zone).date();
        let list = client.bookings().list().building_id(building.id).type_(SpaceType::Desk);
        let list = list.starting().local_after(today.at(0, 0, 0, 0));
        let list = list.starting().local_strictly_before(today.tomorrow()?.at(0, 0, 0, 0));
        let (mut bookings, mut round, mut unused) = (list.items(), Round::new(), 0);
        // In any state: who forgot to check out was there all the same.
        while let Some(booking) = bookings.next().await.transpose()? {
            match booking.checked_in_date {
                Some(_) => note(&mut round, &booking),
                None => unused += 1,
            }
        }
        let desks: usize = round.values().map(BTreeSet::len).sum();
        println!("{}, {today}", building.name.as_deref().unwrap_or("no name"));
        println!("{desks} desks to clean; {unused} bookings that nobody came to\n");
        for ((floor, neighborhood), desks) in round {
            let desks: Vec<_> = desks.into_iter().collect();
            println!("{floor}, {neighborhood}\n  {}", desks.join(", "));
        }
    }
    Ok(())
}

/// Puts the desk of a booking on the list; once, however many sat there.
fn note(round: &mut Round, booking: &Booking) {
    let Some(BookingSpace::Space(desk)) = &booking.space else { return };
    let floor = desk.floor.as_ref().and_then(|floor| floor.name.clone());
    let near = desk.neighborhood.as_ref().and_then(|near| near.name.clone());
    let place = (floor.unwrap_or_default(), near.unwrap_or_default());
    let name = desk.name.clone().unwrap_or_else(|| desk.id.to_string());
    round.entry(place).or_default().insert(name);
}
