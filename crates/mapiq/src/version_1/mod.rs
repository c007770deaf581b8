//! Version 1, as `v1` shows it to users. That module is deprecated and this one is not,
//! since the crate cannot do without it.

#![expect(deprecated, reason = "every operation of version 1 is")]

mod auth;
mod checkins;
mod client;
mod lists;
pub mod migration;
mod registrations;

pub use floorkit_mapiq_v1_raw as raw;
pub use floorkit_mapiq_v1_raw::types::{
    AreaId, Building, BuildingId, CheckinEvent, CheckinEventType, CheckinSource, CheckinStatus,
    CreateCheckinEventRequest, DeskId, FloorId, NodeId, ParkingLot, ParkingReservation,
    Registration, RegistrationId, User, UserId,
};

pub use self::{
    auth::{AuthApi, CreateAccessToken},
    checkins::{CheckinEventsApi, CreateCheckinEvent},
    client::{Client, ClientBuilder},
    lists::{
        BuildingsApi, CheckinStatusesApi, ListBuildings, ListCheckinEvents, ListCheckinStatuses,
        ListParkingLots, ListParkingReservations, ListUsers, ParkingLotsApi,
        ParkingReservationsApi, UsersApi,
    },
    registrations::{DeleteRegistrations, ListRegistrations, RegistrationsApi},
};
#[doc(no_inline)]
pub use crate::{
    AttemptOutcome, Backoff, CallOptions, Credentials, Error, Interceptor, Limits, List,
    RetryBudget, Selector,
};
