//! The audit of a vendor made up for it.

use insta::assert_snapshot;

use super::*;
use crate::vendor::testing::ACME;

/// The page: two operations, of which the second has a parameter and a field.
const PAGE: &str = r##"
openapi: 3.1.0
info: {title: Acme API, version: "2"}
servers: [{url: "https://api.acme.example"}]
paths:
  /desks:
    get:
      tags: [Desk]
      parameters:
        - {in: header, name: Accept, required: true}
        - {in: query, name: page, schema: {type: integer, default: 1}}
      responses:
        "200":
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Desk"}}
  /v1/desks:
    get: {tags: [Desk], responses: {"200": {}}}
components:
  schemas:
    Desk:
      type: object
      properties: {id: {type: object}, name: {type: string}, kind: {type: string, enum: [desk]}}
"##;

/// Our document: another type, one value less, one field more.
const SPEC: &str = r##"
openapi: 3.0.3
info: {title: Acme, version: "2"}
servers: [{url: "https://api.acme.example"}]
tags: [{name: Desks}]
paths:
  /desks:
    get:
      operationId: list_desks
      tags: [Desks]
      x-evidence: {source: page, reference: Desk}
      parameters:
        - {in: query, name: page, schema: {type: integer}}
      responses:
        "200":
          description: Desks.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Desk"}}
components:
  schemas:
    Desk:
      type: object
      properties:
        id: {type: string, x-evidence: {source: vendor-code, reference: a sample}}
        name: {type: string, nullable: true}
        kind: {type: string}
        floor: {type: string}
"##;

/// One of the reasons.
const GONE: &str = r#"
[[explained]]
at = "GET /v1/desks"
kind = "missing"
reason = "gone"
"#;

/// Reasons for all that is unexplained in `SPEC`.
const REASONS: &str = r#"
[[explained]]
at = "* > header Accept"
kind = "missing"
reason = "the media type says it"

[[explained]]
at = "GET /desks > query page > default"
kind = "missing"
reason = "no default is assumed"

[[explained]]
at = "GET /desks > response 200 field [].kind > enum \"desk\""
kind = "missing"
reason = "an open list"

[[explained]]
at = "* > response 200 field [].floor"
kind = "extra"
reason = "seen"

[[explained]]
at = "GET /v1/desks"
kind = "missing"
reason = "gone"
"#;

/// Files below a scratch root.
fn root(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join("specs").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

fn audited(reasons: &str, spec: &str) -> Audit {
    audited_page(PAGE, reasons, spec)
}

fn audited_page(page: &str, reasons: &str, spec: &str) -> Audit {
    let page = document::read(&documents::parse(&Place::file("page"), page).unwrap()).to_json();
    let root = root(&[
        ("acme/vendor.toml", ACME),
        ("acme/openapi.yaml", spec),
        ("acme/inventory.json", &page),
        ("acme/audit.toml", reasons),
    ]);
    run(root.path(), "acme").unwrap()
}

fn said(audit: &Audit) -> String {
    audit.problems().iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_nothing_explains_is_a_problem() {
    assert_snapshot!(said(&audited("", SPEC)), @r#"
    error[audit]: specs/acme/openapi.yaml
      the page has it, the spec has not: header Accept
      in GET /desks
      fix: add it to the document, or give the reason in specs/acme/audit.toml
    error[audit]: specs/acme/openapi.yaml
      the page has it, the spec has not: query page default: 1
      in GET /desks
      fix: add it to the document, or give the reason in specs/acme/audit.toml
    error[audit]: specs/acme/openapi.yaml
      the page has it, the spec has not: response 200 field [].kind enum "desk"
      in GET /desks
      fix: add it to the document, or give the reason in specs/acme/audit.toml
    error[audit]: specs/acme/openapi.yaml
      the page has it, the spec has not: the operation
      in GET /v1/desks
      fix: add it to the document, or give the reason in specs/acme/audit.toml
    error[audit]: specs/acme/openapi.yaml
      the spec has it, the page has not: response 200 field [].floor
      in GET /desks
      fix: give it an `x-evidence`, or take it out of the document
    "#);
}

#[test]
fn a_reason_explains_a_difference() {
    let audit = audited(REASONS, SPEC);
    assert_eq!(said(&audit), "");
    assert_snapshot!(table::text(&audit, true), @r#"
    acme: Acme API 2
      resource  operations  parameters  fields     enum values  codes
      Desk      1/0 -1      0/0         0/0        0/0          1/0
      Desks     1/1         2/1 -1 ~1   4/5 +1 ~1  1/0 -1       1/1
      all       2/1 -1      2/1 -1 ~1   4/5 +1 ~1  1/0 -1       2/1
      - GET /desks > header Accept
          reason: the media type says it
      - GET /desks > query page default: 1
          reason: no default is assumed
      + GET /desks > response 200 field [].floor
          reason: seen
      ~ GET /desks > response 200 field [].id type: object -> string
          evidence: vendor-code: a sample
      - GET /desks > response 200 field [].kind enum "desk"
          reason: an open list
      - GET /v1/desks > the operation
          reason: gone
    "#);
}

#[test]
fn a_reason_that_explains_nothing_is_a_problem() {
    let spec = SPEC.replace("schema: {type: integer}", "schema: {type: integer, default: 1}");
    assert_snapshot!(said(&audited(REASONS, &spec)), @"
    error[audit-reasons]: specs/acme/audit.toml
      nothing is `GET /desks > query page > default` any more, so nothing needs its reason
      fix: take the entry out, or correct it
    ");
}

#[test]
fn the_evidence_of_an_operation_does_not_speak_for_its_parameters() {
    let spec = SPEC.replace("name: page,", "name: size,");
    assert!(
        said(&audited(REASONS, &spec)).contains("the spec has it, the page has not: query size")
    );
}

#[test]
fn evidence_around_a_value_does_not_speak_against_the_page() {
    let outer = r#"Desk:
      type: object
      x-evidence: {source: page, reference: "elsewhere"}"#;
    let spec = SPEC.replace("Desk:\n      type: object", outer);
    let audit = audited(REASONS, &spec);
    // What is inside is on evidence, but the entry is no longer the one that decides.
    assert_eq!(said(&audit), "");
    let spec = spec.replace("name: {type: string, nullable: true}", "name: {type: boolean}");
    let said = said(&audited(REASONS, &spec));
    assert!(said.contains("response 200 field [].name type: string -> boolean"), "{said}");
}

#[test]
fn no_evidence_says_that_a_parameter_may_be_left_out() {
    let page = PAGE.replace("name: page, schema", "name: page, required: true, schema");
    let spec = SPEC.replace(
        "name: page, schema",
        "name: page, x-evidence: {source: page, reference: x}, schema",
    );
    let said = said(&audited_page(&page, REASONS, &spec));
    assert!(said.contains("query page required: true -> false"), "{said}");
}

#[test]
fn what_a_spec_adds_to_a_value_needs_evidence_as_well() {
    for (old, new, what) in [
        ("floor: {type: string}", "floor: {type: string}\n        extra: {}", "field [].extra"),
        ("kind: {type: string}", "kind: {type: string, format: uuid}", "format: uuid"),
        ("schema: {type: integer}", "schema: {type: integer, maximum: 3}", "maximum: 3"),
        ("tags: [Desks]\n", "tags: [Desks]\n      deprecated: true\n", "deprecated"),
        ("example\"}]\n", "example\"}, {url: \"https://evil.example\"}]\n", "evil"),
    ] {
        assert!(SPEC.contains(old), "{old}");
        let said = said(&audited(REASONS, &SPEC.replace(old, new)));
        assert!(said.contains(what), "{what}: {said}");
    }
}

#[test]
fn a_page_without_operations_or_with_a_half_one_stands_for_nothing() {
    for spoil in
        [(|page| page.operations.clear()) as fn(&mut Inventory), |page| page.source.cut = true]
    {
        let mut page = document::read(&documents::parse(&Place::file("page"), PAGE).unwrap());
        spoil(&mut page);
        assert_eq!(unusable("acme", &page).len(), 1);
    }
}

#[test]
fn what_was_not_understood_needs_a_reason() {
    let page = PAGE.replace("{type: integer, default: 1}", "{type: float, default: 1}");
    let said = said(&audited_page(&page, REASONS, SPEC));
    assert!(said.contains("`float` is no JSON type"), "{said}");
}

#[test]
fn the_audit_as_json_has_the_counts_and_the_findings() {
    let json = to_json(&[audited(REASONS, SPEC)]);
    assert_eq!(json[0]["resources"][0]["counts"]["operation"]["missing"], 1);
    assert_snapshot!(json[0]["findings"][1], @r#"{"aspect":"default","element":"fact","first":"1","kind":"missing","operation":"GET /desks","place":"query page","standing":{"reason":"no default is assumed"}}"#);
}

mod operations_in_another_folder {
    use super::*;

    fn with(elsewhere: &str) -> Result<Audit, Vec<Problem>> {
        let page = document::read(&documents::parse(&Place::file("page"), PAGE).unwrap()).to_json();
        let older = SPEC.replace("/desks:", "/v1/desks:");
        let older_settings = ACME.replace("\"acme\"", "\"older\"").replace("acme-raw", "older-raw");
        let root = root(&[
            ("acme/vendor.toml", ACME),
            ("acme/openapi.yaml", SPEC),
            ("acme/inventory.json", &page),
            ("acme/audit.toml", &REASONS.replace(GONE, elsewhere)),
            ("older/vendor.toml", &older_settings),
            ("older/openapi.yaml", &older),
        ]);
        run(root.path(), "acme")
    }

    #[test]
    fn are_not_missing() {
        let audit =
            with("\n[[elsewhere]]\noperations = \"GET /v1/*\"\nvendor = \"older\"\n").unwrap();
        assert_eq!(said(&audit), "");
        let elsewhere = Standing::Elsewhere("older".to_owned());
        assert!(audit.findings.iter().any(|finding| finding.standing == elsewhere));
    }

    #[test]
    fn have_to_be_there() {
        let audit =
            with("\n[[elsewhere]]\noperations = \"GET /v2/*\"\nvendor = \"older\"\n").unwrap();
        assert_snapshot!(said(&audit), @"
        error[audit]: specs/acme/openapi.yaml
          the page has it, the spec has not: the operation
          in GET /v1/desks
          fix: add it to the document, or give the reason in specs/acme/audit.toml
        error[audit-reasons]: specs/acme/audit.toml
          no operation that this spec lacks is `GET /v2/*` and in specs/older
          fix: take the entry out, or correct it
        ");
        let audit =
            with("\n[[elsewhere]]\noperations = \"GET /v1/*\"\nvendor = \"newer\"\n").unwrap();
        assert!(said(&audit).contains("there is no vendor \"newer\""));
    }
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let without = root(&[("acme/vendor.toml", ACME), ("acme/openapi.yaml", SPEC)]);
    let problems = run(without.path(), "acme").unwrap_err();
    assert_snapshot!(problems[0], @"
    error[inventory]: specs/acme/inventory.json
      cannot read what the vendor's page says: No such file or directory (os error 2)
      fix: read the vendor's page with `cargo xtask inventory acme <page>`
    ");
    let spoiled = root(&[
        ("acme/vendor.toml", ACME),
        ("acme/openapi.yaml", SPEC),
        ("acme/inventory.json", "{}"),
    ]);
    let problems = run(spoiled.path(), "acme").unwrap_err();
    assert_snapshot!(problems[0], @"
    error[inventory]: specs/acme/inventory.json
      is not an inventory: missing field `source` at line 1 column 2
      fix: read the vendor's page with `cargo xtask inventory acme <page>`
    ");
}

#[test]
fn reasons_are_read_strictly() {
    let load = |text: &str| {
        let root = root(&[("acme/audit.toml", text)]);
        explained::load(root.path(), "acme").unwrap_err().to_string()
    };
    assert_snapshot!(load("[[explained]]\nat = \"x\"\nkind = \"gone\"\nreason = \"y\"\n"), @r#"
    error[audit-reasons]: specs/acme/audit.toml
      TOML parse error at line 3, column 8
        |
      3 | kind = "gone"
        |        ^^^^^^
      unknown variant `gone`, expected one of `missing`, `extra`, `contradiction`
      fix: correct the line; CONTRIBUTING.md explains each key
    "#);
    assert!(
        load("[[explained]]\nat = \"*\"\nkind = \"extra\"\nreason = \"y\"\n")
            .contains("everything")
    );
    assert_snapshot!(load("[[explained]]\nat = \"x\"\nkind = \"extra\"\nreason = \" \"\n"), @"
    error[audit-reasons]: specs/acme/audit.toml
      `x` is explained by nothing
      fix: correct the line; CONTRIBUTING.md explains each key
    ");
}
