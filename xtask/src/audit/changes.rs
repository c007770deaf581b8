//! What a vendor changed between two inventories, as text.

use std::fmt::Write;

use super::difference::{Difference, Element, Kind};
use crate::report::counted;

/// A line per change, below its operation; operations that came or went first.
pub fn text(differences: &[Difference]) -> String {
    let mut text = String::new();
    let is_whole = |difference: &&Difference| difference.element == Element::Operation;
    for difference in differences.iter().filter(is_whole) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{} {}", verb(difference.kind), difference.operation);
    }
    let mut operation = "";
    for difference in differences.iter().filter(|difference| !is_whole(difference)) {
        if difference.operation != operation {
            operation = &difference.operation;
            let _ = writeln!(text, "changed {operation}");
        }
        let _ = writeln!(text, "  {} {}", verb(difference.kind), difference.what());
    }
    let _ = writeln!(text, "{}", counted(differences.len(), "change"));
    text
}

fn verb(kind: Kind) -> &'static str {
    match kind {
        Kind::Missing => "removed",
        Kind::Extra => "added",
        Kind::Contradiction => "changed",
    }
}
