//! The rate limit at a vendor's edge: a token bucket.
//!
//! One bucket serves all callers: a vendor that counts by address sees one
//! address on loopback.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How many requests a vendor lets through.
///
/// # Example
///
/// ```
/// use floorkit_sim::RateLimit;
///
/// let limit = RateLimit::new(15, 100);
/// assert_eq!((limit.per_second, limit.burst), (15, 100));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests become possible each second.
    pub per_second: u32,
    /// How many requests may come at once after a pause.
    pub burst: u32,
}

impl RateLimit {
    /// A limit of `per_second` requests a second with a burst of `burst`.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::RateLimit;
    /// assert_eq!(RateLimit::new(1, 2).burst, 2);
    /// ```
    #[must_use]
    pub const fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second, burst }
    }
}

#[derive(Debug)]
pub(crate) struct Bucket {
    limit: RateLimit,
    level: Mutex<Level>,
}

#[derive(Debug)]
struct Level {
    requests: f64,
    at: Instant,
}

impl Bucket {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let level = Level { requests: f64::from(limit.burst), at: Instant::now() };
        Self { limit, level: Mutex::new(level) }
    }

    /// Lets one request through, or tells how long to wait for the next.
    pub(crate) fn take(&self) -> Result<(), Duration> {
        let rate = f64::from(self.limit.per_second);
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let gained = now.duration_since(level.at).as_secs_f64() * rate;
        level.requests = (level.requests + gained).min(f64::from(self.limit.burst));
        level.at = now;

        if level.requests < 1.0 {
            let wait = (1.0 - level.requests) / rate;
            return Err(Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX));
        }
        level.requests -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_then_the_rate_rules() {
        let bucket = Bucket::new(RateLimit::new(2, 3));
        assert!((0..3).all(|_| bucket.take().is_ok()));
        assert_eq!(bucket.take(), Err(Duration::from_millis(500)));
        tokio::time::advance(Duration::from_millis(500)).await;
        assert_eq!(bucket.take(), Ok(()));
        assert!(bucket.take().is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_fills_the_bucket_no_further_than_the_burst() {
        let bucket = Bucket::new(RateLimit::new(10, 2));
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!((0..9).filter(|_| bucket.take().is_ok()).count(), 2);
    }

    #[test]
    fn a_rate_of_zero_never_refills() {
        let bucket = Bucket::new(RateLimit::new(0, 1));
        assert!(bucket.take().is_ok());
        assert_eq!(bucket.take(), Err(Duration::MAX));
    }
}
