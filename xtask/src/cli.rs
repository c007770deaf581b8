//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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
}

#[derive(Args, Debug)]
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
