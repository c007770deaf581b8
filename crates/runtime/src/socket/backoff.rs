//! How long to wait before the next connection, and when to give up.

use std::time::Duration;

use tokio::time::Instant;

/// What the caller allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) first: Duration,
    pub(super) longest: Duration,
    pub(super) give_up_after: Duration,
    pub(super) failures: u32,
}

/// The attempts to connect, and how many failed in a row.
#[derive(Debug)]
pub(super) struct Attempts {
    patience: Patience,
    failures: u32,
    failing_since: Option<Instant>,
}

impl Attempts {
    pub(super) fn new(patience: Patience) -> Self {
        Self { patience, failures: 0, failing_since: None }
    }

    /// How long to wait after a failure, `None` to give up. The connection
    /// lived this long, if there was one; the server asked for this much, if
    /// it did.
    pub(super) fn next(
        &mut self,
        lived: Option<Duration>,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        let Patience { longest, give_up_after, failures, .. } = self.patience;
        if lived.is_some_and(|lived| lived >= longest) {
            (self.failures, self.failing_since) = (0, None);
        }
        self.failures = self.failures.saturating_add(1);
        let failing_since = *self.failing_since.get_or_insert_with(Instant::now);
        let pause = self.random_pause().max(asked.unwrap_or_default());
        let is_over = self.failures > failures
            || failing_since.elapsed().saturating_add(pause) > give_up_after;
        (!is_over).then_some(pause)
    }

    /// Anything between the first pause and a bound that doubles with each
    /// failure, so that many clients that lost one server do not return at once.
    fn random_pause(&self) -> Duration {
        let Patience { first, longest, .. } = self.patience;
        let doubled = 1_u32.checked_shl(self.failures).unwrap_or(u32::MAX);
        let bound = first.saturating_mul(doubled).min(longest).max(first);
        let share = (bound - first).mul_f64(fastrand::f64());
        // The product is rounded.
        first.saturating_add(share).min(bound)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    const PATIENCE: Patience = Patience {
        first: SECOND,
        longest: Duration::from_secs(60),
        give_up_after: Duration::MAX,
        failures: u32::MAX,
    };

    #[test]
    fn pauses_grow_up_to_the_longest() {
        let mut attempts = Attempts::new(PATIENCE);
        let mut bound = 2;
        for _ in 0..100 {
            let pause = attempts.next(None, None).unwrap();
            assert!(pause >= SECOND && pause <= SECOND * bound, "{pause:?} of {bound}");
            bound = (bound * 2).min(60);
        }
        let pauses: Vec<_> = (0..200).map(|_| attempts.next(None, None).unwrap()).collect();
        assert!(pauses.iter().any(|pause| *pause > SECOND * 45), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause < SECOND * 15), "{pauses:?}");
    }

    #[test]
    fn only_a_connection_that_lasted_starts_over() {
        let mut attempts = Attempts::new(PATIENCE);
        for _ in 0..10 {
            attempts.next(Some(SECOND * 59), None).unwrap();
        }
        assert_eq!(attempts.failures, 10);
        assert!(attempts.next(Some(SECOND * 60), None).unwrap() <= SECOND * 2);
        assert_eq!(attempts.failures, 1);
    }

    #[test]
    fn the_server_may_ask_for_more_and_not_for_less() {
        let mut attempts = Attempts::new(PATIENCE);
        assert_eq!(attempts.next(None, Some(SECOND * 90)), Some(SECOND * 90));
        assert!(attempts.next(None, Some(Duration::ZERO)).unwrap() >= SECOND);
    }

    #[test]
    fn failures_are_counted() {
        let mut attempts = Attempts::new(Patience { failures: 2, ..PATIENCE });
        assert!(attempts.next(None, None).is_some() && attempts.next(None, None).is_some());
        assert_eq!(attempts.next(None, None), None);
        assert_eq!(Attempts::new(Patience { failures: 0, ..PATIENCE }).next(None, None), None);
    }

    #[tokio::test(start_paused = true)]
    async fn time_is_measured_from_the_first_failure() {
        let limit = Duration::from_secs(100);
        let mut attempts = Attempts::new(Patience { give_up_after: limit, ..PATIENCE });
        tokio::time::advance(limit * 2).await;
        assert!(attempts.next(None, None).is_some());
        tokio::time::advance(limit - SECOND / 2).await;
        assert_eq!(attempts.next(None, None), None);
    }

    proptest! {
        #[test]
        fn no_setting_breaks_it(first: Duration, longest: Duration, failures in 0_u32..200) {
            let patience = Patience { first, longest, ..PATIENCE };
            let mut attempts = Attempts::new(patience);
            for _ in 0..failures {
                let pause = attempts.next(None, None).unwrap();
                prop_assert!(pause >= first && pause <= longest.max(first));
            }
        }
    }
}
