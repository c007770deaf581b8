//! `floorkit-sim`: a simulated vendor for the command line.

use std::{io::Write as _, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use floorkit_sim::{RateLimit, density::Simulator};
use jiff::Timestamp;

/// Serves a simulated vendor over HTTP on loopback until Ctrl-C.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    vendor: Vendor,
}

#[derive(Debug, Subcommand)]
enum Vendor {
    /// Density: spaces, sensors and occupancy.
    ///
    /// Example: floorkit-sim density --port 8080 --seed 7 --set sessions=list
    Density(Density),
}

#[derive(Debug, Args)]
struct Density {
    /// The port on loopback; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// What all data is made from: the same seed gives the same organization.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Stops the vendor's clock at this time, such as 2025-06-16T15:00:00Z.
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// How many buildings the organization has, about 35 spaces each.
    #[arg(long, value_name = "N", default_value_t = 2)]
    buildings: u32,
    /// Requests a second and burst, such as 15/100, or `off`; as documented
    /// when absent.
    #[arg(long, value_name = "RATE/BURST", value_parser = parse_limit)]
    rate_limit: Option<Limit>,
    /// Sets a switch of the behavior, such as sessions=list. The table in the
    /// crate's README lists all; a wrong one lists its alternatives.
    #[arg(long = "set", value_name = "SWITCH=VALUE", value_parser = parse_switch)]
    switches: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    Off,
    Set(RateLimit),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Vendor::Density(options) = Cli::parse().vendor;
    match serve(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let causes = std::iter::successors(Some(&*error), |error| error.source());
            let text: Vec<String> = causes.map(ToString::to_string).collect();
            // Nothing is left to be done if even this cannot be written.
            let _ = writeln!(std::io::stderr(), "floorkit-sim: {}", text.join(": "));
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Density) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder =
        Simulator::builder().port(options.port).seed(options.seed).buildings(options.buildings);
    if let Some(now) = options.now {
        builder = builder.now(now);
    }
    match options.rate_limit {
        Some(Limit::Off) => builder = builder.unlimited(),
        Some(Limit::Set(limit)) => builder = builder.rate_limit(limit),
        None => {}
    }
    let mut problem = None;
    builder = builder.behavior(|behavior| {
        let mut settings = options.switches.iter();
        problem = settings.find_map(|(switch, value)| behavior.set(switch, value).err());
    });
    if let Some(problem) = problem {
        return Err(problem.into());
    }
    let sim = builder.start().await?;
    write!(std::io::stdout(), "{}", greeting(&sim))?;
    tokio::signal::ctrl_c().await?;
    sim.stop().await;
    Ok(())
}

fn greeting(sim: &Simulator) -> String {
    format!(
        "A simulated Density listens on {base}\n\
         \n\
         API token       {token}\n\
         client id       {id}\n\
         client secret   {secret}\n\
         \n\
         Try: curl -H 'Authorization: Bearer {token}' {base}/v3/spaces\n\
         Ctrl-C ends it.\n",
        base = sim.base_url(),
        token = sim.api_token(),
        id = sim.client_id(),
        secret = sim.client_secret(),
    )
}

fn parse_limit(text: &str) -> Result<Limit, String> {
    if text == "off" {
        return Ok(Limit::Off);
    }
    let numbers = text
        .split_once('/')
        .and_then(|(rate, burst)| Some(RateLimit::new(rate.parse().ok()?, burst.parse().ok()?)));
    numbers.map(Limit::Set).ok_or_else(|| "is neither RATE/BURST nor off".to_owned())
}

fn parse_switch(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').map(|(switch, value)| (switch.to_owned(), value.to_owned()));
    pair.ok_or_else(|| "has no =".to_owned())
}
