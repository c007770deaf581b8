//! The token of a client: the one it was given, or the one it fetches.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::watch;
use url::{Url, form_urlencoded};

use crate::{
    SecretText, TokenEndpoint, Vendor,
    credentials::{Credentials, Exchange, Kind},
    redact, retry_after,
    vendor::{Grant, TokenEncoding},
};

/// Long for a token endpoint, short for somebody who waits.
const FETCH_DEADLINE: Duration = Duration::from_secs(30);

/// A token is renewed this long before it expires, or a tenth of its life
/// before if that is shorter, so that nobody has to wait for the next one.
const EARLY: Duration = Duration::from_secs(60);

/// Where the token of each request comes from.
#[derive(Debug)]
pub(crate) enum Credential {
    Given(Arc<Token>),
    Fetched(Arc<Source>),
}

/// A secret, ready for its header: a token, or the key beside it.
pub(crate) struct Token {
    name: HeaderName,
    value: HeaderValue,
    secret: SecretText,
    life: Option<Life>,
}

/// When to fetch the next token, and when at the latest.
#[derive(Clone, Copy, Debug)]
struct Life {
    renew_at: Instant,
    expires_at: Instant,
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
        self.transport.as_ref().is_some_and(|error| error.is_timeout())
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// What went wrong with the connection, if that is what went wrong.
    pub(crate) fn transport(&self) -> Option<Arc<reqwest::Error>> {
        self.transport.clone()
    }

    fn lasting(text: String) -> Self {
        Self { text, is_transient: false, retry_after: None, transport: None }
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
        match credentials.0 {
            Kind::None => Ok(None),
            Kind::Token(secret) => {
                let (header, _) = setup.vendor.credential_header();
                let token = Token::new("token", header, setup.prefix, secret, None)?;
                Ok(Some(Self::Given(Arc::new(token))))
            }
            Kind::Exchange(exchange) => {
                let source = Source::new(exchange, setup)?;
                Ok(Some(Self::Fetched(Arc::new(source))))
            }
        }
    }

    /// Whether another token can be had if this one is refused.
    pub(crate) fn is_renewable(&self) -> bool {
        matches!(self, Self::Fetched(_))
    }

    pub(crate) async fn token(&self) -> Result<Arc<Token>, Arc<TokenError>> {
        match self {
            Self::Given(token) => Ok(Arc::clone(token)),
            Self::Fetched(source) => source.token().await,
        }
    }

    /// Forgets a token that was refused, unless it was replaced already.
    pub(crate) fn discard(&self, refused: &Arc<Token>) {
        if let Self::Fetched(source) = self {
            let mut state = source.state();
            if state.token.as_ref().is_some_and(|token| Arc::ptr_eq(token, refused)) {
                state.token = None;
            }
        }
    }
}

impl Token {
    /// A key that goes with every call beside the token, ready for its header.
    pub(crate) fn key(header: &str, secret: SecretText) -> Result<Self, String> {
        Self::new("API key", header, "", secret, None)
    }

    fn new(
        kind: &str,
        header: &str,
        prefix: &str,
        secret: SecretText,
        life: Option<Life>,
    ) -> Result<Self, String> {
        let name = HeaderName::from_bytes(header.as_bytes())
            .map_err(|_| format!("`{header}` is not the name of a header"))?;
        let text = secret.expose_secret();
        if text.is_empty() {
            return Err(format!("the {kind} is empty"));
        }
        let value = if prefix.is_empty() { text.to_owned() } else { format!("{prefix} {text}") };
        let mut value = HeaderValue::try_from(value).map_err(|_| {
            format!("the {kind} has a character that no header can carry, such as a newline")
        })?;
        value.set_sensitive(true);
        Ok(Self { name, value, secret, life })
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

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("life", &self.life).finish_non_exhaustive()
    }
}

type Outcome = Result<Arc<Token>, Arc<TokenError>>;

/// Fetches tokens, one at a time.
pub(crate) struct Source {
    exchange: Exchange,
    vendor: &'static Vendor,
    endpoint: TokenEndpoint,
    place: TokenUrl,
    prefix: String,
    api_key: Option<Arc<Token>>,
    http: reqwest::Client,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The fetch that is under way; `None` in it until it is over.
    fetch: Option<watch::Receiver<Option<Outcome>>>,
}

impl Source {
    fn new(exchange: Exchange, setup: Setup<'_>) -> Result<Self, String> {
        let Setup { vendor, prefix, tokens, api_key, http } = setup;
        let (Some(endpoint), Some(place)) = (vendor.tokens(), tokens) else {
            return Err(format!(
                "{} exchanges nothing for a token; call `.credentials(Credentials::token(…))`",
                vendor.name()
            ));
        };
        if endpoint.grant() != exchange.grant {
            // The functions have the names of OAuth 2.0.
            let wanted = endpoint.grant().as_str();
            return Err(format!(
                "{} exchanges other credentials for a token; call `.credentials(Credentials::{wanted}(…))`",
                vendor.name()
            ));
        }
        Ok(Self {
            exchange,
            vendor,
            endpoint,
            place,
            prefix: prefix.to_owned(),
            api_key,
            http: http.clone(),
            state: Mutex::default(),
        })
    }

    /// The lock is never held across an await, and a fresh token is all that
    /// most calls look at.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn token(self: &Arc<Self>) -> Outcome {
        let mut fetch = {
            let mut state = self.state();
            if let Some(token) = state.token.as_ref().filter(|token| token.is_fresh()) {
                return Ok(Arc::clone(token));
            }
            state.fetch.take_if(|fetch| is_abandoned(fetch));
            let fetch = state.fetch.get_or_insert_with(|| self.start()).clone();
            // As long as the old one is good nobody waits for the new one, or
            // suffers if it cannot be had.
            if let Some(token) = state.token.as_ref().filter(|token| token.is_valid()) {
                return Ok(Arc::clone(token));
            }
            fetch
        };
        match fetch.wait_for(Option::is_some).await.map(|outcome| outcome.clone()) {
            Ok(Some(outcome)) => outcome,
            Ok(None) | Err(_) => Err(Arc::new(TokenError {
                text: "the fetch of a token was cut short, as the program's runtime ended".into(),
                is_transient: true,
                retry_after: None,
                transport: None,
            })),
        }
    }

    /// Starts a fetch in a task of its own, so that a caller who gives up does
    /// not take the token from the others who wait.
    fn start(self: &Arc<Self>) -> watch::Receiver<Option<Outcome>> {
        let (sender, receiver) = watch::channel(None);
        let source = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = source.fetch().await.map(Arc::new).map_err(Arc::new);
            {
                let mut state = source.state();
                state.fetch = None;
                if let Ok(token) = &outcome {
                    state.token = Some(Arc::clone(token));
                }
            }
            sender.send_replace(Some(outcome));
        });
        receiver
    }

    async fn fetch(&self) -> Result<Token, TokenError> {
        let start = Instant::now();
        let response = self.request().send().await.map_err(|error| self.unreachable(error))?;
        let status = response.status();
        let retry_after = retry_after::read(response.headers(), SystemTime::now());
        let body = response.bytes().await.map_err(|error| self.unreachable(error))?;
        if !status.is_success() {
            return Err(self.refused(status, retry_after, &String::from_utf8_lossy(&body)));
        }
        let grant: Granted = serde_json::from_slice(&body).map_err(|_| self.unusable(status))?;
        let life = grant.life(start);
        let (header, _) = self.vendor.credential_header();
        Token::new("token", header, &self.prefix, grant.access_token, life).map_err(|why| {
            let place = &self.place.name;
            TokenError::lasting(format!("the token that {place} gave is of no use: {why}"))
        })
    }

    fn request(&self) -> reqwest::RequestBuilder {
        let fields = self.fields();
        let (kind, body) = match self.endpoint.encoding() {
            TokenEncoding::Json => ("application/json", Value::Object(fields).to_string()),
            TokenEncoding::Form => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (name, value) in &fields {
                    match value {
                        Value::String(text) => form.append_pair(name, text),
                        other => form.append_pair(name, &other.to_string()),
                    };
                }
                ("application/x-www-form-urlencoded", form.finish())
            }
        };
        let mut request = self
            .http
            .post(self.place.url.clone())
            .timeout(FETCH_DEADLINE)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, kind)
            .body(body);
        if let Some(key) = &self.api_key {
            let (name, value) = key.header();
            request = request.header(name, value);
        }
        request
    }

    /// What the vendor always wants, what the caller wants instead, and what
    /// the token is exchanged for.
    fn fields(&self) -> Map<String, Value> {
        let exchange = &self.exchange;
        let own = |(name, value): (&str, &str)| (name.to_owned(), Value::from(value));
        let mut fields: Map<String, Value> = self.endpoint.constants().map(own).collect();
        fields.extend(exchange.fields.clone());
        let named =
            [("grant_type", exchange.grant.as_str()), ("client_id", &exchange.client_id)].map(own);
        fields.extend(named);
        fields.extend(exchange.username.as_ref().map(|name| own(("username", name))));
        let secrets = exchange.secrets.iter();
        fields.extend(secrets.map(|(name, secret)| own((name, secret.expose_secret()))));
        fields
    }

    /// Everything secret that is sent to the endpoint.
    fn secrets(&self) -> Vec<SecretText> {
        let own = self.exchange.secrets.iter().map(|(_, secret)| secret);
        own.chain(self.api_key.iter().map(|key| key.secret())).cloned().collect()
    }

    fn unreachable(&self, error: reqwest::Error) -> TokenError {
        let place = &self.place.name;
        let text = if error.is_timeout() {
            format!("the token endpoint {place} did not answer in time")
        } else {
            format!("the token endpoint {place} could not be reached")
        };
        let transport = Some(Arc::new(error.without_url()));
        TokenError { text, is_transient: true, retry_after: None, transport }
    }

    fn refused(&self, status: StatusCode, retry_after: Option<Duration>, body: &str) -> TokenError {
        let body = redact::scrub(body, &self.secrets());
        let advice = match (status.as_u16(), self.exchange.grant) {
            (400 | 401 | 403, Grant::ClientCredentials) => {
                "; check the client id, the secret and the audience"
            }
            (400 | 401 | 403, Grant::Password) => {
                "; check the client id, the user name, the password and the scope"
            }
            _ => "",
        };
        TokenError {
            text: format!(
                "the token endpoint {} answered {status}: {}{advice}",
                self.place.name,
                redact::excerpt(&body),
            ),
            is_transient: status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
            retry_after,
            transport: None,
        }
    }

    fn unusable(&self, status: StatusCode) -> TokenError {
        TokenError::lasting(format!(
            "the token endpoint {} answered {status} without an `access_token`",
            self.place.name,
        ))
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("exchange", &self.exchange).finish_non_exhaustive()
    }
}

/// Whether the task of a fetch ended before the fetch did: its runtime is
/// gone, and a client may outlive that.
fn is_abandoned(fetch: &watch::Receiver<Option<Outcome>>) -> bool {
    fetch.has_changed().is_err() && fetch.borrow().is_none()
}

/// The answer of a token endpoint, with the life of the token in whatever form
/// it comes.
#[derive(Deserialize)]
struct Granted {
    access_token: SecretText,
    #[serde(default)]
    expires_in: Value,
}

impl Granted {
    /// When to fetch the next one; `None` if the vendor does not say, which
    /// leaves it to a refusal.
    fn life(&self, start: Instant) -> Option<Life> {
        let lifetime = self.lifetime()?;
        let expires_at = start.checked_add(lifetime)?;
        let renew_at = start + lifetime.saturating_sub(EARLY.min(lifetime / 10));
        Some(Life { renew_at, expires_at })
    }

    fn lifetime(&self) -> Option<Duration> {
        let seconds = match &self.expires_in {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        Duration::try_from_secs_f64(seconds?).ok()
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
        .token_endpoint(TokenEndpoint::json().path("/token"));

    fn token(text: &str, life: Option<Life>) -> Token {
        Token::new("token", "Authorization", "Bearer", text.into(), life).unwrap()
    }

    #[test]
    fn the_header_is_marked_as_sensitive() {
        let token = token("tok_123", None);
        let (name, value) = token.header();
        assert_eq!(name, http::header::AUTHORIZATION);
        assert_eq!(value.to_str().unwrap(), "Bearer tok_123");
        assert!(value.is_sensitive());
    }

    #[test]
    fn a_token_is_renewed_a_little_early() {
        let renewal = |expires_in: Value| {
            let grant = Granted { access_token: "t".into(), expires_in };
            let start = Instant::now();
            grant.life(start).map(|life| {
                ((life.renew_at - start).as_secs_f64(), (life.expires_at - start).as_secs_f64())
            })
        };
        assert_eq!(renewal(3600.into()), Some((3540.0, 3600.0)));
        assert_eq!(renewal("100".into()), Some((90.0, 100.0)));
        assert_eq!(renewal(Value::Null), None);
        assert_eq!(renewal((-5).into()), None);
        assert_eq!(renewal(1e300.into()), None);
    }

    const BUSY: &str = "HTTP/1.1 503 Busy\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    const NEW: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"access_token\":\"new\"}";

    /// A source whose endpoint answers with these bytes, one after the other,
    /// and which has had a token since long.
    async fn source(answers: &'static [&'static str], expires_in: Duration) -> Arc<Source> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap()).parse().unwrap();
        tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let _ = stream.read(&mut [0; 4096]).await.unwrap();
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let tokens = Some(TokenUrl { url, name: "/token".to_owned() });
        let setup = Setup { vendor: &ACME, prefix: "Bearer", tokens, api_key: None, http: &http };
        let credentials = Credentials::client_credentials("app", "s3cret").into();
        let Ok(Some(Credential::Fetched(source))) = Credential::new(credentials, setup) else {
            panic!("a source of tokens");
        };
        let now = Instant::now();
        let life = Life { renew_at: now, expires_at: now + expires_in };
        let old = token("old", Some(life));
        source.state().token = Some(Arc::new(old));
        source
    }

    async fn fetch_is_over(source: &Source) {
        while source.state().fetch.is_some() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn the_old_token_is_served_while_a_renewal_fails() {
        let source = source(&[BUSY, BUSY, NEW], Duration::from_secs(3600)).await;
        for _ in 0..3 {
            assert_eq!(source.token().await.unwrap().secret().expose_secret(), "old");
            assert!(source.state().fetch.is_some(), "a renewal is under way");
            fetch_is_over(&source).await;
        }
        assert_eq!(source.token().await.unwrap().secret().expose_secret(), "new");
        assert!(source.state().fetch.is_none());
    }

    #[tokio::test]
    async fn an_expired_token_is_not_served() {
        let source = source(&[BUSY, NEW], Duration::ZERO).await;
        assert!(source.token().await.unwrap_err().is_transient());
        assert_eq!(source.token().await.unwrap().secret().expose_secret(), "new");
    }

    #[tokio::test]
    async fn a_refused_token_is_not_served_though_it_could_live_on() {
        let source = source(&[BUSY], Duration::from_secs(3600)).await;
        let refused = source.token().await.unwrap();
        Credential::Fetched(Arc::clone(&source)).discard(&refused);
        assert!(source.token().await.is_err());
    }
}
