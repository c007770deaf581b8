//! Every call against a mock of the vendor's document that nobody here wrote.
//!
//! `cargo xtask conformance` starts the mocks and says in variables where they are.

use std::{collections::BTreeMap, env};

use super::Subject;

/// The mock takes each call, but for those that are excepted, and that it does refuse.
pub(crate) async fn check<S: Subject>() {
    let variable = format!("FLOORKIT_MOCK_{}", S::FOLDER.to_uppercase());
    let Ok(base_url) = env::var(&variable) else {
        println!("skipped: {variable} does not name a mock; `cargo xtask conformance` does");
        return;
    };
    let excepted: BTreeMap<_, _> = S::NOT_MOCKED.iter().copied().collect();
    let (client, ids) = S::fixed(&base_url);
    let mut failures = Vec::new();
    for call in S::CALLS {
        match ((call.run)(&client, &ids).await, excepted.get(call.operation)) {
            (Err(error), None) => failures.push(format!("{}: {error}", call.operation)),
            (Ok(()), Some(why)) => {
                failures.push(format!("{}: accepted, though excepted: {why}", call.operation));
            }
            _ => {}
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", S::FOLDER, failures.join("\n"));
}
