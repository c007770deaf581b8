//! The rows of parameters and schemas, as a ReDoc page that was saved as text
//! has them: a name, `required`, a line of types, further facts, a description.

use serde_json::Value;

use super::facts::{self, Fact, Typed};
use super::lines::Line;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) line: usize,
    /// Lost where a row can be unfolded.
    pub(super) name: Option<String>,
    pub(super) typed: Typed,
    pub(super) inside: Inside,
}

/// Whether the rows after a row lie in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// The next one does.
    Must,
    May,
    Nothing,
}

/// The rows of a section.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) rows: Vec<Row>,
    /// The index of the first line after the facts of the last row: whatever
    /// describes it, or heads what follows the section.
    pub(super) tail: usize,
    /// What the section says of the whole before its first row.
    pub(super) whole: Typed,
    /// Lines that ought to be types, and are not.
    pub(super) odd: Vec<usize>,
}

/// Reads the rows of a section, from the line after its heading.
pub(super) fn read(lines: &[Line]) -> Section {
    let mut reader = Reader { lines, at: 0, section: Section::default() };
    while reader.at < lines.len() {
        reader.line();
    }
    reader.section
}

struct Reader<'a> {
    lines: &'a [Line],
    at: usize,
    section: Section,
}

impl Reader<'_> {
    fn line(&mut self) {
        if self.row() {
            self.section.tail = self.at;
            return;
        }
        let line = &self.lines[self.at];
        if let Some(fact) = self.fact() {
            match self.section.rows.last_mut() {
                Some(row) => row.typed.add(fact),
                None => self.section.whole.add(fact),
            }
            self.section.tail = self.at;
        } else if let Some(inside) = self.unfolding() {
            if let Some(row) = self.section.rows.last_mut() {
                row.inside = inside;
            }
            self.section.tail = self.at;
        } else {
            if self.is_row_of_no_type() {
                let name = Some(name_of(&line.text).0.to_owned());
                let (line, typed) = (line.number, Typed::default());
                self.section.rows.push(Row { line, name, typed, inside: Inside::Nothing });
                self.at += 1;
                self.section.odd.push(self.at);
            }
            self.at += 1;
        }
    }

    /// Takes a row up to its types, if one begins here.
    fn row(&mut self) -> bool {
        let start = self.at;
        let (name, is_required) = name_of(&self.lines[start].text);
        let is_named = is_name(name) && facts::typed(name).is_none();
        if is_named {
            self.at += 1;
        }
        let mut facts: Vec<Fact> = is_required.then_some(Fact::Required).into_iter().collect();
        // Facts may stand between a name and its types; without a name, only
        // `required` does.
        while let Some(line) = self.peek() {
            if let Some(mut typed) = facts::typed(&line.text) {
                if !is_named && !typed.has_fields() && !self.is_first() {
                    break;
                }
                let line = self.lines[start].number;
                self.at = self.index_of_peek() + 1;
                facts.into_iter().for_each(|fact| typed.add(fact));
                let inside = if typed.has_fields() { Inside::May } else { Inside::Nothing };
                let name = is_named.then(|| name.to_owned());
                self.section.rows.push(Row { line, name, typed, inside });
                return true;
            }
            self.at = self.index_of_peek();
            match self.fact() {
                Some(Fact::Required) => facts.push(Fact::Required),
                Some(fact) if is_named => facts.push(fact),
                _ => break,
            }
        }
        self.at = start;
        false
    }

    /// The next line that is not blank.
    fn peek(&self) -> Option<&Line> {
        self.lines.get(self.index_of_peek())
    }

    fn index_of_peek(&self) -> usize {
        let rest = self.lines[self.at..].iter();
        self.at + rest.take_while(|line| line.is_blank()).count()
    }

    /// A body that is no object is told by a line of types alone.
    fn is_first(&self) -> bool {
        self.section.rows.is_empty()
    }

    /// Takes a fact, and the lines that a list of values was wrapped to.
    fn fact(&mut self) -> Option<Fact> {
        let mut fact = facts::fact(&self.lines[self.at].text)?;
        self.at += 1;
        if let Fact::Values(values) = &mut fact {
            while let Some(line) = self.lines.get(self.at).filter(|line| is_values(&line.text)) {
                values.extend(facts::values(&line.text));
                self.at += 1;
            }
        }
        Some(fact)
    }

    /// Takes the lines that say how the row above was unfolded.
    fn unfolding(&mut self) -> Option<Inside> {
        match self.lines[self.at].text.as_str() {
            "Array" => {}
            text if text.starts_with("Array (") || text.starts_with("Array [") => {}
            "One of" | "Any of" | "All of" => {
                self.at += 1;
                // The label of the branch that is shown, if it is a plain value.
                let label = self.peek().and_then(|line| facts::typed(&line.text));
                let is_plain = label.is_some_and(|label| !label.has_fields());
                if is_plain {
                    self.at = self.index_of_peek() + 1;
                }
                return Some(if is_plain { Inside::Nothing } else { Inside::Must });
            }
            _ => return None,
        }
        self.at += 1;
        Some(Inside::Must)
    }

    /// A paragraph that begins with a name on a line of its own is a row, even if
    /// nobody knows the types on its next line.
    fn is_row_of_no_type(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|before| self.lines.get(before));
        let starts = self.section.rows.is_empty() || before.is_none_or(Line::is_blank);
        let next = self.lines.get(self.at + 1).is_some_and(|next| !next.is_blank());
        starts && next && is_name(name_of(&self.lines[self.at].text).0)
    }
}

/// A name, and whether `required` stands beside it.
fn name_of(text: &str) -> (&str, bool) {
    let (name, is_required) = match text.strip_suffix(" required") {
        Some(name) => (name, true),
        None => (text, false),
    };
    if name.ends_with(" name*") { (super::nodes::MAP, is_required) } else { (name, is_required) }
}

/// Whether a line can be a name: one word that ends no sentence.
fn is_name(text: &str) -> bool {
    let is_word =
        !text.is_empty() && !text.contains(' ') && !text.ends_with([':', ',', '.', '?', '!']);
    is_word && facts::fact(text).is_none() && text != "Array"
}

fn is_values(text: &str) -> bool {
    let is_scalar = |value: &Value| !value.is_object() && !value.is_array();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    (text.starts_with('"') || text == "null")
        && values.all(|value| value.as_ref().is_ok_and(is_scalar))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::page::lines::lines;

    fn check(text: &str, expect: &[&str]) {
        let section = read(&lines(text));
        let mut shown: Vec<String> = section
            .rows
            .iter()
            .map(|row| {
                let facts = serde_json::to_string(&row.typed.facts).expect("JSON");
                format!("{} {facts} {:?}", row.name.as_deref().unwrap_or("-"), row.inside)
            })
            .collect();
        shown.extend(section.odd.iter().map(|line| format!("odd {line}")));
        assert_eq!(shown, expect);
    }

    #[test]
    fn facts_come_in_any_order() {
        let row =
            r#"unit {"types":["string"],"required":true,"enum":["m","ft"],"default":"m"} Nothing"#;
        check("unit\nrequired\nstring\nDefault: \"m\"\n\nOf length.\n\nEnum: \"m\" \"ft\"", &[row]);
        check("unit\nEnum: \"m\"\n\"ft\"\nrequired\nstring\n\nOf length.\nDefault: \"m\"", &[row]);
        check("unit required\n\nstring\nEnum: \"m\" \"ft\"\nDefault: m\n", &[row]);
    }

    #[test]
    fn rows_that_unfold_have_no_names() {
        check(
            "required\nArray of objects\nArray\nobject or null\nAny of\nobject\nOne of\nstring\nid\nstring",
            &[
                r#"- {"types":["array"],"required":true} Must"#,
                r#"- {"types":["null","object"]} Must"#,
                r#"- {"types":["object"]} Nothing"#,
                r#"id {"types":["string"]} Nothing"#,
            ],
        );
    }

    #[test]
    fn a_name_with_no_types_is_odd() {
        check(
            "unit\nstring\n\nOf length.\n\nheight\nin feet\n\nOf the desk.",
            &[r#"unit {"types":["string"]} Nothing"#, "height {} Nothing", "odd 6"],
        );
    }
}
