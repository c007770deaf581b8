//! Keeps what is said beside a reference.
//!
//! A reference hides its siblings from the generator. With `allOf` of one the
//! type is the same and the field keeps its own words, and may be null.

use serde_json::{Map, Value, json};

use super::schemas::for_each;

/// What is said of the use, and not of what is used.
const KEPT: [&str; 3] = ["deprecated", "description", "nullable"];

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let Some(reference) = schema.get("$ref").filter(|_| schema.len() > 1) else { return 0 };
        let reference = json!({ "$ref": reference });
        let mut kept: Map<String, Value> =
            KEPT.iter().filter_map(|key| Some(((*key).to_owned(), schema.remove(*key)?))).collect();
        *schema = if kept.is_empty() {
            reference.as_object().cloned().unwrap_or_default()
        } else {
            kept.insert("allOf".into(), json!([reference]));
            kept
        };
        1
    })
}

#[cfg(test)]
mod tests {
    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_description_survives_beside_a_reference() {
        let id = json!({ "$ref": "#/components/schemas/SpaceId" });
        let (after, places) = schemas(
            run,
            &json!({ "Space": { "properties": {
                "id": id,
                "marked": { "$ref": "#/components/schemas/SpaceId", "x-note": 1 },
                "parent": { "$ref": "#/components/schemas/SpaceId", "description": "Its parent." },
                "twin": { "$ref": "#/components/schemas/SpaceId", "nullable": true },
            } } }),
        );
        assert_eq!(
            after["Space"]["properties"],
            json!({
                "id": id, "marked": id, "parent": { "allOf": [id], "description": "Its parent." },
                "twin": { "allOf": [id], "nullable": true },
            })
        );
        assert_eq!(places, 3);
    }
}
