//! Says what became of a document, as text.

use std::io::{self, Write};

use super::scratch::{Check, Examples, Failure};
use super::{Attempt, Checked};
use crate::report::counted;

/// How many examples are named.
const NAMED: usize = 50;

/// Prints the report.
///
/// # Errors
///
/// What the writer fails with.
pub fn tell(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let Checked { attempt, folder, check } = checked;
    writeln!(
        out,
        "{}: {} of {}, {}, in {}",
        attempt.settings.name,
        attempt.made(),
        counted(attempt.operations, "operation"),
        counted(attempt.types(), "type"),
        folder.display(),
    )?;
    tell_what_it_took(out, attempt)?;
    check.as_ref().map_or(Ok(()), |check| said(out, check))
}

/// Prints what was done to a document.
///
/// # Errors
///
/// What the writer fails with.
pub fn tell_what_it_took(out: &mut dyn Write, attempt: &Attempt) -> io::Result<()> {
    rewritten(out, attempt)?;
    list(out, "given up", attempt.adopted.losses())?;
    list(out, "taken out", &attempt.findings)?;
    list(out, "to look at in vendor.toml", &attempt.settings.guesses)
}

fn rewritten(out: &mut dyn Write, attempt: &Attempt) -> io::Result<()> {
    writeln!(out, "\nrewritten:")?;
    for (pass, rewritten) in attempt.adopted.rewritten() {
        writeln!(out, "  {:>5} {pass}, first at #{}", rewritten.places, rewritten.first)?;
    }
    for (pass, places) in attempt.applied().filter(|(_, places)| *places > 0) {
        writeln!(out, "  {places:>5} {pass}")?;
    }
    Ok(())
}

fn list<T: std::fmt::Display>(out: &mut dyn Write, title: &str, items: &[T]) -> io::Result<()> {
    if !items.is_empty() {
        writeln!(out, "\n{title}:")?;
    }
    items
        .iter()
        .try_for_each(|item| writeln!(out, "  {}", item.to_string().replace('\n', "\n    ")))
}

fn said(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    if check.errors.is_empty() {
        writeln!(out, "\nit compiles")?;
    }
    list(out, "it does not compile", &check.errors)?;
    list(out, "its examples cannot be tried", &check.untried)?;
    let Some(Examples { tried, untyped, lost, contradictory }) = &check.examples else {
        return Ok(());
    };
    let survived = tried - lost.len() - contradictory.len();
    writeln!(out, "{survived} of {} came back as they were", counted(*tried, "example"))?;
    if *untyped > 0 {
        writeln!(out, "{} with no type of their own", counted(*untyped, "example"))?;
    }
    failures(out, "lost", lost)?;
    failures(out, "examples that go against or beyond their own schema", contradictory)
}

fn failures(out: &mut dyn Write, title: &str, failures: &[Failure]) -> io::Result<()> {
    let named = failures.iter().take(NAMED);
    let mut lines: Vec<String> = named.map(|Failure { at, why }| format!("#{at}: {why}")).collect();
    if failures.len() > NAMED {
        lines.push(format!("and {} more", failures.len() - NAMED));
    }
    list(out, title, &lines)
}
