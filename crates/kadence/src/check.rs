//! Checking in to a booking, and out of it.

use floorkit_kadence_raw::{
    self as raw,
    operations::{CHECK_IN_BOOKING, CHECK_OUT_BOOKING},
};

use crate::{Booking, CheckMethod};

floorkit_runtime::request! {
    "floorkit_kadence":
        "client.bookings().check_in(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\", \"01GTBV1CT3BM8A42SEJ2J5F4EG\")";

    /// Checks a user in. Made by [`BookingsApi::check_in`](crate::BookingsApi::check_in).
    #[derive(Clone, Debug)]
    pub struct CheckInBooking(raw::builder::CheckInBooking, CHECK_IN_BOOKING) -> Booking;
}

floorkit_runtime::request! {
    "floorkit_kadence":
        "client.bookings().check_out(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\", \"01GTBV1CT3BM8A42SEJ2J5F4EG\")";

    /// Checks a user out. Made by [`BookingsApi::check_out`](crate::BookingsApi::check_out).
    #[derive(Clone, Debug)]
    pub struct CheckOutBooking(raw::builder::CheckOutBooking, CHECK_OUT_BOOKING) -> Booking;
}

macro_rules! method {
    ($($name:ident: $verb:literal;)+) => {
        $(impl $name<'_> {
            /// What noticed it.
            ///
            /// ```no_run
            /// use floorkit_kadence::CheckMethod;
            ///
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
            /// let (booking, user) = ("01J8ZQ4M6T2V9XK3C5N7P0R1SB", "01GTBV1CT3BM8A42SEJ2J5F4EG");
            #[doc = concat!("let request = client.bookings().", $verb, "(booking, user);")]
            /// request.method(CheckMethod::Sensor).send().await?;
            /// # Ok(())
            /// # }
            /// ```
            pub fn method(mut self, method: CheckMethod) -> Self {
                self.raw = self.raw.body_map(|body| body.method(method));
                self
            }
        })+
    };
}

method! {
    CheckInBooking: "check_in";
    CheckOutBooking: "check_out";
}
