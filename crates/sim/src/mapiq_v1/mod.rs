//! Mapiq, version 1, which the vendor has retired: the company of
//! [`mapiq`](crate::mapiq), with its unpublished building.

mod answer;
mod behavior;
mod simulator;
mod world;

pub use crate::{
    Seconds,
    mapiq::{Days, ErrorBody, Interval, Leaving, Throttle},
};
pub use behavior::{Behavior, DayForm, FloorNumber, RegistrationId, TokenName};
pub use world::MapiqV1;

/// A simulated Mapiq of version 1; see [`crate::Simulator`].
pub type Simulator = crate::Simulator<MapiqV1>;

/// Begins a simulated Mapiq of version 1; see [`crate::SimulatorBuilder`].
pub type SimulatorBuilder = crate::SimulatorBuilder<MapiqV1>;
