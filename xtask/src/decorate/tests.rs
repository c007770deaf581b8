//! What decoration does to the generator's output.

use serde_json::{Value, json};

use super::*;
use crate::problem::Place;
use crate::{generate, names, operations};

/// The three modules of a small document, as text.
struct Written {
    client: String,
    builder: String,
    types: String,
}

fn written(parameters: &Value, locked: &str) -> Written {
    let content = |name: &str| {
        let reference = format!("#/components/schemas/{name}");
        json!({ "application/json": { "schema": { "$ref": reference } } })
    };
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Acme", "version": "1" },
        "paths": { "/desks": { "post": {
            "operationId": "book_desk",
            "summary": "Books a desk.",
            "deprecated": true,
            "x-deprecation": "use reserve_desk",
            "parameters": parameters,
            "requestBody": { "required": true, "content": content("Request") },
            "responses": { "200": { "description": "", "content": content("Desk") } },
        } } },
        "components": { "schemas": {
            "Desk": { "type": "object", "properties": {
                "id": { "$ref": "#/components/schemas/DeskId" },
                "kind": { "$ref": "#/components/schemas/Kind" },
            } },
            "DeskId": { "type": "string" },
            "Kind": { "type": "string", "enum": ["2seat", "Solo"] },
            "Request": { "type": "object", "properties": { "secret": {
                "type": "string",
                "x-rust-type": { "crate": "floorkit-runtime", "version": "*", "path": "floorkit_runtime::SecretText" },
            } } },
        } },
    });
    let place = Place::file("specs/acme/openapi.yaml");
    let locked = names::parse(&place, locked).expect("a lock");
    let file = generate::run(&place, &document).expect("a document that generates");
    let parts = run(file, &document, &operations::table(&document), &locked);
    let text = |items: Vec<Item>| {
        prettyplease::unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
    };
    Written { client: text(parts.client), builder: text(parts.builder), types: text(parts.types) }
}

fn plain() -> Written {
    written(&json!([]), "")
}

#[test]
fn the_client_hands_its_calls_to_the_run_time() {
    let Written { client, .. } = plain();
    assert!(client.contains("impl ClientHooks<::floorkit_runtime::Inner> for Client"), "{client}");
    assert!(client.contains("pub fn from_parts(parts: ::floorkit_runtime::Parts)"), "{client}");
    assert!(!client.contains("pub fn new("), "the constructor that panics is still there");
}

#[test]
fn an_operation_is_documented_and_deprecated() {
    let Written { client, builder, .. } = plain();
    assert!(client.contains("/// Books a desk.\n    ///\n    /// `POST /desks`"), "{client}");
    assert!(client.contains("#[deprecated(note = \"use reserve_desk\")]"), "{client}");
    assert!(!client.contains("```"), "an example that nothing compiles");
    assert!(builder.contains("/// Collects the request of [`Client::book_desk`]"), "{builder}");
}

#[test]
fn no_version_is_sent_and_headers_only_where_there_are_some() {
    let Written { builder, .. } = plain();
    assert!(!builder.contains("api-version") && !builder.contains("header_map"), "{builder}");
    for required in [true, false] {
        let header = json!([{ "name": "X-Tenant", "in": "header", "required": required, "schema": { "type": "string" } }]);
        let Written { builder, .. } = written(&header, "");
        assert!(!builder.contains("api-version"), "{builder}");
        assert!(
            builder.contains("\"X-Tenant\"") && builder.contains(".headers(header_map)"),
            "{builder}"
        );
    }
}

#[test]
fn what_is_received_can_grow_and_is_not_built() {
    let Written { types, .. } = plain();
    assert!(types.contains("#[non_exhaustive]\npub struct Desk {"), "{types}");
    assert!(types.contains("#[non_exhaustive]\npub enum Kind {"), "{types}");
    assert!(!types.contains("impl Desk {"), "{types}");
    assert!(types.contains("}\nimpl Request {\n    pub fn builder()"), "{types}");
    assert!(!types.contains("#[non_exhaustive]\npub struct Request"), "{types}");
}

#[test]
fn values_are_compared_unless_there_is_a_secret_in_them() {
    let Written { types, .. } = plain();
    let derives = |name: &str| {
        let before = types.split(name).next().unwrap_or_default();
        before.rsplit("#[derive(").next().unwrap_or_default().to_owned()
    };
    assert!(derives("pub struct Desk {").contains("PartialEq"), "{types}");
    assert!(!derives("pub struct Request {").contains("PartialEq"), "{types}");
}

#[test]
fn an_id_is_made_of_a_literal() {
    let Written { types, .. } = plain();
    assert!(types.contains("impl ::std::convert::From<&str> for DeskId"), "{types}");
}

#[test]
fn a_variant_takes_the_name_in_the_lock_and_keeps_its_value() {
    let locked = "[variants.Kind]\n2seat = \"Double\"\nSolo = \"Single\"\n";
    let Written { types, .. } = written(&json!([]), locked);
    assert!(types.contains("#[serde(rename = \"2seat\")]\n    Double,"), "{types}");
    assert!(types.contains("#[serde(rename = \"Solo\")]\n    Single,"), "{types}");
    assert!(types.contains("\"2seat\" => Ok(Self::Double)"), "{types}");
    assert!(types.contains("Self::Single => f.write_str(\"Solo\")"), "{types}");
}
