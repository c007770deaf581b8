//! Facts of documents as small as can be.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::read;

fn document(paths: &Value, components: &Value) -> String {
    read(&json!({
        "openapi": "3.1.0",
        "info": {"title": "Acme", "version": "1"},
        "servers": [{"url": "https://api.acme.example"}],
        "paths": paths,
        "components": components,
    }))
    .to_json()
}

#[test]
fn operations_parameters_and_fields_become_facts() {
    let read = document(
        &json!({"/desks/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "get": {
                "summary": "One desk", "description": "Gets\na desk.", "tags": ["Desk"],
                "security": [{"oauth": []}],
                "parameters": [{"name": "size", "in": "query", "deprecated": true, "schema": {
                    "type": "integer", "minimum": 0, "maximum": 500, "default": 50}}],
                "responses": {"200": {"description": "", "content": {
                    "text/csv": {"schema": {"type": "string"}},
                    "application/ld+json": {"schema": {"$ref": "#/components/schemas/Desk"}}}}}}}}),
        &json!({"schemas": {"Desk": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string"},
            "kind": {"type": ["string", "null"], "enum": ["desk", "room", null]},
            "near": {"type": "array", "items": {"$ref": "#/components/schemas/Desk"}},
            "names": {"additionalProperties": {"type": "string"}},
        }}}}),
    );
    assert_snapshot!(read, @r#"
    {
      "operations": [
        {
          "path": "/desks/{id}",
          "method": "GET",
          "title": "One desk",
          "description": "24e0be1f18c2",
          "group": "Desk",
          "parameters": [
            {"in": "path", "name": "id", "required": true, "types": ["string"]},
            {"in": "query", "name": "size", "default": 50, "deprecated": true, "limits": {"maximum": 500, "minimum": 0}, "types": ["integer"]}
          ],
          "responses": [
            {
              "status": "200",
              "body": {
                "fields": [
                  {"path": "", "types": ["object"]},
                  {"path": "id", "required": true, "types": ["string"]},
                  {"path": "kind", "enum": ["desk", "room"], "types": ["null", "string"]},
                  {"path": "names", "types": ["object"]},
                  {"path": "names{}", "types": ["string"]},
                  {"path": "near", "types": ["array"]},
                  {"path": "near[]", "types": ["object"]}
                ],
                "media_types": ["application/ld+json", "text/csv"]
              }
            }
          ],
          "security": ["oauth"]
        }
      ],
      "servers": ["https://api.acme.example"],
      "source": {"title": "Acme", "digest": "", "kind": "openapi", "version": "1"}
    }
    "#);
}

#[test]
fn members_of_a_union_are_laid_over_each_other() {
    let read = document(
        &json!({"/desks": {"post": {"requestBody": {"required": true, "content": {
        "application/json": {"schema": {"anyOf": [
            {"type": "object", "required": ["user"], "properties": {"user": {"type": "string"}}},
            {"type": "object", "required": ["mail"], "properties": {"mail": {
                "anyOf": [{"type": "string", "format": "email"}, {"type": "null"}]}}},
        ]}}}}}}}),
        &json!({}),
    );
    assert_snapshot!(read, @r#"
    {
      "operations": [
        {
          "path": "/desks",
          "method": "POST",
          "request": {
            "fields": [
              {"path": "", "types": ["object"]},
              {"path": "mail", "format": "email", "types": ["null", "string"]},
              {"path": "user", "types": ["string"]}
            ],
            "media_types": ["application/json"],
            "required": true
          }
        }
      ],
      "servers": ["https://api.acme.example"],
      "source": {"title": "Acme", "digest": "", "kind": "openapi", "version": "1"}
    }
    "#);
}

#[test]
fn the_faults_of_a_document_are_listed_by_their_pointers() {
    let read = document(
        &json!({"/desks": {"patch": {
            "parameters": [
                {"name": "id", "in": "query", "schema": {"type": "float"}},
                {"name": "id", "in": "query", "schema": {"type": "string"}},
                {"name": "page"},
                {"$ref": "#/components/parameters/Gone"},
            ],
            "requestBody": {"content": {"multipart/form-data": {"schema": {
                "$ref": "#/components/schemas/User"}}}},
            "responses": {"204": {"content": {"application/json": {"schema": null}}}, "400": 7}}}}),
        &json!({}),
    );
    assert_snapshot!(read, @r#"
    {
      "not_understood": [
        {"line": 0, "in": "/paths/~1desks/patch/parameters/0/schema", "reason": "`float` is no JSON type"},
        {"line": 0, "in": "/paths/~1desks/patch/parameters/1", "reason": "a second query parameter `id`"},
        {"line": 0, "in": "/paths/~1desks/patch/parameters/2", "reason": "a parameter without `name` or `in`"},
        {"line": 0, "in": "/paths/~1desks/patch/parameters/3", "reason": "`#/components/parameters/Gone` leads nowhere in this document"},
        {"line": 0, "in": "/paths/~1desks/patch/requestBody/content/multipart~1form-data/schema", "reason": "`#/components/schemas/User` leads nowhere in this document"},
        {"line": 0, "in": "/paths/~1desks/patch/responses/400", "reason": "is not an object"}
      ],
      "operations": [
        {
          "path": "/desks",
          "method": "PATCH",
          "parameters": [
            {"in": "query", "name": "id"}
          ],
          "request": {
            "fields": [
              {"path": ""}
            ],
            "media_types": ["multipart/form-data"]
          },
          "responses": [
            {"status": "204", "body": {"media_types": ["application/json"]}}
          ]
        }
      ],
      "servers": ["https://api.acme.example"],
      "source": {"title": "Acme", "digest": "", "kind": "openapi", "version": "1"}
    }
    "#);
}

#[test]
fn a_schema_inside_itself_ends() {
    let read = document(
        &json!({"/tree": {"get": {"responses": {"200": {"content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Tree"}}}}}}}}),
        &json!({"schemas": {"Tree": {"properties": {"left": {"$ref": "#/components/schemas/Tree"}}}}}),
    );
    assert_snapshot!(read, @r#"
    {
      "operations": [
        {
          "path": "/tree",
          "method": "GET",
          "responses": [
            {
              "status": "200",
              "body": {
                "fields": [
                  {"path": "", "types": ["object"]},
                  {"path": "left", "types": ["object"]}
                ],
                "media_types": ["application/json"]
              }
            }
          ]
        }
      ],
      "servers": ["https://api.acme.example"],
      "source": {"title": "Acme", "digest": "", "kind": "openapi", "version": "1"}
    }
    "#);
}

#[test]
fn what_is_inside_a_parameter_is_said_of_it() {
    let read = document(
        &json!({"/desks": {"get": {
            "security": [{"key": [], "app": []}, {}],
            "parameters": [
                {"in": "query", "name": "kind", "schema": {"type": "array", "maxItems": 2, "items": {
                    "type": "string", "enum": ["desk", "room"], "maxLength": 9}}},
                {"in": "query", "name": "filter", "style": "deepObject", "schema": {
                    "type": "object", "properties": {"floor": {"type": "integer"}}}},
            ],
            "responses": {"200": {"headers": {"X-Total": {}}}}}}}),
        &json!({}),
    );
    assert_snapshot!(read, @r#"
    {
      "not_understood": [
        {"line": 0, "in": "/paths/~1desks/get/responses/200", "reason": "no inventory has a place for the header `X-Total`"}
      ],
      "operations": [
        {
          "path": "/desks",
          "method": "GET",
          "parameters": [
            {"in": "query", "name": "filter", "types": ["object"]},
            {"in": "query", "name": "filter[floor]", "types": ["integer"]},
            {"in": "query", "name": "kind", "enum": ["desk", "room"], "limits": {"maxItems": 2, "maxLength": 9}, "types": ["array"]}
          ],
          "responses": [
            {"status": "200"}
          ],
          "security": ["app and key", "none"]
        }
      ],
      "servers": ["https://api.acme.example"],
      "source": {"title": "Acme", "digest": "", "kind": "openapi", "version": "1"}
    }
    "#);
}
