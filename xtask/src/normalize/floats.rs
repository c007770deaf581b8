//! Reads every number in full.
//!
//! The generator makes an `f32` of the format `float`. In JSON a number has no
//! size: `0.1` would come back as `0.10000000149011612`.

use serde_json::Value;

use super::schemas::for_each;

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let is_float = schema.get("format").is_some_and(|format| format == "float");
        usize::from(is_float && schema.remove("format").is_some())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_number_keeps_its_digits() {
        let (after, places) = schemas(
            run,
            &json!({
                "Area": { "type": "number", "format": "float" },
                "Double": { "type": "number", "format": "double" },
                "Many": { "type": "array", "items": { "type": "number", "format": "float" } },
            }),
        );
        assert_eq!(
            after,
            json!({
                "Area": { "type": "number" },
                "Double": { "type": "number", "format": "double" },
                "Many": { "type": "array", "items": { "type": "number" } },
            })
        );
        assert_eq!(places, 2);
    }
}
