//! A document as operations, whatever its version.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::document::{METHODS, nameless};
use crate::problem::escape;

/// A document, and what can be looked up in it.
#[derive(Debug)]
pub(super) struct Api<'a> {
    document: &'a Value,
    /// By method and path without the names of its parameters.
    pub(super) operations: BTreeMap<String, Operation<'a>>,
}

/// A value in a document, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    pub(super) pointer: String,
}

/// One operation.
#[derive(Clone, Debug)]
pub(super) struct Operation<'a> {
    /// Method and path, as people write them.
    pub(super) name: String,
    pub(super) id: Option<&'a str>,
    pub(super) resource: String,
    pub(super) tags: BTreeSet<&'a str>,
    pub(super) deprecated: bool,
    pub(super) node: Node<'a>,
    /// By place and name; that of a path by its position.
    pub(super) parameters: BTreeMap<(String, String), Node<'a>>,
    pub(super) body: Option<Node<'a>>,
    /// By status.
    pub(super) responses: BTreeMap<String, Node<'a>>,
}

impl<'a> Node<'a> {
    pub(super) fn child(&self, steps: &[&str], value: &'a Value) -> Self {
        let mut pointer = self.pointer.clone();
        for step in steps {
            pointer.push('/');
            pointer.push_str(&escape(step));
        }
        Self { value, pointer }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        Some(self.child(&[key], self.value.get(key)?))
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    /// The entries of an object that is the value of a key, by their names.
    pub(super) fn entries(&self, key: &str) -> BTreeMap<&'a str, Self> {
        let object = self.value.get(key).and_then(Value::as_object).into_iter().flatten();
        object.map(|(name, value)| (name.as_str(), self.child(&[key, name], value))).collect()
    }

    /// The component that this refers to, if it does nothing else.
    pub(super) fn component(&self) -> Option<&'a str> {
        self.text("$ref")?.strip_prefix("#/components/schemas/")
    }
}

impl<'a> Api<'a> {
    pub(super) fn read(document: &'a Value) -> Self {
        let mut api = Self { document, operations: BTreeMap::new() };
        let root = Node { value: document, pointer: String::new() };
        for (path, item) in root.entries("paths") {
            let item = api.resolved(&item);
            for method in METHODS {
                if let Some(node) = item.get(method) {
                    let operation = api.operation(path, method, &item, node);
                    let key = format!("{} {}", method.to_uppercase(), nameless(path));
                    api.operations.insert(key, operation);
                }
            }
        }
        api
    }

    pub(super) fn root(&self) -> Node<'a> {
        Node { value: self.document, pointer: String::new() }
    }

    /// What a reference leads to; none if it is none, or leads nowhere.
    pub(super) fn follow(&self, node: &Node<'a>) -> Option<Node<'a>> {
        let pointer = node.text("$ref")?.strip_prefix('#')?;
        Some(Node { value: self.document.pointer(pointer)?, pointer: pointer.to_owned() })
    }

    /// What a chain of references leads to.
    pub(super) fn resolved(&self, node: &Node<'a>) -> Node<'a> {
        let mut node = node.clone();
        for _ in 0..16 {
            match self.follow(&node) {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    fn operation(
        &self,
        path: &'a str,
        method: &str,
        item: &Node<'a>,
        node: Node<'a>,
    ) -> Operation<'a> {
        let tags: BTreeSet<&str> = node
            .value
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let first = node.value.pointer("/tags/0").and_then(Value::as_str);
        Operation {
            name: format!("{} {path}", method.to_uppercase()),
            id: node.text("operationId"),
            resource: first.unwrap_or("other").to_owned(),
            tags,
            deprecated: node.flag("deprecated"),
            parameters: self.parameters(path, item, &node),
            body: node.get("requestBody").map(|body| self.resolved(&body)),
            responses: node
                .entries("responses")
                .into_iter()
                .filter(|(status, _)| !status.starts_with("x-"))
                .map(|(status, response)| (status.to_uppercase(), self.resolved(&response)))
                .collect(),
            node,
        }
    }

    /// Those of the path item, and those of the operation, which win.
    fn parameters(
        &self,
        path: &str,
        item: &Node<'a>,
        operation: &Node<'a>,
    ) -> BTreeMap<(String, String), Node<'a>> {
        let positions: Vec<&str> = holes(path).collect();
        let mut parameters = BTreeMap::new();
        for owner in [item, operation] {
            let list =
                owner.value.get("parameters").and_then(Value::as_array).into_iter().flatten();
            for (index, value) in list.enumerate() {
                let node = self.resolved(&owner.child(&["parameters", &index.to_string()], value));
                let (Some(place), Some(name)) = (node.text("in"), node.text("name")) else {
                    continue;
                };
                let name = match place {
                    // The name of a path parameter is not sent: its place is.
                    "path" => positions
                        .iter()
                        .position(|hole| *hole == name)
                        .map_or_else(|| name.to_owned(), |position| format!("#{}", position + 1)),
                    // Nor does the case of a header matter.
                    "header" => name.to_ascii_lowercase(),
                    _ => name.to_owned(),
                };
                parameters.insert((place.to_owned(), name), node);
            }
        }
        parameters
    }
}

/// Whether a parameter says only what media types and credentials say.
pub(super) fn is_redundant(place: &str, name: &str) -> bool {
    let redundant = ["accept", "content-type", "authorization"];
    place == "header" && redundant.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn holes(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}

/// The object at a key, which may be absent.
pub(super) fn object<'a>(value: &'a Value, key: &str) -> Option<&'a Map<String, Value>> {
    value.get(key)?.as_object()
}
