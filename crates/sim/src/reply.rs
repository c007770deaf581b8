//! An answer before it is put on the wire.

use std::{future::ready, io};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq)]
/// A status, a body, and headers.
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) content: Content,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Empty,
    Json(Value),
    /// JSON under a media type of its own, such as `application/ld+json`.
    JsonAs(&'static str, Value),
    /// A file of this media type.
    Bytes(&'static str, Bytes),
    Text(String),
    Html(String),
}

impl Reply {
    pub(crate) fn new(status: StatusCode, content: Content) -> Self {
        Self { status, content, headers: Vec::new() }
    }

    pub(crate) fn json(value: Value) -> Self {
        Self::new(StatusCode::OK, Content::Json(value))
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::new(StatusCode::OK, Content::Text(text.to_owned()))
    }

    /// What a proxy in front of the vendor answers in its own words.
    pub(crate) fn html(status: StatusCode) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        let page = format!("<html><head><title>{status}</title></head><body>{title}</body></html>");
        Self::new(status, Content::Html(page))
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let (mut response, bytes) = self.into_parts();
        *response.body_mut() = Body::from(bytes);
        response
    }

    /// The same answer, whose connection ends in the middle of the body.
    pub(crate) fn into_cut_response(self) -> Response<Body> {
        let (mut response, mut bytes) = self.into_parts();
        let length = HeaderValue::from(bytes.len().max(1));
        response.headers_mut().insert(header::CONTENT_LENGTH, length);
        bytes.truncate(bytes.len() / 2);
        let part = stream::once(ready(Ok(bytes)));
        let end = stream::once(async {
            // Lets the part go out before the connection breaks.
            tokio::task::yield_now().await;
            Err(io::Error::new(io::ErrorKind::ConnectionReset, "cut by order"))
        });
        *response.body_mut() = Body::from_stream(part.chain(end));
        response
    }

    fn into_parts(self) -> (Response<Body>, Bytes) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        let (media_type, bytes): (_, Bytes) = match self.content {
            Content::Empty => (None, Bytes::new()),
            Content::Json(value) => (Some("application/json"), value.to_string().into()),
            Content::JsonAs(media_type, value) => (Some(media_type), value.to_string().into()),
            Content::Bytes(media_type, bytes) => (Some(media_type), bytes),
            Content::Text(text) => (Some("text/plain; charset=utf-8"), text.into()),
            Content::Html(page) => (Some("text/html; charset=utf-8"), page.into()),
        };
        if let Some(media_type) = media_type {
            let value = HeaderValue::from_static(media_type);
            response.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        response
            .headers_mut()
            .extend(self.headers.into_iter().map(|(name, value)| (Some(name), value)));
        (response, bytes)
    }
}
