//! What stands where in a document of any version.
//!
//! A key means something by the place that it stands at: `items` is a keyword of
//! a schema and may be a property of one. All passes of this stage that look at
//! a whole document go through here.

use serde_json::Value;

use crate::document::METHODS;
use crate::problem::escape;

/// What a value is, by its place. The plural ones are maps or lists of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Document,
    Components,
    PathItems,
    PathItem,
    Operation,
    Parameters,
    Parameter,
    RequestBodies,
    RequestBody,
    Responses,
    Response,
    Headers,
    Header,
    Contents,
    Content,
    Encodings,
    Encoding,
    Examples,
    Example,
    Links,
    Link,
    Callbacks,
    Callback,
    SecuritySchemes,
    SecurityScheme,
    Schemas,
    Schema,
    Discriminator,
    Mapping,
    MappedName,
    /// A value of the vendor's API, or an extension: nothing in it is a keyword.
    Opaque,
    /// A part of the document that holds none of the above.
    Other,
}

impl Kind {
    /// What the value of a key is, or the item of a list.
    pub(super) fn inside(self, key: &str) -> Self {
        if key.starts_with("x-") && !self.is_named_freely() {
            return Self::Opaque;
        }
        match self {
            Self::PathItems => Self::PathItem,
            Self::Parameters => Self::Parameter,
            Self::RequestBodies => Self::RequestBody,
            Self::Responses => Self::Response,
            Self::Headers => Self::Header,
            Self::Contents => Self::Content,
            Self::Encodings => Self::Encoding,
            Self::Examples => Self::Example,
            Self::Links => Self::Link,
            Self::Callbacks => Self::Callback,
            Self::Callback => Self::PathItem,
            Self::SecuritySchemes => Self::SecurityScheme,
            Self::Schemas => Self::Schema,
            Self::Mapping => Self::MappedName,
            Self::Example | Self::Opaque => Self::Opaque,
            Self::Schema => in_schema(key),
            Self::Document | Self::Components => in_components(key),
            Self::PathItem if METHODS.contains(&key) => Self::Operation,
            Self::Discriminator if key == "mapping" => Self::Mapping,
            _ => in_part(key),
        }
    }

    /// Whether the keys are names that the vendor chose, `x-` and all.
    fn is_named_freely(self) -> bool {
        matches!(
            self,
            Self::Encodings
                | Self::Examples
                | Self::Headers
                | Self::Mapping
                | Self::Parameters
                | Self::RequestBodies
                | Self::Schemas
                | Self::SecuritySchemes
        )
    }

    /// What the values of a map or list of this kind are, if it is one.
    pub(super) fn is_plural(self) -> bool {
        self.inside("a") == self.inside("b")
            && !matches!(self.inside("a"), Self::Other | Self::Opaque)
    }
}

fn in_schema(key: &str) -> Kind {
    match key {
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "additionalItems"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "contentSchema" => Kind::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" | "properties" | "patternProperties"
        | "dependentSchemas" | "dependencies" | "$defs" | "definitions" => Kind::Schemas,
        "discriminator" => Kind::Discriminator,
        "example" | "examples" | "default" | "enum" | "const" => Kind::Opaque,
        _ => Kind::Other,
    }
}

fn in_components(key: &str) -> Kind {
    match key {
        "components" => Kind::Components,
        "paths" | "webhooks" | "pathItems" => Kind::PathItems,
        "definitions" | "schemas" => Kind::Schemas,
        "securityDefinitions" | "securitySchemes" => Kind::SecuritySchemes,
        "parameters" => Kind::Parameters,
        "requestBodies" => Kind::RequestBodies,
        "responses" => Kind::Responses,
        "headers" => Kind::Headers,
        "examples" => Kind::Examples,
        "links" => Kind::Links,
        "callbacks" => Kind::Callbacks,
        _ => Kind::Other,
    }
}

/// What a key means in an operation and its parts.
fn in_part(key: &str) -> Kind {
    match key {
        "parameters" => Kind::Parameters,
        "requestBody" => Kind::RequestBody,
        "responses" => Kind::Responses,
        "callbacks" => Kind::Callbacks,
        "content" => Kind::Contents,
        "headers" => Kind::Headers,
        "links" => Kind::Links,
        "encoding" => Kind::Encodings,
        "examples" => Kind::Examples,
        // A parameter of Swagger 2.0 is half a schema.
        "schema" | "items" => Kind::Schema,
        "example" | "default" | "enum" => Kind::Opaque,
        _ => Kind::Other,
    }
}

/// What stands at a JSON pointer into a whole document.
pub(super) fn kind_at(pointer: &str) -> Kind {
    pointer.split('/').skip(1).fold(Kind::Document, Kind::inside)
}

/// Calls `visit` for each value that has a kind, outer ones first, with its
/// pointer.
pub(super) fn walk(
    value: &Value,
    kind: Kind,
    pointer: &mut String,
    visit: &mut dyn FnMut(Kind, &str, &Value),
) {
    if matches!(kind, Kind::Opaque | Kind::Other) {
        return;
    }
    visit(kind, pointer, value);
    let length = pointer.len();
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                push(pointer, key);
                walk(value, kind.inside(key), pointer, visit);
                pointer.truncate(length);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                push(pointer, &index.to_string());
                walk(value, in_list(kind), pointer, visit);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// The same, to be changed in place. What `visit` leaves is gone into.
pub(super) fn walk_mut(
    value: &mut Value,
    kind: Kind,
    pointer: &mut String,
    visit: &mut dyn FnMut(Kind, &str, &mut Value),
) {
    if matches!(kind, Kind::Opaque | Kind::Other) {
        return;
    }
    visit(kind, pointer, value);
    let length = pointer.len();
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                push(pointer, key);
                walk_mut(value, kind.inside(key), pointer, visit);
                pointer.truncate(length);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter_mut().enumerate() {
                push(pointer, &index.to_string());
                walk_mut(value, in_list(kind), pointer, visit);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// `items` may hold a list of schemas, one per position.
fn in_list(kind: Kind) -> Kind {
    if kind == Kind::Schema { kind } else { kind.inside("0") }
}

/// Appends one token to a JSON pointer.
pub(super) fn push(pointer: &mut String, token: &str) {
    pointer.push('/');
    pointer.push_str(&escape(token));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_means_something_by_its_place() {
        let text = json!({ "type": "string" });
        let document = json!({
            "paths": { "/a": { "get": {
                "parameters": [{ "name": "q", "schema": text, "example": { "schema": text } }],
                "callbacks": { "done": { "{url}": { "post": { "requestBody": { "content": { "*/*": { "schema": text } } } } } } },
            } } },
            "definitions": { "items": { "items": [text], "properties": { "x-odd": text, "default": text }, "default": text } },
        });
        let mut found = Vec::new();
        walk(&document, Kind::Document, &mut String::new(), &mut |kind, pointer, _| {
            if kind == Kind::Schema {
                found.push(pointer.to_owned());
            }
        });
        assert_eq!(
            found,
            [
                "/definitions/items",
                "/definitions/items/items",
                "/definitions/items/items/0",
                "/definitions/items/properties/default",
                "/definitions/items/properties/x-odd",
                "/paths/~1a/get/callbacks/done/{url}/post/requestBody/content/*~1*/schema",
                "/paths/~1a/get/parameters/0/schema",
            ]
        );
    }

    #[test]
    fn a_pointer_tells_what_it_leads_to() {
        assert_eq!(kind_at("/components/schemas/A/properties/b"), Kind::Schema);
        assert_eq!(kind_at("/components/parameters/A"), Kind::Parameter);
        assert_eq!(kind_at("/info/title"), Kind::Other);
        assert!(Kind::Schemas.is_plural() && !Kind::Schema.is_plural());
    }
}
