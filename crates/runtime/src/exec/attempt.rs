//! One attempt: its place under the limits, its token, its answer.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use reqwest::{Request, Response};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;

use super::{Answer, Call, Course, Failure, Opened, failure::Stop, trace};
use crate::{
    AttemptOutcome, AttemptRequest, Wait, error::request_ids, limit::Permit, retry_after,
    token::Token, transport::Broken,
};

/// What came of an attempt, and its token if there can be another one.
pub(super) struct Got {
    pub(super) outcome: Result<Answer, Stop>,
    pub(super) token: Option<Arc<Token>>,
}

/// The most that is read of an answer that is no success, in bytes. No vendor's
/// reason is as long.
const LARGEST_REFUSAL: u64 = 1024 * 1024;

/// How long an attempt may take.
struct Patience {
    call: (Option<Instant>, Duration),
    attempt: (Option<Instant>, Duration),
    silence: Duration,
}

/// A body that comes in pieces; most come in one, which is not copied.
#[derive(Default)]
struct Pieces {
    first: Bytes,
    all: BytesMut,
}

impl Call<'_> {
    pub(super) async fn attempt(&self, request: Request, course: &mut Course) -> Got {
        let span = trace::attempt(self.inner, self.operation, course.attempts);
        let mut token = None;
        let outcome = self.admitted(request, course, &mut token).instrument(span.clone()).await;
        trace::finish_attempt(&span, course, &outcome);
        Got { outcome, token }
    }

    async fn admitted(
        &self,
        mut request: Request,
        course: &mut Course,
        renewable: &mut Option<Arc<Token>>,
    ) -> Result<Answer, Stop> {
        course.answer = None;
        let asked = Instant::now();
        // First, since calls that may leave and then wait for a token leave all
        // at once when it comes, whatever the limits say.
        self.token().await?;
        let ready = Instant::now();
        let permit = self.within(Wait::Limit, self.inner.limits().admit()).await?;
        let admitted = Instant::now();
        self.before(&mut request, course.attempts)?;
        *renewable = self.attach(&mut request, course).await?;
        trace::waited(admitted - ready, (ready - asked) + admitted.elapsed());
        let started = Instant::now();
        let outcome = self.exchange(request, permit, course).await;
        self.after(started.elapsed(), course, &outcome);
        outcome
    }

    /// Attaches what proves who is calling, and gives the token if there can be
    /// another one.
    async fn attach(
        &self,
        request: &mut Request,
        course: &mut Course,
    ) -> Result<Option<Arc<Token>>, Stop> {
        if let Some(key) = self.inner.api_key() {
            attach(key, request, course);
        }
        let Some((token, is_renewable)) = self.token().await? else { return Ok(None) };
        attach(&token, request, course);
        Ok(is_renewable.then_some(token))
    }

    /// The token, if the operation wants one, and whether there can be another.
    async fn token(&self) -> Result<Option<(Arc<Token>, bool)>, Stop> {
        let credential = self.inner.credential().filter(|_| self.operation.is_authenticated());
        let Some(credential) = credential else { return Ok(None) };
        let token = self.within(Wait::Token, credential.token()).await??;
        Ok(Some((token, credential.is_renewable())))
    }

    async fn exchange(
        &self,
        request: Request,
        permit: Permit,
        course: &mut Course,
    ) -> Result<Answer, Stop> {
        let patience = self.patience();
        let may_have_been_sent = std::mem::replace(&mut course.may_have_been_sent, true);
        let mut response = patience.bound(self.send(request)).await?.map_err(|broken| {
            course.may_have_been_sent = may_have_been_sent || broken.may_have_been_sent();
            Stop::from(broken)
        })?;
        let status = response.status();
        let asked = retry_after::asked(status, response.headers(), SystemTime::now());
        self.inner.limits().learn(status, response.headers(), asked);
        if self.is_streamed && status.is_success() {
            course.note(status, response.headers().clone(), Bytes::new());
            let silence = self.terms.read_timeout;
            course.opened = Some(Opened { response, permit, silence });
            return Err(Failure::Opened.into());
        }
        let (version, url) = (response.version(), response.url().clone());
        let headers = std::mem::take(response.headers_mut());
        let (body, end) = self.read(response, &patience).await;
        // Of a success an error says no more than what the request is called.
        let kept = if status.is_success() { request_ids(&headers) } else { headers.clone() };
        course.note(status, kept, body.clone());
        match end {
            // A refusal is one even if its body broke off.
            Err(stop) if status.is_success() || stop.is_deadline() => Err(stop),
            _ => Ok(Answer { status, version, url, headers, body }),
        }
    }

    async fn send(&self, request: Request) -> Result<Response, Broken> {
        // What a body that is made meanwhile fails with may look like a connection
        // that was never made, although half of it was sent.
        let is_made_meanwhile = request.body().is_some_and(|body| body.as_bytes().is_none());
        let outcome = match self.inner.transport() {
            Some(transport) => transport.send(self.client, self.operation, request).await,
            None => self.client.execute(request).await.map_err(Broken::from),
        };
        outcome.map_err(|broken| match broken {
            Broken::Http(error) if is_made_meanwhile && error.is_connect() => {
                Broken::Interrupted("it broke off, or its body could not be made".into())
            }
            broken => broken,
        })
    }

    /// The body, as far as it came, and whether it came to its end.
    async fn read(&self, mut response: Response, patience: &Patience) -> (Bytes, Result<(), Stop>) {
        let mut body = Pieces::default();
        let is_success = response.status().is_success();
        let end = loop {
            match patience.bound(response.chunk()).await {
                Ok(Ok(Some(chunk))) => body.push(chunk),
                Ok(Ok(None)) => break Ok(()),
                Ok(Err(error)) => break Err(Stop::Transport(error)),
                Err(failure) => break Err(failure.into()),
            }
            if !is_success && body.length() > LARGEST_REFUSAL {
                break Ok(());
            }
            if body.length() > self.terms.largest_answer {
                break Err(Failure::TooLarge(self.terms.largest_answer).into());
            }
        };
        (body.join(), end)
    }

    fn before(&self, request: &mut Request, number: u32) -> Result<(), Failure> {
        for interceptor in self.inner.interceptors() {
            let headers = request.headers_mut();
            let mut attempt = AttemptRequest { operation: self.operation, number, headers };
            interceptor.before(&mut attempt).map_err(Failure::InvalidRequest)?;
        }
        Ok(())
    }

    fn after(&self, elapsed: Duration, course: &Course, outcome: &Result<Answer, Stop>) {
        let (none, base) = (HeaderMap::new(), self.inner.base());
        for interceptor in self.inner.interceptors().iter().rev() {
            interceptor.after(&AttemptOutcome {
                operation: self.operation,
                number: course.attempts,
                host: base.host_str().unwrap_or_default(),
                port: base.port_or_known_default().unwrap_or_default(),
                status: course.answer.as_ref().map(|answer| answer.status.as_u16()),
                headers: course.answer.as_ref().map_or(&none, |answer| &answer.headers),
                trouble: Stop::trouble_of(outcome),
                elapsed,
            });
        }
    }

    /// Waits for something that is not yet the vendor's answer.
    async fn within<T>(&self, wait: Wait, future: impl Future<Output = T>) -> Result<T, Failure> {
        match self.deadline {
            None => Ok(future.await),
            Some(deadline) => timeout_at(deadline, future)
                .await
                .map_err(|_| Failure::Deadline { wait, after: self.terms.timeout }),
        }
    }

    fn patience(&self) -> Patience {
        let attempt = self.terms.attempt_timeout;
        Patience {
            call: (self.deadline, self.terms.timeout),
            attempt: (Instant::now().checked_add(attempt), attempt),
            silence: self.terms.read_timeout,
        }
    }
}

impl Patience {
    /// Waits for the next thing to come.
    async fn bound<T>(&self, future: impl Future<Output = T>) -> Result<T, Failure> {
        let (call, after) = self.call;
        let (attempt, slow) = self.attempt;
        let silence = Instant::now().checked_add(self.silence);
        let Some(first) = [call, attempt, silence].into_iter().flatten().min() else {
            return Ok(future.await);
        };
        timeout_at(first, future).await.map_err(|_| match Some(first) {
            first if first == call => Failure::Deadline { wait: Wait::Answer, after },
            first if first == attempt => Failure::SlowAttempt(slow),
            _ => Failure::Silence(self.silence),
        })
    }
}

impl Pieces {
    fn push(&mut self, piece: Bytes) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&piece);
    }

    fn length(&self) -> u64 {
        self.first.len().max(self.all.len()) as u64
    }

    fn join(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

fn attach(token: &Token, request: &mut Request, course: &mut Course) {
    let (name, value) = token.header();
    request.headers_mut().insert(name, value);
    let secret = token.secret().expose_secret();
    if course.credentials.iter().all(|known| known.expose_secret() != secret) {
        course.credentials.push(token.secret().clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_joined_and_one_is_not_copied() {
        let one = Bytes::from_static(b"abc");
        let mut pieces = Pieces::default();
        pieces.push(Bytes::new());
        pieces.push(one.clone());
        assert_eq!(pieces.length(), 3);
        assert_eq!(pieces.join().as_ptr(), one.as_ptr());

        let mut pieces = Pieces::default();
        for piece in ["ab", "", "c", "def"] {
            pieces.push(Bytes::from_static(piece.as_bytes()));
        }
        assert_eq!(pieces.length(), 6);
        assert_eq!(pieces.join(), "abcdef");
    }
}
