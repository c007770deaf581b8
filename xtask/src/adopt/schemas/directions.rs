//! Requires a field only where it travels.
//!
//! One type serves requests and answers. What only the vendor writes cannot be
//! required in a request, and what is only written is not in an answer.

use serde_json::Value;

use super::{is_set, put_back, take_components, texts};
use crate::adopt::Report;
use crate::normalize::{received, sent};
use crate::problem::escape;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let (sent, received) = (sent(document), received(document));
    let mut schemas = take_components(document);
    for (name, schema) in &mut schemas {
        let Value::Object(schema) = schema else { continue };
        let (is_sent, is_received) = (sent.contains(name), received.contains(name));
        let optional: Vec<String> = schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(name, property)| {
                let property = property.as_object()?;
                let stays = is_sent && is_set(property, "readOnly")
                    || is_received && is_set(property, "writeOnly");
                stays.then(|| name.clone())
            })
            .collect();
        let before = texts(schema, "required");
        let after: Vec<String> = before
            .iter()
            .filter(|name| !optional.iter().any(|optional| optional == *name))
            .map(|name| (*name).to_owned())
            .collect();
        if after.len() < before.len() {
            report.rewrote("directions", format!("/components/schemas/{}", escape(name)));
            schema.insert("required".into(), after.into());
        }
    }
    put_back(document, schemas);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_only_the_vendor_writes_is_not_required_of_us() {
        let space = json!({ "$ref": "#/components/schemas/Space" });
        let body = json!({ "content": { "application/json": { "schema": space } } });
        let mut document = json!({
            "paths": { "/spaces": { "post": { "requestBody": body, "responses": { "201": body } } } },
            "components": { "schemas": { "Space": {
                "type": "object", "required": ["id", "name", "key"], "properties": {
                    "id": { "type": "string", "readOnly": true }, "name": { "type": "string" },
                    "key": { "type": "string", "writeOnly": true },
                },
            } } },
        });
        run(&mut document, &mut Report::default());
        assert_eq!(document["components"]["schemas"]["Space"]["required"], json!(["name"]));
    }
}
