//! What a change on the wire does to the crates, found by comparing what they show.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use heck::{ToPascalCase as _, ToSnakeCase as _};
use serde::Serialize;

use super::surface::{ItemChange, Surface};
use super::{Change, Level};
use crate::report::counted;
use crate::vendor::Vendor;

/// What becomes of the crates of a vendor.
#[derive(Clone, Debug, Serialize)]
pub struct Impact {
    /// The generated crate, and the one that is written by hand.
    pub crates: Vec<Verdict>,
}

/// What becomes of one crate.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// The package.
    pub package: String,
    /// What its next version has to be.
    pub bump: Bump,
    /// Why, in a sentence each.
    pub reasons: Vec<String>,
    /// What changed in what it shows.
    pub items: Vec<Joined>,
}

/// A change of an item, and the changes on the wire that caused it.
#[derive(Clone, Debug, Serialize)]
pub struct Joined {
    /// The item.
    #[serde(flatten)]
    pub change: ItemChange,
    /// The fingerprints of what caused it.
    pub causes: Vec<String>,
}

/// Which part of a version has to grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// None: nothing changed.
    None,
    /// The last one.
    Patch,
    /// The middle one.
    Minor,
    /// The first one.
    Major,
}

/// Compares what the crates of both sides show.
pub fn of(
    root: &Path,
    vendor: &Vendor,
    old: &Surface,
    new: &Surface,
    changes: &[Change],
) -> Impact {
    let items: Vec<Joined> = old
        .compare(new)
        .into_iter()
        .map(|change| Joined { causes: causes(&change, changes), change })
        .collect();
    let raw = verdict(&vendor.crates.raw, items.clone(), changes);
    let crates = match by_hand(root, vendor, &items, raw.bump) {
        Some(by_hand) => vec![raw, by_hand],
        None => vec![raw],
    };
    Impact { crates }
}

impl Bump {
    /// The version after one; before 1.0, what breaks counts as the middle part.
    pub fn after(self, version: &str) -> Option<String> {
        let mut parts = version.split('.').map(|part| part.parse::<u64>().ok());
        let (major, minor, patch) = (parts.next()??, parts.next()??, parts.next()??);
        Some(match (self, major) {
            (Self::None, _) => version.to_owned(),
            (Self::Major, 0) => format!("0.{}.0", minor + 1),
            (Self::Major, _) => format!("{}.0.0", major + 1),
            (Self::Minor, 1..) => format!("{major}.{}.0", minor + 1),
            (Self::Minor | Self::Patch, _) => format!("{major}.{minor}.{}", patch + 1),
        })
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

impl Impact {
    /// For people at a terminal.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for verdict in &self.crates {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{}: {}", verdict.package, verdict.bump);
            for reason in &verdict.reasons {
                let _ = writeln!(text, "  {reason}");
            }
            for Joined { change, causes } in &verdict.items {
                let _ = writeln!(text, "  {}", line(change, causes));
            }
        }
        text
    }

    /// For a pull request.
    pub(super) fn markdown(&self) -> String {
        let mut text = "| crate | next version | why |\n|---|---|---|\n".to_owned();
        for verdict in &self.crates {
            let why = verdict.reasons.join("; ").replace('|', "\\|");
            let _ = writeln!(text, "| `{}` | **{}** | {why} |", verdict.package, verdict.bump);
        }
        for verdict in self.crates.iter().filter(|verdict| !verdict.items.is_empty()) {
            let count = counted(verdict.items.len(), "item");
            let _ = write!(
                text,
                "\n<details><summary><code>{}</code>: {count}</summary>\n\n",
                verdict.package
            );
            for Joined { change, causes } in &verdict.items {
                let _ = writeln!(text, "- {}", line(change, causes).replace('<', "&lt;"));
            }
            text += "\n</details>\n";
        }
        text
    }
}

fn line(change: &ItemChange, causes: &[String]) -> String {
    let level = if change.breaking { "breaking" } else { "additive" };
    let signature = match (change.old.as_deref(), change.new.as_deref()) {
        (Some(old), Some(new)) => format!(": `{old}` became `{new}`"),
        (None, Some(said)) | (Some(said), None) if !said.is_empty() => format!(": `{said}`"),
        _ => String::new(),
    };
    let causes = match causes {
        [] => String::new(),
        causes => format!(" [{}]", causes.join(" ")),
    };
    format!("{level:<8} `{}`{signature}; {}{causes}", change.item, change.why)
}

fn verdict(package: &str, items: Vec<Joined>, changes: &[Change]) -> Verdict {
    let breaking = items.iter().filter(|item| item.change.breaking).count();
    let mut reasons = Vec::new();
    let mut bump = Bump::None;
    let mut because = |level, count: usize, what: String| {
        if count > 0 {
            bump = bump.max(level);
            reasons.push(what);
        }
    };
    because(
        Bump::Major,
        breaking,
        format!("changed or gone: {} that code may name", counted(breaking, "item")),
    );
    let added = items.len() - breaking;
    because(Bump::Minor, added, format!("new or deprecated: {}", counted(added, "item")));
    let wire = changes.iter().filter(|change| change.level == Level::Breaking).count();
    because(
        Bump::Minor,
        wire,
        format!(
            "{} on the wire: programs that compile may still fail",
            counted(wire, "breaking change")
        ),
    );
    because(
        Bump::Patch,
        changes.len(),
        format!("{} on the wire in all", counted(changes.len(), "change")),
    );
    Verdict { package: package.to_owned(), bump, reasons, items }
}

/// What the crate that is written by hand shows or uses of what changed. It shows all
/// of the generated crate under the name `raw`, so that it cannot break less.
fn by_hand(root: &Path, vendor: &Vendor, items: &[Joined], raw: Bump) -> Option<Verdict> {
    let folder = folder(root, &vendor.crates.ergonomic)?;
    let mut uses = BTreeSet::new();
    let mut reexports = BTreeSet::new();
    for file in sources(&folder) {
        let text = fs::read_to_string(&file).ok()?;
        let file = syn::parse_file(&text).ok()?;
        names(&file, &mut uses, &mut reexports);
    }
    let type_of = |item: &str| {
        let name = item.strip_prefix("types::")?;
        name.split(['.', ':']).next().map(str::to_owned)
    };
    let named = |item: &Joined, names: &BTreeSet<String>| {
        type_of(&item.change.item).is_some_and(|name| names.contains(&name))
    };
    let shown: Vec<Joined> = items.iter().filter(|item| named(item, &reexports)).cloned().collect();
    let used = items.iter().filter(|item| item.change.breaking && named(item, &uses)).count();
    let mut reasons = Vec::new();
    if raw > Bump::None {
        reasons.push(format!("it shows `{}` as `raw`", vendor.crates.raw));
    }
    if !shown.is_empty() {
        reasons.push(format!(
            "shown under their own names: {} of what changed",
            counted(shown.len(), "item")
        ));
    }
    if used > 0 {
        reasons.push(format!(
            "named in its source, which may need a hand: {} that broke",
            counted(used, "item")
        ));
    }
    Some(Verdict { package: vendor.crates.ergonomic.clone(), bump: raw, reasons, items: shown })
}

/// The folder below `crates/` whose manifest has this package.
fn folder(root: &Path, package: &str) -> Option<PathBuf> {
    let folders = fs::read_dir(root.join("crates")).ok()?.filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    folders.sort();
    folders.into_iter().find(|folder| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        let manifest: Option<toml::Table> = manifest.parse().ok();
        let name = manifest.as_ref().and_then(|it| it.get("package")?.get("name")?.as_str());
        name == Some(package)
    })
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.join("src")];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            match path.extension().is_some_and(|extension| extension == "rs") {
                true => found.push(path),
                false if path.is_dir() => waiting.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

/// The identifiers of a file, and those that its public `use` items bring out.
fn names(file: &syn::File, uses: &mut BTreeSet<String>, reexports: &mut BTreeSet<String>) {
    use quote::ToTokens as _;

    crate::outline::collect(file.to_token_stream(), uses);
    for item in &file.items {
        if let syn::Item::Use(item) = item
            && matches!(item.vis, syn::Visibility::Public(_))
        {
            crate::outline::collect(item.to_token_stream(), reexports);
        }
    }
}

/// The changes on the wire that are about the operation or the schema of an item.
fn causes(item: &ItemChange, changes: &[Change]) -> Vec<String> {
    let words: BTreeSet<String> =
        item.item.split(['.', ':', ' ', '<', '>']).map(str::to_snake_case).collect();
    let own_field = item.item.split_once('.').map(|(_, field)| field.to_snake_case());
    let names = |change: &&Change| {
        let field = change.place.split(['.', ' ', '[', '{', '|']).next_back().unwrap_or_default();
        let Some(rest) = change.place.strip_prefix("schema ") else {
            let id = change.operation_id.as_ref();
            let is_operation = id.is_some_and(|id| words.contains(&id.to_snake_case()));
            return is_operation || !field.is_empty() && words.contains(&field.to_snake_case());
        };
        let (schema, within) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_schema = words.contains(&schema.to_pascal_case().to_snake_case());
        // Of a field only what happened to it; of a type all that happened within.
        let is_field = match &own_field {
            Some(own) if within.starts_with('.') => within
                .trim_start_matches('.')
                .split(['.', '[', '{', '|', ' '])
                .next()
                .is_some_and(|first| first.to_snake_case() == *own),
            _ => true,
        };
        is_schema && is_field
    };
    changes.iter().filter(names).map(|change| change.fingerprint.clone()).collect()
}
