//! Lists that take any query parameter.

use floorkit_mapiq_v1_raw::{
    self as raw,
    operations::{
        LIST_BUILDINGS, LIST_CHECKIN_EVENTS, LIST_CHECKIN_STATUSES, LIST_PARKING_LOTS,
        LIST_PARKING_RESERVATIONS, LIST_USERS,
    },
    types,
};
use floorkit_runtime::Misread;

use super::{Building, CheckinEvent, CheckinStatus, ParkingLot, ParkingReservation, User};
use crate::{
    List,
    list::{Listing, list},
};

/// Version 1 has its lists in bare arrays.
macro_rules! listings {
    ($($list:ident of $record:ident,)+) => {
        $(impl Listing for types::$list {
            type Record = types::$record;

            fn into_list(self, _: bool) -> Result<List<Self::Record>, Misread> {
                Ok(List::bare(self.into()))
            }
        })+
    };
}

listings! {
    BuildingList of Building,
    CheckinEventList of CheckinEvent,
    CheckinStatusList of CheckinStatus,
    ParkingLotList of ParkingLot,
    ParkingReservationList of ParkingReservation,
    UserList of User,
}

/// Defines the calls about something that can only be listed.
macro_rules! api {
    (
        $method:literal;

        $(#[$meta:meta])*
        pub struct $api:ident -> $request:ident;

        $(#[$list:meta])*
        list
    ) => {
        $(#[$meta])*
        ///
        /// ```no_run
        /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
        #[doc = concat!("let list = client.", $method, "().list().send().await?;")]
        /// # Ok(())
        /// # }
        /// ```
        #[derive(Clone, Copy, Debug)]
        pub struct $api<'a> {
            raw: &'a raw::Client,
        }

        impl<'a> $api<'a> {
            pub(super) fn new(raw: &'a raw::Client) -> Self {
                Self { raw }
            }

            $(#[$list])*
            ///
            /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
            ///
            /// # Example
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
            #[doc = concat!("for record in client.", $method, "().list().send().await? {")]
            ///     println!("{record:?}");
            /// }
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not
            /// accepted, [`is_bad_request`](crate::Error::is_bad_request), presumably, if
            /// a required parameter is missing.
            pub fn list(&self) -> $request<'a> {
                $request::new(self.raw)
            }
        }
    };
}

api! {
    "parking_reservations";

    /// Calls about bookings of parking spots. Made by
    /// [`Client::parking_reservations`](super::Client::parking_reservations).
    pub struct ParkingReservationsApi -> ListParkingReservations;

    /// Lists who booked a parking spot, each for one day: `GET /parkingReservations`.
    ///
    /// A plate on a booking is always the latest that Mapiq knows of its user.
    list
}

api! {
    "buildings";

    /// Calls about buildings. Made by [`Client::buildings`](super::Client::buildings).
    pub struct BuildingsApi -> ListBuildings;

    /// Lists the buildings, with changes in them that are not published yet:
    /// `GET /shifts/buildings`.
    list
}

api! {
    "parking_lots";

    /// Calls about parking lots. Made by
    /// [`Client::parking_lots`](super::Client::parking_lots).
    pub struct ParkingLotsApi -> ListParkingLots;

    /// Lists the parking lots, with changes in them that are not published yet:
    /// `GET /parkinglots`.
    list
}

api! {
    "users";

    /// Calls about users. Made by [`Client::users`](super::Client::users).
    pub struct UsersApi -> ListUsers;

    /// Lists the users of the subscription, who exist from their first login on:
    /// `GET /shifts/users`.
    list
}

api! {
    "checkin_statuses";

    /// Calls about who is checked in now. Made by
    /// [`Client::checkin_statuses`](super::Client::checkin_statuses).
    pub struct CheckinStatusesApi -> ListCheckinStatuses;

    /// Lists who is checked in now: `GET /localization/admin/checkin/statuses`.
    list
}

list! {
    "floorkit_mapiq::v1": "client.parking_reservations().list()";

    /// Asks for bookings of parking spots. Made by [`ParkingReservationsApi::list`].
    pub struct ListParkingReservations(raw.list_parking_reservations, LIST_PARKING_RESERVATIONS)
        -> ParkingReservation, to ListParkingSpotReservations;
}

list! {
    "floorkit_mapiq::v1": "client.buildings().list()";

    /// Asks for buildings. Made by [`BuildingsApi::list`].
    pub struct ListBuildings(raw.list_buildings, LIST_BUILDINGS) -> Building, to ListBuildings;
}

list! {
    "floorkit_mapiq::v1": "client.parking_lots().list()";

    /// Asks for parking lots. Made by [`ParkingLotsApi::list`].
    pub struct ListParkingLots(raw.list_parking_lots, LIST_PARKING_LOTS)
        -> ParkingLot, to ListParkingLots;
}

list! {
    "floorkit_mapiq::v1": "client.users().list()";

    /// Asks for users. Made by [`UsersApi::list`].
    pub struct ListUsers(raw.list_users, LIST_USERS) -> User, to ListUsers;
}

list! {
    "floorkit_mapiq::v1": "client.checkin_events().list()";

    /// Asks for check-ins and check-outs. Made by
    /// [`CheckinEventsApi::list`](super::CheckinEventsApi::list).
    pub struct ListCheckinEvents(raw.list_checkin_events, LIST_CHECKIN_EVENTS)
        -> CheckinEvent, to ListCheckinEvents;
}

list! {
    "floorkit_mapiq::v1": "client.checkin_statuses().list()";

    /// Asks for who is checked in. Made by [`CheckinStatusesApi::list`].
    pub struct ListCheckinStatuses(raw.list_checkin_statuses, LIST_CHECKIN_STATUSES)
        -> CheckinStatus, to ListCheckinStatuses;
}
