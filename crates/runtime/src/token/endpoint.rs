//! A token endpoint: what is sent to it, and what its answers mean.

use std::{fmt, sync::Arc, time::SystemTime};

use bytes::{Bytes, BytesMut};
use http::{
    HeaderMap, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use reqwest::Response;
use serde_json::{Map, Value};
use tokio::time::Instant;
use url::form_urlencoded;

use super::{Setup, Token, TokenError, TokenUrl, granted::Granted};
use crate::{
    Problem, SecretText, TokenEndpoint, Vendor,
    credentials::Exchange,
    redact, retry_after,
    vendor::{Grant, TokenEncoding},
};

/// No token is longer.
const LONGEST_BODY: usize = 256 * 1024;

/// Exchanges credentials for a token.
pub(crate) struct Endpoint {
    exchange: Exchange,
    vendor: &'static Vendor,
    endpoint: TokenEndpoint,
    place: TokenUrl,
    api_key: Option<Arc<Token>>,
    http: reqwest::Client,
}

impl Endpoint {
    pub(super) fn new(exchange: Exchange, setup: Setup<'_>) -> Result<Self, String> {
        let Setup { vendor, prefix: _, tokens, api_key, http } = setup;
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
        Ok(Self { exchange, vendor, endpoint, place, api_key, http: http.clone() })
    }

    /// Asks for a token once.
    pub(super) async fn grant(&self, deadline: Instant) -> Result<Granted, TokenError> {
        let patience = deadline.saturating_duration_since(Instant::now());
        let sent = self.request().timeout(patience).send().await;
        let mut response = sent.map_err(|error| self.unreachable(error))?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let body = self.read(response).await?;
        if !status.is_success() {
            return Err(self.refused(status, &headers, &body));
        }
        Granted::read(&body, retry_after::clock(&headers, SystemTime::now())).ok_or_else(|| {
            let text = format!("{} answered {status} without an `access_token`", self.name());
            TokenError::lasting(text)
        })
    }

    /// As errors name it.
    pub(super) fn name(&self) -> String {
        format!("the token endpoint {}", self.place.name)
    }

    /// The body, of which no more is read than is ever of use.
    async fn read(&self, mut response: Response) -> Result<Bytes, TokenError> {
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.unreachable(error))? {
            if body.len() + chunk.len() > LONGEST_BODY {
                return Err(TokenError::lasting(format!(
                    "{} answered {} with more than {} KiB, which is no token; check its address",
                    self.name(),
                    response.status(),
                    LONGEST_BODY / 1024,
                )));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
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
        let timed_out = error.is_timeout();
        let what = if timed_out { "did not answer in time" } else { "could not be reached" };
        TokenError {
            timed_out,
            is_transient: !error.is_builder(),
            transport: Some(Arc::new(error.without_url())),
            ..TokenError::lasting(format!("{} {what}", self.name()))
        }
    }

    fn refused(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> TokenError {
        let colon = if body.is_empty() { "" } else { ": " };
        let (why, advice) = (self.reason(body), self.advice(status));
        let is_transient = status.is_server_error()
            || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
        TokenError {
            is_transient,
            retry_after: retry_after::read(headers, SystemTime::now()),
            ..TokenError::lasting(format!("{} answered {status}{colon}{why}{advice}", self.name()))
        }
    }

    /// What the body says is wrong, without what was sent.
    fn reason(&self, body: &[u8]) -> String {
        let secrets = self.secrets();
        let text = String::from_utf8_lossy(body);
        let text = redact::scrub(&text, &secrets);
        let mut body = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(&*text));
        redact::scrub_json(&mut body, &secrets);
        let problem = Problem::of(&body, Some(self.vendor));
        problem.map_or_else(|| redact::excerpt(&text), |problem| problem.to_string())
    }

    fn advice(&self, status: StatusCode) -> &'static str {
        match (status.as_u16(), self.exchange.grant) {
            (400 | 401 | 403, Grant::ClientCredentials) => {
                "; check the client id, the secret and the audience"
            }
            (400 | 401 | 403, Grant::Password) => {
                "; check the client id, the user name, the password and the scope"
            }
            (300..=399, _) => "; redirects are not followed, so check its address",
            (404 | 405, _) => "; check its address",
            _ => "",
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("exchange", &self.exchange)
            .field("place", &self.place.name)
            .finish_non_exhaustive()
    }
}
