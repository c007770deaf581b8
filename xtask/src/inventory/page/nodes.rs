//! A sample as a list of its fields, in the order in which they are printed.

use serde_json::Value;

use super::sample::Sample;
use crate::inventory::Facts;

/// A place in a sample: a field, the values of a map, the items of a list, or
/// the whole.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) path: String,
    /// The field's name, or [`MAP`]; items and the whole have none.
    pub(super) name: Option<String>,
    /// The index of the node that it is in. Fields of items are in the list.
    pub(super) parent: Option<usize>,
    pub(super) facts: Facts,
    pub(super) has_fields: bool,
    /// Whether an id may stand here for an object.
    pub(super) is_id: bool,
}

/// What stands for the keys of a map.
pub(super) const MAP: &str = "{}";

/// The nodes of a sample: each before those in it.
pub(super) fn nodes(sample: &Sample) -> Vec<Node> {
    let mut nodes = Vec::new();
    visit(&mut nodes, &[sample], "", None, None);
    nodes
}

/// The path of a field, from that of what it is in.
pub(super) fn inside(path: &str, name: &str) -> String {
    if path.is_empty() || name == MAP { format!("{path}{name}") } else { format!("{path}.{name}") }
}

/// Adds the node that all these are values of; items are laid over each other.
fn visit(
    nodes: &mut Vec<Node>,
    values: &[&Sample],
    path: &str,
    name: Option<&str>,
    parent: Option<usize>,
) {
    let index = nodes.len();
    let facts = facts(values);
    let is_item = name.is_none() && !path.is_empty();
    nodes.push(Node {
        path: path.to_owned(),
        name: name.map(str::to_owned),
        parent,
        facts,
        has_fields: false,
        is_id: values.iter().any(|value| is_reference(value)),
    });
    // What is in an item is in its list.
    let owner = if is_item { parent } else { Some(index) };

    let mut fields: Vec<(&str, Vec<&Sample>)> = Vec::new();
    let mut items = Vec::new();
    for value in values {
        match value {
            Sample::Object(entries) => {
                let is_map = is_map(entries);
                for (key, value) in entries {
                    let key = if is_map { MAP } else { key };
                    match fields.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, values)) => values.push(value),
                        None => fields.push((key, vec![value])),
                    }
                }
            }
            Sample::List(list) => items.extend(list),
            Sample::Scalar(_) | Sample::Reference(_) | Sample::Unseen => {}
        }
    }
    if !fields.is_empty() {
        owner.into_iter().chain([index]).for_each(|index| nodes[index].has_fields = true);
    }
    if !items.is_empty() {
        visit(nodes, &items, &format!("{path}[]"), None, owner);
    }
    for (key, values) in fields {
        visit(nodes, &values, &inside(path, key), Some(key), owner);
    }
}

/// What samples tell of a value: that it is there, and its JSON type.
fn facts(values: &[&Sample]) -> Facts {
    let mut facts = Facts { from_sample: true, ..Facts::default() };
    for value in values {
        match value {
            Sample::Reference(schema) => facts.schema = Some(schema.clone()),
            Sample::Object(_) => facts.types.push("object".to_owned()),
            Sample::List(_) => facts.types.push("array".to_owned()),
            Sample::Unseen => {}
            Sample::Scalar(value) => facts.types.push(type_of(value).to_owned()),
        }
    }
    facts.types.sort();
    facts.types.dedup();
    facts
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::String(_) => "string",
        // Pages print 0 for whatever is a number.
        Value::Number(number) if number.as_i64().is_some_and(|number| number != 0) => "integer",
        Value::Number(_) => "number",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a value refers to an object: it is a path or a UUID.
fn is_reference(value: &Sample) -> bool {
    let Sample::Scalar(Value::String(text)) = value else { return false };
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let is_uuid = lengths == [8, 4, 4, 4, 12] && text.split('-').all(is_hex);
    is_uuid || text.starts_with('/')
}

/// Whether keys are values themselves, as ids are, and no names of fields.
fn is_map(entries: &[(String, Sample)]) -> bool {
    let is_each = |test: fn(&str) -> bool| entries.iter().all(|(key, _)| test(key));
    !entries.is_empty() && (is_each(is_placeholder) || is_each(is_id))
}

/// `property1`, as ReDoc calls the keys of a map.
fn is_placeholder(key: &str) -> bool {
    let digits = key.strip_prefix("property").unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a key is made of digits rather than words: `spc_12345678901`, a date,
/// a serial number such as `A1B6Z10`.
fn is_id(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let has_words = key.bytes().any(|byte| byte.is_ascii_lowercase());
    digits >= 3 && (digits * 2 >= key.len() || !has_words)
}

#[cfg(test)]
mod tests {
    use super::super::{lines::lines, sample};
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let read = sample::read(&lines(text), 0);
        let nodes = nodes(&read.sample);
        let shown: Vec<String> = nodes
            .iter()
            .map(|node| format!("{} {}", node.path, node.facts.types.join("|")))
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn fields_of_items_are_those_of_all_items() {
        check(
            r#"{"desks": [{"id": "a"}, {"id": 1, "at": {}}], "n": 0}"#,
            &[
                " object",
                "desks array",
                "desks[] object",
                "desks[].id integer|string",
                "desks[].at object",
                "n number",
            ],
        );
    }

    #[test]
    fn keys_that_are_no_names_make_a_map() {
        check(r#"{"property1": true, "property2": true}"#, &[" object", "{} boolean"]);
        check(r#"{"dsk_10987": {}, "dsk_12345": {}}"#, &[" object", "{} object"]);
        check(r#"{"K7B6Z10": []}"#, &[" object", "{} array"]);
        check(r#"{"line1": "", "line2": ""}"#, &[" object", "line1 string", "line2 string"]);
    }
}
