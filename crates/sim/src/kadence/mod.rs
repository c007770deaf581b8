//! Kadence: bookings, people, places, availability and guests.
//!
//! A company of 3,000 in three buildings in three time zones, each with four floors of
//! desks, rooms, pods, offices, lockers and, at the bottom, parking. Bookings reach from 90
//! days back to four weeks ahead; some rooms are booked for guests, some people come without
//! a space. One building asks its people to self-certify.

mod answer;
mod availability;
mod behavior;
mod booking;
mod change;
mod company;
mod filter;
mod hydra;
mod ledger;
mod places;
mod record;
mod simulator;
mod token;
mod ulid;
mod users;
mod visits;
mod world;

pub use crate::Seconds;
pub use behavior::{
    Behavior, BookableSpaces, CheckSpace, DoubleBookings, ErrorBody, FloorPlans, Links, Passes,
    Refusals, View,
};
pub use world::Kadence;

/// A simulated Kadence; see [`crate::Simulator`].
pub type Simulator = crate::Simulator<Kadence>;

/// Begins a simulated Kadence; see [`crate::SimulatorBuilder`].
pub type SimulatorBuilder = crate::SimulatorBuilder<Kadence>;
