//! Keeps secrets out of `Debug`.
//!
//! The generator derives `Debug` on everything. A text of `format: password` is
//! read and written as `floorkit_runtime::SecretText`, which prints nothing; one
//! without a type, which may be any JSON, as `floorkit_runtime::SecretJson`.

use serde_json::Value;

use super::schemas::{for_each, runtime_type};

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let is_secret = schema.get("format").is_some_and(|format| format == "password");
        if is_secret {
            let name = if schema.contains_key("type") { "SecretText" } else { "SecretJson" };
            *schema = runtime_type(schema, name, Vec::new());
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
            &json!({
                "Issued": { "format": "password" },
                "Token": { "type": "string", "format": "password", "description": "A token." },
            }),
        );
        let secret = |name: &str| {
            let path = format!("floorkit_runtime::{name}");
            json!({ "crate": "floorkit-runtime", "version": "*", "path": path })
        };
        assert_eq!(
            after,
            json!({
                "Issued": { "x-rust-type": secret("SecretJson") },
                "Token": {
                    "type": "string", "description": "A token.", "x-rust-type": secret("SecretText"),
                },
            })
        );
        assert_eq!(places, 2);
    }
}
