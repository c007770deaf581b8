//! What can be switched.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::{Seconds, shape::settable, switch::switches, vendor};

/// How the simulated vendor behaves. The defaults are the likeliest reading of the
/// evidence, which is thin; `INVENTED.md` lists them all.
///
/// # Example
///
/// ```
/// use floorkit_sim::mapiq::{Behavior, ListShape};
///
/// let mut behavior = Behavior::default();
/// assert_eq!(behavior.lists, ListShape::Bare);
/// behavior.lists = ListShape::Envelope;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Behavior {
    /// How lists are laid out.
    pub lists: ListShape,
    /// The form of `startTime` and `endTime`.
    pub times: Times,
    /// How the names of fields begin.
    pub names: Names,
    /// Where workdays are.
    pub workdays: WorkdaysPath,
    /// What a list of a range does without its first day.
    pub dates: Dates,
    /// What a query parameter that is not known leads to.
    pub parameters: Parameters,
    /// What a deletion does whose parameters are not known.
    pub unknown_selector: UnknownSelector,
    /// Whether deleted bookings are listed.
    pub canceled: Canceled,
    /// For how many days bookings and check-ins are kept.
    pub retention: Days,
    /// Which buildings are published.
    pub drafts: Drafts,
    /// Which spellings of leaving the service takes.
    pub leaving: Leaving,
    /// How many seconds there must be between two check-ins of a user.
    pub checkin_interval: Interval,
    /// The status that refuses a check-in that follows too quickly.
    pub throttle: Throttle,
    /// What the application may do.
    pub permissions: Permissions,
    /// The form of `expires_in` in the reply of the token endpoint.
    pub expires_in: ExpiresIn,
    /// How long tokens live, in seconds.
    pub token_life: Seconds,
    /// What an error's body is.
    pub errors: ErrorBody,
}

/// A number of days; 90 by default.
///
/// ```
/// assert_eq!(floorkit_sim::mapiq::Days::default().0, 90);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(pub u16);

/// A number of seconds; 60 by default.
///
/// ```
/// assert_eq!(floorkit_sim::mapiq::Interval::default().0, 60);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Interval(pub u32);

impl Default for Days {
    fn default() -> Self {
        Self(90)
    }
}

impl Default for Interval {
    fn default() -> Self {
        Self(60)
    }
}

settable!(Behavior, "mapiq", "times", "utc");

impl vendor::Behavior for Behavior {
    fn breaks_document(&self, _status: StatusCode) -> bool {
        false
    }
}

// The first value of each is the default.
switches! {
    /// How lists are laid out.
    ListShape {
        /// As an array, as version 1 had them.
        Bare,
        /// In the field `value` of an object, whole.
        Envelope,
        /// In such an object, 1,000 records at a time, with a `continuationToken` that is
        /// a query parameter of the next call.
        Parts,
    }
    /// The form of times.
    Times {
        /// The wall clock of the building, without an offset.
        Local,
        /// UTC, with a `Z`.
        Utc,
        /// The wall clock of the building, with its offset.
        Offset,
    }
    /// How names of fields begin.
    Names {
        /// With a small letter, as the few that are known.
        Camel,
        /// With a capital letter, as in the table of a check-in.
        Capital,
    }
    /// Where workdays are.
    WorkdaysPath {
        /// At `/v2/workdays`.
        Guessed,
        /// Not there.
        Elsewhere,
    }
    /// What a list of a range does without its first day.
    Dates {
        /// It is refused with 400.
        Required,
        /// It is about today.
        Optional,
    }
    /// What an unknown query parameter leads to.
    Parameters {
        /// It is passed over.
        Ignored,
        /// The call is refused with 400.
        Refused,
    }
    /// What a deletion does whose parameters are all unknown.
    UnknownSelector {
        /// It is refused with 400.
        Refused,
        /// It deletes all bookings from today on.
        Everything,
    }
    /// Whether deleted bookings are listed.
    Canceled {
        /// They are gone.
        Gone,
        /// They stay, with a `status` of `Cancelled`.
        Listed,
    }
    /// Which buildings are published.
    Drafts {
        /// All but one.
        Unpublished,
        /// All.
        Published,
    }
    /// Which spellings of leaving are taken.
    Leaving {
        /// `NotAtTheOffice` and `NotAtTheOffce`.
        Both,
        /// `NotAtTheOffice` alone.
        Corrected,
        /// `NotAtTheOffce` alone, as the vendor prints it.
        AsPrinted,
    }
    /// The status that refuses a check-in that follows too quickly.
    Throttle {
        /// 429, without a word of when to come back.
        TooManyRequests,
        /// 409.
        Conflict,
    }
    /// What the application may do.
    Permissions {
        /// Everything.
        All,
        /// Nothing: each call is answered with 403.
        Nothing,
    }
    /// The form of `expires_in`.
    ExpiresIn {
        /// An integer, as OAuth 2.0 has it.
        Integer,
        /// A string of digits.
        String,
        /// The field is not there.
        Absent,
    }
    /// What an error's body is.
    ErrorBody {
        /// An object with `title`, `status` and `errors`, as the vendor's own app gets.
        Problem,
        /// A page of HTML.
        Html,
        /// Nothing.
        Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lists_every_switch() {
        crate::switch::check_invented::<Behavior>("Mapiq");
    }

    #[test]
    fn a_wrong_switch_lists_the_right_ones() {
        let mut behavior = Behavior::default();
        let error = behavior.set("list", "bare").unwrap_err();
        assert!(format!("{error:?}").contains("lists"), "{error:?}");
        let error = behavior.set("times", "zoned").unwrap_err();
        assert!(format!("{error:?}").contains("offset"), "{error:?}");
    }
}
