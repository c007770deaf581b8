//! A token that is fetched once for all who wait, and renewed while the old one
//! is good.
//!
//! The lock is held for a few instructions and never across an await. A fetch
//! runs in a task of its own: whoever gives up waiting takes nothing from the
//! others.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout_at},
};
use tracing::{debug, warn};

use super::{Life, Shape, Token, TokenError, endpoint::Endpoint, granted::Granted};
use crate::token_source::{OwnSource, TokenSourceError};

/// Long for a token endpoint, short for somebody who waits.
const FETCH_DEADLINE: Duration = Duration::from_secs(30);

/// How often a token is asked for within one fetch.
const ATTEMPTS: u32 = 4;

/// The pause after the first failed attempt, at most; it doubles.
const BACKOFF: Duration = Duration::from_millis(250);

/// For so long every call is told of a refusal that another try will not
/// change. A program that makes a thousand calls with a wrong secret asks for a
/// token twice a minute.
const REFUSAL_IS_TOLD: Duration = Duration::from_secs(30);

/// The same for a failure that passes. It is short: a call in need of a token
/// may be the one that finds the endpoint back.
const FAILURE_IS_TOLD: Duration = Duration::from_secs(1);

/// The pause between renewals that fail while the old token is good: the first,
/// which doubles, and the longest.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The longest wait that an endpoint may ask for.
const LONGEST_ASKED: Duration = Duration::from_secs(5 * 60);

/// Tokens that a vendor refuses one after another are not fetched ever anew:
/// the first so many are replaced at once, the others when they have been
/// there for a pause that doubles up to the longest one.
const FREE_REFUSALS: u32 = 2;

/// A token that was good for so long was not refused from the beginning.
const SETTLED: Duration = Duration::from_secs(5 * 60);

pub(super) type Outcome = Result<Arc<Token>, Arc<TokenError>>;

/// Fetches tokens, one at a time.
pub(crate) struct Cache {
    supply: Supply,
    shape: Shape,
    state: Mutex<State>,
}

/// Where tokens are fetched.
#[derive(Debug)]
pub(super) enum Supply {
    Endpoint(Box<Endpoint>),
    Source(OwnSource),
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The fetch that is under way; `None` in it until it is over.
    fetch: Option<watch::Receiver<Option<Outcome>>>,
    /// The last fetch, if it failed.
    failure: Option<Failure>,
    /// How many tokens in a row were refused by the vendor.
    refusals: u32,
}

/// A fetch that failed, and when the next may begin.
struct Failure {
    error: Arc<TokenError>,
    /// How many in a row.
    count: u32,
    /// For those who need a token.
    told_until: Instant,
    /// For those who have one that is good.
    renew_at: Instant,
}

impl Cache {
    pub(super) fn new(supply: Supply, shape: Shape) -> Self {
        Self { supply, shape, state: Mutex::default() }
    }

    pub(super) async fn token(self: &Arc<Self>) -> Outcome {
        let mut fetch = {
            let mut state = self.state();
            // As long as the old one is good nobody waits for the new one, or
            // suffers if it cannot be had.
            if let Some(token) = state.good() {
                if !token.is_fresh() && state.may_renew() {
                    self.fetch(&mut state);
                }
                return Ok(token);
            }
            if let Some(error) = state.told() {
                return Err(error);
            }
            self.fetch(&mut state)
        };
        match fetch.wait_for(Option::is_some).await.map(|outcome| outcome.clone()) {
            Ok(Some(outcome)) => outcome,
            Ok(None) | Err(_) => Err(Arc::new(TokenError::transient(
                "the fetch of a token was cut short: its task panicked, or the program's \
                 runtime ended"
                    .to_owned(),
            ))),
        }
    }

    /// Forgets a token that was refused, unless it was replaced already, and
    /// says whether the next call gets another one.
    pub(super) fn discard(&self, refused: &Arc<Token>) -> bool {
        let mut state = self.state();
        if !state.token.as_ref().is_some_and(|token| Arc::ptr_eq(token, refused)) {
            return true;
        }
        let age = refused.made_at.elapsed();
        if age < state.least_age() {
            return false;
        }
        state.refusals = if age < SETTLED { state.refusals.saturating_add(1) } else { 1 };
        state.token = None;
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the fetch that is under way, or starts one.
    fn fetch(self: &Arc<Self>, state: &mut State) -> watch::Receiver<Option<Outcome>> {
        state.fetch.take_if(|fetch| is_abandoned(fetch));
        state.fetch.get_or_insert_with(|| self.start()).clone()
    }

    fn start(self: &Arc<Self>) -> watch::Receiver<Option<Outcome>> {
        let (sender, receiver) = watch::channel(None);
        let cache = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = cache.obtain().await.map(Arc::new).map_err(Arc::new);
            trace(&outcome);
            cache.state().conclude(&outcome);
            sender.send_replace(Some(outcome));
        });
        receiver
    }

    /// Asks for a token, again if that may help and there is time.
    async fn obtain(&self) -> Result<Token, TokenError> {
        let deadline = Instant::now() + FETCH_DEADLINE;
        let mut attempt = 1;
        loop {
            let start = Instant::now();
            let error = match self.supply.grant(deadline).await {
                Ok(granted) => return self.token_of(granted, start),
                Err(error) => error,
            };
            let Some(pause) = pause(attempt, &error, deadline) else { return Err(error) };
            sleep(pause).await;
            attempt += 1;
        }
    }

    fn token_of(&self, granted: Granted, start: Instant) -> Result<Token, TokenError> {
        let Granted { secret, lifetime } = granted;
        let life = lifetime.and_then(|lifetime| Life::new(start, lifetime));
        self.shape.token(secret, life).map_err(|why| {
            let place = self.supply.name();
            TokenError::lasting(format!("the token that {place} gave is of no use: {why}"))
        })
    }
}

impl State {
    fn good(&self) -> Option<Arc<Token>> {
        self.token.as_ref().filter(|token| token.is_valid()).map(Arc::clone)
    }

    fn may_renew(&self) -> bool {
        self.failure.as_ref().is_none_or(|failure| failure.renew_at <= Instant::now())
    }

    /// The last failure, as long as nobody tries again.
    fn told(&self) -> Option<Arc<TokenError>> {
        let is_told = |failure: &&Failure| Instant::now() < failure.told_until;
        // Who comes while a fetch is under way waits for it.
        let failure = self.failure.as_ref().filter(|_| self.fetch.is_none());
        failure.filter(is_told).map(|failure| Arc::clone(&failure.error))
    }

    fn conclude(&mut self, outcome: &Outcome) {
        self.fetch = None;
        match outcome {
            Ok(token) => {
                self.token = Some(Arc::clone(token));
                self.failure = None;
            }
            Err(error) => {
                let count = self.failure.as_ref().map_or(1, |failure| failure.count + 1);
                self.failure = Some(Failure::new(Arc::clone(error), count));
            }
        }
    }

    /// How old a token must be for its refusal to be worth another one.
    fn least_age(&self) -> Duration {
        match self.refusals.checked_sub(FREE_REFUSALS) {
            Some(over) => doubled(PAUSE, over),
            None => Duration::ZERO,
        }
    }
}

impl Failure {
    fn new(error: Arc<TokenError>, count: u32) -> Self {
        let now = Instant::now();
        let asked = error.retry_after().unwrap_or_default().min(LONGEST_ASKED);
        let told = if error.is_transient() { FAILURE_IS_TOLD } else { REFUSAL_IS_TOLD };
        // Half of the pause at least, and the rest by chance.
        let pause = doubled(PAUSE, count - 1).mul_f64(1.0 - fastrand::f64() / 2.0);
        let told_until = now + told.max(asked);
        let renew_at = if error.is_transient() { now + pause.max(asked) } else { told_until };
        Self { error, count, told_until, renew_at }
    }
}

impl Supply {
    async fn grant(&self, deadline: Instant) -> Result<Granted, TokenError> {
        match self {
            Self::Endpoint(endpoint) => endpoint.grant(deadline).await,
            Self::Source(source) => match timeout_at(deadline, source.fetch()).await {
                Ok(Ok(token)) => Ok(token.into_granted(SystemTime::now())),
                Ok(Err(error)) => Err(self.failed(&error)),
                Err(_) => Err(TokenError {
                    timed_out: true,
                    ..TokenError::transient(format!("{} did not answer in time", self.name()))
                }),
            },
        }
    }

    fn failed(&self, error: &TokenSourceError) -> TokenError {
        TokenError {
            is_transient: error.is_transient(),
            retry_after: error.asked(),
            ..TokenError::lasting(format!("{} failed: {error}", self.name()))
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Endpoint(endpoint) => endpoint.name(),
            Self::Source(_) => "the program's own source of tokens".to_owned(),
        }
    }
}

/// A renewal that fails is seen nowhere else as long as the old token is good.
fn trace(outcome: &Outcome) {
    match outcome {
        Ok(token) => debug!(?token, "a token was fetched"),
        Err(error) => warn!(%error, "no token could be fetched"),
    }
}

/// The pause before the next attempt of a fetch, if there is to be one.
fn pause(attempt: u32, error: &TokenError, deadline: Instant) -> Option<Duration> {
    if !error.is_transient() || attempt >= ATTEMPTS {
        return None;
    }
    let backoff = doubled(BACKOFF, attempt - 1).mul_f64(fastrand::f64());
    let pause = backoff.max(error.retry_after().unwrap_or_default());
    Instant::now().checked_add(pause).filter(|next| *next < deadline).map(|_| pause)
}

/// A pause that has doubled so many times, up to the longest one.
fn doubled(pause: Duration, times: u32) -> Duration {
    pause.saturating_mul(2_u32.saturating_pow(times)).min(LONGEST_PAUSE)
}

/// Whether the task of a fetch ended before the fetch did: it panicked, or its
/// runtime is gone, and a client may outlive that.
fn is_abandoned(fetch: &watch::Receiver<Option<Outcome>>) -> bool {
    fetch.has_changed().is_err() && fetch.borrow().is_none()
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("supply", &self.supply).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        sync::atomic::{AtomicU32, Ordering},
        task::{Context, Poll, Waker},
    };

    use super::*;
    use crate::AccessToken;

    const LIFE: Duration = Duration::from_secs(1000);

    /// A cache whose source takes a second, and follows a script by the number
    /// of the fetch.
    fn cache(
        script: impl Fn(u32) -> Result<AccessToken, TokenSourceError> + Copy + Send + Sync + 'static,
    ) -> (Arc<Cache>, Arc<AtomicU32>) {
        let count = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&count);
        let source = move || {
            let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
            async move {
                sleep(Duration::from_secs(1)).await;
                script(number)
            }
        };
        let supply = Supply::Source(OwnSource::new(source));
        let shape = Shape::new("Authorization", "Bearer").unwrap();
        (Arc::new(Cache::new(supply, shape)), count)
    }

    fn good(number: u32) -> Result<AccessToken, TokenSourceError> {
        Ok(AccessToken::new(format!("t{number}")).expires_in(LIFE))
    }

    fn busy() -> Result<AccessToken, TokenSourceError> {
        Err(TokenSourceError::transient("busy"))
    }

    fn text(outcome: &Outcome) -> &str {
        outcome.as_ref().unwrap().secret().expose_secret()
    }

    async fn pass(seconds: u64) {
        sleep(Duration::from_secs(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_thousand_tasks_fetch_one_token() {
        let (cache, count) = cache(good);
        let tasks = (0..1000).map(|_| {
            let cache = Arc::clone(&cache);
            tokio::spawn(async move { text(&cache.token().await).to_owned() })
        });
        for task in tasks.collect::<Vec<_>>() {
            assert_eq!(task.await.unwrap(), "t1");
        }
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_renewed_before_it_expires_and_nobody_waits() {
        let (cache, count) = cache(good);
        assert_eq!(text(&cache.token().await), "t1");
        pass(895).await;
        assert_eq!((text(&cache.token().await), count.load(Ordering::Relaxed)), ("t1", 1));
        for _ in 0..20 {
            let asked = Instant::now();
            cache.token().await.unwrap();
            assert_eq!(asked.elapsed(), Duration::ZERO);
            pass(5).await;
        }
        assert_eq!((text(&cache.token().await), count.load(Ordering::Relaxed)), ("t2", 2));
    }

    #[tokio::test(start_paused = true)]
    async fn the_old_token_serves_while_renewals_fail_and_they_are_few() {
        let (cache, count) = cache(|number| if number == 1 { good(1) } else { busy() });
        assert_eq!(text(&cache.token().await), "t1");
        pass(960).await;
        let failed = Instant::now();
        while failed.elapsed() < Duration::from_secs(38) {
            assert_eq!(text(&cache.token().await), "t1");
            sleep(Duration::from_millis(10)).await;
        }
        // Each fetch makes four attempts of a second and is followed by a pause
        // of at least 0.5, 1, 2, 4, 8, … seconds.
        let fetches = (count.load(Ordering::Relaxed) - 1).div_ceil(ATTEMPTS);
        assert!((4..=6).contains(&fetches), "{fetches}");
        pass(5).await;
        let error = cache.token().await.unwrap_err();
        assert!(error.is_transient(), "{error}");
        assert_eq!(error.to_string(), "the program's own source of tokens failed: busy");
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_that_passes_is_tried_again_at_once() {
        let (cache, count) = cache(|number| if number < ATTEMPTS { busy() } else { good(number) });
        assert_eq!(text(&cache.token().await), "t4");
        assert_eq!(count.load(Ordering::Relaxed), ATTEMPTS);
    }

    #[tokio::test(start_paused = true)]
    async fn all_who_wait_get_the_same_error() {
        let (cache, count) = cache(|_| busy());
        let waiting = (0..100).map(|_| {
            let cache = Arc::clone(&cache);
            tokio::spawn(async move { cache.token().await.unwrap_err() })
        });
        let waiting: Vec<_> = waiting.collect();
        let first = cache.token().await.unwrap_err();
        for task in waiting {
            assert!(Arc::ptr_eq(&task.await.unwrap(), &first));
        }
        assert_eq!(count.load(Ordering::Relaxed), ATTEMPTS);
        // Who comes at once is told, and who comes later tries.
        assert!(Arc::ptr_eq(&cache.token().await.unwrap_err(), &first));
        pass(1).await;
        assert!(!Arc::ptr_eq(&cache.token().await.unwrap_err(), &first));
        assert_eq!(count.load(Ordering::Relaxed), 2 * ATTEMPTS);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_remembered_for_half_a_minute() {
        let refuse = |number| match number {
            1 => Err(TokenSourceError::lasting("wrong secret")),
            _ => good(number),
        };
        let (cache, count) = cache(refuse);
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            assert!(!cache.token().await.unwrap_err().is_transient());
            sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(count.load(Ordering::Relaxed), 1);
        pass(1).await;
        assert_eq!(text(&cache.token().await), "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_asked_for_is_kept() {
        let wait = |number, seconds| match number {
            1 => {
                Err(TokenSourceError::transient("later").retry_after(Duration::from_secs(seconds)))
            }
            _ => good(number),
        };
        let start = Instant::now();
        let (cache, _) = cache(move |number| wait(number, 7));
        assert_eq!(text(&cache.token().await), "t2");
        assert!(start.elapsed() >= Duration::from_secs(9));

        // Nobody waits for longer than a fetch may take: all are told.
        let (cache, count) = self::cache(move |number| wait(number, 100));
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(100) {
            let error = cache.token().await.unwrap_err();
            assert_eq!(error.retry_after(), Some(Duration::from_secs(100)));
            pass(1).await;
        }
        assert_eq!(count.load(Ordering::Relaxed), 1);
        pass(2).await;
        assert_eq!(text(&cache.token().await), "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_source_that_never_answers_is_given_up() {
        let never = || std::future::pending::<Result<AccessToken, TokenSourceError>>();
        let supply = Supply::Source(OwnSource::new(never));
        let shape = Shape::new("Authorization", "").unwrap();
        let cache = Arc::new(Cache::new(supply, shape));
        let start = Instant::now();
        let error = cache.token().await.unwrap_err();
        assert_eq!(start.elapsed(), FETCH_DEADLINE);
        assert!(error.is_timeout() && error.is_transient(), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_source_that_panics_is_no_end_of_it() {
        let (cache, _) = cache(|number| if number == 1 { panic!("odd") } else { good(number) });
        let error = cache.token().await.unwrap_err();
        assert!(error.to_string().contains("panicked") && error.is_transient(), "{error}");
        assert_eq!(text(&cache.token().await), "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn one_refused_token_is_one_fetch() {
        let (cache, count) = cache(good);
        let refused = cache.token().await.unwrap();
        for _ in 0..1000 {
            assert!(cache.discard(&refused));
        }
        let next = cache.token().await.unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 2);
        // Who comes late with the first one does no harm to the second.
        assert!(cache.discard(&refused));
        assert!(Arc::ptr_eq(&cache.token().await.unwrap(), &next));
    }

    #[tokio::test(start_paused = true)]
    async fn a_vendor_that_refuses_every_token_costs_few_fetches() {
        let (cache, count) = cache(good);
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(600) {
            let token = cache.token().await.unwrap();
            cache.discard(&token);
            sleep(Duration::from_millis(100)).await;
        }
        // At once, after 0, 1, 2, 4, …, 32 seconds, and then once a minute.
        let count = count.load(Ordering::Relaxed);
        assert!((14..=20).contains(&count), "{count}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_vendor_that_revokes_tokens_now_and_then_is_never_waited_for() {
        let (cache, count) = cache(good);
        for number in 1..20 {
            let token = cache.token().await;
            assert_eq!(text(&token), format!("t{number}"));
            pass(300).await;
            assert!(cache.discard(token.as_ref().unwrap()));
        }
        assert_eq!(count.load(Ordering::Relaxed), 19);
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_waiting_takes_nothing_from_the_others() {
        let (cache, count) = cache(good);
        let mut context = Context::from_waker(Waker::noop());
        for polls in 0..5 {
            let mut dropped = Box::pin(cache.token());
            for _ in 0..polls {
                assert!(dropped.as_mut().poll(&mut context).is_pending());
                tokio::task::yield_now().await;
            }
        }
        let other = tokio::spawn({
            let cache = Arc::clone(&cache);
            async move { cache.token().await.unwrap() }
        });
        assert_eq!(other.await.unwrap().secret().expose_secret(), "t1");
        assert_eq!(count.load(Ordering::Relaxed), 1);
        let state = cache.state();
        assert!(state.fetch.is_none() && state.failure.is_none());
        drop(state);
        assert_eq!(Arc::strong_count(&cache), 1, "no task keeps it");
        let mut ready = Box::pin(cache.token());
        assert!(matches!(ready.as_mut().poll(&mut context), Poll::Ready(Ok(_))));
    }

    #[test]
    fn a_pause_grows_to_its_bound() {
        let seconds: Vec<u64> = (0..9).map(|times| doubled(PAUSE, times).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(doubled(PAUSE, u32::MAX), LONGEST_PAUSE);
    }
}
