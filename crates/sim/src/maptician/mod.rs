//! Maptician: bookings, people, seats, locations, presence and maps.
//!
//! A company of 3,000 in four offices in four time zones, each with three maps of a hundred
//! seats and ten rooms: seats that are assigned, that anybody may reserve, that one person
//! may reserve, and that are closed. Bookings reach from 90 days back to four weeks ahead.
//! Some people are not tracked.

mod answer;
mod assignments;
mod batches;
mod behavior;
mod bookings;
mod company;
mod images;
mod ledger;
mod locations;
mod maps;
mod occupants;
mod presence;
mod range;
mod simulator;
mod tokens;
mod world;

pub use behavior::{
    Behavior, BookingTimes, Changes, ErrorBody, Lists, Prefix, TokenReply, UnknownFilters,
};
pub use simulator::Whereabouts;
pub use world::Maptician;

/// A simulated Maptician; see [`crate::Simulator`].
pub type Simulator = crate::Simulator<Maptician>;

/// Begins a simulated Maptician; see [`crate::SimulatorBuilder`].
pub type SimulatorBuilder = crate::SimulatorBuilder<Maptician>;
