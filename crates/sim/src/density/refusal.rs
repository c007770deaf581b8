//! What the simulated vendor says when it does not do what it is asked.

use axum::http::StatusCode;
use serde_json::json;

use super::behavior::{Behavior, ErrorBody};
use crate::reply::{Content, Reply};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn not_found(kind: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("there is no {kind} {id:?}"))
    }

    /// The answer, with the body that errors have.
    pub(crate) fn into_reply(self, behavior: &Behavior) -> Reply {
        let Self { status, message } = self;
        match behavior.errors {
            ErrorBody::Json => {
                let body = json!({ "code": status.as_u16(), "message": message });
                Reply::new(status, Content::Json(body))
            }
            ErrorBody::Html => Reply::html(status),
            ErrorBody::Empty => Reply::new(status, Content::Empty),
        }
    }
}
