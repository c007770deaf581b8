//! Seats, rooms, presence, people and maps of Maptician, with types.
//!
#![doc = include_str!("../README.md")]

mod access_events;
mod client;
mod delegates;
mod fields;
mod locations;
mod maps;
mod occupants;
mod person;
mod prescreen_surveys;
mod presence;
mod presence_batch;
mod profile_images;
mod request;
mod reservations;
mod seat_assignments;
mod seats;
mod tokens;

/// How to do what the crate is used for, a page for each job.
pub mod guide {
    #[doc = include_str!("../docs/presence.md")]
    pub mod presence {}

    #[doc = include_str!("../docs/tokens.md")]
    pub mod tokens {}
}

pub use floorkit_maptician_raw as raw;
pub use floorkit_maptician_raw::types::{
    AssignmentId, AssignmentStatus, DelegatedDepartment, DelegatedLocation, DelegatedOccupant,
    Delegates, IssuedToken, Location, MapId, Occupant, OccupantAction, OccupantChange, OfficeId,
    ProfileImage, ReplaceDelegatesRequest, Seat, SeatId, UserId,
};
pub use floorkit_runtime::{
    AttemptOutcome, AttemptRequest, Backoff, Body, CallOptions, Credentials, Decision, Download,
    Error, FailedAttempt, Interceptor, Limits, Operation, Problem, Progress, Reply, RetryBudget,
    RetryPolicy, RotatingToken, SecretJson, SecretText, Trouble, Violation, Wait, call, call_as,
    jiff, open,
};

pub use crate::{
    access_events::{Access, AccessEventsApi, RecordAccess, RecordAccesses},
    client::{Client, ClientBuilder},
    delegates::{DelegatesApi, GetDelegates, ReplaceDelegates, UpdateDelegates},
    locations::{
        CreateLocation, DeleteLocation, GetLocation, ListLocations, LocationsApi, UpdateLocation,
    },
    maps::{ExportMap, MapFormat, MapsApi},
    occupants::{ChangeOccupants, ListOccupants, OccupantsApi},
    person::{Office, Person},
    prescreen_surveys::{ListPrescreenSurveys, PrescreenSurveysApi},
    presence::{
        AddPresenceDates, AddPresenceLeave, AddPresencePeriods, AddPresenceStarts, CheckOut,
        Presence, PresenceApi, PresentAndReserve, ReserveOutcome, SetPresence,
    },
    presence_batch::{Duplicate, SetPresences, SetPresencesOutcome},
    profile_images::{
        ClearProfileImage, GetProfileImage, ProfileImagesApi, SetProfileImage, UploadProfileImage,
        UploadProfileImageForm,
    },
    reservations::{
        ConfirmedDeletion, DeleteUserReservations, ListRoomReservations, ListSeatReservations,
        ListUserReservations, ReservationsApi, ReserveSeat,
    },
    seat_assignments::{AssignSeat, EndSeatAssignment, ListSeatAssignments, SeatAssignmentsApi},
    seats::{GetSeat, ListSeats, SeatsApi},
    tokens::{CheckToken, CreateToken, RevokeToken, RotateToken, Rotated, TokensApi},
};

/// What every call gives: a value, or an [`Error`].
///
/// ```
/// fn named(seats: &[floorkit_maptician::Seat]) -> floorkit_maptician::Result<usize> {
///     Ok(seats.iter().filter(|seat| seat.contains_key("name")).count())
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
