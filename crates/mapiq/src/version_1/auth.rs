//! Tokens of service accounts.

use floorkit_mapiq_v1_raw::{
    self as raw,
    operations::CREATE_ACCESS_TOKEN,
    types::{AccessToken, AccessTokenRequest, GrantType},
};
use floorkit_runtime::Misread;

use crate::SecretText;

/// Calls about tokens. Made by [`Client::auth`](super::Client::auth).
///
/// ```no_run
/// # use floorkit_mapiq::v1::Client;
/// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
/// let auth = client.auth();
/// let token = auth.create_token("client-1", "robot@acme.example", "s3cret").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AuthApi<'a> {
    raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_mapiq::v1":
        "client.auth().create_token(\"client-1\", \"robot@acme.example\", \"s3cret\")";

    /// Asks for a token. Made by [`AuthApi::create_token`].
    #[derive(Clone, Debug)]
    pub struct CreateAccessToken(raw::builder::CreateAccessToken, CREATE_ACCESS_TOKEN)
        -> SecretText, via read;
}

impl<'a> AuthApi<'a> {
    pub(super) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Exchanges the name and the password of a service account for a token:
    /// `POST /auth/token`.
    ///
    /// A client that was built with
    /// [`Credentials::password`](crate::Credentials::password) does this by itself,
    /// whenever it needs a token; this is for who needs the token elsewhere.
    ///
    /// [Vendor's page](https://developer.mapiq.com/getting_started)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample() -> floorkit_mapiq::Result<()> {
    /// // The call needs the key and no token.
    /// let client = Client::builder().api_key("key-1").build()?;
    /// let request = client.auth().create_token("client-1", "robot@acme.example", "s3cret");
    /// let token = request.send().await?;
    /// assert!(!format!("{token:?}").contains(token.expose_secret()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_bad_request`](crate::Error::is_bad_request) or
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, if the account is
    /// not known; [`is_decode`](crate::Error::is_decode) if the answer has no token.
    pub fn create_token(
        &self,
        client_id: impl Into<String>,
        username: impl Into<String>,
        password: impl Into<SecretText>,
    ) -> CreateAccessToken<'a> {
        let body = AccessTokenRequest {
            client_id: client_id.into(),
            grant_type: GrantType::Password,
            password: password.into(),
            response_type: "token id_token".to_owned(),
            scope: "openid https://mapiqprod.onmicrosoft.com/api/shifts/Default".to_owned(),
            username: username.into(),
        };
        CreateAccessToken::new(self.raw.create_access_token().body(body))
    }
}

/// The name of the token may have a capital letter, as on the vendor's page.
fn read(token: AccessToken) -> Result<SecretText, Misread> {
    let token = token.access_token.or(token.capitalized_access_token);
    token.ok_or_else(|| Misread::new("there is no `access_token`"))
}
