//! Turns a truthful document into one that the generator turns into correct,
//! compiling Rust.
//!
//! Each pass is one idea in one file. A pass is total: it rewrites what it
//! knows and leaves the rest to `lint`. It answers how many places it changed,
//! so that a report can say what was done.

use serde_json::Value;

mod schemas;

mod binary_bodies;
mod closed_objects;
mod constraints;
mod covered_statuses;
mod date_times;
mod defaults;
mod delimited_lists;
mod descriptions;
mod empty_responses;
mod error_responses;
mod evidence;
mod field_names;
mod floats;
mod form_bodies;
mod form_lists;
mod id_references;
mod info_version;
mod keyed_maps;
mod media_types;
mod multipart_bodies;
mod nullable_types;
mod open_enums;
mod optional_lists;
mod order;
mod parameter_names;
mod patch_fields;
mod path_parameters;
mod query_maps;
mod reference_siblings;
mod references;
mod secrets;
mod spare_media_types;
mod string_formats;
mod text_bodies;
mod titles;
mod tolerant_scalars;
mod typed_ids;
mod variant_names;

pub(crate) use delimited_lists::{COMMAS, DELIMITED};
pub(crate) use field_names::WIRE_NAMES;
pub(crate) use parameter_names::WIRE_NAME;
pub use schemas::{reachable, received, sent};
pub(crate) use variant_names::WIRE_VALUES;

/// One rewrite: its name, and how many places it changed.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// The name of its file.
    pub name: &'static str,
    run: fn(&mut Value) -> usize,
}

/// How often a pass changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The pass.
    pub pass: &'static str,
    /// The number of places.
    pub places: usize,
}

/// All passes, in the order in which they run.
///
/// What is written out comes before what looks at it; what wraps a schema in a
/// runtime type comes after what still reads that schema; `order` is last.
pub const PASSES: [Pass; 37] = [
    Pass { name: "evidence", run: evidence::run },
    Pass { name: "info_version", run: info_version::run },
    Pass { name: "field_names", run: field_names::run },
    Pass { name: "variant_names", run: variant_names::run },
    Pass { name: "references", run: references::run },
    Pass { name: "path_parameters", run: path_parameters::run },
    Pass { name: "parameter_names", run: parameter_names::run },
    Pass { name: "media_types", run: media_types::run },
    Pass { name: "spare_media_types", run: spare_media_types::run },
    Pass { name: "multipart_bodies", run: multipart_bodies::run },
    Pass { name: "binary_bodies", run: binary_bodies::run },
    Pass { name: "text_bodies", run: text_bodies::run },
    Pass { name: "form_bodies", run: form_bodies::run },
    Pass { name: "form_lists", run: form_lists::run },
    Pass { name: "empty_responses", run: empty_responses::run },
    Pass { name: "covered_statuses", run: covered_statuses::run },
    Pass { name: "error_responses", run: error_responses::run },
    Pass { name: "titles", run: titles::run },
    Pass { name: "descriptions", run: descriptions::run },
    Pass { name: "defaults", run: defaults::run },
    Pass { name: "query_maps", run: query_maps::run },
    Pass { name: "constraints", run: constraints::run },
    Pass { name: "closed_objects", run: closed_objects::run },
    Pass { name: "typed_ids", run: typed_ids::run },
    Pass { name: "id_references", run: id_references::run },
    Pass { name: "secrets", run: secrets::run },
    Pass { name: "date_times", run: date_times::run },
    Pass { name: "tolerant_scalars", run: tolerant_scalars::run },
    Pass { name: "string_formats", run: string_formats::run },
    Pass { name: "floats", run: floats::run },
    Pass { name: "open_enums", run: open_enums::run },
    Pass { name: "delimited_lists", run: delimited_lists::run },
    Pass { name: "keyed_maps", run: keyed_maps::run },
    Pass { name: "patch_fields", run: patch_fields::run },
    Pass { name: "optional_lists", run: optional_lists::run },
    Pass { name: "nullable_types", run: nullable_types::run },
    Pass { name: "reference_siblings", run: reference_siblings::run },
];

/// Runs all passes over a document and sorts what they leave.
pub fn run(mut document: Value) -> (Value, Vec<Applied>) {
    let applied = PASSES
        .iter()
        .map(|pass| Applied { pass: pass.name, places: (pass.run)(&mut document) })
        .collect();
    order::run(&mut document);
    (document, applied)
}

/// The text of `normalized.json`.
pub fn to_text(document: &Value) -> String {
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_changes_nothing() {
        let document = serde_json::json!({
            "openapi": "3.0.3",
            "info": { "title": "Acme", "version": "1" },
            "paths": { "/spaces/{space_id}": { "get": {
                "operationId": "get_space",
                "parameters": [{ "name": "space_id", "in": "path", "schema": { "type": "string" } }],
                "responses": {
                    "200": { "description": "A space.", "content": {
                        "application/json": { "schema": { "$ref": "#/components/schemas/Space" } },
                    } },
                    "404": { "description": "No such space." },
                    "500": { "description": "A fault." },
                },
            } } },
            "components": { "schemas": {
                "Space": { "type": "object", "title": "A space", "properties": {
                    "kind": { "$ref": "#/components/schemas/Kind", "description": "Its kind." },
                    "labels": { "type": "array", "items": { "type": "string" } },
                    "opened": { "type": "string", "format": "date-time" },
                } },
                "Kind": { "type": "string", "enum": ["room", "desk"] },
            } },
        });
        let (once, _) = run(document);
        let (twice, applied) = run(once.clone());
        assert_eq!(to_text(&once), to_text(&twice));
        assert!(applied.iter().all(|applied| applied.places == 0), "{applied:?}");
    }
}
