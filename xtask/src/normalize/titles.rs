//! Drops the titles of schemas.
//!
//! The generator names an inline schema by its title, and gives two schemas of
//! one title the same type without comparing them.

use serde_json::Value;

use super::schemas::for_each;

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let is_title = schema.get("title").is_some_and(Value::is_string);
        usize::from(is_title && schema.remove("title").is_some())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_title_is_dropped_and_a_property_named_title_stays() {
        let (after, places) = schemas(
            run,
            &json!({ "Book": {
                "title": "A book",
                "properties": { "title": { "title": "Its title", "type": "string" } },
            } }),
        );
        assert_eq!(after, json!({ "Book": { "properties": { "title": { "type": "string" } } } }));
        assert_eq!(places, 2);
    }
}
