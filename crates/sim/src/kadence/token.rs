//! The token endpoint, which the vendor has on another host.

use axum::http::{Method, StatusCode, header};
use serde_json::json;

use super::world::Kadence;
use crate::{
    call::Elsewhere,
    refusal::Refusal,
    reply::{Content, Reply},
};

pub(crate) const PATH: &str = "/oauth2/token";

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Gives out a token. The guide says form, and the vendor's samples post JSON.
pub(crate) fn answer(call: &Elsewhere<'_, Kadence>) -> Result<Reply, Refusal> {
    if call.method != Method::POST {
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"));
    }
    let media_type = call.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_known = |it: &str| it.starts_with(FORM) || it.starts_with(JSON);
    if !media_type.is_some_and(is_known) {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type"));
    }
    for (name, expected, error) in [
        ("grant_type", "client_credentials", "unsupported_grant_type"),
        ("scope", "public", "invalid_scope"),
    ] {
        if call.field(name).as_deref() != Some(expected) {
            return Ok(refused(StatusCode::BAD_REQUEST, error, &format!("Check the `{name}`.")));
        }
    }
    let client = (call.field("client_id"), call.field("client_secret"));
    if client != (Some(call.world.client_id.clone()), Some(call.world.client_secret.clone())) {
        let why = "Client authentication failed";
        return Ok(refused(StatusCode::UNAUTHORIZED, "invalid_client", why));
    }
    let life = call.behavior.token_life;
    let token = call.world.tokens.issue("eyJ", life.into(), call.now);
    Ok(Reply::json(json!({
        "token_type": "Bearer",
        "expires_in": life.0,
        "access_token": token,
    })))
}

fn refused(status: StatusCode, error: &str, why: &str) -> Reply {
    let body = json!({ "error": error, "error_description": why, "message": why });
    Reply::new(status, Content::Json(body))
}
