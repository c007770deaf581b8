//! The same call, written by hand and as the generator writes it.

use std::{future::Future, time::Duration};

use floorkit_runtime::{
    ClientBuilder, Credentials, Inner, Method, Operation, RateLimit, Vendor, call,
};
use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo, QueryParam, ResponseValue};
use serde::Deserialize;

use crate::Result;

const TOKEN: &str = "tok_1234567890";

static LIST_DESKS: Operation =
    Operation::new("list_desks", Method::Get, "/v1/floors/{floor_id}/desks")
        .authenticated()
        .idempotent()
        .response("application/json");

/// With a rule that is applied to each call, and that no client exhausts.
static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
    .rate_limit(RateLimit::new(1_000_000, 1_000_000, "ip"))
    .operations(&[&LIST_DESKS]);

pub(crate) trait Client: Send + Sync + 'static {
    fn list_desks(&self, floor_id: &str) -> impl Future<Output = Result<Vec<Desk>>> + Send;
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is made by the decoder only")]
pub(crate) struct Desk {
    id: String,
    name: String,
    floor_id: String,
    capacity: u32,
    is_bookable: bool,
    x: f64,
    y: f64,
    tags: Vec<String>,
    updated_at: String,
    occupant: Option<String>,
}

/// What a careful program does without a library: limits on time, the token,
/// the status, the body.
pub(crate) struct ByHand {
    http: reqwest::Client,
    base_url: String,
}

pub(crate) struct Ours {
    http: reqwest::Client,
    base_url: String,
    inner: Inner,
}

impl ByHand {
    pub(crate) fn new(url: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .user_agent("by-hand/1")
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(60))
            .build()?;
        Ok(Self { http, base_url: url.to_owned() })
    }
}

impl Client for ByHand {
    async fn list_desks(&self, floor_id: &str) -> Result<Vec<Desk>> {
        let response = self
            .http
            .get(format!("{}/v1/floors/{floor_id}/desks", self.base_url))
            .query(&[("page", "1")])
            .header("accept", "application/json")
            .bearer_auth(TOKEN)
            .send()
            .await?;
        Ok(response.error_for_status()?.json().await?)
    }
}

impl Ours {
    pub(crate) fn new(url: &str) -> Result<Self> {
        let credentials = Credentials::token(TOKEN);
        let parts = ClientBuilder::new(&ACME).base_url(url).credentials(credentials).build()?;
        Ok(Self { http: parts.http, base_url: parts.base_url, inner: parts.inner })
    }

    async fn send(
        &self,
        floor_id: &str,
    ) -> std::result::Result<ResponseValue<Vec<Desk>>, Error<()>> {
        let floor_id = progenitor_client::encode_path(floor_id);
        let mut request = self
            .http
            .get(format!("{}/v1/floors/{floor_id}/desks", self.base_url))
            .header("accept", "application/json")
            .query(&QueryParam::new("page", &1))
            .build()?;
        let info = OperationInfo { operation_id: "list_desks" };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}

impl Client for Ours {
    async fn list_desks(&self, floor_id: &str) -> Result<Vec<Desk>> {
        Ok(call(&LIST_DESKS, self.send(floor_id)).await?)
    }
}

impl ClientInfo<Inner> for Ours {
    fn api_version() -> &'static str {
        "1.0.0"
    }

    fn baseurl(&self) -> &str {
        &self.base_url
    }

    fn client(&self) -> &reqwest::Client {
        &self.http
    }

    fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl ClientHooks<Inner> for Ours {
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        floorkit_runtime::internal::execute(&self.http, &self.inner, info.operation_id, request)
            .await
    }

    async fn post<E>(
        &self,
        result: &reqwest::Result<reqwest::Response>,
        _info: &OperationInfo,
    ) -> std::result::Result<(), Error<E>> {
        floorkit_runtime::internal::check(result)
    }
}
