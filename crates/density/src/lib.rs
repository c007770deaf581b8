//! Spaces, people in them, sensors and users of Density, with types.
//!
#![doc = include_str!("../README.md")]

mod ask;
mod by_space;
mod client;
mod data_status;
mod doorways;
mod label_groups;
mod labels;
#[cfg(feature = "websocket")]
mod live;
mod measure;
mod metrics;
mod occupancy;
mod options;
mod presence;
mod range;
mod reply;
mod report;
mod sensors;
mod sessions;
mod sittings;
mod spaces;
mod tokens;
mod users;
mod wayfinding;

/// How to do what the crate is used for, a page for each job.
pub mod guide {
    #[doc = include_str!("../docs/live.md")]
    #[cfg(feature = "websocket")]
    pub mod live {}

    #[doc = include_str!("../docs/history.md")]
    pub mod history {}
}

pub use floorkit_density_raw as raw;
pub use floorkit_density_raw::types::{
    CountingMode, CurrentOccupancy, DisplayId, Doorway, DoorwayId, FloorDataStatus, Label,
    LabelGroup, LabelGroupId, LabelGroupReference, LabelId, OperatingHours, PresenceHealth, Sensor,
    SensorHealth, SensorHealthChange, SensorHealthStatus, SensorSerialNumber, ShortTermPresence,
    Space, SpaceChild, SpaceFunction, SpaceHealthStatus, SpaceId, SpaceLabel, SpaceStatus,
    SpaceType, TimeResolution as Resolution, User, UserId, UserRole,
};
pub use floorkit_runtime::{
    AccessToken, AttemptOutcome, AttemptRequest, Backoff, CallOptions, ClientCredentials,
    Credentials, DateTime, Decision, Error, FailedAttempt, Interceptor, Limits, LocalDateTime,
    OffsetDateTime, OpenEnum, Problem, Reply, RetryBudget, RetryPolicy, RotatingToken, SecretText,
    TokenSource, TokenSourceError, Trouble, Violation, Wait, WindowItems, Windows, call, call_as,
    jiff, open,
};
#[cfg(feature = "websocket")]
pub use floorkit_runtime::{Socket, SocketEvent, SocketGap};

#[cfg(feature = "websocket")]
pub use crate::live::{
    Direction, DoorwayEvent, Live, LiveEvent, LiveOccupancy, LivePresence, LiveUpdate,
    WatchDoorway, WatchSpaces,
};
pub use crate::{
    by_space::{BySpace, Gap},
    client::{Client, ClientBuilder},
    data_status::{DataStatus, GetDataStatus},
    doorways::{DoorwaysApi, ListDoorways},
    label_groups::{
        CreateLabelGroup, DeleteLabelGroup, LabelGroupsApi, ListLabelGroups, UpdateLabelGroup,
    },
    labels::{CreateLabel, DeleteLabel, InGroup, LabelsApi, ListLabels, UpdateLabel},
    measure::{Metrics, Occupancy, Quality, TimeUsed, Utilization},
    metrics::{GetReport, MetricsApi},
    occupancy::{GetCurrentOccupancy, OccupancyApi},
    presence::{GetPresence, GetPresenceHealth, GetShortTerm, PresenceApi},
    range::Range,
    report::{Bucket, Report, Series},
    sensors::{
        ListCurrentSensorHealth, ListSensorHealthHistory, ListSensors, SensorFilter, SensorsApi,
    },
    sessions::{ListSessions, Session, Sessions, SessionsApi},
    sittings::{Sitting, SittingRule},
    spaces::{ListSpaces, SpacesApi, UpdateSpace, UpdateSpaceLabels},
    tokens::{CreateAccessToken, IssuedToken, TokensApi},
    users::{CreateUser, DeleteUser, GetUser, ListUsers, UpdateUser, UsersApi},
    wayfinding::{CreateWayfindingToken, WayfindingApi},
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
