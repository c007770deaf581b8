//! The company that calls are about, and how it is reached.

use std::fmt;

use axum::http::{HeaderMap, Method, StatusCode, header};
use jiff::Timestamp;
use serde_json::json;

use super::{
    answer::ANSWERS,
    behavior::{Behavior, ErrorBody, ExpiresIn},
    company::Company,
    organization::Organization,
};
use crate::{
    Credential,
    auth::Tokens,
    call::Elsewhere,
    refusal::Refusal,
    reply::{Content, Reply},
    seed::Seed,
    vendor::{Answer, Documents, Setting, Vendor, documents},
};

/// Version 2 of the vendor, as what a [`Simulator`](super::Simulator) simulates.
#[derive(Debug)]
#[non_exhaustive]
pub struct Mapiq;

/// How large the company is.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) n_users: u32,
}

/// The company that calls are about.
pub struct World {
    pub(crate) organization: Organization,
    pub(crate) tokens: Tokens,
    pub(crate) api_token: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) token_url: String,
}

/// Where the token endpoint is; of the vendor, it is on another host.
pub(crate) const TOKEN_PATH: &str = "/api/public/oauth2/token";
const SCOPE: &str = "https://api.mapiq.com/public/.default";
const FORM: &str = "application/x-www-form-urlencoded";

impl Vendor for Mapiq {
    type Behavior = Behavior;
    type Options = Options;
    type World = World;

    const NAME: &'static str = "Mapiq";
    const ANSWERS: &'static [(&'static str, Answer<Self>)] = &ANSWERS;

    fn documents() -> &'static Documents {
        static DOCUMENTS: Documents = documents!("mapiq");
        &DOCUMENTS
    }

    fn world(setting: &Setting, options: &Options) -> World {
        let seed = setting.seed;
        let api_token = seed.with("api token").secret("eyJ");
        World {
            organization: organization(seed, options),
            tokens: Tokens::new(seed, api_token.clone()),
            api_token,
            client_id: seed.with("client").secret("app-"),
            client_secret: seed.with("client secret").secret("sec-"),
            token_url: format!("http://{}{TOKEN_PATH}", setting.address),
        }
    }

    fn admit(
        world: &World,
        _behavior: &Behavior,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> (Credential, Result<(), Refusal>) {
        let header = headers.get(header::AUTHORIZATION);
        let (credential, admitted) = world.tokens.check(header, "Bearer", now);
        let refused = |_| Refusal::unauthorized("there is no bearer token, or it has run out");
        (credential, admitted.map_err(refused))
    }

    fn refuse(refusal: Refusal, behavior: &Behavior) -> Reply {
        refuse(refusal, behavior.errors)
    }

    fn expire_tokens(world: &World, now: Timestamp) {
        world.tokens.expire_issued(now);
    }

    fn environment(world: &World, base_url: &str) -> Vec<(&'static str, String)> {
        vec![
            ("MAPIQ_BASE_URL", base_url.to_owned()),
            ("MAPIQ_TOKEN_URL", world.token_url.clone()),
            ("MAPIQ_CLIENT_ID", world.client_id.clone()),
            ("MAPIQ_CLIENT_SECRET", world.client_secret.clone()),
        ]
    }

    fn elsewhere(call: &Elsewhere<'_, Self>) -> Option<Result<Reply, Refusal>> {
        (call.path == TOKEN_PATH).then(|| token(call))
    }
}

/// Answers what is asked of the token endpoint.
fn token(call: &Elsewhere<'_, Mapiq>) -> Result<Reply, Refusal> {
    if call.method != Method::POST {
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "a token takes POST"));
    }
    let media_type = call.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if media_type.is_none_or(|media_type| !media_type.starts_with(FORM)) {
        let problem = format!("a token takes {FORM}");
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem));
    }
    for (name, expected) in [("grant_type", "client_credentials"), ("scope", SCOPE)] {
        if call.field(name).as_deref() != Some(expected) {
            return Err(Refusal::invalid(format!("{name}: is not {expected}")));
        }
    }
    let client = (call.field("client_id"), call.field("client_secret"));
    if client != (Some(call.world.client_id.clone()), Some(call.world.client_secret.clone())) {
        return Err(Refusal::unauthorized("the client id or the client secret is wrong"));
    }
    let life = call.behavior.token_life;
    let token = call.world.tokens.issue("eyJ", life.into(), call.now);
    let mut reply = json!({ "access_token": token, "token_type": "Bearer" });
    match call.behavior.expires_in {
        ExpiresIn::Integer => reply["expires_in"] = life.0.into(),
        ExpiresIn::String => reply["expires_in"] = life.0.to_string().into(),
        ExpiresIn::Absent => {}
    }
    Ok(Reply::json(reply))
}

/// An error in one of the forms that it may have. Of `name: problem` the name is that of
/// a field or parameter.
pub(crate) fn refuse(refusal: Refusal, form: ErrorBody) -> Reply {
    let Refusal { status, message } = refusal;
    let field = message.split_once(": ").filter(|(name, _)| !name.contains(' '));
    let content = match (form, field) {
        (ErrorBody::Html, _) => return Reply::html(status),
        (ErrorBody::Empty, _) => Content::Empty,
        (ErrorBody::Problem, Some((name, problem))) => Content::Json(json!({
            "title": "One or more values are not valid.",
            "status": status.as_u16(),
            "errors": { name: [problem] },
        })),
        (ErrorBody::Problem, None) => {
            Content::Json(json!({ "title": message, "status": status.as_u16() }))
        }
    };
    Reply::new(status, content)
}

pub(crate) fn organization(seed: Seed, options: &Options) -> Organization {
    Organization::new(Company { seed: seed.with("company"), n_users: options.n_users })
}

impl Default for Options {
    fn default() -> Self {
        Self { n_users: 3_000 }
    }
}

// By hand: the client secret is one.
impl fmt::Debug for World {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("World");
        shown.field("organization", &self.organization).finish_non_exhaustive()
    }
}
