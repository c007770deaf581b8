//! Drops limits on values.
//!
//! The generator turns some of them into types that refuse to decode (a
//! `minimum` of 1 makes a zero from the server fatal) and ignores the others.
//! In a request it would name a type after the field's position. The vendor
//! judges its own limits, and its answer says why.

use serde_json::Value;

use super::schemas::for_each;

const LIMITS: [&str; 12] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
];

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        LIMITS.iter().filter(|limit| schema.remove(**limit).is_some()).count()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn limits_are_dropped() {
        let (after, places) = schemas(
            run,
            &json!({ "Received": { "type": "object", "properties": {
                "count": { "type": "integer", "minimum": 1, "maximum": 9 },
                "names": { "type": "array", "maxItems": 2, "items": { "type": "string", "pattern": "^a" } },
                "pattern": { "type": "string" },
            } } }),
        );
        assert_eq!(
            after,
            json!({ "Received": { "type": "object", "properties": {
                "count": { "type": "integer" },
                "names": { "type": "array", "items": { "type": "string" } },
                "pattern": { "type": "string" },
            } } })
        );
        assert_eq!(places, 4);
    }
}
