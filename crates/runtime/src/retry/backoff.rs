//! Pauses that grow, with chance in them.

use std::time::Duration;

use super::{Decision, FailedAttempt, RetryPolicy};

/// Tries a few times, after pauses of random length that may be longer each
/// time ("full jitter"), and never before the vendor says.
///
/// By default there are 4 attempts; the pause before the second is of up to
/// half a second, doubles from there and is of 20 seconds at most. If the
/// vendor asks for a pause of more than a minute, the error returns at once and
/// has that pause in [`Error::retry_after`](crate::Error::retry_after).
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use floorkit_runtime::Backoff;
///
/// let eager = Backoff::new().attempts(8).first_pause(Duration::from_millis(50));
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to a client builder or to `CallOptions`"]
pub struct Backoff {
    attempts: u32,
    first: Duration,
    longest: Duration,
    longest_asked: Duration,
}

impl Backoff {
    /// The default.
    pub const fn new() -> Self {
        Self {
            attempts: 4,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(20),
            longest_asked: Duration::from_secs(60),
        }
    }

    /// One attempt and no more.
    ///
    /// ```
    /// # use floorkit_runtime::Backoff;
    /// let policy = Backoff::never();
    /// ```
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// How many attempts there are at most, with the first.
    ///
    /// ```
    /// # use floorkit_runtime::Backoff;
    /// let policy = Backoff::new().attempts(2);
    /// ```
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest pause before the second attempt; it doubles with each.
    ///
    /// ```
    /// # use floorkit_runtime::Backoff;
    /// let policy = Backoff::new().first_pause(std::time::Duration::from_millis(50));
    /// ```
    pub const fn first_pause(mut self, pause: Duration) -> Self {
        self.first = pause;
        self
    }

    /// The longest pause of all that are not asked for by the vendor.
    ///
    /// ```
    /// # use floorkit_runtime::Backoff;
    /// let policy = Backoff::new().longest_pause(std::time::Duration::from_secs(5));
    /// ```
    pub const fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self
    }

    /// The longest pause that the vendor may ask for. If it asks for more, the
    /// error returns at once: whoever called knows better what to do meanwhile.
    ///
    /// ```
    /// # use floorkit_runtime::Backoff;
    /// let policy = Backoff::new().longest_asked_pause(std::time::Duration::from_secs(600));
    /// ```
    pub const fn longest_asked_pause(mut self, pause: Duration) -> Self {
        self.longest_asked = pause;
        self
    }

    /// The longest pause after so many attempts.
    fn bound(&self, number: u32) -> Duration {
        let factor = 1_u32.checked_shl(number.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.longest)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy for Backoff {
    fn decide(&self, failed: &FailedAttempt) -> Decision {
        if failed.number >= self.attempts {
            return Decision::GiveUp { why: None };
        }
        let asked = failed.retry_after.unwrap_or_default();
        if asked > self.longest_asked {
            let why = "the vendor asks for a longer pause than this client makes";
            return Decision::GiveUp { why: Some(why) };
        }
        let own = self.bound(failed.number).mul_f64(fastrand::f64());
        Decision::RetryAfter(own.max(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Method, Operation, Trouble};

    static GET: Operation = Operation::new("get", Method::Get, "/");

    fn failed(number: u32, retry_after: Option<u64>) -> FailedAttempt {
        FailedAttempt {
            operation: &GET,
            number,
            trouble: Trouble::Unavailable,
            status: Some(503),
            retry_after: retry_after.map(Duration::from_secs),
            elapsed: Duration::ZERO,
        }
    }

    fn pause(decision: Decision) -> Option<f64> {
        match decision {
            Decision::RetryAfter(pause) => Some(pause.as_secs_f64()),
            Decision::GiveUp { .. } => None,
        }
    }

    #[test]
    fn pauses_are_random_below_a_bound_that_doubles() {
        let policy = Backoff::new().attempts(100);
        for (number, bound) in [(1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 20.0), (70, 20.0)] {
            let pauses: Vec<f64> =
                (0..200).map(|_| pause(policy.decide(&failed(number, None))).unwrap()).collect();
            assert!(pauses.iter().all(|pause| *pause <= bound), "{number}");
            assert!(pauses.iter().any(|pause| *pause > bound / 2.0), "{number}");
            assert!(pauses.iter().any(|pause| *pause < bound / 2.0), "{number}");
        }
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        assert!(pause(Backoff::new().decide(&failed(3, None))).is_some());
        assert_eq!(pause(Backoff::new().decide(&failed(4, None))), None);
        assert_eq!(pause(Backoff::never().decide(&failed(1, Some(0)))), None);
    }

    #[test]
    fn the_vendor_is_never_asked_before_its_time() {
        assert_eq!(pause(Backoff::new().decide(&failed(1, Some(60)))), Some(60.0));
        let decision = Backoff::new().decide(&failed(1, Some(61)));
        assert!(matches!(decision, Decision::GiveUp { why: Some(_) }), "{decision:?}");
    }
}
