//! Adds a vendor's two crates to the workspace's manifest, line by line: the
//! comments and the order of the rest stay as they are.

use toml::Table;

use crate::problem::{Place, Problem};
use crate::vendor::GENERATED;

/// The table that lists the crates of the workspace.
const TABLE: &str = "[workspace.dependencies]";

/// The manifest with a vendor's crates among the members.
pub(super) fn with(text: &str, ident: &str) -> Result<String, Problem> {
    let kebab = ident.replace('_', "-");
    let line = |name: String, path: String| {
        format!("{name} = {{ path = \"{path}\", version = \"0.1.0\" }}")
    };
    let lines = [
        line(format!("floorkit-{kebab}"), super::crate_folder(ident)),
        line(format!("floorkit-{kebab}-raw"), format!("{GENERATED}/{ident}")),
    ];
    let refuse = |reason: String| {
        let fix = format!("add these lines to {TABLE} by hand:\n{}", lines.join("\n"));
        Problem::fault("workspace", Place::file("Cargo.toml"), reason, fix)
    };
    let mut written: Vec<&str> = text.lines().collect();
    for line in &lines {
        let at = place(&written, line)
            .ok_or_else(|| refuse(format!("has no list of members below {TABLE}")))?;
        written.insert(at, line);
    }
    let written = written.join("\n") + "\n";
    let table: Table = written.parse().map_err(|error: toml::de::Error| {
        refuse(format!("could not be read with the new lines: {error}"))
    })?;
    let dependencies = table.get("workspace").and_then(|table| table.get("dependencies"));
    let is_there = |name: &str| dependencies.is_some_and(|all| all.get(name).is_some());
    if is_there(&format!("floorkit-{kebab}")) && is_there(&format!("floorkit-{kebab}-raw")) {
        Ok(written)
    } else {
        Err(refuse("would not list the new lines as dependencies".into()))
    }
}

/// Where a line belongs among those of the members, which are sorted.
fn place(lines: &[&str], new: &str) -> Option<usize> {
    let table = lines.iter().position(|line| line.trim() == TABLE)?;
    let below = &lines[table + 1..];
    let end = below.iter().position(|line| line.starts_with('[')).unwrap_or(below.len());
    let name = |line: &str| line.split_once(" =").map(|(name, _)| name.to_owned());
    let lines = below[..end].iter().enumerate();
    let members = lines.filter(|(_, line)| line.starts_with("floorkit-"));
    let after = members.rev().find(|(_, line)| name(line) < name(new));
    let first = below[..end].iter().position(|line| line.starts_with("floorkit-"));
    Some(table + 1 + after.map(|(at, _)| at + 1).or(first)?)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const MANIFEST: &str = "\
[workspace]
members = [\"crates/*\"]

[workspace.dependencies]
# Members.
floorkit-acme = { path = \"crates/acme\", version = \"0.1.0\" }
floorkit-acme-raw = { path = \"generated/acme\", version = \"0.1.0\" }
floorkit-runtime = { path = \"crates/runtime\", version = \"0.1.0\" }

serde = \"1\"

[profile.dev]
debug = 0
";

    #[test]
    fn crates_are_put_where_they_belong() {
        assert_snapshot!(with(MANIFEST, "zenith_doors").expect("a list"), @r#"
        [workspace]
        members = ["crates/*"]

        [workspace.dependencies]
        # Members.
        floorkit-acme = { path = "crates/acme", version = "0.1.0" }
        floorkit-acme-raw = { path = "generated/acme", version = "0.1.0" }
        floorkit-runtime = { path = "crates/runtime", version = "0.1.0" }
        floorkit-zenith-doors = { path = "crates/zenith-doors", version = "0.1.0" }
        floorkit-zenith-doors-raw = { path = "generated/zenith_doors", version = "0.1.0" }

        serde = "1"

        [profile.dev]
        debug = 0
        "#);
        let first = with(MANIFEST, "aaa").expect("a list");
        assert!(first.contains("# Members.\nfloorkit-aaa = "), "{first}");
    }

    #[test]
    fn a_manifest_without_a_list_is_left_to_a_person() {
        assert_snapshot!(with("[workspace]\n", "acme").expect_err("no list"), @r#"
        error[workspace]: Cargo.toml
          has no list of members below [workspace.dependencies]
          fix: add these lines to [workspace.dependencies] by hand:
          floorkit-acme = { path = "crates/acme", version = "0.1.0" }
          floorkit-acme-raw = { path = "generated/acme", version = "0.1.0" }
        "#);
    }

    #[test]
    fn a_name_that_is_there_already_is_refused() {
        let problem = with(MANIFEST, "acme").expect_err("twice");
        assert!(problem.reason().contains("could not be read with the new lines"), "{problem}");
    }
}
