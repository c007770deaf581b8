//! Drops `encoding` from form bodies.
//!
//! The generator panics on it. For the flat forms that it can write, `encoding`
//! says nothing that the types do not say; forms that are not flat are left to
//! `lint`.

use serde_json::Value;

use super::media_types::content;
use crate::document::operations_mut;

/// The media type of a form.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let form = operation
            .get_mut("requestBody")
            .and_then(content)
            .and_then(|content| content.get_mut(FORM))
            .and_then(Value::as_object_mut);
        count += usize::from(form.is_some_and(|form| form.remove("encoding").is_some()));
    }
    count
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn encoding_is_dropped() {
        let form = |media_type: Value| {
            json!({ "paths": { "/token": { "post": { "requestBody": {
                "content": { FORM: media_type },
            } } } } })
        };
        let schema = json!({ "$ref": "#/components/schemas/Form" });
        check(
            run,
            form(json!({ "schema": schema, "encoding": { "scope": { "style": "form" } } })),
            &form(json!({ "schema": schema })),
            1,
        );
    }
}
