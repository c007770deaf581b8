//! Bookings: listed, read and canceled.

use floorkit_kadence_raw::{
    self as raw,
    operations::{CANCEL_BOOKING, GET_BOOKING},
    types::CreateBookingRequest,
};
use floorkit_runtime::LocalDateTime;

use crate::{
    BookRoom, BookSpace, Booking, BookingId, BookingStatusFilter, BuildingId, CheckInBooking,
    CheckOutBooking, FloorId, ListUserBookings, NeighborhoodId, SortDirection, SpaceId, SpaceType,
    UserId,
    jiff::{Timestamp, tz::TimeZone},
    list::{filters, list},
    times::start_and_end,
};

/// Calls about bookings. Made by [`Client::bookings`](crate::Client::bookings).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let first = client.bookings().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BookingsApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "client.bookings().list()";

    /// Asks for bookings. Made by [`BookingsApi::list`].
    pub struct ListBookings(ListBookings, list_bookings, LIST_BOOKINGS) -> BookingCollection of Booking,
        ordered by |raw| raw.order_start_date(SortDirection::Asc);
}

filters! {
    ListBookings: "client.bookings().list()";

    /// Only this booking.
    id: BookingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only this kind. Rooms are looked up with the calendar service, and may take long.
    type_: SpaceType = "floorkit_kadence::SpaceType::Desk";
    /// Only bookings in this state.
    status: BookingStatusFilter = "floorkit_kadence::BookingStatusFilter::CheckedIn";
    /// Only bookings in this building.
    building_id: BuildingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only bookings on this floor.
    floor_id: FloorId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only bookings of this space.
    space_id: SpaceId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
}

start_and_end!(ListBookings: "client.bookings().list()", "bookings");

impl ListBookings<'_> {
    /// Only bookings in this neighborhood. The service wants British spelling here and
    /// American spelling elsewhere, which is nobody's business.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let request = client.bookings().list().neighborhood_id("01J8ZQ4M6T2V9XK3C5N7P0R1SB");
    /// # Ok(())
    /// # }
    /// ```
    pub fn neighborhood_id(self, id: impl Into<NeighborhoodId>) -> Self {
        let id = id.into();
        self.filter(move |raw| raw.neighbourhood_id(id.clone()))
    }

    /// Orders them by their start. [`pages`](Self::pages) and [`items`](Self::items) do,
    /// ascending, if no order is given: pages of an unordered list may overlap.
    ///
    /// ```no_run
    /// use floorkit_kadence::SortDirection;
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let request = client.bookings().list().order_by_start(SortDirection::Desc);
    /// # Ok(())
    /// # }
    /// ```
    pub fn order_by_start(self, direction: SortDirection) -> Self {
        self.filter(move |raw| raw.order_start_date(direction))
    }

    /// Orders them by their end; beside an order by start, after that.
    ///
    /// ```no_run
    /// use floorkit_kadence::SortDirection;
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let request = client.bookings().list().order_by_end(SortDirection::Asc);
    /// # Ok(())
    /// # }
    /// ```
    pub fn order_by_end(self, direction: SortDirection) -> Self {
        self.filter(move |raw| raw.order_end_date(direction))
    }
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.bookings().get(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Asks for one booking. Made by [`BookingsApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetBooking(raw::builder::GetBooking, GET_BOOKING) -> Booking;
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.bookings().cancel(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Cancels a booking. Made by [`BookingsApi::cancel`].
    #[derive(Clone, Debug)]
    pub struct CancelBooking(raw::builder::CancelBooking, CANCEL_BOOKING) -> Booking;
}

impl CancelBooking<'_> {
    /// Who cancels it. The service then checks that this user may.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let request = client.bookings().cancel("01J8ZQ4M6T2V9XK3C5N7P0R1SB");
    /// request.user("01GTBV1CT3BM8A42SEJ2J5F4EG").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn user(mut self, user: impl Into<UserId>) -> Self {
        let user = user.into();
        self.raw = self.raw.body_map(|body| body.user_id(user));
        self
    }
}

impl<'a> BookingsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists bookings of the tenant: `GET /v1/public/bookings`.
    ///
    /// Filters that are given together all apply. Most fields of a booking may be absent:
    /// one that is yet to come was checked in by nobody.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicbookings_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::{BookingExt as _, BookingStatusFilter, SpaceType};
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let request = client.bookings().list().type_(SpaceType::Desk);
    /// let mut desks = request.status(BookingStatusFilter::CheckedIn).items();
    /// while let Some(booking) = desks.next().await.transpose()? {
    ///     println!("{:?} at {:?}", booking.owner(), booking.space_name());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, for a token of the
    /// other region.
    pub fn list(&self) -> ListBookings<'a> {
        ListBookings::new(self.raw)
    }

    /// Lists a user's bookings: `GET /v1/public/users/{userId}/bookings`.
    ///
    /// It has filters that [`list`](Self::list) has not: by when a booking was canceled,
    /// checked in, checked out and self-certified.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicusers_idbookings_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::jiff::Timestamp;
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let request = client.bookings().list_for_user("01GTBV1CT3BM8A42SEJ2J5F4EG");
    /// let mut coming = request.starting().after(Timestamp::now()).items();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list`](Self::list).
    pub fn list_for_user(&self, user: impl Into<UserId>) -> ListUserBookings<'a> {
        ListUserBookings::of(self.raw, user.into())
    }

    /// Gets one booking, whatever its state: `GET /v1/public/bookings/{id}`.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicbookings_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let booking = client.bookings().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such booking.
    pub fn get(&self, booking: impl Into<BookingId>) -> GetBooking<'a> {
        GetBooking::new(self.raw.get_booking().id(booking.into()))
    }

    /// Books a desk, or any other space that needs no title: `POST /v1/public/bookings`.
    ///
    /// The times are instants, which are sent to the second. A booking that may have been
    /// made is not made again: see
    /// [`send_or_find`](BookSpace::send_or_find). Nobody can book on behalf of somebody
    /// else; `user` is the owner.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicbookings_post)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::jiff::civil::date;
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let at = |hour| date(2026, 6, 15).at(hour, 0, 0, 0).in_tz("Europe/London");
    /// let (user, desk) = ("01GTBV1CT3BM8A42SEJ2J5F4EG", "01J8ZQ4M6T2V9XK3C5N7P0R1SB");
    /// let request = client.bookings().book_space(user, desk, at(9)?, at(17)?);
    /// let booked = request.send_or_find().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_bad_request`](crate::Error::is_bad_request), or a status of 422, if the space
    /// is taken or the user may not book it; which of the two is not documented.
    pub fn book_space(
        &self,
        user: impl Into<UserId>,
        space: impl Into<SpaceId>,
        start: impl Into<Timestamp>,
        end: impl Into<Timestamp>,
    ) -> BookSpace<'a> {
        let mut request = request(user.into(), start.into(), end.into());
        request.space_id = Some(space.into());
        BookSpace::new(self.raw, request)
    }

    /// Books a place in a building without a space, an onsite pass:
    /// `POST /v1/public/bookings`.
    ///
    /// See [`bookable_onsite_passes`](crate::Client::bookable_onsite_passes) for how many
    /// there are. What is said of [`book_space`](Self::book_space) is true of it.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicbookings_post)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let now = Timestamp::now();
    /// let (user, building) = ("01GTBV1CT3BM8A42SEJ2J5F4EG", "01J8ZQ4M6T2V9XK3C5N7P0R1SB");
    /// let request = client.bookings().book_onsite(user, building, now, now + 8.hours());
    /// request.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`book_space`](Self::book_space).
    pub fn book_onsite(
        &self,
        user: impl Into<UserId>,
        building: impl Into<BuildingId>,
        start: impl Into<Timestamp>,
        end: impl Into<Timestamp>,
    ) -> BookSpace<'a> {
        let mut request = request(user.into(), start.into(), end.into());
        request.building_id = Some(building.into());
        BookSpace::new(self.raw, request)
    }

    /// Books a room, which takes a title: `POST /v1/public/bookings`.
    ///
    /// It goes through a calendar service, so it may take long or fail for reasons outside
    /// Kadence. What is said of [`book_space`](Self::book_space) is true of it.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicbookings_post)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let now = Timestamp::now();
    /// let (user, room) = ("01GTBV1CT3BM8A42SEJ2J5F4EG", "01J8ZQ4M6T2V9XK3C5N7P0R1SB");
    /// let request = client.bookings().book_room(user, room, "Planning", now, now + 1.hour());
    /// let request = request.invite("01GTBV2ZQ8M3N5P7R9T1V3X5Z7").invite_guest("ada@acme.example");
    /// request.online_meeting(true).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`book_space`](Self::book_space); and
    /// [`is_invalid_request`](crate::Error::is_invalid_request) for a title of more than
    /// 255 characters or a description of more than 4,000.
    pub fn book_room(
        &self,
        user: impl Into<UserId>,
        room: impl Into<SpaceId>,
        title: impl Into<String>,
        start: impl Into<Timestamp>,
        end: impl Into<Timestamp>,
    ) -> BookRoom<'a> {
        let mut request = request(user.into(), start.into(), end.into());
        request.space_id = Some(room.into());
        request.title = Some(title.into());
        BookRoom::new(self.raw, request)
    }

    /// Cancels a booking: `POST /v1/public/bookings/{id}/cancel`.
    ///
    /// One that is canceled or completed cannot be. A call that failed is not repeated by
    /// itself.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicbookings_idcancel_post)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let canceled = client.bookings().cancel("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// println!("{:?}", canceled.cancelled_date);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_bad_request`](crate::Error::is_bad_request), or a status of 422, if it cannot
    /// be canceled, or not by this user.
    pub fn cancel(&self, booking: impl Into<BookingId>) -> CancelBooking<'a> {
        CancelBooking::new(self.raw.cancel_booking().id(booking.into()).body_map(|body| body))
    }

    /// Checks a user in to a booking: `POST /v1/public/bookings/{id}/check-in`.
    ///
    /// `user` is who comes. It cannot be done if the building asks its people to
    /// self-certify and the owner has not done so that day, nor twice.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicbookings_idcheck-in_post)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::CheckMethod;
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let (booking, user) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", "01GTBV1CT3BM8A42SEJ2J5F4EG");
    /// let request = client.bookings().check_in(booking, user);
    /// request.method(CheckMethod::DoorAccess).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_bad_request`](crate::Error::is_bad_request), or a status of 422, if it cannot
    /// be checked in.
    pub fn check_in(
        &self,
        booking: impl Into<BookingId>,
        user: impl Into<UserId>,
    ) -> CheckInBooking<'a> {
        let user = user.into();
        let raw = self.raw.check_in_booking().id(booking.into());
        CheckInBooking::new(raw.body_map(|body| body.user_id(user)))
    }

    /// Checks a user out of a booking: `POST /v1/public/bookings/{id}/check-out`.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Booking/operation/api_v1publicbookings_idcheck-out_post)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let (booking, user) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", "01GTBV1CT3BM8A42SEJ2J5F4EG");
    /// let booking = client.bookings().check_out(booking, user).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_bad_request`](crate::Error::is_bad_request), or a status of 422, if it cannot
    /// be checked out.
    pub fn check_out(
        &self,
        booking: impl Into<BookingId>,
        user: impl Into<UserId>,
    ) -> CheckOutBooking<'a> {
        let user = user.into();
        let raw = self.raw.check_out_booking().id(booking.into());
        CheckOutBooking::new(raw.body_map(|body| body.user_id(user)))
    }
}

fn request(user_id: UserId, start: Timestamp, end: Timestamp) -> CreateBookingRequest {
    CreateBookingRequest {
        user_id,
        start_date_time: utc(start),
        end_date_time: utc(end),
        space_id: None,
        building_id: None,
        title: None,
        description: None,
        online_meeting: None,
        attendees: None,
    }
}

/// An instant as requests have it: in UTC, to the second, and without a zone.
pub(crate) fn utc(time: Timestamp) -> LocalDateTime {
    let clock = TimeZone::UTC.to_datetime(time);
    LocalDateTime::from(clock.with().subsec_nanosecond(0).build().unwrap_or(clock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_sent_in_utc_and_to_the_second() {
        let time: Timestamp = "2026-06-15T09:00:00.75+02:00".parse().unwrap();
        assert_eq!(utc(time).to_string(), "2026-06-15T07:00:00");
    }
}
