//! What a booking refers to.

use floorkit_kadence_raw::types::{Booking, BookingSpace};

use crate::{BuildingId, SpaceId, UserId};

/// Ids of what a booking refers to.
///
/// A booking names people and its building by IRIs, such as
/// `/v1/public/users/01GTBV1CT3BM8A42SEJ2J5F4EG`, although its fields are called `user_id`
/// and the like; what is sent takes the bare id. Its space comes as a whole or as an IRI.
///
/// # Example
///
/// ```no_run
/// use floorkit_kadence::BookingExt as _;
///
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let booking = client.bookings().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
/// if let Some(owner) = booking.owner() {
///     println!("{:?}", client.users().get(owner).send().await?.email);
/// }
/// # Ok(())
/// # }
/// ```
pub trait BookingExt {
    /// Whose booking it is.
    ///
    /// ```no_run
    /// # use floorkit_kadence::{Booking, BookingExt as _};
    /// # fn sample(booking: &Booking) {
    /// let owner = booking.owner();
    /// # }
    /// ```
    fn owner(&self) -> Option<UserId>;

    /// The building that it is in.
    ///
    /// ```no_run
    /// # use floorkit_kadence::{Booking, BookingExt as _};
    /// # fn sample(booking: &Booking) {
    /// let building = booking.building_id();
    /// # }
    /// ```
    fn building_id(&self) -> Option<BuildingId>;

    /// The space that is booked; an onsite booking has none.
    ///
    /// ```no_run
    /// # use floorkit_kadence::{Booking, BookingExt as _};
    /// # fn sample(booking: &Booking) {
    /// let is_onsite = booking.space_id().is_none();
    /// # }
    /// ```
    fn space_id(&self) -> Option<SpaceId>;

    /// What the space is called, if the booking says so.
    ///
    /// ```no_run
    /// # use floorkit_kadence::{Booking, BookingExt as _};
    /// # fn sample(booking: &Booking) {
    /// println!("{}", booking.space_name().unwrap_or("somewhere"));
    /// # }
    /// ```
    fn space_name(&self) -> Option<&str>;
}

impl BookingExt for Booking {
    fn owner(&self) -> Option<UserId> {
        self.user_id.as_ref()?.id()
    }

    fn building_id(&self) -> Option<BuildingId> {
        self.building.as_ref()?.id()
    }

    fn space_id(&self) -> Option<SpaceId> {
        match self.space.as_ref()? {
            BookingSpace::Space(space) => Some(space.id.clone()),
            BookingSpace::Reference(reference) => reference.id(),
            _ => None,
        }
    }

    fn space_name(&self) -> Option<&str> {
        match self.space.as_ref()? {
            BookingSpace::Space(space) => space.name.as_deref(),
            _ => None,
        }
    }
}
