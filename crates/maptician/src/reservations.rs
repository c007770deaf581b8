//! Bookings of seats and rooms.

use floorkit_maptician_raw::{self as raw, operations::DELETE_USER_RESERVATIONS};
use floorkit_runtime::{Error, NonEmptyQueryMap, QueryMap};
use serde_json::Value;

use crate::{
    Office, Result, SeatId, UserId,
    fields::Fields,
    request::{api, field, filter, request, send_as},
};

api! {
    /// Calls about bookings of seats and rooms. Made by
    /// [`Client::reservations`](crate::Client::reservations).
    ///
    /// No call reserves a room, or reads or deletes a single reservation.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let bookings = client.reservations().list_seats().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct ReservationsApi;
}

request! {
    "client.reservations().list_seats()";

    /// Asks for bookings of seats. Made by [`ReservationsApi::list_seats`].
    #[derive(Clone)]
    pub struct ListSeatReservations(ListSeatReservations, LIST_SEAT_RESERVATIONS) -> Value,
        with filters: QueryMap;
}

request! {
    "client.reservations().list_rooms()";

    /// Asks for bookings of rooms. Made by [`ReservationsApi::list_rooms`].
    #[derive(Clone)]
    pub struct ListRoomReservations(ListRoomReservations, LIST_ROOM_RESERVATIONS) -> Value,
        with filters: QueryMap;
}

request! {
    "client.reservations().list_for_user(\"0f8fad5b\")";

    /// Asks for a person's bookings. Made by [`ReservationsApi::list_for_user`].
    #[derive(Clone)]
    pub struct ListUserReservations(ListUserReservations, LIST_USER_RESERVATIONS) -> Value,
        with filters: QueryMap;
}

request! {
    "client.reservations().reserve_seat(\"0f8fad5b\", \"7c9e6679\")";

    /// Reserves a seat. Made by [`ReservationsApi::reserve_seat`].
    #[derive(Clone)]
    pub struct ReserveSeat(ReserveSeat, RESERVE_SEAT) -> Value,
        with filters: QueryMap, with body: Fields;
}

/// What is to be deleted of a person's bookings. Made by
/// [`ReservationsApi::delete_for_user`].
///
/// It cannot be sent before it is
/// [confirmed](Self::confirm_seats_and_rooms).
///
/// # Example
///
/// ```no_run
/// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
/// let deletion = client.reservations().delete_for_user("0f8fad5b");
/// deletion.filter("start", "2026-06-15").confirm_seats_and_rooms()?.send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "confirm it, and send it"]
pub struct DeleteUserReservations<'a> {
    raw: raw::builder::DeleteUserReservations<'a>,
    filters: QueryMap,
}

request! {
    "client.reservations().delete_for_user(\"0f8fad5b\").filter(\"start\", \"2026-06-15\")
    .confirm_seats_and_rooms()?";

    /// Deletes a person's bookings. Made by
    /// [`DeleteUserReservations::confirm_seats_and_rooms`].
    #[derive(Clone)]
    pub struct ConfirmedDeletion(DeleteUserReservations, DELETE_USER_RESERVATIONS) -> Value,
        with filters: NonEmptyQueryMap;
}

send_as! {
    ListSeatReservations: "client.reservations().list_seats()";
    ListRoomReservations: "client.reservations().list_rooms()";
    ListUserReservations: "client.reservations().list_for_user(\"0f8fad5b\")";
    ReserveSeat: "client.reservations().reserve_seat(\"0f8fad5b\", \"7c9e6679\")";
    ConfirmedDeletion: "client.reservations().delete_for_user(\"0f8fad5b\").filter(\"start\", \"2026-06-15\")
    .confirm_seats_and_rooms()?";
}

filter! {
    ListSeatReservations: "client.reservations().list_seats()";
    ListRoomReservations: "client.reservations().list_rooms()";
    ListUserReservations: "client.reservations().list_for_user(\"0f8fad5b\")";
    ReserveSeat: "client.reservations().reserve_seat(\"0f8fad5b\", \"7c9e6679\")";
    DeleteUserReservations: "client.reservations().delete_for_user(\"0f8fad5b\")";
}

field! { ReserveSeat: "client.reservations().reserve_seat(\"0f8fad5b\", \"7c9e6679\")"; }

impl<'a> ReservationsApi<'a> {
    /// Lists bookings of seats in a range of time: `GET /ext/v1/reservations/seats`.
    ///
    /// The names of the filters are not documented, nor is the form of the answer. **Send
    /// a time zone** if you learn its name: the page of an older list of rooms reads days
    /// in US/Eastern unless it is told another one.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// // The names are those of your own look at the vendor's reference.
    /// let today = client.reservations().list_seats().filter("start", "2026-06-15");
    /// let bookings = today.filter("timezone", "Europe/Amsterdam").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid.
    pub fn list_seats(&self) -> ListSeatReservations<'a> {
        ListSeatReservations::new(self.raw.list_seat_reservations(), QueryMap::new())
    }

    /// Lists bookings of rooms in a range of time: `GET /ext/v1/reservations/rooms`.
    ///
    /// An [`office`](ListRoomReservations::office) is needed, and a range by name, in a
    /// parameter whose own name is not documented. With the value `custom`, the parameter
    /// `custom_range` holds a start and an end, which are widened to whole days. **Days
    /// begin in US/Eastern**, not in UTC and not in the zone of the office, unless another
    /// parameter names a zone of moment-timezone.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/getroomreservationlog), which
    /// may describe a predecessor
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::Office;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let north = client.reservations().list_rooms().office(Office::Name("North".into()));
    /// let bookings = north.filter("timezone", "Europe/Amsterdam").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid, [`is_server_error`](crate::Error::is_server_error) if the service failed.
    pub fn list_rooms(&self) -> ListRoomReservations<'a> {
        ListRoomReservations::new(self.raw.list_room_reservations(), QueryMap::new())
    }

    /// Lists the bookings of seats and of rooms that a person has in a range of time:
    /// `GET /ext/v1/reservations/user/{userID}`.
    ///
    /// The names of the filters, for the range and for a location, are not documented,
    /// nor is the form of the answer.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.reservations().list_for_user("0f8fad5b-d9cb-469f-a165-70867728950e");
    /// let bookings = request.filter("start", "2026-06-15").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list_seats`](Self::list_seats).
    pub fn list_for_user(&self, user: impl Into<UserId>) -> ListUserReservations<'a> {
        let raw = self.raw.list_user_reservations().user_id(user.into());
        ListUserReservations::new(raw, QueryMap::new())
    }

    /// Deletes all bookings, **of seats and of rooms alike**, that a person has in a range
    /// of time: `DELETE /ext/v1/reservations/user/{userID}`.
    ///
    /// Neither the names of the filters are documented, nor what a filter does that the
    /// service does not know: it may delete everything that the person has reserved. So
    /// there must be a filter, and it must be
    /// [confirmed](DeleteUserReservations::confirm_seats_and_rooms). List with the same
    /// filters first, and try it with somebody whose bookings may be lost.
    ///
    /// A deletion that failed is never repeated by itself: a repetition might reach
    /// bookings that were made meanwhile.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let user = "0f8fad5b-d9cb-469f-a165-70867728950e";
    /// let deletion = client.reservations().delete_for_user(user);
    /// let deletion = deletion.filter("start", "2026-06-15").filter("end", "2026-06-19");
    /// deletion.confirm_seats_and_rooms()?.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list_seats`](Self::list_seats).
    /// [`may_have_been_sent`](crate::Error::may_have_been_sent) tells whether something
    /// may be deleted all the same: list the bookings before another attempt.
    pub fn delete_for_user(&self, user: impl Into<UserId>) -> DeleteUserReservations<'a> {
        let raw = self.raw.delete_user_reservations().user_id(user.into());
        DeleteUserReservations { raw, filters: QueryMap::new() }
    }

    /// Reserves a seat for a person:
    /// `POST /ext/v1/reservations/user/{userID}/seat/{seatID}`.
    ///
    /// A start and an end are needed, either in the body, with
    /// [`field`](ReserveSeat::field), or in the query, with
    /// [`filter`](ReserveSeat::filter), and not in both: which wins is not documented, nor
    /// are their names and form. A further parameter chooses how times are read.
    ///
    /// A reservation that failed is not repeated by itself if it may have arrived.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/create-user-reservation-1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let request = client.reservations().reserve_seat("0f8fad5b", "7c9e6679");
    /// let request = request.field("start", "2026-06-15T09:00:00-04:00");
    /// request.field("end", "2026-06-15T17:00:00-04:00").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list_seats`](Self::list_seats). How a seat that is taken is answered is not
    /// documented. [`may_have_been_sent`](crate::Error::may_have_been_sent) tells whether
    /// it may be reserved all the same: list the person's bookings before another attempt.
    pub fn reserve_seat(
        &self,
        user: impl Into<UserId>,
        seat: impl Into<SeatId>,
    ) -> ReserveSeat<'a> {
        let raw = self.raw.reserve_seat().user_id(user.into()).seat_id(seat.into());
        ReserveSeat::new(raw, QueryMap::new(), Fields::default())
    }
}

impl ListRoomReservations<'_> {
    /// The location whose rooms are meant. A name is read in capital or small letters.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// use floorkit_maptician::OfficeId;
    ///
    /// let office = OfficeId::from("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    /// let bookings = client.reservations().list_rooms().office(office).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn office(mut self, office: impl Into<Office>) -> Self {
        self.raw = match office.into() {
            Office::Id(id) => self.raw.office_id(id),
            Office::Name(name) => self.raw.office_name(name),
        };
        self
    }
}

impl<'a> DeleteUserReservations<'a> {
    /// Confirms that all bookings that fit are to be deleted, of seats and of rooms.
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if there is no filter, or
    /// a blank one: it might delete everything.
    ///
    /// ```
    /// # fn sample(client: floorkit_maptician::Client) {
    /// let all = client.reservations().delete_for_user("0f8fad5b");
    /// assert!(all.confirm_seats_and_rooms().unwrap_err().is_invalid_request());
    /// # }
    /// ```
    pub fn confirm_seats_and_rooms(self) -> Result<ConfirmedDeletion<'a>> {
        let refused = |why: String| {
            let why = format!("{why}; it might delete all that the person has reserved");
            Error::invalid_request(&DELETE_USER_RESERVATIONS, why)
        };
        for (name, value) in self.filters.iter() {
            if name.trim().is_empty() || value.trim().is_empty() {
                return Err(refused(format!("the filter `{name}` is blank")));
            }
        }
        let filters = NonEmptyQueryMap::try_from(self.filters)
            .map_err(|_| refused("the deletion has no `filter`".to_owned()))?;
        Ok(ConfirmedDeletion::new(self.raw, filters))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Client, Credentials};

    #[test]
    fn no_deletion_without_a_filter_can_be_sent() {
        let builder = Client::builder().tenant("acme").credentials(Credentials::token("eyJ"));
        let client = builder.build().unwrap();
        let deletion = || client.reservations().delete_for_user("u-1");
        for (deletion, why) in [
            (deletion(), "no `filter`"),
            (deletion().filter("start", ""), "`start` is blank"),
            (deletion().filter("start", "2026-06-15").filter("end", " "), "`end` is blank"),
            (deletion().filter(" ", "x"), "is blank"),
        ] {
            let error = deletion.confirm_seats_and_rooms().unwrap_err();
            assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
            assert!(error.to_string().contains(why), "{error}");
        }
        assert!(deletion().filter("start", "2026-06-15").confirm_seats_and_rooms().is_ok());
    }
}
