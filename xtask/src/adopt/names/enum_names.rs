//! Keeps the names that a vendor gives to the values of an enum.
//!
//! OpenAPI has no place for them, so that generators read extensions:
//! `x-enum-varnames`, `x-enumNames`, `x-ms-enum`. What they say goes into
//! `x-names`, by value, before anything is done to the values or the extensions.

use serde_json::{Map, Value};

use crate::adopt::Report;
use crate::adopt::schemas::each_schema;

/// Lists of names, as long as that of the values.
const LISTS: [&str; 4] = ["x-enum-varnames", "x-enumNames", "x-enum-names", "x-enumVarnames"];

/// Names of values, by value.
pub(in crate::adopt) const NAMES: &str = "x-names";

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    each_schema(document, &mut |pointer, schema| {
        schema.remove(NAMES);
        let names = named(schema);
        if !names.is_empty() {
            schema.insert(NAMES.into(), names.into());
            report.rewrote("enum_names", pointer);
        }
    });
}

fn named(schema: &Map<String, Value>) -> Map<String, Value> {
    let Some(values) = schema.get("enum").and_then(Value::as_array) else { return Map::new() };
    let list = |key: &&str| schema.get(*key)?.as_array().filter(|list| list.len() == values.len());
    if let Some(names) = LISTS.iter().find_map(list) {
        return values.iter().zip(names).filter_map(|(value, name)| pair(value, name)).collect();
    }
    let told = schema.get("x-ms-enum").and_then(|told| told.get("values")?.as_array());
    let told = told.into_iter().flatten();
    told.filter_map(|one| pair(one.get("value")?, one.get("name")?)).collect()
}

fn pair(value: &Value, name: &Value) -> Option<(String, Value)> {
    let name = name.as_str().map(str::trim).filter(|name| !name.is_empty())?;
    Some((text(value)?, name.into()))
}

/// A value as the key of its name.
pub(in crate::adopt) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::adopt::schemas::testing::schemas;

    #[test]
    fn names_stand_by_their_values() {
        let told = json!({ "name": "Tier", "values": [{ "value": "s", "name": "Small" }, { "value": "l" }] });
        let before = json!({
            "Level": { "enum": [1, 2, null], "x-enum-varnames": ["Low", " ", "None"] },
            "Odd": { "enum": ["a", "b"], "x-enumNames": ["A"] },
            "Tier": { "enum": ["s", "l"], "x-ms-enum": told },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        Level: {"enum":[1,2,null],"x-enum-varnames":["Low"," ","None"],"x-names":{"1":"Low"}}
        Odd: {"enum":["a","b"],"x-enumNames":["A"]}
        Tier: {"enum":["s","l"],"x-ms-enum":{"name":"Tier","values":[{"name":"Small","value":"s"},{"value":"l"}]},"x-names":{"s":"Small"}}
        "#);
    }
}
