//! Drops a status that a range of the same answer covers.
//!
//! The generator tries `2XX` before a status of its own, which could then never
//! be reached: a warning in the crate. The status is told to the caller anyway.

use serde_json::Value;

use super::media_types::is_success;
use crate::document::operations_mut;

const ALL: &str = "2XX";

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        let Some(responses) = responses else { continue };
        let Some(all) = responses.get(ALL).map(content) else { continue };
        let before = responses.len();
        responses.retain(|status, answer| {
            status == ALL || !is_success(status) || content(answer) != all
        });
        count += before - responses.len();
    }
    count
}

fn content(answer: &Value) -> Option<Value> {
    answer.get("content").cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn a_range_stands_for_what_is_in_it() {
        let answer = json!({ "content": { "application/json": {} } });
        let answers =
            |answers: Value| json!({ "paths": { "/a": { "get": { "responses": answers } } } });
        check(
            run,
            answers(json!({ "2XX": answer, "202": answer, "204": {}, "400": answer })),
            &answers(json!({ "2XX": answer, "204": {}, "400": answer })),
            1,
        );
        let told_apart = answers(json!({ "200": answer, "202": answer }));
        check(run, told_apart.clone(), &told_apart, 0);
    }
}
