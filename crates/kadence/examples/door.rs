//! A door that checks people in: a badge tells an email address, and whoever has a booking
//! in the building about now is checked in to it. It runs against a simulator, so no account
//! is needed:
//!
//! ```text
//! cargo run -p floorkit-kadence --example door
//! ```

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{error::Error, fmt};

use floorkit_kadence::{
    Booking, BookingExt as _, BookingStatus, BookingStatusFilter, BuildingId, CheckMethod, Client,
    Credentials, OpenEnum, SpaceType,
    jiff::{SignedDuration, Timestamp},
};
use floorkit_sim::kadence::Simulator;

/// How early people come.
const EARLY: SignedDuration = SignedDuration::from_mins(30);

/// What a badge led to. The door opens in any case: that is not a question for Kadence.
enum Entry {
    /// Checked in to a booking of this place.
    CheckedIn(String),
    /// The person has come through a door before.
    AlreadyIn,
    /// Nobody of the tenant has this address.
    Unknown,
    /// The person has no booking here that waits for a check-in.
    NoBooking,
    /// The service refuses, and says why.
    Refused(String),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // With an account: `Client::from_env()?`, and `Timestamp::now()`.
    let now: Timestamp = "2025-06-16T07:40:00Z".parse()?;
    let sim = Simulator::builder().seed(7).users(600).now(now).start().await?;
    let key = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let builder = Client::builder().credentials(key);
    let client = builder.base_url(sim.base_url()).token_url(sim.token_url()).build()?;

    let mut buildings = client.buildings().list().items();
    while let Some(building) = buildings.next().await.transpose()? {
        println!("{}", building.name.as_deref().unwrap_or("no name"));
        for badge in badges(&client, &building.id, now).await? {
            let entry = opened(&client, &building.id, &badge, now).await?;
            println!("  {badge:32} {entry}");
        }
    }
    Ok(())
}

/// Checks in who has opened a door.
async fn opened(
    client: &Client,
    building: &BuildingId,
    email: &str,
    now: Timestamp,
) -> floorkit_kadence::Result<Entry> {
    let Some(user) = client.users().find_by_email(email).await? else { return Ok(Entry::Unknown) };
    let list = client.bookings().list_for_user(user.id.clone()).building_id(building.clone());
    let list = list.starting().before(now + EARLY).ending().after(now).send().await?;
    let is = |booking: &Booking, status| booking.status == Some(OpenEnum::Known(status));
    if list.member.iter().any(|booking| is(booking, BookingStatus::CheckedIn)) {
        return Ok(Entry::AlreadyIn);
    }
    let mut due = list.member.into_iter().filter(|booking| is(booking, BookingStatus::Booked));
    // A room belongs to all who meet there.
    let room = Some(OpenEnum::Known(SpaceType::Room));
    let Some(booking) = due.find(|booking| booking.type_ != room) else {
        return Ok(Entry::NoBooking);
    };
    let place = booking.space_name().unwrap_or("a place of one's own choice").to_owned();
    let check_in = client.bookings().check_in(booking.id, user.id);
    match check_in.method(CheckMethod::DoorAccess).send().await {
        Ok(_) => Ok(Entry::CheckedIn(place)),
        // Self-certification is due, perhaps. Which of the two it is, is not documented.
        Err(error) if matches!(error.status(), Some(400 | 422)) => {
            Ok(Entry::Refused(error.message().unwrap_or("no reason").to_owned()))
        }
        Err(error) => Err(error),
    }
}

/// Some badges as a reader at the door would send them: three people who are expected, one of
/// them twice, and somebody from elsewhere.
async fn badges(
    client: &Client,
    building: &BuildingId,
    now: Timestamp,
) -> floorkit_kadence::Result<Vec<String>> {
    let list = client.bookings().list().building_id(building.clone()).type_(SpaceType::Desk);
    let list = list.status(BookingStatusFilter::Booked);
    let expected = list.starting().before(now + EARLY).ending().after(now).items_per_page(10);
    let expected = expected.send().await?.member;
    let known = expected.into_iter().filter_map(|booking| booking.booking_user_email);
    let mut badges: Vec<String> = known.take(3).collect();
    badges.extend(badges.first().cloned());
    badges.push("courier@elsewhere.example".to_owned());
    Ok(badges)
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CheckedIn(place) => write!(f, "checked in to {place}"),
            Self::AlreadyIn => f.write_str("in already"),
            Self::Unknown => f.write_str("not of this tenant"),
            Self::NoBooking => f.write_str("nothing to check in to"),
            Self::Refused(why) => write!(f, "refused: {why}"),
        }
    }
}
