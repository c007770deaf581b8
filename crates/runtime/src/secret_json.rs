//! Secrets whose shape nobody knows.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Any JSON with a secret somewhere in it, such as a new token in an answer of
/// which nobody has written down what it looks like.
///
/// `Debug` does not show it, and there is no `Display`. Serializing it does
/// expose it, since that is how it is sent. Unlike that of
/// [`SecretText`](crate::SecretText), its memory is not wiped: take the secret
/// out, and drop the rest.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{SecretJson, SecretText};
///
/// let answer: SecretJson = serde_json::from_str(r#"{"token": "tok_123"}"#)?;
/// assert_eq!(format!("{answer:?}"), "SecretJson([redacted])");
///
/// let token = answer.expose_secret()["token"].as_str().map(SecretText::from);
/// assert!(token.is_some());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct SecretJson(Value);

impl SecretJson {
    /// The JSON itself. Keep what you do with it short.
    ///
    /// ```
    /// # use floorkit_runtime::SecretJson;
    /// let secret = SecretJson::from(serde_json::json!(["tok_123"]));
    /// assert_eq!(secret.expose_secret()[0], "tok_123");
    /// ```
    pub fn expose_secret(&self) -> &Value {
        &self.0
    }
}

impl fmt::Debug for SecretJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretJson([redacted])")
    }
}

impl From<Value> for SecretJson {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl Serialize for SecretJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SecretJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_json_is_kept_and_not_shown() {
        for json in [r#""s3cret""#, "7301", "null", r#"{"a":{"s3cret":["s3cret"]}}"#] {
            let secret: SecretJson = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&secret).unwrap(), json);
            assert_eq!(format!("{secret:?} {secret:#?}").matches("[redacted]").count(), 2);
            assert!(!format!("{secret:?} {secret:#?}").contains("s3cret"));
        }
    }

    #[test]
    fn what_is_no_json_is_not_quoted() {
        for text in ["s3cret", r#"{"a":s3cret}"#, r#"{"s3cret":"s3cret""#] {
            let error = serde_json::from_str::<SecretJson>(text).unwrap_err();
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }
}
