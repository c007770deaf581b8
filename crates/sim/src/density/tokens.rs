//! Tokens from client credentials.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{behavior::ExpiresIn, call::Call};
use crate::{refusal::Refusal, reply::Reply};

const GRANT_TYPE: &str = "client_credentials";

/// Answers `create_access_token`. A `token_duration` is read as seconds, and
/// can make the token's life shorter only.
pub(crate) fn create_access_token(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_client(call)?;
    let longest = u64::from(call.behavior.token_life.0);
    let life = match call.field("token_duration").and_then(Value::as_i64) {
        Some(seconds) => {
            let seconds = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0);
            seconds
                .ok_or_else(|| Refusal::invalid("/token_duration: is not positive"))?
                .min(longest)
        }
        None => longest,
    };
    let token = call.world.tokens.issue("eyJ", Duration::from_secs(life), call.now);
    let mut reply = json!({ "access_token": token, "token_type": "Bearer" });
    match call.behavior.expires_in {
        ExpiresIn::String => reply["expires_in"] = life.to_string().into(),
        ExpiresIn::Integer => reply["expires_in"] = life.into(),
        ExpiresIn::Absent => {}
    }
    Ok(Reply::json(reply))
}

/// Answers `create_wayfinding_token`. The token is good for nothing here:
/// what a display asks with it is not part of the documented API.
pub(crate) fn create_wayfinding_token(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_client(call)?;
    let display = call.text("display_id").unwrap_or_default();
    let token = call.world.display_tokens.issue("eyJ", call.behavior.token_life.into(), call.now);
    Ok(Reply::json(json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": call.behavior.token_life.0,
        "scope": format!("display:{display}"),
    })))
}

fn check_client(call: &Call<'_>) -> Result<(), Refusal> {
    if call.text("grant_type") != Some(GRANT_TYPE) {
        return Err(Refusal::invalid(format!("/grant_type: is not {GRANT_TYPE:?}")));
    }
    let client = (call.text("client_id"), call.text("client_secret"));
    if client != (Some(&call.world.client_id), Some(&call.world.client_secret)) {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "the client credentials are wrong"));
    }
    Ok(())
}
