//! Keeps a description that stands beside a reference.
//!
//! A reference hides its siblings from the generator. With `allOf` of one the
//! type is the same and the field keeps its own words.

use serde_json::{Value, json};

use super::schemas::for_each;

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema, _| {
        let Some(reference) = schema.get("$ref").filter(|_| schema.len() > 1) else { return 0 };
        let reference = json!({ "$ref": reference });
        let description = schema.remove("description");
        *schema = match description {
            Some(description) => {
                [("allOf".into(), json!([reference])), ("description".into(), description)]
                    .into_iter()
                    .collect()
            }
            None => reference.as_object().cloned().unwrap_or_default(),
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
            } } }),
        );
        assert_eq!(
            after["Space"]["properties"],
            json!({
                "id": id, "marked": id, "parent": { "allOf": [id], "description": "Its parent." },
            })
        );
        assert_eq!(places, 2);
    }
}
