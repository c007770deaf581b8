//! What a spec lacks of a page, as additions to its document.
//!
//! Only facts: no sentence of the vendor's comes along. Each addition says what it rests
//! on. What cannot be said as an addition is left to a person.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase as _;
use serde_json::{Map, Value, json};

use super::named;
use crate::audit::difference::{Element, Kind};
use crate::audit::{Audit, Standing};
use crate::document;
use crate::inventory::page;
use crate::inventory::{Body, Facts, Field, Operation, Parameter};
use crate::new_vendor::yaml;
use crate::operations::capitalized;

/// What a spec lacks.
#[derive(Debug, Default)]
pub(super) struct Proposal {
    /// What can be added.
    pub(super) additions: Vec<Addition>,
    /// What cannot, in words.
    pub(super) by_hand: Vec<String>,
}

/// One addition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Addition {
    /// The object or the list that it goes into.
    pub(super) target: Vec<String>,
    /// Its key; an item of a list has none.
    pub(super) key: Option<String>,
    pub(super) value: Value,
    /// What is missing, for people.
    pub(super) what: String,
}

impl Proposal {
    pub(super) fn of(audit: &Audit, document: &Value) -> Self {
        let proposer = Proposer { audit, document };
        let mut proposal = Self::default();
        let unexplained = audit.findings.iter().filter(|it| it.standing == Standing::Unexplained);
        for finding in unexplained {
            let difference = &finding.difference;
            let what = format!("{}: {}", difference.operation, difference.what());
            let addition = match difference.kind {
                Kind::Missing => proposer.addition(
                    difference.element,
                    &difference.operation,
                    &difference.place,
                    &difference.aspect,
                ),
                Kind::Extra | Kind::Contradiction => None,
            };
            let Some(place) = addition else {
                proposal.by_hand.push(what);
                continue;
            };
            for (target, key, value) in named::run(place, document, &proposal.additions) {
                let addition = Addition { target, key, value, what: what.clone() };
                let is_there = |other: &Addition| {
                    other.target == addition.target
                        && other.key == addition.key
                        && (addition.key.is_some() || other.value == addition.value)
                };
                let is_path = addition.target == ["paths"];
                if is_path || !proposal.additions.iter().any(is_there) {
                    proposal.additions.push(addition);
                }
            }
        }
        proposal.merge_paths();
        proposal
    }

    /// Two new operations of one new path are one addition.
    fn merge_paths(&mut self) {
        let mut merged: Vec<Addition> = Vec::new();
        for addition in self.additions.drain(..) {
            let same = |other: &&mut Addition| {
                addition.target == ["paths"]
                    && other.target == addition.target
                    && other.key == addition.key
            };
            match merged.iter_mut().find(same) {
                Some(other) => {
                    if let (Value::Object(there), Value::Object(more)) =
                        (&mut other.value, addition.value)
                    {
                        there.extend(more);
                    }
                }
                None => merged.push(addition),
            }
        }
        self.additions = merged;
    }

    /// What is added, each thing once.
    pub(super) fn what(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.additions.iter().map(|addition| &addition.what).collect();
        all.into_iter().cloned().collect()
    }

    /// The additions as an OpenAPI Overlay.
    pub(super) fn overlay(&self) -> String {
        let actions = self.additions.iter().map(|addition| {
            let update = match &addition.key {
                Some(key) => json!({ key: addition.value }),
                None => json!([addition.value]),
            };
            json!({ "target": addition.json_path(), "description": addition.what, "update": update })
        });
        let overlay = json!({
            "overlay": "1.0.0",
            "info": { "title": "What the vendor's page has and the document lacks", "version": "1" },
            "actions": actions.collect::<Vec<_>>(),
        });
        format!(
            "# Written by `cargo xtask ingest`; with `--apply` it goes into the document.\n{}",
            yaml::text(&overlay)
        )
    }
}

impl Addition {
    fn json_path(&self) -> String {
        let steps = self.target.iter().map(|step| match step.parse::<usize>() {
            Ok(index) => format!("[{index}]"),
            Err(_) => format!("['{}']", step.replace('\\', "\\\\").replace('\'', "\\'")),
        });
        format!("${}", steps.collect::<String>())
    }
}

/// Where something goes, under which key, and what.
pub(super) type Place = (Vec<String>, Option<String>, Value);

struct Proposer<'a> {
    audit: &'a Audit,
    document: &'a Value,
}

impl Proposer<'_> {
    fn addition(
        &self,
        element: Element,
        operation: &str,
        place: &str,
        aspect: &str,
    ) -> Option<Place> {
        let on_page = self.audit.page.operations.iter().find(|one| one.name() == operation)?;
        match element {
            Element::Operation => self.operation(on_page),
            Element::Parameter => {
                let parameter = on_page
                    .parameters
                    .iter()
                    .find(|it| place == format!("{} {}", it.place, it.name))?;
                let mut target = self.written(on_page)?;
                let value = self.parameter(on_page, parameter);
                let has_list = self.at(&target)?.get("parameters").is_some();
                Some(match has_list {
                    true => {
                        target.push("parameters".to_owned());
                        (target, None, value)
                    }
                    false => (target, Some("parameters".to_owned()), json!([value])),
                })
            }
            Element::Field => self.field(on_page, place),
            Element::EnumValue => {
                let value = aspect.strip_prefix("enum ")?;
                let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
                let mut target = self.schema_of(on_page, place)?;
                target.push("enum".to_owned());
                self.at(&target)?.as_array()?;
                Some((target, None, value))
            }
            Element::StatusCode => {
                let status = place.strip_prefix("response ")?;
                let response =
                    on_page.responses.iter().find(|it| it.status.as_deref() == Some(status))?;
                let mut target = self.written(on_page)?;
                target.push("responses".to_owned());
                Some((
                    target,
                    Some(status.to_owned()),
                    self.response(on_page, status, &response.body),
                ))
            }
            Element::MediaType | Element::Fact => None,
        }
    }

    fn operation(&self, operation: &Operation) -> Option<Place> {
        let method = operation.method.as_ref()?.to_lowercase();
        let path = operation.path.clone()?;
        let value = self.operation_value(operation, &method, &path);
        let paths = self.document.get("paths")?.as_object()?;
        Some(
            match paths.keys().find(|known| document::nameless(known) == document::nameless(&path))
            {
                Some(known) => (vec!["paths".to_owned(), known.clone()], Some(method), value),
                None => (vec!["paths".to_owned()], Some(path), json!({ method: value })),
            },
        )
    }

    fn operation_value(&self, operation: &Operation, method: &str, path: &str) -> Value {
        let mut value = Map::new();
        value.insert("operationId".into(), self.operation_id(operation, method, path).into());
        value.extend(operation.group.as_ref().map(|group| ("tags".to_owned(), json!([group]))));
        let words = path.replace(['/', '{', '}', '-', '_'], " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        value.insert(
            "summary".into(),
            format!("{} {}.", capitalized(method), words.join(" ")).into(),
        );
        value.insert("x-evidence".into(), self.evidence(&operation.name()));
        let parameters: Vec<Value> = operation
            .parameters
            .iter()
            .map(|parameter| self.parameter(operation, parameter))
            .collect();
        if !parameters.is_empty() {
            value.insert("parameters".into(), parameters.into());
        }
        if let Some(body) = &operation.request {
            let mut request = Map::new();
            request.insert("required".into(), body.required.into());
            request.insert("content".into(), self.content(body));
            value.insert("requestBody".into(), request.into());
        }
        let responses = operation.responses.iter().filter_map(|response| {
            let status = response.status.clone()?;
            let value = self.response(operation, &status, &response.body);
            Some((status, value))
        });
        let mut responses: Map<String, Value> = responses.collect();
        if responses.is_empty() {
            responses.insert("default".into(), json!({ "description": "Not documented." }));
        }
        value.insert("responses".into(), responses.into());
        value.into()
    }

    /// An id that no operation of the document has.
    fn operation_id(&self, operation: &Operation, method: &str, path: &str) -> String {
        let taken: Vec<&str> = document::operations(self.document)
            .filter_map(|(_, _, operation)| operation.get("operationId")?.as_str())
            .collect();
        let plain = |text: &str| text.to_snake_case();
        let titled = operation.title.as_deref().map(plain).filter(|id| {
            !id.is_empty()
                && id.len() <= 40
                && id.starts_with(|c: char| c.is_ascii_lowercase())
                && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        });
        let built = plain(&format!("{method} {path}"));
        let mut names = titled.into_iter().chain([built.clone()]);
        let free = names.find(|name| !taken.contains(&name.as_str()));
        free.unwrap_or_else(|| format!("{built}_{}", taken.len()))
    }

    fn parameter(&self, operation: &Operation, parameter: &Parameter) -> Value {
        let mut value = json!({ "name": parameter.name, "in": parameter.place });
        if parameter.facts.required || parameter.place == "path" {
            value["required"] = true.into();
        }
        if parameter.facts.deprecated {
            value["deprecated"] = true.into();
        }
        value["description"] = "Not described yet.".into();
        value["x-evidence"] =
            self.evidence(&format!("{}, {} {}", operation.name(), parameter.place, parameter.name));
        value["schema"] = scalar(&parameter.facts);
        value
    }

    fn response(&self, operation: &Operation, status: &str, body: &Body) -> Value {
        let mut value = json!({ "description": format!("Status {status}.") });
        value["x-evidence"] = self.evidence(&format!("{}, {status}", operation.name()));
        if !body.media_types.is_empty() || !body.fields.is_empty() {
            value["content"] = self.content(body);
        }
        value
    }

    fn content(&self, body: &Body) -> Value {
        let schema = schema(&body.fields);
        let media_types = match body.media_types.as_slice() {
            [] => vec!["application/json".to_owned()],
            named => named.to_vec(),
        };
        let entry = |media_type: String| {
            let schema = match media_type.contains("json") || media_type.contains("form") {
                true => schema.clone(),
                false => json!({ "type": "string" }),
            };
            (media_type, json!({ "schema": schema }))
        };
        media_types.into_iter().map(entry).collect::<Map<_, _>>().into()
    }

    fn field(&self, operation: &Operation, place: &str) -> Option<Place> {
        let (outer, path) = place.split_once(" field ")?;
        let body = match outer.strip_prefix("response ") {
            Some(status) => {
                &operation.responses.iter().find(|it| it.status.as_deref() == Some(status))?.body
            }
            None => operation.request.as_ref()?,
        };
        let (parent, name) = match path.rsplit_once('.') {
            Some((parent, name)) => (parent, name),
            None => ("", path),
        };
        // What is inside comes with it.
        let is_own = |field: &&Field| {
            field.path == path
                || field.path.starts_with(&format!("{path}."))
                || field.path.starts_with(&format!("{path}["))
        };
        let own: Vec<Field> = body
            .fields
            .iter()
            .filter(is_own)
            .map(|field| Field {
                path: field
                    .path
                    .get(path.len()..)
                    .unwrap_or_default()
                    .trim_start_matches('.')
                    .to_owned(),
                facts: field.facts.clone(),
            })
            .collect();
        let list_like = name.ends_with("[]");
        let mut target = self.schema_of(operation, &format!("{outer} field {parent}"))?;
        target.push("properties".to_owned());
        self.at(&target)?.as_object()?;
        let mut value = schema(&own);
        value["description"] = "Not described yet.".into();
        value["x-evidence"] = self.evidence(&format!("{}, {outer}, {path}", operation.name()));
        (!list_like).then(|| (target, Some(name.to_owned()), value))
    }

    /// Where the schema of a place is in the document.
    fn schema_of(&self, operation: &Operation, place: &str) -> Option<Vec<String>> {
        let mut target = self.written(operation)?;
        if let Some(parameter) =
            operation.parameters.iter().find(|it| place == format!("{} {}", it.place, it.name))
        {
            let list = self.at(&target)?.get("parameters")?.as_array()?;
            let index = list
                .iter()
                .position(|it| it.get("name").and_then(Value::as_str) == Some(&parameter.name))?;
            target.extend(["parameters".to_owned(), index.to_string(), "schema".to_owned()]);
            return self.resolved(target);
        }
        let (outer, path) = place.split_once(" field ").unwrap_or((place, ""));
        match outer.strip_prefix("response ") {
            Some(status) => target.extend(["responses".to_owned(), status.to_owned()]),
            None => target.push("requestBody".to_owned()),
        }
        target = self.resolved(target)?;
        target.push("content".to_owned());
        let media_type =
            self.at(&target)?.as_object()?.iter().find(|(_, it)| it.get("schema").is_some())?;
        target.extend([media_type.0.clone(), "schema".to_owned()]);
        let mut target = self.resolved(target)?;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let name = step.trim_end_matches("[]");
            if !name.is_empty() {
                target = self.property(target, name)?;
            }
            for _ in 0..(step.len() - name.len()) / 2 {
                target.push("items".to_owned());
                target = self.resolved(target)?;
            }
        }
        Some(target)
    }

    /// A property of an object, which may be one of the parts of an `allOf`.
    fn property(&self, target: Vec<String>, name: &str) -> Option<Vec<String>> {
        let schema = self.at(&target)?;
        if schema.get("properties").and_then(|all| all.get(name)).is_some() {
            let mut found = target;
            found.extend(["properties".to_owned(), name.to_owned()]);
            return self.resolved(found);
        }
        let parts = schema.get("allOf")?.as_array()?.len();
        (0..parts).find_map(|index| {
            let mut part = target.clone();
            part.extend(["allOf".to_owned(), index.to_string()]);
            self.property(self.resolved(part)?, name)
        })
    }

    /// Where the operation is in the document.
    fn written(&self, operation: &Operation) -> Option<Vec<String>> {
        let path = operation.path.as_ref()?;
        let method = operation.method.as_ref()?.to_lowercase();
        let paths = self.document.get("paths")?.as_object()?;
        let known =
            paths.keys().find(|known| document::nameless(known) == document::nameless(path))?;
        let target = vec!["paths".to_owned(), known.clone(), method];
        self.at(&target).map(|_| target)
    }

    fn at(&self, target: &[String]) -> Option<&Value> {
        target.iter().try_fold(self.document, |value, step| match value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            other => other.get(step),
        })
    }

    /// The place that a chain of references leads to.
    fn resolved(&self, mut target: Vec<String>) -> Option<Vec<String>> {
        for _ in 0..16 {
            let value = self.at(&target)?;
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some(target);
            };
            let pointer = reference.strip_prefix("#/")?;
            target =
                pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        }
        None
    }

    fn evidence(&self, reference: &str) -> Value {
        let source = match self.audit.page.source.kind {
            page::Kind::Openapi => "vendor-file",
            _ => "page",
        };
        json!({ "source": source, "reference": format!("{}: {reference}", self.audit.page.source) })
    }
}

/// The schema of fields by their paths; the empty path is the whole.
fn schema(fields: &[Field]) -> Value {
    let own = fields.iter().find(|field| field.path.is_empty() || field.path == "body");
    let mut value = own.map_or_else(|| json!({}), |field| scalar(&field.facts));
    let mut items = Vec::new();
    let mut inner: BTreeMap<&str, Vec<Field>> = BTreeMap::new();
    let mut required = Vec::new();
    for field in fields.iter().filter(|field| !field.path.is_empty() && field.path != "body") {
        if let Some(rest) = field.path.strip_prefix("[]") {
            items.push(Field {
                path: rest.trim_start_matches('.').to_owned(),
                facts: field.facts.clone(),
            });
            continue;
        }
        let end = field.path.find(['.', '[']).unwrap_or(field.path.len());
        let (name, rest) = field.path.split_at(end);
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        if rest.is_empty() && field.facts.required {
            required.push(name);
        }
        inner
            .entry(name)
            .or_default()
            .push(Field { path: rest.to_owned(), facts: field.facts.clone() });
    }
    if !items.is_empty() {
        value["type"] = "array".into();
        value["items"] = schema(&items);
    } else if !inner.is_empty() {
        value["type"] = "object".into();
        value["properties"] = inner
            .iter()
            .map(|(name, fields)| ((*name).to_owned(), schema(fields)))
            .collect::<Map<_, _>>()
            .into();
        if !required.is_empty() {
            value["required"] = required.into();
        }
    } else if value["type"] == "array" {
        value["items"] = json!({});
    }
    value
}

/// What is said of a single value.
fn scalar(facts: &Facts) -> Value {
    let mut value = Map::new();
    let types: Vec<&String> = facts.types.iter().filter(|name| *name != "null").collect();
    if let [only] = types.as_slice() {
        value.insert("type".into(), only.as_str().into());
        if types.len() < facts.types.len() {
            value.insert("nullable".into(), true.into());
        }
        if only.as_str() == "array" {
            value.insert("items".into(), json!({}));
        }
    }
    value.extend(facts.format.as_ref().map(|format| ("format".to_owned(), format.as_str().into())));
    if !facts.values.is_empty() {
        value.insert("enum".into(), facts.values.clone().into());
    }
    value.extend(facts.default.as_ref().map(|default| ("default".to_owned(), default.clone())));
    value.extend(facts.limits.iter().map(|(name, limit)| (name.clone(), limit.clone())));
    if facts.deprecated {
        value.insert("deprecated".into(), true.into());
    }
    value.into()
}
