//! Filters by time, of which there are two kinds that must not be confused.

use std::fmt;

use floorkit_kadence_raw::builder;
use floorkit_runtime::{DateTime, LocalDateTime, OffsetDateTime};

/// What a time is to be before or after. Made by methods of a request such as
/// [`ListBookings::starting`](crate::ListBookings::starting); each of its own methods gives
/// the request back.
///
/// `before`, `after` and their strict sisters take an instant. Those with `local` take
/// what the clock on the wall of the booking's building shows: the way to ask for a day in
/// buildings of several time zones. `before` and `after` include the moment itself; the
/// strict ones do not.
///
/// # Example
///
/// ```no_run
/// use floorkit_kadence::jiff::civil::date;
///
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// // The whole of a day, wherever the building is.
/// let (today, tomorrow) = (date(2026, 6, 15), date(2026, 6, 16));
/// let request = client.bookings().list();
/// let request = request.starting().local_after(today.at(0, 0, 0, 0));
/// let request = request.starting().local_strictly_before(tomorrow.at(0, 0, 0, 0));
/// # Ok(())
/// # }
/// ```
#[must_use = "say what it is to be before or after"]
pub struct Bounds<R> {
    request: R,
    apply: fn(R, Bound) -> R,
}

/// One limit to a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    Before(DateTime),
    StrictlyBefore(DateTime),
    After(DateTime),
    StrictlyAfter(DateTime),
    LocalBefore(LocalDateTime),
    LocalStrictlyBefore(LocalDateTime),
    LocalAfter(LocalDateTime),
    LocalStrictlyAfter(LocalDateTime),
}

macro_rules! instants {
    ($($(#[$meta:meta])* $name:ident: $bound:ident;)+) => {
        $($(#[$meta])*
        ///
        /// ```no_run
        /// # use floorkit_kadence::jiff::Timestamp;
        /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
        #[doc = concat!("let request = client.bookings().list().starting().", stringify!($name), "(Timestamp::now());")]
        /// # Ok(())
        /// # }
        /// ```
        pub fn $name(self, time: impl Into<OffsetDateTime>) -> R {
            (self.apply)(self.request, Bound::$bound(DateTime::Offset(time.into())))
        })+
    };
}

macro_rules! locals {
    ($($(#[$meta:meta])* $name:ident: $bound:ident;)+) => {
        $($(#[$meta])*
        ///
        /// ```no_run
        /// # use floorkit_kadence::jiff::civil::date;
        /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
        /// let nine = date(2026, 6, 15).at(9, 0, 0, 0);
        #[doc = concat!("let request = client.bookings().list().starting().", stringify!($name), "(nine);")]
        /// # Ok(())
        /// # }
        /// ```
        pub fn $name(self, time: impl Into<LocalDateTime>) -> R {
            (self.apply)(self.request, Bound::$bound(time.into()))
        })+
    };
}

impl<R> Bounds<R> {
    pub(crate) fn new(request: R, apply: fn(R, Bound) -> R) -> Self {
        Self { request, apply }
    }

    instants! {
        /// At this instant or before it.
        before: Before;
        /// Before this instant.
        strictly_before: StrictlyBefore;
        /// At this instant or after it.
        after: After;
        /// After this instant.
        strictly_after: StrictlyAfter;
    }

    locals! {
        /// When the building's clock shows this, or before.
        local_before: LocalBefore;
        /// Before the building's clock shows this.
        local_strictly_before: LocalStrictlyBefore;
        /// When the building's clock shows this, or after.
        local_after: LocalAfter;
        /// After the building's clock showed this.
        local_strictly_after: LocalStrictlyAfter;
    }
}

impl<R> fmt::Debug for Bounds<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bounds").finish_non_exhaustive()
    }
}

/// A raw request that can be limited by a time.
macro_rules! bounded {
    ($bound:expr, $raw:expr, $before:ident $strictly_before:ident $after:ident $strictly_after:ident
     $local_before:ident $local_strictly_before:ident $local_after:ident $local_strictly_after:ident) => {
        match $bound {
            Bound::Before(time) => $raw.$before(time),
            Bound::StrictlyBefore(time) => $raw.$strictly_before(time),
            Bound::After(time) => $raw.$after(time),
            Bound::StrictlyAfter(time) => $raw.$strictly_after(time),
            Bound::LocalBefore(time) => $raw.$local_before(time),
            Bound::LocalStrictlyBefore(time) => $raw.$local_strictly_before(time),
            Bound::LocalAfter(time) => $raw.$local_after(time),
            Bound::LocalStrictlyAfter(time) => $raw.$local_strictly_after(time),
        }
    };
}

/// Requests that can be limited by the start and the end.
pub(crate) trait Timed: Sized {
    fn starting(self, bound: Bound) -> Self;
    fn ending(self, bound: Bound) -> Self;
}

macro_rules! timed {
    ($($builder:ident)+) => {
        $(impl Timed for builder::$builder<'_> {
            fn starting(self, bound: Bound) -> Self {
                bounded!(bound, self,
                    start_date_time_before start_date_time_strictly_before
                    start_date_time_after start_date_time_strictly_after
                    start_date_time_local_before start_date_time_local_strictly_before
                    start_date_time_local_after start_date_time_local_strictly_after)
            }

            fn ending(self, bound: Bound) -> Self {
                bounded!(bound, self,
                    end_date_time_before end_date_time_strictly_before
                    end_date_time_after end_date_time_strictly_after
                    end_date_time_local_before end_date_time_local_strictly_before
                    end_date_time_local_after end_date_time_local_strictly_after)
            }
        })+
    };
}

timed! { ListBookings ListUserBookings ListVisits ListVisitors }

/// Adds `starting` and `ending` to requests for lists.
macro_rules! start_and_end {
    ($name:ident: $example:literal, $what:literal) => {
        impl<'a> $name<'a> {
            #[doc = concat!("Only ", $what, " that start then. Several limits all apply.")]
            ///
            /// ```no_run
            /// # use floorkit_kadence::jiff::Timestamp;
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let request = ", $example, ".starting().after(Timestamp::now());")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn starting(self) -> $crate::Bounds<$name<'a>> {
                $crate::Bounds::new(self, |request, bound| {
                    request.filter(move |raw| $crate::times::Timed::starting(raw, bound))
                })
            }

            #[doc = concat!("Only ", $what, " that end then. Several limits all apply.")]
            ///
            /// ```no_run
            /// # use floorkit_kadence::jiff::Timestamp;
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            #[doc = concat!("let request = ", $example, ".ending().before(Timestamp::now());")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn ending(self) -> $crate::Bounds<$name<'a>> {
                $crate::Bounds::new(self, |request, bound| {
                    request.filter(move |raw| $crate::times::Timed::ending(raw, bound))
                })
            }
        }
    };
}

pub(crate) use {bounded, start_and_end};
