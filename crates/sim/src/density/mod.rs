//! Density: space, sensor and occupancy data.

mod answer;
mod behavior;
mod call;
mod grid;
mod health;
mod labels;
mod live;
mod measure;
mod metrics;
mod portfolio;
mod sensors;
mod sessions;
mod simulator;
mod sockets;
mod space;
mod spaces;
mod state;
mod tokens;
mod usage;
mod users;
mod view;
mod wall;
mod world;

pub use crate::Seconds;
pub use behavior::{
    Addresses, Behavior, BucketZone, EmptyLists, Enums, ErrorBody, ExpiresIn, FoldKeys, Heartbeats,
    Parents, PresenceWrapping, RetryAfter, SensorHealthShape, SessionEdges, SessionType,
    SessionsShape, SocketSensors, TotalShape, UnknownIds, UserAccess, Wrapping, ZonedDates,
};
pub use world::Density;

/// A simulated Density; see [`crate::Simulator`].
pub type Simulator = crate::Simulator<Density>;

/// Begins a simulated Density; see [`crate::SimulatorBuilder`].
pub type SimulatorBuilder = crate::SimulatorBuilder<Density>;
