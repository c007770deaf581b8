//! The company that calls are about, and how it is reached.

use std::fmt;

use axum::http::{HeaderMap, header};
use jiff::Timestamp;

use super::{answer::ANSWERS, behavior::Behavior};
use crate::{
    Credential,
    auth::Tokens,
    mapiq::{
        organization::Organization,
        world::{Options, organization, refuse},
    },
    refusal::Refusal,
    reply::Reply,
    vendor::{Answer, Documents, Setting, Vendor, documents},
};

/// Version 1 of the vendor, as what a [`Simulator`](super::Simulator) simulates.
#[derive(Debug)]
#[non_exhaustive]
pub struct MapiqV1;

/// The company that calls are about.
pub struct World {
    pub(crate) organization: Organization,
    pub(crate) tokens: Tokens,
    pub(crate) api_token: String,
    pub(crate) api_key: String,
    pub(crate) client_id: String,
    pub(crate) username: String,
    pub(crate) password: String,
}

pub(crate) const CLIENT_SCOPE: &str = "openid https://mapiqprod.onmicrosoft.com/api/shifts/Default";
const API_KEY: &str = "mapiq-api-key";

impl Vendor for MapiqV1 {
    type Behavior = Behavior;
    type Options = Options;
    type World = World;

    const NAME: &'static str = "Mapiq v1";
    const ANSWERS: &'static [(&'static str, Answer<Self>)] = &ANSWERS;
    const SECRET_HEADERS: &'static [&'static str] = &["authorization", API_KEY];

    fn documents() -> &'static Documents {
        static DOCUMENTS: Documents = documents!("mapiq_v1");
        &DOCUMENTS
    }

    fn world(setting: &Setting, options: &Options) -> World {
        let seed = setting.seed;
        let api_token = seed.with("v1 token").secret("eyJ");
        World {
            organization: organization(seed, options),
            tokens: Tokens::new(seed, api_token.clone()),
            api_token,
            api_key: seed.with("api key").secret("key-"),
            client_id: seed.with("v1 client").secret("client-"),
            username: "robot@acme.example".to_owned(),
            password: seed.with("password").secret("pass-"),
        }
    }

    /// The key is wanted with every call, and the token with every call that is secured.
    fn admit(
        world: &World,
        _behavior: &Behavior,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> (Credential, Result<(), Refusal>) {
        let header = headers.get(header::AUTHORIZATION);
        let (credential, admitted) = world.tokens.check(header, "Bearer", now);
        let admitted = admitted.map_err(|_| Refusal::unauthorized("there is no bearer token"));
        (credential, check_key(world, headers).and(admitted))
    }

    fn refuse(refusal: Refusal, behavior: &Behavior) -> Reply {
        refuse(refusal, behavior.errors)
    }

    fn expire_tokens(world: &World, now: Timestamp) {
        world.tokens.expire_issued(now);
    }

    fn environment(world: &World, base_url: &str) -> Vec<(&'static str, String)> {
        vec![
            ("MAPIQ_V1_BASE_URL", base_url.to_owned()),
            ("MAPIQ_V1_API_KEY", world.api_key.clone()),
            ("MAPIQ_V1_CLIENT_ID", world.client_id.clone()),
            ("MAPIQ_V1_USERNAME", world.username.clone()),
            ("MAPIQ_V1_PASSWORD", world.password.clone()),
        ]
    }
}

/// The key of the customer. The call for a token, which is not secured, checks it itself.
pub(crate) fn check_key(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    let key = headers.get(API_KEY).and_then(|key| key.to_str().ok());
    let refusal = || Refusal::unauthorized("there is no mapiq-api-key, or it is not known");
    (key == Some(&*world.api_key)).then_some(()).ok_or_else(refusal)
}

// By hand: the key and the password are secrets.
impl fmt::Debug for World {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("World");
        shown.field("organization", &self.organization).finish_non_exhaustive()
    }
}
