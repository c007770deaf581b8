//! What the vendor's answers add to its rule: when it refuses a call, all calls
//! wait, and afterwards they start at a walk.

use std::time::Duration;

use tokio::time::Instant;

/// The longest that calls wait on a vendor's word, however long it says. Then
/// one goes to see.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// The pause after the first refusal that says nothing about time. It doubles
/// with each further one, up to [`LONGEST_GUESS`].
const FIRST_GUESS: Duration = Duration::from_secs(1);
const LONGEST_GUESS: Duration = Duration::from_secs(60);

/// After a pause, a call leaves this long after the one before it. The gap
/// shrinks by a fiftieth with each call, and doubles when one is refused.
const FIRST_GAP: Duration = Duration::from_millis(100);
const LONGEST_GAP: Duration = Duration::from_secs(1);

/// A smaller gap is none: the timer cannot tell it.
const LEAST_GAP: Duration = Duration::from_millis(1);

#[derive(Default)]
pub(super) struct Pause {
    /// Nobody goes before this.
    until: Option<Instant>,
    /// A refusal before this is of a call that left before the pause.
    settled: Option<Instant>,
    /// The next one goes no earlier.
    next: Option<Instant>,
    gap: Duration,
    /// How many pauses there were since calls went without gaps.
    refusals: u32,
}

impl Pause {
    /// When the next call may go, if it has to wait.
    pub(super) fn not_before(&self, now: Instant) -> Option<Instant> {
        self.until.max(self.next).filter(|at| *at > now)
    }

    /// A call goes.
    pub(super) fn depart(&mut self, now: Instant) {
        if self.gap.is_zero() {
            return;
        }
        if self.gap < LEAST_GAP {
            *self = Self::default();
            return;
        }
        self.next = Some(now + self.gap);
        self.gap -= self.gap / 50;
    }

    /// The vendor refused a call, and said how long to wait, or did not. Gives
    /// the length of the pause if one begins.
    pub(super) fn refuse(&mut self, now: Instant, told: Option<Duration>) -> Option<Duration> {
        if self.settled.is_some_and(|settled| now < settled) {
            self.extend(now, told.unwrap_or_default());
            return None;
        }
        let guess = FIRST_GUESS.saturating_mul(1 << self.refusals.min(16)).min(LONGEST_GUESS);
        let wait = told.unwrap_or(guess);
        self.refusals = self.refusals.saturating_add(1);
        self.gap = (self.gap * 2).clamp(FIRST_GAP, LONGEST_GAP);
        self.extend(now, wait);
        self.settled = self.until.max(Some(now + FIRST_GUESS));
        Some(wait.min(LONGEST_PAUSE))
    }

    /// The vendor said that it will take no more calls for so long.
    pub(super) fn exhaust(&mut self, now: Instant, wait: Duration) {
        self.gap = self.gap.max(FIRST_GAP);
        self.extend(now, wait);
    }

    fn extend(&mut self, now: Instant, wait: Duration) {
        self.until = self.until.max(Some(now + wait.min(LONGEST_PAUSE)));
    }
}
