//! Writes `docs/pages.md`: how much of what each vendor documents is in its spec.

use std::fmt::Write;
use std::path::Path;

use crate::audit::{self, Audit, table};
use crate::problem::Problem;
use crate::vendor;

/// The page's path below the workspace root.
pub const PATH: &str = "docs/pages.md";

const INTRODUCTION: &str = "\
# What the specs have of the vendors' pages

<!-- Written by `cargo xtask generate`. -->

What the vendors document, and what the specs have of it; how each operation is called
and tested is in [coverage.md](coverage.md). The left number counts
what is on the vendor's page, the right one what is in our document. Then:
`-` what only the page has, for a reason on record; `+` what only the document has,
on evidence of its own; `~` what both say, but not alike, with the reason or the
evidence. `cargo xtask audit --details <vendor>` names each of them.

Parameters and fields are counted once per operation that has them. A field inside
a field that differs is not counted as a difference again.
";

/// The page, from the audits of all vendors that have an inventory.
///
/// # Errors
///
/// What keeps an audit from being made; not what it finds.
pub fn page(root: &Path) -> Result<String, Vec<Problem>> {
    let idents = vendor::idents(root).map_err(|problem| vec![problem])?;
    let mut audits = Vec::new();
    let mut problems = Vec::new();
    for ident in idents.iter().filter(|ident| root.join(audit::path(ident)).exists()) {
        match audit::run(root, ident) {
            Ok(audit) => audits.push(audit),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(text(&audits)) } else { Err(problems) }
}

fn text(audits: &[Audit]) -> String {
    let mut text = INTRODUCTION.to_owned();
    for audit in audits {
        let rows = table::rows(audit);
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "\n## {}\n", audit.vendor.name);
        let _ = writeln!(
            text,
            "Read from {}.\n",
            format_args!("[{}]({})", audit.page.source, audit.vendor.document.source)
        );
        for (index, row) in rows.iter().enumerate() {
            let _ = writeln!(text, "| {} |", row.join(" | "));
            if index == 0 {
                let _ = writeln!(text, "|{}", " --- |".repeat(row.len()));
            }
        }
    }
    text
}
