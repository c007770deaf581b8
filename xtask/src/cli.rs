//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::diff::render::Format;
use crate::inventory::page::Kind;

/// Turns the vendors' specs into Rust crates, and checks that they still agree.
///
/// Specs are in `specs/<vendor>`, the crates made of them in
/// `generated/<vendor>`. Run from the workspace root.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true,
    after_help = "\
Examples:
  cargo xtask generate            make everything that the specs say
  cargo xtask verify              is generated/ what the specs make?
  cargo xtask outline             the surface of the generated crates, by tag

Exit codes:
  0  fine
  1  a spec has problems, all of which are listed, or a file cannot be read or written
  2  the command line names something that does not exist
  4  something committed no longer follows from the specs; each message says what to do"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,

    /// The workspace root
    #[arg(long, global = true, value_name = "FOLDER", default_value = ".")]
    pub(crate) root: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the vendors: their crates, and how many operations each has
    #[command(after_help = "Example:\n  cargo xtask list")]
    List,
    /// Make the generated crates, the normalized documents and the names locks
    ///
    /// Writes only what differs. If any spec has a problem, writes nothing.
    #[command(after_help = "Example:\n  cargo xtask generate")]
    Generate(Vendors),
    /// Check that the disk holds exactly what `generate` would write
    #[command(after_help = "Example:\n  cargo xtask verify")]
    Verify(Vendors),
    /// Check the specs alone, and show what normalization does to them
    #[command(after_help = "Example:\n  cargo xtask lint")]
    Lint(Vendors),
    /// Print the surface of the generated crates: one line per operation and type
    #[command(after_help = "Example:\n  cargo xtask outline --tag Metrics")]
    Outline(Outline),
    /// Read the facts of a vendor's page into `specs/<vendor>/inventory.json`
    ///
    /// No sentence of the page is kept. Lines that no reader understands are
    /// printed, and listed in the inventory by their numbers.
    #[command(after_help = "Example:\n  cargo xtask inventory acme acme-reference.txt")]
    Inventory(Inventory),
    /// Take in a vendor's new page or file: facts, what changed, and what the spec lacks
    ///
    /// The facts become `inventory.json`, those before go to `history/`. What the document
    /// lacks is written to `proposed.yaml`, as an overlay; with `--apply` it goes into the
    /// document, whose lines all stay. Of the vendor's sentences nothing is kept.
    #[command(after_help = "\
Examples:
  cargo xtask ingest acme acme-reference.txt --date 2026-07-19
  cargo xtask ingest acme acme-openapi.yaml --apply")]
    Ingest(Ingest),
    /// Hold the inventories against the specs, both ways
    ///
    /// A row per resource; each cell counts what is on the page and in the spec,
    /// then what only the page has (-), only the spec has (+), both have but not
    /// alike (~), and what nothing explains (!).
    #[command(after_help = "\
Examples:
  cargo xtask audit
  cargo xtask audit --details acme
  cargo xtask audit --changes old-inventory.json new-reference.txt")]
    Audit(Audit),
    /// Judge what changed between two documents, on the wire and in the crates
    ///
    /// Each side is a vendor, a file (an OpenAPI document of any version, a page or an
    /// inventory), or either at a revision of git: `HEAD~1:acme`. One side alone is
    /// compared with what was committed last. docs/changes.md lists the rules.
    #[command(after_help = "\
Examples:
  cargo xtask diff acme                            what is not committed yet
  cargo xtask diff v1.2.0:acme acme                since a release
  cargo xtask diff old.yaml new.yaml --format markdown

Exit codes:
  0  nothing as grave as --fail-on that is not approved
  1  something is; or an approval is stale; or a file cannot be read
  2  there is no such vendor, file or revision")]
    Diff(Diff),
    /// Tell on one page what changed since a revision, and what that asks for
    ///
    /// The page needs nothing else: no network, no script. On top are the verdicts, then
    /// per resource the changes on the wire beside those of the crates, and the outline.
    #[command(after_help = "\
Examples:
  cargo xtask report acme
  cargo xtask report acme --base v1.2.0 --format markdown --out report.md")]
    Report(Report),
    /// Do what the gate of a fork should do: verify, audit, and judge what changed
    ///
    /// Everything is done, and all problems are listed, before it fails. `--report` writes
    /// the Markdown of what changed, for a summary or a comment.
    #[command(after_help = "\
Example:
  cargo xtask ci --base origin/main --report target/report.md

Exit codes:
  0  nothing stands against a merge
  1  a spec has problems, a breaking change is not approved, or an approval is stale
  4  something committed no longer follows from the specs")]
    Ci(Ci),
    /// Show the snapshots that wait, by vendor and class, with what caused each
    #[command(after_help = "\
Examples:
  cargo xtask review
  cargo xtask review --accept acme")]
    Review(Review),
    /// Make a raw crate of any OpenAPI document, in a folder of its own
    ///
    /// The document may be OpenAPI 3.0 or 3.1 or Swagger 2.0. The report says what
    /// was rewritten, what was given up and why, and what to look at. What makes
    /// the generator fail is found and taken out, so that the rest becomes a crate.
    #[command(after_help = "\
Example:
  cargo xtask try acme-openapi.yaml --check

Exit codes:
  0  a crate of the whole document; with --check, it compiles and loses nothing
  1  something was taken out or does not compile, or the document cannot be read
  2  there is no such file, or the folder holds something else")]
    Try(Try),
    /// Add a vendor: its spec, its raw crate, and a crate to write by hand on top
    ///
    /// All of it compiles and passes the gate as it is. If anything stands against
    /// it, nothing is written.
    #[command(after_help = "Example:\n  cargo xtask new-vendor acme acme-openapi.yaml")]
    NewVendor(NewVendor),
    /// Hold clients and simulators against programs that nobody here wrote
    ///
    /// Prism, a mock of each vendor's document, has to take what each call sends;
    /// schemathesis has to find nothing in the simulators that is not explained. Both are
    /// installed below target/conformance, from npm and from PyPI.
    #[command(after_help = "\
Example:
  cargo xtask conformance

Exit codes:
  0  nothing was refused, and nothing was found
  1  something was; or a program could not be installed, and why")]
    Conformance,
    /// Do one task of `try`, in a process that may end
    #[command(name = crate::attempt::VERB, hide = true)]
    MadeInAChild,
}

#[derive(Args, Debug, Default)]
pub(crate) struct Vendors {
    /// The vendors; all of them if none is named
    #[arg(value_name = "VENDOR")]
    pub(crate) idents: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Outline {
    #[command(flatten)]
    pub(crate) vendors: Vendors,
    /// Only this tag
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Inventory {
    /// The vendor
    #[arg(value_name = "VENDOR")]
    pub(crate) ident: String,
    /// The page, as text, HTML, JSON or YAML
    #[arg(value_name = "PAGE")]
    pub(crate) page: PathBuf,
    /// The kind of page, if it is not to be recognized
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<Kind>,
    /// Where to write instead, below the workspace root
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// What there was; or the only side, which is compared with HEAD
    #[arg(value_name = "OLD")]
    pub(crate) old: String,
    /// What there is
    #[arg(value_name = "NEW")]
    pub(crate) new: Option<String>,
    /// How to tell it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// How grave a change must be to fail
    #[arg(long, value_name = "LEVEL", default_value = "breaking")]
    pub(crate) fail_on: FailOn,
    /// Approved changes, if not those of the vendor
    #[arg(long, value_name = "FILE")]
    pub(crate) approvals: Option<String>,
    /// Raise the version in Cargo.toml, and note the changes in CHANGELOG.md
    #[arg(long)]
    pub(crate) write: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) vendors: Vendors,
    /// The revision to compare with
    #[arg(long, value_name = "REVISION", default_value = "HEAD")]
    pub(crate) base: String,
    /// `html`, or `markdown` for a pull request
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    pub(crate) format: Page,
    /// Where to write it [default: target/report/<vendor>.html or .md]; of one vendor only
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What a report is written as.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Page {
    Html,
    Markdown,
}

#[derive(Args, Debug)]
pub(crate) struct Review {
    /// Accept what waits for this vendor, or for `shared`: read it first
    #[arg(long, value_name = "VENDOR")]
    pub(crate) accept: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Ci {
    /// The revision to compare with
    #[arg(long, value_name = "REVISION", default_value = "HEAD")]
    pub(crate) base: String,
    /// Where to write what changed, as Markdown
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// How grave a change must be to fail.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum FailOn {
    Breaking,
    Warning,
    Any,
    None,
}

#[derive(Args, Debug)]
pub(crate) struct Ingest {
    /// The vendor
    #[arg(value_name = "VENDOR")]
    pub(crate) ident: String,
    /// The page, as text, HTML, JSON or YAML
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The kind of page, if it is not to be recognized
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<Kind>,
    /// The day on which it was saved
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// Put the additions into the document
    #[arg(long)]
    pub(crate) apply: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Try {
    /// The document: OpenAPI 3.0 or 3.1 or Swagger 2.0, as JSON or YAML
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Where the crate goes [default: a folder below target/try]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Compile the crate, then read each example of the document with the generated
    /// types and write it again
    #[arg(long)]
    pub(crate) check: bool,
    /// How long one run of the generator may take
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) time_limit: u64,
}

#[derive(Args, Debug)]
pub(crate) struct NewVendor {
    /// The vendor's name in folders and packages
    #[arg(value_name = "VENDOR")]
    pub(crate) ident: String,
    /// The vendor's document: OpenAPI 3.0 or 3.1 or Swagger 2.0, as JSON or YAML
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Args, Debug, Default)]
pub(crate) struct Audit {
    #[command(flatten)]
    pub(crate) vendors: Vendors,
    /// Every difference, with what explains it; of changes, also what only one of the
    /// two speaks of
    #[arg(long)]
    pub(crate) details: bool,
    /// As JSON
    #[arg(long, conflicts_with = "details")]
    pub(crate) json: bool,
    /// What changed between two inventories or pages
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with = "idents")]
    pub(crate) changes: Vec<PathBuf>,
}
