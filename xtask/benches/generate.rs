//! What the pipeline costs, and what its output costs, against plain progenitor
//! on the same normalized document. Prints ratios; judges nothing.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use progenitor::{CrateVers, GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;

const VENDOR: &str = "density";
const GENERATIONS: usize = 21;
const CHECKS: usize = 5;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace root")?;
    // A test run calls every bench once, without this flag; there is nothing to test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    generation(root)?;
    output(root)
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn generation(root: &Path) -> Result<()> {
    let path = root.join("specs").join(VENDOR).join("normalized.json");
    let mut plain = Vec::new();
    let mut whole = Vec::new();
    for _ in 0..GENERATIONS {
        let start = Instant::now();
        let text = plain_output(&fs::read_to_string(&path)?)?;
        plain.push(start.elapsed());
        assert!(!text.is_empty(), "progenitor wrote something");

        let start = Instant::now();
        let made =
            xtask::pipeline::run(root, VENDOR).map_err(|problems| format!("{problems:?}"))?;
        let difference = made.tree.difference(root).map_err(|problems| format!("{problems:?}"))?;
        whole.push(start.elapsed());
        assert!(difference.is_empty(), "the tree is current");
    }
    let (plain, whole) = (median(plain), median(whole));
    println!("generate {VENDOR}, median of {GENERATIONS}");
    println!("  progenitor alone, read to formatted text  {}", milliseconds(plain));
    println!("  whole pipeline, read to compared tree     {}", milliseconds(whole));
    println!("  ratio                                     {:>8.2}", ratio(whole, plain));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn output(root: &Path) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let folders = lay_out(root, scratch.path())?;
    let mut times = [Vec::new(), Vec::new()];
    check(scratch.path(), "plain", root)?;
    check(scratch.path(), "ours", root)?;
    for _ in 0..CHECKS {
        for (name, times) in ["plain", "ours"].iter().zip(&mut times) {
            let path = scratch.path().join(name).join("src/lib.rs");
            // A newer root file makes cargo check this crate anew, and no other.
            fs::write(&path, fs::read(&path)?)?;
            times.push(check(scratch.path(), name, root)?);
        }
    }
    let [plain, ours] = times.map(median);
    let [plain_lines, our_lines] = [count_lines(&folders[0])?, count_lines(&folders[1])?];
    println!("the crate that is generated, against progenitor's plain builder output");
    println!("  lines, plain and ours                     {plain_lines:>8} {our_lines:>8}");
    println!(
        "  ratio                                     {:>8.2}",
        our_lines as f64 / plain_lines as f64
    );
    println!(
        "  cargo check of the crate, median of {CHECKS}     {} {}",
        milliseconds(plain),
        milliseconds(ours)
    );
    println!("  ratio                                     {:>8.2}", ratio(ours, plain));
    Ok(())
}

/// What progenitor writes on its own, formatted as it recommends.
fn plain_output(document: &str) -> Result<String> {
    let spec = serde_json::from_str(document)?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Optional)
        .with_inner_type(quote!(::floorkit_runtime::Inner))
        .with_map_type("::std::collections::BTreeMap")
        .with_crate("floorkit-runtime", CrateVers::Any, None)
        .with_crate("std", CrateVers::Any, None);
    let tokens = Generator::new(&settings).generate_tokens(&spec)?;
    Ok(prettyplease::unparse(&syn::parse2(tokens)?))
}

/// A scratch workspace with the two crates, on the same dependencies.
fn lay_out(root: &Path, scratch: &Path) -> Result<[PathBuf; 2]> {
    let document = fs::read_to_string(root.join("specs").join(VENDOR).join("normalized.json"))?;
    let plain = scratch.join("plain/src");
    let ours = scratch.join("ours/src");
    fs::create_dir_all(&plain)?;
    fs::create_dir_all(&ours)?;
    fs::write(plain.join("lib.rs"), plain_output(&document)?)?;
    for entry in fs::read_dir(root.join("generated").join(VENDOR).join("src"))? {
        let entry = entry?;
        fs::copy(entry.path(), ours.join(entry.file_name()))?;
    }
    let versions = fs::read_to_string(root.join("Cargo.toml"))?;
    let line =
        |name: &str| versions.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    for name in ["plain", "ours"] {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n\
             floorkit-runtime = {{ path = {:?} }}\n{}\n{}\n{}\n{}\n",
            root.join("crates/runtime"),
            line("progenitor-client = "),
            line("reqwest = "),
            line("serde = "),
            line("serde_json = "),
        );
        fs::write(scratch.join(name).join("Cargo.toml"), manifest)?;
    }
    fs::write(
        scratch.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"ours\", \"plain\"]\n[profile.dev]\ndebug = 0\nincremental = false\n",
    )?;
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock"))?;
    Ok([plain, ours])
}

fn check(scratch: &Path, package: &str, root: &Path) -> Result<Duration> {
    let start = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--package", package])
        .current_dir(scratch)
        .env("CARGO_TARGET_DIR", root.join("target/bench-generate"))
        .stderr(Stdio::inherit())
        .status()?;
    if status.success() {
        Ok(start.elapsed())
    } else {
        Err(format!("`{package}` does not compile").into())
    }
}

fn count_lines(folder: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        count += fs::read_to_string(entry?.path())?.lines().count();
    }
    Ok(count)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> String {
    format!("{:>8.1} ms", time.as_secs_f64() * 1_000.0)
}

fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64()
}
