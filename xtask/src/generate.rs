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
use serde_json::Value;

use crate::document::{operations, operations_mut};
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
            format!("the generator wrote something that is not Rust: {error}"),
            "this is a fault of the generator; simplify the newest change to the document",
        )]
    })
}

/// Reads a document as the generator will see it.
fn read(place: &Place, document: &Value) -> Result<OpenAPI, Problem> {
    // Tracking the path costs a fifth of a run, so only a failure is tracked.
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

/// The operations that fail on their own; the whole document if none does.
fn culprits(place: &Place, document: &Value, reason: &str) -> Vec<Problem> {
    let ids = operations(document).filter_map(|(_, _, operation)| operation.get("operationId"));
    let ids: Vec<Value> = ids.cloned().collect();
    let mut problems = Vec::new();
    for id in ids {
        let mut alone = document.clone();
        let place = keep_only(&mut alone, &id).map_or(place.clone(), |(path, method)| {
            place.at(["paths", path.as_str(), method.as_str()])
        });
        let failed = OpenAPI::deserialize(&alone).map(|spec| attempt(&spec));
        if let Ok(Err(reason)) = failed {
            problems.push(refused(place, &reason));
        }
    }
    if problems.is_empty() {
        problems.push(refused(place.at(["components", "schemas"]), reason));
    }
    problems
}

fn refused(place: Place, reason: &str) -> Problem {
    Problem::fault(
        "generator",
        place,
        reason,
        "rewrite the operation or its schemas; `normalize` may need a pass and `lint` a rule for this",
    )
}

fn keep_only(document: &mut Value, id: &Value) -> Option<(String, String)> {
    let kept = operations_mut(document)
        .find(|(_, _, operation)| operation.get("operationId") == Some(id))
        .map(|(path, method, operation)| (path.to_owned(), method.to_owned(), operation.clone()));
    let (path, method, operation) = kept?;
    document["paths"] = Value::Null;
    document["paths"] = serde_json::json!({ &path: { &method: operation } });
    Some((path, method))
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
