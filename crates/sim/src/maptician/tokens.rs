//! Tokens: any number of them, which do not run out.

use std::time::Duration;

use axum::http::header;
use serde_json::json;

use super::{
    answer::{Answered, Call, changed},
    behavior::TokenReply,
    world::TOKEN,
};
use crate::{refusal::Refusal, reply::Reply};

const LIFE: Duration = Duration::MAX;

/// That in `token` or, without one, that of the call.
pub(crate) fn check(call: &Call<'_>) -> Answered {
    let token = named(call);
    let is_valid = call.world.tokens.judge(&token, call.now).1.is_ok();
    Ok(Reply::json(json!({ "valid": is_valid })))
}

pub(crate) fn create(call: &Call<'_>) -> Answered {
    Ok(issue(call))
}

/// Revokes that in `token` or, without one, that of the call, and issues another one.
pub(crate) fn rotate(call: &Call<'_>) -> Answered {
    end(call, &named(call))?;
    Ok(issue(call))
}

pub(crate) fn revoke(call: &Call<'_>) -> Answered {
    let token = call.text("token").ok_or_else(|| Refusal::invalid("token: is required"))?;
    end(call, token)?;
    Ok(changed(call, json!({ "revoked": true })))
}

fn end(call: &Call<'_>, token: &str) -> Result<(), Refusal> {
    match call.world.tokens.revoke(token, call.now) {
        true => Ok(()),
        false => Err(Refusal::invalid("token: is not a valid one")),
    }
}

fn issue(call: &Call<'_>) -> Reply {
    let token = call.world.tokens.issue(TOKEN, LIFE, call.now);
    Reply::json(match call.behavior.token_reply {
        TokenReply::Field => json!({ "token": token }),
        TokenReply::Nested => json!({ "data": { "token": token } }),
        TokenReply::Bare => json!(token),
    })
}

fn named(call: &Call<'_>) -> String {
    let own = call.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let own = own.map(|text| text.strip_prefix("Bearer ").unwrap_or(text));
    call.text("token").or(own).unwrap_or_default().to_owned()
}
