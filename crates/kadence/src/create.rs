//! Booking.

use floorkit_kadence_raw::{
    self as raw,
    operations::CREATE_BOOKING,
    types::{Attendee, CreateBookingRequest, ExternalAttendee, InternalAttendee},
};
use floorkit_runtime::{CallOptions, Error, OffsetDateTime, OpenEnum, Reply, call_as};

use crate::{
    Booking, BookingExt as _, BookingStatus, ListUserBookings, Result, UserId,
    jiff::{Timestamp, tz::TimeZone},
    list,
};

/// The most characters of a title, and of a description.
const LONGEST_TITLE: usize = 255;
const LONGEST_DESCRIPTION: usize = 4_000;

/// Books a space, or a place in a building without one. Made by
/// [`BookingsApi::book_space`](crate::BookingsApi::book_space) and
/// [`book_onsite`](crate::BookingsApi::book_onsite).
///
/// # Example
///
/// ```no_run
/// use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
///
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let now = Timestamp::now();
/// let (user, desk) = ("01GTBV1CT3BM8A42SEJ2J5F4EG", "01J8ZQ4M6T2V9XK3C5N7P0R1SB");
/// let booking = client.bookings().book_space(user, desk, now, now + 8.hours()).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send` or `send_or_find`"]
pub struct BookSpace<'a> {
    raw: &'a raw::Client,
    request: CreateBookingRequest,
    options: CallOptions,
}

/// Books a room. Made by [`BookingsApi::book_room`](crate::BookingsApi::book_room).
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
/// let booking = request.invite_guest("ada@acme.example").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send` or `send_or_find`"]
pub struct BookRoom<'a> {
    raw: &'a raw::Client,
    request: CreateBookingRequest,
    options: CallOptions,
}

/// How a booking came about.
///
/// # Example
///
/// ```
/// use floorkit_kadence::{Booked, Booking};
///
/// fn booking(booked: Booked) -> Option<Booking> {
///     match booked {
///         Booked::New(booking) | Booked::Found(booking) => Some(booking),
///         _ => None,
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Booked {
    /// The service answered with it.
    New(Booking),
    /// The answer was lost, and the booking was found among those of its owner.
    Found(Booking),
}

macro_rules! booked {
    ($($name:ident: $example:literal;)+) => {
        $(impl<'a> $name<'a> {
            pub(crate) fn new(raw: &'a raw::Client, request: CreateBookingRequest) -> Self {
                Self { raw, request, options: CallOptions::new() }
            }

            /// How this call alone is made: its time limits, whether it may be tried again,
            /// headers of its own.
            ///
            /// ```no_run
            /// # use std::time::Duration;
            /// # use floorkit_kadence::{CallOptions, jiff::{Timestamp, ToSpan as _}};
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            /// # let now = Timestamp::now();
            /// # let (user, space) = ("01GTBV1CT3BM8A42SEJ2J5F4EG", "01J8ZQ4M6T2V9XK3C5N7P0R1SB");
            /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
            #[doc = concat!("let request = client.bookings().", $example, ".options(patient);")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn options(mut self, options: CallOptions) -> Self {
                self.options = options;
                self
            }

            /// Sends the request, and gives the new booking.
            ///
            /// ```no_run
            /// # use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            /// # let now = Timestamp::now();
            /// # let (user, space) = ("01GTBV1CT3BM8A42SEJ2J5F4EG", "01J8ZQ4M6T2V9XK3C5N7P0R1SB");
            #[doc = concat!("let booking = client.bookings().", $example, ".send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// If [`may_have_been_sent`](crate::Error::may_have_been_sent), there may be a
            /// booking all the same: [`send_or_find`](Self::send_or_find) looks for it.
            pub async fn send(self) -> Result<Booking> {
                self.reply().await.map(Reply::into_value)
            }

            /// Sends the request, and gives the booking together with what else is known of
            /// the answer: status, request id, headers.
            ///
            /// ```no_run
            /// # use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            /// # let now = Timestamp::now();
            /// # let (user, space) = ("01GTBV1CT3BM8A42SEJ2J5F4EG", "01J8ZQ4M6T2V9XK3C5N7P0R1SB");
            #[doc = concat!("let reply = client.bookings().", $example, ".reply().await?;")]
            /// println!("{}", reply.status());
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// As of [`send`](Self::send).
            pub async fn reply(self) -> Result<Reply<Booking>> {
                create(self.raw, self.request, self.options).await
            }

            /// Sends the request and, where it is not known whether that made a booking,
            /// looks for it among those of its owner. Nothing is sent twice: the service
            /// has no way to tell a repetition, and would book twice.
            ///
            /// Found is a booking of the same owner, place and times that is not canceled.
            /// One that was there before is no different: its owner has what was asked
            /// for, and a second one would have been refused.
            ///
            /// ```no_run
            /// # use floorkit_kadence::jiff::{Timestamp, ToSpan as _};
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            /// # let now = Timestamp::now();
            /// # let (user, space) = ("01GTBV1CT3BM8A42SEJ2J5F4EG", "01J8ZQ4M6T2V9XK3C5N7P0R1SB");
            #[doc = concat!("let booked = client.bookings().", $example, ".send_or_find().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// That of the booking, if none was found or it could not be looked for. The
            /// service may yet be about to make it, in particular a room, which goes
            /// through a calendar.
            pub async fn send_or_find(self) -> Result<Booked> {
                create_or_find(self.raw, self.request, self.options).await
            }
        })+
    };
}

booked! {
    BookSpace: "book_space(user, space, now, now + 8.hours())";
    BookRoom: "book_room(user, space, \"Planning\", now, now + 1.hour())";
}

impl BookRoom<'_> {
    /// The text of the event, at most 4,000 characters.
    ///
    /// ```no_run
    /// # use floorkit_kadence::BookRoom;
    /// fn described(request: BookRoom<'_>) -> BookRoom<'_> {
    ///     request.description("Bring your figures.")
    /// }
    /// ```
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.request.description = Some(text.into());
        self
    }

    /// Whether the event gets a link to an online meeting.
    ///
    /// ```no_run
    /// # use floorkit_kadence::BookRoom;
    /// fn online(request: BookRoom<'_>) -> BookRoom<'_> {
    ///     request.online_meeting(true)
    /// }
    /// ```
    pub fn online_meeting(mut self, is_online: bool) -> Self {
        self.request.online_meeting = Some(is_online);
        self
    }

    /// Invites a user of the tenant.
    ///
    /// ```no_run
    /// # use floorkit_kadence::BookRoom;
    /// fn with_ben(request: BookRoom<'_>) -> BookRoom<'_> {
    ///     request.invite("01GTBV2ZQ8M3N5P7R9T1V3X5Z7")
    /// }
    /// ```
    pub fn invite(self, user: impl Into<UserId>) -> Self {
        self.attendee(InternalAttendee { user_id: user.into() }.into())
    }

    /// Invites a guest by an email address.
    ///
    /// ```no_run
    /// # use floorkit_kadence::BookRoom;
    /// fn with_ada(request: BookRoom<'_>) -> BookRoom<'_> {
    ///     request.invite_guest("ada@acme.example")
    /// }
    /// ```
    pub fn invite_guest(self, email: impl Into<String>) -> Self {
        let guest = ExternalAttendee { email_address: email.into(), display_name: None };
        self.attendee(guest.into())
    }

    /// Invites a guest by an email address and a name to show.
    ///
    /// ```no_run
    /// # use floorkit_kadence::BookRoom;
    /// fn with_ada(request: BookRoom<'_>) -> BookRoom<'_> {
    ///     request.invite_named_guest("ada@acme.example", "Ada Lovelace")
    /// }
    /// ```
    pub fn invite_named_guest(self, email: impl Into<String>, name: impl Into<String>) -> Self {
        let display_name = Some(name.into());
        self.attendee(ExternalAttendee { email_address: email.into(), display_name }.into())
    }

    fn attendee(mut self, attendee: Attendee) -> Self {
        self.request.attendees.get_or_insert_default().push(attendee);
        self
    }
}

async fn create(
    raw: &raw::Client,
    request: CreateBookingRequest,
    options: CallOptions,
) -> Result<Reply<Booking>> {
    check(&request)?;
    call_as(&CREATE_BOOKING, options, raw.create_booking().body(request).send()).await
}

async fn create_or_find(
    raw: &raw::Client,
    request: CreateBookingRequest,
    options: CallOptions,
) -> Result<Booked> {
    let error = match create(raw, request.clone(), options.clone()).await {
        Ok(reply) => return Ok(Booked::New(reply.into_value())),
        Err(error) => error,
    };
    // Who says no has made none.
    let is_refused = error.status().is_some_and(|status| (400..500).contains(&status));
    if is_refused || !error.may_have_been_sent() {
        return Err(error);
    }
    match find(raw, &request, options).await {
        Ok(Some(booking)) => Ok(Booked::Found(booking)),
        Ok(None) | Err(_) => Err(error),
    }
}

/// The booking that a request has made.
async fn find(
    raw: &raw::Client,
    request: &CreateBookingRequest,
    options: CallOptions,
) -> Result<Option<Booking>> {
    let Some(start) = instant(request.start_date_time) else { return Ok(None) };
    let list = ListUserBookings::of(raw, request.user_id.clone()).options(options);
    let list = list.starting().after(start).starting().before(start);
    list::find(list.pages(), |booking| is_of(booking, request)).await
}

/// Whether a booking is what was asked for.
fn is_of(booking: &Booking, request: &CreateBookingRequest) -> bool {
    let time = |time: Option<OffsetDateTime>| time.map(OffsetDateTime::to_timestamp);
    let is_there = booking.status != Some(OpenEnum::Known(BookingStatus::Cancelled));
    let is_same_place = match (&request.space_id, &request.building_id) {
        (Some(space), _) => booking.space_id().as_ref() == Some(space),
        (None, building) => booking.space_id().is_none() && booking.building_id() == *building,
    };
    is_there
        && is_same_place
        && time(booking.start_date) == instant(request.start_date_time)
        && time(booking.end_date) == instant(request.end_date_time)
}

fn instant(time: floorkit_runtime::LocalDateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(time.civil()).ok()
}

fn check(request: &CreateBookingRequest) -> Result<()> {
    let limits = [
        ("title", &request.title, LONGEST_TITLE),
        ("description", &request.description, LONGEST_DESCRIPTION),
    ];
    for (name, text, most) in limits {
        let length = text.as_ref().map_or(0, |text| text.chars().count());
        if length > most {
            let why = format!("the {name} has {length} characters, and may have {most}");
            return Err(Error::invalid_request(&CREATE_BOOKING, why));
        }
    }
    Ok(())
}
