//! Keeps what a base does not describe.
//!
//! Where a schema has a discriminator and no members, others are merged of it,
//! and a value of it may be any of theirs. Open, it keeps their fields.

use serde_json::{Map, Value, json};

use super::{put_back, take_components};
use crate::adopt::Report;
use crate::problem::escape;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let mut schemas = take_components(document);
    for (name, schema) in &mut schemas {
        let Value::Object(schema) = schema else { continue };
        if is_base(schema) {
            schema.remove("discriminator");
            schema.insert("additionalProperties".into(), json!({}));
            report.rewrote("bases", format!("/components/schemas/{}", escape(name)));
        }
    }
    put_back(document, schemas);
}

fn is_base(schema: &Map<String, Value>) -> bool {
    let is_typed = schema.get("additionalProperties").is_some_and(Value::is_object);
    schema.contains_key("discriminator") && schema.contains_key("properties") && !is_typed
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    #[test]
    fn a_base_keeps_the_fields_of_its_children() {
        let before = json!({
            "Event": { "type": "object", "properties": { "kind": {} }, "discriminator": { "propertyName": "kind" } },
            "Union": { "oneOf": [], "discriminator": { "propertyName": "kind" } },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        Event: {"additionalProperties":{},"properties":{"kind":{}},"type":"object"}
        Union: {"discriminator":{"propertyName":"kind"},"oneOf":[]}
        "#);
    }
}
