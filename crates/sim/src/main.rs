//! `floorkit-sim`: simulated vendors for the command line.

use std::{io::Write as _, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use floorkit_sim::{
    Error, RateLimit, Simulator, SimulatorBuilder, Vendor, density, kadence, mapiq, mapiq_v1,
    maptician,
};
use jiff::Timestamp;

/// Serves simulated vendors over HTTP on loopback until Ctrl-C: one, or all of them.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    vendor: Option<Chosen>,
}

#[derive(Debug, Subcommand)]
enum Chosen {
    /// Density: spaces, sensors and occupancy.
    ///
    /// Example: floorkit-sim density --port 8080 --seed 7 --set sessions=list
    Density {
        #[command(flatten)]
        options: Options,
        /// How many buildings the organization has, about 35 spaces each.
        #[arg(long, value_name = "N", default_value_t = 2)]
        buildings: u32,
    },
    /// Kadence: bookings, people, places, availability and guests.
    ///
    /// Example: floorkit-sim kadence --port 8082 --set errors=problem
    Kadence {
        #[command(flatten)]
        options: Options,
        /// How many people the company has.
        #[arg(long, value_name = "N", default_value_t = 3_000)]
        users: u32,
    },
    /// Mapiq: workdays, reservations, spaces, users and check-ins.
    ///
    /// Example: floorkit-sim mapiq --port 8081 --set lists=envelope
    Mapiq {
        #[command(flatten)]
        options: Options,
        /// How many people the company has.
        #[arg(long, value_name = "N", default_value_t = 3_000)]
        users: u32,
    },
    /// Version 1 of Mapiq, which the vendor has retired.
    ///
    /// Example: floorkit-sim mapiq-v1 --set token_name=capital
    MapiqV1 {
        #[command(flatten)]
        options: Options,
        /// How many people the company has.
        #[arg(long, value_name = "N", default_value_t = 3_000)]
        users: u32,
    },
    /// Maptician: bookings, people, seats, presence and maps.
    ///
    /// Example: floorkit-sim maptician --port 8083 --set prefix=bearer
    Maptician {
        #[command(flatten)]
        options: Options,
        /// How many people the company has.
        #[arg(long, value_name = "N", default_value_t = 3_000)]
        users: u32,
    },
}

#[derive(Debug, Args)]
struct Options {
    /// The port on loopback; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// What all data is made from: the same seed gives the same organization.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Stops the vendor's clock at this time, such as 2025-06-16T15:00:00Z.
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// Requests a second and burst, such as 15/100, or `off`; as documented
    /// when absent.
    #[arg(long, value_name = "RATE/BURST", value_parser = parse_limit)]
    rate_limit: Option<Limit>,
    /// Sets a switch of the behavior, such as sessions=list. INVENTED.md
    /// lists all; a wrong one lists its alternatives.
    #[arg(long = "set", value_name = "SWITCH=VALUE", value_parser = parse_switch)]
    switches: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    Off,
    Set(RateLimit),
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Cli::parse().vendor {
        None => serve_all().await,
        Some(Chosen::Density { options, buildings }) => {
            serve(&options, density::Simulator::builder().buildings(buildings)).await
        }
        Some(Chosen::Kadence { options, users }) => {
            serve(&options, kadence::Simulator::builder().users(users)).await
        }
        Some(Chosen::Mapiq { options, users }) => {
            serve(&options, mapiq::Simulator::builder().users(users)).await
        }
        Some(Chosen::MapiqV1 { options, users }) => {
            serve(&options, mapiq_v1::Simulator::builder().users(users)).await
        }
        Some(Chosen::Maptician { options, users }) => {
            serve(&options, maptician::Simulator::builder().users(users)).await
        }
    };
    match outcome {
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

/// Serves every vendor, each at a free port.
async fn serve_all() -> Outcome {
    let density = density::Simulator::builder().start().await?;
    let kadence = kadence::Simulator::builder().start().await?;
    let mapiq = mapiq::Simulator::builder().start().await?;
    let mapiq_v1 = mapiq_v1::Simulator::builder().start().await?;
    let maptician = maptician::Simulator::builder().start().await?;
    let greetings = [
        greeting(&density),
        greeting(&kadence),
        greeting(&mapiq),
        greeting(&mapiq_v1),
        greeting(&maptician),
    ];
    write!(std::io::stdout(), "{}{ENDING}", greetings.concat())?;
    tokio::signal::ctrl_c().await?;
    density.stop().await;
    kadence.stop().await;
    mapiq.stop().await;
    mapiq_v1.stop().await;
    maptician.stop().await;
    Ok(())
}

async fn serve<V: Vendor>(options: &Options, builder: SimulatorBuilder<V>) -> Outcome {
    let sim = set_up(options, builder)?.start().await?;
    write!(std::io::stdout(), "{}{ENDING}", greeting(&sim))?;
    tokio::signal::ctrl_c().await?;
    sim.stop().await;
    Ok(())
}

fn set_up<V: Vendor>(
    options: &Options,
    builder: SimulatorBuilder<V>,
) -> Result<SimulatorBuilder<V>, Error> {
    let mut builder = builder.port(options.port).seed(options.seed);
    if let Some(now) = options.now {
        builder = builder.now(now);
    }
    match options.rate_limit {
        Some(Limit::Off) => builder = builder.unlimited(),
        Some(Limit::Set(limit)) => builder = builder.rate_limit(limit),
        None => {}
    }
    options
        .switches
        .iter()
        .try_fold(builder, |builder, (switch, value)| builder.switch(switch, value))
}

const ENDING: &str = "Ctrl-C ends it. A client's `from_env` reads these variables.\n";

/// What a shell takes as it is: the variables that a client reads.
fn greeting<V: Vendor>(sim: &Simulator<V>) -> String {
    let variables = sim.environment();
    let lines = variables.iter().map(|(name, value)| format!("export {name}={value}\n"));
    format!(
        "# A simulated {} listens on {}\n{}\n",
        V::NAME,
        sim.base_url(),
        lines.collect::<String>()
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
