//! When, where and how many may book.

use floorkit_kadence_raw::{
    self as raw,
    operations::{
        GET_BOOKABLE_DAY, GET_BOOKABLE_ONSITE_PASS, LIST_BOOKABLE_DAYS, LIST_BOOKABLE_SPACES,
    },
};
use floorkit_runtime::{Misread, call_as};

use crate::{
    BookableDay, BookableDayCollection, BookableDayId, BookableOnsitePass, BookableSpaceCollection,
    BuildingId, FloorId, Result, SpaceType, UserId, bookings::utc, jiff::Timestamp,
};

/// Calls about the days on which somebody may book. Made by
/// [`Client::bookable_days`](crate::Client::bookable_days).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let (building, user) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", "01GTBV1CT3BM8A42SEJ2J5F4EG");
/// let days = client.bookable_days().list(building, user).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BookableDaysApi<'a> {
    raw: &'a raw::Client,
}

/// Calls about the spaces that somebody may book. Made by
/// [`Client::bookable_spaces`](crate::Client::bookable_spaces).
///
/// ```no_run
/// use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
///
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let now = Timestamp::now();
/// let (floor, user) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", "01GTBV1CT3BM8A42SEJ2J5F4EG");
/// let desks = client.bookable_spaces().list(floor, user, now, now + 8.hours()).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BookableSpacesApi<'a> {
    raw: &'a raw::Client,
}

/// Calls about how many more people a building admits. Made by
/// [`Client::bookable_onsite_passes`](crate::Client::bookable_onsite_passes).
///
/// ```no_run
/// use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
///
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let (building, now) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", Timestamp::now());
/// let pass = client.bookable_onsite_passes().get(building, now, now + 8.hours()).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BookableOnsitePassesApi<'a> {
    raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_kadence":
        "client.bookable_days().list(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\", \"01GTBV1CT3BM8A42SEJ2J5F4EG\")";

    /// Asks for days. Made by [`BookableDaysApi::list`].
    #[derive(Clone, Debug)]
    pub struct ListBookableDays(raw::builder::ListBookableDays, LIST_BOOKABLE_DAYS)
        -> Vec<BookableDay>, via days;
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.bookable_days().get(\"2026-06-15\")";

    /// Asks for nothing. Made by [`BookableDaysApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetBookableDay(raw::builder::GetBookableDay, GET_BOOKABLE_DAY) -> ();
}

floorkit_runtime::request! {
    "floorkit_kadence":
        "client.bookable_spaces().list(
    \"01J8ZQ4M6T2V9XK3C5N7P0R1SB\",
    \"01GTBV1CT3BM8A42SEJ2J5F4EG\",
    floorkit_kadence::jiff::Timestamp::now(),
    floorkit_kadence::jiff::Timestamp::now(),
)";

    /// Asks for spaces. Made by [`BookableSpacesApi::list`].
    #[derive(Clone, Debug)]
    pub struct ListBookableSpaces(raw::builder::ListBookableSpaces, LIST_BOOKABLE_SPACES)
        -> BookableSpaceCollection, via whole;
}

floorkit_runtime::request! {
    "floorkit_kadence":
        "client.bookable_onsite_passes().get(
    \"01J8ZQ4M6T2V9XK3C5N7P0R1SB\",
    floorkit_kadence::jiff::Timestamp::now(),
    floorkit_kadence::jiff::Timestamp::now(),
)";

    /// Asks for passes. Made by [`BookableOnsitePassesApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetBookableOnsitePass(
        raw::builder::GetBookableOnsitePass, GET_BOOKABLE_ONSITE_PASS
    ) -> BookableOnsitePass;
}

impl<'a> BookableDaysApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists the days on which a user may book in a building:
    /// `GET /v1/public/bookable-days`.
    ///
    /// Each says from when to when a booking may run. Of a day that has begun, the start is
    /// the earliest one that a booking may have now.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Bookable-Day/operation/api_v1publicbookable-days_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let (building, user) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", "01GTBV1CT3BM8A42SEJ2J5F4EG");
    /// for day in client.bookable_days().list(building, user).send().await? {
    ///     println!("{:?} to {:?}", day.start, day.end);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever went wrong between here and the vendor: ask the [`Error`](crate::Error).
    pub fn list(
        &self,
        building: impl Into<BuildingId>,
        user: impl Into<UserId>,
    ) -> ListBookableDays<'a> {
        let raw = self.raw.list_bookable_days().building_id(building.into());
        ListBookableDays::new(raw.user_id(user.into()))
    }

    /// Gets nothing: `GET /v1/public/bookable-days/{id}`.
    ///
    /// Success is 204 without a body, and no day has an id that could be asked for. It is
    /// here because the vendor documents it.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Bookable-Day/operation/api_v1publicbookable-days_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// client.bookable_days().get("2026-06-15").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found), if there is none.
    pub fn get(&self, day: impl Into<BookableDayId>) -> GetBookableDay<'a> {
        GetBookableDay::new(self.raw.get_bookable_day().id(day.into()))
    }
}

impl<'a> BookableSpacesApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists the spaces of a floor that a user may book in a period:
    /// `GET /v1/public/bookable-spaces`.
    ///
    /// Desks, if no [kind](ListBookableSpaces::space_type) is given. No paging is
    /// documented for this list, though a guide says that everything but bookable days is
    /// paged. So an answer that holds fewer spaces than it announces is an error and no
    /// short list; [`send_part`](ListBookableSpaces::send_part) takes what came.
    ///
    /// The IRI of such a space leads nowhere: take its id to
    /// [`spaces`](crate::Client::spaces).
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Bookable-Space/operation/api_v1publicbookable-spaces_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::{SpaceType, jiff::{Timestamp, ToSpan as _}};
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let now = Timestamp::now();
    /// let (floor, user) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", "01GTBV1CT3BM8A42SEJ2J5F4EG");
    /// let request = client.bookable_spaces().list(floor, user, now, now + 1.hour());
    /// let rooms = request.space_type(SpaceType::Room).send().await?;
    /// println!("{} rooms are free", rooms.member.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_decode`](crate::Error::is_decode) if the answer has a part only.
    pub fn list(
        &self,
        floor: impl Into<FloorId>,
        user: impl Into<UserId>,
        start: impl Into<Timestamp>,
        end: impl Into<Timestamp>,
    ) -> ListBookableSpaces<'a> {
        let raw = self.raw.list_bookable_spaces().floor_id(floor.into()).user_id(user.into());
        let raw = raw.start_date_time(utc(start.into())).end_date_time(utc(end.into()));
        ListBookableSpaces::new(raw)
    }
}

impl ListBookableSpaces<'_> {
    /// The kind of space to look for.
    ///
    /// ```no_run
    /// use floorkit_kadence::{ListBookableSpaces, SpaceType};
    ///
    /// fn lockers(request: ListBookableSpaces<'_>) -> ListBookableSpaces<'_> {
    ///     request.space_type(SpaceType::Locker)
    /// }
    /// ```
    pub fn space_type(mut self, kind: SpaceType) -> Self {
        self.raw = self.raw.space_type(kind);
        self
    }

    /// Sends the request, and takes what came even if it is not all.
    ///
    /// ```no_run
    /// # use floorkit_kadence::ListBookableSpaces;
    /// # async fn sample(request: ListBookableSpaces<'_>) -> floorkit_kadence::Result<()> {
    /// let some = request.send_part().await?;
    /// println!("{} of {:?}", some.member.len(), some.total_items);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever went wrong between here and the vendor: ask the [`Error`](crate::Error).
    pub async fn send_part(self) -> Result<BookableSpaceCollection> {
        let answer = call_as(&LIST_BOOKABLE_SPACES, self.options, self.raw.send()).await?;
        Ok(answer.into_value())
    }
}

impl<'a> BookableOnsitePassesApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Gets how many more people a building admits in a period:
    /// `GET /v1/public/bookable-onsite-passes`.
    ///
    /// In spite of the plural the answer is one object. `num_passes_available` is `None`
    /// where there is no limit, and `unavailability_reason` where passes can be had.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Bookable-Onsite-Pass/operation/api_v1publicbookable-onsite-passes_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
    ///
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let (building, now) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", Timestamp::now());
    /// let request = client.bookable_onsite_passes().get(building, now, now + 8.hours());
    /// match request.send().await?.num_passes_available {
    ///     Some(passes) => println!("{passes} more may come"),
    ///     None => println!("whoever wants may come"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such building.
    pub fn get(
        &self,
        building: impl Into<BuildingId>,
        start: impl Into<Timestamp>,
        end: impl Into<Timestamp>,
    ) -> GetBookableOnsitePass<'a> {
        let raw = self.raw.get_bookable_onsite_pass().building_id(building.into());
        let raw = raw.start_date_time(utc(start.into())).end_date_time(utc(end.into()));
        GetBookableOnsitePass::new(raw)
    }
}

fn days(collection: BookableDayCollection) -> Result<Vec<BookableDay>, Misread> {
    Ok(collection.member)
}

fn whole(spaces: BookableSpaceCollection) -> Result<BookableSpaceCollection, Misread> {
    let here = spaces.member.len();
    let all = spaces.total_items.and_then(|all| usize::try_from(all).ok()).unwrap_or_default();
    let next = spaces.view.as_ref().and_then(|view| view.next.as_ref());
    if all <= here && next.is_none() {
        return Ok(spaces);
    }
    let more = "there are more spaces than came, and no page of this list can be asked for; take \
                what came with `send_part`";
    let field = if next.is_some() { "hydra:view" } else { "hydra:totalItems" };
    Err(Misread::new(more).within(field))
}
