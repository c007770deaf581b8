//! Declares what is required, and describes what is declared.
//!
//! A name that is required and not declared is a mistake as often as a field:
//! it becomes a field of any value that may be absent.

use serde_json::{Map, Value, json};

use super::{each_schema, texts};
use crate::adopt::Report;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    each_schema(document, &mut |pointer, schema| {
        let Some(before) = schema.get("required").cloned() else { return };
        let mut names: Vec<String> =
            texts(schema, "required").into_iter().map(ToOwned::to_owned).collect();
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let has_properties = schema.get("properties").is_some_and(Value::is_object);
        let empty = Map::new();
        let declared = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let (declared, undeclared): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| declared.contains_key(name));
        if declared.is_empty() {
            schema.remove("required");
        } else {
            schema.insert("required".into(), json!(declared));
        }
        if has_properties {
            let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
            if let Some(properties) = properties {
                properties.extend(undeclared.into_iter().map(|name| (name, json!({}))));
            }
        }
        if schema.get("required") != Some(&before) {
            report.rewrote("required", pointer);
        }
    });
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    #[test]
    fn what_is_required_is_declared() {
        let before = json!({
            "A": { "type": "object", "required": ["a", "a", "b", 3], "properties": { "a": { "type": "string" } } },
            "Map": { "type": "object", "required": ["a"] },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        A: {"properties":{"a":{"type":"string"},"b":{}},"required":["a"],"type":"object"}
        Map: {"type":"object"}
        "#);
    }
}
