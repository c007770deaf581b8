//! The pipeline that turns specs into generated crates.
//!
//! A document is a value that passes through pure stages; the modules below are
//! in the order of the stages. [`vendor`] and [`document`] read the specs,
//! [`pipeline`] the names lock, and [`tree`] what is in place; only [`tree`]
//! writes. Each stage returns all the problems that it finds.
//!
//! Beside it stands what keeps a spec honest: [`inventory`] reads a vendor's
//! page into bare facts, and [`audit`] holds them against the spec.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

mod cli;
mod digest;
mod git;

pub mod problem;
pub mod vendor;

pub mod adopt;
pub mod document;
pub mod normalize;

pub mod lint;
pub mod operations;

pub mod generate;

pub mod decorate;
pub mod names;

pub mod lossless;
pub mod outline;
pub mod render;
pub mod tree;

pub mod audit;
pub mod conformance;
pub mod coverage;
pub mod diff;
pub mod ingest;
pub mod inventory;

pub mod attempt;
pub mod new_vendor;
pub mod pipeline;
pub mod provenance;
pub mod report;
pub mod review;

use attempt::Worker;
use cli::{Cli, Verb};
use diff::Level;
use diff::render::Format;
use pipeline::Made;
use problem::{Place, Problem};
use report::{FINE, PROBLEMS, Progress, USAGE, counted};
use tree::Tree;

/// Runs one command; what it says goes to `out` and `err`.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> ExitCode {
    ExitCode::from(exit_code(arguments, out, err))
}

/// Runs one command and answers its exit code: see [`report`].
pub fn exit_code(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let (code, said) = match Cli::try_parse_from(arguments) {
        Ok(cli) => dispatch(&cli, out, err),
        Err(error) if error.use_stderr() => (USAGE, write!(err, "{error}")),
        Err(help) => (FINE, write!(out, "{help}")),
    };
    match said.and_then(|()| out.flush()) {
        // A reader that went away, as `| head` does, changes nothing that was done.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // If even this cannot be said, the exit code still tells.
            drop(writeln!(err, "error: cannot print: {error}"));
            code.max(PROBLEMS)
        }
        _ => code,
    }
}

/// How long one run of the generator may take, in seconds.
const TIME_LIMIT: u64 = 600;

/// Runs a verb: its exit code, and whether all that it said was printed.
fn dispatch(cli: &Cli, out: &mut dyn Write, err: &mut dyn Write) -> (u8, io::Result<()>) {
    let root = cli.root.as_path();
    let done = match &cli.verb {
        Verb::List => list(root, out),
        Verb::Generate(vendors) => generate(root, &vendors.idents, out),
        Verb::Verify(vendors) => verify(root, &vendors.idents, out),
        Verb::Lint(vendors) => lint_verb(root, &vendors.idents, out),
        Verb::Outline(outline) => {
            print_outline(root, &outline.vendors.idents, outline.tag.as_deref(), out)
        }
        Verb::Inventory(inventory) => read_page(root, inventory, out),
        Verb::Ingest(arguments) => ingest_verb(root, arguments, out),
        Verb::Audit(audit) => match audit.changes.as_slice() {
            [old, new] => changes(old, new, audit, out),
            _ => audit_verb(root, audit, out),
        },
        Verb::Diff(arguments) => return diff_verb(root, arguments, out, err),
        Verb::Report(arguments) => report_verb(root, arguments, out),
        Verb::Ci(arguments) => ci(root, arguments, out),
        Verb::Review(arguments) => review_verb(root, arguments, out),
        Verb::Try(arguments) => return try_verb(root, arguments, out, err),
        Verb::NewVendor(arguments) => new_vendor(root, arguments, out),
        Verb::Conformance => conformance::run(root, out).map_err(Failure::from),
        Verb::MadeInAChild => Ok(attempt::serve(io::stdin(), out)),
    };
    match done {
        Ok(said) => (FINE, said),
        Err(Failure { problems, progress }) => {
            (report::exit_code(&problems), report::problems(err, &problems, progress))
        }
    }
}

/// What a verb does: it fails, or its work is done and this is what printing came to.
type Done = Result<io::Result<()>, Failure>;

/// Why a verb failed, and how far it came if it is one that writes.
struct Failure {
    problems: Vec<Problem>,
    progress: Option<Progress>,
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self { problems, progress: None }
    }
}

fn list(root: &Path, out: &mut dyn Write) -> Done {
    let prepared = for_each(root, &[], pipeline::prepare)?;
    Ok(prepared.iter().try_for_each(|prepared| {
        let vendor = &prepared.vendor;
        writeln!(
            out,
            "{:<12} {:>3} operations  {} -> {}, {}",
            vendor.ident,
            prepared.table.len(),
            vendor.document_path(),
            vendor.crates.raw,
            vendor.crates.ergonomic,
        )
    }))
}

fn generate(root: &Path, idents: &[String], out: &mut dyn Write) -> Done {
    let before = |problems| Failure { problems, progress: Some(Progress::default()) };
    let made = for_each(root, idents, pipeline::run).map_err(before)?;
    let tree = merged(root, idents, &made).map_err(before)?;
    let difference = tree.difference(root).map_err(before)?;
    tree.apply(root, &difference).map_err(|stopped| Failure {
        problems: stopped.problems,
        progress: Some(Progress { done: stopped.done, of: difference.len() }),
    })?;
    let operations: usize = made.iter().map(|made| made.operations).sum();
    Ok(report::written(out, &difference).and_then(|()| {
        let made =
            format!("{} from {}", counted(tree.len(), "file"), counted(operations, "operation"));
        match difference.len() {
            0 => writeln!(out, "{made}: all current, nothing written"),
            count => writeln!(out, "{made}: {count} changed"),
        }
    }))
}

fn verify(root: &Path, idents: &[String], out: &mut dyn Write) -> Done {
    let made = for_each(root, idents, pipeline::run)?;
    let tree = merged(root, idents, &made)?;
    let difference = tree.difference(root)?;
    let mut problems = difference.problems();
    problems.extend(provenance::broken(root, &tree, &difference));
    if problems.is_empty() {
        Ok(writeln!(out, "{}: all current", counted(tree.len(), "file")))
    } else {
        Err(problems.into())
    }
}

fn lint_verb(root: &Path, idents: &[String], out: &mut dyn Write) -> Done {
    let prepared = for_each(root, idents, pipeline::prepare)?;
    Ok(prepared.iter().try_for_each(|prepared| {
        let place = prepared.vendor.document_path();
        writeln!(out, "{place}: no problems; rewritten for the generator:")?;
        report::passes(out, &prepared.applied)
    }))
}

fn print_outline(root: &Path, idents: &[String], tag: Option<&str>, out: &mut dyn Write) -> Done {
    let made = for_each(root, idents, pipeline::run)?;
    let groups: Vec<(&String, &String)> = made.iter().flat_map(|made| &made.outline).collect();
    if let Some(tag) = tag.filter(|tag| !groups.iter().any(|(group, _)| *group == tag)) {
        let tags: Vec<&str> = groups.iter().map(|(group, _)| group.as_str()).collect();
        return Err(vec![Problem::usage(
            "tag",
            Place::file(vendor::SPECS),
            format!("no operation has the tag \"{tag}\""),
            format!("name one of: {}", tags.join(", ")),
        )]
        .into());
    }
    let chosen = groups.iter().filter(|(group, _)| tag.is_none_or(|tag| tag == *group));
    let mut chosen = chosen.map(|(group, lines)| format!("# {group}\n\n{lines}"));
    Ok(chosen.try_for_each(|text| writeln!(out, "{text}")))
}

fn read_page(root: &Path, arguments: &cli::Inventory, out: &mut dyn Write) -> Done {
    let ident = &arguments.ident;
    vendor::load(root, ident)?;
    let inventory = inventory::load(&arguments.page, arguments.kind).map_err(one)?;
    let path = match &arguments.out {
        Some(path) if inventory::is_below(path) => path.clone(),
        Some(path) => return Err(one(inventory::outside(path)).into()),
        None if inventory.source.cut => return Err(one(inventory::cut(&arguments.page)).into()),
        None => audit::path(ident),
    };
    let before = audit::load(root, ident).ok().filter(|_| arguments.out.is_none());
    let mut tree = Tree::default();
    tree.insert(path, inventory.to_json());
    let difference = tree.difference(root)?;
    tree.apply(root, &difference).map_err(|stopped| stopped.problems)?;
    let before = before.map(|before| before.operations.len());
    Ok(report::written(out, &difference).and_then(|()| report::inventory(out, &inventory, before)))
}

fn ingest_verb(root: &Path, arguments: &cli::Ingest, out: &mut dyn Write) -> Done {
    let cli::Ingest { ident, file, kind, date, apply } = arguments;
    let request =
        ingest::Request { ident, file, kind: *kind, date: date.as_deref(), apply: *apply };
    let before = |problems| Failure { problems, progress: Some(Progress::default()) };
    let ingested = ingest::run(root, &request).map_err(before)?;
    Ok(report::written(out, &ingested.difference)
        .and_then(|()| report::inventory(out, &ingested.inventory, None))
        .and_then(|()| report::ingested(out, &ingested, *apply)))
}

fn audit_verb(root: &Path, arguments: &cli::Audit, out: &mut dyn Write) -> Done {
    let idents = match arguments.vendors.idents.as_slice() {
        [] => vendor::idents(root).map_err(one)?,
        named => named.to_vec(),
    };
    // One vendor's faults are no reason to be silent on the others.
    let (mut audits, mut problems) = (Vec::new(), Vec::new());
    for ident in idents.iter().collect::<BTreeSet<_>>() {
        match audit::run(root, ident) {
            Ok(audit) => audits.push(audit),
            Err(found) => problems.extend(found),
        }
    }
    let said = if arguments.json {
        writeln!(out, "{:#}", audit::to_json(&audits))
    } else {
        let texts = audits.iter().map(|audit| audit::table::text(audit, arguments.details));
        write!(out, "{}", texts.collect::<Vec<_>>().join("\n"))
    };
    problems.extend(audits.iter().flat_map(audit::Audit::problems));
    if problems.is_empty() { Ok(said) } else { Err(problems.into()) }
}

fn changes(old: &Path, new: &Path, arguments: &cli::Audit, out: &mut dyn Write) -> Done {
    let cli::Audit { json: as_json, details: with_details, .. } = *arguments;
    let read = |path| inventory::load_either(path).map_err(one);
    let differences = audit::compare(&read(old)?, &read(new)?);
    Ok(if as_json {
        writeln!(out, "{:#}", serde_json::json!(differences))
    } else {
        write!(out, "{}", audit::changes::text(&differences, with_details))
    })
}

fn new_vendor(root: &Path, arguments: &cli::NewVendor, out: &mut dyn Write) -> Done {
    let before = |problems| Failure { problems, progress: Some(Progress::default()) };
    let cli::NewVendor { ident, file } = arguments;
    let worker = worker(TIME_LIMIT).map_err(before)?;
    let added = new_vendor::run(root, ident, file, &worker).map_err(before)?;
    Ok(report::written(out, &added.difference)
        .and_then(|()| attempt::tell_what_it_took(out, &added.attempt)))
}

/// What changed is told in either case; only the exit code differs.
fn diff_verb(
    root: &Path,
    arguments: &cli::Diff,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> (u8, io::Result<()>) {
    let sides = match &arguments.new {
        Some(new) => (arguments.old.clone(), new.clone()),
        None => (format!("HEAD:{}", arguments.old), arguments.old.clone()),
    };
    let compared = diff::compare(root, (&sides.0, &sides.1), arguments.approvals.as_deref());
    let compared = compared.and_then(|comparison| {
        if arguments.write {
            diff::release::write(root, &comparison)?;
        }
        Ok(comparison)
    });
    let comparison = match compared {
        Ok(comparison) => comparison,
        Err(problems) => {
            return (report::exit_code(&problems), report::problems(err, &problems, None));
        }
    };
    let said = write!(out, "{}", comparison.render(arguments.format));
    let fails = match arguments.fail_on {
        cli::FailOn::None => false,
        cli::FailOn::Breaking => comparison.unapproved(Level::Breaking).next().is_some(),
        cli::FailOn::Warning => comparison.unapproved(Level::Warning).next().is_some(),
        cli::FailOn::Any => comparison.unapproved(Level::Docs).next().is_some(),
    };
    let stale = comparison.approvals.stale(&comparison.changes);
    let said = match stale.as_slice() {
        [] => said,
        stale => said.and_then(|()| report::problems(err, stale, None)),
    };
    (if fails || !stale.is_empty() { PROBLEMS } else { FINE }, said)
}

fn report_verb(root: &Path, arguments: &cli::Report, out: &mut dyn Write) -> Done {
    let cli::Report { vendors, base, format, out: file } = arguments;
    let idents = match vendors.idents.as_slice() {
        [] => vendor::idents(root).map_err(one)?,
        named => named.to_vec(),
    };
    if let (Some(file), true) = (file, idents.len() > 1) {
        let place = Place::file(file.display().to_string());
        let reason = "cannot hold the reports of several vendors";
        return Err(one(Problem::usage("report", place, reason, "name one vendor")).into());
    }
    let mut lines = Vec::new();
    for ident in &idents {
        if vendors.idents.is_empty() && !diff::source::was_there(root, base, ident)? {
            lines.push(format!("{ident}: new since {base}"));
            continue;
        }
        let (comparison, beside) = diff::since::run(root, ident, base)?;
        let (text, ending) = match format {
            cli::Page::Html => (diff::html::page(&comparison, &beside), "html"),
            cli::Page::Markdown => (comparison.render(Format::Markdown), "md"),
        };
        let default = root.join(format!("target/report/{ident}.{ending}"));
        let file = file.as_ref().unwrap_or(&default);
        tree::write_outside(file, &text).map_err(one)?;
        lines.push(format!("{ident}: {}: {}", comparison.counts(), file.display()));
    }
    Ok(lines.iter().try_for_each(|line| writeln!(out, "{line}")))
}

/// Everything is looked at before anything fails, so that one run shows all there is to
/// mend.
fn ci(root: &Path, arguments: &cli::Ci, out: &mut dyn Write) -> Done {
    let mut problems = Vec::new();
    let mut said = Ok(());
    let mut step = |name: &str, found: Result<(), Failure>| {
        let failed = found.err().map(|failure| failure.problems).unwrap_or_default();
        let state =
            if failed.is_empty() { "fine".to_owned() } else { counted(failed.len(), "problem") };
        problems.extend(failed);
        format!("{name}: {state}")
    };
    let mut lines = vec![
        step("verify", verify(root, &[], &mut io::sink()).map(drop)),
        step("audit", audit_verb(root, &cli::Audit::default(), &mut io::sink()).map(drop)),
    ];
    let mut report = String::new();
    for ident in vendor::idents(root).map_err(one)? {
        if !diff::source::was_there(root, &arguments.base, &ident)? {
            lines.push(format!("diff {ident}: new since {}", arguments.base));
            continue;
        }
        let old = format!("{}:{ident}", arguments.base);
        let compared = diff::compare(root, (&old, &ident), None).map_err(Failure::from);
        let counts = compared.as_ref().map(|it| it.counts()).unwrap_or_default();
        let judged = compared.and_then(|comparison| {
            report += &(comparison.render(Format::Markdown) + "\n");
            match diff::objections(&comparison) {
                none if none.is_empty() => Ok(()),
                objections => Err(objections.into()),
            }
        });
        lines.push(format!("{} ({counts})", step(&format!("diff {ident}"), judged)));
    }
    if let Some(file) = &arguments.report {
        tree::write_outside(file, &report).map_err(one)?;
    }
    for line in lines {
        said = said.and_then(|()| writeln!(out, "{line}"));
    }
    if problems.is_empty() { Ok(said) } else { Err(problems.into()) }
}

fn review_verb(root: &Path, arguments: &cli::Review, out: &mut dyn Write) -> Done {
    let pending = review::pending(root)?;
    let Some(owner) = &arguments.accept else {
        return Ok(write!(out, "{}", review::text(&pending)));
    };
    let accepted = review::accept(root, &pending, owner)?;
    Ok(accepted.iter().try_for_each(|path| writeln!(out, "  accepted {path}")))
}

/// What was found is told in either case; only the exit code differs.
fn try_verb(
    root: &Path,
    arguments: &cli::Try,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> (u8, io::Result<()>) {
    let cli::Try { file, out: folder, check, time_limit } = arguments;
    let request = attempt::Request { file: file.clone(), out: folder.clone(), check: *check };
    let tried = worker(*time_limit).and_then(|worker| attempt::run(root, &request, &worker));
    match tried {
        Ok(checked) => {
            let code = if checked.is_whole() { FINE } else { PROBLEMS };
            (code, attempt::tell(out, &checked))
        }
        Err(problems) => (report::exit_code(&problems), report::problems(err, &problems, None)),
    }
}

fn worker(seconds: u64) -> Result<Worker, Vec<Problem>> {
    let mut worker = Worker::this_program().map_err(|error| {
        let reason = format!("cannot find the running program: {error}");
        vec![Problem::fault("try", Place::file("xtask"), reason, "start it as `cargo xtask`")]
    })?;
    worker.time = Duration::from_secs(seconds);
    Ok(worker)
}

fn one(problem: Problem) -> Vec<Problem> {
    vec![problem]
}

/// Runs a stage once for each vendor named, or for all; all problems come together.
fn for_each<T>(
    root: &Path,
    idents: &[String],
    stage: impl Fn(&Path, &str) -> Result<T, Vec<Problem>>,
) -> Result<Vec<T>, Vec<Problem>> {
    let all = match idents {
        [] => vendor::idents(root).map_err(|problem| vec![problem])?,
        named => named.to_vec(),
    };
    let mut seen = BTreeSet::new();
    let mut results = Vec::new();
    let mut problems = Vec::new();
    for ident in all.iter().filter(|ident| seen.insert(*ident)) {
        match stage(root, ident) {
            Ok(result) => results.push(result),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(results) } else { Err(problems) }
}

/// One tree of all vendors; of all that there are, it owns the whole folder, and
/// has the pages that no vendor has of its own.
fn merged(root: &Path, idents: &[String], made: &[Made]) -> Result<Tree, Vec<Problem>> {
    let mut tree = Tree::default();
    made.iter().for_each(|made| tree.merge(&made.tree));
    if idents.is_empty() {
        tree.own(vendor::GENERATED.into());
        tree.insert(coverage::PATH.to_owned(), coverage::page(root)?);
        tree.insert(diff::rules::PAGE.to_owned(), diff::rules::page());
    }
    Ok(tree)
}
