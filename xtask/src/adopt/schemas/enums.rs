//! Makes each enum a list of different texts.
//!
//! A null among the values says that the value may be null. Values of other
//! types have no variants, so they are named in the description. Values of
//! several types become a union.

use serde_json::{Map, Value, json};

use super::{COMBINATORS, describe, each_schema};
use crate::adopt::Report;
use crate::adopt::names::enum_names::NAMES;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    each_schema(document, &mut |pointer, schema| {
        let Some(Value::Array(values)) = schema.get("enum") else { return };
        let before = values.clone();
        let mut values = before.clone();
        values.retain(|value| !value.is_null());
        if values.len() < before.len() {
            schema.insert("nullable".into(), true.into());
        }
        drop_repeated(&mut values);
        match schema.get("type").and_then(Value::as_str) {
            kind if values.is_empty() => {
                if kind.is_none() {
                    // Any value is taken, null among them.
                    schema.remove("nullable");
                }
                schema.remove("enum");
            }
            Some("string") => text_enum(schema, values),
            Some(_) => told(schema, &values),
            None => untyped(schema, &values),
        }
        if schema.get("enum").and_then(Value::as_array) != Some(&before) {
            report.rewrote("enums", pointer);
        }
    });
}

fn drop_repeated(values: &mut Vec<Value>) {
    let mut seen = std::collections::HashSet::new();
    values.retain(|value| seen.insert(value.to_string()));
}

/// A scalar among texts was not quoted: YAML takes `1` and `true` for others.
fn text_enum(schema: &mut Map<String, Value>, values: Vec<Value>) {
    let texts = values.into_iter().filter_map(|value| match value {
        Value::String(text) => Some(text),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    });
    let mut texts: Vec<Value> = texts.map(Value::from).collect();
    drop_repeated(&mut texts);
    schema.insert("enum".into(), texts.into());
}

fn told(schema: &mut Map<String, Value>, values: &[Value]) {
    schema.remove("enum");
    let names = schema.remove(NAMES).unwrap_or_default();
    let said = |value: &Value| match names.get(value.to_string()).and_then(Value::as_str) {
        Some(name) => format!("`{value}` ({name})"),
        None => format!("`{value}`"),
    };
    let values: Vec<String> = values.iter().map(said).collect();
    let values = match values.as_slice() {
        [sole] => format!("Always {sole}."),
        values => format!("One of {}.", values.join(", ")),
    };
    describe(schema, &values);
}

fn untyped(schema: &mut Map<String, Value>, values: &[Value]) {
    let of = |fits: fn(&Value) -> bool| -> Vec<Value> {
        values.iter().filter(|value| fits(value)).cloned().collect()
    };
    let kinds = [
        ("string", of(Value::is_string)),
        ("boolean", of(Value::is_boolean)),
        ("integer", of(|value| value.is_i64() || value.is_u64())),
        ("number", of(Value::is_f64)),
    ];
    let typed: usize = kinds.iter().map(|(_, values)| values.len()).sum();
    let mut kinds = kinds.into_iter().filter(|(_, values)| !values.is_empty());
    match (kinds.next(), kinds.next()) {
        (Some((kind, values)), None) if typed == values.len() => {
            schema.insert("type".into(), kind.into());
            if kind == "string" {
                schema.insert("enum".into(), values.into());
            } else {
                told(schema, &values);
            }
        }
        (Some(first), Some(second))
            if typed == values.len()
                && COMBINATORS.iter().all(|key| !schema.contains_key(*key)) =>
        {
            let members: Vec<Value> = [first, second]
                .into_iter()
                .chain(kinds)
                .map(|(kind, values)| {
                    let mut member = Map::from_iter([("type".to_owned(), kind.into())]);
                    if kind == "string" {
                        member.insert("enum".into(), values.into());
                    }
                    Value::Object(member)
                })
                .collect();
            told(schema, values);
            schema.insert("oneOf".into(), json!(members));
        }
        _ => told(schema, values),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    #[test]
    fn an_enum_is_a_list_of_different_texts() {
        let before = json!({
            "Answer": { "type": "string", "enum": ["a", true, 1, "1", null, "a"] },
            "Level": { "type": "integer", "enum": [1, 2], "description": "How high.", "x-names": { "1": "Low" } },
            "Mixed": { "enum": ["auto", 1, 2] },
            "Null": { "enum": [null] },
            "Plain": { "enum": ["a", "b"] },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        Answer: {"enum":["a","true","1"],"nullable":true,"type":"string"}
        Level: {"description":"How high.\n\nOne of `1` (Low), `2`.","type":"integer"}
        Mixed: {"description":"One of `\"auto\"`, `1`, `2`.","oneOf":[{"enum":["auto"],"type":"string"},{"type":"integer"}]}
        Null: {}
        Plain: {"enum":["a","b"],"type":"string"}
        "#);
    }
}
