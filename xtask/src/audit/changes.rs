//! What a vendor changed between two inventories, as text.

use std::fmt::Write;

use super::difference::{Difference, Element, Kind};
use crate::report::counted;

/// A line per change, below its operation; operations that came or went first.
/// What one of the two does not speak of at all is only counted, unless details are
/// wanted.
pub fn text(differences: &[Difference], with_details: bool) -> String {
    let (differences, unsaid): (Vec<&Difference>, Vec<&Difference>) =
        differences.iter().partition(|difference| !difference.is_unsaid);
    let mut text = String::new();
    let is_whole = |difference: &Difference| difference.element == Element::Operation;
    for difference in differences.iter().filter(|difference| is_whole(difference)) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{} {}", verb(difference.kind), difference.operation);
    }
    let mut operation = "";
    // What is said of the whole document belongs to no operation.
    for difference in differences.iter().filter(|difference| !is_whole(difference)) {
        if difference.operation != operation {
            operation = &difference.operation;
            let _ = writeln!(text, "changed {operation}");
        }
        let indent = if operation.is_empty() { "" } else { "  " };
        let _ = writeln!(text, "{indent}{} {}", verb(difference.kind), difference.what());
    }
    let _ = writeln!(text, "{}", counted(differences.len(), "change"));
    if !unsaid.is_empty() {
        let _ = writeln!(
            text,
            "{} that only one of the two pages speaks of",
            counted(unsaid.len(), "further matter")
        );
    }
    for difference in unsaid.iter().filter(|_| with_details) {
        let at = [difference.operation.as_str(), &difference.what()].join(" ");
        let _ = writeln!(text, "  {} {}", verb(difference.kind), at.trim());
    }
    text
}

fn verb(kind: Kind) -> &'static str {
    match kind {
        Kind::Missing => "removed",
        Kind::Extra => "added",
        Kind::Contradiction => "changed",
    }
}
