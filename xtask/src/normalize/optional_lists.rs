//! Tells an absent list or map from an empty one.
//!
//! The generator leaves an empty optional list out. Where absence
//! means "all", a filter that matched nothing would ask for everything. Made
//! nullable, the list becomes `Option<Vec<_>>`: an empty one is sent as such,
//! and a null that is received decodes.

use serde_json::{Map, Value};

use super::patch_fields::required;
use super::schemas::{for_each, is_replaced};

/// Marks a list that is nullable for our sake: the vendor may not take a null.
pub(super) const OPTIONAL_LIST: &str = "x-optional-list";

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let required = required(schema);
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        let mut count = 0;
        for (name, property) in properties.into_iter().flatten() {
            let Some(property) = property.as_object_mut() else { continue };
            let is_nullable = property.get("nullable") == Some(&Value::Bool(true));
            if !required.contains(name) && is_collection(property) && !is_nullable {
                property.insert("nullable".into(), true.into());
                property.insert(OPTIONAL_LIST.into(), true.into());
                count += 1;
            }
        }
        count
    })
}

fn is_collection(schema: &Map<String, Value>) -> bool {
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => !is_replaced(schema),
        Some("object") => is_map(schema) && !is_replaced(schema),
        _ => false,
    }
}

/// Whether an object is any map, or one of listed values.
fn is_map(schema: &Map<String, Value>) -> bool {
    let fields = schema.get("properties").and_then(Value::as_object);
    match schema.get("additionalProperties") {
        None => fields.is_none_or(Map::is_empty),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn an_optional_list_may_be_absent_empty_or_null() {
        let list = json!({ "type": "array", "items": { "type": "string" } });
        let open = json!({ "type": "array", "items": { "type": "string" }, "nullable": true, "x-optional-list": true });
        let map = json!({ "type": "object", "properties": {} });
        let open_map = json!({ "type": "object", "properties": {}, "nullable": true, "x-optional-list": true });
        let (after, places) = schemas(
            run,
            &json!({ "Sent": { "type": "object", "required": ["all"], "properties": {
                "all": list, "some": list, "text": { "type": "string" }, "map": map,
            } } }),
        );
        assert_eq!(
            after["Sent"]["properties"],
            json!({ "all": list, "some": open, "text": { "type": "string" }, "map": open_map })
        );
        assert_eq!(places, 2);
    }
}
