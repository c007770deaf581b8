//! Tokens that come from the program itself.

use std::{
    error::Error as StdError,
    fmt,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use crate::{SecretText, redact, token::Granted};

/// Gives out access tokens: a vault, a sidecar, a broker, a grant that this
/// crate does not know. Give it to
/// [`Credentials::source`](crate::Credentials::source).
///
/// It need not keep what it gives out. The client keeps a token until shortly
/// before it expires or the vendor refuses it, asks once however many calls
/// wait, and asks again if a failure passes. What it asks for is dropped after
/// 30 seconds; the call that wanted it may have been given up before that.
///
/// A function that returns a future is one, too.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{AccessToken, Credentials, TokenFuture, TokenSource, TokenSourceError};
/// use std::time::Duration;
///
/// struct Vault {
///     path: String,
/// }
///
/// impl Vault {
///     async fn read(&self) -> std::io::Result<String> {
///         Ok(format!("secret of {}", self.path))
///     }
/// }
///
/// impl TokenSource for Vault {
///     fn fetch(&self) -> TokenFuture<'_> {
///         Box::pin(async {
///             let secret = self.read().await.map_err(TokenSourceError::transient)?;
///             Ok(AccessToken::new(secret).expires_in(Duration::from_secs(600)))
///         })
///     }
/// }
///
/// let credentials = Credentials::source(Vault { path: "acme/prod".to_owned() });
/// let same = Credentials::source(|| async { Ok(AccessToken::new("tok_123")) });
/// ```
pub trait TokenSource: Send + Sync {
    /// Fetches a token that the vendor has not refused yet.
    ///
    /// # Errors
    ///
    /// Whatever stands in the way; the error says whether trying again may help.
    fn fetch(&self) -> TokenFuture<'_>;
}

/// What a [`TokenSource`] answers with.
///
/// ```
/// use floorkit_runtime::{AccessToken, TokenFuture};
///
/// let fixed: TokenFuture<'_> = Box::pin(async { Ok(AccessToken::new("tok_123")) });
/// ```
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, TokenSourceError>> + Send + 'a>>;

/// An access token from a [`TokenSource`], and how long it lives if that is
/// known.
///
/// Of a token whose life is not given, and that is a JSON Web Token, the `exp`
/// in it counts. One whose life nobody knows, or is not between zero and ten
/// years, is used until the vendor refuses it.
///
/// ```
/// use floorkit_runtime::AccessToken;
/// use std::time::{Duration, SystemTime};
///
/// let token = AccessToken::new("tok_123").expires_in(Duration::from_secs(3600));
/// let until = AccessToken::new("tok_123").expires_at(SystemTime::now());
/// assert!(!format!("{token:?} {until:?}").contains("tok_123"));
/// ```
#[derive(Clone, Debug)]
pub struct AccessToken {
    secret: SecretText,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug)]
enum End {
    In(Duration),
    At(SystemTime),
}

/// Why a [`TokenSource`] has no token, and whether trying again may help.
///
/// Its text ends up in the error of each call that waited for the token, with
/// the texts of what caused it: put no secret in it.
///
/// ```
/// use floorkit_runtime::TokenSourceError;
/// use std::time::Duration;
///
/// let sealed = TokenSourceError::lasting("the vault is sealed; unseal it");
/// assert_eq!(sealed.to_string(), "the vault is sealed; unseal it");
/// assert!(!sealed.is_transient());
///
/// let busy = TokenSourceError::transient(std::io::Error::other("the vault is busy"))
///     .retry_after(Duration::from_secs(5));
/// assert!(busy.is_transient());
/// ```
#[derive(Clone, Debug)]
pub struct TokenSourceError {
    text: String,
    is_transient: bool,
    retry_after: Option<Duration>,
}

/// A source, shared by all clients that were built with it.
#[derive(Clone)]
pub(crate) struct OwnSource(Arc<dyn TokenSource>);

impl AccessToken {
    /// A token, without the word that goes before it in its header.
    ///
    /// ```
    /// # use floorkit_runtime::AccessToken;
    /// let token = AccessToken::new("tok_123");
    /// ```
    pub fn new(token: impl Into<SecretText>) -> Self {
        Self { secret: token.into(), end: None }
    }

    /// How long it lives from now on.
    ///
    /// ```
    /// # use floorkit_runtime::AccessToken;
    /// # use std::time::Duration;
    /// let token = AccessToken::new("tok_123").expires_in(Duration::from_secs(3600));
    /// ```
    #[must_use]
    pub fn expires_in(self, life: Duration) -> Self {
        Self { end: Some(End::In(life)), ..self }
    }

    /// When it expires, by this machine's clock.
    ///
    /// ```
    /// # use floorkit_runtime::AccessToken;
    /// # use std::time::{Duration, SystemTime};
    /// let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_718_798_400);
    /// let token = AccessToken::new("tok_123").expires_at(noon);
    /// ```
    #[must_use]
    pub fn expires_at(self, time: SystemTime) -> Self {
        Self { end: Some(End::At(time)), ..self }
    }

    pub(crate) fn into_granted(self, now: SystemTime) -> Granted {
        let lifetime = match self.end {
            Some(End::In(life)) => Some(life),
            Some(End::At(time)) => time.duration_since(now).ok(),
            None => None,
        };
        Granted::new(self.secret, lifetime, now)
    }
}

impl TokenSourceError {
    /// A failure that trying again will not change: it is told to all calls for
    /// 30 seconds before the source is asked again.
    pub fn lasting(why: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { text: chain(&*why.into()), is_transient: false, retry_after: None }
    }

    /// A failure that passes: the source is asked again, a few times for the
    /// calls that wait.
    pub fn transient(why: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { is_transient: true, ..Self::lasting(why) }
    }

    /// How long to wait before the source is asked again; at most 5 minutes
    /// count.
    #[must_use]
    pub fn retry_after(self, pause: Duration) -> Self {
        Self { retry_after: Some(pause), ..self }
    }

    /// Whether trying again may help.
    pub fn is_transient(&self) -> bool {
        self.is_transient
    }

    pub(crate) fn asked(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl OwnSource {
    pub(crate) fn new(source: impl TokenSource + 'static) -> Self {
        Self(Arc::new(source))
    }

    pub(crate) fn fetch(&self) -> TokenFuture<'_> {
        self.0.fetch()
    }
}

impl<F, R> TokenSource for F
where
    F: Fn() -> R + Send + Sync,
    R: Future<Output = Result<AccessToken, TokenSourceError>> + Send + 'static,
{
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(self())
    }
}

impl StdError for TokenSourceError {}

impl fmt::Display for TokenSourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

// A source may be anything, and may hold anything.
impl fmt::Debug for OwnSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSource")
    }
}

/// An error and what caused it, on one line and bounded.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let texts: Vec<String> = causes.map(ToString::to_string).collect();
    redact::excerpt(&texts.join(": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the vault\ndid not answer")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn the_text_has_all_causes_on_one_line() {
        let outer = Outer(std::io::Error::other("no route"));
        let error = TokenSourceError::transient(outer);
        assert_eq!(error.to_string(), "the vault did not answer: no route");
        let long = TokenSourceError::lasting("x".repeat(10_000));
        assert!(long.to_string().len() < 300);
        let leak = TokenSourceError::lasting("vault said token=s3cret");
        assert!(!format!("{leak} {leak:?}").contains("s3cret"));
    }

    #[test]
    fn a_life_is_counted_from_now() {
        let now = SystemTime::now();
        let life = |token: AccessToken| token.into_granted(now).lifetime;
        let minute = Duration::from_secs(60);
        let token = || AccessToken::new("t");
        assert_eq!(life(token()), None);
        assert_eq!(life(token().expires_in(minute)), Some(minute));
        assert_eq!(life(token().expires_at(now + minute)), Some(minute));
        assert_eq!(life(token().expires_at(now)), None);
        assert_eq!(life(token().expires_at(now - minute)), None);
        assert_eq!(life(token().expires_in(Duration::MAX)), None);
    }
}
