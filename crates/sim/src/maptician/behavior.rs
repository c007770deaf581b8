//! What can be switched.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::{shape::settable, switch::switches, vendor};

/// How the simulated vendor behaves. No answer of Maptician is documented, so most of it is
/// made up; `INVENTED.md` lists all.
///
/// # Example
///
/// ```
/// use floorkit_sim::maptician::{Behavior, Lists};
///
/// let mut behavior = Behavior::default();
/// assert_eq!(behavior.lists, Lists::Bare);
/// behavior.lists = Lists::Envelope;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Behavior {
    /// Whether a word stands before a token.
    pub prefix: Prefix,
    /// How lists are laid out of which the vendor does not say that they are arrays.
    pub lists: Lists,
    /// What a change is answered with.
    pub changes: Changes,
    /// What a list or a deletion does whose filters are all unknown.
    pub unknown_filters: UnknownFilters,
    /// What counts if a booking has its times in the body and in the query.
    pub booking_times: BookingTimes,
    /// How a new token is wrapped.
    pub token_reply: TokenReply,
    /// What an error's body is.
    pub errors: ErrorBody,
}

settable!(Behavior, "maptician", "prefix", "bearer");

impl vendor::Behavior for Behavior {
    // Where the document has 401 and 500 it has no body for them, since none is known.
    fn breaks_document(&self, status: StatusCode) -> bool {
        let is_listed =
            matches!(status, StatusCode::UNAUTHORIZED | StatusCode::INTERNAL_SERVER_ERROR);
        is_listed && self.errors != ErrorBody::Empty
    }
}

// The first value of each is the default.
switches! {
    /// Whether a word stands before a token.
    Prefix {
        /// None.
        Bare,
        /// `Bearer`.
        Bearer,
    }
    /// How lists are laid out of which the vendor does not say that they are arrays.
    Lists {
        /// As an array.
        Bare,
        /// In the field `data` of an object.
        Envelope,
    }
    /// What a change is answered with.
    Changes {
        /// What became of it, as an object.
        Told,
        /// The text `OK`, as JSON.
        Word,
    }
    /// What a list or a deletion does whose filters are all unknown.
    UnknownFilters {
        /// It is refused with 400.
        Refused,
        /// They are passed over: all that there is fits.
        PassedOver,
    }
    /// What counts if a booking has its times in the body and in the query.
    BookingTimes {
        /// The body.
        Body,
        /// The query.
        Query,
    }
    /// How a new token is wrapped.
    TokenReply {
        /// In the field `token`.
        Field,
        /// In that field, in the object `data`.
        Nested,
        /// Not at all: it is a text.
        Bare,
    }
    /// What an error's body is.
    ErrorBody {
        /// `{"error": …}`.
        Object,
        /// A text.
        Text,
        /// Nothing.
        Empty,
    }
}
