//! Access tokens.

use std::time::Duration;

use floorkit_density_raw::{self as raw, operations::CREATE_ACCESS_TOKEN, types};
use floorkit_runtime::Misread;

use crate::{AccessToken, SecretText};

/// Calls about access tokens. Made by [`Client::tokens`](crate::Client::tokens).
///
/// A client with an id and a secret as [`Credentials`](crate::Credentials) makes and renews
/// its tokens itself. These calls are for tokens that something else uses.
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let token = client.tokens().create("my-app", "s3cret").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TokensApi<'a> {
    raw: &'a raw::Client,
}

/// A short-lived token, and how long it lives.
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let token = client.tokens().create("my-app", "s3cret").send().await?;
/// let header = format!("Bearer {}", token.access_token.expose_secret());
/// println!("good for {:?}", token.expires_in);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IssuedToken {
    /// The token.
    pub access_token: SecretText,
    /// How long it lives, by all that is known in seconds on the wire, as a text or as a
    /// number. `None` if the service does not say, or not in a number.
    pub expires_in: Option<Duration>,
    /// What it is good for, if the service says so.
    pub scope: Option<String>,
    /// How to send it, such as `Bearer`.
    pub token_type: Option<String>,
}

/// For a [`TokenSource`](crate::TokenSource).
impl From<IssuedToken> for AccessToken {
    fn from(token: IssuedToken) -> Self {
        let access_token = Self::new(token.access_token);
        match token.expires_in {
            Some(life) => access_token.expires_in(life),
            None => access_token,
        }
    }
}

floorkit_runtime::request! {
    "floorkit_density": "client.tokens().create(\"my-app\", \"s3cret\")";

    /// Asks for an access token. Made by [`TokensApi::create`].
    #[derive(Clone, Debug)]
    pub struct CreateAccessToken(raw::builder::CreateAccessToken, CREATE_ACCESS_TOKEN) -> IssuedToken, via read;
}

impl<'a> TokensApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Exchanges client credentials for a short-lived token: `POST /v3/oauth/token`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_density::{Client, Credentials};
    ///
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let token = client.tokens().create("my-app", "s3cret").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the credentials are not
    /// accepted.
    pub fn create(
        &self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretText>,
    ) -> CreateAccessToken<'a> {
        let request = types::AccessTokenRequest {
            audience: None,
            client_id: Some(client_id.into()),
            client_secret: Some(client_secret.into()),
            grant_type: Some("client_credentials".to_owned()),
            token_duration: None,
        };
        CreateAccessToken::new(self.raw.create_access_token().body(request))
    }
}

impl CreateAccessToken<'_> {
    /// Whom the token is for. Its values are not documented.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let token = client.tokens().create("my-app", "s3cret").audience("api").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        let audience = audience.into();
        self.raw = self.raw.body_map(|body| body.audience(audience));
        self
    }

    /// How long the token should live. The unit is not documented; that of the reply, by
    /// all that is known, is a second.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let token = client.tokens().create("my-app", "s3cret").token_duration(600).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn token_duration(mut self, duration: i64) -> Self {
        self.raw = self.raw.body_map(|body| body.token_duration(duration));
        self
    }
}

/// The life is a string here, as the page types it, and an integer for a display.
#[expect(clippy::unnecessary_wraps, reason = "the form of what reads a reply")]
fn read(token: types::AccessToken) -> Result<IssuedToken, Misread> {
    let seconds = token.expires_in.and_then(|life| life.into_string().trim().parse().ok());
    Ok(IssuedToken {
        access_token: token.access_token,
        expires_in: seconds.map(Duration::from_secs),
        scope: None,
        token_type: token.token_type,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "what `json!` gives")]
    fn life(expires_in: Value) -> Option<Duration> {
        let reply = json!({ "access_token": "s3cret", "expires_in": expires_in });
        let token = read(serde_json::from_value(reply).unwrap()).unwrap();
        assert!(!format!("{token:?}").contains("s3cret"));
        token.expires_in
    }

    #[test]
    fn a_life_is_read_from_a_string_and_from_a_number() {
        let hour = Some(Duration::from_secs(3_600));
        assert_eq!((life(json!("3600")), life(json!(3600))), (hour, hour));
        assert_eq!((life(json!("an hour")), life(json!(-1))), (None, None));
    }
}
