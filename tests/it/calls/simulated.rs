//! Every call against the vendor's simulator.

use super::{Simulated, coverage::reason};

/// Each call succeeds, against a simulator of its own, and reaches its operation.
pub(crate) async fn check<S: Simulated>() {
    let mut failures = Vec::new();
    for call in S::CALLS.iter().filter(|call| reason(S::NOT_SIMULATED, call.operation).is_none()) {
        let (simulator, client, ids) = S::start().await;
        if let Err(error) = (call.run)(&client, &ids).await {
            failures.push(format!("{}: {error}", call.operation));
            continue;
        }
        let is_it = |request: &floorkit_sim::Request| {
            request.operation.as_deref() == Some(call.operation)
                && request.status.is_some_and(|status| status < 300)
        };
        if !S::requests(&simulator).iter().any(is_it) {
            failures.push(format!("{}: the simulator was not asked for it", call.operation));
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", S::FOLDER, failures.join("\n"));
}
