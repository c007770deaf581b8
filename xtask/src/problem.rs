//! What is wrong, where, why, and what to do about it.
//!
//! Every stage returns all the problems it found, not the first one. A problem
//! is data until `report` renders it.

use std::borrow::Cow;
use std::fmt;

/// Where a problem is: a file below the workspace root, and a JSON pointer into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    file: String,
    pointer: String,
}

/// How a problem ends the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The command line asks for something that does not exist.
    Usage,
    /// An input is wrong.
    Fault,
    /// What is committed is not what the inputs make.
    Stale,
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    kind: Kind,
    place: Place,
    rule: &'static str,
    reason: String,
    fix: String,
}

impl Place {
    /// A whole file, by its path below the workspace root.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), pointer: String::new() }
    }

    /// A value inside this place: appends escaped reference tokens.
    #[must_use]
    pub fn at<'a>(&self, tokens: impl IntoIterator<Item = &'a str>) -> Self {
        let mut pointer = self.pointer.clone();
        for token in tokens {
            pointer.push('/');
            pointer.push_str(&escape(token));
        }
        Self { file: self.file.clone(), pointer }
    }

    /// The JSON pointer into the file; empty for the whole of it.
    pub fn into_file(&self) -> &str {
        &self.pointer
    }

    /// A value in this file, by a pointer that is already escaped.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Self {
        Self { file: self.file.clone(), pointer: format!("{}{pointer}", self.pointer) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if self.pointer.is_empty() { Ok(()) } else { write!(formatter, "#{}", self.pointer) }
    }
}

impl Problem {
    /// A fault in an input: `rule` names the check, `reason` what is wrong and
    /// why it matters, `fix` what to do.
    pub fn fault(
        rule: &'static str,
        place: Place,
        reason: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { kind: Kind::Fault, place, rule, reason: reason.into(), fix: fix.into() }
    }

    /// Something committed that no longer follows from the inputs.
    pub fn stale(
        rule: &'static str,
        place: Place,
        reason: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { kind: Kind::Stale, ..Self::fault(rule, place, reason, fix) }
    }

    /// A command line that names what does not exist.
    pub fn usage(
        rule: &'static str,
        place: Place,
        reason: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { kind: Kind::Usage, ..Self::fault(rule, place, reason, fix) }
    }

    /// Where this problem is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The check that found it.
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// What is wrong and why it matters, without where it is.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// How this problem ends the run.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = match self.kind {
            Kind::Usage | Kind::Fault => "error",
            Kind::Stale => "stale",
        };
        writeln!(formatter, "{label}[{}]: {}", self.rule, self.place)?;
        writeln!(formatter, "  {}", self.reason.replace('\n', "\n  "))?;
        write!(formatter, "  fix: {}", self.fix.replace('\n', "\n  "))
    }
}

/// Escapes one reference token of a JSON pointer (RFC 6901).
pub fn escape(token: &str) -> Cow<'_, str> {
    // Few tokens need it, and every walk over a document asks for all of them.
    match token.contains('~') || token.contains('/') {
        true => token.replace('~', "~0").replace('/', "~1").into(),
        false => token.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_where_why_and_what_to_do() {
        let place = Place::file("specs/acme/openapi.yaml").at(["paths", "/v1/~me", "get"]);
        let problem = Problem::fault("operation-id", place, "has no id", "add an operationId");
        assert_eq!(
            problem.to_string(),
            "error[operation-id]: specs/acme/openapi.yaml#/paths/~1v1~1~0me/get\n  has no id\n  fix: add an operationId"
        );
    }
}
