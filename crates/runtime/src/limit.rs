//! How many calls leave, and when.
//!
//! A vendor's rule, a rate with a burst, is kept by `governor`. What its answers
//! say beyond that makes all calls wait (`pause`, `headers`). Whoever waits
//! stands in one `line`.

mod clock;
mod headers;
mod line;
mod pause;

use std::{
    fmt,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, state};
use http::{HeaderMap, StatusCode};
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use self::{
    clock::TokioClock,
    line::{Line, Ticket},
    pause::Pause,
};
use crate::Vendor;

/// What a client keeps to, so that the vendor need not refuse its calls.
///
/// A call that has to wait does so before it is sent, first come, first served,
/// and for no longer than its own time limit. Waiting calls may be dropped at
/// any time; they then count for nothing.
///
/// A clone shares its limits with the original, and so do all clones of a
/// client. A vendor that counts by IP address (see [`RateLimit::scope`]) counts
/// all clients behind one: give them clones of the same `Limits`. Several
/// processes divide the rule among them with [`share`](Self::share).
///
/// Unless made by [`none`](Self::none), limits heed what the vendor answers:
///
/// - A 429 makes every call wait, for as long as `Retry-After` or a rate limit
///   header says; else for 1 second, and twice as long each time, up to 60.
///   Afterwards calls leave one by one, at first 100 milliseconds apart, then
///   ever closer.
/// - An answer that says that no call is left until some time makes every call
///   wait until then. It may say so with `RateLimit` as the IETF drafts have it
///   or with headers such as `X-RateLimit-Remaining` and `X-RateLimit-Reset`.
/// - No such wait is longer than 5 minutes; then one call goes to see. Nothing
///   that a vendor answers makes calls leave faster than its rule.
///
/// # Example
///
/// Two clients behind one address:
///
/// ```
/// use floorkit_runtime::{Limits, RateLimit, Vendor};
///
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
///     .rate_limit(RateLimit::new(15, 100, "ip"));
///
/// let limits = Limits::of(&ACME).concurrency(8);
/// let for_the_other_client = limits.clone();
/// ```
///
/// [`RateLimit::scope`]: crate::RateLimit::scope
#[derive(Clone)]
pub struct Limits(Arc<Shared>);

/// Leave for one call to be sent. The call is under way until this is dropped.
#[derive(Debug)]
#[must_use = "the call is under way until this is dropped"]
pub(crate) struct Permit(Option<Limits>);

struct Shared {
    settings: Settings,
    cells: Option<Cells>,
    state: Mutex<State>,
}

type Cells = RateLimiter<
    state::NotKeyed,
    state::InMemoryState,
    TokioClock,
    NoOpMiddleware<<TokioClock as Clock>::Instant>,
>;

#[derive(Clone, Copy)]
struct Settings {
    rate: Option<Rate>,
    share: f64,
    concurrency: Option<usize>,
    heeds_answers: bool,
}

#[derive(Clone, Copy)]
struct Rate {
    requests_per_second: f64,
    burst: u32,
}

#[derive(Default)]
struct State {
    line: Line,
    pause: Pause,
    under_way: usize,
}

/// How long an answer that refuses a call makes all calls wait, by what it says
/// of its limits.
pub(crate) fn asked(headers: &HeaderMap) -> Option<Duration> {
    headers::wait(headers, true)
}

impl Limits {
    /// The vendor's own rule, if it is known, and whatever it answers.
    ///
    /// A tenth of the burst is kept back for what is not counted here, such as
    /// requests for tokens, and for calls that the network brings closer
    /// together than they left. The number of calls under way is not limited.
    ///
    /// ```
    /// use floorkit_runtime::{Limits, RateLimit, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
    ///     .rate_limit(RateLimit::new(15, 100, "ip"));
    ///
    /// assert!(format!("{:?}", Limits::of(&ACME)).contains("burst: 90"));
    /// ```
    pub fn of(vendor: &Vendor) -> Self {
        let rate = vendor.quota().map(|rule| Rate {
            requests_per_second: rule.requests_per_second().into(),
            burst: rule.burst() - rule.burst() / 10,
        });
        Self::new(Settings { rate, share: 1.0, concurrency: None, heeds_answers: true })
    }

    /// No limits: no call waits, whatever the vendor answers. Those that are set
    /// afterwards are all there are.
    ///
    /// For a simulator, or where something else limits the calls.
    ///
    /// ```
    /// use floorkit_runtime::Limits;
    ///
    /// let only_eight_at_once = Limits::none().concurrency(8);
    /// ```
    pub fn none() -> Self {
        Self::new(Settings { rate: None, share: 1.0, concurrency: None, heeds_answers: false })
    }

    /// Another rate than the vendor's: how many calls may leave per second in
    /// the long run, and how many at once after a time without calls.
    ///
    /// In any span of time, at most `burst` calls leave, and
    /// `requests_per_second` for each second of it. A rate below one call an
    /// hour, or none at all, is taken for one call an hour; a burst is from 1 to
    /// 1,000,000. A burst of 1 at a high rate is not used to the full, since
    /// waiting is exact to a millisecond only.
    ///
    /// As with all that is set here, the limits that come back share nothing
    /// with those that they were made of.
    ///
    /// ```
    /// use floorkit_runtime::{Limits, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// let thirty_a_minute = Limits::of(&ACME).rate(0.5, 10);
    /// ```
    #[must_use]
    pub fn rate(self, requests_per_second: impl Into<f64>, burst: u32) -> Self {
        let rate = Rate { requests_per_second: requests_per_second.into(), burst };
        Self::new(Settings { rate: Some(rate), ..self.0.settings })
    }

    /// The part of the rate and of the burst that this process takes, where
    /// several are behind one IP address: a fraction from 0 to 1.
    ///
    /// Of a burst, at least one call is left, so the shares of many processes
    /// may come to more than the whole. Calls at once, as
    /// [`concurrency`](Self::concurrency) has them, are of this process alone.
    ///
    /// ```
    /// use floorkit_runtime::{Limits, RateLimit, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
    ///     .rate_limit(RateLimit::new(15, 100, "ip"));
    ///
    /// // One of three processes: 5 calls per second.
    /// let limits = Limits::of(&ACME).share(1.0 / 3.0);
    /// ```
    #[must_use]
    pub fn share(self, fraction: f64) -> Self {
        Self::new(Settings { share: fraction, ..self.0.settings })
    }

    /// How many calls may be under way at once; at least 1. Not limited unless
    /// this is called.
    ///
    /// A call is under way from the moment it may leave until its answer is
    /// there, also while nobody polls its future; one whose [`Body`] is read as
    /// it arrives, until that is dropped. So a program that begins this many
    /// calls, and awaits a further one before it goes on with them, waits for
    /// itself.
    ///
    /// ```
    /// use floorkit_runtime::{Limits, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// let limits = Limits::of(&ACME).concurrency(8);
    /// ```
    ///
    /// [`Body`]: crate::Body
    #[must_use]
    pub fn concurrency(self, calls: usize) -> Self {
        Self::new(Settings { concurrency: Some(calls.max(1)), ..self.0.settings })
    }

    fn new(settings: Settings) -> Self {
        let cells = settings.quota().map(|quota| RateLimiter::direct_with_clock(quota, TokioClock));
        Self(Arc::new(Shared { settings, cells, state: Mutex::default() }))
    }

    /// Waits until a call may leave. The caller bounds it by the call's time
    /// limit. Dropped before it is done, it leaves no trace.
    pub(crate) async fn admit(&self) -> Permit {
        if let Some(permit) = self.admit_at_once() {
            return permit;
        }
        let place = Place::take(self);
        loop {
            match place.step_up() {
                Ok(permit) => return permit,
                Err(None) => place.bell.notified().await,
                // Whichever comes first: it looks again.
                Err(Some(until)) => drop(timeout_at(until, place.bell.notified()).await),
            }
        }
    }

    /// Takes in what an answer says about further calls.
    pub(crate) fn learn(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        retry_after: Option<Duration>,
    ) {
        if !self.0.settings.heeds_answers {
            return;
        }
        let now = Instant::now();
        if status == StatusCode::TOO_MANY_REQUESTS {
            // No wait at all is as good as nothing said: the call was refused.
            let told = retry_after.filter(|wait| !wait.is_zero());
            let told = told.or_else(|| headers::wait(headers, true));
            if let Some(pause) = self.state().pause.refuse(now, told) {
                tracing::warn!(?pause, "the vendor refuses further calls for now; all wait");
            }
        } else if let Some(wait) = headers::wait(headers, false) {
            self.state().pause.exhaust(now, wait);
        }
    }

    /// Without a place in the line, if nobody stands there.
    fn admit_at_once(&self) -> Option<Permit> {
        let mut state = self.state();
        if state.line.is_empty() { self.try_depart(&mut state, Instant::now()).ok() } else { None }
    }

    /// Lets a call go, or says when to try again: when a call ends, if not at a
    /// known time.
    fn try_depart(&self, state: &mut State, now: Instant) -> Result<Permit, Option<Instant>> {
        let concurrency = self.0.settings.concurrency;
        if concurrency.is_some_and(|most| state.under_way >= most) {
            return Err(None);
        }
        if let Some(at) = state.pause.not_before(now) {
            return Err(Some(at));
        }
        // Last, since it counts the call.
        if let Some(cells) = &self.0.cells {
            cells.check().map_err(|refusal| Some(refusal.earliest_possible().0))?;
        }
        state.pause.depart(now);
        Ok(Permit(concurrency.map(|_| {
            state.under_way += 1;
            self.clone()
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Settings {
    /// What remains of the rate, rounded so that it is never exceeded.
    fn quota(&self) -> Option<Quota> {
        const LONGEST_PERIOD: f64 = 3600e9;
        let Rate { requests_per_second, burst } = self.rate?;
        let share = self.share.clamp(0.0, 1.0);
        // What is no number counts as nothing, and is the lowest rate.
        let nanos = (1e9 / (requests_per_second.max(0.0) * share)).ceil();
        let period = if nanos <= LONGEST_PERIOD { nanos.max(1.0) } else { LONGEST_PERIOD };
        let burst = (f64::from(burst.min(1_000_000)) * share) as u32;
        let quota = Quota::with_period(Duration::from_nanos(period as u64))?;
        Some(quota.allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN)))
    }
}

/// A place in the line, given up when dropped.
struct Place<'a> {
    limits: &'a Limits,
    ticket: Ticket,
    bell: Arc<Notify>,
}

impl<'a> Place<'a> {
    fn take(limits: &'a Limits) -> Self {
        let ticket = limits.state().line.take_ticket();
        Self { limits, ticket, bell: Arc::default() }
    }

    /// Lets the call go if it is its turn; if not, says when to look again, or
    /// `None` if the bell will say.
    fn step_up(&self) -> Result<Permit, Option<Instant>> {
        let now = Instant::now();
        let mut state = self.limits.state();
        state.line.step_up(self.ticket, &self.bell, now).map_err(Some)?;
        let outcome = self.limits.try_depart(&mut state, now);
        if let Err(due) = &outcome {
            state.line.wait(self.ticket, *due);
        }
        outcome
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.limits.state().line.leave(self.ticket, Instant::now());
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(limits) = &self.0 {
            let mut state = limits.state();
            state.under_way -= 1;
            state.line.ring(Instant::now());
        }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { rate, share, concurrency, heeds_answers } = self.0.settings;
        let mut shown = f.debug_struct("Limits");
        if let Some(Rate { requests_per_second, burst }) = rate {
            shown.field("requests_per_second", &requests_per_second).field("burst", &burst);
            shown.field("share", &share);
        }
        if let Some(concurrency) = concurrency {
            shown.field("concurrency", &concurrency);
        }
        shown.field("heeds_answers", &heeds_answers).finish()
    }
}

#[cfg(test)]
mod tests;
