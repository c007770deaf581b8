//! The fields of a body, from its rows and its sample.

use super::align::{Place, align};
use super::nodes::{Node, nodes};
use super::rows::Row;
use super::sample::Sample;
use crate::inventory::{Facts, Field};

/// The fields, and the lines of rows whose place nobody can tell.
pub(super) fn fields(rows: &[Row], sample: Option<&Sample>) -> (Vec<Field>, Vec<usize>) {
    let nodes = sample.map(nodes).unwrap_or_default();
    let (whole, rows) = whole(rows);
    let mut fields = Fields::default();
    let mut unplaced = Vec::new();
    if let Some(row) = whole {
        fields.add_row("", row);
    }
    for (row, place) in rows.iter().zip(align(rows, &nodes)) {
        match place {
            Place::Node(node) => fields.add_row(&nodes[node].path, row),
            Place::Path(path) => fields.add_row(&path, row),
            Place::Unknown => unplaced.push(row.line),
        }
    }
    for Node { path, mut facts, .. } in nodes {
        // Rows tell of the body that they are in, as well.
        facts.from_sample &= !path.is_empty() || rows.is_empty();
        fields.add_unless_known(path, facts);
    }
    (fields.0, unplaced)
}

/// A first row without a name and without fields is the whole body.
fn whole(rows: &[Row]) -> (Option<&Row>, &[Row]) {
    match rows.split_first() {
        Some((row, rest)) if row.name.is_none() && !row.typed.has_fields() => (Some(row), rest),
        _ => (None, rows),
    }
}

#[derive(Default)]
struct Fields(Vec<Field>);

impl Fields {
    fn add_row(&mut self, path: &str, row: &Row) {
        self.add(path.to_owned(), row.typed.facts.clone());
        let mut path = path.to_owned();
        for items in &row.typed.items {
            path.push_str("[]");
            self.add(path.clone(), items.clone());
        }
    }

    /// The members of a union are laid over each other.
    fn add(&mut self, path: String, facts: Facts) {
        match self.0.iter_mut().find(|field| field.path == path) {
            Some(field) => field.facts.types.extend(facts.types),
            None => self.0.push(Field { path, facts }),
        }
    }

    fn add_unless_known(&mut self, path: String, facts: Facts) {
        if !self.0.iter().any(|field| field.path == path) {
            self.0.push(Field { path, facts });
        }
    }
}
