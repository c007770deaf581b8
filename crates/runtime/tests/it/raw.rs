//! A client as the generator writes it, for a vendor that does not exist.

use floorkit_runtime::{
    Backoff, ClientBuilder, Credentials, ErrorBody, Inner, Method, Operation, Parts, QueryMap,
    Region, TokenEndpoint, Variable, Vendor, call,
};
use http::{HeaderName, HeaderValue};
use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo, QueryParam, ResponseValue};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

pub(crate) static CREATE_DESK: Operation = Operation::new("create_desk", Method::Post, "/v1/desks")
    .authenticated()
    .request("application/json")
    .response("application/json");
pub(crate) static GET_DESK: Operation =
    Operation::new("get_desk", Method::Get, "/v1/desks/{desk_id}")
        .authenticated()
        .idempotent()
        .response("application/json");
pub(crate) static GET_VERSION: Operation =
    Operation::new("get_version", Method::Get, "/version").idempotent().response("text/plain");
pub(crate) static UPDATE_DESK: Operation =
    Operation::new("update_desk", Method::Patch, "/v1/desks/{desk_id}")
        .authenticated()
        .request("application/merge-patch+json")
        .response("application/vnd.acme+json");

pub(crate) static LIST_DESKS: Operation = Operation::new("list_desks", Method::Get, "/v1/desks")
    .authenticated()
    .idempotent()
    .response("application/json");
pub(crate) static DELETE_DESKS: Operation =
    Operation::new("delete_desks", Method::Delete, "/v1/desks")
        .authenticated()
        .idempotent()
        .request("application/json");
pub(crate) static SET_FILE: Operation =
    Operation::new("set_file", Method::Put, "/v1/file").request("*/*");
pub(crate) static SET_PHOTO: Operation =
    Operation::new("set_photo", Method::Put, "/v1/photo").authenticated().request("image/*");
pub(crate) static SET_NOTE: Operation = Operation::new("set_note", Method::Put, "/v1/note")
    .idempotent()
    .request("text/plain; charset=utf-8");
pub(crate) static UPLOAD_PLAN: Operation =
    Operation::new("upload_plan", Method::Post, "/v1/plan").request("multipart/form-data");

/// Of which the vendor does not say what it answers.
pub(crate) static RESET_DESK: Operation =
    Operation::new("reset_desk", Method::Post, "/v1/desks/{desk_id}/reset")
        .authenticated()
        .response("application/json")
        .any_answer();

pub(crate) static OPERATIONS: [&Operation; 11] = [
    &CREATE_DESK,
    &DELETE_DESKS,
    &GET_DESK,
    &GET_VERSION,
    &LIST_DESKS,
    &RESET_DESK,
    &SET_FILE,
    &SET_NOTE,
    &SET_PHOTO,
    &UPDATE_DESK,
    &UPLOAD_PLAN,
];

pub(crate) static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
    .token_endpoint(TokenEndpoint::json().path("/v1/token"))
    .error_pointers(&["/code"], &["/message"])
    .operations(&OPERATIONS);

/// The same vendor with another token endpoint and another header.
pub(crate) static FORM_ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
    .credentials("X-Api-Key", "")
    .token_endpoint(TokenEndpoint::form().path("/v1/token"))
    .operations(&OPERATIONS);

/// A vendor that wants a key with every call, and a user's password for a token
/// that it gives out elsewhere, in a region of its own.
pub(crate) static KEYED_ACME: Vendor = Vendor::new("acme", "Acme", "https://{tenant}.acme.example")
    .regions(&[
        Region::new("eu", "https://{tenant}.acme.example")
            .token_url("https://login.acme.example/token"),
        Region::new("us", "https://{tenant}.us.acme.example")
            .token_url("https://login.us.acme.example/token"),
    ])
    .variables(&[Variable::new("tenant", "the customer's subdomain")])
    .api_key_header("X-Acme-Key")
    .token_endpoint(
        TokenEndpoint::form().password().scope("public").fields(&[("response_type", "token")]),
    )
    .error_pointers(&["/code"], &["/hydra:description", "/detail", "/message"])
    .operations(&OPERATIONS);

#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) baseurl: String,
    client: reqwest::Client,
    inner: Inner,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Desk {
    pub(crate) id: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Documented {
    pub(crate) code: i64,
}

pub(crate) type Sent<T, E = ErrorBody<Documented>> = Result<ResponseValue<T>, Error<E>>;

impl Client {
    pub(crate) fn from_parts(parts: Parts) -> Self {
        Self { baseurl: parts.base_url, client: parts.http, inner: parts.inner }
    }

    pub(crate) fn new(url: &str, credentials: impl Into<Credentials>) -> Self {
        Self::of(&ACME, url, credentials)
    }

    /// A client that makes one attempt only.
    pub(crate) fn of(
        vendor: &'static Vendor,
        url: &str,
        credentials: impl Into<Credentials>,
    ) -> Self {
        let builder = ClientBuilder::new(vendor).base_url(url).credentials(credentials);
        let builder = builder.retry(Backoff::never());
        Self::from_parts(builder.build().unwrap())
    }

    pub(crate) async fn create_desk(&self, body: &Value) -> Sent<Desk> {
        self.send(self.client.post(self.url("/v1/desks")).json(body), "create_desk").await
    }

    pub(crate) async fn create_desk_of_nothing(&self) -> Sent<Desk> {
        self.send(self.client.post(self.url("/v1/desks")), "create_desk").await
    }

    pub(crate) async fn list_desks(&self, filters: Option<QueryMap>, floor: &str) -> Sent<Desk> {
        let request = self
            .client
            .get(self.url("/v1/desks"))
            .query(&QueryParam::new("filters", &filters))
            .query(&QueryParam::new("floor[id]", &floor));
        self.send(request, "list_desks").await
    }

    pub(crate) async fn set_photo(&self, kind: &str, body: impl Into<reqwest::Body>) -> Sent<Desk> {
        let request = self.client.put(self.url("/v1/photo")).body(body);
        self.send(request.header(http::header::CONTENT_TYPE, kind), "set_photo").await
    }

    pub(crate) async fn set_file(&self, kind: &str, body: impl Into<reqwest::Body>) -> Sent<Desk> {
        let request = self.client.put(self.url("/v1/file")).body(body);
        self.send(request.header(http::header::CONTENT_TYPE, kind), "set_file").await
    }

    pub(crate) async fn set_note(&self, note: impl Into<reqwest::Body>) -> Sent<Desk> {
        let plain = HeaderValue::from_static("text/plain");
        let request = self.client.put(self.url("/v1/note")).body(note);
        self.send(request.header(http::header::CONTENT_TYPE, plain), "set_note").await
    }

    pub(crate) async fn delete_desks(&self, body: &Value) -> Sent<Desk> {
        self.send(self.client.delete(self.url("/v1/desks")).json(body), "delete_desks").await
    }

    pub(crate) async fn list_desks_of(&self, floors: &[&str]) -> Sent<Desk> {
        let request = self.client.get(self.url("/v1/desks"));
        self.send(request.query(&QueryParam::new("floor[]", &floors)), "list_desks").await
    }

    pub(crate) async fn upload_plan(&self, body: impl Into<reqwest::Body>) -> Sent<Desk> {
        let request = self.client.post(self.url("/v1/plan")).body(body);
        let octets = HeaderValue::from_static("application/octet-stream");
        self.send(request.header(http::header::CONTENT_TYPE, octets), "upload_plan").await
    }

    pub(crate) async fn get_desk(&self, desk_id: &str) -> Sent<Desk> {
        self.get_desk_strictly(desk_id).await
    }

    /// With an error body that can fail to decode.
    pub(crate) async fn get_desk_strictly<E: DeserializeOwned>(
        &self,
        desk_id: &str,
    ) -> Sent<Desk, E> {
        self.send(self.client.get(self.url(&format!("/v1/desks/{desk_id}"))), "get_desk").await
    }

    pub(crate) async fn get_version(&self) -> Sent<String> {
        self.send(self.client.get(self.url("/version")), "get_version").await
    }

    pub(crate) async fn reset_desk(&self, desk_id: &str) -> Sent<Value> {
        let url = self.url(&format!("/v1/desks/{desk_id}/reset"));
        self.send(self.client.post(url), "reset_desk").await
    }

    pub(crate) async fn update_desk(&self, desk_id: &str, body: &Value) -> Sent<Desk> {
        let url = self.url(&format!("/v1/desks/{desk_id}"));
        self.send(self.client.patch(url).json(body), "update_desk").await
    }

    /// Gets desk 7 as a vendor's crate does.
    pub(crate) async fn desk(&self) -> Result<Desk, floorkit_runtime::Error> {
        call(&GET_DESK, self.get_desk("7")).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.baseurl)
    }

    async fn send<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
        operation_id: &'static str,
    ) -> Sent<T, E> {
        let mut request = request
            .header(HeaderName::from_static("api-version"), HeaderValue::from_static("1.0.0"))
            .header(http::header::ACCEPT, HeaderValue::from_static("application/json"))
            .build()?;
        let info = OperationInfo { operation_id };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}

impl ClientInfo<Inner> for Client {
    fn api_version() -> &'static str {
        "1.0.0"
    }

    fn baseurl(&self) -> &str {
        &self.baseurl
    }

    fn client(&self) -> &reqwest::Client {
        &self.client
    }

    fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl ClientHooks<Inner> for Client {
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        floorkit_runtime::internal::execute(&self.client, &self.inner, info.operation_id, request)
            .await
    }

    async fn post<E>(
        &self,
        result: &reqwest::Result<reqwest::Response>,
        _info: &OperationInfo,
    ) -> Result<(), Error<E>> {
        floorkit_runtime::internal::check(result)
    }
}
