//! Error bodies, read without ever failing.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;

use crate::redact;

/// The body of an error answer: typed if it has the documented shape, and
/// whole in any case.
///
/// Reading it cannot fail on any JSON, so that an odd error body never hides
/// the status that came with it.
///
/// # Example
///
/// ```
/// use floorkit_runtime::ErrorBody;
///
/// #[derive(Debug, serde::Deserialize)]
/// struct Documented {
///     code: i64,
/// }
///
/// let body: ErrorBody<Documented> = serde_json::from_str(r#"{"code": 7}"#)?;
/// assert_eq!(body.typed().map(|documented| documented.code), Some(7));
///
/// let odd: ErrorBody<Documented> = serde_json::from_str(r#""gateway says no""#)?;
/// assert!(odd.typed().is_none());
/// assert_eq!(odd.raw(), "gateway says no");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct ErrorBody<T> {
    typed: Option<T>,
    raw: Value,
}

impl<T> ErrorBody<T> {
    /// The body in its documented shape, or `None` if it has another one.
    pub fn typed(&self) -> Option<&T> {
        self.typed.as_ref()
    }

    /// The body as it came; a string if it was not JSON, null if it was empty.
    pub fn raw(&self) -> &Value {
        &self.raw
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for ErrorBody<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Value::deserialize(deserializer)?;
        Ok(Self { typed: T::deserialize(&raw).ok(), raw })
    }
}

impl<T> Serialize for ErrorBody<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<T> fmt::Debug for ErrorBody<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ErrorBody({})", redact::excerpt(&self.raw.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Deserialize)]
    struct Documented {
        code: i64,
    }

    #[test]
    fn any_json_is_read_and_given_back() {
        for json in ["null", "3", "\"no\"", "[]", "{\"code\":\"x\"}", "{\"code\":4}"] {
            let body: ErrorBody<Documented> = serde_json::from_str(json).unwrap();
            assert_eq!(body.typed().is_some(), json == "{\"code\":4}");
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
        }
    }

    #[test]
    fn debug_is_bounded_and_shows_no_secret() {
        let json = format!(r#"{{"access_token":"s3cret","text":"{}"}}"#, "x".repeat(9000));
        let body: ErrorBody<Documented> = serde_json::from_str(&json).unwrap();
        let debug = format!("{body:?}");
        assert!(!debug.contains("s3cret") && debug.len() < 400, "{debug}");
    }
}
