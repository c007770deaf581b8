//! How a client proves who it is.

use std::fmt;

use serde_json::{Map, Value};

use crate::SecretText;

/// What a client identifies itself with.
///
/// `Debug` does not show the secret.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Credentials;
///
/// let fixed = Credentials::token("tok_123");
///
/// let exchanged: Credentials = Credentials::client_credentials("my-app", "s3cret")
///     .audience("https://api.acme.example")
///     .into();
/// assert!(!format!("{fixed:?} {exchanged:?}").contains("s3cret"));
/// ```
#[derive(Clone, Debug)]
pub struct Credentials(pub(crate) Kind);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    None,
    Token(SecretText),
    Client(ClientCredentials),
}

impl Credentials {
    /// No credential, for operations that need none, or where a proxy adds it.
    ///
    /// ```
    /// # use floorkit_runtime::Credentials;
    /// let credentials = Credentials::none();
    /// ```
    pub fn none() -> Self {
        Self(Kind::None)
    }

    /// A token that the vendor issued, sent as it is with each call.
    ///
    /// ```
    /// # use floorkit_runtime::Credentials;
    /// let credentials = Credentials::token("tok_123");
    /// ```
    pub fn token(token: impl Into<SecretText>) -> Self {
        Self(Kind::Token(token.into()))
    }

    /// An id and a secret that are exchanged for a short-lived token, as in
    /// the client credentials grant of OAuth 2.0.
    ///
    /// The token is fetched at the first call that needs one, once however
    /// many calls wait for it; it is shared by all clones of the client and
    /// fetched anew shortly before it expires, and once if the vendor refuses
    /// it earlier. While it is renewed, or if that fails, calls go out with the
    /// old one until it has expired.
    ///
    /// ```
    /// # use floorkit_runtime::Credentials;
    /// let credentials = Credentials::client_credentials("my-app", "s3cret").scope("read");
    /// ```
    pub fn client_credentials(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretText>,
    ) -> ClientCredentials {
        ClientCredentials {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            fields: Map::new(),
        }
    }
}

/// An id and a secret, with what else the vendor's token endpoint takes. Made
/// by [`Credentials::client_credentials`].
///
/// ```
/// use floorkit_runtime::Credentials;
///
/// let credentials = Credentials::client_credentials("my-app", "s3cret")
///     .audience("https://api.acme.example")
///     .scope("read write")
///     .field("token_duration", 3600.into());
/// assert!(!format!("{credentials:?}").contains("s3cret"));
/// ```
#[derive(Clone)]
#[must_use = "give it to a client builder"]
pub struct ClientCredentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretText,
    pub(crate) fields: Map<String, Value>,
}

impl ClientCredentials {
    /// Which API the token is for.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.field("audience", Value::String(audience.into()))
    }

    /// What the token is to allow.
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.field("scope", Value::String(scope.into()))
    }

    /// Another field of the token request. In a form, a value that is not a
    /// string is written as JSON.
    pub fn field(mut self, name: impl Into<String>, value: Value) -> Self {
        self.fields.insert(name.into(), value);
        self
    }
}

impl From<ClientCredentials> for Credentials {
    fn from(credentials: ClientCredentials) -> Self {
        Self(Kind::Client(credentials))
    }
}

// Only the names of the fields: what a vendor puts there may be secret too.
impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret)
            .field("fields", &self.fields.keys().collect::<Vec<_>>())
            .finish()
    }
}
