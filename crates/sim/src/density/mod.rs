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
mod refusal;
mod sensors;
mod service;
mod sessions;
mod simulator;
mod space;
mod spaces;
mod state;
mod tokens;
mod usage;
mod users;
mod wall;

pub use behavior::{
    Behavior, BucketZone, EmptyLists, Enums, ErrorBody, ExpiresIn, FoldKeys, Parents,
    PresenceWrapping, RetryAfter, Seconds, SensorHealthShape, SessionEdges, SessionType,
    SessionsShape, TotalShape, UnknownIds, UserAccess, Wrapping, ZonedDates,
};
pub use simulator::{Simulator, SimulatorBuilder};
