//! Workdays, reservations, spaces, users and check-ins of Mapiq, with types.
//!
#![doc = include_str!("../README.md")]

mod checkins;
mod client;
mod envelope;
mod list;
mod record;
mod reservations;
mod selector;
mod spaces;
mod users;
#[deprecated(note = "the vendor announced its end for 1 June 2023; use `floorkit_mapiq::Client`")]
pub mod v1;
mod version_1;
mod workdays;

/// How to do what the crate is used for, a page for each job.
pub mod guide {
    #[doc = include_str!("../docs/office.md")]
    pub mod office {}

    #[doc = include_str!("../docs/gate.md")]
    pub mod gate {}
}

pub use floorkit_mapiq_raw as raw;
pub use floorkit_mapiq_raw::types::{
    Building, BuildingId, CheckinEvent, CheckinEventType, CheckinSource, CheckinStatus, ParkingLot,
    ParkingSpotReservation, User, UserId, Workday, WorkspaceReservation,
};
pub use floorkit_runtime::{
    AccessToken, AttemptOutcome, AttemptRequest, Backoff, CallOptions, ClientCredentials,
    Credentials, DateTime, Decision, Error, FailedAttempt, Interceptor, Limits, LocalDateTime,
    OffsetDateTime, OpenEnum, Operation, PasswordCredentials, Problem, Reply, RetryBudget,
    RetryPolicy, RotatingToken, SecretText, TokenSource, TokenSourceError, Trouble, Violation,
    Wait, call, call_as, jiff, open,
};

pub use crate::{
    checkins::{
        CheckinEventsApi, CheckinStatusesApi, CreateCheckinEvent, ListCheckinEvents,
        ListCheckinStatuses,
    },
    client::{Client, ClientBuilder},
    list::List,
    record::{Record, Reservation},
    reservations::{
        DeleteWorkspaceReservations, ListParkingSpotReservations, ListWorkspaceReservations,
        ParkingSpotReservationsApi, WorkspaceReservationsApi,
    },
    selector::Selector,
    spaces::{BuildingsApi, ListBuildings, ListParkingLots, ParkingLotsApi},
    users::{ListUsers, UsersApi},
    workdays::{ListWorkdays, WorkdaysApi},
};

/// What every call gives: a value, or an [`Error`].
///
/// ```
/// fn names(users: &[floorkit_mapiq::User]) -> floorkit_mapiq::Result<Vec<&str>> {
///     use floorkit_mapiq::Record as _;
///
///     Ok(users.iter().filter_map(|user| user.text("name")).collect())
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
