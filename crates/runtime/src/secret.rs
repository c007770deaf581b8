//! Text that no output shows.

use std::{fmt, sync::Arc};

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::scalar::{self, Scalar};

/// A secret: a token, a client secret, a password.
///
/// `Debug` does not show it, there is no `Display`, and the memory is wiped
/// when the last clone is dropped. Serializing it does expose it, since that is how it is
/// sent: do not serialize a request into a log.
///
/// # Example
///
/// ```
/// use floorkit_runtime::SecretText;
///
/// let secret = SecretText::from("tok_123");
/// assert_eq!(secret.expose_secret(), "tok_123");
/// assert_eq!(format!("{secret:?}"), "SecretText([redacted])");
/// ```
#[derive(Clone)]
pub struct SecretText(Arc<SecretString>);

impl SecretText {
    /// The secret itself. Keep what you do with it short.
    ///
    /// ```
    /// # use floorkit_runtime::SecretText;
    /// assert_eq!(SecretText::from("tok_123").expose_secret().len(), 7);
    /// ```
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText([redacted])")
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Arc::new(text.into()))
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self(Arc::new(text.into()))
    }
}

impl From<SecretString> for SecretText {
    fn from(text: SecretString) -> Self {
        Self(Arc::new(text))
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose_secret())
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Serde's own message would quote a value that is no string.
        scalar::read(deserializer, "a secret", |scalar| match scalar {
            Scalar::Text(text) => Ok(Self::from(text)),
            Scalar::Number(_) | Scalar::Bool(_) => Err("a secret is not a string".to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_on_the_wire_only() {
        let secret: SecretText = serde_json::from_str("\"s3cret\"").unwrap();
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"s3cret\"");
        assert!(!format!("{secret:?}{secret:#?}").contains("s3cret"));
    }

    #[test]
    fn a_failed_decode_does_not_quote_the_value() {
        for json in ["90210", "-90210", "90210.5", "[90210]", "{\"90210\":90210}"] {
            let error = serde_json::from_str::<SecretText>(json).unwrap_err();
            assert!(!error.to_string().contains("90210"), "{error}");
        }
    }
}
