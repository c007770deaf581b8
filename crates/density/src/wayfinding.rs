//! Tokens of the displays of wayfinding.

use std::time::Duration;

use floorkit_density_raw::{
    self as raw,
    operations::CREATE_WAYFINDING_TOKEN,
    types::{GrantType, WayfindingToken, WayfindingTokenRequest},
};
use floorkit_runtime::Misread;

use crate::{DisplayId, IssuedToken, SecretText};

/// Calls about wayfinding. Made by [`Client::wayfinding`](crate::Client::wayfinding).
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let token = client.wayfinding().create_token("my-app", "s3cret", "display-1").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WayfindingApi<'a> {
    raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_density": "client.wayfinding().create_token(\"my-app\", \"s3cret\", \"display-1\")";

    /// Asks for the token of a display. Made by [`WayfindingApi::create_token`].
    #[derive(Clone, Debug)]
    pub struct CreateWayfindingToken(raw::builder::CreateWayfindingToken, CREATE_WAYFINDING_TOKEN) -> IssuedToken, via read;
}

impl<'a> WayfindingApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Exchanges client credentials for a short-lived token that is good for one display:
    /// `POST /v3/wayfinding/token`. It goes as a form, and not as JSON.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let token = client.wayfinding().create_token("my-app", "s3cret", "display-1");
    /// let token = token.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the credentials are not
    /// accepted.
    pub fn create_token(
        &self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretText>,
        display: impl Into<DisplayId>,
    ) -> CreateWayfindingToken<'a> {
        let request = WayfindingTokenRequest {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            display_id: display.into(),
            grant_type: GrantType::ClientCredentials,
        };
        CreateWayfindingToken::new(self.raw.create_wayfinding_token().body(request))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the form of what reads a reply")]
fn read(token: WayfindingToken) -> Result<IssuedToken, Misread> {
    let seconds = token.expires_in.and_then(|life| u64::try_from(life).ok());
    Ok(IssuedToken {
        access_token: token.access_token,
        expires_in: seconds.map(Duration::from_secs),
        scope: token.scope,
        token_type: token.token_type,
    })
}
