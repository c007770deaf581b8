//! The token of a client: the one it was given, the one that its user puts in
//! its place, or the one that it fetches.

mod cache;
mod endpoint;
mod granted;

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue};
use tokio::time::Instant;
use url::Url;

pub(crate) use self::granted::Granted;
use self::{
    cache::{Cache, Supply},
    endpoint::Endpoint,
};
use crate::{
    RotatingToken, SecretText, Vendor,
    credentials::{Credentials, Kind},
};

/// A token is renewed at most this long before it expires, or a tenth of its
/// life before if that is shorter, so that nobody has to wait for the next one.
const EARLY: Duration = Duration::from_secs(5 * 60);

/// Where the token of each request comes from.
#[derive(Debug)]
pub(crate) enum Credential {
    Given(Arc<Token>),
    Rotating(Rotating),
    Fetched(Arc<Cache>),
}

/// A token that its user replaces.
#[derive(Debug)]
pub(crate) struct Rotating {
    token: RotatingToken,
    shape: Shape,
}

/// A secret, ready for its header: a token, or the key beside it.
pub(crate) struct Token {
    name: HeaderName,
    value: HeaderValue,
    secret: SecretText,
    made_at: Instant,
    life: Option<Life>,
}

/// When to fetch the next token, and when at the latest.
#[derive(Clone, Copy, Debug)]
struct Life {
    renew_at: Instant,
    expires_at: Instant,
}

/// How a token is sent: its header, and the word before it.
#[derive(Clone, Debug)]
struct Shape {
    header: HeaderName,
    prefix: String,
}

/// What a client of a vendor sends its secrets with.
pub(crate) struct Setup<'a> {
    pub(crate) vendor: &'static Vendor,
    /// The word before the token in its header.
    pub(crate) prefix: &'a str,
    /// Where tokens are fetched, if the vendor has such a place.
    pub(crate) tokens: Option<TokenUrl>,
    pub(crate) api_key: Option<Arc<Token>>,
    pub(crate) http: &'a reqwest::Client,
}

/// Where tokens are fetched.
#[derive(Clone, Debug)]
pub(crate) struct TokenUrl {
    pub(crate) url: Url,
    /// As errors name it.
    pub(crate) name: String,
}

/// Why there is no token.
#[derive(Debug)]
pub(crate) struct TokenError {
    text: String,
    is_transient: bool,
    timed_out: bool,
    retry_after: Option<Duration>,
    /// Shared with the error of every call that waited for the token.
    transport: Option<Arc<reqwest::Error>>,
}

impl TokenError {
    /// Whether trying again may help.
    pub(crate) fn is_transient(&self) -> bool {
        self.is_transient
    }

    pub(crate) fn is_timeout(&self) -> bool {
        self.timed_out
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// What went wrong with the connection, if that is what went wrong.
    pub(crate) fn transport(&self) -> Option<Arc<reqwest::Error>> {
        self.transport.clone()
    }

    fn lasting(text: String) -> Self {
        Self { text, is_transient: false, timed_out: false, retry_after: None, transport: None }
    }

    fn transient(text: String) -> Self {
        Self { is_transient: true, ..Self::lasting(text) }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Credential {
    /// `None` if nothing is to be sent; an error in words if it cannot be.
    pub(crate) fn new(credentials: Credentials, setup: Setup<'_>) -> Result<Option<Self>, String> {
        if matches!(credentials.0, Kind::None) {
            return Ok(None);
        }
        let shape = Shape::new(setup.vendor.credential_header().0, setup.prefix)?;
        let credential = match credentials.0 {
            Kind::None => return Ok(None),
            Kind::Token(secret) => Self::Given(Arc::new(shape.token(secret, None)?)),
            Kind::Rotating(token) => {
                shape.token(token.current(), None)?;
                Self::Rotating(Rotating { token, shape })
            }
            Kind::Exchange(exchange) => {
                let endpoint = Box::new(Endpoint::new(exchange, setup)?);
                Self::Fetched(Arc::new(Cache::new(Supply::Endpoint(endpoint), shape)))
            }
            Kind::Source(source) => {
                Self::Fetched(Arc::new(Cache::new(Supply::Source(source), shape)))
            }
        };
        Ok(Some(credential))
    }

    /// Whether another token can be had if this one is refused.
    pub(crate) fn is_renewable(&self) -> bool {
        !matches!(self, Self::Given(_))
    }

    pub(crate) async fn token(&self) -> Result<Arc<Token>, Arc<TokenError>> {
        match self {
            Self::Given(token) => Ok(Arc::clone(token)),
            Self::Rotating(rotating) => rotating.token(),
            Self::Fetched(cache) => cache.token().await,
        }
    }

    /// Forgets a token that was refused, unless it was replaced already, and
    /// says whether the next call gets another one.
    pub(crate) fn discard(&self, refused: &Arc<Token>) -> bool {
        match self {
            Self::Given(_) => false,
            Self::Rotating(rotating) => rotating.is_other_than(refused),
            Self::Fetched(cache) => cache.discard(refused),
        }
    }
}

impl Rotating {
    fn token(&self) -> Result<Arc<Token>, Arc<TokenError>> {
        let token = self.shape.token(self.token.current(), None).map_err(|why| {
            TokenError::lasting(format!("the token cannot be sent: {why}; set another one"))
        })?;
        Ok(Arc::new(token))
    }

    fn is_other_than(&self, refused: &Token) -> bool {
        self.token.current().expose_secret() != refused.secret.expose_secret()
    }
}

impl Shape {
    fn new(header: &str, prefix: &str) -> Result<Self, String> {
        let name = HeaderName::from_bytes(header.as_bytes())
            .map_err(|_| format!("`{header}` is not the name of a header"))?;
        Ok(Self { header: name, prefix: prefix.to_owned() })
    }

    fn token(&self, secret: SecretText, life: Option<Life>) -> Result<Token, String> {
        self.dress("token", secret, life)
    }

    fn dress(&self, kind: &str, secret: SecretText, life: Option<Life>) -> Result<Token, String> {
        let Self { header, prefix } = self;
        let text = secret.expose_secret();
        if text.is_empty() {
            return Err(format!("the {kind} is empty"));
        }
        let value = if prefix.is_empty() { text.to_owned() } else { format!("{prefix} {text}") };
        let mut value = HeaderValue::try_from(value).map_err(|_| {
            format!("the {kind} has a character that no header can carry, such as a newline")
        })?;
        value.set_sensitive(true);
        Ok(Token { name: header.clone(), value, secret, made_at: Instant::now(), life })
    }
}

impl Token {
    /// A key that goes with every call beside the token, ready for its header.
    pub(crate) fn key(header: &str, secret: SecretText) -> Result<Self, String> {
        Shape::new(header, "")?.dress("API key", secret, None)
    }

    pub(crate) fn header(&self) -> (HeaderName, HeaderValue) {
        (self.name.clone(), self.value.clone())
    }

    pub(crate) fn secret(&self) -> &SecretText {
        &self.secret
    }

    fn is_fresh(&self) -> bool {
        self.life.is_none_or(|life| Instant::now() < life.renew_at)
    }

    fn is_valid(&self) -> bool {
        self.life.is_none_or(|life| Instant::now() < life.expires_at)
    }
}

impl Life {
    /// Of a token that was asked for at `start`. Clients that were started
    /// together do not renew together: chance moves the renewal.
    fn new(start: Instant, lifetime: Duration) -> Option<Self> {
        let expires_at = start.checked_add(lifetime)?;
        let early = EARLY.min(lifetime / 10).mul_f64(1.0 - fastrand::f64() / 2.0);
        Some(Self { renew_at: start + lifetime.saturating_sub(early), expires_at })
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("life", &self.life).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_marked_as_sensitive() {
        let shape = Shape::new("Authorization", "Bearer").unwrap();
        let token = shape.token("tok_123".into(), None).unwrap();
        let (name, value) = token.header();
        assert_eq!(name, http::header::AUTHORIZATION);
        assert_eq!(value.to_str().unwrap(), "Bearer tok_123");
        assert!(value.is_sensitive());
        assert!(!format!("{token:?} {shape:?} {value:?}").contains("tok_123"));
    }

    #[test]
    fn a_token_is_renewed_a_little_early_and_not_by_all_at_once() {
        let start = Instant::now();
        for (lifetime, earliest, latest) in [(36_000, 300.0, 150.0), (100, 10.0, 5.0)] {
            let lifetime = Duration::from_secs(lifetime);
            let ahead: Vec<f64> = (0..200)
                .map(|_| Life::new(start, lifetime).unwrap())
                .inspect(|life| assert_eq!(life.expires_at, start + lifetime))
                .map(|life| (life.expires_at - life.renew_at).as_secs_f64())
                .collect();
            assert!(ahead.iter().all(|ahead| (latest..=earliest).contains(ahead)), "{ahead:?}");
            let (first, last) =
                ahead.iter().fold((f64::MAX, 0.0), |(a, b): (f64, f64), x| (a.min(*x), b.max(*x)));
            assert!(last - first > (earliest - latest) / 2.0, "{first} {last}");
        }
        assert!(Life::new(start, Duration::MAX).is_none());
    }
}
