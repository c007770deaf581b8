//! What can be switched.

use serde::{Deserialize, Serialize};

use crate::{Seconds, shape::settable, switch::switches, vendor};

/// How the simulated vendor behaves. The defaults are the likeliest reading of the
/// evidence; `INVENTED.md` lists them all.
///
/// # Example
///
/// ```
/// use floorkit_sim::kadence::{Behavior, View};
///
/// let mut behavior = Behavior::default();
/// assert_eq!(behavior.view, View::WhereNeeded);
/// behavior.view = View::Never;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Behavior {
    /// When a list has a `hydra:view`.
    pub view: View,
    /// The form of the links in it.
    pub links: Links,
    /// Whether bookable spaces come whole.
    pub bookable_spaces: BookableSpaces,
    /// What `space` is in the answer to a check-in or check-out.
    pub check_space: CheckSpace,
    /// Whether floors have plans.
    pub floor_plans: FloorPlans,
    /// Whether a building admits as many as want to come.
    pub passes: Passes,
    /// What becomes of a booking of what is taken.
    pub double_bookings: DoubleBookings,
    /// The status that refuses what breaks a rule.
    pub refusals: Refusals,
    /// Which of its two forms an error has.
    pub errors: ErrorBody,
    /// How long tokens live, in seconds.
    pub token_life: Seconds,
}

settable!(Behavior, "kadence", "links", "absolute");

impl vendor::Behavior for Behavior {}

// The first value of each is the default.
switches! {
    /// When a list has a `hydra:view`.
    View {
        /// Unless all fits one page and nothing was asked for, as the framework has it.
        WhereNeeded,
        /// Never.
        Never,
    }
    /// The form of links.
    Links {
        /// Paths, as the framework has them.
        Paths,
        /// Whole addresses.
        Absolute,
    }
    /// Whether bookable spaces come whole.
    BookableSpaces {
        /// They do.
        Whole,
        /// The first 30 come, beside the number of all.
        FirstPage,
    }
    /// What `space` is in the answer to a check-in or check-out.
    CheckSpace {
        /// The space itself, as documented.
        Whole,
        /// Its IRI, as two schemas have it that nothing refers to.
        Iri,
    }
    /// Whether floors have plans.
    FloorPlans {
        /// All but the lowest have.
        Most,
        /// None has.
        None,
    }
    /// Whether a building admits as many as want to come.
    Passes {
        /// 40 may come without a space.
        Limited,
        /// There is no limit.
        Unlimited,
    }
    /// What becomes of a booking of what is taken.
    DoubleBookings {
        /// It is refused.
        Refused,
        /// It is made.
        Made,
    }
    /// The status that refuses what breaks a rule.
    Refusals {
        /// 422.
        Unprocessable,
        /// 400.
        BadRequest,
    }
    /// Which of its two forms an error has.
    ErrorBody {
        /// That of Hydra, as `application/ld+json`.
        Hydra,
        /// That of RFC 7807, as `application/problem+json`.
        Problem,
        /// An HTML page, as a proxy makes one.
        Html,
    }
}
