//! Takes a scalar in each JSON type that it is known to come in.
//!
//! `x-accepts: [string, integer]` on a received value says that the wire may
//! carry either; its `type` says what it means.

use serde_json::{Map, Value};

use super::schemas::{for_each_directed, runtime_type};

pub(super) fn run(document: &mut Value) -> usize {
    for_each_directed(document, |schema, direction| match type_of(schema) {
        Some(name) if direction.received => {
            *schema = runtime_type(schema, name, Vec::new());
            1
        }
        _ => 0,
    })
}

fn type_of(schema: &Map<String, Value>) -> Option<&'static str> {
    let accepted = schema.get("x-accepts")?.as_array()?;
    if accepted.len() < 2 {
        return None;
    }
    match schema.get("type")?.as_str()? {
        "string" => Some("TolerantText"),
        "integer" => Some("TolerantInteger"),
        "number" => Some("TolerantNumber"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_value_of_two_json_types_is_read_from_either() {
        let accepts = |kind: &str| json!({ "type": kind, "x-accepts": ["string", "integer"] });
        let (after, places) = schemas(
            run,
            &json!({
                "Received": { "type": "object", "properties": {
                    "text": accepts("string"), "whole": accepts("integer"), "number": accepts("number"),
                    "plain": { "type": "string" },
                } },
                "Sent": { "type": "object", "properties": { "text": accepts("string") } },
            }),
        );
        let path =
            |name: &str| after["Received"]["properties"][name]["x-rust-type"]["path"].clone();
        assert_eq!(path("text"), "floorkit_runtime::TolerantText");
        assert_eq!(path("whole"), "floorkit_runtime::TolerantInteger");
        assert_eq!(path("number"), "floorkit_runtime::TolerantNumber");
        assert_eq!(path("plain"), Value::Null);
        assert_eq!(after["Sent"]["properties"]["text"], accepts("string"));
        assert_eq!(places, 3);
    }
}
