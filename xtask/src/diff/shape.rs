//! What a schema admits, however it says so.
//!
//! References are followed, `allOf` is merged, a null comes as `nullable` or as a type,
//! bounds are exclusive in either notation, and a union of plain types or of constants is
//! a list of types or values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::api::{Api, Node};

/// What a schema admits.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape<'a> {
    /// No types means any.
    pub(super) types: BTreeSet<&'a str>,
    pub(super) nullable: bool,
    pub(super) format: Option<&'a str>,
    /// The only values, as JSON.
    pub(super) values: Option<BTreeSet<String>>,
    pub(super) default: Option<&'a Value>,
    pub(super) minimum: Option<Bound>,
    pub(super) maximum: Option<Bound>,
    pub(super) multiple_of: Option<f64>,
    pub(super) pattern: Option<&'a str>,
    pub(super) length: Range,
    pub(super) items: Range,
    pub(super) fields: Range,
    pub(super) unique: bool,
    pub(super) properties: BTreeMap<&'a str, Node<'a>>,
    pub(super) required: BTreeSet<&'a str>,
    pub(super) additional: Additional<'a>,
    pub(super) item: Option<Node<'a>>,
    pub(super) members: Vec<Node<'a>>,
    pub(super) discriminator: Option<Discriminator<'a>>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) deprecated: bool,
    /// What this comparison knows nothing about but whether it is the same.
    pub(super) others: BTreeMap<&'a str, String>,
    pub(super) title: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    pub(super) example: Option<String>,
}

/// A smallest or largest number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bound {
    pub(super) value: f64,
    pub(super) exclusive: bool,
}

/// How long something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) least: u64,
    pub(super) most: Option<u64>,
}

/// Fields that are not listed.
#[derive(Clone, Debug, Default)]
pub(super) enum Additional<'a> {
    #[default]
    Open,
    Closed,
    Of(Node<'a>),
}

/// Which field tells the members of a union apart.
#[derive(Clone, Debug)]
pub(super) struct Discriminator<'a> {
    pub(super) property: &'a str,
    pub(super) mapping: BTreeMap<&'a str, &'a str>,
}

/// Rules of which is only known whether they are the same.
const OTHERS: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "contentEncoding",
    "contentMediaType",
    "prefixItems",
];

/// What says nothing about values.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "example",
    "examples",
    "externalDocs",
    "$comment",
    "xml",
    "deprecated",
];

impl<'a> Shape<'a> {
    /// What a schema admits.
    pub(super) fn of(api: &Api<'a>, node: &Node<'a>) -> Self {
        read(api, node, &mut Vec::new())
    }

    /// Whether nothing is ruled out.
    pub(super) fn is_any(&self) -> bool {
        self.types.is_empty() && self.values.is_none() && self.members.is_empty()
    }
}

/// The schema behind wrappers that add nothing: `allOf`, `oneOf` and `anyOf` of one.
pub(super) fn unwrapped<'a>(node: &Node<'a>) -> Node<'a> {
    let mut node = node.clone();
    for _ in 0..16 {
        let Some((key, only)) = single(node.value) else { break };
        node = node.child(&[key, "0"], only);
    }
    node
}

fn single(value: &Value) -> Option<(&'static str, &Value)> {
    let object = value.as_object()?;
    let mut said = object.keys().filter(|key| !is_annotation(key));
    let (Some(only), None) = (said.next(), said.next()) else { return None };
    let key = ["allOf", "oneOf", "anyOf"].into_iter().find(|key| key == only)?;
    match object.get(key)?.as_array()?.as_slice() {
        [one] => Some((key, one)),
        _ => None,
    }
}

fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || key.starts_with("x-")
}

fn read<'a>(api: &Api<'a>, node: &Node<'a>, above: &mut Vec<*const Value>) -> Shape<'a> {
    let identity: *const Value = node.value;
    // A schema that is part of itself adds nothing to itself.
    if above.contains(&identity) || above.len() > 64 {
        return Shape::default();
    }
    above.push(identity);
    let shape = match node.value {
        Value::Object(object) => from_object(api, node, object, above),
        Value::Bool(false) => Shape { values: Some(BTreeSet::new()), ..Shape::default() },
        _ => Shape::default(),
    };
    above.pop();
    shape
}

fn from_object<'a>(
    api: &Api<'a>,
    node: &Node<'a>,
    object: &'a Map<String, Value>,
    above: &mut Vec<*const Value>,
) -> Shape<'a> {
    let mut shape = own(node, object);
    if let Some(target) = api.follow(node) {
        shape = merged(read(api, &target, above), shape);
    }
    for (index, part) in list(object, "allOf") {
        let part = node.child(&["allOf", &index.to_string()], part);
        shape = merged(shape, read(api, &part, above));
    }
    for key in ["oneOf", "anyOf"] {
        shape = with_union(api, node, object, key, shape, above);
    }
    infer(shape)
}

/// What a schema says itself.
fn own<'a>(node: &Node<'a>, object: &'a Map<String, Value>) -> Shape<'a> {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let flag = |key: &str| object.get(key) == Some(&Value::Bool(true));
    let number = |key: &str| object.get(key).and_then(Value::as_f64);
    let count = |key: &str| object.get(key).and_then(Value::as_u64);
    let range = |least, most| Range { least: count(least).unwrap_or(0), most: count(most) };
    let (types, has_null) = types(object);
    let values = values(object);
    let null_value = values.as_ref().is_some_and(|values| values.contains("null"));
    let mut shape = Shape {
        nullable: flag("nullable") || has_null || null_value && types.is_empty(),
        types,
        format: text("format").filter(|format| *format != "password"),
        values: values.map(|values| values.into_iter().filter(|value| value != "null").collect()),
        default: object.get("default"),
        multiple_of: number("multipleOf"),
        pattern: text("pattern"),
        length: range("minLength", "maxLength"),
        items: range("minItems", "maxItems"),
        fields: range("minProperties", "maxProperties"),
        unique: flag("uniqueItems"),
        properties: properties(node, object),
        required: list(object, "required").filter_map(|(_, name)| name.as_str()).collect(),
        additional: additional(node, object),
        item: object.get("items").map(|items| node.child(&["items"], items)),
        discriminator: discriminator(object),
        read_only: flag("readOnly"),
        write_only: flag("writeOnly"),
        deprecated: flag("deprecated"),
        title: text("title"),
        description: text("description"),
        ..Shape::default()
    };
    let whole = shape.types.len() == 1 && shape.types.contains("integer");
    shape.minimum = bound(object, "minimum", "exclusiveMinimum", whole.then_some(1.0));
    shape.maximum = bound(object, "maximum", "exclusiveMaximum", whole.then_some(-1.0));
    shape.example = ["example", "examples"].iter().find_map(|key| object.get(*key)).map(canonical);
    for key in OTHERS {
        if let Some(value) = object.get(*key) {
            shape.others.insert(key, canonical(value));
        }
    }
    shape
}

fn types(object: &Map<String, Value>) -> (BTreeSet<&str>, bool) {
    let mut types: BTreeSet<&str> = match object.get("type") {
        Some(Value::String(one)) => BTreeSet::from([one.as_str()]),
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    };
    let has_null = types.remove("null");
    if types.contains("number") {
        types.remove("integer");
    }
    (types, has_null)
}

fn values(object: &Map<String, Value>) -> Option<BTreeSet<String>> {
    if let Some(only) = object.get("const") {
        return Some(BTreeSet::from([canonical(only)]));
    }
    Some(object.get("enum")?.as_array()?.iter().map(canonical).collect())
}

/// A bound in either notation; of whole numbers an exclusive one is the next number.
fn bound(
    object: &Map<String, Value>,
    key: &str,
    exclusive: &str,
    step: Option<f64>,
) -> Option<Bound> {
    let plain = object.get(key).and_then(Value::as_f64);
    let bound = match object.get(exclusive) {
        Some(Value::Bool(true)) => Bound { value: plain?, exclusive: true },
        Some(Value::Number(number)) => {
            let value = number.as_f64()?;
            match plain {
                // Both notations at once: the one that rules out more counts.
                Some(plain) if (step.unwrap_or(1.0) > 0.0) == (plain > value) && plain != value => {
                    Bound { value: plain, exclusive: false }
                }
                _ => Bound { value, exclusive: true },
            }
        }
        _ => Bound { value: plain?, exclusive: false },
    };
    match step {
        Some(step) if bound.exclusive => {
            Some(Bound { value: bound.value + step, exclusive: false })
        }
        _ => Some(bound),
    }
}

fn properties<'a>(node: &Node<'a>, object: &'a Map<String, Value>) -> BTreeMap<&'a str, Node<'a>> {
    let properties = object.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties
        .map(|(name, schema)| (name.as_str(), node.child(&["properties", name], schema)))
        .collect()
}

fn additional<'a>(node: &Node<'a>, object: &'a Map<String, Value>) -> Additional<'a> {
    let key = ["additionalProperties", "unevaluatedProperties"];
    let found = key.into_iter().find_map(|key| Some((key, object.get(key)?)));
    match found {
        Some((_, Value::Bool(false))) => Additional::Closed,
        Some((key, schema @ Value::Object(said))) if !said.is_empty() => {
            Additional::Of(node.child(&[key], schema))
        }
        _ => Additional::Open,
    }
}

fn discriminator(object: &Map<String, Value>) -> Option<Discriminator<'_>> {
    let said = object.get("discriminator")?;
    // Swagger 2.0 has the name alone.
    let property = said.as_str().or_else(|| said.get("propertyName")?.as_str())?;
    let mapping = said.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mapping = mapping.filter_map(|(value, target)| {
        let target = target.as_str()?;
        Some((value.as_str(), target.rsplit('/').next().unwrap_or(target)))
    });
    Some(Discriminator { property, mapping: mapping.collect() })
}

/// Adds `oneOf` or `anyOf`: a null makes the rest nullable, one that is left is meant
/// itself, and what is only types or only values is a list of those.
fn with_union<'a>(
    api: &Api<'a>,
    node: &Node<'a>,
    object: &'a Map<String, Value>,
    key: &'static str,
    mut shape: Shape<'a>,
    above: &mut Vec<*const Value>,
) -> Shape<'a> {
    let all: Vec<(usize, &Value)> = list(object, key).collect();
    if all.is_empty() {
        return shape;
    }
    let is_null = |value: &Value| value.get("type").and_then(Value::as_str) == Some("null");
    let nullable = all.iter().any(|(_, member)| is_null(member));
    let members: Vec<Node<'a>> = all
        .into_iter()
        .filter(|(_, member)| !is_null(member))
        .map(|(index, member)| node.child(&[key, &index.to_string()], member))
        .collect();
    if let [only] = members.as_slice() {
        let only = read(api, only, above);
        let nullable = nullable || shape.nullable || only.nullable;
        return Shape { nullable, ..merged(shape, only) };
    }
    shape.nullable |= nullable;
    let read: Vec<Shape<'a>> = members.iter().map(|member| read(api, member, above)).collect();
    if read.iter().all(|member| member.values.is_some() && member.properties.is_empty()) {
        let values = read.iter().flat_map(|member| member.values.iter().flatten().cloned());
        shape.values = Some(values.collect());
        shape.types.extend(read.iter().flat_map(|member| member.types.iter().copied()));
    } else if read.iter().all(is_plain) {
        shape.types.extend(read.iter().flat_map(|member| member.types.iter().copied()));
        shape.nullable |= read.iter().any(|member| member.nullable);
    } else {
        shape.members.extend(members);
    }
    shape
}

/// Whether a schema says types and nothing else.
fn is_plain(shape: &Shape<'_>) -> bool {
    !shape.types.is_empty()
        && shape.values.is_none()
        && shape.format.is_none()
        && shape.minimum.is_none()
        && shape.maximum.is_none()
        && shape.pattern.is_none()
        && shape.length == Range::default()
        && shape.properties.is_empty()
        && shape.required.is_empty()
        && shape.item.is_none()
        && shape.members.is_empty()
        && shape.others.is_empty()
        && matches!(shape.additional, Additional::Open)
}

/// What both admit.
fn merged<'a>(mut one: Shape<'a>, other: Shape<'a>) -> Shape<'a> {
    one.types = match (one.types.is_empty(), other.types.is_empty()) {
        (true, _) => other.types.clone(),
        (_, true) => one.types,
        _ => both_types(&one.types, &other.types),
    };
    one.nullable |= other.nullable;
    one.values = match (one.values, other.values) {
        (Some(one), Some(other)) => Some(one.intersection(&other).cloned().collect()),
        (one, other) => one.or(other),
    };
    one.minimum = tighter(one.minimum, other.minimum, f64::gt);
    one.maximum = tighter(one.maximum, other.maximum, f64::lt);
    one.format = other.format.or(one.format);
    one.default = other.default.or(one.default);
    one.multiple_of = other.multiple_of.or(one.multiple_of);
    one.pattern = other.pattern.or(one.pattern);
    one.length = one.length.and(other.length);
    one.items = one.items.and(other.items);
    one.fields = one.fields.and(other.fields);
    one.unique |= other.unique;
    one.properties.extend(other.properties);
    one.required.extend(other.required);
    one.additional = match (one.additional, other.additional) {
        (Additional::Closed, _) | (_, Additional::Closed) => Additional::Closed,
        (Additional::Open, other) => other,
        (one, _) => one,
    };
    one.item = other.item.or(one.item);
    one.members.extend(other.members);
    one.discriminator = other.discriminator.or(one.discriminator);
    one.read_only |= other.read_only;
    one.write_only |= other.write_only;
    one.deprecated |= other.deprecated;
    one.others.extend(other.others);
    one.title = other.title.or(one.title);
    one.description = other.description.or(one.description);
    one.example = other.example.or(one.example);
    one
}

/// The types that both admit; an integer is a number.
fn both_types<'a>(one: &BTreeSet<&'a str>, other: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let admits = |types: &BTreeSet<&str>, name: &str| {
        types.contains(name) || name == "integer" && types.contains("number")
    };
    let all = one.iter().chain(other);
    all.copied().filter(|name| admits(one, name) && admits(other, name)).collect()
}

fn tighter(
    one: Option<Bound>,
    other: Option<Bound>,
    is_tighter: fn(&f64, &f64) -> bool,
) -> Option<Bound> {
    match (one, other) {
        (Some(one), Some(other)) if is_tighter(&other.value, &one.value) => Some(other),
        (Some(one), Some(other)) if other.exclusive && !is_tighter(&one.value, &other.value) => {
            Some(other)
        }
        (one, other) => one.or(other),
    }
}

impl Range {
    fn and(self, other: Self) -> Self {
        let most = match (self.most, other.most) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self { least: self.least.max(other.least), most }
    }
}

/// Names the type where only what belongs to one is said.
fn infer(mut shape: Shape<'_>) -> Shape<'_> {
    if shape.types.is_empty() && shape.members.is_empty() && shape.values.is_none() {
        if !shape.properties.is_empty() || !matches!(shape.additional, Additional::Open) {
            shape.types.insert("object");
        } else if shape.item.is_some() {
            shape.types.insert("array");
        }
    }
    shape
}

fn list<'a>(
    object: &'a Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = (usize, &'a Value)> + use<'a> {
    object.get(key).and_then(Value::as_array).into_iter().flatten().enumerate()
}

/// A value with its keys in order; a number has one form.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let sorted: BTreeMap<&String, String> =
                object.iter().map(|(key, value)| (key, canonical(value))).collect();
            let fields: Vec<String> = sorted
                .iter()
                .map(|(key, value)| format!("{}:{value}", Value::from(key.as_str())))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                format!("{float:.0}")
            }
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}
