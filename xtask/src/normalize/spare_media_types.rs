//! Drops what an answer may also come as, beside JSON.
//!
//! The generator reads JSON wherever an answer has it and ignores the rest, but
//! the rest would be asked for: the table of operations lists it.

use serde_json::Value;

use super::media_types::{content, is_json};
use crate::document::operations_mut;

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for content in responses.into_iter().flatten().filter_map(|(_, answer)| content(answer)) {
            if content.keys().any(|media_type| is_json(media_type)) {
                let before = content.len();
                content.retain(|media_type, _| is_json(media_type));
                count += before - content.len();
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn json_is_what_is_asked_for() {
        let answers = |first: Value| {
            json!({ "paths": { "/a": { "get": { "responses": {
                "200": { "content": first },
                "201": { "content": { "image/png": {}, "image/webp": {} } },
            } } } } })
        };
        let json = json!({ "schema": { "$ref": "#/components/schemas/Page" } });
        check(
            run,
            answers(json!({ "application/json": json, "application/csv": {}, "text/csv": {} })),
            &answers(json!({ "application/json": json })),
            2,
        );
    }
}
