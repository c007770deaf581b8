//! Pages of a vendor that does not exist, in the layouts of those that do.

use insta::assert_snapshot;

use super::*;

const HEADINGS: &str = "\
Acme Desks (2.1)

We rent desks.

Desks

List Desks

Lists the desks of a floor.

SecurityapiKey or oauth
Request
query Parameters
floor
required
string
Example: floor=f1

Where to look.

limit
integer [ 1 .. 50 ]
Default: 20
Responses
200

fine

404

no such floor

get/floors/:floor/desks
Request samples
Response samples
application/json
{
  • \"desks\": [
    • {
      • \"id\": \"string\",
      • \"seats\": 0
      }
    ]
}

Move DeskDeprecated

Moves a desk.

Request
Request Body schema: application/json
required

where to

object (Place)

The new place.

unit
string
Default: \"m\"
Enum: \"m\" \"ft\"
Responses
204

moved

post/desks/move
Request samples
application/json
{
  • \"place\": {
    },
  • \"unit\": \"m\"
}
";

fn page(text: &str, kind: Option<Kind>) -> Result<Inventory, Problem> {
    read(&Place::file("page.txt"), text, kind)
}

fn json(text: &str) -> String {
    let mut inventory = page(text, None).expect("a page");
    inventory.source.digest = String::new();
    inventory.to_json()
}

fn problem(text: &str, kind: Option<Kind>) -> String {
    page(text, kind).expect_err("no page").to_string()
}

#[test]
fn a_page_with_headings() {
    assert_snapshot!(json(HEADINGS), @r#"
    {
      "operations": [
        {
          "path": "/floors/{floor}/desks",
          "method": "GET",
          "title": "List Desks",
          "description": "d11d2bdc3e79",
          "group": "Desks",
          "parameters": [
            {"in": "path", "name": "floor", "required": true},
            {"in": "query", "name": "floor", "required": true, "types": ["string"]},
            {"in": "query", "name": "limit", "default": 20, "limits": {"maximum": 50, "minimum": 1}, "types": ["integer"]}
          ],
          "responses": [
            {
              "status": "200",
              "body": {
                "fields": [
                  {"path": "", "from_sample": true, "types": ["object"]},
                  {"path": "desks", "from_sample": true, "types": ["array"]},
                  {"path": "desks[]", "from_sample": true, "types": ["object"]},
                  {"path": "desks[].id", "from_sample": true, "types": ["string"]},
                  {"path": "desks[].seats", "from_sample": true, "types": ["number"]}
                ],
                "media_types": ["application/json"]
              }
            },
            {"status": "404"}
          ],
          "security": ["apiKey", "oauth"]
        },
        {
          "path": "/desks/move",
          "method": "POST",
          "title": "Move Desk",
          "deprecated": true,
          "description": "025a3d67bfc3",
          "group": "Desks",
          "request": {
            "fields": [
              {"path": "", "types": ["object"]},
              {"path": "place", "schema": "Place", "types": ["object"]},
              {"path": "unit", "default": "m", "enum": ["ft", "m"], "types": ["string"]}
            ],
            "media_types": ["application/json"],
            "required": true
          },
          "responses": [
            {"status": "204"}
          ]
        }
      ],
      "source": {"title": "Acme Desks", "digest": "", "kind": "redoc-text", "version": "2.1"}
    }
    "#);
}

#[test]
fn layout_makes_no_difference() {
    let expect = json(HEADINGS);
    let layouts = [
        HEADINGS.replace('\n', "\r\n"),
        HEADINGS.replace('\n', "\r"),
        HEADINGS.replace("• ", "● "),
        HEADINGS.replace("• ", "o "),
        HEADINGS.replace(' ', "\u{a0}"),
        HEADINGS.replace('\n', "  \n"),
        HEADINGS.replace("• ", "- "),
        HEADINGS.replace("\n\n", "\n\n\n"),
        HEADINGS.replace("Enum: \"m\" \"ft\"", "Enum: \"m\"\n\"ft\""),
        HEADINGS
            .replace("Default: \"m\"\nEnum: \"m\" \"ft\"", "Enum: \"m\" \"ft\"\nDefault: \"m\""),
        format!("# Source: a copy\n----\n{HEADINGS}"),
    ];
    for layout in layouts {
        assert_eq!(json(&layout), expect, "{layout}");
    }
}

#[test]
fn sections_may_change_places() {
    let request = "Request Body schema: application/json\nrequired\n\nwhere to\n\nid\nstring\n\n";
    let query = "query Parameters\nfloor\nstring\n\nWhere to look.\n\n";
    let rest = "Responses\n200\n\nfine\n\npost/desks\nResponse samples\n";
    let page = |sections: [&str; 2]| {
        format!("Acme (1)\n\nMove a desk\n\nMoves it.\n\n{}{rest}", sections.concat())
    };
    assert_eq!(json(&page([request, query])), json(&page([query, request])));
}

#[test]
fn a_page_that_ends_too_early_is_cut() {
    let is_cut = |text: &str| page(text, None).expect("a page").source.cut;
    assert!(!is_cut(HEADINGS));
    for end in ["\"seats\"", "moved", "where to", "Moves a desk", "Move Desk", "The new"] {
        let (start, _) = HEADINGS.split_once(end).expect("in the page");
        assert!(is_cut(&format!("{start}{end}")), "{end}");
    }
}

/// Whether one value is what another one says, or less of it.
fn says_no_more(some: &Value, all: &Value) -> bool {
    let key = |value: &Value| {
        ["in", "name", "path", "status"].map(|key| value.get(key).cloned().unwrap_or_default())
    };
    match (some, all) {
        (Value::Object(some), Value::Object(all)) => some.iter().all(|(name, value)| {
            let is_of_sample = name == "from_sample";
            is_of_sample || all.get(name).is_some_and(|other| says_no_more(value, other))
        }),
        (Value::Array(some), Value::Array(all)) if some.iter().all(Value::is_object) => {
            some.iter().all(|value| {
                let mut alike = all.iter().filter(|other| key(other) == key(value));
                alike.any(|other| says_no_more(value, other))
            })
        }
        _ => some == all,
    }
}

#[test]
fn a_cut_page_says_no_more_than_the_whole() {
    let page = |text: &str| {
        let inventory = page(text, Some(Kind::RedocText)).ok()?;
        let mut operations = serde_json::json!(inventory.operations);
        for operation in operations.as_array_mut().expect("a list") {
            // Where the path is cut off, the title tells which it is.
            let facts = operation.as_object_mut().expect("facts");
            facts.insert("name".to_owned(), facts["title"].clone());
            let path = facts.remove("path");
            facts.extend(path.map(|path| ("address".to_owned(), path)));
        }
        Some(operations)
    };
    let text = HEADINGS.replace("Enum: \"m\" \"ft\"", "Enum: \"m\"\n\"ft\"");
    let whole = page(&text).expect("a page");
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        for cut in [text[..end].to_owned(), format!("{}\n", text[..end].trim_end())] {
            let Some(said) = page(&cut) else { continue };
            assert!(says_no_more(&said, &whole), "{cut}\n---\n{said:#}");
        }
    }
}

#[test]
fn labels_beside_samples_are_no_operations() {
    let expect = page(HEADINGS, None).expect("a page");
    let labels = "Example\nBasic\ncURL\nContent type\napplication/json\nCopy Expand all Collapse all\nCopyCopied\n{";
    let text = HEADINGS.replace("application/json\n{", labels);
    let read = page(&text, None).expect("a page");
    assert_eq!(read.operations, expect.operations);
    let said: Vec<&str> = read.not_understood.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(said, ["Basic", "cURL", "Basic", "cURL"]);
}

#[test]
fn what_is_left_of_a_sample_is_no_operation() {
    let text = HEADINGS.replace("• \"id\": \"string\",", "what\nis this\n• \"id\": \"string\",");
    let read = page(&text, None).expect("a page");
    let titles: Vec<_> = read.operations.iter().filter_map(|one| one.title.as_deref()).collect();
    assert_eq!(titles, ["List Desks", "Move Desk"]);
    assert_eq!(read.not_understood.len(), 1);
}

#[test]
fn what_fits_nothing_is_said() {
    let text = HEADINGS
        .replace("limit\ninteger [ 1 .. 50 ]", "limit\nintegral")
        .replace("404\n", "200\n")
        .replace("\"seats\": 0", "seats, 0");
    let inventory = page(&text, None).expect("a page");
    let notes: Vec<String> = inventory
        .not_understood
        .iter()
        .map(|note| format!("{} {} ({}): {}", note.line, note.place, note.text, note.reason))
        .collect();
    assert_snapshot!(notes.join("\n"), @"
    22 List Desks (integral): not a line of types, though a name stands above it
    29 List Desks (200): a status code that was listed already
    41 List Desks (• seats, 0): this part of a sample is no JSON
    ");
}

#[test]
fn a_page_without_headings() {
    let text = "\
Download OpenAPI specification:Download
We rent desks.
Lists the desks.
where to look
success
no such floor
{- \"floor\": \"f1\"
}
{- \"dsk_10987\": {
- \"$ref\": \"#/components/schemas/Desk\"
}, - \"dsk_12345\": {
- \"$ref\": \"#/components/schemas/Desk\"
}
}
";
    assert_snapshot!(json(text), @r#"
    {
      "operations": [
        {
          "description": "602a65954f21",
          "request": {
            "fields": [
              {"path": "", "from_sample": true, "types": ["object"]},
              {"path": "floor", "from_sample": true, "types": ["string"]}
            ]
          },
          "responses": [
            {
              "body": {
                "fields": [
                  {"path": "", "from_sample": true, "types": ["object"]},
                  {"path": "{}", "from_sample": true, "schema": "Desk"}
                ]
              }
            }
          ]
        }
      ],
      "source": {"digest": "", "kind": "redoc-compact"}
    }
    "#);
}

#[test]
fn a_page_with_its_document() {
    let document = r#"{"openapi":"3.0.3","info":{"title":"Acme","version":"1"},"paths":{"/desks":{"get":{"responses":{"200":{"description":"Fine."}}}}}}"#;
    let state = format!(
        "<!DOCTYPE html><script>const __redoc_state = {{\"spec\":{{\"data\":{document}}}}};</script>"
    );
    let script = format!("<html><script type=\"application/json\" id=\"spec\">{document}</script>");
    let init = format!("<html><script>Redoc.init({document}, {{}})</script>");
    let constant = format!(
        "<html><script>if (a) {{ b() }} const spec = {document}; Redoc.init(spec, {{}})</script>"
    );
    let bare =
        format!("<html><SCRIPT type=application/json>{{\"a\":[{{\"b\":{document}}}]}}</SCRIPT>");
    let undefined = format!(
        "<html><script>__redoc_state = {{\"options\":undefined,\"note\":\"\\\"undefined\",\"spec\":{{\"data\":{document}}}}};</script>"
    );
    let quoted = document.replace('"', "\\\"");
    let parsed = format!("<html><script>__redoc_state = JSON.parse(\"{quoted}\");</script>");
    let coded = document.replace('"', "\\u0022");
    let coded = format!("<html><script>__redoc_state = JSON.parse('{coded}');</script>");
    for text in [state, script, init, constant, bare, undefined, parsed, coded] {
        let inventory = page(&text, None).expect("a page");
        assert_eq!(
            (inventory.source.kind, inventory.operations[0].name().as_str()),
            (Kind::RedocHtml, "GET /desks")
        );
    }
    for text in
        ["<html><script>Redoc.init({\"openapi\":\"3.0.3\"", "<html><script>JSON.parse('{\"a\":1"]
    {
        assert_eq!(
            problem(text, None),
            "error[page]: page.txt\n  is cut: it ends within the data of a script\n  fix: save the whole page again"
        );
    }
    assert_snapshot!(problem("<html><redoc spec-url=\"desks.yaml\"></redoc></html>", None), @r#"
    error[page]: page.txt
      is HTML without an OpenAPI document in it: no script holds an object with `openapi` and `paths`
      fix: save the file behind the page's link "Download", or the page as text
    "#);
}

#[test]
fn what_keeps_its_facts_elsewhere_is_refused() {
    assert_snapshot!(problem(r#"{"swagger":"2.0","paths":{"/desks":{"get":{}}}}"#, None), @"
    error[page]: page.txt
      is a document of Swagger 2.0, which keeps bodies and hosts in other places
      fix: convert it to OpenAPI 3 first
    ");
}

#[test]
fn the_named_kind_is_what_is_tried() {
    let text =
        "Some desks:\n\nDownload OpenAPI specification\n\nGET /desks\n\n  • All.\n\n{\"a\": 1}";
    let kind = |kind| page(text, kind).expect("a page").source.kind;
    assert_eq!(kind(None), Kind::RedocCompact);
    assert_eq!(kind(Some(Kind::EndpointList)), Kind::EndpointList);
    assert_eq!(kind(Some(Kind::MigrationTable)), Kind::MigrationTable);
}

#[test]
fn a_page_without_operations_is_refused() {
    let pages = ["openapi: 3.0.3\npaths: {}", "Download OpenAPI specification\nWe rent desks."];
    let problems = pages.map(|text| problem(text, None));
    assert_snapshot!(problems.join("\n"), @"
    error[page]: page.txt
      looks like openapi, but no operation is found in it
      fix: name its kind with --kind, or save all of it
    error[page]: page.txt
      looks like redoc-compact, but no operation is found in it
      fix: name its kind with --kind, or save all of it
    ");
}

#[test]
fn what_is_no_page_is_refused() {
    assert_snapshot!(problem("We rent desks.", None), @"
    error[page]: page.txt
      is of no kind that has a reader; looked for
      redoc-html: HTML
      openapi: `openapi` at its top
      redoc-text: lines like `Responses` and `query Parameters`
      redoc-compact: samples below the line `Download OpenAPI specification`
      migration-table: endpoints in pairs, the second of a newer version
      endpoint-list: lines like `GET /desks`
      fix: name its kind with --kind, or save the page in another form
    ");
    assert_snapshot!(problem(HEADINGS, Some(Kind::EndpointList)), @"
    error[page]: page.txt
      has no operation that the reader of endpoint-list finds; it looks like --kind redoc-text
      fix: name its kind with --kind, or save all of it
    ");
    assert_snapshot!(problem(" \n", None), @"
    error[page]: page.txt
      is empty
      fix: save the page again
    ");
    assert_snapshot!(problem("PK\0\u{3}", None), @"
    error[page]: page.txt
      is no text: it has a zero byte
      fix: save the page as text, as HTML, or as an OpenAPI file
    ");
}

#[test]
fn no_page_is_a_danger() {
    let lines: Vec<&str> = HEADINGS.lines().collect();
    let ends = (0..HEADINGS.len()).filter(|end| HEADINGS.is_char_boundary(*end));
    let cut = ends.map(|end| HEADINGS[..end].to_owned());
    let without = (0..lines.len()).map(|at| [&lines[..at], &lines[at + 1..]].concat().join("\n"));
    let twice = (0..lines.len()).map(|at| [&lines[..=at], &lines[at..]].concat().join("\n"));
    let turned = (0..lines.len()).map(|at| [&lines[at..], &lines[..at]].concat().join("\n"));
    for text in cut.chain(without).chain(twice).chain(turned) {
        for kind in KINDS.map(Some).into_iter().chain([None]) {
            // Whatever it answers, it answers.
            let _ = page(&text, kind);
        }
    }
}
