//! What decoration does to the generator's output.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;
use crate::problem::Place;
use crate::{generate, lint, names, normalize, operations};

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
            "Guest": {
                "type": "object",
                "properties": { "name": { "type": "string" } },
                "additionalProperties": {},
            },
            "Request": { "type": "object", "properties": { "guest": {
                "$ref": "#/components/schemas/Guest",
            }, "secret": {
                "type": "string",
                "x-rust-type": { "crate": "floorkit-runtime", "version": "*", "path": "floorkit_runtime::SecretText" },
            } } },
        } },
    });
    made(&document, locked)
}

fn made(document: &Value, locked: &str) -> Written {
    let place = Place::file("specs/acme/openapi.yaml");
    let locked = names::parse(&place, locked).expect("a lock");
    let file = generate::run(&place, document).expect("a document that generates");
    let parts = run(file, document, &operations::table(document, None), &locked);
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
fn further_fields_may_be_left_out() {
    let Written { types, .. } = plain();
    let (derives, _) = types.split_once("pub struct Guest {").expect("a struct");
    let derives = derives.rsplit("#[derive(").next().unwrap_or_default();
    assert!(derives.contains("Default") && derives.contains("PartialEq"), "{types}");
    assert!(types.contains("/// What else there is, by its name on the wire.\n"), "{types}");
    assert!(types.contains("extra: Ok(Default::default()),"), "{types}");
    assert!(!types.contains("no value supplied for extra"), "{types}");
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

#[test]
fn a_field_with_a_name_of_its_own_is_still_what_the_wire_has() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let text = |name: &str| json!({ "type": "string", "x-name": name });
    let written = json!({
        "openapi": "3.0.3",
        "info": { "title": "Acme", "version": "1" },
        "paths": { "/desks": { "post": {
            "operationId": "book_desk",
            "requestBody": { "required": true, "content": { "application/json": { "schema": reference("Desk") } } },
            "responses": { "200": { "description": "" } },
        } } },
        "components": { "schemas": {
            "Node": { "type": "object", "required": ["@id"], "properties": { "@id": text("iri") } },
            "Desk": { "allOf": [reference("Node"), { "type": "object", "properties": {
                "id": { "type": "string" }, "@type": text("kind"),
            } }] },
        } },
    });
    let Written { types, .. } = made(&normalize::run(written).0, "");
    let desk = types.split("pub struct Desk {").nth(1).and_then(|rest| rest.split('}').next());
    assert_snapshot!(desk.expect("a type"), @r#"

    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<::std::string::String>,
    #[serde(rename = "@id")]
    pub iri: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(rename = "@type")]
    pub kind: ::std::option::Option<::std::string::String>,
    "#);
}

/// A document that says everything that goes beyond what the generator takes.
#[test]
fn whatever_a_document_may_say_is_made() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let json =
        |name: &str| json!({ "application/json": { "schema": reference(name) }, "text/csv": {} });
    let file = json!({ "schema": { "type": "string", "format": "binary" } });
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let text = json!({ "type": "string" });
    let written = json!({
        "openapi": "3.0.3",
        "info": { "title": "Acme", "version": "1" },
        "paths": {
            "/desks": {
                "get": {
                    "operationId": "list_desks",
                    "parameters": [
                        { "name": "filters", "in": "query", "required": true, "schema": texts },
                        { "name": "floor.id", "in": "query", "schema": text, "deprecated": true },
                        { "name": "start[local_before]", "in": "query", "schema": text },
                    ],
                    "responses": {
                        "200": { "description": "", "content": json("Desk") },
                        "202": { "description": "", "content": json("Desk") },
                    },
                },
                "delete": {
                    "operationId": "delete_desks",
                    "requestBody": { "required": true, "content": { "application/json": { "schema": reference("Desks") } } },
                    "responses": { "2XX": { "description": "" }, "204": { "description": "" } },
                },
            },
            "/desks/{deskId}/plan": {
                "get": {
                    "operationId": "get_plan",
                    "responses": { "200": { "description": "", "content": { "image/png": file, "image/webp": file } } },
                },
                "put": {
                    "operationId": "set_plan",
                    "requestBody": { "required": true, "content": { "image/*": file } },
                    "responses": { "204": { "description": "" } },
                },
                "post": {
                    "operationId": "upload_plan",
                    "requestBody": { "required": true, "content": { "multipart/form-data": { "schema": reference("Upload") } } },
                    "responses": { "2XX": { "description": "", "content": json("Desk") } },
                },
            },
        },
        "components": { "schemas": {
            "Desk": { "type": "object", "properties": {
                "owner": reference("UserReference"), "key": reference("Key"),
            } },
            "Key": { "format": "password", "description": "Nobody knows what it looks like." },
            "Desks": { "type": "object", "properties": { "ids": { "type": "array", "items": text } } },
            "Upload": { "type": "object", "additionalProperties": true },
            "UserId": { "type": "string", "x-id": true },
            "UserReference": { "type": "string", "x-reference": reference("UserId") },
        } },
    });
    let (document, _) = normalize::run(written);
    let problems = lint::run(&Place::file("specs/acme/openapi.yaml"), &document);
    assert!(problems.is_empty(), "{problems:?}");
    let table = operations::table(&document, None);
    let sent: Vec<_> = table.iter().map(|one| (&*one.id, one.request.as_deref())).collect();
    assert_eq!(
        sent,
        [
            ("delete_desks", Some("application/json")),
            ("get_plan", None),
            ("list_desks", None),
            ("set_plan", Some("image/*")),
            ("upload_plan", Some("multipart/form-data")),
        ]
    );
    let Written { builder, types, client } = made(&document, "");
    let plain = |text: &str| -> String { text.split_whitespace().collect() };
    for expected in [
        "filters: Result<::floorkit_runtime::QueryMap, String>",
        "#[deprecated(note = \"the vendor has deprecated this parameter\")] pub fn floor_id",
        "\"start[local_before]\", &start_local_before",
        "200u16 => ResponseValue::from_response(response).await, 202u16 =>",
        "Result<ResponseValue<ByteStream>, Error<()>>",
        "\"Content-Type\", content_type.to_string()",
        ".delete(url) .json(&body)",
        "200..=299 => Ok(ResponseValue::empty(response))",
    ] {
        assert!(plain(&builder).contains(&plain(expected)), "{expected}\n{builder}");
    }
    assert!(
        types.contains("owner: ::std::option::Option<::floorkit_runtime::Reference<UserId>>"),
        "{types}"
    );
    assert!(
        !types.contains("Upload") && client.contains("`floorkit_runtime::Multipart`"),
        "{types}"
    );
}
