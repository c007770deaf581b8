//! Documents that nobody here wrote and that are wrong, hostile, or no documents at
//! all: each is refused in one message, or becomes a crate and nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use xtask::attempt::{self, Checked, Request};

use crate::attempt::worker;
use crate::workspace::{files, root, xtask};

fn refused(path: &Path) -> String {
    let said = xtask(&root(), &["try", &path.to_string_lossy()]);
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{}: {}", path.display(), said.err);
    assert!(said.err.contains(&*path.to_string_lossy()), "{}", said.err);
    assert!(said.err.contains("\n  fix: "), "{}", said.err);
    said.err
}

/// Writes a document into a folder of its own.
fn written(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("the file can be written");
    (folder, path)
}

/// A document with one operation that answers with `Desk`.
fn document(schemas: &Value) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Desk" });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Desks", "version": "1" },
        "servers": [{ "url": "https://desks.example" }],
        "paths": { "/desk": { "get": { "responses": { "200": {
            "description": "A desk.", "content": { "application/json": { "schema": schema } },
        } } } } },
        "components": { "schemas": schemas },
    })
}

/// Makes a crate of a document, which leaves nothing outside of its folder.
fn made(document: &Value) -> (Checked, String) {
    let (folder, file) = written("desks.json", document.to_string().as_bytes());
    let out = folder.path().join("below/out");
    let request = Request { file: file.clone(), out: Some(out.clone()), check: false };
    let checked = attempt::run(&root(), &request, &worker()).expect("a crate");
    let outside = files(folder.path()).into_keys().filter(|path| !path.starts_with(&out));
    assert_eq!(outside.collect::<Vec<_>>(), [file]);
    let mut told = Vec::new();
    attempt::tell(&mut told, &checked).expect("told");
    (checked, String::from_utf8(told).expect("text"))
}

#[test]
fn what_is_no_text_or_no_document_is_told() {
    let text = document(&json!({ "Desk": { "type": "object" } })).to_string();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&[0xff, 0xfe], wide.as_slice()].concat();
    let half = &text.as_bytes()[..text.len() / 2];
    let number = text.replace("\"1\"", "1e999");
    let lists = format!("openapi: 3.0.3\nx: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    let blocks: String = (0..10_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let cases: [(&str, &[u8], &str); 9] = [
        ("wide.json", &wide, "it begins as UTF-16 and UTF-32 do"),
        ("marked.json", &with_mark, "it begins as UTF-16 and UTF-32 do"),
        ("latin.yaml", b"openapi: caf\xe9", "the byte at offset 12 is none"),
        ("half.json", half, "EOF while parsing"),
        ("half.yaml", b"openapi: 3.0.3\ninfo: {title: \"A", "at line 2"),
        ("number.json", number.as_bytes(), "number out of range at line 1"),
        ("lists.yaml", lists.as_bytes(), "more than 120 levels deep at line 2"),
        ("blocks.yaml", blocks.as_bytes(), "more than 120 levels deep at line 121"),
        ("nothing.json", b"", "neither `openapi` nor `swagger`"),
    ];
    for (name, bytes, expected) in cases {
        let (_folder, path) = written(name, bytes);
        let said = refused(&path);
        assert!(said.contains(expected), "{name}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let (folder, path) =
        written("api.json", b"{ \"openapi\": \"3.0.3\", \"a\": { \"$ref\": \"pipe.yaml\" } }");
    let pipe = folder.path().join("pipe.yaml");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("a program of every Unix");
    assert!(made.success());
    for path in [folder.path(), Path::new("/dev/zero"), &pipe] {
        assert!(refused(path).contains("it is no file"));
    }
    let said = xtask(&root(), &["try", &path.to_string_lossy()]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("pipe.yaml\n  cannot read the document: it is no file"),
        "{}",
        said.err
    );
}

#[test]
fn what_leads_back_to_itself_is_cut_and_told() {
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let (checked, told) = made(&document(&json!({
        "Desk": { "allOf": [to("Desk"), { "type": "object", "properties": { "id": { "type": "integer" } } }] },
        "Left": to("Right"),
        "Right": to("Left"),
        "Tree": { "type": "object", "properties": { "up": { "allOf": [to("Tree")], "nullable": true } } },
        "Union": { "oneOf": [to("Union"), to("Union")], "example": { "a": 1 } },
    })));
    assert_eq!((checked.attempt.made(), checked.attempt.findings.len()), (1, 0), "{told}");
    let types = checked.attempt.files().find(|(path, _)| path.ends_with("src/types.rs"));
    let (_, types) = types.expect("types");
    assert!(types.contains("pub up: ::std::option::Option<::std::boxed::Box<Tree>>"), "{types}");
    assert!(told.contains("leads back to the schema that it is in"), "{told}");
    assert!(told.contains("`#/components/schemas/Left` leads back to itself"), "{told}");
}

/// Deeper than any stack: each is merged of the next.
#[test]
fn a_long_chain_ends_no_process() {
    let mut schemas = json!({ "Desk": { "type": "object" } });
    for index in 0..2_000 {
        let next = json!({ "$ref": format!("#/components/schemas/R{}", index + 1) });
        schemas[format!("R{index}")] = json!({ "allOf": [next, { "required": ["id"] }] });
        schemas[format!("A{index}")] =
            json!({ "$ref": format!("#/components/schemas/A{}", index + 1) });
    }
    let (adopted, report) = xtask::adopt::run(document(&schemas));
    assert!(adopted["components"]["schemas"]["R0"].is_object());
    assert!(report.losses().iter().any(|lost| lost.to_string().contains("or too far away")));
}

#[test]
fn a_name_may_be_anything() {
    let long = "n".repeat(2_000);
    let names = [
        "",
        "self",
        "Self",
        "crate",
        "async",
        "__proto__",
        "../../etc/passwd",
        "a\u{0}b",
        "\u{7}",
        "🙂",
        "\u{202e}evil",
        "a/b~c",
        "A\nB",
        "\"; rm -rf",
        "*/ pub fn evil() {}",
        "{0}",
        "ﬁ",
        "İ",
        "$ref",
        "Option",
        "String",
        "builder",
        "error",
        &long,
    ];
    let property = json!({ "type": "string" });
    let properties: Value = names
        .iter()
        .map(|name| ((*name).to_owned(), property.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let schema = json!({ "type": "object", "properties": properties });
    let mut schemas = json!({ "Desk": schema });
    let mut paths = json!({});
    for name in names {
        schemas[name] = schema.clone();
        let parameter =
            json!({ "name": name, "in": "query", "schema": { "type": "string", "enum": names } });
        paths[format!("/{name}")] = json!({ "get": {
            "operationId": name, "tags": [name], "summary": name, "parameters": [parameter],
            "responses": { "204": { "description": name } },
        } });
    }
    let mut document = document(&schemas);
    document["paths"] = paths;
    let (checked, told) = made(&document);
    assert!(checked.attempt.findings.is_empty(), "{told}");
    assert!(checked.attempt.made() > 20, "{told}");
}

#[test]
fn what_is_elsewhere_is_not_fetched() {
    for target in [
        "../../../../etc/passwd",
        "/etc/hosts.yaml",
        "http://127.0.0.1:9/a.yaml#/A",
        "file:///etc/a.yaml",
    ] {
        let (checked, told) = made(&document(&json!({ "Desk": { "$ref": target } })));
        assert_eq!(checked.attempt.made(), 1, "{target}");
        assert!(told.contains(&format!("`{target}` leads to nothing in this document")), "{told}");
    }
}

#[test]
fn files_that_lead_to_each_other_are_cut() {
    let (folder, path) = written("a.yaml", b"openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: 'b.yaml#/X'}}}}}}}}\n");
    fs::write(folder.path().join("b.yaml"), "X: {$ref: 'c.yaml#/Y'}\n").expect("written");
    fs::write(folder.path().join("c.yaml"), "Y: {$ref: 'b.yaml#/X'}\n").expect("written");
    let (adopted, report) = xtask::adopt::read(&path).expect("a document");
    let schema = adopted.pointer("/paths/~1a/get/responses/200/content/application~1json/schema");
    assert_eq!(schema, Some(&json!({})));
    assert!(!report.losses().is_empty());
}
