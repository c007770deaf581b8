//! Bookings, spaces, people and visits of Kadence, with types.
//!
#![doc = include_str!("../README.md")]

mod availability;
mod booking;
mod bookings;
mod buildings;
mod check;
mod client;
mod create;
mod floors;
mod list;
mod neighborhoods;
mod region;
mod spaces;
mod times;
mod user_bookings;
mod users;
mod visitors;
mod visits;

/// How to do what the crate is used for, a page for each job.
pub mod guide {
    #[doc = include_str!("../docs/booking.md")]
    pub mod booking {}

    #[doc = include_str!("../docs/door.md")]
    pub mod door {}

    #[doc = include_str!("../docs/lists.md")]
    pub mod lists {}

    #[doc = include_str!("../docs/office.md")]
    pub mod office {}

    #[doc = include_str!("../docs/people.md")]
    pub mod people {}

    #[doc = include_str!("../docs/rooms.md")]
    pub mod rooms {}
}

pub use floorkit_kadence_raw as raw;
pub use floorkit_kadence_raw::types::{
    Attendee, BookableDay, BookableDayCollection, BookableDayId, BookableOnsitePass, BookableSpace,
    BookableSpaceCollection, Booking, BookingCollection, BookingId, BookingSpace, BookingStatus,
    BookingStatusFilter, Building, BuildingCollection, BuildingId, CancellationReason, CheckMethod,
    EmbeddedFloor, EmbeddedNeighborhood, ExternalAttendee, Floor, FloorCollection, FloorId,
    HydraView, InternalAttendee, Neighborhood, NeighborhoodCollection, NeighborhoodId,
    PassUnavailabilityReason, PhotoId, PlatformSource, SortDirection, Space, SpaceCollection,
    SpaceId, SpaceType, TimePreference, User, UserCollection, UserId, Visit, VisitAttendee,
    VisitCollection, VisitId, VisitStatus, Visitor, VisitorCollection, VisitorId,
    VisitorRsvpStatus, VisitorType,
};
pub use floorkit_runtime::{
    AccessToken, AttemptOutcome, AttemptRequest, Backoff, CallOptions, ClientCredentials,
    Credentials, Cursor, Decision, Error, FailedAttempt, Interceptor, Items, Limits, LocalDateTime,
    OffsetDateTime, OpenEnum, Operation, Page, Pages, Patch, Problem, Reference, Reply,
    RetryBudget, RetryPolicy, RotatingToken, SecretText, TokenSource, TokenSourceError, Trouble,
    Violation, Wait, call, call_as, jiff, open,
};

pub use crate::{
    availability::{
        BookableDaysApi, BookableOnsitePassesApi, BookableSpacesApi, GetBookableDay,
        GetBookableOnsitePass, ListBookableDays, ListBookableSpaces,
    },
    booking::BookingExt,
    bookings::{BookingsApi, CancelBooking, GetBooking, ListBookings},
    buildings::{BuildingsApi, GetBuilding, ListBuildings},
    check::{CheckInBooking, CheckOutBooking},
    client::{Client, ClientBuilder},
    create::{BookRoom, BookSpace, Booked},
    floors::{FloorsApi, GetFloor, ListFloors},
    neighborhoods::{GetNeighborhood, ListNeighborhoods, NeighborhoodsApi},
    region::Region,
    spaces::{GetSpace, ListSpaces, SpacesApi},
    times::Bounds,
    user_bookings::ListUserBookings,
    users::{GetUser, ListUsers, UpdateUser, UploadUserPhoto, UsersApi},
    visitors::{GetVisitor, ListVisitors, VisitorsApi},
    visits::{GetVisit, ListVisits, VisitsApi},
};

/// What every call gives: a value, or an [`Error`].
///
/// ```
/// fn names(users: &[floorkit_kadence::User]) -> floorkit_kadence::Result<Vec<&str>> {
///     Ok(users.iter().filter_map(|user| user.first_name.as_deref()).collect())
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
