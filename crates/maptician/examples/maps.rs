//! Exports the maps of a company to files, in all formats. It runs against a simulator, so
//! no account is needed:
//!
//! ```text
//! cargo run -p floorkit-maptician --example maps
//! ```
//!
//! No call lists maps; here the simulator tells their ids. PNG and WebP lack the layer of
//! seats.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{env, error::Error, fs};

use floorkit_maptician::{Client, Credentials, MapFormat};
use floorkit_sim::maptician::Simulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`.
    let sim = Simulator::builder().seed(7).start().await?;
    let token = Credentials::token(sim.api_token());
    let client = Client::builder().base_url(sim.base_url()).credentials(token).build()?;

    let folder = env::temp_dir().join("floorkit-maps");
    fs::create_dir_all(&folder)?;
    for map in sim.map_ids().into_iter().take(2) {
        for format in MapFormat::ALL {
            let (_, ending) = format.media_type().split_once('/').unwrap_or_default();
            let ending = ending.split('+').next().unwrap_or(ending);
            let path = folder.join(format!("{map}.{ending}"));
            // A file is there as a whole or not at all.
            let bytes = client.maps().export(&*map, format).download().save(&path).await?;
            println!("{bytes:>6} bytes  {}", path.display());
        }
    }
    Ok(())
}
