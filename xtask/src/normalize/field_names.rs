//! Calls fields as people would, where the wire has other names.
//!
//! The generator makes a field of a property's name, so that `@id` and `id`
//! would meet. A property marked `x-name` goes by that name from here on;
//! `x-wire-names` keeps what the wire has, and `decorate` writes it down.

use serde_json::{Map, Value};

use super::schemas::for_each;

/// Names of fields, to names on the wire; beside `properties`.
pub(crate) const WIRE_NAMES: &str = "x-wire-names";

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return 0;
        };
        let wire_names: Map<String, Value> = properties
            .iter()
            .filter_map(|(wire, property)| {
                Some((name_of(property)?.to_owned(), wire.clone().into()))
            })
            // A name that is taken is left to `lint`.
            .filter(|(name, wire)| wire == name || !properties.contains_key(name))
            .collect();
        for (name, wire) in &wire_names {
            rename(schema, wire.as_str().unwrap_or_default(), name);
        }
        let count = wire_names.len();
        if count > 0 {
            schema.insert(WIRE_NAMES.into(), wire_names.into());
        }
        count
    })
}

fn name_of(property: &Value) -> Option<&str> {
    property.get("x-name")?.as_str()
}

fn rename(schema: &mut Map<String, Value>, wire: &str, name: &str) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    if let Some(properties) = properties
        && let Some(mut property) = properties.remove(wire)
    {
        property.as_object_mut().map(|property| property.remove("x-name"));
        properties.insert(name.to_owned(), property);
    }
    let required = schema.get_mut("required").and_then(Value::as_array_mut);
    for required in required.into_iter().flatten().filter(|required| *required == wire) {
        *required = name.into();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_field_has_the_name_that_it_is_given() {
        let text = json!({ "type": "string" });
        let page = json!({ "$ref": "#/components/schemas/Page" });
        let (after, places) = schemas(
            run,
            &json!({ "Page": { "required": ["@id", "id"], "properties": {
                "@id": { "type": "string", "x-name": "iri" },
                "hydra:next": { "$ref": "#/components/schemas/Page", "x-name": "next" },
                "id": text,
            } } }),
        );
        assert_eq!(
            after,
            json!({ "Page": {
                "required": ["iri", "id"],
                "properties": { "id": text, "iri": text, "next": page },
                "x-wire-names": { "iri": "@id", "next": "hydra:next" },
            } })
        );
        assert_eq!(places, 2);
    }

    #[test]
    fn a_name_that_is_taken_is_left() {
        let page = json!({ "Page": { "properties": {
            "@id": { "x-name": "id" }, "id": { "type": "string" },
        } } });
        assert_eq!(schemas(run, &page), (page.clone(), 0));
    }
}
