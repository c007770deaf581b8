//! Keeps secrets out of `Debug`.
//!
//! The generator derives `Debug` on everything. A text of `format: password` is
//! read and written as `floorkit_runtime::SecretText`, which prints nothing.

use serde_json::Value;

use super::schemas::{for_each, runtime_type};

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema, _| {
        let is_secret = schema.get("format").is_some_and(|format| format == "password");
        if is_secret {
            *schema = runtime_type(schema, "SecretText", Vec::new());
        }
        usize::from(is_secret)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_password_is_a_secret() {
        let (after, places) = schemas(
            run,
            &json!({ "Token": { "type": "string", "format": "password", "description": "A token." } }),
        );
        assert_eq!(
            after,
            json!({ "Token": { "type": "string", "description": "A token.", "x-rust-type": {
                "crate": "floorkit-runtime", "version": "*", "path": "floorkit_runtime::SecretText",
            } } })
        );
        assert_eq!(places, 1);
    }
}
