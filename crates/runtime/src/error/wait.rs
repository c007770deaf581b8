//! What a call waits for.

use std::fmt;

/// What a call was waiting for when the time for all of it ran out.
///
/// ```
/// use floorkit_runtime::{Error, Wait};
///
/// fn advice(error: &Error) -> &'static str {
///     match error.expired_waiting_for() {
///         Some(Wait::Limit) => "make fewer calls at once",
///         Some(Wait::Token) => "look at the token endpoint",
///         _ => "ask for less at once",
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wait {
    /// Its turn under the client's limits.
    Limit,
    /// A token.
    Token,
    /// The vendor's answer.
    Answer,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Limit => "for its turn under the client's limits",
            Self::Token => "for a token",
            Self::Answer => "for the answer",
        })
    }
}
