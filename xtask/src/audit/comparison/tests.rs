//! Each kind of difference, on the smallest documents that have it.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::super::changes;
use super::*;
use crate::inventory::document;

fn changed(old: &Value, new: &Value) -> String {
    changes::text(&compare(&document::read(old), &document::read(new)), false)
}

/// A document with one operation.
fn with(operation: &Value) -> Value {
    json!({"paths": {"/desks/{id}": {"get": operation}}})
}

/// A document with one operation that answers this.
fn answering(schema: &Value) -> Value {
    with(&json!({"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}))
}

#[test]
fn what_is_the_same_is_no_change() {
    let document = answering(&json!({"type": "object", "properties": {"id": {"type": "string"}}}));
    assert_eq!(compare(&document::read(&document), &document::read(&document)), []);
}

#[test]
fn operations_come_and_go() {
    let old = json!({"paths": {"/desks": {"get": {}}, "/rooms": {"get": {}}}});
    let new = json!({"paths": {"/desks": {"get": {}, "post": {}}}});
    assert_snapshot!(changed(&old, &new), @"
    removed GET /rooms
    added POST /desks
    2 changes
    ");
}

#[test]
fn an_operation_that_moved_keeps_its_heading() {
    let old = json!({"paths": {"/desks": {"get": {"tags": ["Desk"], "summary": "Get desks"}}}});
    let new = json!({"paths": {"/v2/desks": {"get": {"tags": ["Desk"], "summary": "Get desks."}}}});
    assert_snapshot!(changed(&old, &new), @"
    changed GET /desks
      changed path: /desks -> /v2/desks
      changed title: Get desks -> Get desks.
    2 changes
    ");
}

#[test]
fn a_path_parameter_is_known_by_its_position() {
    let old = with(&json!({"parameters": [{"in": "path", "name": "id", "required": true}]}));
    let new = json!({"paths": {"/desks/{deskId}": {"get": {"parameters": [
        {"in": "path", "name": "deskId", "required": true}]}}}});
    assert_snapshot!(changed(&old, &new), @"0 changes");
}

#[test]
fn parameters_are_compared_fact_by_fact() {
    let old = with(&json!({"parameters": [
        {"in": "query", "name": "gone"},
        {"in": "query", "name": "page", "schema": {"type": "integer", "minimum": 1, "default": 1}},
        {"in": "query", "name": "kind", "schema": {"type": "string", "enum": ["desk", "room"]}},
    ]}));
    let new = with(&json!({"parameters": [
        {"in": "header", "name": "Accept", "required": true},
        {"in": "query", "name": "page", "required": true,
            "schema": {"type": "integer", "minimum": 0, "maximum": 9}},
        {"in": "query", "name": "kind", "deprecated": true,
            "schema": {"type": "string", "enum": ["desk", "pod"]}},
    ]}));
    assert_snapshot!(changed(&old, &new), @r#"
    changed GET /desks/{id}
      added header Accept
      removed query gone
      added query kind deprecated: true
      removed query kind enum "room"
      added query kind enum "pod"
      changed query page required: false -> true
      removed query page default: 1
      added query page maximum: 9
      changed query page minimum: 1 -> 0
    9 changes
    "#);
}

#[test]
fn a_field_that_becomes_another_kind_of_thing_covers_what_was_inside() {
    let old = answering(&json!({"type": "object", "properties": {
        "id": {"type": "object", "properties": {"@id": {"type": "string"}}},
        "space": {"type": "object", "properties": {"name": {"type": "string"}, "old": {}}},
    }}));
    let new = answering(&json!({"type": "object", "properties": {
        "id": {"type": "string"},
        "space": {"type": "object", "properties": {"name": {"type": "string", "nullable": true}}},
    }}));
    assert_snapshot!(changed(&old, &new), @"
    changed GET /desks/{id}
      changed response 200 field id type: object -> string
      changed response 200 field space.name type: string -> null|string
      removed response 200 field space.old
    3 changes
    ");
}

#[test]
fn bodies_statuses_and_media_types_are_compared() {
    let old = with(&json!({
        "security": [{"key": []}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "array"}}}},
        "responses": {"200": {}, "404": {}},
    }));
    let new = with(&json!({
        "security": [{"oauth": []}], "deprecated": true, "description": "Words.",
        "requestBody": {"required": true, "content": {"text/csv": {"schema": {"type": "string"}}}},
        "responses": {"201": {}, "404": {}, "422": {}},
    }));
    assert_snapshot!(changed(&old, &new), @"
    changed GET /desks/{id}
      added description
      added deprecated: true
      changed security: key -> oauth
      changed request required: false -> true
      removed request media type application/json
      added request media type text/csv
      changed request body type: array -> string
      removed response 200
      added response 201
      added response 422
    10 changes
    ");
}

#[test]
fn a_document_that_names_no_type_means_any() {
    let schema = |kind: &str| answering(&json!({"properties": {"n": {"type": kind}}}));
    assert_snapshot!(changed(&schema("integer"), &schema("string")), @"
    changed GET /desks/{id}
      changed response 200 field n type: integer -> string
    1 change
    ");
    assert_snapshot!(changed(&schema("number"), &answering(&json!({"properties": {"n": {}}}))), @"
    changed GET /desks/{id}
      changed response 200 field n type: number -> any
    1 change
    ");
}

mod copies_that_are_cut {
    use super::*;

    fn inventory(paths: &[&str], is_cut: bool) -> Inventory {
        let operation = |path: &&str| Operation {
            method: Some("GET".to_owned()),
            path: Some((*path).to_owned()),
            ..Operation::default()
        };
        let mut inventory =
            Inventory { operations: paths.iter().map(operation).collect(), ..Inventory::default() };
        inventory.source.cut = is_cut;
        inventory
    }

    #[test]
    fn only_what_stands_before_the_end_is_known_to_be_absent() {
        let whole = inventory(&["/a", "/b", "/c", "/d"], false);
        let cut = inventory(&["/a", "/c"], true);
        assert_snapshot!(changes::text(&compare(&cut, &whole), false), @"
        added GET /b
        1 change
        ");
        assert_snapshot!(changes::text(&compare(&whole, &cut), false), @"
        removed GET /b
        1 change
        ");
    }

    #[test]
    fn what_the_last_operation_lacks_may_be_beyond_the_end() {
        let whole = document::read(&with(&json!({"parameters": [
            {"in": "query", "name": "page"}], "responses": {"200": {}}})));
        let mut cut = document::read(&with(&json!({"parameters": [
            {"in": "query", "name": "gone"}]})));
        cut.source.cut = true;
        assert_snapshot!(changes::text(&compare(&cut, &whole), false), @"
        changed GET /desks/{id}
          removed query gone
        1 change
        ");
        assert_snapshot!(changes::text(&compare(&whole, &cut), false), @"
        changed GET /desks/{id}
          added query gone
        1 change
        ");
    }
}

mod pages_that_do_not_say_everything {
    use super::*;
    use crate::inventory::page::Kind;

    fn page(document: &Value) -> Inventory {
        let mut page = document::read(document);
        page.source.kind = Kind::RedocText;
        page
    }

    #[test]
    fn are_silent_on_what_they_never_say() {
        let old = page(&answering(&json!({"properties": {"id": {"type": "string"}}})));
        let mut old = old;
        old.operations[0].responses[0].status = None;
        let new = document::read(&with(&json!({"responses": {
            "200": {"content": {"application/json": {"schema": {"properties": {
                "id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}}}}}},
            "404": {},
        }})));
        assert_snapshot!(changes::text(&compare(&old, &new), false), @"
        changed GET /desks/{id}
          added response 200 field id format: uuid
          added response 200 field name
        2 changes
        1 further matter that only one of the two pages speaks of
        ");
    }

    #[test]
    fn do_not_unfold_all_they_have() {
        let space = |inner: &Value| {
            answering(&json!({"properties": {"id": {"type": "string"}, "space": inner}}))
        };
        let old = page(&space(&json!({"type": "object"})));
        let new = document::read(&space(&json!({
            "type": "object", "properties": {"name": {"type": "string"}}})));
        assert_snapshot!(changes::text(&compare(&old, &new), false), @"
        0 changes
        1 further matter that only one of the two pages speaks of
        ");
    }
}
