//! What two inventories do not both say.

use serde::{Deserialize, Serialize};

/// One thing that two inventories do not both say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The operation, as `GET /desks`.
    pub operation: String,
    /// The place in the operation, as `query page` or `response 200 field id`;
    /// empty for the operation itself.
    pub place: String,
    /// What is said of it, as `type`; empty for the thing itself.
    pub aspect: String,
    /// Which side says it.
    pub kind: Kind,
    /// What kind of thing it is.
    pub element: Element,
    /// What the first inventory says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub first: String,
    /// What the second one says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub second: String,
    /// What the second one rests on, if it is a spec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Whether that is said of this very thing, not of what is around it.
    #[serde(skip)]
    pub is_own_evidence: bool,
    /// How many enum values a thing has that only one side has.
    #[serde(skip)]
    pub values: usize,
    /// Whether it is about what a server sends, not about what it takes.
    #[serde(skip)]
    pub is_received: bool,
    /// Whether the side that does not say it speaks of no such thing at all, so that
    /// it is no change.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_unsaid: bool,
}

/// Which of two inventories says a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only the first.
    Missing,
    /// Only the second.
    Extra,
    /// Both, but not the same.
    Contradiction,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A field of a body.
    Field,
    /// One value of an enum.
    EnumValue,
    /// A status code.
    StatusCode,
    /// A media type of a body.
    MediaType,
    /// What is said of one of the above.
    Fact,
}

impl Difference {
    /// The name by which `audit.toml` speaks of the difference:
    /// `GET /desks > query page > default`.
    pub fn key(&self) -> String {
        joined([&self.operation, &self.place, &self.aspect], " > ")
    }

    /// What differs, whatever the operation: `query page default: 30 -> 50`.
    pub fn what(&self) -> String {
        let Self { first, second, .. } = self;
        let what = joined([&self.place, &self.aspect], " ");
        let what = if what.is_empty() { "the operation".to_owned() } else { what };
        // A description is known by its digest only.
        match (self.aspect.as_str(), first.as_str(), second.as_str()) {
            ("description", ..) | (_, "", "") => what,
            (_, "", said) | (_, said, "") => format!("{what}: {said}"),
            (_, first, second) => format!("{what}: {first} -> {second}"),
        }
    }
}

fn joined<const N: usize>(parts: [&str; N], separator: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(separator)
}
