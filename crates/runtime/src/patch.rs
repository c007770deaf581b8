//! Telling "clear this field" from "leave it alone".

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a partial update does to a field that it names.
///
/// A field of an update is an `Option<Patch<T>>`: `None` leaves the field
/// alone, `Some(Patch::Null)` clears it, `Some(Patch::Value(_))` sets it.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Patch;
/// use serde::Serialize;
///
/// #[derive(Default, Serialize)]
/// struct Update {
///     #[serde(skip_serializing_if = "Option::is_none")]
///     name: Option<Patch<String>>,
///     #[serde(skip_serializing_if = "Option::is_none")]
///     floor: Option<Patch<u8>>,
/// }
///
/// let update = Update { floor: Some(Patch::Null), ..Update::default() };
/// assert_eq!(serde_json::to_string(&update)?, r#"{"floor":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Patch<T> {
    /// Clears the field: sent as `null`.
    Null,
    /// Sets the field.
    Value(T),
}

impl<T> Patch<T> {
    /// The value to be set, or `None` if the field is to be cleared.
    ///
    /// ```
    /// # use floorkit_runtime::Patch;
    /// assert_eq!(Patch::from(3).into_value(), Some(3));
    /// ```
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

/// `null` is [`Patch::Null`]. An `Option` around a patch takes the `null` for
/// itself, so reading an update back needs
/// `#[serde(default, deserialize_with = "…")]` on the field.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_value_round_trip() {
        for text in ["null", "5"] {
            let patch: Patch<i32> = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&patch).unwrap(), text);
        }
        assert_eq!(serde_json::from_str::<Patch<i32>>("null").unwrap(), Patch::Null);
    }
}
