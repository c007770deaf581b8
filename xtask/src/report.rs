//! Says what was found and done, as text.

use std::io::{self, Write};

use crate::normalize::Applied;
use crate::problem::{Kind, Problem};
use crate::tree::Difference;

/// Exit code: all is well.
pub const FINE: u8 = 0;
/// Exit code: an input has problems.
pub const PROBLEMS: u8 = 1;
/// Exit code: the command line asks for what does not exist.
pub const USAGE: u8 = 2;
/// Exit code: what is committed is not what the specs make.
pub const STALE: u8 = 4;

/// Prints problems, and answers the exit code that they stand for.
///
/// # Errors
///
/// What the writer fails with.
pub fn problems(err: &mut dyn Write, problems: &[Problem]) -> io::Result<u8> {
    for problem in problems {
        writeln!(err, "{problem}\n")?;
    }
    writeln!(err, "{}; nothing was written", counted(problems.len(), "problem"))?;
    Ok(exit_code(problems))
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
    let Difference { missing, stale, extra } = difference;
    for (verb, paths) in [("created", missing), ("updated", stale), ("removed", extra)] {
        for path in paths {
            writeln!(out, "  {verb} {path}")?;
        }
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

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
