//! The way of a call: limit, fault, credential, document, windows, answer.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, FromRequestParts as _, Request, State as Shared, ws::WebSocketUpgrade},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header, request::Parts},
};

use crate::{
    Credential, Fault,
    call::{Call, Elsewhere},
    clock::Clock,
    fault::Faults,
    limit::Bucket,
    log::{self, Log},
    refusal::Refusal,
    reply::{Content, Reply},
    rules::Rules,
    server::Wire,
    spec::{Form, NoRoute, Operation, Sent, Spec, Violation},
    vendor::{Behavior as _, Session, Vendor},
};

/// No request of these APIs comes near it.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// One simulated vendor, shared by the calls that it serves.
pub(crate) struct Service<V: Vendor> {
    pub(crate) spec: &'static Spec,
    pub(crate) rules: &'static Rules,
    pub(crate) world: V::World,
    pub(crate) clock: Clock,
    pub(crate) bucket: Option<Bucket>,
    pub(crate) behavior: Mutex<V::Behavior>,
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
    form: Option<Form>,
    number: usize,
}

/// Serves one request.
pub(crate) async fn serve<V: Vendor>(
    Shared(service): Shared<Arc<Service<V>>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let number = service.begin(&parts);
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await.ok();
    if let Some((upgrade, opened)) =
        upgrade.and_then(|upgrade| Some((upgrade, service.socket(&parts)?)))
    {
        return service.open(upgrade, opened, number);
    }
    let Ok(bytes) = to_bytes(body, MAX_BODY).await else {
        return Reply::new(StatusCode::PAYLOAD_TOO_LARGE, Content::Empty).into_response();
    };
    let form = Form::read(&parts.headers, bytes.clone()).await;
    let incoming = Incoming { parts, bytes: bytes.into(), form, number };
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

impl<V: Vendor> Service<V> {
    pub(crate) fn behavior(&self) -> V::Behavior {
        self.behavior.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn begin(&self, parts: &Parts) -> usize {
        let query = parts.uri.query().unwrap_or_default();
        let headers = &parts.headers;
        let mut entry =
            log::Request::new(&parts.method, parts.uri.path(), query, headers, V::SECRET_HEADERS);
        entry.credential = V::admit(&self.world, &self.behavior(), headers, self.clock.now()).0;
        self.log.begin(entry)
    }

    fn socket(&self, parts: &Parts) -> Option<Result<Session, Refusal>> {
        V::socket(&self.elsewhere(parts, &[], &self.behavior()))
    }

    fn open(
        &self,
        upgrade: WebSocketUpgrade,
        opened: Result<Session, Refusal>,
        number: usize,
    ) -> Response<Body> {
        let response = match opened {
            Ok(session) => upgrade.on_upgrade(session),
            Err(refusal) => V::refuse(refusal, &self.behavior()).into_response(),
        };
        let status = response.status().as_u16();
        self.log.note(number, |request| request.status = Some(status));
        response
    }

    fn elsewhere<'a>(
        &'a self,
        parts: &'a Parts,
        body: &'a [u8],
        behavior: &'a V::Behavior,
    ) -> Elsewhere<'a, V> {
        Elsewhere {
            method: &parts.method,
            path: parts.uri.path(),
            headers: &parts.headers,
            body,
            behavior,
            world: &self.world,
            clock: &self.clock,
            now: self.clock.now(),
        }
    }

    async fn handle(self: Arc<Self>, incoming: Incoming) -> (Reply, Delivery) {
        let Parts { method, uri, headers, .. } = &incoming.parts;
        let route = self.spec.find(method, uri.path());
        let known = route.as_ref().ok().map(|(operation, _)| *operation);
        let operation = known.map(|operation| operation.id.clone());
        let body = self.spec.readable_body(known, media_type(headers), &incoming.bytes);
        self.log.note(incoming.number, |request| {
            request.operation = operation;
            request.body = body;
        });
        let behavior = self.behavior();
        if let Some(Err(wait)) = self.bucket.as_ref().map(Bucket::take) {
            let wait = behavior.tells_when_to_retry().then_some(wait);
            return (too_many_requests::<V>(&behavior, wait), Delivery::Whole);
        }
        let (operation, named) = match route {
            Ok(found) => found,
            Err(no_route) => {
                let call = self.elsewhere(&incoming.parts, &incoming.bytes, &behavior);
                let reply = match V::elsewhere(&call) {
                    Some(Ok(reply)) => reply,
                    Some(Err(refusal)) => V::refuse(refusal, &behavior),
                    None => not_routed::<V>(no_route, method, uri.path(), &behavior),
                };
                return (reply, Delivery::Whole);
            }
        };
        let delivery = match self.faults.next(&operation.id) {
            Some(fault) => match meet::<V>(fault, &behavior).await {
                Ok(delivery) => delivery,
                Err(failed) => return failed,
            },
            None => Delivery::Whole,
        };
        // Analytics take their time: other calls go on meanwhile.
        let answered = tokio::task::spawn_blocking(move || self.answer(operation, named, incoming));
        let broken = |_| Reply::new(StatusCode::INTERNAL_SERVER_ERROR, Content::Empty);
        (answered.await.unwrap_or_else(broken), delivery)
    }

    fn answer(&self, operation: &Operation, named: Named, incoming: Incoming) -> Reply {
        let behavior = self.behavior();
        let reply = self
            .try_answer(operation, named, incoming, &behavior)
            .unwrap_or_else(|refusal| V::refuse(refusal, &behavior));
        if cfg!(debug_assertions) {
            checked::<V>(self.spec, operation, reply, &behavior)
        } else {
            reply
        }
    }

    fn try_answer(
        &self,
        operation: &Operation,
        named: Named,
        incoming: Incoming,
        behavior: &V::Behavior,
    ) -> Result<Reply, Refusal> {
        let Incoming { parts, bytes, form, .. } = incoming;
        let now = self.clock.now();
        let credential = match V::admit(&self.world, behavior, &parts.headers, now) {
            (credential, Ok(())) => credential,
            (_, Err(refusal)) if operation.secured => return Err(refusal),
            _ => Credential::Missing,
        };
        let sent = Sent {
            path: named,
            query: query(&parts.uri),
            media_type: media_type(&parts.headers),
            bytes,
            form,
        };
        let arguments = self.spec.check_request(operation, sent).map_err(violated)?;
        self.rules.check_window(&operation.id, &arguments.body).map_err(Refusal::invalid)?;
        let call = Call {
            operation: &operation.id,
            address: parts.uri.path(),
            arguments: &arguments,
            headers: &parts.headers,
            credential,
            behavior,
            world: &self.world,
            now,
        };
        let answer = V::ANSWERS.iter().find(|(id, _)| *id == operation.id);
        let (_, answer) =
            answer.ok_or_else(|| Refusal::new(StatusCode::NOT_IMPLEMENTED, "is not simulated"))?;
        answer(&call)
    }
}

/// Holds our own replies against the document while it is being worked on.
/// Values and bodies that were ordered to break it are let through.
fn checked<V: Vendor>(
    spec: &Spec,
    operation: &Operation,
    reply: Reply,
    behavior: &V::Behavior,
) -> Reply {
    match spec.check_reply(operation, &reply) {
        Err(problem) if !behavior.breaks_document(reply.status) => {
            let text = format!("floorkit-sim broke the document: {problem}");
            Reply::new(StatusCode::INTERNAL_SERVER_ERROR, Content::Text(text))
        }
        _ => reply,
    }
}

fn query(uri: &Uri) -> Vec<(String, String)> {
    url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

fn too_many_requests<V: Vendor>(behavior: &V::Behavior, retry_after: Option<Duration>) -> Reply {
    let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too many requests");
    let reply = V::refuse(refusal, behavior);
    match retry_after {
        Some(delay) => {
            let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
            reply.with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
        }
        None => reply,
    }
}

fn not_routed<V: Vendor>(
    no_route: NoRoute,
    method: &Method,
    path: &str,
    behavior: &V::Behavior,
) -> Reply {
    match no_route {
        NoRoute::Path => {
            let folder = V::documents().folder();
            let message = format!("{path} is not in specs/{folder}/openapi.yaml");
            V::refuse(Refusal::new(StatusCode::NOT_FOUND, message), behavior)
        }
        NoRoute::Method(methods) => {
            let known: Vec<_> = methods.iter().map(Method::as_str).collect();
            let known = known.join(", ");
            let message = format!("{path} takes {known}, not {method}");
            let reply = V::refuse(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message), behavior);
            match HeaderValue::from_str(&known) {
                Ok(known) => reply.with_header(header::ALLOW, known),
                Err(_) => reply,
            }
        }
    }
}

/// Meets a fault: how the answer will be delivered, or what ends the call
/// before it is acted upon.
async fn meet<V: Vendor>(
    fault: Fault,
    behavior: &V::Behavior,
) -> Result<Delivery, (Reply, Delivery)> {
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
            Err((too_many_requests::<V>(behavior, retry_after), Delivery::Whole))
        }
        Fault::Status(number) => {
            let refusal = Refusal::new(status(number), "this failure was ordered");
            Err((V::refuse(refusal, behavior), Delivery::Whole))
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
    use crate::density::Density;

    #[test]
    fn a_reply_of_ours_that_breaks_the_document_becomes_a_500() {
        let spec = Density::documents().spec().unwrap();
        let (operation, _) = spec.find(&Method::GET, "/v3/spaces").unwrap();
        let status = |space| {
            let reply = Reply::json(json!([space]));
            checked::<Density>(spec, operation, reply, &Default::default()).status
        };
        assert_eq!(status(json!({ "id": "spc_1", "capacity": null })), StatusCode::OK);
        for broken in [json!({}), json!({ "id": 1 }), json!({ "id": "spc_1", "parent": "spc_2" })] {
            assert_eq!(status(broken.clone()), StatusCode::INTERNAL_SERVER_ERROR, "{broken}");
        }
    }
}
