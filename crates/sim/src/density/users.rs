//! Users of the organization.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    behavior::{Enums, UserAccess},
    call::Call,
    state::User,
};
use crate::{
    auth::Credential,
    refusal::Refusal,
    reply::{Content, Reply},
};

/// Answers `list_users`.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_access(call)?;
    let state = call.state();
    let mut users: Vec<Value> = state.users.iter().map(to_json).collect();
    if call.behavior.enums == Enums::Unknown
        && let Some(last) = users.last_mut()
    {
        last["role"] = "auditor".into();
    }
    Ok(Reply::json(users.into()))
}

/// Answers `create_user`. A user needs an address that nobody else has; the
/// role is `readonly` unless the request says otherwise.
pub(crate) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_access(call)?;
    let mut state = call.state();
    let email = call.text("email").map(str::to_owned);
    let Some(email) = email.filter(|email| !email.is_empty()) else {
        return Err(Refusal::invalid("/email: is required"));
    };
    if state.users.iter().any(|user| user.email.as_ref() == Some(&email)) {
        return Err(Refusal::invalid("/email: belongs to another user"));
    }
    let user = User {
        id: state.make_id("usr_"),
        email: Some(email),
        full_name: call.text("full_name").map(str::to_owned),
        role: call.text("role").unwrap_or("readonly").to_owned(),
        spaces: call.texts("spaces").unwrap_or_default(),
        created_at: call.now,
    };
    state.users.push(user.clone());
    Ok(Reply::new(StatusCode::CREATED, Content::Json(to_json(&user))))
}

/// Answers `get_user`.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_access(call)?;
    let state = call.state();
    let user = state.users.iter().find(|user| user.id == call.path_id());
    user.map(|user| Reply::json(to_json(user))).ok_or_else(|| unknown(call))
}

/// Answers `update_user`. What the request leaves out stays.
pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_access(call)?;
    let mut state = call.state();
    let user = state.users.iter_mut().find(|user| user.id == call.path_id());
    let user = user.ok_or_else(|| unknown(call))?;
    if let Some(full_name) = call.text("full_name") {
        user.full_name = Some(full_name.to_owned());
    }
    if let Some(role) = call.text("role") {
        role.clone_into(&mut user.role);
    }
    if let Some(spaces) = call.texts("spaces") {
        user.spaces = spaces;
    }
    Ok(Reply::json(to_json(user)))
}

/// Answers `delete_user`.
pub(crate) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_access(call)?;
    let mut state = call.state();
    let n_users = state.users.len();
    state.users.retain(|user| user.id != call.path_id());
    if state.users.len() == n_users {
        return Err(unknown(call));
    }
    Ok(Reply::new(StatusCode::NO_CONTENT, Content::Empty))
}

fn check_access(call: &Call<'_>) -> Result<(), Refusal> {
    match (call.behavior.users, call.credential) {
        (UserAccess::AnyToken, _) | (_, Credential::Issued(_)) => Ok(()),
        _ => Err(Refusal::new(StatusCode::FORBIDDEN, "this needs a token from client credentials")),
    }
}

fn unknown(call: &Call<'_>) -> Refusal {
    Refusal::not_found("user", call.path_id())
}

fn to_json(user: &User) -> Value {
    let mut value = json!({
        "id": user.id,
        "role": user.role,
        "spaces": user.spaces,
        "created_at": format!("{:.0}", user.created_at),
    });
    for (name, text) in [("email", &user.email), ("full_name", &user.full_name)] {
        if let Some(text) = text {
            value[name] = text.as_str().into();
        }
    }
    value
}
