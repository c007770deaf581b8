//! A door that says who is in: a badge tells the number of an employee, whoever has a seat
//! to reserve gets it, and everybody else is marked as present. It runs against a
//! simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-maptician --example door
//! ```

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;

use floorkit_maptician::{
    CallOptions, Client, Credentials, Office, Person, Presence, ReserveOutcome,
};
use floorkit_sim::maptician::Simulator;

/// The location that the door belongs to.
const HERE: &str = "North";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`.
    let sim = Simulator::builder().seed(7).now("2025-06-16T13:00:00Z".parse()?).start().await?;
    let token = Credentials::token(sim.api_token());
    let client = Client::builder().base_url(sim.base_url()).credentials(token).build()?;

    for badge in ["E10000", "E10400", "e10400", "E99999"] {
        match opened(&client, badge).await {
            Ok(said) => println!("{badge}: {said}"),
            Err(error) if error.is_not_found() => println!("{badge}: nobody has this badge"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// What the door says to somebody.
async fn opened(client: &Client, badge: &str) -> floorkit_maptician::Result<&'static str> {
    // The case of the number counts.
    let person = Person::EmployeeId(badge.to_owned());
    let outcome = client.presence().present_and_reserve(person.clone()).send().await?;
    if let ReserveOutcome::Done(_) = outcome {
        return Ok("your seat is yours for today");
    }
    // Without a seat there is no location that the person could be present at. To be marked
    // twice does no harm, so this may be tried again.
    let again = CallOptions::new().idempotent(true);
    let here = Presence::at(person, Office::Name(HERE.to_owned()));
    client.presence().set(here).options(again).send().await?;
    Ok("welcome; find yourself a seat")
}
