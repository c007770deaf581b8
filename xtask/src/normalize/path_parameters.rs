//! Makes each operation declare exactly the parameters of its path.
//!
//! The generator panics on a path parameter that is not `required`, on one that
//! the path lacks, and on a placeholder that nothing declares. Pages also write
//! placeholders with a colon.

use serde_json::{Value, json};

use crate::document::{METHODS, braced, placeholders};

pub(super) fn run(document: &mut Value) -> usize {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return 0 };
    let mut count = 0;
    let written = std::mem::take(paths);
    for (path, mut item) in written {
        let braced = braced(&path);
        count += usize::from(braced != path);
        count += declare(&braced, &mut item);
        paths.insert(braced, item);
    }
    count
}

fn declare(path: &str, item: &mut Value) -> usize {
    let Value::Object(item) = item else { return 0 };
    let shared = item.remove("parameters");
    let mut count = usize::from(shared.is_some());
    let shared = shared.and_then(|shared| shared.as_array().cloned()).unwrap_or_default();
    let names = placeholders(path);
    for method in METHODS {
        let Some(Value::Object(operation)) = item.get_mut(method) else { continue };
        let mut own = match operation.remove("parameters") {
            Some(Value::Array(own)) => own,
            _ => Vec::new(),
        };
        for parameter in &shared {
            if !own.iter().any(|own| key(own) == key(parameter)) {
                own.push(parameter.clone());
            }
        }
        count += repair(&names, &mut own);
        if !own.is_empty() {
            operation.insert("parameters".into(), own.into());
        }
    }
    count
}

fn key(parameter: &Value) -> (Option<&str>, Option<&str>) {
    let text = |name: &str| parameter.get(name).and_then(Value::as_str);
    (text("name"), text("in"))
}

fn repair(placeholders: &[&str], parameters: &mut Vec<Value>) -> usize {
    let before = parameters.len();
    parameters.retain(|parameter| match key(parameter) {
        (Some(name), Some("path")) => placeholders.contains(&name),
        _ => true,
    });
    let mut count = before - parameters.len();
    for parameter in parameters.iter_mut().filter(|p| key(p).1 == Some("path")) {
        if parameter.get("required") != Some(&Value::Bool(true)) {
            parameter["required"] = true.into();
            count += 1;
        }
    }
    for name in placeholders {
        if !parameters.iter().any(|parameter| key(parameter) == (Some(name), Some("path"))) {
            let schema = json!({ "type": "string" });
            parameters
                .push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
            count += 1;
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
    fn a_path_declares_its_placeholders_and_nothing_else() {
        let text = json!({ "type": "string" });
        check(
            run,
            json!({ "paths": { "/users/:user_id/{part}": {
                "parameters": [{ "name": "user_id", "in": "path", "schema": text }],
                "get": { "parameters": [
                    { "name": "gone", "in": "path", "required": true, "schema": text },
                    { "name": "part", "in": "query", "schema": text },
                ] },
            } } }),
            &json!({ "paths": { "/users/{user_id}/{part}": {
                "get": { "parameters": [
                    { "name": "part", "in": "query", "schema": text },
                    { "name": "user_id", "in": "path", "required": true, "schema": text },
                    { "name": "part", "in": "path", "required": true, "schema": text },
                ] },
            } } }),
            5,
        );
    }
}
