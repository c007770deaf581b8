//! How a client proves who it is.

use std::fmt;

use serde_json::{Map, Value};

use crate::{RotatingToken, SecretText, TokenSource, token_source::OwnSource, vendor::Grant};

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
    Rotating(RotatingToken),
    Exchange(Exchange),
    Source(OwnSource),
}

/// What is exchanged for a token.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) grant: Grant,
    pub(crate) client_id: String,
    pub(crate) username: Option<String>,
    /// By the names of their fields.
    pub(crate) secrets: Vec<(&'static str, SecretText)>,
    pub(crate) fields: Map<String, Value>,
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

    /// A token that the vendor issued, sent as it is with each call. One that is
    /// replaced while the program runs is a [`RotatingToken`].
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
    /// fetched anew shortly before it expires (up to 5 minutes or a tenth of its
    /// life, less up to half of that by chance), and once if the vendor refuses
    /// it earlier. While it is renewed, or if that fails, calls go out with the
    /// old one until it has expired; between renewals that fail there is a pause
    /// that grows to a minute. A `refresh_token` is not used: the credentials
    /// are exchanged again.
    ///
    /// A fetch takes 30 seconds at most. Failures that pass are tried again
    /// within them, four times in all; a refusal is told to all calls for 30
    /// seconds before the token endpoint is asked again. If the vendor refuses
    /// new tokens, too, they are replaced twice, and then after a pause that
    /// grows to a minute.
    ///
    /// ```
    /// # use floorkit_runtime::Credentials;
    /// let credentials = Credentials::client_credentials("my-app", "s3cret").scope("read");
    /// ```
    pub fn client_credentials(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretText>,
    ) -> ClientCredentials {
        ClientCredentials(Exchange {
            grant: Grant::ClientCredentials,
            client_id: client_id.into(),
            username: None,
            secrets: vec![("client_secret", client_secret.into())],
            fields: Map::new(),
        })
    }

    /// Tokens that the program gets in a way of its own; kept, shared and renewed
    /// as with [`client_credentials`](Self::client_credentials).
    ///
    /// ```
    /// use floorkit_runtime::{AccessToken, Credentials};
    /// use std::time::Duration;
    ///
    /// let credentials = Credentials::source(|| async {
    ///     // Ask a vault or a sidecar.
    ///     Ok(AccessToken::new("tok_123").expires_in(Duration::from_secs(3600)))
    /// });
    /// ```
    pub fn source(source: impl TokenSource + 'static) -> Self {
        Self(Kind::Source(OwnSource::new(source)))
    }

    /// The name and the password of a user, or of an account made for a
    /// program, that are exchanged for a short-lived token, as in the password
    /// grant of OAuth 2.0. Fetched and renewed as with
    /// [`client_credentials`](Self::client_credentials).
    ///
    /// ```
    /// # use floorkit_runtime::Credentials;
    /// let credentials = Credentials::password("my-app", "robot@acme.example", "s3cret");
    /// ```
    pub fn password(
        client_id: impl Into<String>,
        username: impl Into<String>,
        password: impl Into<SecretText>,
    ) -> PasswordCredentials {
        PasswordCredentials(Exchange {
            grant: Grant::Password,
            client_id: client_id.into(),
            username: Some(username.into()),
            secrets: vec![("password", password.into())],
            fields: Map::new(),
        })
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
#[derive(Clone, Debug)]
#[must_use = "give it to a client builder"]
pub struct ClientCredentials(Exchange);

/// A user's name and password, with what else the vendor's token endpoint
/// takes. Made by [`Credentials::password`].
///
/// ```
/// use floorkit_runtime::Credentials;
///
/// let credentials = Credentials::password("my-app", "robot@acme.example", "s3cret")
///     .client_secret("secr3t")
///     .scope("read write");
/// let shown = format!("{credentials:?}");
/// assert!(!shown.contains("s3cret") && !shown.contains("secr3t"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to a client builder"]
pub struct PasswordCredentials(Exchange);

impl ClientCredentials {
    /// Which API the token is for.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.field("audience", Value::String(audience.into()))
    }

    /// What the token is to allow, instead of what the vendor's table says.
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.field("scope", Value::String(scope.into()))
    }

    /// Another field of the token request. In a form, a value that is not a
    /// string is written as JSON.
    pub fn field(mut self, name: impl Into<String>, value: Value) -> Self {
        self.0.fields.insert(name.into(), value);
        self
    }
}

impl PasswordCredentials {
    /// The secret of the client, where the vendor wants to know both.
    pub fn client_secret(mut self, secret: impl Into<SecretText>) -> Self {
        self.0.secrets.push(("client_secret", secret.into()));
        self
    }

    /// What the token is to allow, instead of what the vendor's table says.
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.field("scope", Value::String(scope.into()))
    }

    /// Another field of the token request. In a form, a value that is not a
    /// string is written as JSON.
    pub fn field(mut self, name: impl Into<String>, value: Value) -> Self {
        self.0.fields.insert(name.into(), value);
        self
    }
}

impl From<RotatingToken> for Credentials {
    fn from(token: RotatingToken) -> Self {
        Self(Kind::Rotating(token))
    }
}

impl From<ClientCredentials> for Credentials {
    fn from(credentials: ClientCredentials) -> Self {
        Self(Kind::Exchange(credentials.0))
    }
}

impl From<PasswordCredentials> for Credentials {
    fn from(credentials: PasswordCredentials) -> Self {
        Self(Kind::Exchange(credentials.0))
    }
}

// Only the names of the fields: what a vendor puts there may be secret too.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("grant", &self.grant)
            .field("client_id", &self.client_id)
            .field("username", &self.username)
            .field("secrets", &self.secrets)
            .field("fields", &self.fields.keys().collect::<Vec<_>>())
            .finish()
    }
}
