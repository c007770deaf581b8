//! What can be switched.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::{
    Seconds,
    mapiq::{Days, ErrorBody, Interval, Leaving, Throttle},
    shape::settable,
    switch::switches,
    vendor,
};

/// How the simulated vendor behaves. The defaults are the likeliest reading of the
/// evidence; `INVENTED.md` lists them all.
///
/// # Example
///
/// ```
/// use floorkit_sim::mapiq_v1::{Behavior, RegistrationId};
///
/// let mut behavior = Behavior::default();
/// assert_eq!(behavior.registration_id, RegistrationId::Capital);
/// behavior.registration_id = RegistrationId::Small;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Behavior {
    /// How the name of a registration's id is written.
    pub registration_id: RegistrationId,
    /// The JSON type of `floorNumber`.
    pub floor_number: FloorNumber,
    /// The form of `date`.
    pub days: DayForm,
    /// For how many days bookings and check-ins are kept.
    pub retention: Days,
    /// Which spellings of leaving the service takes.
    pub leaving: Leaving,
    /// How many seconds there must be between two check-ins of a user.
    pub checkin_interval: Interval,
    /// The status that refuses a check-in that follows too quickly.
    pub throttle: Throttle,
    /// How the name of a token is written.
    pub token_name: TokenName,
    /// How long tokens live, in seconds.
    pub token_life: Seconds,
    /// What an error's body is.
    pub errors: ErrorBody,
}

settable!(Behavior, "mapiq_v1", "token_name", "capital");

impl vendor::Behavior for Behavior {
    /// The document has no body for a 401, since none is known.
    fn breaks_document(&self, status: StatusCode) -> bool {
        status == StatusCode::UNAUTHORIZED
    }
}

// The first value of each is the default.
switches! {
    /// How the name of a registration's id is written.
    RegistrationId {
        /// `Id`, as the vendor prints it.
        Capital,
        /// `id`, as all other names are.
        Small,
    }
    /// The JSON type of a floor's number.
    FloorNumber {
        /// A number.
        Number,
        /// A string.
        String,
    }
    /// The form of a day.
    DayForm {
        /// `2023-05-31`.
        Plain,
        /// `2023-05-31T00:00:00`.
        Midnight,
    }
    /// How the name of a token is written.
    TokenName {
        /// `access_token`, as OAuth 2.0 has it.
        Small,
        /// `Access_token`, as the vendor prints it.
        Capital,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lists_every_switch() {
        crate::switch::check_invented::<Behavior>("Mapiq v1");
    }
}
