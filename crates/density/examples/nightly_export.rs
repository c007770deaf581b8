//! Yesterday's occupancy of every space, hour by hour, as CSV: what a job exports each night.
//! It runs against a simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-density --example nightly_export > occupancy.csv
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::error::Error;

use floorkit_density::{
    Bucket, Client, Credentials, Occupancy, Range, Resolution,
    jiff::{ToSpan as _, Zoned},
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

    // The data of a day is not complete before the day after.
    let yesterday = Zoned::now().date().checked_sub(1.day())?;
    let report = client.metrics().occupancy(Range::days(yesterday, yesterday)?);
    let report = report.resolution(Resolution::Hour).send().await?;

    println!("space,hour,min,avg,max,entrances,exits,doubtful");
    for (space, series) in &report {
        for bucket in &series.buckets {
            println!("{space},{}", row(bucket));
        }
    }
    // A job that says nothing of what it lacks is believed too easily.
    for gap in report.gaps() {
        eprintln!("{}: nothing for {}", gap.space, gap.range);
    }
    eprintln!("{} spaces", report.len());
    Ok(())
}

/// A figure that the service did not give is an empty cell, and not 0.
fn row(bucket: &Bucket<Occupancy>) -> String {
    let value = &bucket.value;
    let figures = [
        value.occupancy_min,
        value.occupancy_avg,
        value.occupancy_max,
        value.entrances,
        value.exits,
    ];
    let cells = figures.map(|figure| figure.map_or(String::new(), |figure| figure.to_string()));
    let label = bucket.label.as_deref().unwrap_or("total");
    format!("{label},{},{}", cells.join(","), value.quality.is_doubtful())
}
