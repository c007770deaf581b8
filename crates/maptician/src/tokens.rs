//! The tokens that the API is called with.

use floorkit_maptician_raw::{self as raw, operations::ROTATE_TOKEN};
use floorkit_runtime::{CallOptions, RotatingToken, SecretText, call_as};
use serde_json::Value;

use crate::{
    IssuedToken, Result,
    fields::SecretFields,
    request::{api, field, request, send_as},
};

api! {
    /// Calls about tokens. Made by [`Client::tokens`](crate::Client::tokens).
    ///
    /// Which fields they take and answer with is not documented, but that a token to
    /// revoke is in the body and that a token is a JWT. What is sent and what comes is
    /// secret as a whole: `Debug` shows nothing of it.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let verdict = client.tokens().check().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct TokensApi;
}

request! {
    "client.tokens().check()";

    /// Checks a token. Made by [`TokensApi::check`].
    #[derive(Clone)]
    pub struct CheckToken(CheckToken, CHECK_TOKEN) -> Value, with body: SecretFields;
}

request! {
    "client.tokens().create()";

    /// Creates a token. Made by [`TokensApi::create`].
    #[derive(Clone)]
    pub struct CreateToken(CreateToken, CREATE_TOKEN) -> IssuedToken, with body: SecretFields;
}

request! {
    "client.tokens().revoke(\"token\", \"eyJ…\")";

    /// Revokes a token. Made by [`TokensApi::revoke`].
    #[derive(Clone)]
    pub struct RevokeToken(RevokeToken, REVOKE_TOKEN) -> Value, with body: SecretFields;
}

/// Revokes a token and creates another one. Made by [`TokensApi::rotate`].
///
/// # Example
///
/// ```no_run
/// use floorkit_maptician::RotatingToken;
///
/// # async fn sample(client: floorkit_maptician::Client, token: RotatingToken) -> floorkit_maptician::Result<()> {
/// let rotated = client.tokens().rotate(&token).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct RotateToken<'a> {
    raw: &'a raw::Client,
    token: RotatingToken,
    body: SecretFields,
    pointer: Option<String>,
    options: CallOptions,
}

/// What came of a rotation: the new token, if it could be found, and the whole answer.
///
/// `Debug` shows nothing of it.
///
/// # Example
///
/// ```no_run
/// use floorkit_maptician::RotatingToken;
///
/// # async fn sample(client: floorkit_maptician::Client, token: RotatingToken) -> floorkit_maptician::Result<()> {
/// let rotated = client.tokens().rotate(&token).send().await?;
/// match rotated.token() {
///     Some(new) => store(new.expose_secret()),
///     // The client still has the old token, which is dead.
///     None => store(&rotated.answer().0.expose_secret().to_string()),
/// }
/// # Ok(())
/// # }
/// # fn store(_: &str) {}
/// ```
#[derive(Clone, Debug)]
#[must_use = "the old token is dead: keep the new one"]
pub struct Rotated {
    answer: IssuedToken,
    token: Option<SecretText>,
}

send_as! { CheckToken: "client.tokens().check()"; }
send_as! { RevokeToken: "client.tokens().revoke(\"token\", \"eyJ…\")"; }

field! {
    CheckToken: "client.tokens().check()";
    CreateToken: "client.tokens().create()";
    RevokeToken: "client.tokens().revoke(\"token\", \"eyJ…\")";
    RotateToken: "client.tokens().rotate(&floorkit_maptician::RotatingToken::new(\"eyJ…\"))";
}

macro_rules! secret {
    ($($name:ident: $example:literal;)+) => {
        $(impl $name<'_> {
            /// A field of the body that is a secret, such as a token, by its name on the
            /// wire.
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
            #[doc = concat!("let request = ", $example, ".secret(\"token\", \"eyJ…\");")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn secret(self, name: impl Into<String>, secret: impl Into<SecretText>) -> Self {
                self.field(name, secret.into().expose_secret())
            }
        })+
    };
}

secret! {
    CheckToken: "client.tokens().check()";
    CreateToken: "client.tokens().create()";
    RotateToken: "client.tokens().rotate(&floorkit_maptician::RotatingToken::new(\"eyJ…\"))";
}

impl<'a> TokensApi<'a> {
    /// Checks whether a token is valid: `POST /ext/v1/auth/tokens/check`.
    ///
    /// Whether that is the token of the call or one in the body, under an unknown name, is
    /// not documented; nor is how the answer says it. A call that failed is tried again.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let verdict = client.tokens().check().secret("token", "eyJ…").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token of the call is
    /// missing or not valid.
    pub fn check(&self) -> CheckToken<'a> {
        CheckToken::new(self.raw.check_token(), SecretFields::default())
    }

    /// Creates a token: `POST /ext/v1/auth/tokens/create`.
    ///
    /// How the answer wraps it is not documented. A call that failed is not repeated by
    /// itself if it may have arrived: there may be a token that nobody knows.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let issued = client.tokens().create().send().await?;
    /// let token = issued.0.expose_secret().get("token");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`check`](Self::check).
    pub fn create(&self) -> CreateToken<'a> {
        CreateToken::new(self.raw.create_token(), SecretFields::default())
    }

    /// Revokes a token and creates another one in its place:
    /// `POST /ext/v1/auth/tokens/rotate`.
    ///
    /// **The old token is dead at once.** Every client that was built with this
    /// [`RotatingToken`] sends the new one from then on; a call that was refused in
    /// between is made again, once. The new token is the only text in the answer that is a
    /// JWT and not the old one; where that does not do, say where it stands with
    /// [`at`](RotateToken::at).
    ///
    /// Nothing is repeated by itself, and a lost answer is a lost token: have another
    /// token at hand, and let no other program use the old one meanwhile.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::{Client, RotatingToken};
    ///
    /// # async fn sample() -> floorkit_maptician::Result<()> {
    /// let token = RotatingToken::new("eyJ…");
    /// let client = Client::builder().tenant("acme").credentials(token.clone()).build()?;
    ///
    /// let rotated = client.tokens().rotate(&token).send().await?;
    /// if let Some(new) = rotated.token() {
    ///     store(new.expose_secret());
    /// }
    /// # Ok(())
    /// # }
    /// # fn store(_: &str) {}
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`check`](Self::check). If
    /// [`may_have_been_sent`](crate::Error::may_have_been_sent), the old token may be dead
    /// and the new one lost.
    pub fn rotate(&self, token: &RotatingToken) -> RotateToken<'a> {
        RotateToken {
            raw: self.raw,
            token: token.clone(),
            body: SecretFields::default(),
            pointer: None,
            options: CallOptions::new(),
        }
    }

    /// Revokes a token at once: `DELETE /ext/v1/auth/tokens/revoke`.
    ///
    /// The token goes into the body, in the field of this name, which is not documented. A
    /// proxy on the way may drop the body of a DELETE; what the service does then is not
    /// documented.
    ///
    /// A call that failed is not repeated by itself: if the first one got through, the
    /// second is refused, and reads as a failure.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// client.tokens().revoke("token", "eyJ…").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`check`](Self::check).
    pub fn revoke(
        &self,
        field: impl Into<String>,
        token: impl Into<SecretText>,
    ) -> RevokeToken<'a> {
        let request = RevokeToken::new(self.raw.revoke_token(), SecretFields::default());
        request.field(field, token.into().expose_secret())
    }
}

impl RotateToken<'_> {
    /// Where in the answer the new token stands, as a JSON pointer; an empty one is the
    /// whole answer.
    ///
    /// ```no_run
    /// # use floorkit_maptician::RotatingToken;
    /// # async fn sample(client: floorkit_maptician::Client, token: RotatingToken) -> floorkit_maptician::Result<()> {
    /// let rotated = client.tokens().rotate(&token).at("/data/token").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// How this call alone is made: its time limits, headers of its own.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use floorkit_maptician::{CallOptions, RotatingToken};
    /// # async fn sample(client: floorkit_maptician::Client, token: RotatingToken) -> floorkit_maptician::Result<()> {
    /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
    /// let rotated = client.tokens().rotate(&token).options(patient).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends the request, and gives the new token to all who have the old one.
    ///
    /// ```no_run
    /// # use floorkit_maptician::RotatingToken;
    /// # async fn sample(client: floorkit_maptician::Client, token: RotatingToken) -> floorkit_maptician::Result<()> {
    /// let rotated = client.tokens().rotate(&token).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancellation
    ///
    /// Do not drop the future: the old token may be dead by then, and the new one is lost.
    ///
    /// # Errors
    ///
    /// As of [`TokensApi::rotate`]. That the new token was not found is no error, since
    /// the answer must not be lost: see [`Rotated::token`].
    pub async fn send(self) -> Result<Rotated> {
        let Self { raw, token, body, pointer, options } = self;
        let request = raw.rotate_token().body(body);
        let answer = call_as(&ROTATE_TOKEN, options, request.send()).await?.into_value();
        let said = answer.0.expose_secret();
        let new = match &pointer {
            Some(pointer) => said.pointer(pointer).and_then(Value::as_str),
            None => only_jwt(said, &token),
        };
        let new = new.map(SecretText::from);
        if let Some(new) = &new {
            token.set(new.clone());
        }
        Ok(Rotated { answer, token: new })
    }
}

impl Rotated {
    /// The new token, which the clients have by now. `None` if it was not found: they
    /// still have the old token, which is dead. Look for the new one in the
    /// [`answer`](Self::answer), and [`set`](RotatingToken::set) it.
    ///
    /// ```
    /// fn is_done(rotated: &floorkit_maptician::Rotated) -> bool {
    ///     rotated.token().is_some()
    /// }
    /// ```
    pub fn token(&self) -> Option<&SecretText> {
        self.token.as_ref()
    }

    /// The whole answer.
    ///
    /// ```
    /// fn has_id(rotated: &floorkit_maptician::Rotated) -> bool {
    ///     rotated.answer().0.expose_secret().get("id").is_some()
    /// }
    /// ```
    pub fn answer(&self) -> &IssuedToken {
        &self.answer
    }
}

/// The only text in an answer that is a JWT and not the token of before.
fn only_jwt<'a>(answer: &'a Value, before: &RotatingToken) -> Option<&'a str> {
    let mut found = Vec::new();
    jwts(answer, &mut found);
    found.retain(|text| !before.is(text));
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [only] => Some(only),
        _ => None,
    }
}

fn jwts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if is_jwt(text) => found.push(text),
        Value::Array(array) => array.iter().for_each(|value| jwts(value, found)),
        Value::Object(object) => object.values().for_each(|value| jwts(value, found)),
        _ => {}
    }
}

/// Whether a text has the form of a signed JWT (RFC 7519): three parts in the alphabet of
/// base64url, of which the first is a JSON object. Its signature is nobody's business here.
fn is_jwt(text: &str) -> bool {
    let is_encoded = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // `{"` in base64url.
    text.starts_with("eyJ") && text.split('.').count() == 3 && text.split('.').all(is_encoded)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const OLD: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvbGQifQ.c2ln";
    const NEW: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJuZXcifQ.c2ln";
    const OTHER: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvdGhlciJ9.c2ln";

    #[test]
    fn the_new_token_is_the_only_jwt() {
        let before = RotatingToken::new(OLD);
        for (answer, expected) in [
            (json!(NEW), Some(NEW)),
            (json!({ "token": NEW }), Some(NEW)),
            (json!({ "data": [{ "old": OLD, "new": NEW, "id": "a.b.c" }] }), Some(NEW)),
            (json!({ "token": NEW, "jwt": NEW }), Some(NEW)),
            (json!({ "token": NEW, "refresh": OTHER }), None),
            (json!({ "token": OLD }), None),
            (json!({ "token": "opaque" }), None),
            (json!({ "token": "eyJ.not base64.x" }), None),
            (json!(null), None),
        ] {
            assert_eq!(only_jwt(&answer, &before), expected, "{answer}");
        }
    }

    #[test]
    fn a_rotation_shows_no_token() {
        let rotated =
            Rotated { answer: IssuedToken(json!({ "t": NEW }).into()), token: Some(NEW.into()) };
        assert!(!format!("{rotated:?} {rotated:#?}").contains("eyJ"));
    }
}
