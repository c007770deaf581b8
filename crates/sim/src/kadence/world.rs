//! The company that calls are about, and how it is reached.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::ANSWERS,
    behavior::{Behavior, ErrorBody},
    company::Company,
    hydra::LD_JSON,
    ledger::Ledger,
    token,
};
use crate::{
    Credential,
    auth::Tokens,
    call::Elsewhere,
    refusal::Refusal,
    reply::{Content, Reply},
    vendor::{Answer, Documents, Setting, Vendor, documents},
};

/// The vendor, as what a [`Simulator`](super::Simulator) simulates.
#[derive(Debug)]
#[non_exhaustive]
pub struct Kadence;

/// How large the company is.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) n_users: u32,
}

/// The company that calls are about.
pub struct World {
    pub(crate) company: Company,
    pub(crate) tokens: Tokens,
    pub(crate) api_token: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) base_url: String,
    pub(crate) token_url: String,
    ledger: Mutex<Ledger>,
}

impl Vendor for Kadence {
    type Behavior = Behavior;
    type Options = Options;
    type World = World;

    const NAME: &'static str = "Kadence";
    const ANSWERS: &'static [(&'static str, Answer<Self>)] = &ANSWERS;

    fn documents() -> &'static Documents {
        static DOCUMENTS: Documents = documents!("kadence");
        &DOCUMENTS
    }

    fn world(setting: &Setting, options: &Options) -> World {
        let seed = setting.seed;
        let api_token = seed.with("api token").secret("eyJ");
        World {
            company: Company { seed: seed.with("company"), n_users: options.n_users },
            tokens: Tokens::new(seed, api_token.clone()),
            api_token,
            client_id: seed.with("client").secret("key-"),
            client_secret: seed.with("client secret").secret("sec-"),
            base_url: format!("http://{}", setting.address),
            token_url: format!("http://{}{}", setting.address, token::PATH),
            ledger: Mutex::default(),
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
        let refused = |_| Refusal::unauthorized("The access token is missing or has expired.");
        (credential, admitted.map_err(refused))
    }

    fn refuse(refusal: Refusal, behavior: &Behavior) -> Reply {
        let Refusal { status, message } = refusal;
        let content = match behavior.errors {
            ErrorBody::Hydra => Content::JsonAs(LD_JSON, hydra(status, &message)),
            ErrorBody::Problem => {
                Content::JsonAs("application/problem+json", problem(status, &message))
            }
            ErrorBody::Html => return Reply::html(status),
        };
        Reply::new(status, content)
    }

    fn expire_tokens(world: &World, now: Timestamp) {
        world.tokens.expire_issued(now);
    }

    fn environment(world: &World, base_url: &str) -> Vec<(&'static str, String)> {
        vec![
            ("KADENCE_BASE_URL", base_url.to_owned()),
            ("KADENCE_TOKEN_URL", world.token_url.clone()),
            ("KADENCE_CLIENT_ID", world.client_id.clone()),
            ("KADENCE_CLIENT_SECRET", world.client_secret.clone()),
        ]
    }

    fn elsewhere(call: &Elsewhere<'_, Self>) -> Option<Result<Reply, Refusal>> {
        (call.path == token::PATH).then(|| token::answer(call))
    }
}

impl World {
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error as Hydra has it. Of `name: problem` the name is that of a field, or the path to
/// it, whose value is refused.
fn hydra(status: StatusCode, message: &str) -> Value {
    let mut body = json!({
        "@context": "/v1/contexts/Error",
        "@type": "hydra:Error",
        "hydra:title": "An error occurred",
        "hydra:description": message,
    });
    if let Some(violations) = violations(status, message) {
        body["@context"] = "/v1/contexts/ConstraintViolationList".into();
        body["@type"] = "ConstraintViolationList".into();
        body["violations"] = violations;
    }
    body
}

/// An error as RFC 7807 has it.
fn problem(status: StatusCode, message: &str) -> Value {
    let number = status.as_u16();
    let mut body = json!({
        "@id": format!("/errors/{number}"),
        "@type": "hydra:Error",
        "title": "An error occurred",
        "detail": message,
        "description": message,
        "status": number,
        "type": format!("/errors/{number}"),
        "hydra:title": "An error occurred",
        "hydra:description": message,
    });
    if let Some(violations) = violations(status, message) {
        body["@type"] = "ConstraintViolationList".into();
        body["violations"] = violations;
    }
    body
}

fn violations(status: StatusCode, message: &str) -> Option<Value> {
    if status != StatusCode::UNPROCESSABLE_ENTITY {
        return None;
    }
    let (name, problem) = message.split_once(": ").filter(|(name, _)| !name.contains(' '))?;
    Some(json!([{
        "propertyPath": name,
        "message": problem,
        "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3",
    }]))
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
        shown.field("company", &self.company).finish_non_exhaustive()
    }
}
