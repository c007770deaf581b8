//! Types the keys of maps.
//!
//! A map of JSON has text for keys. `x-key` names the id that they are, and the
//! map becomes a `BTreeMap` from that id: sorted, so that what is printed from
//! it does not change from run to run.

use serde_json::Value;

use super::schemas::{for_each, rust_type};

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let key = schema.get("x-key").filter(|key| key.is_object());
        let value = schema.get("additionalProperties").filter(|value| value.is_object());
        let (Some(key), Some(value)) = (key, value) else { return 0 };
        let parameters = vec![key.clone(), value.clone()];
        *schema = rust_type(schema, "std", "std::collections::BTreeMap", parameters);
        1
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_map_is_keyed_by_its_id() {
        let key = json!({ "$ref": "#/components/schemas/SpaceId" });
        let value = json!({ "type": "boolean" });
        let (after, places) = schemas(
            run,
            &json!({
                "Occupied": { "type": "object", "additionalProperties": value, "x-key": key },
                "Plain": { "type": "object", "additionalProperties": value },
            }),
        );
        assert_eq!(
            after,
            json!({
                "Occupied": { "type": "object", "x-rust-type": {
                    "crate": "std", "version": "*", "path": "std::collections::BTreeMap",
                    "parameters": [key, value],
                } },
                "Plain": { "type": "object", "additionalProperties": value },
            })
        );
        assert_eq!(places, 1);
    }
}
