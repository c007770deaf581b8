//! An answer that decodes and yet makes no sense.

use serde::{Serialize, de::DeserializeOwned};
use serde_path_to_error::Segment;

use crate::{SecretText, redact};

/// Why an answer that decoded was not understood, and where in it.
///
/// A union takes the first shape that fits, and a shape without required fields
/// fits anything: what cannot be read may come out as something empty. Only the
/// vendor's crate can tell; it says so with this, from within
/// [`call_with`](crate::call_with).
///
/// # Example
///
/// ```
/// use floorkit_runtime::Misread;
///
/// let misread = Misread::new("a desk without a floor").within("desk_7").within("desks");
/// assert_eq!(misread.to_string(), "/desks/desk_7: a desk without a floor");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {why}", self.pointer())]
pub struct Misread {
    place: Vec<String>,
    why: String,
}

impl Misread {
    /// A problem with the value at hand: what is wrong with it and, if there is
    /// something, what to do.
    pub fn new(why: impl Into<String>) -> Self {
        Self { place: Vec::new(), why: why.into() }
    }

    /// The same problem, seen from one level above: the value is the field, or
    /// has the key, of this name.
    #[must_use]
    pub fn within(mut self, name: impl Into<String>) -> Self {
        self.place.insert(0, name.into());
        self
    }

    /// The JSON pointer to the value; empty for the whole body.
    pub fn pointer(&self) -> String {
        let escaped = self.place.iter().map(|name| name.replace('~', "~0").replace('/', "~1"));
        escaped.map(|name| format!("/{name}")).collect()
    }

    /// The same problem, told without a credential.
    pub(crate) fn scrubbed(self, credentials: &[SecretText]) -> Self {
        let scrub = |text: String| redact::scrub(&text, credentials).into_owned();
        Self { place: self.place.into_iter().map(scrub).collect(), why: scrub(self.why) }
    }

    pub(crate) fn into_why(self) -> String {
        self.why
    }
}

/// Reads a value that decoded once more, with a type that knows more of it: where a vendor
/// has not written down what an answer holds, whoever has seen one may know.
///
/// ```
/// use floorkit_runtime::read_as;
/// use serde_json::json;
///
/// #[derive(Debug, serde::Deserialize)]
/// struct Desk {
///     floor: u32,
/// }
///
/// let desks: Vec<Desk> = read_as(&json!([{ "floor": 3 }]))?;
/// assert_eq!(desks[0].floor, 3);
///
/// let misread = read_as::<Vec<Desk>>(&json!([{ "floor": "third" }])).unwrap_err();
/// assert_eq!(misread.pointer(), "/0/floor");
/// # Ok::<(), floorkit_runtime::Misread>(())
/// ```
///
/// # Errors
///
/// What did not fit, and where.
pub fn read_as<T: DeserializeOwned>(value: &impl Serialize) -> Result<T, Misread> {
    let value = serde_json::to_value(value).map_err(|error| Misread::new(error.to_string()))?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let places: Vec<String> = error.path().iter().filter_map(place).collect();
        let misread = Misread::new(error.into_inner().to_string());
        places.into_iter().rev().fold(misread, Misread::within)
    })
}

fn place(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        // A variant is no place in the JSON.
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}
