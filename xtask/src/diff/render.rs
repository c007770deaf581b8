//! Changes as text, JSON, Markdown, SARIF and JUnit.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::approvals::Approvals;
use super::impact::Impact;
use super::rules::{Level, RULES};
use super::{Change, Direction};
use crate::report::counted;

/// What was compared, what changed, and what it does to the crates.
#[derive(Debug)]
pub struct Comparison {
    /// What the first side was called.
    pub old: String,
    /// What the second side was called.
    pub new: String,
    /// What changed.
    pub changes: Vec<Change>,
    /// Which of it was approved.
    pub approvals: Approvals,
    /// What it does to the crates, if both sides have one.
    pub impact: Option<Impact>,
}

/// How it is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people at a terminal
    #[default]
    Text,
    /// For programs
    Json,
    /// For a pull request
    Markdown,
    /// For code scanning
    Sarif,
    /// For test reports
    Junit,
}

impl Comparison {
    /// The comparison in a format.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Json => format!("{:#}\n", self.json()),
            Format::Markdown => self.markdown(),
            Format::Sarif => format!("{:#}\n", self.sarif()),
            Format::Junit => self.junit(),
        }
    }

    /// The changes that are at least as grave as a level, and that nobody approved.
    pub fn unapproved(&self, level: Level) -> impl Iterator<Item = &Change> {
        let grave = self.changes.iter().filter(move |change| change.level <= level);
        grave.filter(|change| self.approvals.reason(change).is_none())
    }

    /// How many changes there are of each level, in words.
    pub fn counts(&self) -> String {
        let count = |level| self.changes.iter().filter(|change| change.level == level).count();
        let counts = Level::ALL.map(|level| (level, count(level)));
        let said: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(level, count)| format!("{count} {level}"))
            .collect();
        if said.is_empty() { "no change".to_owned() } else { said.join(", ") }
    }

    /// The changes by resource.
    pub fn by_resource(&self) -> BTreeMap<&str, Vec<&Change>> {
        let mut resources: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
        for change in &self.changes {
            resources.entry(&change.resource).or_default().push(change);
        }
        resources
    }

    fn text(&self) -> String {
        let mut text = format!("{} -> {}: {}\n", self.old, self.new, self.counts());
        for (resource, changes) in self.by_resource() {
            let Some(changes) = told(changes) else { continue };
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "\n{resource}");
            for change in changes {
                let _ = writeln!(
                    text,
                    "  {:<8} {}{} [{} {}]\n           {}",
                    change.level,
                    change.place,
                    of(change.direction),
                    change.rule,
                    change.fingerprint,
                    change.sentence,
                );
                if !change.affects.is_empty() {
                    let _ = writeln!(text, "           reaches {}", affects(change, 4));
                }
                if let Some(reason) = self.approvals.reason(change) {
                    let _ = writeln!(text, "           approved: {reason}");
                }
            }
        }
        if let Some(impact) = &self.impact {
            let _ = write!(text, "\n{}", impact.text());
        }
        text
    }

    fn json(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            let mut value = json!(change);
            if let Some(reason) = self.approvals.reason(change) {
                value["approved"] = reason.into();
            }
            value
        });
        let changes: Vec<Value> = changes.collect();
        let mut value = json!({ "old": self.old, "new": self.new, "changes": changes });
        if let Some(impact) = &self.impact {
            value["crates"] = json!(impact.crates);
        }
        value
    }

    fn markdown(&self) -> String {
        let cell = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;");
        let mut text = format!(
            "## API changes: {} → {}\n\n**{}**\n",
            cell(&self.old),
            cell(&self.new),
            self.counts()
        );
        if let Some(impact) = &self.impact {
            let _ = write!(text, "\n{}", impact.markdown());
        }
        for (resource, changes) in self.by_resource() {
            let Some(changes) = told(changes) else { continue };
            let _ = write!(
                text,
                "\n### {}\n\n| level | where | what | fingerprint |\n|---|---|---|---|\n",
                cell(resource)
            );
            for change in changes {
                let mut what = cell(&change.sentence);
                if !change.affects.is_empty() {
                    let _ = write!(what, "<br>reaches {}", cell(&affects(change, 4)));
                }
                if let Some(reason) = self.approvals.reason(change) {
                    let _ = write!(what, "<br>approved: {}", cell(reason));
                }
                let _ = writeln!(
                    text,
                    "| {} | {}{} | {what} | `{}` |",
                    change.level,
                    cell(&change.place),
                    of(change.direction),
                    change.fingerprint,
                );
            }
        }
        text
    }

    fn sarif(&self) -> Value {
        let level = |level: Level| match level {
            Level::Breaking => "error",
            Level::Warning => "warning",
            Level::Additive | Level::Harmless | Level::Docs => "note",
        };
        let rules: Vec<Value> = RULES
            .iter()
            .map(|rule| json!({ "id": rule.id, "shortDescription": { "text": rule.what } }))
            .collect();
        let results: Vec<Value> = self
            .changes
            .iter()
            .map(|change| {
                let mut result = json!({
                    "ruleId": change.rule,
                    "level": level(change.level),
                    "message": { "text": format!("{}{}: {}", change.place, of(change.direction), change.sentence) },
                    "partialFingerprints": { "change/v1": change.fingerprint },
                    "locations": [{
                        "physicalLocation": { "artifactLocation": { "uri": self.new } },
                        "logicalLocations": [{ "fullyQualifiedName": format!("#{}", change.pointer) }],
                    }],
                });
                if let Some(reason) = self.approvals.reason(change) {
                    result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
                }
                result
            })
            .collect();
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{ "tool": { "driver": { "name": "floorkit xtask diff", "rules": rules } }, "results": results }],
        })
    }

    /// Each change is a test; a breaking one that nobody approved fails.
    fn junit(&self) -> String {
        let failures = self.unapproved(Level::Breaking).count();
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <testsuite name=\"{} to {}\" tests=\"{}\" failures=\"{failures}\">\n",
            xml(&self.old),
            xml(&self.new),
            self.changes.len(),
        );
        for change in &self.changes {
            let _ = write!(
                text,
                "  <testcase classname=\"{}\" name=\"{}\"",
                xml(&change.resource),
                xml(&format!(
                    "{}{}: {} {}",
                    change.place,
                    of(change.direction),
                    change.rule,
                    change.fingerprint
                )),
            );
            let fails = change.level == Level::Breaking && self.approvals.reason(change).is_none();
            let _ = match fails {
                true => writeln!(
                    text,
                    ">\n    <failure type=\"{}\" message=\"{}\"/>\n  </testcase>",
                    change.rule,
                    xml(&change.sentence),
                ),
                false => writeln!(
                    text,
                    ">\n    <system-out>{}</system-out>\n  </testcase>",
                    xml(&change.sentence)
                ),
            };
        }
        text + "</testsuite>\n"
    }
}

/// Changes that people want to read: those of words alone are only counted.
fn told(changes: Vec<&Change>) -> Option<Vec<&Change>> {
    let told: Vec<&Change> =
        changes.into_iter().filter(|change| change.level < Level::Docs).collect();
    (!told.is_empty()).then_some(told)
}

/// The direction, where a place leaves it open.
pub(super) fn of(direction: Direction) -> &'static str {
    match direction {
        Direction::Request => " (sent)",
        Direction::Response => " (received)",
        Direction::Api => "",
    }
}

fn affects(change: &Change, most: usize) -> String {
    let mut named: Vec<String> = change.affects.iter().take(most).cloned().collect();
    if let Some(more) = change.affects.len().checked_sub(most).filter(|more| *more > 0) {
        named.push(format!("and {} more", counted(more, "operation")));
    }
    named.join(", ")
}

/// A text as XML has it; what XML cannot have is left out.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
