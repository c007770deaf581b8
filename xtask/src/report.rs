//! Says what was found and done, as text.

use std::io::{self, Write};

use crate::diff::Level;
use crate::ingest::Ingested;
use crate::inventory::{Inventory, NotUnderstood};
use crate::normalize::Applied;
use crate::problem::{Kind, Problem};
use crate::tree::{Difference, slashed};

/// Exit code: all is well.
pub const FINE: u8 = 0;
/// Exit code: an input has problems.
pub const PROBLEMS: u8 = 1;
/// Exit code: the command line asks for what does not exist.
pub const USAGE: u8 = 2;
/// Exit code: what is committed is not what the specs make.
pub const STALE: u8 = 4;

/// How far a verb that writes has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// How many files were written or removed.
    pub done: usize,
    /// How many there were to write or remove.
    pub of: usize,
}

/// Prints problems, and how far the verb came if it is one that writes.
///
/// # Errors
///
/// What the writer fails with.
pub fn problems(
    err: &mut dyn Write,
    problems: &[Problem],
    progress: Option<Progress>,
) -> io::Result<()> {
    for problem in problems {
        writeln!(err, "{problem}\n")?;
    }
    write!(err, "{}", counted(problems.len(), "problem"))?;
    match progress {
        None => writeln!(err),
        Some(Progress { done: 0, of: _ }) => writeln!(err, "; nothing was written"),
        Some(Progress { done, of }) => writeln!(
            err,
            "; {done} of {} were written or removed: run `cargo xtask generate` again for the rest",
            counted(of, "file")
        ),
    }
}

/// The exit code that problems stand for: the gravest decides.
pub fn exit_code(problems: &[Problem]) -> u8 {
    match problems.iter().map(Problem::kind).min() {
        None => FINE,
        Some(Kind::Usage) => USAGE,
        Some(Kind::Fault) => PROBLEMS,
        Some(Kind::Stale) => STALE,
    }
}

/// Prints which files were written and removed.
///
/// # Errors
///
/// What the writer fails with.
pub fn written(out: &mut dyn Write, difference: &Difference) -> io::Result<()> {
    let Difference { missing, stale, extra, empty } = difference;
    for (verb, paths) in [("created", missing), ("updated", stale)] {
        for path in paths {
            writeln!(out, "  {verb} {path}")?;
        }
    }
    for path in extra.iter().chain(empty) {
        writeln!(out, "  removed {}", slashed(path))?;
    }
    Ok(())
}

/// Prints how often each pass changed something.
///
/// # Errors
///
/// What the writer fails with.
pub fn passes(out: &mut dyn Write, applied: &[Applied]) -> io::Result<()> {
    for Applied { pass, places } in applied.iter().filter(|applied| applied.places > 0) {
        writeln!(out, "  {places:>4} {pass}")?;
    }
    Ok(())
}

/// Prints what changed on a page, where the spec is behind, and what is done about it.
///
/// # Errors
///
/// What the writer fails with.
pub fn ingested(out: &mut dyn Write, ingested: &Ingested, applied: bool) -> io::Result<()> {
    let changes = &ingested.changes;
    writeln!(out, "{} on the page", counted(changes.len(), "change"))?;
    for change in changes.iter().filter(|change| change.level < Level::Docs) {
        writeln!(out, "  {:<8} {}: {}", change.level, change.place, change.sentence)?;
    }
    let lists = [
        ("the spec is behind in", &ingested.behind),
        (if applied { "added to the document" } else { "proposed" }, &ingested.proposed),
        ("left to a person", &ingested.by_hand),
    ];
    for (heading, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        writeln!(out, "{heading}: {}", counted(lines.len(), "place"))?;
        for line in lines {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// Prints what was read from a page, how many operations there were before if that
/// has changed, and every line that was not understood.
///
/// # Errors
///
/// What the writer fails with.
pub fn inventory(
    out: &mut dyn Write,
    inventory: &Inventory,
    before: Option<usize>,
) -> io::Result<()> {
    let operations = &inventory.operations;
    let parameters: usize = operations.iter().map(|operation| operation.parameters.len()).sum();
    let what = [counted(operations.len(), "operation"), counted(parameters, "parameter")];
    writeln!(out, "{}, {}", what.join(", "), counted(inventory.fields(), "field"))?;
    if let Some(before) = before.filter(|before| *before != operations.len()) {
        writeln!(out, "  before, there were {}", counted(before, "operation"))?;
    }
    if inventory.source.cut {
        writeln!(out, "  the copy ends in the middle of the last operation")?;
    }
    for NotUnderstood { line, place, reason, text } in &inventory.not_understood {
        match line {
            0 => writeln!(out, "  not understood: {place}: {reason}")?,
            line => writeln!(out, "  not understood: line {line}, in {place}: {reason}: {text}")?,
        }
    }
    Ok(())
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    fn last_line(progress: Option<Progress>) -> String {
        let problem = Problem::fault("disk", Place::file("generated"), "is full", "make room");
        let mut err = Vec::new();
        problems(&mut err, &[problem], progress).unwrap();
        let text = String::from_utf8(err).unwrap();
        text.lines().next_back().unwrap().to_owned()
    }

    #[test]
    fn only_a_verb_that_writes_says_what_it_wrote() {
        assert_eq!(last_line(None), "1 problem");
        assert_eq!(last_line(Some(Progress::default())), "1 problem; nothing was written");
        assert_eq!(
            last_line(Some(Progress { done: 3, of: 9 })),
            "1 problem; 3 of 9 files were written or removed: run `cargo xtask generate` again for the rest"
        );
    }
}
