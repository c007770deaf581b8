//! How much the rooms of a floor were used last week, and how far to believe
//! it. It runs against a simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-density --example occupancy
//! ```

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;

use floorkit_density::{
    Client, Credentials, OpenEnum, OperatingHours, Quality, Range, Space, SpaceType, TimeUsed,
    Utilization,
    jiff::{ToSpan as _, Zoned, civil::Date},
};
use floorkit_sim::density::Simulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account, leave out `base_url` and give your own token.
    let sim = Simulator::builder().seed(7).start().await?;
    let client = Client::builder()
        .credentials(Credentials::token(sim.api_token()))
        .base_url(sim.base_url())
        .build()?;
    println!("{}\n", client.hello_world().await?);

    let spaces = client.spaces().list().send().await?;
    let is_floor = |space: &&Space| space.space_type == Some(OpenEnum::Known(SpaceType::Floor));
    let floor = spaces.iter().find(is_floor).ok_or("there is no floor")?;
    let ids = floor.children_ids.clone().unwrap_or_default();
    let rooms: Vec<&Space> = spaces.iter().filter(|space| ids.contains(&space.id)).collect();

    let week = last_week(Zoned::now().date())?;
    let workdays =
        OperatingHours { days: Some(vec![1, 2, 3, 4, 5]), start_hour: Some(9), end_hour: Some(17) };
    let metrics = client.metrics();
    let used = metrics.time_used(week).spaces(ids.clone()).operating_hours(workdays.clone());
    let used = used.send().await?;
    let full = metrics.utilization(week).spaces(ids).operating_hours(workdays);
    let full = full.send().await?;

    println!("{}, workdays from 9 to 17, {week}\n", name(floor));
    println!("{:16} {:>5} {:>8} {:>6} {:>6}", "room", "seats", "in use", "share", "peak");
    for room in &rooms {
        let used = used.get(&room.id).and_then(|series| series.total());
        let full = full.get(&room.id).and_then(|series| series.total());
        match (used, full) {
            (Some(used), Some(full)) => println!("{}", row(room, used, full)),
            _ => println!("{:16} no data", name(room)),
        }
    }

    println!("\nNot to be taken at face value:");
    for room in rooms {
        let quality = full.get(&room.id).and_then(|series| Some(&series.total()?.quality));
        for doubt in quality.into_iter().flat_map(doubts) {
            println!("- {}: {doubt}", name(room));
        }
    }
    Ok(())
}

/// Monday to Sunday, before the week that the day is in.
fn last_week(today: Date) -> Result<Range, Box<dyn Error>> {
    let days_since_monday = today.weekday().to_monday_zero_offset();
    let monday = today.checked_sub(i64::from(days_since_monday + 7).days())?;
    Ok(Range::days(monday, monday.checked_add(6.days())?)?)
}

fn row(room: &Space, used: &TimeUsed, full: &Utilization) -> String {
    let seats = room.capacity.map_or("-".into(), |seats| seats.to_string());
    let hours =
        used.time_used.map_or("-".into(), |time| format!("{:.1} h", time.as_secs_f64() / 3_600.0));
    let [share, peak] = [used.time_used_ratio, full.utilization_max]
        .map(|ratio| ratio.map_or("-".into(), |ratio| format!("{:.0} %", ratio * 100.0)));
    format!("{:16} {seats:>5} {hours:>8} {share:>6} {peak:>6}", name(room))
}

fn doubts(quality: &Quality) -> impl Iterator<Item = String> {
    let up_time = quality.up_time.filter(|_| !quality.is_complete());
    let silent = up_time.map(|up_time| {
        format!(
            "its sensors worked {:.0} % of the time, so it may have been used more",
            up_time * 100.0
        )
    });
    let capped = (quality.is_capped == Some(true)).then(|| {
        let limit = quality.capped_count_limit.map_or("its limit".into(), |n| n.to_string());
        format!("its sensor counted to {limit} and no further, so the peak may be higher")
    });
    silent.into_iter().chain(capped)
}

fn name(room: &Space) -> &str {
    room.name.as_deref().unwrap_or(&room.id)
}
