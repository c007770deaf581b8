//! The page of constructs, for readers.

use super::table::Construct;

/// Where the page is.
pub(super) const PATH: &str = "docs/constructs.md";

const HEAD: &str = "\
<!-- Made from tests/corpus/constructs.toml; a test compares them. -->

# Constructs

What real documents have, and the generator does not take as it is meant. Each row has
a small document in `tests/corpus`; tests hold it against the bare generator, and
against the crate that `cargo xtask try` makes of it. \"Given up\" marks what is told
in the report, with its place and its reason.

| # | construct | bare generator | here | document |
|--:|---|---|---|---|
";

/// The text of the page.
pub(super) fn text(constructs: &[Construct]) -> String {
    let mut rows: Vec<&Construct> = constructs.iter().collect();
    rows.sort_by_key(|construct| construct.row);
    let mut page = HEAD.to_owned();
    for Construct { row, what, document, plain, here, told } in rows {
        let given_up = if told.is_empty() { "" } else { "; part is given up" };
        let verdict = plain.verdict();
        page.push_str(&format!(
            "| {row} | {what} | {verdict} | {here}{given_up} | `{document}` |\n"
        ));
    }
    page
}
