//! How many attempts may be repeated, over all calls.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use super::Trouble;

/// What all calls of a client may spend on trying again, so that a vendor that
/// is down is not also stormed.
///
/// It is full at first. A repetition costs 5, after a timeout 10, since that has
/// kept the vendor busy longest; a call that succeeds gives 1 back, or what its
/// own repetitions have cost. A client starts with 500: enough for 100
/// repetitions in a row, and then for one in five calls. An empty budget lets
/// errors return that would have been tried again.
///
/// Clones share it. A client has one of its own, so one per vendor, host and
/// credential; give the same to several builders to share it between them.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{ClientBuilder, RetryBudget, Vendor};
///
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
///
/// let budget = RetryBudget::new(100);
/// let builder = ClientBuilder::new(&ACME).retry_budget(budget.clone());
/// assert_eq!(budget.left(), 100);
/// ```
#[derive(Clone, Debug)]
pub struct RetryBudget(Arc<Purse>);

#[derive(Debug)]
struct Purse {
    capacity: u32,
    left: AtomicU32,
}

impl RetryBudget {
    /// A full budget of this size.
    pub fn new(capacity: u32) -> Self {
        Self(Arc::new(Purse { capacity, left: AtomicU32::new(capacity) }))
    }

    /// What is left.
    pub fn left(&self) -> u32 {
        self.0.left.load(Relaxed)
    }

    /// Takes what a repetition costs, and says how much that was; `None` if
    /// there is not as much left.
    pub(crate) fn spend(&self, trouble: Trouble) -> Option<u32> {
        let cost = if trouble == Trouble::Timeout { 10 } else { 5 };
        let take = |left: u32| left.checked_sub(cost);
        self.0.left.fetch_update(Relaxed, Relaxed, take).ok().map(|_| cost)
    }

    /// Gives back what a call that succeeded has spent, and 1 at least.
    pub(crate) fn refund(&self, spent: u32) {
        let capacity = self.0.capacity;
        // Most calls succeed at once, and need not write what all others read.
        if self.left() < capacity {
            let fill = |left: u32| Some(left.saturating_add(spent.max(1)).min(capacity));
            let _ = self.0.left.fetch_update(Relaxed, Relaxed, fill);
        }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(500)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_budget_pays_for_nothing_until_calls_succeed() {
        let budget = RetryBudget::new(12);
        assert_eq!(budget.spend(Trouble::Timeout), Some(10));
        assert_eq!(budget.spend(Trouble::Unavailable), None);
        for _ in 0..3 {
            budget.refund(0);
        }
        assert_eq!(budget.spend(Trouble::Unavailable), Some(5));
        assert_eq!(budget.left(), 0);
    }

    #[test]
    fn a_budget_never_overflows() {
        let budget = RetryBudget::new(7);
        budget.refund(3);
        assert_eq!(budget.left(), 7);
        budget.spend(Trouble::NotSent);
        budget.refund(5);
        assert_eq!(budget.clone().left(), 7);
    }
}
