//! Which changes there are, and how grave each is in either direction.

use std::fmt::{self, Write as _};

use serde::Serialize;

use super::Direction;
pub use table::RULES;

mod table;

/// How grave a change is for callers that were written before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Calls that worked may be refused, or what comes back can no longer be read.
    Breaking,
    /// It depends on the caller.
    Warning,
    /// More can be sent, or more comes back.
    Additive,
    /// Nothing that a caller could notice, or less than before.
    Harmless,
    /// Words alone.
    Docs,
}

/// A kind of change.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, in reports and approvals.
    pub id: &'static str,
    /// What changed.
    pub what: &'static str,
    /// The level of what callers send, or of what is about the operation as a whole,
    /// and why.
    pub sent: Option<Judgement>,
    /// The level of what they receive, and why.
    pub received: Option<Judgement>,
}

/// A level, and what it rests on.
pub type Judgement = (Level, &'static str);

/// The rule of this name.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

impl Rule {
    /// How grave it is in a direction; what has no judgement there is harmless.
    pub fn level(&self, direction: Direction) -> Level {
        self.judgement(direction).map_or(Level::Harmless, |(level, _)| level)
    }

    /// What changed, from what to what, and why it has its level.
    pub fn sentence(
        &self,
        direction: Direction,
        before: Option<&str>,
        after: Option<&str>,
    ) -> String {
        let mut sentence = self.what.to_owned();
        // Writing to a `String` cannot fail.
        let _ = match (before, after) {
            (Some(before), Some(after)) => write!(sentence, ", from `{before}` to `{after}`"),
            (Some(one), None) | (None, Some(one)) => write!(sentence, ": `{one}`"),
            (None, None) => Ok(()),
        };
        if let Some((_, why)) = self.judgement(direction) {
            let _ = write!(sentence, "; {why}");
        }
        sentence
    }

    fn judgement(&self, direction: Direction) -> Option<Judgement> {
        match direction {
            Direction::Request | Direction::Api => self.sent.or(self.received),
            Direction::Response => self.received.or(self.sent),
        }
    }
}

impl Level {
    /// All of them, the gravest first.
    pub const ALL: [Self; 5] =
        [Self::Breaking, Self::Warning, Self::Additive, Self::Harmless, Self::Docs];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Warning => "warning",
            Self::Additive => "additive",
            Self::Harmless => "harmless",
            Self::Docs => "docs",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// The table of all rules, as a page.
pub fn page() -> String {
    let mut page = "# How a change is judged\n\n\
        What `cargo xtask diff` can find, and how grave it is in what callers send and in what\n\
        they receive. Made from the table in `xtask/src/diff/rules/table.rs`.\n\n\
        | rule | what changed | sent | received |\n|---|---|---|---|\n"
        .to_owned();
    let cell = |judgement: Option<Judgement>| {
        judgement.map_or_else(String::new, |(level, why)| format!("**{level}**: {why}"))
    };
    for rule in RULES {
        let (sent, received) = (cell(rule.sent), cell(rule.received));
        let _ = writeln!(page, "| `{}` | {} | {sent} | {received} |", rule.id, rule.what);
    }
    page
}

/// Where that page is.
pub const PAGE: &str = "docs/changes.md";
