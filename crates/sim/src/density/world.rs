//! The organization that calls are about, and how it is reached.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::watch;

use super::{
    answer::ANSWERS,
    behavior::{Behavior, Enums, ErrorBody, RetryAfter},
    portfolio::{Portfolio, id},
    sockets,
    state::State,
};
use crate::{
    Credential,
    auth::{Denied, Tokens},
    call::Elsewhere,
    refusal::Refusal,
    reply::{Content, Reply},
    seed::Seed,
    vendor::{self, Answer, Documents, Session, Setting, Vendor, documents},
};

/// The vendor, as what a [`Simulator`](super::Simulator) simulates.
#[derive(Debug)]
#[non_exhaustive]
pub struct Density;

/// How large the organization is.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) n_buildings: u32,
}

/// The organization that calls are about.
pub struct World {
    pub(crate) seed: Seed,
    pub(crate) address: SocketAddr,
    pub(crate) portfolio: Portfolio,
    pub(crate) state: Mutex<State>,
    pub(crate) tokens: Tokens,
    pub(crate) display_tokens: Tokens,
    pub(crate) api_token: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// Tells open sockets to break off.
    pub(crate) sockets: watch::Sender<()>,
}

impl Vendor for Density {
    type Behavior = Behavior;
    type Options = Options;
    type World = Arc<World>;

    const NAME: &'static str = "Density";
    const ANSWERS: &'static [(&'static str, Answer<Self>)] = &ANSWERS;

    fn documents() -> &'static Documents {
        static DOCUMENTS: Documents = documents!("density");
        &DOCUMENTS
    }

    fn world(setting: &Setting, options: &Options) -> Arc<World> {
        Arc::new(World::new(setting, options))
    }

    /// The vendor answers 403 where no credential is sent, and 401 where it is not good.
    fn admit(
        world: &Arc<World>,
        _behavior: &Behavior,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> (Credential, Result<(), Refusal>) {
        let header = headers.get(header::AUTHORIZATION);
        let (credential, admitted) = world.tokens.check(header, "Bearer", now);
        let refusal = |denied| match denied {
            Denied::Missing => {
                Refusal::new(StatusCode::FORBIDDEN, "there is no authorization header")
            }
            Denied::Invalid => Refusal::unauthorized("the token is unknown or has run out"),
        };
        (credential, admitted.map_err(refusal))
    }

    fn refuse(refusal: Refusal, behavior: &Behavior) -> Reply {
        let Refusal { status, message } = refusal;
        match behavior.errors {
            ErrorBody::Json => {
                let body = json!({ "code": status.as_u16(), "message": message });
                Reply::new(status, Content::Json(body))
            }
            ErrorBody::Html => Reply::html(status),
            ErrorBody::Empty => Reply::new(status, Content::Empty),
        }
    }

    fn expire_tokens(world: &Arc<World>, now: Timestamp) {
        world.tokens.expire_issued(now);
    }

    fn elsewhere(call: &Elsewhere<'_, Self>) -> Option<Result<Reply, Refusal>> {
        sockets::refuse_plain(call).map(Err)
    }

    fn socket(call: &Elsewhere<'_, Self>) -> Option<Result<Session, Refusal>> {
        sockets::open(call)
    }

    fn environment(world: &Arc<World>, base_url: &str) -> Vec<(&'static str, String)> {
        vec![
            ("DENSITY_BASE_URL", base_url.to_owned()),
            ("DENSITY_API_TOKEN", world.api_token.clone()),
        ]
    }
}

impl vendor::Behavior for Behavior {
    fn tells_when_to_retry(&self) -> bool {
        self.retry_after == RetryAfter::Seconds
    }

    fn breaks_document(&self, status: StatusCode) -> bool {
        self.enums == Enums::Unknown || status.as_u16() >= 400 && self.errors != ErrorBody::Json
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { n_buildings: 2 }
    }
}

impl World {
    fn new(setting: &Setting, options: &Options) -> Self {
        let Setting { seed, address, now } = *setting;
        let portfolio = Portfolio::new(seed, options.n_buildings);
        let api_token = id("tok_", seed.with("api token"));
        Self {
            seed,
            address,
            state: Mutex::new(State::new(seed, &portfolio, now)),
            portfolio,
            tokens: Tokens::new(seed, api_token.clone()),
            display_tokens: Tokens::new(seed.with("display"), String::new()),
            api_token,
            client_id: id("cli_", seed.with("client")),
            client_secret: id("sec_", seed.with("client secret")),
            sockets: watch::Sender::new(()),
        }
    }

    /// Whether a space is the one on which values turn up that no document
    /// lists: the last with data.
    pub(crate) fn is_odd(&self, space: &str) -> bool {
        let odd = self.portfolio.spaces.iter().rfind(|space| space.has_data());
        odd.is_some_and(|odd| odd.id == space)
    }
}

// By hand: the client secret is one.
impl fmt::Debug for World {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("World").field("address", &self.address).finish_non_exhaustive()
    }
}
