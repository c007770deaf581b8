//! The one place where a request leaves.

mod answer;
mod attempt;
mod course;
mod failure;
mod request;
mod trace;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{StatusCode, header::ACCEPT};
use reqwest::{Request, Response};
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use self::{answer::Answer, attempt::Got, failure::Stop};
pub(crate) use self::{
    course::{Course, Noted, Opened},
    failure::Failure,
};
use crate::{
    Decision, FailedAttempt, Inner, Operation, Trouble,
    call::{self, Wishes},
    client::Terms,
    retry_after,
    token::Token,
};

/// Sends the request of an operation and reads the whole answer, as often as
/// the client's policy wants and the operation allows.
///
/// # Errors
///
/// If the connection fails. A request that is not sent, or not to the end, for a
/// reason of ours is an answer that [`check`] makes an error of.
pub async fn execute(
    client: &reqwest::Client,
    inner: &Inner,
    operation_id: &'static str,
    request: Request,
) -> reqwest::Result<Response> {
    let started = Instant::now();
    let mut course = Course::new(inner.vendor());
    let wishes = call::wishes();
    let span = trace::call(inner, operation_id, &request);
    let call = perform(client, inner, operation_id, request, wishes, &mut course);
    // Boxed: it is of many kilobytes, which each caller would carry around.
    let outcome = Box::pin(call.instrument(span.clone())).await;
    course.elapsed = Some(started.elapsed());
    if let Err(Stop::Failure(failure)) = &outcome {
        course.failure = Some(failure.clone());
    }
    trace::finish(&span, &course, &outcome);
    call::note(course);
    match outcome {
        Ok(response) => Ok(response),
        Err(Stop::Transport(error)) => Err(error),
        Err(Stop::Failure(failure)) => Ok(failure.into_response()),
    }
}

/// Turns an answer that only carries a failure of ours into an error.
///
/// # Errors
///
/// `Custom`, if the request was not sent.
#[expect(clippy::result_large_err, reason = "it is the signature of the generator's hook")]
pub fn check<E>(result: &reqwest::Result<Response>) -> Result<(), progenitor_client::Error<E>> {
    let response = result.as_ref().ok();
    match response.and_then(|response| response.extensions().get::<Failure>()) {
        Some(failure) => Err(progenitor_client::Error::Custom(failure.to_string())),
        None => Ok(()),
    }
}

/// A call under way.
struct Call<'a> {
    client: &'a reqwest::Client,
    inner: &'a Inner,
    operation: &'static Operation,
    terms: Terms,
    is_streamed: bool,
    started: Instant,
    /// `None` if it is farther than any clock goes.
    deadline: Option<Instant>,
}

async fn perform(
    client: &reqwest::Client,
    inner: &Inner,
    operation_id: &'static str,
    mut request: Request,
    wishes: Wishes,
    course: &mut Course,
) -> Result<Response, Stop> {
    let operation = inner.vendor().operation(operation_id).ok_or_else(|| {
        Failure::Configuration(format!("`{operation_id}` is not in the table of operations"))
    })?;
    let Wishes { options, is_streamed } = wishes;
    course.operation = Some(operation);
    for (name, value) in &options.headers {
        request.headers_mut().insert(name, value.clone());
    }
    request::prepare(inner, operation, &mut request)?;
    if let Some(accepted) = options.headers.get(ACCEPT) {
        request.headers_mut().insert(ACCEPT, accepted.clone());
    }
    let terms = inner.terms(operation, options);
    course.is_idempotent = terms.is_idempotent;
    let started = Instant::now();
    let deadline = started.checked_add(terms.timeout);
    let call = Call { client, inner, operation, terms, is_streamed, started, deadline };
    if call.has_secrets() {
        request::check_destination(inner, request.url())?;
    }
    let answer = call.attempts(request, course).await?;
    Ok(answer.into_response(operation))
}

impl Call<'_> {
    /// Makes attempts until one succeeds, or fails for good.
    async fn attempts(&self, request: Request, course: &mut Course) -> Result<Answer, Stop> {
        let mut next = Some(request);
        let (mut spent, mut renewals) = (0, 0);
        while let Some(request) = next.take() {
            // One whose body can be read only once cannot be sent again.
            next = request.try_clone();
            course.attempts += 1;
            let was_sent = course.may_have_been_sent;
            let Got { outcome, token } = self.attempt(request, course).await;
            if renewals == 0 && self.is_renewed(&outcome, token.as_ref()) && next.is_some() {
                (renewals, course.may_have_been_sent) = (1, was_sent);
                continue;
            }
            let Some(failed) = self.failed(&outcome, course.attempts - renewals) else {
                let is_success = |answer: &Answer| answer.status.is_success();
                if course.opened.is_some() || outcome.as_ref().is_ok_and(is_success) {
                    self.inner.budget().refund(spent);
                }
                return outcome;
            };
            // Refused before anything was done.
            if failed.trouble == Trouble::RateLimited && self.inner.vendor().quota().is_some() {
                course.may_have_been_sent = was_sent;
            }
            match self.again(&failed, next.is_some()) {
                Ok((pause, cost)) => {
                    spent += cost;
                    trace::again(&failed, pause);
                    sleep(pause).await;
                }
                Err(why) => {
                    course.gave_up = why;
                    return outcome;
                }
            }
        }
        // `next` is there at first, and after each `continue`.
        Err(Failure::Configuration("no attempt was made".into()).into())
    }

    /// Whether the token was refused, and there is another one: a vendor may
    /// revoke it before its time.
    fn is_renewed(&self, outcome: &Result<Answer, Stop>, token: Option<&Arc<Token>>) -> bool {
        let is_refused =
            outcome.as_ref().is_ok_and(|answer| answer.status == StatusCode::UNAUTHORIZED);
        let refused = token.filter(|_| is_refused).zip(self.inner.credential());
        refused.is_some_and(|(token, credential)| credential.discard(token))
    }

    /// What failed, if it is something that may pass.
    fn failed(&self, outcome: &Result<Answer, Stop>, number: u32) -> Option<FailedAttempt> {
        let answer = outcome.as_ref().ok();
        let asked =
            |answer: &Answer| retry_after::asked(answer.status, &answer.headers, SystemTime::now());
        Some(FailedAttempt {
            operation: self.operation,
            number,
            trouble: Stop::trouble_of(outcome)?,
            status: answer.map(|answer| answer.status.as_u16()),
            retry_after: answer.and_then(asked),
            elapsed: self.started.elapsed(),
        })
    }

    /// The pause before the next attempt and what it cost, or why there is none.
    fn again(
        &self,
        failed: &FailedAttempt,
        is_repeatable: bool,
    ) -> Result<(Duration, u32), Option<&'static str>> {
        if !failed.trouble.can_be_repeated(Some(self.inner.vendor()), self.terms.is_idempotent) {
            return Err(None);
        }
        let pause = match self.terms.retry.decide(failed) {
            Decision::RetryAfter(pause) => pause,
            Decision::GiveUp { why } => return Err(why),
        };
        if !is_repeatable {
            return Err(Some("its body can be read only once"));
        }
        let next = Instant::now().checked_add(pause);
        if next.is_none_or(|next| self.deadline.is_some_and(|deadline| next >= deadline)) {
            return Err(Some("the next attempt would start after the time for the call is up"));
        }
        let cost = self.inner.budget().spend(failed.trouble);
        let cost = cost.ok_or("the client's budget for trying again is used up")?;
        Ok((pause, cost))
    }

    fn has_secrets(&self) -> bool {
        self.inner.api_key().is_some()
            || (self.operation.is_authenticated() && self.inner.credential().is_some())
    }
}
