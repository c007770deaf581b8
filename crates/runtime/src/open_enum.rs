//! Enums that outlive the vendor's next value.

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::from_text;

/// A value of the enum `T`, or a value that did not exist when this was built.
///
/// On the wire it is the plain string, and an unknown string survives a round
/// trip unchanged. Match the known values and keep an arm for the rest: a
/// value that is unknown today may be known in the next minor version, so do
/// not rely on a particular text being `Unknown`.
///
/// # Example
///
/// ```
/// use floorkit_runtime::OpenEnum;
/// # #[derive(Clone, Copy, Debug, PartialEq)]
/// # enum Mode { Entry }
/// # impl std::fmt::Display for Mode {
/// #     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("entry") }
/// # }
/// # impl std::str::FromStr for Mode {
/// #     type Err = ();
/// #     fn from_str(text: &str) -> Result<Self, ()> {
/// #         if text == "entry" { Ok(Self::Entry) } else { Err(()) }
/// #     }
/// # }
/// let known: OpenEnum<Mode> = serde_json::from_str("\"entry\"")?;
/// assert_eq!(known, OpenEnum::from(Mode::Entry));
///
/// let newer: OpenEnum<Mode> = serde_json::from_str("\"hologram\"")?;
/// assert_eq!(newer, OpenEnum::Unknown("hologram".into()));
/// assert_eq!(serde_json::to_string(&newer)?, "\"hologram\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpenEnum<T> {
    /// A value that this version knows.
    Known(T),
    /// The text of a value that this version does not know.
    Unknown(String),
}

impl<T> OpenEnum<T> {
    /// The known value, or `None`.
    ///
    /// ```
    /// # use floorkit_runtime::OpenEnum;
    /// assert_eq!(OpenEnum::from(7).as_known(), Some(&7));
    /// ```
    pub fn as_known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: FromStr> OpenEnum<T> {
    /// Reads a text as one of the known values, or keeps it as it is.
    ///
    /// The way to send a value that this version does not know.
    ///
    /// ```
    /// # use floorkit_runtime::OpenEnum;
    /// assert_eq!(OpenEnum::<bool>::parse("true"), OpenEnum::Known(true));
    /// assert_eq!(OpenEnum::<bool>::parse("maybe"), OpenEnum::Unknown("maybe".into()));
    /// ```
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Unknown(text.to_owned()), Self::Known)
    }
}

// `From<&str>` would overlap with this one as far as the compiler can tell,
// hence `parse`.
impl<T> From<T> for OpenEnum<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: FromStr> FromStr for OpenEnum<T> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::parse(text))
    }
}

impl<T: fmt::Display> fmt::Display for OpenEnum<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => value.fmt(f),
            Self::Unknown(text) => text.fmt(f),
        }
    }
}

impl<T: fmt::Display> Serialize for OpenEnum<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => serializer.collect_str(value),
            Self::Unknown(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de, T: FromStr> Deserialize<'de> for OpenEnum<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text::deserialize(deserializer, "a string")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use progenitor_client::QueryParam;

    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    enum Unit {
        Day,
    }

    impl fmt::Display for Unit {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("day")
        }
    }

    impl FromStr for Unit {
        type Err = &'static str;

        fn from_str(text: &str) -> Result<Self, Self::Err> {
            if text == "day" { Ok(Self::Day) } else { Err("invalid value") }
        }
    }

    #[test]
    fn known_and_unknown_values_round_trip() {
        for text in ["\"day\"", "\"Day\"", "\"\"", "\"10 minutes \u{e9}\""] {
            let value: OpenEnum<Unit> = serde_json::from_str(text).unwrap();
            assert_eq!(value.as_known().is_some(), text == "\"day\"");
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
    }

    #[test]
    fn a_value_that_is_no_string_is_refused() {
        let error = serde_json::from_str::<OpenEnum<Unit>>("3").unwrap_err();
        assert!(error.to_string().contains("expected a string"), "{error}");
    }

    #[test]
    fn serves_as_map_key_and_query_parameter() {
        let map: BTreeMap<OpenEnum<Unit>, i32> =
            serde_json::from_str(r#"{"day":1,"eon":2}"#).unwrap();
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"day":1,"eon":2}"#);

        let request = reqwest::Client::new()
            .get("http://localhost/")
            .query(&QueryParam::new("by", &Some(OpenEnum::from(Unit::Day))))
            .query(&QueryParam::new("also", &vec![OpenEnum::<Unit>::parse("a b")]))
            .build()
            .unwrap();
        assert_eq!(request.url().query(), Some("by=day&also=a+b"));
    }

    #[test]
    fn serves_builders_that_convert() {
        fn set(value: impl TryInto<OpenEnum<Unit>>) -> Option<OpenEnum<Unit>> {
            value.try_into().ok()
        }
        assert_eq!(set(Unit::Day), Some(OpenEnum::Known(Unit::Day)));
        assert_eq!(set(OpenEnum::parse("eon")), Some(OpenEnum::Unknown("eon".into())));
    }
}
