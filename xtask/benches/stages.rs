//! What the stages cost beside the generator, by the size of a document: time on
//! the processor, and the most memory held at once. Prints figures; judges nothing.
//!
//! Each measurement is a process of its own, or the second would find the memory
//! of the first.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use xtask::names::Names;
use xtask::pipeline::Prepared;
use xtask::problem::{Place, Problem};
use xtask::{adopt, attempt, document, generate, pipeline, vendor};

/// The numbers of operations of the made-up documents.
const SIZES: [usize; 4] = [250, 500, 1_000, 2_000];
/// The parts of a document of yours: one path in so many.
const PARTS: [usize; 4] = [8, 4, 2, 1];
const RUNS: usize = 3;
const STAGES: &str = "--stages";
const GENERATOR: &str = "--generator";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Seconds, and MiB at most.
#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    memory: f64,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some([part, path, normalized]) = arguments.get(1..4) {
        return measured(part, Path::new(path), Path::new(normalized));
    }
    // A test run calls every bench once, without this flag; there is nothing to test.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    report(&documents(folder.path())?, &folder.path().join("normalized.json"))
}

/// Parts of the document that is named, or else made-up ones.
fn documents(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let mut add = |name: String, document: &Value| {
        let path = folder.join(name);
        fs::write(&path, document.to_string())?;
        paths.push(path);
        Result::Ok(())
    };
    match std::env::var_os("DOCUMENT") {
        Some(path) => {
            let whole = serde_json::from_slice(&fs::read(path)?)?;
            PARTS.iter().try_for_each(|part| add(format!("1-in-{part}.json"), &cut(&whole, *part)))
        }
        None => SIZES
            .iter()
            .try_for_each(|size| add(format!("{size}-operations.json"), &made_up(*size))),
    }?;
    Ok(paths)
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn report(paths: &[PathBuf], normalized: &Path) -> Result<()> {
    println!("document, KB: stages s, per MB, generator s, ratio; all MiB, generator MiB, ratio");
    for path in paths {
        let stages = least(STAGES, path, normalized)?;
        let generator = least(GENERATOR, path, normalized)?;
        let size = fs::metadata(path)?.len() as f64 / 1e6;
        println!(
            "{}, {:.0}: {:.3}, {:.3}, {:.3}, {:.2}; {:.0}, {:.0}, {:.2}",
            path.file_stem().unwrap_or_default().to_string_lossy(),
            size * 1e3,
            stages.seconds,
            stages.seconds / size,
            generator.seconds,
            stages.seconds / generator.seconds,
            stages.memory,
            generator.memory,
            stages.memory / generator.memory,
        );
    }
    Ok(())
}

/// The least cost of a few runs: what disturbs a run only adds to it.
fn least(part: &str, path: &Path, normalized: &Path) -> Result<Cost> {
    let mut least = Cost { seconds: f64::INFINITY, memory: f64::INFINITY };
    for _ in 0..RUNS {
        let child =
            Command::new(std::env::current_exe()?).arg(part).args([path, normalized]).output()?;
        let said = String::from_utf8(child.stdout)?;
        let mut figures = said.split_whitespace().map(str::parse);
        let (Some(seconds), Some(memory)) = (figures.next(), figures.next()) else {
            return Err(String::from_utf8_lossy(&child.stderr).into());
        };
        least.seconds = least.seconds.min(seconds?);
        least.memory = least.memory.min(memory?);
    }
    Ok(least)
}

/// Does one part in this process, and prints what it cost.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
fn measured(part: &str, path: &Path, normalized: &Path) -> Result<()> {
    // What is generated cannot leave its thread.
    let done = pipeline::on_a_large_stack(|| {
        Ok(if part == STAGES { stages(path, normalized) } else { generator(normalized) }
            .map_err(|error| error.to_string()))
    });
    let spent = done.map_err(|problems| told(&problems))??;
    println!("{spent} {}", peak_memory()?);
    Ok(())
}

/// All stages; the time is that of all but the generator. The normalized document
/// is left for it.
fn stages(path: &Path, normalized: &Path) -> Result<f64> {
    let prepared = prepared(path).map_err(|problems| told(&problems))?;
    let before = spent()?;
    let file = generate::once(&prepared.document)?;
    let generator = spent()? - before;
    let made = pipeline::finish(&prepared, file, &Names::default());
    drop(made.map_err(|problems| told(&problems))?);
    let stages = spent()? - generator;
    fs::write(normalized, prepared.document.to_string())?;
    Ok(stages)
}

/// All that comes before the generator.
fn prepared(path: &Path) -> std::result::Result<Prepared, Vec<Problem>> {
    let (mut written, _) = adopt::read(path)?;
    let settings = attempt::derive(&mut written, None, "openapi.json");
    let problems = document::check(&Place::file(path.display().to_string()), &written);
    if !problems.is_empty() {
        return Err(problems);
    }
    pipeline::prepare_document(vendor::parse(&settings.ident, &settings.text)?, written)
}

/// What progenitor does on its own, from a document to formatted text.
fn generator(normalized: &Path) -> Result<f64> {
    let document = serde_json::from_slice(&fs::read(normalized)?)?;
    let text = prettyplease::unparse(&generate::once(&document)?);
    assert!(!text.is_empty(), "progenitor wrote something");
    spent()
}

fn told(problems: &[Problem]) -> String {
    problems.first().map_or_else(|| "a stage failed".to_owned(), ToString::to_string)
}

/// How long this process has been on the processor, in seconds; Linux tells, in
/// hundredths. What else the machine does hardly counts.
fn spent() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let (_, fields) = status.rsplit_once(')').unwrap_or_default();
    let mut ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    ticks.try_fold(0.0, |spent, ticks| Ok(spent + ticks? / 100.0))
}

/// The most memory that this process has held, in MiB; Linux tells.
fn peak_memory() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).unwrap_or("0");
    Ok(kib.parse::<f64>()? / 1024.0)
}

/// A document with one path in so many, and the components that those need.
fn cut(whole: &Value, part: usize) -> Value {
    let mut document = whole.clone();
    for key in ["paths", "webhooks", "x-webhooks"] {
        let Some(Value::Object(all)) = document.get_mut(key) else { continue };
        *all = std::mem::take(all).into_iter().step_by(part).collect();
    }
    let mut needed = BTreeSet::new();
    let mut waiting = vec![&document["paths"], &document["webhooks"], &document["x-webhooks"]];
    while let Some(value) = waiting.pop() {
        document::walk(value, &mut |_, value| {
            let pointer = value.get("$ref").and_then(Value::as_str).and_then(|to| to.get(1..));
            if let Some(pointer) = pointer.filter(|pointer| needed.insert((*pointer).to_owned())) {
                waiting.extend(whole.pointer(pointer));
            }
        });
    }
    let kinds = document["components"].as_object_mut().into_iter().flatten();
    for (kind, components) in kinds.filter(|(kind, _)| *kind != "securitySchemes") {
        let Value::Object(components) = components else { continue };
        components.retain(|name, _| needed.contains(&format!("/components/{kind}/{name}")));
    }
    document
}

/// A document with what documents have: shared parameters, lists, errors, unions,
/// enums, nested objects, examples.
fn made_up(operations: usize) -> Value {
    let reference = |name: String| json!({ "$ref": format!("#/components/schemas/{name}") });
    let json_of = |schema: Value| json!({ "application/json": { "schema": schema } });
    let paths: Map<String, Value> = (0..operations)
        .map(|index| {
            let operation = json!({
                "operationId": format!("list_things_{index}"),
                "tags": [format!("Group {}", index % 20)],
                "summary": "Lists things.",
                "x-evidence": { "source": "inferred", "reference": "made up" },
                "parameters": [
                    { "name": "page", "in": "query", "schema": { "type": "integer" } },
                    { "name": "kind", "in": "query", "schema": reference(format!("Kind{index}")) },
                ],
                "responses": {
                    "200": { "description": "Things.", "content": json_of(reference(format!("ThingList{index}"))) },
                    "404": { "description": "None.", "content": json_of(reference("Fault".into())) },
                },
            });
            (format!("/things/{index}"), json!({ "get": operation }))
        })
        .collect();
    let mut schemas = Map::from_iter([(
        "Fault".to_owned(),
        json!({ "type": "object", "properties": { "message": { "type": "string" } } }),
    )]);
    for index in 0..operations {
        let properties: Map<String, Value> = (0..12)
            .map(|field| {
                (
                    format!("field_{field}"),
                    json!({ "type": "string", "description": "A field.", "example": "a" }),
                )
            })
            .chain([("kind".to_owned(), reference(format!("Kind{index}")))])
            .collect();
        let things = json!({ "type": "array", "items": reference(format!("Thing{index}")) });
        schemas
            .insert(format!("Thing{index}"), json!({ "type": "object", "properties": properties }));
        schemas.insert(
            format!("ThingList{index}"),
            json!({ "type": "object", "properties": { "items": things } }),
        );
        schemas
            .insert(format!("Kind{index}"), json!({ "type": "string", "enum": ["desk", "room"] }));
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Things", "version": "1" },
        "servers": [{ "url": "https://api.acme.example" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}
