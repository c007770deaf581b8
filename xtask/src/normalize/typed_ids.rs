//! Makes each id a newtype that takes any text.
//!
//! A component marked `x-id` becomes a type of its own, so that the id of one
//! thing cannot be passed for another's. An id is handed back as it came: a
//! format or a list of values would only refuse what the vendor has issued.

use serde_json::Value;

use crate::document::components_mut;

/// What an id keeps.
const KEPT: [&str; 5] = ["deprecated", "description", "nullable", "type", "x-id"];

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, schema) in components_mut(document, "schemas") {
        let Some(schema) = schema.as_object_mut() else { continue };
        if schema.get("x-id") != Some(&Value::Bool(true)) {
            continue;
        }
        let before = schema.len();
        schema.retain(|key, _| KEPT.contains(&key.as_str()));
        let is_text = schema.get("type").is_some_and(|kind| kind == "string");
        if !is_text {
            schema.insert("type".into(), "string".into());
        }
        count += usize::from(!is_text || schema.len() != before);
    }
    count
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn an_id_is_text_and_nothing_more() {
        let (after, places) = schemas(
            run,
            &json!({
                "Code": { "type": "string", "pattern": "^c" },
                "SpaceId": { "type": "string", "pattern": "^spc_", "x-id": true, "format": "uuid" },
            }),
        );
        assert_eq!(
            after,
            json!({
                "Code": { "type": "string", "pattern": "^c" },
                "SpaceId": { "type": "string", "x-id": true },
            })
        );
        assert_eq!(places, 1);
    }
}
