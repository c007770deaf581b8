//! Takes the body from responses that have none.
//!
//! A 204 or 205, and any answer to HEAD, ends with its headers. A body declared
//! there would be decoded, and the decode of nothing fails.

use serde_json::Value;

use crate::document::operations_mut;

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, method, operation) in operations_mut(document) {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let is_empty = method == "head" || matches!(status.as_str(), "204" | "205");
            if let (true, Some(response)) = (is_empty, response.as_object_mut()) {
                count += usize::from(response.remove("content").is_some());
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
    fn a_response_without_a_body_declares_none() {
        let body = json!({ "content": { "application/json": {} } });
        check(
            run,
            json!({ "paths": { "/a": {
                "delete": { "responses": { "204": body, "400": body } },
                "head": { "responses": { "200": body } },
            } } }),
            &json!({ "paths": { "/a": {
                "delete": { "responses": { "204": {}, "400": body } },
                "head": { "responses": { "200": {} } },
            } } }),
            2,
        );
    }
}
