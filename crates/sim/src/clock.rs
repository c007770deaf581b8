//! What time the simulated vendor believes it is.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

/// The machine's clock, or one that stands still; either may be moved forward.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    fixed: Option<Timestamp>,
    /// Shared by all clones.
    ahead: Arc<Mutex<SignedDuration>>,
}

impl Clock {
    pub(crate) fn new(fixed: Option<Timestamp>) -> Self {
        Self { fixed, ahead: Arc::new(Mutex::new(SignedDuration::ZERO)) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let ahead = *self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let base = self.fixed.unwrap_or_else(Timestamp::now);
        base.saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        *ahead = ahead.saturating_add(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let start = Timestamp::UNIX_EPOCH;
        let clock = Clock::new(Some(start));
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now().as_second(), 90);
    }
}
