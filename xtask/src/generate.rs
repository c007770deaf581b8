//! Runs the generator on a normalized document.
//!
//! The generator may panic on a document that `lint` does not understand yet.
//! Its panics are caught, and the operation that causes one is named.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{CrateVers, GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::document::{components, operations};
use crate::normalize::reachable;
use crate::problem::{Place, Problem};

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// The client and the types, as the generator writes them.
///
/// # Errors
///
/// What the generator refuses, with the operation that it refuses.
pub fn run(place: &Place, document: &Value) -> Result<syn::File, Vec<Problem>> {
    let spec = read(place, document).map_err(|problem| vec![problem])?;
    let tokens = attempt(&spec).map_err(|reason| culprits(place, document, &reason))?;
    syn::parse2(tokens).map_err(|error| {
        vec![Problem::fault(
            "generator",
            place.clone(),
            no_rust(&error),
            "this is a fault of the generator; simplify the newest change to the document",
        )]
    })
}

/// The same, for a caller who finds out on its own what is to blame.
///
/// # Errors
///
/// The reason, whichever way the generator fails.
pub fn once(document: &Value) -> Result<syn::File, String> {
    let spec = OpenAPI::deserialize(document).map_err(|error| error.to_string())?;
    syn::parse2(attempt(&spec)?).map_err(|error| no_rust(&error))
}

fn no_rust(error: &syn::Error) -> String {
    format!("the generator wrote something that is not Rust: {error}")
}

/// Reads a document as the generator will see it.
fn read(place: &Place, document: &Value) -> Result<OpenAPI, Problem> {
    // The path is tracked only once there is a failure to place.
    OpenAPI::deserialize(document).or_else(|_| serde_path_to_error::deserialize(document)).map_err(
        |error: serde_path_to_error::Error<serde_json::Error>| {
            let path = error.path().to_string();
            Problem::fault(
                "openapi",
                place.clone(),
                format!("at `{path}`: {}", error.inner()),
                "write it as OpenAPI 3.0 has it",
            )
        },
    )
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(::floorkit_runtime::Inner))
        .with_map_type("::std::collections::BTreeMap")
        .with_crate("floorkit-runtime", CrateVers::Any, None)
        .with_crate("std", CrateVers::Any, None);
    settings
}

/// One run of the generator; the reason if it fails, whichever way it fails.
fn attempt(spec: &OpenAPI) -> Result<TokenStream, String> {
    silence_generator_panics();
    QUIET.set(true);
    let run = AssertUnwindSafe(|| Generator::new(&settings()).generate_tokens(spec));
    let outcome = panic::catch_unwind(run);
    QUIET.set(false);
    match outcome {
        Ok(tokens) => tokens.map_err(|error| error.to_string()),
        Err(payload) => Err(panic_text(payload.as_ref())),
    }
}

/// A panic of the generator is reported as a problem; its own message on
/// standard error would only confuse.
fn silence_generator_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                default(info);
            }
        }));
    });
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    format!("the generator panicked: {}", text.as_deref().unwrap_or("without a message"))
}

/// What fails on its own: the schemas, or else the operations.
fn culprits(place: &Place, document: &Value, reason: &str) -> Vec<Problem> {
    let fails = |part: &Value| match OpenAPI::deserialize(part) {
        Ok(spec) => attempt(&spec).err(),
        Err(error) => Some(error.to_string()),
    };
    let mut schemas_alone = document.clone();
    schemas_alone["paths"] = Value::Object(Map::new());
    let mut problems = Vec::new();
    if fails(&schemas_alone).is_some() {
        for name in components(document, "schemas").map(|(name, _)| name) {
            let reason = fails(&with_schemas_of(&schemas_alone, name));
            let place = place.at(["components", "schemas", name.as_str()]);
            problems.extend(reason.map(|reason| refused(place, &reason)));
        }
    } else {
        for (path, method, operation) in operations(document) {
            let mut alone = document.clone();
            alone["paths"] = json!({ path: { method: operation } });
            let place = place.at(["paths", path, method]);
            problems.extend(fails(&alone).map(|reason| refused(place, &reason)));
        }
    }
    if problems.is_empty() {
        problems.push(refused(place.at(["components", "schemas"]), reason));
    }
    problems
}

/// A document with one schema and those that it needs.
fn with_schemas_of(document: &Value, name: &str) -> Value {
    let needed = reachable(document, [&json!({ "$ref": format!("#/components/schemas/{name}") })]);
    let mut alone = document.clone();
    if let Some(schemas) = alone.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.retain(|name, _| needed.contains(name));
    }
    alone
}

fn refused(place: Place, reason: &str) -> Problem {
    Problem::fault(
        "generator",
        place,
        reason,
        "rewrite the operation or its schemas; `normalize` may need a pass and `lint` a rule for this",
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn document(paths: &Value, schemas: &Value) -> Value {
        json!({
            "openapi": "3.0.3",
            "info": { "title": "Acme", "version": "1" },
            "paths": paths,
            "components": { "schemas": schemas },
        })
    }

    fn refusals(document: &Value) -> String {
        let problems = run(&Place::file("specs/acme/openapi.yaml"), document).expect_err("refused");
        problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_panic_names_its_operation() {
        let answer = |name: &str| {
            json!({ "description": "", "content": { "application/json": {
                "schema": { "$ref": format!("#/components/schemas/{name}") },
            } } })
        };
        let paths = json!({
            "/fine": { "get": { "operationId": "fine", "responses": { "200": answer("A") } } },
            "/two": { "get": { "operationId": "two", "responses": { "200": answer("A"), "201": answer("B") } } },
        });
        let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        assert_snapshot!(refusals(&document(&paths, &json!({ "A": object, "B": object }))), @"
        error[generator]: specs/acme/openapi.yaml#/paths/~1two/get
          the generator panicked: assertion failed: response_types.len() <= 1
          fix: rewrite the operation or its schemas; `normalize` may need a pass and `lint` a rule for this
        ");
    }

    #[test]
    fn a_schema_that_fails_is_named_and_no_operation_is_blamed() {
        let answer = json!({ "description": "" });
        let paths =
            json!({ "/a": { "get": { "operationId": "a", "responses": { "200": answer } } } });
        let schemas = json!({
            "Bad": { "type": "object", "properties": { "torn": { "allOf": [] } } },
            "Fine": { "type": "string" },
        });
        let said = refusals(&document(&paths, &schemas));
        let places: Vec<&str> = said.lines().filter(|line| line.starts_with("error")).collect();
        assert_eq!(places, ["error[generator]: specs/acme/openapi.yaml#/components/schemas/Bad"]);
    }

    #[test]
    fn a_document_of_the_wrong_shape_names_the_place() {
        let paths =
            json!({ "/a": { "get": { "operationId": "a", "parameters": 3, "responses": {} } } });
        assert_snapshot!(refusals(&document(&paths, &json!({}))), @"
        error[openapi]: specs/acme/openapi.yaml
          at `paths`: invalid type: integer `3`, expected a sequence
          fix: write it as OpenAPI 3.0 has it
        ");
    }
}
