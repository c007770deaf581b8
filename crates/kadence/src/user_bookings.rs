//! The bookings of one user.

use floorkit_kadence_raw::{self as raw, builder};

use crate::{
    BookingId, BookingStatusFilter, Bounds, BuildingId, FloorId, NeighborhoodId, SpaceId,
    SpaceType, UserId,
    list::{filters, list},
    times::{Bound, bounded, start_and_end},
};

list! {
    "client.bookings().list_for_user(\"01GTBV1CT3BM8A42SEJ2J5F4EG\")";

    /// Asks for a user's bookings. Made by
    /// [`BookingsApi::list_for_user`](crate::BookingsApi::list_for_user).
    ///
    /// No order can be asked for, so pages may overlap.
    pub struct ListUserBookings(ListUserBookings, list_user_bookings, LIST_USER_BOOKINGS)
        -> BookingCollection of Booking;
}

filters! {
    ListUserBookings: "client.bookings().list_for_user(\"01GTBV1CT3BM8A42SEJ2J5F4EG\")";

    /// Only this booking.
    id: BookingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only this kind. Rooms are looked up with the calendar service, and may take long.
    type_: SpaceType = "floorkit_kadence::SpaceType::Desk";
    /// Only bookings in this state.
    status: BookingStatusFilter = "floorkit_kadence::BookingStatusFilter::Booked";
    /// Only bookings in this building.
    building_id: BuildingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only bookings on this floor.
    floor_id: FloorId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only bookings in this neighborhood.
    neighborhood_id: NeighborhoodId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only bookings of this space.
    space_id: SpaceId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
}

start_and_end!(
    ListUserBookings: "client.bookings().list_for_user(\"01GTBV1CT3BM8A42SEJ2J5F4EG\")",
    "bookings"
);

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident: $apply:ident;)+) => {
        impl<'a> ListUserBookings<'a> {
            $($(#[$meta])*
            ///
            /// ```no_run
            /// # use floorkit_kadence::jiff::Timestamp;
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            /// let request = client.bookings().list_for_user("01GTBV1CT3BM8A42SEJ2J5F4EG");
            #[doc = concat!("let request = request.", stringify!($name), "().after(Timestamp::now());")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn $name(self) -> Bounds<ListUserBookings<'a>> {
                Bounds::new(self, |request, bound| request.filter(move |raw| $apply(raw, bound)))
            })+
        }
    };
}

events! {
    /// Only bookings that were canceled then.
    canceled: canceled;
    /// Only bookings that were checked in then.
    checked_in: checked_in;
    /// Only bookings that were checked out then.
    checked_out: checked_out;
    /// Only bookings that were self-certified then.
    self_certified: self_certified;
}

impl<'a> ListUserBookings<'a> {
    pub(crate) fn of(raw: &'a raw::Client, user: UserId) -> Self {
        Self::new(raw).filter(move |raw| raw.user_id(user.clone()))
    }
}

fn canceled(raw: builder::ListUserBookings<'_>, bound: Bound) -> builder::ListUserBookings<'_> {
    bounded!(bound, raw,
        cancelled_date_time_before cancelled_date_time_strictly_before
        cancelled_date_time_after cancelled_date_time_strictly_after
        cancelled_date_time_local_before cancelled_date_time_local_strictly_before
        cancelled_date_time_local_after cancelled_date_time_local_strictly_after)
}

fn checked_in(raw: builder::ListUserBookings<'_>, bound: Bound) -> builder::ListUserBookings<'_> {
    bounded!(bound, raw,
        checked_in_date_time_before checked_in_date_time_strictly_before
        checked_in_date_time_after checked_in_date_time_strictly_after
        checked_in_date_time_local_before checked_in_date_time_local_strictly_before
        checked_in_date_time_local_after checked_in_date_time_local_strictly_after)
}

fn checked_out(raw: builder::ListUserBookings<'_>, bound: Bound) -> builder::ListUserBookings<'_> {
    bounded!(bound, raw,
        checked_out_date_time_before checked_out_date_time_strictly_before
        checked_out_date_time_after checked_out_date_time_strictly_after
        checked_out_date_time_local_before checked_out_date_time_local_strictly_before
        checked_out_date_time_local_after checked_out_date_time_local_strictly_after)
}

fn self_certified(
    raw: builder::ListUserBookings<'_>,
    bound: Bound,
) -> builder::ListUserBookings<'_> {
    bounded!(bound, raw,
        self_certified_date_time_before self_certified_date_time_strictly_before
        self_certified_date_time_after self_certified_date_time_strictly_after
        self_certified_date_time_local_before self_certified_date_time_local_strictly_before
        self_certified_date_time_local_after self_certified_date_time_local_strictly_after)
}
