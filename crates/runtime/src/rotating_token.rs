//! A token that its user replaces while the program runs.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use crate::SecretText;

/// A token that the vendor issued, and that can be replaced at run time: where
/// a vendor rotates its tokens, the old one is dead from one moment to the next.
///
/// A clone is the same token. Every client that was built with it sends the new
/// one from the next request on; a call that the vendor refuses while the token
/// is replaced is made again, once, with the new one.
///
/// `Debug` does not show it. A token that no header can carry, or an empty one,
/// is refused when a client is built, and fails each call if it is set later:
/// see [`Error::is_authentication`](crate::Error::is_authentication).
///
/// # Example
///
/// ```
/// use floorkit_runtime::{ClientBuilder, RotatingToken, Vendor};
///
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
///
/// let token = RotatingToken::new("tok_123");
/// let parts = ClientBuilder::new(&ACME).credentials(token.clone()).build()?;
/// // Rotate it with the vendor, and from now on:
/// token.set("tok_456");
/// assert!(!format!("{token:?} {parts:?}").contains("tok_"));
/// # Ok::<(), floorkit_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct RotatingToken(Arc<RwLock<SecretText>>);

impl RotatingToken {
    /// A token, until another one is [`set`](Self::set).
    ///
    /// ```
    /// # use floorkit_runtime::RotatingToken;
    /// let token = RotatingToken::new("tok_123");
    /// ```
    pub fn new(token: impl Into<SecretText>) -> Self {
        Self(Arc::new(RwLock::new(token.into())))
    }

    /// Puts another token in its place, for all clones. Requests that are under
    /// way keep the one that they have.
    ///
    /// ```
    /// # use floorkit_runtime::RotatingToken;
    /// let token = RotatingToken::new("tok_123");
    /// token.set("tok_456");
    /// ```
    pub fn set(&self, token: impl Into<SecretText>) {
        let token = token.into();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// Whether it is this one now: to tell the new token from the old one in an answer
    /// that has both.
    ///
    /// ```
    /// # use floorkit_runtime::RotatingToken;
    /// assert!(RotatingToken::new("tok_123").is("tok_123"));
    /// ```
    pub fn is(&self, token: &str) -> bool {
        self.current().expose_secret() == token
    }

    pub(crate) fn current(&self) -> SecretText {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl fmt::Debug for RotatingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RotatingToken([redacted])")
    }
}
