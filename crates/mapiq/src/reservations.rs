//! Reservations of workspaces and of parking spots.

use floorkit_mapiq_raw::{
    self as raw,
    operations::{
        DELETE_WORKSPACE_RESERVATIONS, LIST_PARKING_SPOT_RESERVATIONS, LIST_WORKSPACE_RESERVATIONS,
    },
};
use floorkit_runtime::NonEmptyQueryMap;

use crate::{ParkingSpotReservation, Selector, WorkspaceReservation, list::list};

/// Calls about bookings of desks and larger workspaces. Made by
/// [`Client::workspace_reservations`](crate::Client::workspace_reservations).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let bookings = client.workspace_reservations().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WorkspaceReservationsApi<'a> {
    raw: &'a raw::Client,
}

/// Calls about bookings of parking spots. Made by
/// [`Client::parking_spot_reservations`](crate::Client::parking_spot_reservations).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let bookings = client.parking_spot_reservations().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ParkingSpotReservationsApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "floorkit_mapiq": "client.workspace_reservations().list()";

    /// Asks for bookings of workspaces. Made by [`WorkspaceReservationsApi::list`].
    pub struct ListWorkspaceReservations(raw.list_workspace_reservations, LIST_WORKSPACE_RESERVATIONS)
        -> WorkspaceReservation, in parts;
}

list! {
    "floorkit_mapiq": "client.parking_spot_reservations().list()";

    /// Asks for bookings of parking spots. Made by [`ParkingSpotReservationsApi::list`].
    pub struct ListParkingSpotReservations(raw.list_parking_spot_reservations, LIST_PARKING_SPOT_RESERVATIONS)
        -> ParkingSpotReservation, in parts;
}

floorkit_runtime::request! {
    "floorkit_mapiq":
        "client.workspace_reservations().delete(floorkit_mapiq::Selector::new(\"reservationId\", \"1f0e\")?)";

    /// Deletes bookings of workspaces. Made by [`WorkspaceReservationsApi::delete`].
    #[derive(Clone, Debug)]
    pub struct DeleteWorkspaceReservations(
        raw::builder::DeleteWorkspaceReservations, DELETE_WORKSPACE_RESERVATIONS
    ) -> ();
}

impl<'a> WorkspaceReservationsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists who booked which workspace: `GET /v2/reservations/workspaces`.
    ///
    /// A user may hold several bookings on one day. To learn who is in the office, ask
    /// for [workdays](crate::Client::workdays) instead: somebody may come without a desk.
    /// Which place a booking is of depends on what the subscription books by: ids of the
    /// levels below it are null. Bookings are kept for as many days as an administrator
    /// says; older ones are not there, so that an empty list proves nothing. Whether
    /// canceled bookings are among them is not known here.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::{Record as _, Reservation as _};
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// for booking in client.workspace_reservations().list().send().await? {
    ///     println!("{:?} from {:?}", booking.text("deskId"), booking.start());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden), presumably, if the application was
    /// not granted to read reservations.
    pub fn list(&self) -> ListWorkspaceReservations<'a> {
        ListWorkspaceReservations::new(self.raw)
    }

    /// Deletes the bookings that are selected: `DELETE /v2/reservations/workspaces`.
    ///
    /// **Dangerous without the vendor's reference.** What names a booking is not known
    /// here, nor what a selector deletes that the service does not know: one booking,
    /// none, or all of them. Take the parameters from the reference on the developer
    /// portal, and try them on a booking that may be lost.
    ///
    /// A deletion that failed is never repeated by itself: with a selector that fits
    /// many, a repetition might reach bookings that were made meanwhile.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::Selector;
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let selector = Selector::new("reservationId", "1f0e")?;
    /// client.workspace_reservations().delete(selector).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`may_have_been_sent`](crate::Error::may_have_been_sent) tells whether something
    /// may be deleted all the same: list the bookings before another attempt.
    pub fn delete(&self, selector: Selector) -> DeleteWorkspaceReservations<'a> {
        let raw = self.raw.delete_workspace_reservations();
        DeleteWorkspaceReservations::new(raw.filters(NonEmptyQueryMap::from(selector)))
    }
}

impl<'a> ParkingSpotReservationsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists who booked which parking spot: `GET /v2/reservations/parking-spots`.
    ///
    /// A booking carries the license plate of its user, under a name that is not known
    /// here: **always the plate of today**, also on a booking of last month that was made
    /// for another car. Bookings are kept for as many days as an administrator says.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::{Record as _, Reservation as _};
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// for booking in client.parking_spot_reservations().list().send().await? {
    ///     println!("{:?} from {:?}", booking.text("licensePlate"), booking.start());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden), presumably, if the application was
    /// not granted to read reservations.
    pub fn list(&self) -> ListParkingSpotReservations<'a> {
        ListParkingSpotReservations::new(self.raw)
    }
}
