//! Which spaces not to believe, and whose sensors to look at: what a technician wants to
//! know in the morning. It runs against a simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-density --example space_health
//! ```

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;

use floorkit_density::{
    Client, Credentials, OpenEnum, SensorFilter, SensorHealthStatus, SpaceHealthStatus, SpaceId,
};
use floorkit_sim::density::Simulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`.
    let sim = Simulator::builder().seed(7).start().await?;
    let client = Client::builder()
        .credentials(Credentials::token(sim.api_token()))
        .base_url(sim.base_url())
        .build()?;

    let spaces = client.spaces().list().send().await?;
    let presence = client.presence().current().send().await?;
    let healthy = Some(OpenEnum::Known(SpaceHealthStatus::Healthy));
    let sick = presence.iter().filter(|(_, now)| now.space_health_status != healthy);
    let sick: Vec<&SpaceId> = sick.map(|(id, _)| id).collect();

    println!("{} of {} spaces are not to be believed:", sick.len(), presence.len());
    for id in sick {
        let name =
            spaces.iter().find(|space| space.id == *id).and_then(|space| space.name.as_deref());
        println!("\n{}", name.unwrap_or(id));
        let filter = SensorFilter::spaces([id.clone()]);
        for sensor in client.sensors().current_health().filter(filter).send().await? {
            if sensor.health_status == Some(OpenEnum::Known(SensorHealthStatus::Healthy)) {
                continue;
            }
            let serial = sensor.serial_number.as_ref().map_or("no serial number", |it| it.as_str());
            let status = sensor.health_status.map_or("not known".to_owned(), |it| it.to_string());
            println!("  {serial}: {status}");
        }
    }
    Ok(())
}
