//! From version 1 to version 2: which calls a program still makes, what takes their place,
//! and whether both give the same. It runs against simulators, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-mapiq --example migration
//! ```
//!
//! The names of parameters and fields are those of the simulators. The vendor's are in its
//! reference, for customers.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]
#![expect(deprecated, reason = "it shows how to leave version 1")]

use std::{
    collections::BTreeSet,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use floorkit_mapiq::{
    AttemptOutcome, Client, Credentials, Interceptor, Record as _, WorkspaceReservation,
    v1::{
        self,
        migration::{Migrated, Step},
    },
};
use floorkit_sim::{mapiq, mapiq_v1};

const TODAY: &str = "2025-06-16";

/// Notes which calls of version 1 are made: for a day or two in production.
#[derive(Clone, Debug, Default)]
struct StillOnV1(Arc<Mutex<BTreeSet<String>>>);

impl Interceptor for StillOnV1 {
    fn after(&self, outcome: &AttemptOutcome<'_>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(outcome.operation.id().to_owned());
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With accounts: `v1::Client::builder_from_env()?` and `Client::from_env()?`.
    let now = "2025-06-16T13:00:00Z".parse()?;
    let old_sim = mapiq_v1::Simulator::builder().seed(7).now(now).start().await?;
    let new_sim = mapiq::Simulator::builder().seed(7).now(now).start().await?;
    let seen = StillOnV1::default();
    let old = old_client(&old_sim, seen.clone())?;
    let application = Credentials::client_credentials(new_sim.client_id(), new_sim.client_secret());
    let builder = Client::builder().credentials(application);
    let new = builder.base_url(new_sim.base_url()).token_url(new_sim.token_url()).build()?;

    let registrations = old.registrations().list(TODAY).send().await?;
    let buildings = old.buildings().list().send().await?;
    println!("What the program still calls:");
    for id in seen.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        let Some(step) = Step::of(id) else { continue };
        let instead: Vec<&str> = step.v2.iter().map(|operation| operation.path()).collect();
        println!("- {}: {}; {}", step.v1.path(), instead.join(" or "), step.change);
    }

    // The same requests, sent to version 2.
    let bookings = old.registrations().list(TODAY).to_v2(&new).send().await?;
    let published = old.buildings().list().to_v2(&new).send().await?;
    let workdays = old.registrations().list(TODAY).to_workdays(&new).send().await?;
    println!("\n{} registrations, {} bookings", registrations.len(), bookings.len());
    println!("{} buildings, {} of them published", buildings.len(), published.len());
    let office = workdays.iter().filter(|day| day.text("status") == Some("OfficeDay"));
    let people: BTreeSet<&str> = office.filter_map(|day| day.text("userId")).collect();
    println!("{} people in the office, with a desk or without", people.len());

    // A record that was kept, as version 2 would have it.
    let kept = registrations.into_vec().into_iter().next().ok_or("nobody booked")?;
    let migrated = Migrated::<WorkspaceReservation>::from(kept);
    println!("\nA registration of old as a booking:");
    println!("- from {:?} to {:?}", migrated.record.start_time, migrated.record.end_time);
    println!("- replaced: {:?}", migrated.replaced);
    println!("- under names of version 1, to be looked up: {}", migrated.unverified.join(", "));
    Ok(())
}

fn old_client(
    sim: &mapiq_v1::Simulator,
    seen: StillOnV1,
) -> Result<v1::Client, floorkit_mapiq::Error> {
    let [client_id, username, password] = sim.account();
    let builder = v1::Client::builder()
        .credentials(Credentials::password(client_id, username, password))
        .api_key(sim.api_key());
    builder.base_url(sim.base_url()).interceptor(seen).build()
}
