//! Leaves text of other formats as text.
//!
//! The generator gives some formats (`date`, `uuid`, `ipv4`…) types that refuse
//! what does not fit, and panics on a format of a boolean, an object or an
//! array. Formats with a meaning for us have become types by now.

use serde_json::Value;

use super::schemas::for_each;

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let format = schema.get("format").and_then(Value::as_str);
        let kind = schema.get("type").and_then(Value::as_str);
        let drop = match (kind, format) {
            (_, None) | (Some("integer" | "number"), _) | (_, Some("binary")) => false,
            (_, Some(_)) => true,
        };
        usize::from(drop && schema.remove("format").is_some())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_format_without_a_type_of_ours_is_dropped() {
        let (after, places) = schemas(
            run,
            &json!({
                "Day": { "type": "string", "format": "date" },
                "Flags": { "type": "object", "format": "flags" },
                "File": { "type": "string", "format": "binary" },
                "Count": { "type": "integer", "format": "int64" },
            }),
        );
        assert_eq!(
            after,
            json!({
                "Day": { "type": "string" },
                "Flags": { "type": "object" },
                "File": { "type": "string", "format": "binary" },
                "Count": { "type": "integer", "format": "int64" },
            })
        );
        assert_eq!(places, 2);
    }
}
