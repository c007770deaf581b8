//! How many people are on a floor, as it changes, for as long as one likes to watch. It runs
//! against a simulator, whose clock it moves, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-density --example live_dashboard
//! ```

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{collections::BTreeMap, error::Error, time::Duration};

use floorkit_density::{Client, Credentials, LiveEvent, LiveOccupancy, LiveUpdate, SpaceId};
use floorkit_sim::density::Simulator;

/// How many messages are worth watching.
const UPDATES: usize = 12;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`, and the id of your floor.
    let monday = "2025-06-16T14:00:00Z".parse()?;
    let sim = Simulator::builder().seed(7).now(monday).start().await?;
    let client = Client::builder()
        .credentials(Credentials::token(sim.api_token()))
        .base_url(sim.base_url())
        .build()?;
    let floor = sim.floor_ids().into_iter().next().ok_or("there is no floor")?;
    let spaces = client.spaces().list().send().await?.into_iter();
    let names: BTreeMap<SpaceId, String> =
        spaces.filter_map(|space| Some((space.id, space.name?))).collect();

    let mut live = client.occupancy().live(floor).connect()?;
    let mut updates = 0;
    while updates < UPDATES {
        let Some(event) = live.next().await else { break };
        match event? {
            LiveEvent::Update(update) => {
                show(&update, &names);
                updates += 1;
                sim.advance(Duration::from_secs(60));
            }
            // What is shown stays, and is not current until the next message about all.
            LiveEvent::Gap(gap) => println!("reconnecting: nothing since {}", gap.since()),
            _ => {}
        }
    }
    println!("{} spaces, current: {}", live.iter().count(), live.is_current());
    live.close().await;
    Ok(())
}

fn show(update: &LiveUpdate<LiveOccupancy>, names: &BTreeMap<SpaceId, String>) {
    for (space, now) in &update.changed {
        let name = names.get(space).map_or(space.as_str(), String::as_str);
        let people = now.occupancy.map_or("not known".to_owned(), |people| people.to_string());
        println!("{name:16} {people}");
    }
    println!("--");
}
