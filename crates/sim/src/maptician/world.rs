//! The company that calls are about, and how it is reached.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use serde_json::json;

use super::{
    answer::ANSWERS,
    behavior::{Behavior, ErrorBody, Prefix},
    company::Company,
    ledger::Ledger,
};
use crate::{
    Credential,
    auth::Tokens,
    refusal::Refusal,
    reply::{Content, Reply},
    vendor::{Answer, Documents, Setting, Vendor, documents},
};

/// The vendor, as what a [`Simulator`](super::Simulator) simulates.
#[derive(Debug)]
#[non_exhaustive]
pub struct Maptician;

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
    ledger: Mutex<Ledger>,
}

/// What every token begins with: the header and the payload of a JWT. What follows stands
/// for a signature.
pub(crate) const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJmbG9vcmtpdC1zaW0ifQ.";

impl Vendor for Maptician {
    type Behavior = Behavior;
    type Options = Options;
    type World = World;

    const NAME: &'static str = "Maptician";
    const ANSWERS: &'static [(&'static str, Answer<Self>)] = &ANSWERS;

    fn documents() -> &'static Documents {
        static DOCUMENTS: Documents = documents!("maptician");
        &DOCUMENTS
    }

    fn world(setting: &Setting, options: &Options) -> World {
        let seed = setting.seed;
        let api_token = seed.with("api token").secret(TOKEN);
        World {
            company: Company { seed: seed.with("company"), n_users: options.n_users },
            tokens: Tokens::new(seed, api_token.clone()),
            api_token,
            ledger: Mutex::default(),
        }
    }

    fn admit(
        world: &World,
        behavior: &Behavior,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> (Credential, Result<(), Refusal>) {
        let word = match behavior.prefix {
            Prefix::Bare => "",
            Prefix::Bearer => "Bearer",
        };
        let (credential, admitted) =
            world.tokens.check(headers.get(header::AUTHORIZATION), word, now);
        let refused = |_| Refusal::unauthorized("the access token is missing or invalid");
        (credential, admitted.map_err(refused))
    }

    fn refuse(refusal: Refusal, behavior: &Behavior) -> Reply {
        let Refusal { status, message } = refusal;
        let content = match behavior.errors {
            ErrorBody::Object => Content::Json(json!({ "error": message })),
            ErrorBody::Text => Content::Text(message),
            ErrorBody::Empty => Content::Empty,
        };
        Reply::new(status, content)
    }

    fn expire_tokens(world: &World, now: Timestamp) {
        world.tokens.expire_issued(now);
    }

    fn environment(world: &World, base_url: &str) -> Vec<(&'static str, String)> {
        vec![
            ("MAPTICIAN_BASE_URL", base_url.to_owned()),
            ("MAPTICIAN_API_TOKEN", world.api_token.clone()),
        ]
    }
}

impl World {
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { n_users: 3_000 }
    }
}

// By hand: the tokens are secrets.
impl fmt::Debug for World {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("World");
        shown.field("company", &self.company).finish_non_exhaustive()
    }
}
