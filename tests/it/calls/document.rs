//! A vendor's document as it is written, and what it says of answers.

use std::fs;

use serde_json::{Map, Value};

use crate::workspace::root;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// `specs/<vendor>/openapi.yaml`.
pub(crate) struct Document {
    pub(crate) root: Value,
    operations: Vec<Documented>,
}

/// An operation.
pub(crate) struct Documented {
    pub(crate) id: String,
    /// In capitals.
    method: String,
    path: String,
    pub(crate) responses: Vec<Response>,
}

/// An answer in the media type that is preferred, JSON if there is any.
pub(crate) struct Response {
    /// Of a range, its first.
    pub(crate) status: u16,
    /// The media type, and the entry that has its schema and examples.
    pub(crate) content: Option<(String, Value)>,
}

impl Document {
    pub(crate) fn of(folder: &str) -> Self {
        let path = root().join("specs").join(folder).join("openapi.yaml");
        let text = fs::read_to_string(path).expect("the document is there");
        let root: Value = serde_saphyr::from_str(&text).expect("a document in YAML");
        let paths = root["paths"].as_object().expect("paths");
        let operations = paths.iter().flat_map(|(path, item)| {
            let of_path = METHODS.iter().filter_map(|method| Some((*method, item.get(method)?)));
            of_path.map(|(method, operation)| documented(&root, path, method, operation))
        });
        Self { operations: operations.collect(), root }
    }

    #[track_caller]
    pub(crate) fn operation(&self, id: &str) -> &Documented {
        let mut operations = self.operations.iter();
        operations.find(|operation| operation.id == id).expect("an operation of the document")
    }

    /// Which operation a request line such as `GET /v2/users?page=2` is of. A path without
    /// parameters goes first.
    pub(crate) fn asked(&self, line: &str) -> Option<&Documented> {
        let (method, target) = line.split_once(' ')?;
        let path = target.split('?').next()?;
        let fitting = self
            .operations
            .iter()
            .filter(|operation| operation.method == method && fits(&operation.path, path));
        fitting.min_by_key(|operation| operation.path.matches('{').count())
    }
}

impl Documented {
    /// The answer of the first status that means success.
    #[track_caller]
    pub(crate) fn success(&self) -> &Response {
        let mut responses = self.responses.iter();
        responses.find(|response| response.status < 300).expect("an answer that means success")
    }
}

/// What a reference leads to, however many there are.
pub(crate) fn resolved<'a>(root: &'a Value, mut value: &'a Value) -> &'a Value {
    while let Some(target) = value.get("$ref").and_then(Value::as_str) {
        let pointer = target.strip_prefix('#').expect("a reference within the document");
        value = root.pointer(pointer).expect("a reference that leads somewhere");
    }
    value
}

fn documented(root: &Value, path: &str, method: &str, operation: &Value) -> Documented {
    let responses = operation["responses"].as_object().expect("responses").iter();
    Documented {
        id: operation["operationId"].as_str().expect("an id").to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        responses: responses
            .map(|(status, response)| {
                let content = resolved(root, response).get("content").and_then(Value::as_object);
                Response { status: first(status), content: content.and_then(preferred) }
            })
            .collect(),
    }
}

/// `2XX` begins with 200; what is said of all other statuses is tried with one.
fn first(status: &str) -> u16 {
    status.replace(['X', 'x'], "0").parse().unwrap_or(418)
}

fn preferred(content: &Map<String, Value>) -> Option<(String, Value)> {
    let json = content.iter().find(|(media_type, _)| media_type.contains("json"));
    let (media_type, entry) = json.or_else(|| content.iter().next())?;
    Some((media_type.clone(), entry.clone()))
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(path).all(|(wanted, given)| {
            wanted == &given || (wanted.starts_with('{') && !given.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_finds_its_operation() {
        let document = Document::of("density");
        let asked = |line| document.asked(line).map(|operation| operation.id.as_str());
        assert_eq!(asked("GET /v3/labels/groups?page=1"), Some("list_label_groups"));
        assert_eq!(asked("PATCH /v3/labels/l-1"), Some("update_label"));
        assert_eq!(asked("PATCH /v3/labels/"), None);
        assert_eq!(asked("GET /v3/nothing"), None);
    }
}
