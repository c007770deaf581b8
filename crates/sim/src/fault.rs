//! Faults that a test orders for the next call of an operation.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// What goes wrong with one call.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), floorkit_sim::Error> {
/// use floorkit_sim::{Fault, density::Simulator};
///
/// let sim = Simulator::builder().start().await?;
/// sim.fail_next("list_spaces", Fault::Status(503));
/// sim.fail_next("list_spaces", Fault::Reset);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The call is not acted upon; the answer has this status and the vendor's
    /// error body. A number that is no status becomes 500.
    Status(u16),
    /// The call is not acted upon; the answer has this status and a page of
    /// HTML, as a proxy in between would send.
    Html(u16),
    /// The call is not acted upon; the answer is 429, with `Retry-After` in
    /// whole seconds when a delay is given (rounded up).
    TooManyRequests {
        /// The delay that the answer asks for.
        retry_after: Option<Duration>,
    },
    /// The call is read but not acted upon; the connection is reset.
    Reset,
    /// The call waits so long before it is handled as usual.
    Delay(Duration),
    /// The call is acted upon; the connection ends in the middle of the body
    /// of the answer.
    CutBody,
}

/// Faults by operation, each queue in the order in which it was filled.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<BTreeMap<String, VecDeque<Fault>>>);

impl Faults {
    pub(crate) fn push(&self, operation: &str, fault: Fault) {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queues.entry(operation.to_owned()).or_default().push_back(fault);
    }

    pub(crate) fn next(&self, operation: &str) -> Option<Fault> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queues.get_mut(operation)?.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_come_in_order_and_only_to_their_operation() {
        let faults = Faults::default();
        faults.push("a", Fault::Status(500));
        faults.push("a", Fault::Reset);
        assert_eq!(faults.next("b"), None);
        assert_eq!(faults.next("a"), Some(Fault::Status(500)));
        assert_eq!(faults.next("a"), Some(Fault::Reset));
        assert_eq!(faults.next("a"), None);
    }
}
