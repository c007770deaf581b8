//! References to resources, as texts whose end is an id.

use std::{fmt, marker::PhantomData};

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::scalar::{self, Scalar};

/// A reference to a resource, such as `/v1/public/users/01H8`, where `T` is the
/// type of the resource's id.
///
/// It keeps the text that was received, and equality is that of the texts.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Reference;
///
/// let owner: Reference<String> = serde_json::from_str(r#""/v1/public/users/01H8""#)?;
/// assert_eq!(owner.id().as_deref(), Some("01H8"));
/// assert_eq!(owner.as_str(), "/v1/public/users/01H8");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct Reference<T> {
    text: String,
    // Nothing of a `T` is in here: the reference is `Send` whatever it is.
    id: PhantomData<fn() -> T>,
}

impl<T> Reference<T> {
    /// The text as it was received.
    ///
    /// ```
    /// # use floorkit_runtime::Reference;
    /// assert_eq!(Reference::<String>::from("/users/7").as_str(), "/users/7");
    /// ```
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The id: the last segment of the path, without its percent-encoding.
    /// `None` if the path ends with a slash, or the segment is no UTF-8.
    ///
    /// ```
    /// # use floorkit_runtime::Reference;
    /// let id = |text: &str| Reference::<String>::from(text).id();
    /// assert_eq!(id("https://api.acme.example/users/a%20b?view=1").as_deref(), Some("a b"));
    /// assert_eq!(id("01H8").as_deref(), Some("01H8"));
    /// assert_eq!(id("/users/"), None);
    /// ```
    pub fn id(&self) -> Option<T>
    where
        T: From<String>,
    {
        let path = self.text.split(['?', '#']).next()?;
        let segment = path.rsplit('/').next().filter(|segment| !segment.is_empty())?;
        Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned().into())
    }
}

impl<T> From<String> for Reference<T> {
    fn from(text: String) -> Self {
        Self { text, id: PhantomData }
    }
}

impl<T> From<&str> for Reference<T> {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<T> fmt::Display for Reference<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

// The derives would ask the same of `T`.
impl<T> Clone for Reference<T> {
    fn clone(&self) -> Self {
        self.as_str().into()
    }
}

impl<T> fmt::Debug for Reference<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reference").field(&self.text).finish()
    }
}

impl<T> PartialEq for Reference<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Reference<T> {}

impl<T> Serialize for Reference<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for Reference<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar::read(deserializer, "a reference", |scalar| match scalar {
            Scalar::Text(text) => Ok(Self::from(text)),
            Scalar::Number(_) | Scalar::Bool(_) => Err("a reference is not a string".to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An id that is neither compared nor copied.
    #[derive(Debug)]
    struct UserId(String);

    impl From<String> for UserId {
        fn from(text: String) -> Self {
            Self(text)
        }
    }

    #[test]
    fn a_reference_is_what_it_was_received_as() {
        for text in ["/v1/users/01H8", "/v1/users/01H8/", "", "/", "/a/%ff", "a?b/c"] {
            let json = serde_json::to_string(text).unwrap();
            let reference: Reference<UserId> = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&reference).unwrap(), json);
            assert_eq!((reference.clone(), reference.to_string()), (reference, text.to_owned()));
        }
    }

    #[test]
    fn the_id_is_the_last_segment() {
        let cases = [
            ("/v1/users/01H8", Some("01H8")),
            ("/v1/users/a%2Fb#top", Some("a/b")),
            ("a?b/c", Some("a")),
            ("/v1/users/", None),
            ("", None),
            ("/a/%ff", None),
        ];
        for (text, id) in cases {
            let found: Option<UserId> = Reference::from(text).id();
            assert_eq!(found.map(|id| id.0).as_deref(), id, "{text}");
        }
    }

    #[test]
    fn nothing_but_a_text_is_a_reference() {
        for json in ["null", "7", "true", "[]", r#"{"@id":"/users/7"}"#] {
            assert!(serde_json::from_str::<Reference<UserId>>(json).is_err(), "{json}");
        }
    }
}
