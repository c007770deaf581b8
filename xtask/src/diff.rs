//! What changed on the wire between two documents, and what that means to callers.
//!
//! Both documents are read as they are, whatever their version: nothing is rewritten but
//! what Swagger 2.0 says otherwise, so that a pointer leads to the reader's own file.
//! What is compared is the meaning: the order of keys, parameters and values, where a
//! schema stands, and the names of components change nothing on the wire.
//!
//! Each change has the level of its [rule](rules) in its direction. What callers send may
//! only become wider, what they receive only narrower; a change of a schema that is both
//! sent and received is two changes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

pub mod approvals;
pub mod facts;
pub mod html;
pub mod impact;
pub mod release;
pub mod render;
pub mod since;
pub mod source;
pub mod surface;

mod limits;

pub mod rules;

mod api;
mod bodies;
mod operations;
mod parameters;
mod schemas;
mod security;
mod shape;
mod unions;

use crate::digest;
use crate::document;
use crate::problem::{Place, Problem};
use approvals::Approvals;
use render::Comparison;
pub use rules::{Level, Rule};
use source::Content;

/// One change, as its rule judges it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How grave it is for callers.
    pub level: Level,
    /// The [rule](rules::RULES) that judged it.
    pub rule: &'static str,
    /// Whether it is about what callers send or what they receive.
    pub direction: Direction,
    /// The tag of the operation, or `schemas` for what several operations use.
    pub resource: String,
    /// What it is about, for people: an operation or a component, and the place in it.
    pub place: String,
    /// A JSON pointer into the new document, or into the old one if it is gone.
    pub pointer: String,
    /// What changed, and what that means.
    pub sentence: String,
    /// What was there before, if it can be said briefly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The operations that it reaches, if it is about a component.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affects: Vec<String>,
    /// The id of the operation that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    /// What it can be approved by: the same for the same change, whatever else is
    /// reordered or reworded.
    pub fingerprint: String,
}

/// Who reads what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The vendor: callers send it.
    Request,
    /// Callers: they receive it.
    Response,
    /// It is about the operation as a whole.
    Api,
}

/// Everything that changed from one document to another, the gravest first within each
/// resource.
pub fn run(old: &Value, new: &Value) -> Vec<Change> {
    let none = toml::Table::new();
    with_limits((old, &none), (new, &none))
}

/// The same, with what the settings of a vendor say of rates and ranges of time.
fn with_limits(old: (&Value, &toml::Table), new: (&Value, &toml::Table)) -> Vec<Change> {
    let (before, after) = (api::Api::read(old.0), api::Api::read(new.0));
    let mut changes = Changes::default();
    operations::compare(&before, &after, &mut changes);
    limits::compare(old.1, new.1, &mut changes);
    changes.finish()
}

/// Compares two sides, whatever they are, and what they do to the crates of a vendor.
///
/// # Errors
///
/// Why one of the sides or the approvals cannot be read.
pub fn compare(
    root: &Path,
    (old, new): (&str, &str),
    approvals: Option<&str>,
) -> Result<Comparison, Vec<Problem>> {
    let (before, after) = (source::read(root, old)?, source::read(root, new)?);
    let changes = match (&before.content, &after.content) {
        (
            Content::Document { document: old, settings: one },
            Content::Document { document: new, settings: other },
        ) => with_limits((old, one), (new, other)),
        (old, new) => facts::compare(&old.facts(), &new.facts()),
    };
    let own =
        after.vendor.as_ref().map(|vendor| format!("{}/{}", vendor.folder(), approvals::FILE));
    let approvals = match approvals.map(str::to_owned).or(own) {
        Some(path) => approvals::read(root, &path)?,
        None => Approvals::default(),
    };
    let impact = after
        .vendor
        .as_ref()
        .filter(|_| before.vendor.is_some())
        .map(|vendor| impact::of(root, vendor, &before.surface(), &after.surface(), &changes));
    Ok(Comparison { old: before.name, new: after.name, changes, approvals, impact })
}

/// What stands against a merge: breaking changes that nobody has approved, and approvals
/// of what is not there.
pub fn objections(comparison: &Comparison) -> Vec<Problem> {
    let unapproved = comparison.unapproved(Level::Breaking).map(|change| {
        let Change { place, sentence, fingerprint, .. } = change;
        Problem::fault(
            "breaking",
            Place::file(comparison.new.as_str()),
            format!("{place}: {sentence}"),
            format!(
                "take it back, or approve it in {}: fingerprint = \"{fingerprint}\"",
                approvals::FILE
            ),
        )
    });
    unapproved.chain(comparison.approvals.stale(&comparison.changes)).collect()
}

impl Direction {
    /// Its name in texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Api => "api",
        }
    }
}

/// What is being collected.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    found: Vec<Change>,
}

/// Where a change is.
#[derive(Clone, Debug)]
pub(crate) struct At {
    pub(crate) direction: Direction,
    pub(crate) resource: String,
    /// The operation or the component.
    pub(crate) owner: String,
    /// The place in it, which no order of a list changes.
    pub(crate) within: String,
    pub(crate) operation_id: Option<String>,
}

impl At {
    pub(crate) fn new(direction: Direction, resource: &str, owner: &str) -> Self {
        Self {
            direction,
            resource: resource.to_owned(),
            owner: owner.to_owned(),
            within: String::new(),
            operation_id: None,
        }
    }

    /// A place further in.
    pub(crate) fn within(&self, step: &str) -> Self {
        let within = match self.within.as_str() {
            "" => step.to_owned(),
            before if step.starts_with(['.', '[']) => format!("{before}{step}"),
            before => format!("{before} {step}"),
        };
        Self { within, ..self.clone() }
    }

    pub(crate) fn facing(&self, direction: Direction) -> Self {
        Self { direction, ..self.clone() }
    }

    fn place(&self) -> String {
        [self.owner.as_str(), &self.within].join(" ").trim().to_owned()
    }
}

impl Changes {
    /// Notes a change; the rule has its level and its words.
    pub(crate) fn add(
        &mut self,
        rule: &'static str,
        at: &At,
        pointer: &str,
        before: Option<String>,
        after: Option<String>,
    ) {
        let Some(rule) = rules::find(rule) else {
            debug_assert!(false, "there is no rule {rule}");
            return;
        };
        let fingerprint = fingerprint(rule.id, at, before.as_deref(), after.as_deref());
        self.found.push(Change {
            level: rule.level(at.direction),
            rule: rule.id,
            direction: at.direction,
            resource: at.resource.clone(),
            place: at.place(),
            pointer: pointer.to_owned(),
            sentence: rule.sentence(at.direction, before.as_deref(), after.as_deref()),
            before,
            after,
            affects: Vec::new(),
            operation_id: at.operation_id.clone(),
            fingerprint,
        });
    }

    /// The changes in order; the same one met on two ways is one that affects both.
    pub(crate) fn finish(self) -> Vec<Change> {
        let mut by_print: BTreeMap<String, Change> = BTreeMap::new();
        for change in self.found {
            match by_print.get_mut(&change.fingerprint) {
                Some(known) => known.affects.extend(change.affects),
                None => {
                    by_print.insert(change.fingerprint.clone(), change);
                }
            }
        }
        let mut changes: Vec<Change> = by_print.into_values().collect();
        for change in &mut changes {
            change.affects.sort();
            change.affects.dedup();
        }
        changes.sort_by(|a, b| {
            let key = |change: &Change| {
                (
                    change.resource.clone(),
                    change.level,
                    change.place.clone(),
                    change.rule,
                    change.direction,
                )
            };
            key(a).cmp(&key(b)).then_with(|| a.fingerprint.cmp(&b.fingerprint))
        });
        changes
    }
}

fn fingerprint(rule: &str, at: &At, before: Option<&str>, after: Option<&str>) -> String {
    // The names of path parameters are not sent.
    let owner = document::nameless(&at.owner);
    let (before, after) = (before.unwrap_or("\u{0}"), after.unwrap_or("\u{0}"));
    let parts = [rule, at.direction.as_str(), &owner, &at.within, before, after];
    // No text has this byte, so no two lists of parts are one text.
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    digest::short(bytes.collect::<Vec<u8>>())
}

/// A value in a few words.
pub(crate) fn brief(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests;
