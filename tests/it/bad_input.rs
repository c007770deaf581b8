//! Bad input: the message names the place and the fix, the exit code tells the
//! kind, and nothing is written.

use insta::assert_snapshot;

use crate::workspace::{Scratch, xtask};

const SETTINGS: &str = "specs/density/vendor.toml";
const DOCUMENT: &str = "specs/density/openapi.yaml";
const LOCK: &str = "specs/density/names.lock";

/// Spoils the specs, and answers what `generate` says of it.
fn generate(spoil: impl FnOnce(&Scratch)) -> (u8, String) {
    refused(&["generate"], spoil)
}

fn verify(spoil: impl FnOnce(&Scratch)) -> (u8, String) {
    refused(&["verify"], spoil)
}

fn refused(arguments: &[&str], spoil: impl FnOnce(&Scratch)) -> (u8, String) {
    let scratch = Scratch::new();
    spoil(&scratch);
    let said = scratch.refuses(arguments);
    (said.code, said.err)
}

#[test]
fn no_such_vendor() {
    let (code, err) = refused(&["generate", "dencity"], |_| {});
    assert_eq!(code, 2);
    assert_snapshot!(err, @r#"
    error[vendor]: specs/dencity
      there is no vendor "dencity"
      fix: name one of: density

    1 problem; nothing was written
    "#);
}

#[test]
fn no_specs_at_all() {
    let (code, err) = refused(&["generate"], |scratch| {
        std::fs::remove_dir_all(scratch.path().join("specs")).expect("a folder");
    });
    assert_eq!(code, 2);
    assert!(err.contains("run from the workspace root"), "{err}");
}

#[test]
fn specs_without_a_vendor() {
    let empty = |scratch: &Scratch| {
        std::fs::remove_dir_all(scratch.path().join("specs/density")).expect("a folder");
        scratch.write("specs/density", "a file\n");
        scratch.write("specs/.hidden/vendor.toml", "");
    };
    for verb in ["generate", "verify", "lint", "list", "outline"] {
        let (code, err) = refused(&[verb], empty);
        assert_eq!(code, 2, "{verb}");
        assert!(err.contains("no vendor below specs/"), "{verb}: {err}");
    }
}

#[test]
fn a_folder_without_settings_beside_a_vendor() {
    let (code, err) = generate(|scratch| scratch.write("specs/acme/openapi.yaml", ""));
    assert_eq!(code, 1);
    assert!(err.contains("error[vendor-settings]: specs/acme/vendor.toml"), "{err}");
}

#[test]
fn missing_settings() {
    let (code, err) = generate(|scratch| scratch.remove(SETTINGS));
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[vendor-settings]: specs/density/vendor.toml
      cannot read the vendor's settings: No such file or directory (os error 2)
      fix: write a vendor.toml; that of another vendor shows the keys

    1 problem; nothing was written
    ");
}

#[test]
fn malformed_settings() {
    let (code, err) =
        generate(|scratch| scratch.replace(SETTINGS, "burst = 100", "burst = \"many\""));
    assert_eq!(code, 1);
    assert_snapshot!(err, @r#"
    error[vendor-settings]: specs/density/vendor.toml
      TOML parse error at line 27, column 9
         |
      27 | burst = "many"
         |         ^^^^^^
      invalid type: string "many", expected u32
      fix: correct the line; CONTRIBUTING.md explains each key

    1 problem; nothing was written
    "#);
}

#[test]
fn a_document_where_the_pipeline_writes() {
    let (code, err) = generate(|scratch| {
        scratch.replace(SETTINGS, "\"openapi.yaml\"", "\"normalized.json\"");
    });
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[vendor-settings]: specs/density/vendor.toml#/document/path
      `normalized.json` is the name of another file of the vendor, which the pipeline may write
      fix: give the document a name of its own, such as openapi.yaml

    1 problem; nothing was written
    ");
}

#[test]
fn a_window_rule_of_an_operation_that_is_not_there() {
    let (code, err) = generate(|scratch| {
        scratch.replace(SETTINGS, "\"list_raw_sessions\"", "\"list_sessions\"");
    });
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[window]: specs/density/vendor.toml#/windows/1
      no operation of specs/density/openapi.yaml is named `list_sessions`
      fix: correct the name, or remove it from the rule

    1 problem; nothing was written
    ");
}

#[test]
fn missing_document() {
    let (code, err) = generate(|scratch| scratch.remove(DOCUMENT));
    assert_eq!(code, 1);
    assert!(err.contains("error[document]: specs/density/openapi.yaml"), "{err}");
}

#[test]
fn yaml_syntax_error() {
    let (code, err) = generate(|scratch| scratch.replace(DOCUMENT, "openapi: ", "openapi: ["));
    assert_eq!(code, 1);
    assert!(err.contains("error[syntax]: specs/density/openapi.yaml"), "{err}");
    assert!(err.contains("line 5") && err.contains("fix: correct the line"), "{err}");
}

#[test]
fn json_syntax_error() {
    let (code, err) = generate(|scratch| {
        scratch.replace(SETTINGS, "path = \"openapi.yaml\"", "path = \"openapi.json\"");
        scratch.write(
            "specs/density/openapi.json",
            "{\n  \"openapi\": \"3.0.3\",\n  \"paths\": {,}\n}\n",
        );
    });
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[syntax]: specs/density/openapi.json
      key must be a string at line 3 column 13
      fix: correct the line

    1 problem; nothing was written
    ");
}

#[test]
fn dangling_reference() {
    let (code, err) = generate(|scratch| {
        scratch.replace(
            DOCUMENT,
            "'#/components/schemas/MetricsRequest'",
            "'#/components/schemas/MetricRequest'",
        );
    });
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[dangling-reference]: specs/density/openapi.yaml#/paths/~1v3~1analytics~1metrics/post/requestBody/content/application~1json/schema
      refers to `#/components/schemas/MetricRequest`, which is not in this document
      fix: add it, or refer to `#/components/schemas/MetricsRequest`

    1 problem; nothing was written
    ");
}

#[test]
fn duplicate_and_missing_operation_id_together() {
    let (code, err) = generate(|scratch| {
        scratch.replace(DOCUMENT, "operationId: get_utilization", "operationId: get_time_used");
        scratch.replace(DOCUMENT, "operationId: list_users\n", "x-nothing: true\n");
    });
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[operation-id]: specs/density/openapi.yaml#/paths/~1v3~1analytics~1utilization/post/operationId
      `get_time_used` is also the id of POST /v3/analytics/time-used
      fix: give each operation an id of its own

    error[operation-id]: specs/density/openapi.yaml#/paths/~1v3~1users/get
      the operation has no operationId, and its method is named after it
      fix: add an operationId such as `list_spaces`

    2 problems; nothing was written
    ");
}

#[test]
fn an_operation_that_the_generator_panics_on() {
    let (code, err) = generate(|scratch| {
        // A second type of success.
        let second = "        '200':\n          description: No user.\n        '201':";
        scratch.replace(DOCUMENT, "        '201':", second);
    });
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[success-types]: specs/density/openapi.yaml#/paths/~1v3~1users/post/responses
      the generator panics on an operation with more than one type of success
      fix: give all 2xx responses one schema, a `oneOf` of named components if they differ

    1 problem; nothing was written
    ");
}

#[test]
fn two_schemas_that_would_become_one_type() {
    let (code, err) = generate(|scratch| {
        scratch.replace(
            DOCUMENT,
            "\n  schemas:\n",
            "\n  schemas:\n    space_id:\n      type: string\n",
        );
    });
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[type-name]: specs/density/openapi.yaml#/components/schemas/space_id
      `space_id` and `SpaceId` would both become the type `SpaceId`
      fix: rename one of them

    1 problem; nothing was written
    ");
}

#[test]
fn a_stale_names_lock() {
    let (code, err) = generate(|scratch| {
        scratch.replace(
            LOCK,
            "\"GET /v3/spaces\" = \"list_spaces\"",
            "\"GET /v3/spaces\" = \"get_spaces\"",
        );
        scratch.replace(LOCK, "[types]\n", "[types]\nGone = \"Gone\"\n");
    });
    assert_eq!(code, 4);
    assert_snapshot!(err, @"
    stale[names-lock]: specs/density/names.lock#/operations/GET ~1v3~1spaces
      the operation `GET /v3/spaces` is locked as `get_spaces` and would become `list_spaces`
      fix: keep the name `get_spaces` in the document, or write `list_spaces` in the lock if callers may break

    stale[names-lock]: specs/density/names.lock#/types/Gone
      the schema `Gone`, locked as `Gone`, is gone
      fix: restore it in the document, or remove this line from the lock if callers may break

    2 problems; nothing was written
    ");
}

#[test]
fn a_broken_names_lock() {
    let (code, err) = generate(|scratch| scratch.replace(LOCK, "[types]", "[types"));
    assert_eq!(code, 1);
    assert!(err.contains("error[names-lock]: specs/density/names.lock"), "{err}");
}

#[test]
fn a_generated_tree_that_is_not_what_the_specs_make() {
    let (code, err) = verify(|scratch| {
        scratch.replace("generated/density/src/client.rs", "pub fn get_metrics", "pub fn metrics");
        scratch.remove("generated/density/README.md");
        scratch.write("generated/density/src/extra.rs", "");
        scratch.write("generated/gone/Cargo.toml", "");
        std::fs::create_dir(scratch.path().join("generated/hollow")).expect("a new folder");
    });
    assert_eq!(code, 4);
    assert_snapshot!(err, @"
    stale[generated]: generated/density/README.md
      the file is missing
      fix: run `cargo xtask generate` and commit the result

    stale[generated]: generated/density/src/client.rs
      the file is not what the specs make: it was edited, or a spec or the pipeline changed
      fix: run `cargo xtask generate` and commit the result

    stale[generated]: generated/density/src/extra.rs
      nothing generates this file
      fix: run `cargo xtask generate` and commit the result

    stale[generated]: generated/gone/Cargo.toml
      nothing generates this file
      fix: run `cargo xtask generate` and commit the result

    stale[generated]: generated/hollow
      the folder is empty, and nothing is generated into it
      fix: run `cargo xtask generate` and commit the result

    5 problems
    ");
}

#[cfg(unix)]
#[test]
fn a_generated_folder_that_is_a_link() {
    let elsewhere = tempfile::tempdir().expect("a folder for temporary files");
    let (code, err) = generate(|scratch| {
        let source = scratch.path().join("generated/density/src");
        std::fs::remove_dir_all(&source).expect("a folder");
        std::os::unix::fs::symlink(elsewhere.path(), source).expect("a link");
    });
    assert_eq!(code, 1);
    assert_snapshot!(err, @"
    error[disk]: generated/density/src
      is a link, and what it leads to must not be overwritten
      fix: remove it, then run `cargo xtask generate`: it writes what belongs there

    1 problem; nothing was written
    ");
    let mut entries = std::fs::read_dir(elsewhere.path()).expect("a folder");
    assert!(entries.next().is_none(), "something was written through the link");
}

#[test]
fn only_generate_says_what_was_written() {
    for (arguments, last) in [
        (&["generate", "dencity"], "1 problem; nothing was written"),
        (&["verify", "dencity"], "1 problem"),
        (&["lint", "dencity"], "1 problem"),
        (&["outline", "dencity"], "1 problem"),
    ] {
        let (_, err) = refused(arguments, |_| {});
        assert_eq!(err.lines().next_back(), Some(last), "{arguments:?}");
    }
}

#[test]
fn a_name_that_was_never_locked_is_stale_to_verify_and_new_to_generate() {
    let scratch = Scratch::new();
    scratch.replace(LOCK, "\"GET /version\" = \"get_version\"\n", "");
    assert_eq!(scratch.refuses(&["verify"]).code, 4);
    let said = xtask(scratch.path(), &["generate"]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "  updated specs/density/names.lock\n13 files from 37 operations: 1 changed\n")
    );
}

#[test]
fn a_spec_that_changed_is_stale_to_verify() {
    let (code, err) = verify(|scratch| scratch.replace(DOCUMENT, "title: ", "title: New "));
    assert_eq!(code, 4);
    assert!(err.contains("specs/density/normalized.json"), "{err}");
}
