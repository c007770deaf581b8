//! What the stages cost beside the generator, by the size of a document: time, and
//! the most memory held at once. Prints figures; judges nothing.
//!
//! Each measurement is a process of its own, or the second would find the memory
//! of the first.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::{Map, Value, json};
use xtask::problem::Place;
use xtask::{adopt, document, generate, lint, lossless, normalize, pipeline};

/// The numbers of operations of the made-up documents.
const SIZES: [usize; 4] = [250, 500, 1_000, 2_000];
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
    if let Some([part, path]) = arguments.get(1..3).filter(|found| found[0] != "--bench") {
        return measured(part, Path::new(path));
    }
    // A test run calls every bench once, without this flag; there is nothing to test.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let named: Vec<PathBuf> = std::env::var_os("DOCUMENT").map(PathBuf::from).into_iter().collect();
    let made = SIZES.map(|size| folder.path().join(format!("{size}-operations.json")));
    for (size, path) in SIZES.iter().zip(&made) {
        fs::write(path, made_up(*size).to_string())?;
    }
    report(made.iter().chain(&named))
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn report<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> Result<()> {
    println!("document, KB: stages s, generator s, ratio; stages MiB, generator MiB, ratio");
    for path in paths {
        let (stages, generator) = (least(STAGES, path)?, least(GENERATOR, path)?);
        println!(
            "{}, {}: {:.3}, {:.3}, {:.2}; {:.0}, {:.0}, {:.2}",
            path.file_name().unwrap_or_default().to_string_lossy(),
            fs::metadata(path)?.len() / 1_000,
            stages.seconds,
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
fn least(part: &str, path: &Path) -> Result<Cost> {
    let mut least = Cost { seconds: f64::INFINITY, memory: f64::INFINITY };
    for _ in 0..RUNS {
        let output = Command::new(std::env::current_exe()?).arg(part).arg(path).output()?;
        let said = String::from_utf8(output.stdout)?;
        let mut figures = said.split_whitespace().map(str::parse);
        let (Some(seconds), Some(memory)) = (figures.next(), figures.next()) else {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        };
        least.seconds = least.seconds.min(seconds?);
        least.memory = least.memory.min(memory?);
    }
    Ok(least)
}

/// Does one part in this process, and prints what it cost.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
fn measured(part: &str, path: &Path) -> Result<()> {
    let start = match part {
        STAGES => {
            let start = Instant::now();
            drop(staged(path)?);
            start
        }
        _ => {
            // Without what came before, as far as memory can be given back.
            let normalized = staged(path)?;
            let start = Instant::now();
            // What is generated cannot leave its thread.
            let generated =
                pipeline::on_a_large_stack(|| Ok(generate::once(&normalized).map(|_| ())));
            generated.map_err(|problems| format!("{problems:?}"))??;
            start
        }
    };
    println!("{} {}", start.elapsed().as_secs_f64(), peak_memory()?);
    Ok(())
}

/// All that comes before the generator.
fn staged(path: &Path) -> Result<Value> {
    let done = pipeline::on_a_large_stack(|| {
        let (written, _) = adopt::read(path)?;
        let place = Place::file(path.display().to_string());
        let mut problems = document::check(&place, &written);
        drop(lossless::examples(&written));
        let (normalized, _) = normalize::run(written);
        problems.extend(lint::run(&place, &normalized));
        if problems.is_empty() { Ok(normalized) } else { Err(problems) }
    });
    done.map_err(|problems| {
        problems.first().map_or("a stage failed".into(), |problem| problem.to_string().into())
    })
}

/// The most memory that this process has held, in MiB; Linux tells.
fn peak_memory() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()).unwrap_or("0");
    Ok(kib.parse::<f64>()? / 1024.0)
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
