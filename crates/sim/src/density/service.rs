//! The way of a call: limit, fault, credential, document, windows, answer.

use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State as Shared},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header, request::Parts},
};

use jiff::Timestamp;

use super::{
    answer,
    behavior::{Behavior, Enums, ErrorBody, RetryAfter},
    call::Call,
    live::SOCKETS,
    portfolio::{Portfolio, id},
    refusal::Refusal,
    state::State,
};
use crate::{
    Error,
    auth::{Credential, Denied, Tokens},
    clock::Clock,
    fault::{Fault, Faults},
    limit::Bucket,
    log::{self, Log},
    reply::{Content, Reply},
    rules::Rules,
    seed::Seed,
    server::Wire,
    spec::{NoRoute, Operation, Spec, Violation},
};

const DOCUMENT: &str = include_str!("../../../../specs/density/openapi.yaml");
const VENDOR: &str = include_str!("../../../../specs/density/vendor.toml");

/// No request of this API comes near it.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// The organization that calls are about.
pub(crate) struct World {
    pub(crate) seed: Seed,
    pub(crate) address: SocketAddr,
    pub(crate) portfolio: Portfolio,
    pub(crate) state: Mutex<State>,
    pub(crate) tokens: Tokens,
    pub(crate) display_tokens: Tokens,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
}

/// One simulated vendor, shared by the calls that it serves.
pub(crate) struct Service {
    pub(crate) spec: &'static Spec,
    pub(crate) rules: &'static Rules,
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) bucket: Option<Bucket>,
    pub(crate) behavior: Mutex<Behavior>,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
}

/// What becomes of an answer on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delivery {
    Whole,
    Cut,
    Reset,
}

/// The values in a path, by their names.
type Named = BTreeMap<String, String>;

struct Incoming {
    parts: Parts,
    bytes: Vec<u8>,
    number: usize,
}

/// The vendor's documents, which are compiled once in a process.
pub(crate) fn documents() -> Result<(&'static Spec, &'static Rules), Error> {
    static SPEC: LazyLock<Result<Spec, String>> = LazyLock::new(|| Spec::parse(DOCUMENT));
    static RULES: LazyLock<Result<Rules, String>> = LazyLock::new(|| Rules::parse(VENDOR));
    let problem = |file| move |problem: &String| Error::document(file, problem.clone());
    Ok((
        SPEC.as_ref().map_err(problem("specs/density/openapi.yaml"))?,
        RULES.as_ref().map_err(problem("specs/density/vendor.toml"))?,
    ))
}

/// Serves one request.
pub(crate) async fn serve(
    Shared(service): Shared<Arc<Service>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let number = service.begin(&parts);
    let Ok(bytes) = to_bytes(body, MAX_BODY).await else {
        return Reply::new(StatusCode::PAYLOAD_TOO_LARGE, Content::Empty).into_response();
    };
    let incoming = Incoming { parts, bytes: bytes.into(), number };
    let (reply, delivery) = Arc::clone(&service).handle(incoming).await;
    let status = reply.status.as_u16();
    if delivery != Delivery::Reset {
        service.log.note(number, |request| request.status = Some(status));
    }
    match delivery {
        Delivery::Whole => reply.into_response(),
        Delivery::Cut => reply.into_cut_response(),
        Delivery::Reset => {
            wire.reset();
            reply.into_response()
        }
    }
}

impl Service {
    pub(crate) fn behavior(&self) -> Behavior {
        self.behavior.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn credential(&self, headers: &HeaderMap) -> (Credential, Result<(), Denied>) {
        let header = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
        self.world.tokens.check(header, self.clock.now())
    }

    /// Lets a call in by its credential: the vendor answers 403 where none is
    /// sent, and 401 where it is not good.
    fn admit(&self, headers: &HeaderMap) -> Result<Credential, Refusal> {
        let (credential, admitted) = self.credential(headers);
        match admitted {
            Ok(()) => Ok(credential),
            Err(Denied::Missing) => {
                Err(Refusal::new(StatusCode::FORBIDDEN, "there is no authorization header"))
            }
            Err(Denied::Invalid) => {
                Err(Refusal::new(StatusCode::UNAUTHORIZED, "the token is unknown or has run out"))
            }
        }
    }

    fn begin(&self, parts: &Parts) -> usize {
        let query = parts.uri.query().unwrap_or_default();
        let mut entry = log::Request::new(&parts.method, parts.uri.path(), query, &parts.headers);
        entry.credential = self.credential(&parts.headers).0;
        self.log.begin(entry)
    }

    async fn handle(self: Arc<Self>, incoming: Incoming) -> (Reply, Delivery) {
        let Parts { method, uri, headers, .. } = &incoming.parts;
        let route = self.spec.find(method, uri.path());
        let operation = route.as_ref().ok().map(|(operation, _)| operation.id.clone());
        let body = self.spec.readable_body(media_type(headers), &incoming.bytes);
        self.log.note(incoming.number, |request| {
            request.operation = operation;
            request.body = body;
        });
        let behavior = self.behavior();
        if let Some(Err(wait)) = self.bucket.as_ref().map(Bucket::take) {
            let wait = (behavior.retry_after == RetryAfter::Seconds).then_some(wait);
            return (too_many_requests(&behavior, wait), Delivery::Whole);
        }
        let (operation, named) = match route {
            Ok(found) => found,
            Err(no_route) => {
                return (not_routed(no_route, method, uri.path(), &behavior), Delivery::Whole);
            }
        };
        let delivery = match self.faults.next(&operation.id) {
            Some(fault) => match meet(fault, &behavior).await {
                Ok(delivery) => delivery,
                Err(failed) => return failed,
            },
            None => Delivery::Whole,
        };
        // Analytics take their time: other calls go on meanwhile.
        let answered =
            tokio::task::spawn_blocking(move || self.answer(operation, named, &incoming));
        let broken = |_| Reply::new(StatusCode::INTERNAL_SERVER_ERROR, Content::Empty);
        (answered.await.unwrap_or_else(broken), delivery)
    }

    fn answer(&self, operation: &Operation, named: Named, incoming: &Incoming) -> Reply {
        let behavior = self.behavior();
        let reply = self
            .try_answer(operation, named, incoming, &behavior)
            .unwrap_or_else(|refusal| refusal.into_reply(&behavior));
        if cfg!(debug_assertions) { checked(self.spec, operation, reply, &behavior) } else { reply }
    }

    fn try_answer(
        &self,
        operation: &Operation,
        named: Named,
        incoming: &Incoming,
        behavior: &Behavior,
    ) -> Result<Reply, Refusal> {
        let headers = &incoming.parts.headers;
        let credential = if operation.secured { self.admit(headers)? } else { Credential::Missing };
        let query = incoming.parts.uri.query().unwrap_or_default();
        let query: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let arguments = self
            .spec
            .check_request(operation, named, &query, media_type(headers), &incoming.bytes)
            .map_err(violated)?;
        self.rules.check_window(&operation.id, &arguments.body).map_err(Refusal::invalid)?;
        let call = Call {
            operation: &operation.id,
            arguments: &arguments,
            credential,
            behavior,
            world: &self.world,
            now: self.clock.now(),
        };
        let unanswered = || Refusal::new(StatusCode::NOT_IMPLEMENTED, "is not simulated");
        answer::find(&operation.id).ok_or_else(unanswered)?(&call)
    }
}

impl World {
    pub(crate) fn new(
        seed: Seed,
        address: SocketAddr,
        n_buildings: u32,
        api_token: &str,
        now: Timestamp,
    ) -> Self {
        let portfolio = Portfolio::new(seed, n_buildings);
        Self {
            seed,
            address,
            state: Mutex::new(State::new(seed, &portfolio, now)),
            portfolio,
            tokens: Tokens::new(seed, api_token.to_owned()),
            display_tokens: Tokens::new(seed.with("display"), String::new()),
            client_id: id("cli_", seed.with("client")),
            client_secret: id("sec_", seed.with("client secret")),
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

/// Holds our own replies against the document while it is being worked on.
/// Values and bodies that were ordered to break it are let through.
fn checked(spec: &Spec, operation: &Operation, reply: Reply, behavior: &Behavior) -> Reply {
    let is_ordered = behavior.enums == Enums::Unknown
        || reply.status.as_u16() >= 400 && behavior.errors != ErrorBody::Json;
    match spec.check_reply(operation, &reply) {
        Err(problem) if !is_ordered => {
            let text = format!("floorkit-sim broke the document: {problem}");
            Reply::new(StatusCode::INTERNAL_SERVER_ERROR, Content::Text(text))
        }
        _ => reply,
    }
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

fn too_many_requests(behavior: &Behavior, retry_after: Option<Duration>) -> Reply {
    let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too many requests");
    let reply = refusal.into_reply(behavior);
    match retry_after {
        Some(delay) => {
            let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
            reply.with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
        }
        None => reply,
    }
}

fn not_routed(no_route: NoRoute, method: &Method, path: &str, behavior: &Behavior) -> Reply {
    match no_route {
        NoRoute::Path if path.starts_with(SOCKETS) => no_sockets().into_reply(behavior),
        NoRoute::Path => {
            let message = format!("{path} is not in specs/density/openapi.yaml");
            Refusal::new(StatusCode::NOT_FOUND, message).into_reply(behavior)
        }
        NoRoute::Method(methods) => {
            let known: Vec<_> = methods.iter().map(Method::as_str).collect();
            let known = known.join(", ");
            let message = format!("{path} takes {known}, not {method}");
            let reply = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message).into_reply(behavior);
            match HeaderValue::from_str(&known) {
                Ok(known) => reply.with_header(header::ALLOW, known),
                Err(_) => reply,
            }
        }
    }
}

fn no_sockets() -> Refusal {
    Refusal::new(
        StatusCode::NOT_IMPLEMENTED,
        "floorkit-sim gives out addresses of sockets, but does not serve them yet",
    )
}

/// Meets a fault: how the answer will be delivered, or what ends the call
/// before it is acted upon.
async fn meet(fault: Fault, behavior: &Behavior) -> Result<Delivery, (Reply, Delivery)> {
    let status = |number| StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match fault {
        Fault::Delay(delay) => {
            tokio::time::sleep(delay).await;
            Ok(Delivery::Whole)
        }
        Fault::CutBody => Ok(Delivery::Cut),
        Fault::Reset => Err((Reply::new(StatusCode::OK, Content::Empty), Delivery::Reset)),
        Fault::Html(number) => Err((Reply::html(status(number)), Delivery::Whole)),
        Fault::TooManyRequests { retry_after } => {
            Err((too_many_requests(behavior, retry_after), Delivery::Whole))
        }
        Fault::Status(number) => {
            let refusal = Refusal::new(status(number), "this failure was ordered");
            Err((refusal.into_reply(behavior), Delivery::Whole))
        }
    }
}

fn violated(violation: Violation) -> Refusal {
    match violation {
        Violation::MediaType(problem) => Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem),
        Violation::Content(problem) => Refusal::invalid(problem),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reply_of_ours_that_breaks_the_document_becomes_a_500() {
        let (spec, _) = documents().unwrap();
        let (operation, _) = spec.find(&Method::GET, "/v3/spaces").unwrap();
        let status = |space| {
            let reply = Reply::json(json!([space]));
            checked(spec, operation, reply, &Behavior::default()).status
        };
        assert_eq!(status(json!({ "id": "spc_1", "capacity": null })), StatusCode::OK);
        for broken in [json!({}), json!({ "id": 1 }), json!({ "id": "spc_1", "parent": "spc_2" })] {
            assert_eq!(status(broken.clone()), StatusCode::INTERNAL_SERVER_ERROR, "{broken}");
        }
    }
}
