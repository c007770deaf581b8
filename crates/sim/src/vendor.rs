//! What a simulated vendor has of its own.

use std::{fmt::Debug, net::SocketAddr, sync::LazyLock};

use axum::{
    extract::ws::WebSocket,
    http::{HeaderMap, StatusCode},
};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Credential, Error,
    call::{Call, Elsewhere},
    refusal::Refusal,
    reply::Reply,
    rules::Rules,
    seed::Seed,
    spec::Spec,
};

/// What answers an operation.
pub(crate) type Answer<V> = fn(&Call<'_, V>) -> Result<Reply, Refusal>;

/// What is done with a WebSocket once it is open.
pub(crate) type Session = Box<dyn FnOnce(WebSocket) -> BoxFuture<'static, ()> + Send>;

/// A vendor that can be simulated. What all have in common is in
/// [`Simulator`](crate::Simulator) and what is below it.
pub trait Vendor: Debug + Sized + Send + Sync + 'static {
    /// What can be switched.
    type Behavior: Behavior;
    /// What else a builder can set: how large the organization is.
    type Options: Clone + Debug + Default + Send;
    /// What calls are about, and what they change.
    type World: Send + Sync;

    /// The vendor as people write it.
    const NAME: &'static str;

    /// Which function answers which operation of the document.
    const ANSWERS: &'static [(&'static str, Answer<Self>)];

    /// The headers that hold secrets, which the log leaves out: names in small letters.
    const SECRET_HEADERS: &'static [&'static str] = &["authorization"];

    /// The vendor's document and settings.
    fn documents() -> &'static Documents;

    /// The organization as it is in the beginning.
    fn world(setting: &Setting, options: &Self::Options) -> Self::World;

    /// Who calls, and if they may not, what they are told.
    fn admit(
        world: &Self::World,
        behavior: &Self::Behavior,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> (Credential, Result<(), Refusal>);

    /// The answer to a call that is not carried out.
    fn refuse(refusal: Refusal, behavior: &Self::Behavior) -> Reply;

    /// Ends the life of every token issued so far.
    fn expire_tokens(world: &Self::World, now: Timestamp);

    /// The environment variables with which a client finds the simulator.
    fn environment(world: &Self::World, base_url: &str) -> Vec<(&'static str, String)>;

    /// Answers what is asked at a path that the document does not have, such as a token
    /// endpoint on a host of its own.
    fn elsewhere(_call: &Elsewhere<'_, Self>) -> Option<Result<Reply, Refusal>> {
        None
    }

    /// Opens a WebSocket at a path that the document does not have.
    fn socket(_call: &Elsewhere<'_, Self>) -> Option<Result<Session, Refusal>> {
        None
    }
}

/// The choices of a simulator where the vendor's behavior is not known.
pub trait Behavior:
    Clone + Debug + Default + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Whether a 429 says when to come back.
    fn tells_when_to_retry(&self) -> bool {
        false
    }

    /// Whether an answer with this status was ordered to break the document.
    fn breaks_document(&self, _status: StatusCode) -> bool {
        false
    }
}

/// Where and when a simulator begins.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub(crate) seed: Seed,
    pub(crate) address: SocketAddr,
    pub(crate) now: Timestamp,
}

/// A vendor's document and settings, compiled once in a process.
#[derive(Debug)]
pub struct Documents {
    folder: &'static str,
    spec: LazyLock<Result<Spec, String>, Parse<Spec>>,
    rules: LazyLock<Result<Rules, String>, Parse<Rules>>,
}

/// What reads a text that is known when the program is built.
type Parse<T> = fn() -> Result<T, String>;

impl Documents {
    pub(crate) const fn new(folder: &'static str, spec: Parse<Spec>, rules: Parse<Rules>) -> Self {
        Self { folder, spec: LazyLock::new(spec), rules: LazyLock::new(rules) }
    }

    /// The folder below `specs/`.
    pub(crate) fn folder(&self) -> &'static str {
        self.folder
    }

    pub(crate) fn spec(&self) -> Result<&Spec, Error> {
        self.spec.as_ref().map_err(|problem| self.unreadable("openapi.yaml", problem))
    }

    pub(crate) fn rules(&self) -> Result<&Rules, Error> {
        self.rules.as_ref().map_err(|problem| self.unreadable("vendor.toml", problem))
    }

    fn unreadable(&self, file: &str, problem: &str) -> Error {
        Error::document(format!("specs/{}/{file}", self.folder), problem.to_owned())
    }
}

/// The documents of the vendor in a folder below `specs/`.
macro_rules! documents {
    ($folder:literal) => {
        $crate::vendor::Documents::new(
            $folder,
            || {
                $crate::spec::Spec::parse(include_str!(concat!(
                    "../../../../specs/",
                    $folder,
                    "/openapi.yaml"
                )))
            },
            || {
                $crate::rules::Rules::parse(include_str!(concat!(
                    "../../../../specs/",
                    $folder,
                    "/vendor.toml"
                )))
            },
        )
    };
}
pub(crate) use documents;

/// Each operation of the document is answered, and no other.
#[cfg(test)]
pub(crate) fn check_answers<V: Vendor>() {
    let spec = V::documents().spec().expect("a document");
    let mut documented: Vec<_> = spec.operations().iter().map(|o| o.id.as_str()).collect();
    let mut answered: Vec<_> = V::ANSWERS.iter().map(|(id, _)| *id).collect();
    documented.sort_unstable();
    answered.sort_unstable();
    assert_eq!(answered, documented);
}
