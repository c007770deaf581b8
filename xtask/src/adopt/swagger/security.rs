//! How a client identifies itself.

use serde_json::{Map, Value, json};

/// Rewrites one scheme.
pub(super) fn scheme(scheme: &mut Value) {
    let Value::Object(object) = scheme else { return };
    let kind = object.get("type").and_then(Value::as_str).map(str::to_owned);
    match kind.as_deref() {
        Some("basic") => {
            object.insert("type".into(), "http".into());
            object.insert("scheme".into(), "basic".into());
        }
        Some("oauth2") if !object.contains_key("flows") => {
            let name = match object.remove("flow").as_ref().and_then(Value::as_str) {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                Some("password") => "password",
                _ => "implicit",
            };
            let mut flow: Map<String, Value> = ["authorizationUrl", "tokenUrl", "scopes"]
                .iter()
                .filter_map(|key| object.remove_entry(*key))
                .collect();
            flow.entry("scopes").or_insert_with(|| json!({}));
            object.insert("flows".into(), json!({ name: flow }));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_one_of_several() {
        let mut before = json!({ "type": "oauth2", "flow": "application", "tokenUrl": "https://acme.test/token" });
        scheme(&mut before);
        let flow = json!({ "tokenUrl": "https://acme.test/token", "scopes": {} });
        assert_eq!(before, json!({ "type": "oauth2", "flows": { "clientCredentials": flow } }));
    }
}
