//! The display beside the door of a room: what is on, what comes next, and a button that
//! books the room on the spot. It runs against a simulator, so no account is needed:
//!
//! ```text
//! cargo run -p floorkit-kadence --example room_display
//! ```

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;

use floorkit_kadence::{
    Booked, Booking, BookingStatus, Building, Client, Credentials, OpenEnum, Space, SpaceType,
    UserId,
    jiff::{SignedDuration, Timestamp, tz::TimeZone},
};
use floorkit_sim::kadence::Simulator;

/// The shortest meeting that is worth the walk, and the longest that the button books.
const SHORTEST: SignedDuration = SignedDuration::from_mins(10);
const LONGEST: SignedDuration = SignedDuration::from_mins(30);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`, and `Timestamp::now()`.
    let now: Timestamp = "2025-06-16T13:00:00Z".parse()?;
    let sim = Simulator::builder().seed(7).users(600).now(now).start().await?;
    let key = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let builder = Client::builder().credentials(key);
    let client = builder.base_url(sim.base_url()).token_url(sim.token_url()).build()?;

    let buildings = client.buildings().list().country_code("NL").send().await?.member;
    let building = buildings.first().ok_or("no building")?;
    let zone = TimeZone::get(building.time_zone.as_deref().unwrap_or("UTC"))?;
    // Meetings are somebody's, and so are those of the button.
    let owner = client.users().find_by_email("ann@acme.example").await?.ok_or("no Ann")?.id;
    for room in rooms(&client, building).await?.iter().take(4) {
        println!("{}", room.name.as_deref().unwrap_or("no name"));
        show(&agenda(&client, room, now).await?, now, &zone);
        press(&client, room, &owner, now).await?;
        show(&agenda(&client, room, now).await?, now, &zone);
        println!();
    }
    Ok(())
}

/// The rooms of a building. There is no filter by kind.
async fn rooms(client: &Client, building: &Building) -> floorkit_kadence::Result<Vec<Space>> {
    let mut spaces = client.spaces().list().building_id(building.id.clone()).items();
    let mut rooms = Vec::new();
    while let Some(space) = spaces.next().await.transpose()? {
        if space.type_ == Some(OpenEnum::Known(SpaceType::Room)) {
            rooms.push(space);
        }
    }
    Ok(rooms)
}

/// The meetings that are not over, and begin within eight hours.
async fn agenda(
    client: &Client,
    room: &Space,
    now: Timestamp,
) -> floorkit_kadence::Result<Vec<Booking>> {
    let list = client.bookings().list().space_id(room.id.clone()).ending().strictly_after(now);
    let list = list.starting().before(now + SignedDuration::from_hours(8));
    let (mut bookings, mut agenda) = (list.items(), Vec::new());
    while let Some(booking) = bookings.next().await.transpose()? {
        let state = booking.status.as_ref().and_then(OpenEnum::as_known);
        if !matches!(state, Some(BookingStatus::Cancelled | BookingStatus::CheckedOut)) {
            agenda.push(booking);
        }
    }
    Ok(agenda)
}

/// Books the room until the next meeting, if it is free and there is time enough.
async fn press(
    client: &Client,
    room: &Space,
    owner: &UserId,
    now: Timestamp,
) -> floorkit_kadence::Result<()> {
    let next = agenda(client, room, now).await?.iter().filter_map(start).min();
    let end = next.map_or(now + LONGEST, |next| next.min(now + LONGEST));
    if end < now + SHORTEST {
        println!("  [book] not now");
        return Ok(());
    }
    let (room, owner) = (room.id.clone(), owner.clone());
    // Whoever presses twice because nothing seems to happen must not book twice.
    match client.bookings().book_room(owner, room, "Ad hoc", now, end).send_or_find().await {
        Ok(Booked::New(_)) => println!("  [book] booked"),
        Ok(_) => println!("  [book] booked, though the answer was lost"),
        Err(error) if matches!(error.status(), Some(400 | 422)) => {
            println!("  [book] refused: {}", error.message().unwrap_or("no reason"));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn show(agenda: &[Booking], now: Timestamp, zone: &TimeZone) {
    let clock = |time: Timestamp| time.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    match agenda.iter().filter_map(start).min() {
        None => println!("  free"),
        Some(next) if next > now => println!("  free until {}", clock(next)),
        Some(_) => println!("  taken"),
    }
    for meeting in agenda.iter().take(2) {
        let title = meeting.title.as_deref().unwrap_or("booked");
        let time = [start(meeting), end(meeting)].map(|time| time.map(clock).unwrap_or_default());
        println!("  {} {title}", time.join(" to "));
    }
}

fn start(booking: &Booking) -> Option<Timestamp> {
    booking.start_date.map(Timestamp::from)
}

fn end(booking: &Booking) -> Option<Timestamp> {
    booking.end_date.map(Timestamp::from)
}
