//! The opening of a connection.
//!
//! It is an ordinary request that asks for another protocol. `reqwest` makes
//! it, so that certificates and proxies are those of every other request, and
//! hands the connection over afterwards.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY,
        SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
    },
};
use reqwest::{Response, Upgraded, redirect};
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};
use url::Url;

use super::{builder::Settings, failure::Failure, watched::Watched};
use crate::{Error, Operation, SecretText, address, exec::Noted};

/// A connection that is open.
pub(super) type Connection = WebSocketStream<Watched<Upgraded>>;

/// Where to connect, and what of it no output may show.
pub(super) struct Address {
    url: Url,
    secrets: Vec<SecretText>,
}

/// The clients of a socket.
#[derive(Default)]
pub(super) struct Clients {
    /// What the caller wants to be used.
    pub(super) own: Option<reqwest::Client>,
    /// The one that was made last, and whether it is for this machine.
    made: Option<(bool, reqwest::Client)>,
}

/// Parts of an address that are shorter hardly keep a secret, and would blot
/// out words.
const SHORTEST_SECRET: usize = 8;

/// How much is read ahead, in bytes.
const READ_BUFFER: usize = 32 * 1024;

impl Address {
    /// Reads an address that an operation gave.
    pub(super) fn read(operation: &'static Operation, text: &SecretText) -> Result<Self, Error> {
        // The text itself is not repeated: it is a secret.
        let refuse = |why: &str| Error::socket(operation, format!("its address {why}")).lasting();
        let mut url: Url = text
            .expose_secret()
            .parse()
            .map_err(|error| refuse(&format!("cannot be read: {error}")))?;
        let http = match url.scheme() {
            "ws" => "http",
            "wss" => "https",
            _ => return Err(refuse("is neither of `wss` nor of `ws`")),
        };
        let secrets = secrets(&url, text);
        url.set_scheme(http).map_err(|()| refuse("has no host"))?;
        if http == "http" && !address::is_loopback(&url) {
            return Err(refuse("must be of `wss`, except on this machine: it carries a token"));
        }
        Ok(Self { url, secrets })
    }

    /// What the server may quote and no output may show.
    pub(super) fn secrets(&self) -> &[SecretText] {
        &self.secrets
    }

    /// Connects, within the time that a handshake may take.
    pub(super) async fn connect(
        &self,
        operation: &'static Operation,
        clients: &mut Clients,
        settings: &Settings,
    ) -> Result<Connection, Failure> {
        let client = clients.to(&self.url).map_err(|error| {
            let why = "the HTTP client for it cannot be built";
            Error::socket(operation, why).lasting().because_of(error.without_url())
        })?;
        let handshake = self.shake_hands(operation, client, settings.max_message_size);
        match timeout(settings.handshake_timeout, handshake).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let most = settings.handshake_timeout.as_secs_f64();
                let why = format!("it took longer than {most} s to connect");
                Err(Error::socket(operation, why).timed_out().into())
            }
        }
    }

    async fn shake_hands(
        &self,
        operation: &'static Operation,
        client: &reqwest::Client,
        max_message_size: usize,
    ) -> Result<Connection, Failure> {
        let interrupted = |error: reqwest::Error| {
            let why = "no connection was made";
            Error::socket(operation, why).because_of(error.without_url())
        };
        let key = generate_key();
        let response = client
            .get(self.url.clone())
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, &key)
            .send()
            .await
            .map_err(interrupted)?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(self.refused(operation, &response));
        }
        if let Some(fault) = fault(response.headers(), &key) {
            let why = format!("what answered is no WebSocket server: {fault}");
            return Err(Error::socket(operation, why).into());
        }
        let stream = response.upgrade().await.map_err(interrupted)?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(max_message_size))
            .max_frame_size(Some(max_message_size));
        let stream = Watched::new(stream);
        Ok(WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await)
    }

    fn refused(&self, operation: &'static Operation, response: &Response) -> Failure {
        let status = response.status();
        let headers = response.headers().clone();
        let noted = Noted { status, headers, body: Bytes::new() };
        let why = format!("the server answered {status} instead of opening it");
        let error = Error::socket(operation, why).answered(&noted, &self.secrets);
        let is_passing = matches!(status.as_u16(), 408 | 421 | 425 | 429);
        Failure { error, is_objection: status.is_client_error() && !is_passing }
    }
}

impl Clients {
    /// A client of HTTP/1.1, as HTTP/2 has no upgrades, for this address.
    fn to(&mut self, url: &Url) -> reqwest::Result<&reqwest::Client> {
        if let Some(own) = &self.own {
            return Ok(own);
        }
        let is_local = address::is_local(url);
        // Making one reads all certificates of the system.
        let (_, client) = match self.made.take() {
            Some(made) if made.0 == is_local => self.made.insert(made),
            _ => self.made.insert((is_local, client(is_local)?)),
        };
        Ok(client)
    }
}

/// A proxy must not read what is not encrypted.
fn client(past_proxies: bool) -> reqwest::Result<reqwest::Client> {
    let mut client = reqwest::Client::builder();
    if past_proxies {
        client = client.no_proxy();
    }
    client
        .user_agent(concat!("floorkit-runtime/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .http1_only()
        .build()
}

/// The parts of an address that a server may quote, as they are and decoded.
fn secrets(url: &Url, text: &SecretText) -> Vec<SecretText> {
    let mut parts = vec![url.path().to_owned()];
    parts.extend(url.query().map(ToOwned::to_owned));
    parts.extend(url.password().map(ToOwned::to_owned));
    parts.extend(url.path_segments().into_iter().flatten().map(ToOwned::to_owned));
    parts.extend(url.query_pairs().map(|(_, value)| value.into_owned()));
    let raw = url.query().unwrap_or_default().split('&');
    parts.extend(raw.filter_map(|pair| Some(pair.split_once('=')?.1.to_owned())));
    parts.retain(|part| part.len() >= SHORTEST_SECRET);
    parts.into_iter().map(SecretText::from).chain([text.clone()]).collect()
}

/// What is wrong with the headers of an answer that opens a connection.
fn fault(headers: &HeaderMap, key: &str) -> Option<&'static str> {
    let has = |name: HeaderName, wanted: &str| {
        let texts = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        texts.flat_map(|text| text.split(',')).any(|one| one.trim().eq_ignore_ascii_case(wanted))
    };
    let accept = headers.get(SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes);
    if !has(UPGRADE, "websocket") || !has(CONNECTION, "upgrade") {
        return Some("it changed to another protocol");
    }
    if accept != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
        return Some("its answer is not to this request");
    }
    if headers.contains_key(SEC_WEBSOCKET_EXTENSIONS)
        || headers.contains_key(SEC_WEBSOCKET_PROTOCOL)
    {
        return Some("it chose extensions that nobody asked for");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    static CREATE_SOCKET: Operation =
        Operation::new("create_socket", Method::Post, "/v1/desks/socket");

    fn read(text: &str) -> Result<Address, Error> {
        Address::read(&CREATE_SOCKET, &text.into())
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        for good in ["ws://127.0.0.1:1/a", "ws://localhost/", "ws://[::1]/", "wss://acme.example/"]
        {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in ["ws://acme.example/tok_12345", "https://acme.example/tok_12345", "tok_12345"] {
            let error = read(bad).err().unwrap();
            assert!(error.is_socket() && !error.is_retryable(), "{error}");
            assert!(!format!("{error:?}").contains("tok_12345"), "{error:?}");
        }
    }

    #[test]
    fn every_part_that_may_be_a_token_is_a_secret() {
        let address =
            read("wss://me:pass%20word@acme.example/v1/tok_path1?key=tok%2Fquery&x=1").unwrap();
        let shown: Vec<_> = address.secrets().iter().map(SecretText::expose_secret).collect();
        for secret in ["tok_path1", "tok/query", "tok%2Fquery", "pass%20word"] {
            assert!(shown.contains(&secret), "{secret}: {shown:?}");
        }
        assert!(!shown.contains(&"1") && !shown.contains(&"v1"), "{shown:?}");
    }

    #[test]
    fn an_answer_must_be_to_the_request() {
        let good = || {
            HeaderMap::from_iter([
                (UPGRADE, HeaderValue::from_static("WebSocket")),
                (CONNECTION, HeaderValue::from_static("keep-alive, Upgrade")),
                // The example of RFC 6455.
                (SEC_WEBSOCKET_ACCEPT, HeaderValue::from_static("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")),
            ])
        };
        let key = "dGhlIHNhbXBsZSBub25jZQ==";
        assert_eq!(fault(&good(), key), None);
        assert!(fault(&good(), "AAAAAAAAAAAAAAAAAAAAAA==").is_some());
        for name in [UPGRADE, CONNECTION, SEC_WEBSOCKET_ACCEPT] {
            let mut headers = good();
            headers.insert(&name, HeaderValue::from_static("h2c"));
            assert!(fault(&headers, key).is_some(), "another {name}");
            headers.remove(&name);
            assert!(fault(&headers, key).is_some(), "no {name}");
        }
        for name in [SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_PROTOCOL] {
            let mut headers = good();
            headers.insert(&name, HeaderValue::from_static("x"));
            assert!(fault(&headers, key).is_some(), "{name}");
        }
    }
}
