//! Where a tenant lives.

/// Where a tenant lives: its API and its login, which belong together.
///
/// A token of one region is refused by the other, and reads as a wrong credential.
///
/// # Example
///
/// ```
/// use floorkit_kadence::{Client, Region};
///
/// let builder = Client::builder().region(Region::UnitedStates);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Region {
    /// `api.onkadence.co` and `login.onkadence.co`; the default.
    #[default]
    Europe,
    /// `api.us.onkadence.co` and `login.us.onkadence.co`.
    UnitedStates,
}

impl Region {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Europe => "eu",
            Self::UnitedStates => "us",
        }
    }
}
