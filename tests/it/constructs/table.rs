//! The table of constructs: `tests/corpus/constructs.toml`.

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;

use super::corpus;
use super::plain::Outcome;

/// How much is shown of what the generator did.
const LONGEST: usize = 600;

/// One construct in one document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Construct {
    /// The number that it goes by; a construct may have several documents.
    pub(super) row: u32,
    /// What the document has.
    pub(super) what: String,
    /// The file.
    pub(super) document: String,
    /// What the bare generator does with it.
    pub(super) plain: Plain,
    /// What is made of it here.
    pub(super) here: String,
    /// What is given up of it here, each with its place and its reason.
    #[serde(default)]
    pub(super) told: Vec<String>,
}

/// What the bare generator does with a document: one of these, of which the last two
/// may come together.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Plain {
    /// The version that it is told the document has: it comes to no construct of 3.1
    /// that it is told is one.
    pub(super) version: Option<String>,
    /// It says no, with these words.
    pub(super) refuses: Option<String>,
    /// It panics, with these words.
    pub(super) panics: Option<String>,
    /// It ends the process, and the system says these words.
    pub(super) aborts: Option<String>,
    /// What it writes does not compile, with this error.
    pub(super) breaks: Option<String>,
    /// It writes this, where spaces do not count.
    pub(super) writes: Option<String>,
    /// It does not write this.
    pub(super) omits: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    construct: Vec<Construct>,
}

impl Construct {
    /// The module that is made of the document.
    pub(super) fn module(&self) -> String {
        let stem = self.document.strip_suffix("/openapi.yaml");
        let stem = stem.or_else(|| self.document.strip_suffix(".yaml"));
        stem.unwrap_or(&self.document).replace('-', "_")
    }
}

impl Plain {
    /// What a reader is told.
    pub(super) fn verdict(&self) -> &'static str {
        match self {
            Self { refuses: Some(_), .. } => "refused",
            Self { panics: Some(_), .. } => "panic",
            Self { aborts: Some(_), .. } => "abort",
            Self { breaks: Some(_), .. } => "does not compile",
            _ => "taken as it is",
        }
    }

    /// How an outcome differs from this.
    pub(super) fn fault(&self, document: &str, outcome: &Outcome) -> Option<String> {
        let says = |text: &str, words: &Option<String>| {
            words.as_ref().is_some_and(|words| text.contains(words.as_str()))
        };
        let has = |text: &str, words: &str| bare(text).contains(&bare(words));
        let is_so = match outcome {
            Outcome::Refuses(text) => says(text, &self.refuses),
            Outcome::Panics(text) => says(text, &self.panics),
            Outcome::Aborts(text) => says(text, &self.aborts),
            Outcome::Writes(text) => {
                let expected = [&self.breaks, &self.writes, &self.omits];
                expected.iter().any(|words| words.is_some())
                    && self.writes.as_ref().is_none_or(|words| has(text, words))
                    && self.omits.as_ref().is_none_or(|words| !has(text, words))
            }
        };
        (!is_so).then(|| {
            let outcome: String = format!("{outcome:?}").chars().take(LONGEST).collect();
            format!("{document}: {self:?} was expected, the generator {outcome}")
        })
    }
}

/// All constructs, in the order of the table.
pub(super) fn read() -> Vec<Construct> {
    let text = fs::read_to_string(corpus().join("constructs.toml")).expect("the table");
    let table: Table = toml::from_str(&text).expect("a table");
    table.construct
}

/// One construct for each document.
pub(super) fn by_document(constructs: &[Construct]) -> Vec<&Construct> {
    let mut seen = BTreeSet::new();
    constructs.iter().filter(|one| seen.insert(&one.document)).collect()
}

/// A text without its spaces: tokens are printed with more of them than people write.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}
