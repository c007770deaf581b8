//! Spaces, occupancy, metrics and sessions of Density, with types.
//!
#![doc = include_str!("../README.md")]

mod ask;
mod by_space;
mod client;
mod data_status;
mod measure;
mod metrics;
mod occupancy;
mod presence;
mod range;
mod reply;
mod report;
mod sessions;
mod spaces;

pub use floorkit_density_raw as raw;
pub use floorkit_density_raw::types::{
    CountingMode, CurrentOccupancy, FloorDataStatus, LabelId, OperatingHours, PresenceHealth,
    Space, SpaceChild, SpaceFunction, SpaceHealthStatus, SpaceId, SpaceLabel, SpaceStatus,
    SpaceType, TimeResolution as Resolution,
};
pub use floorkit_runtime::{
    AccessToken, AttemptOutcome, AttemptRequest, Backoff, CallOptions, ClientCredentials,
    Credentials, DateTime, Decision, Error, FailedAttempt, Interceptor, Limits, LocalDateTime,
    OffsetDateTime, OpenEnum, Problem, Reply, RetryBudget, RetryPolicy, RotatingToken, SecretText,
    TokenSource, TokenSourceError, Trouble, Violation, Wait, call, call_as, jiff, open,
};

pub use crate::{
    by_space::{BySpace, Gap},
    client::{Client, ClientBuilder},
    data_status::{DataStatus, GetDataStatus},
    measure::{Metrics, Occupancy, Quality, TimeUsed, Utilization},
    metrics::{GetReport, MetricsApi},
    occupancy::{GetCurrentOccupancy, OccupancyApi},
    presence::{GetPresenceHealth, PresenceApi},
    range::Range,
    report::{Bucket, Report, Series},
    sessions::{ListSessions, Session, Sessions, SessionsApi},
    spaces::{ListSpaces, SpacesApi},
};

/// What every call gives: a value, or an [`Error`].
///
/// ```
/// fn first_name(spaces: &[floorkit_density::Space]) -> floorkit_density::Result<&str> {
///     Ok(spaces.first().and_then(|space| space.name.as_deref()).unwrap_or("none"))
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The workspace's README has an example of this crate.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct WorkspaceReadme;
