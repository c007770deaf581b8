//! What a deletion selects.

use floorkit_mapiq_raw::operations::DELETE_WORKSPACE_RESERVATIONS;
use floorkit_runtime::NonEmptyQueryMap;

use crate::{Error, Result};

/// Which bookings to delete: query parameters by their names on the wire, at least
/// one, and none of them blank.
///
/// The path of the deletion names no booking, and what does stands only in the vendor's
/// reference on the developer portal. A deletion that selects nothing may delete
/// everything, so there is no empty selector.
///
/// # Example
///
/// ```
/// use floorkit_mapiq::Selector;
///
/// let one = Selector::new("reservationId", "1f0e")?;
/// assert!(Selector::new("reservationId", "").unwrap_err().is_invalid_request());
/// # Ok::<(), floorkit_mapiq::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector(NonEmptyQueryMap);

impl Selector {
    /// Those for which the parameter has the value.
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if the name or the value
    /// is blank.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Result<Self> {
        let (name, value) = filled(name.into(), value.into())?;
        Ok(Self(NonEmptyQueryMap::new(name, value)))
    }

    /// One parameter more. Whether that makes it select more or less is the service's
    /// to say.
    ///
    /// ```
    /// # use floorkit_mapiq::Selector;
    /// let day = Selector::new("userId", "5b1c")?.and("date", "2026-06-15")?;
    /// assert!(day.iter().eq([("userId", "5b1c"), ("date", "2026-06-15")]));
    /// # Ok::<(), floorkit_mapiq::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`new`](Self::new).
    pub fn and(self, name: impl Into<String>, value: impl Into<String>) -> Result<Self> {
        let (name, value) = filled(name.into(), value.into())?;
        Ok(Self(self.0.with(name, value)))
    }

    /// The parameters, in their order.
    ///
    /// ```
    /// # use floorkit_mapiq::Selector;
    /// let one = Selector::new("reservationId", "1f0e")?;
    /// assert_eq!(one.iter().next(), Some(("reservationId", "1f0e")));
    /// # Ok::<(), floorkit_mapiq::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter()
    }
}

impl From<Selector> for NonEmptyQueryMap {
    fn from(selector: Selector) -> Self {
        selector.0
    }
}

fn filled(name: String, value: String) -> Result<(String, String)> {
    let blank = match (name.trim().is_empty(), value.trim().is_empty()) {
        (false, false) => return Ok((name, value)),
        (true, _) => "the name of a parameter is blank".to_owned(),
        (false, true) => format!("the parameter `{name}` is blank"),
    };
    let why = format!("{blank}; a deletion that selects nothing may delete everything");
    Err(Error::invalid_request(&DELETE_WORKSPACE_RESERVATIONS, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_blank_is_a_selector() {
        for (name, value) in [("", "1f0e"), (" ", "1f0e"), ("id", ""), ("id", " \t")] {
            let error = Selector::new(name, value).unwrap_err();
            assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
            let error = Selector::new("id", "1f0e").unwrap().and(name, value).unwrap_err();
            assert!(error.to_string().contains("may delete everything"), "{error}");
        }
    }
}
