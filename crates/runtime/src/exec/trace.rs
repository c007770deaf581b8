//! What observers see of a call: spans and events with the names that
//! OpenTelemetry gives to an HTTP client's.
//!
//! Neither URLs nor headers are shown: there are ids, names and dates in them.
//! A body is shown at the level TRACE only, as an excerpt without secrets.

use std::time::Duration;

use reqwest::Request;
use tracing::{Level, Span, debug, debug_span, enabled, field::Empty, info, trace};

use super::{Answer, Course, Failure, failure::Stop};
use crate::{FailedAttempt, Inner, Operation, error, redact};

/// The span of a whole call, with all its attempts.
pub(super) fn call(inner: &Inner, operation_id: &'static str, request: &Request) -> Span {
    debug_span!(
        "call",
        floorkit.vendor = inner.vendor().ident(),
        floorkit.operation = operation_id,
        floorkit.attempts = Empty,
        http.request.method = request.method().as_str(),
        http.response.status_code = Empty,
        "error.type" = Empty,
        otel.status_code = Empty,
    )
}

/// The span of one attempt. Which attempt it is counts from 1, and repetitions
/// from 1 too: the first attempt has none.
pub(super) fn attempt(inner: &Inner, operation: &'static Operation, number: u32) -> Span {
    let base = inner.base();
    debug_span!(
        "attempt",
        otel.kind = "client",
        otel.name = format_args!("{} {}", operation.method().as_str(), operation.path()),
        http.request.method = operation.method().as_str(),
        http.request.resend_count = (number > 1).then(|| number - 1),
        url.template = operation.path(),
        server.address = base.host_str(),
        server.port = base.port_or_known_default(),
        floorkit.limit_wait_ms = Empty,
        floorkit.token_wait_ms = Empty,
        floorkit.request_id = Empty,
        http.response.status_code = Empty,
        http.response.body.size = Empty,
        "error.type" = Empty,
        otel.status_code = Empty,
    )
}

/// How long the attempt of the current span waited before it was sent.
pub(super) fn waited(limit: Duration, token: Duration) {
    let span = Span::current();
    span.record("floorkit.limit_wait_ms", milliseconds(limit));
    span.record("floorkit.token_wait_ms", milliseconds(token));
}

pub(super) fn finish_attempt(span: &Span, course: &Course, outcome: &Result<Answer, Stop>) {
    if let Some(answer) = &course.answer {
        span.record("http.response.status_code", answer.status.as_u16());
        // Whoever opens an answer reads its body later.
        if course.opened.is_none() {
            span.record("http.response.body.size", answer.body.len());
        }
        // To look for secrets in it costs more than all else here.
        if !span.is_disabled()
            && let Some(id) = error::request_id(&answer.headers, &course.credentials)
        {
            span.record("floorkit.request_id", id.as_str());
        }
        span.in_scope(|| {
            if course.opened.is_none() && enabled!(Level::TRACE) {
                let text = String::from_utf8_lossy(&answer.body);
                let body = redact::excerpt(&redact::scrub(&text, &course.credentials));
                trace!(body, "the answer's body begins");
            }
        });
    }
    if let Some(kind) = kind(outcome) {
        span.record("error.type", &*kind).record("otel.status_code", "ERROR");
        span.in_scope(|| debug!(error = &*kind, "the attempt failed"));
    }
}

pub(super) fn again(failed: &FailedAttempt, pause: Duration) {
    info!(
        floorkit.operation = failed.operation.id(),
        attempt = failed.number,
        trouble = ?failed.trouble,
        http.response.status_code = failed.status,
        pause_ms = milliseconds(pause),
        "the call is tried again after a pause",
    );
}

pub(super) fn finish<T>(span: &Span, course: &Course, outcome: &Result<T, Stop>) {
    span.record("floorkit.attempts", course.attempts);
    if let Some(answer) = &course.answer {
        span.record("http.response.status_code", answer.status.as_u16());
    }
    let failed = match outcome {
        Ok(_) => course.answer.as_ref().and_then(|answer| of_status(answer.status)),
        Err(stop) => of_stop(stop).map(str::to_owned),
    };
    if let Some(kind) = failed {
        span.record("error.type", kind.as_str()).record("otel.status_code", "ERROR");
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn kind(outcome: &Result<Answer, Stop>) -> Option<String> {
    match outcome {
        Ok(answer) => of_status(answer.status),
        Err(stop) => of_stop(stop).map(str::to_owned),
    }
}

/// A status that is an error is its own type.
fn of_status(status: http::StatusCode) -> Option<String> {
    let is_error = status.is_client_error() || status.is_server_error();
    is_error.then(|| status.as_str().to_owned())
}

fn of_stop(stop: &Stop) -> Option<&'static str> {
    Some(match stop {
        Stop::Transport(error) if error.is_connect() => "connect",
        Stop::Transport(error) if error.is_timeout() => "timeout",
        Stop::Transport(_) => "interrupted",
        Stop::Failure(failure) => match failure {
            Failure::Opened => return None,
            Failure::Configuration(_) => "configuration",
            Failure::InvalidRequest(_) => "invalid_request",
            Failure::Token(_) => "authentication",
            Failure::Connect(_) => "connect",
            Failure::Interrupted(_) => "interrupted",
            Failure::Silence(_) | Failure::SlowAttempt(_) | Failure::Deadline { .. } => "timeout",
            Failure::TooLarge(_) => "too_large",
        },
    })
}
