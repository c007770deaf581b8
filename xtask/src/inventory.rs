//! What a vendor's page says, as bare facts: operations, parameters, fields,
//! enum values, limits, status codes. No sentence of the vendor's is kept.
//!
//! Operations are in the order of the page; what is inside an operation is
//! sorted, so that neither the order of a page nor its line breaks show in it.
//! Where a page is silent, so is its inventory: an absent fact is not a denied
//! one.

use std::fmt;
use std::fs;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::digest;
use crate::problem::{Place, Problem};

pub mod document;
pub mod page;

mod json;

/// What one page or file says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// Where the facts were read.
    pub source: Source,
    /// The base URLs that are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
    /// The operations, in the order of the page. If the copy is cut, it is so in
    /// the last one.
    pub operations: Vec<Operation>,
    /// What the reader could not make sense of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_understood: Vec<NotUnderstood>,
}

/// Where facts were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The kind of page.
    pub kind: page::Kind,
    /// What the page calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The version that the page prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The day on which the page was saved, where somebody has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The SHA-256 of the file that was read.
    pub digest: String,
    /// Whether the copy ends in the middle: what is absent may only be cut off.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cut: bool,
}

/// A line that no reader made sense of. Its text is printed when the page is
/// read, and not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotUnderstood {
    /// The line, counted from 1; in a document, of which only the place is
    /// known, 0.
    pub line: usize,
    /// Where that is: the heading above it, or a JSON pointer.
    #[serde(rename = "in")]
    pub place: String,
    /// What is wrong with it, in our words.
    pub reason: String,
    /// The line itself.
    #[serde(skip)]
    pub text: String,
}

/// One operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The HTTP method, in capitals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path below the host, with its `{parameters}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The heading that the operation stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The group that the page puts it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A short digest of the vendor's description, to tell whether it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it should no longer be used.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// The operation that takes its place, as `METHOD /path`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// The security schemes, any of which will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<String>,
    /// The parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The request body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Body>,
    /// The responses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<Response>,
    /// What the spec rests on; pages have none.
    #[serde(skip)]
    pub evidence: Option<String>,
}

/// One parameter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// `path`, `query`, `header` or `cookie`.
    #[serde(rename = "in")]
    pub place: String,
    /// The name on the wire.
    pub name: String,
    /// What is said of its value.
    #[serde(flatten)]
    pub facts: Facts,
}

/// One response.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status code, `4XX` or `default`; absent where the page prints none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its body.
    #[serde(default, skip_serializing_if = "Body::is_silent")]
    pub body: Body,
    /// What the spec rests on; pages have none.
    #[serde(skip)]
    pub evidence: Option<String>,
}

/// A request's or a response's body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Whether a request must have it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// The media types. Fields are those of the first JSON one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media_types: Vec<String>,
    /// The fields, by their paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// What the spec rests on; pages have none.
    #[serde(skip)]
    pub evidence: Option<String>,
}

/// One field of a body.
///
/// Its path is made of names joined by `.`, of `[]` for the items of a list and
/// of `{}` for the values of a map: `hydra:member[].space.name`. The body itself
/// has the empty path. The members of a union are laid over each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The path.
    pub path: String,
    /// What is said of its value.
    #[serde(flatten)]
    pub facts: Facts,
}

/// What is said of a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// JSON types, sorted; `null` among them if it may be null. None if unsaid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// The format, as `date-time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Whether it must be there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether it should no longer be used.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// The values that it can have, sorted; `null` is a type, not a value.
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// What an absent value stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Limits by their OpenAPI names (`minimum`, `maxLength`, `maxItems`, `pattern`…).
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub limits: serde_json::Map<String, Value>,
    /// Whether only an example tells that it exists.
    #[serde(default, skip_serializing_if = "is_false")]
    pub from_sample: bool,
    /// The name that the page gives the value's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What the spec rests on; pages have none.
    #[serde(skip)]
    pub evidence: Option<String>,
    /// Whether that is said of this very value, not of what is around it.
    #[serde(skip)]
    pub is_own_evidence: bool,
}

impl fmt::Display for Source {
    /// What the page calls itself, or what kind of page it is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.title, &self.version) {
            (Some(title), Some(version)) => write!(formatter, "{title} {version}"),
            (Some(title), None) => formatter.write_str(title),
            _ => formatter.write_str(self.kind.name()),
        }
    }
}

/// Reads a page of the named kind, or of the kind that it looks like.
///
/// # Errors
///
/// A problem that names the file: it cannot be read, is no text, or is no page
/// that has a reader.
pub fn load(path: &Path, kind: Option<page::Kind>) -> Result<Inventory, Problem> {
    let place = Place::file(path.to_string_lossy());
    page::read(&place, &text(path, &place)?, kind)
}

/// Reads what `inventory` has written, or a page.
///
/// # Errors
///
/// As [`load`].
pub fn load_either(path: &Path) -> Result<Inventory, Problem> {
    let place = Place::file(path.to_string_lossy());
    let text = text(path, &place)?;
    match serde_json::from_str(&text) {
        Ok(inventory) => Ok(inventory),
        Err(_) => page::read(&place, &text, None),
    }
}

/// Whether a path stays below the folder that it starts from.
pub fn is_below(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// What is said of a place to write to that is not below the workspace root.
pub fn outside(path: &str) -> Problem {
    let reason = "is not below the workspace root";
    let fix = "name a path from the workspace root on, without `..`";
    Problem::usage("inventory", Place::file(path), reason, fix)
}

/// What is said of a copy that ends in the middle.
pub fn cut(page: &Path) -> Problem {
    let reason = "the copy ends in the middle of an operation: what it lacks, the page may have";
    let fix = "save the whole page, or write what there is elsewhere with --out";
    Problem::fault("page", Place::file(page.to_string_lossy()), reason, fix)
}

fn text(path: &Path, place: &Place) -> Result<String, Problem> {
    let refuse = |reason: String| {
        Problem::fault("page", place.clone(), reason, "name a page that was saved as text, UTF-8")
    };
    let bytes = fs::read(path).map_err(|error| refuse(format!("cannot read the page: {error}")))?;
    String::from_utf8(bytes).map_err(|error| refuse(format!("is no UTF-8 text: {error}")))
}

impl Inventory {
    /// Sorts all that has no order of its own, which is all but the operations.
    pub fn sort(&mut self) {
        self.servers.sort();
        self.not_understood.sort_by(|a, b| (a.line, &a.place).cmp(&(b.line, &b.place)));
        self.operations.iter_mut().for_each(Operation::sort);
    }

    /// The number of fields in all bodies.
    pub fn fields(&self) -> usize {
        let bodies = self.operations.iter().flat_map(Operation::bodies);
        bodies.flat_map(|body| &body.fields).filter(|field| !field.path.is_empty()).count()
    }

    /// The text of `inventory.json`: a line per fact.
    pub fn to_json(&self) -> String {
        json::lines(&serde_json::to_value(self).unwrap_or_default())
    }
}

impl Operation {
    /// What people call the operation: `GET /desks`, or its heading where the
    /// page prints no path.
    pub fn name(&self) -> String {
        match (&self.method, &self.path) {
            (Some(method), Some(path)) => format!("{method} {path}"),
            (None, Some(path)) => path.clone(),
            _ => match (&self.group, &self.title) {
                (Some(group), Some(title)) => format!("{group}: {title}"),
                (_, Some(title)) => title.clone(),
                _ => format!("description {}", self.description.as_deref().unwrap_or("unknown")),
            },
        }
    }

    /// The bodies of the request and of the responses.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.request.iter().chain(self.responses.iter().map(|response| &response.body))
    }

    /// A parameter that only the path shows is one all the same.
    fn add_path_parameters(&mut self) {
        let path = self.path.as_deref().unwrap_or_default();
        let named = path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        let listed = |name: &str| {
            let mut parameters = self.parameters.iter();
            parameters.any(|parameter| parameter.place == "path" && parameter.name == name)
        };
        let missing = named.filter(|name| !listed(name)).map(|name| Parameter {
            place: "path".to_owned(),
            name: name.to_owned(),
            facts: Facts { required: true, ..Facts::default() },
        });
        let missing: Vec<Parameter> = missing.collect();
        self.parameters.extend(missing);
    }

    fn sort(&mut self) {
        self.add_path_parameters();
        self.security.sort();
        self.parameters.sort_by(|a, b| (&a.place, &a.name).cmp(&(&b.place, &b.name)));
        self.parameters.iter_mut().for_each(|parameter| parameter.facts.sort());
        self.responses.sort_by(|a, b| a.status.cmp(&b.status));
        let responses = self.responses.iter_mut().map(|response| &mut response.body);
        responses.chain(self.request.as_mut()).for_each(Body::sort);
    }
}

impl Body {
    /// Whether nothing is said of it.
    pub fn is_silent(&self) -> bool {
        *self == Self::default()
    }

    fn sort(&mut self) {
        self.media_types.sort();
        self.media_types.dedup();
        self.fields.sort_by(|a, b| a.path.cmp(&b.path));
        self.fields.iter_mut().for_each(|field| field.facts.sort());
    }
}

impl Facts {
    /// Adds what is said of each item to what is said of a list of them.
    fn take_in(&mut self, item: Self) {
        self.values.extend(item.values);
        self.format = self.format.take().or(item.format);
        self.default = self.default.take().or(item.default);
        for (limit, value) in item.limits {
            self.limits.entry(limit).or_insert(value);
        }
    }

    fn sort(&mut self) {
        self.types.sort();
        self.types.dedup();
        self.values.sort_by_key(Value::to_string);
        self.values.dedup();
    }
}

/// A short digest of a description, blind to line breaks and spaces.
pub fn digest_of_text(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    Some(digest::short(words.join(" ")))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn is_false(value: &bool) -> bool {
    !value
}
