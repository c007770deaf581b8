//! Mapiq, version 2: workdays, reservations, spaces, users and check-ins.
//!
//! A company of 3,000 in four buildings in three time zones, of which two book by desk,
//! one by area and one by floor, each with a garage; and a fifth that is not published.
//! It has plans and bookings for 90 days back and four weeks ahead, and check-ins until
//! now. Some people come without a desk, some only for half a day, some to two buildings.

mod answer;
mod behavior;
pub(crate) mod company;
pub(crate) mod days;
pub(crate) mod guid;
mod ledger;
pub(crate) mod organization;
pub(crate) mod record;
mod simulator;
pub(crate) mod world;

pub use crate::Seconds;
pub(crate) use answer::{event, not_taken};
pub use behavior::{
    Behavior, Canceled, Dates, Days, Drafts, ErrorBody, ExpiresIn, Interval, Leaving, ListShape,
    Names, Parameters, Permissions, Throttle, Times, UnknownSelector, WorkdaysPath,
};
pub use world::Mapiq;

/// A simulated Mapiq; see [`crate::Simulator`].
pub type Simulator = crate::Simulator<Mapiq>;

/// Begins a simulated Mapiq; see [`crate::SimulatorBuilder`].
pub type SimulatorBuilder = crate::SimulatorBuilder<Mapiq>;
