//! The top of a document: what every document says of itself.

use openapiv3::{Info, Server, Tag};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Mending, NAME};

pub(super) fn mend(mending: &mut Mending<'_>, document: &mut Map<String, Value>) {
    document.entry("openapi").or_insert_with(|| "3.0.3".into());
    document.entry("paths").or_insert_with(|| json!({}));
    info(mending, document);
    list::<Server>(mending, document, "servers");
    list::<Tag>(mending, document, "tags");
    if document.get("security").is_some_and(|security| !super::parts::is_security(security)) {
        document.remove("security");
        mending.report.lost("/security", "`security`", "it must be a list of names of schemes");
    }
    let docs = document.get("externalDocs").and_then(|docs| docs.get("url")?.as_str());
    if docs.is_none() {
        document.remove("externalDocs");
    }
}

/// A title and a version are needed, and anything else may be wanting.
fn info(mending: &mut Mending<'_>, document: &mut Map<String, Value>) {
    let info = document.entry("info").or_insert_with(|| json!({}));
    if reads::<Info>(info) {
        return;
    }
    let text = |key: &str| match info.get(key) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let mut mended = Map::new();
    mended.insert("title".into(), text("title").unwrap_or_else(|| "API".to_owned()).into());
    mended.insert("version".into(), text("version").unwrap_or_else(|| "0".to_owned()).into());
    if let Some(description) = text("description") {
        mended.insert("description".into(), description.into());
    }
    *info = mended.into();
    mending.report.rewrote(NAME, "/info");
}

/// A list at the top, without the entries that say nothing.
fn list<T: DeserializeOwned>(
    mending: &mut Mending<'_>,
    document: &mut Map<String, Value>,
    key: &str,
) {
    let Some(value) = document.get_mut(key) else { return };
    let Value::Array(entries) = value else {
        let is_null = value.is_null();
        document.remove(key);
        if !is_null {
            mending.report.lost(format!("/{key}"), format!("`{key}`"), "it must be a list");
        }
        return;
    };
    let mut index = 0;
    entries.retain_mut(|entry| {
        if let Value::String(text) = entry {
            let name = if key == "tags" { "name" } else { "url" };
            *entry = json!({ name: text });
        }
        if !reads::<T>(entry)
            && let Value::Object(entry) = entry
        {
            // What is needed may be right, and something beside it wrong.
            entry.retain(|key, value| matches!(key.as_str(), "name" | "url") && value.is_string());
        }
        let stays = reads::<T>(entry);
        if !stays {
            mending.report.lost(format!("/{key}/{index}"), "an entry", "it has not what it needs");
        }
        index += 1;
        stays
    });
}

fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn what_is_missing_is_made_up() {
        check(
            json!({ "info": { "version": 1.5 }, "tags": ["A", { "name": "B", "description": 3 }, 3], "servers": { "url": "/" }, "externalDocs": {} }),
            &json!({
                "openapi": "3.0.3", "info": { "title": "API", "version": "1.5" }, "paths": {},
                "tags": [{ "name": "A" }, { "name": "B" }],
            }),
            &[
                "#/servers: `servers`: it must be a list",
                "#/tags/2: an entry: it has not what it needs",
            ],
        );
    }
}
