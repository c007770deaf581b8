//! A simulator and a bare HTTP client for it.

use floorkit_sim::density::{Behavior, Simulator, SimulatorBuilder};
use reqwest::{Method, RequestBuilder, header};
use serde_json::Value;

/// A Monday, three in the afternoon in London and ten in New York.
pub(crate) const NOW: &str = "2025-06-16T14:00:00Z";

pub(crate) struct Sim {
    pub(crate) sim: Simulator,
    http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: header::HeaderMap,
    pub(crate) text: String,
}

pub(crate) fn builder() -> SimulatorBuilder {
    Simulator::builder().seed(7).now(NOW.parse().unwrap()).unlimited()
}

pub(crate) async fn start() -> Sim {
    Sim::new(builder()).await
}

pub(crate) async fn start_with(change: impl FnOnce(&mut Behavior)) -> Sim {
    Sim::new(builder().behavior(change)).await
}

impl Sim {
    pub(crate) async fn new(builder: SimulatorBuilder) -> Self {
        Self { sim: builder.start().await.unwrap(), http: reqwest::Client::new() }
    }

    /// A request without a credential.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.sim.base_url()))
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).bearer_auth(self.sim.api_token())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, body).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        send(self.request(method, path).json(body)).await
    }

    /// A token from client credentials.
    pub(crate) async fn token(&self) -> String {
        let body = self.client_credentials();
        let answer = send(self.bare(Method::POST, "/v3/oauth/token").json(&body)).await;
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn client_credentials(&self) -> Value {
        serde_json::json!({
            "grant_type": "client_credentials",
            "client_id": self.sim.client_id(),
            "client_secret": self.sim.client_secret(),
        })
    }

    /// The id of the first space of this name.
    pub(crate) async fn space(&self, name: &str) -> String {
        let spaces = self.get("/v3/spaces").await.json();
        let found = spaces.as_array().unwrap().iter().find(|space| space["name"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

impl Answer {
    /// The body of a success.
    pub(crate) fn json(&self) -> Value {
        assert!(matches!(self.status, 200 | 201), "{self:?}");
        serde_json::from_str(&self.text).unwrap()
    }

    /// The message of an error with this status.
    pub(crate) fn message(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        let body: Value = serde_json::from_str(&self.text).unwrap();
        assert_eq!(body["code"], status);
        body["message"].as_str().unwrap().to_owned()
    }
}
