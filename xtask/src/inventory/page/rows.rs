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
    /// The indices of lines that are not understood, or not all of them.
    pub(super) odd: Vec<(usize, &'static str)>,
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

const NO_TYPES: &str = "not a line of types, though a name stands above it";
const MORE_THAN_TYPES: &str = "more than types, of which only the beginning is understood";
const NO_NAME: &str = "`required`, but neither a name nor types stand beside it";

impl<'a> Reader<'a> {
    fn line(&mut self) {
        if self.row() {
            self.section.tail = self.at;
            return;
        }
        let start = self.at;
        let is_below_blank = self.is_below_blank();
        if let Some(fact) = self.fact() {
            match self.section.rows.last_mut() {
                // It is of a row whose name was not seen.
                Some(_) if fact == Fact::Required && is_below_blank => {
                    self.section.odd.push((start, NO_NAME));
                }
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
            self.at += 1;
        }
    }

    /// Takes a row up to its types, if one begins here.
    fn row(&mut self) -> bool {
        let start = self.at;
        let starts = self.starts();
        let (name, is_required) = name_of(&self.lines[start].text);
        let is_word = is_name(name) && facts::typed(name).is_none();
        let is_named = is_word || starts && self.is_name_by_what_follows(name);
        if is_named {
            self.at += 1;
        }
        let mut facts: Vec<Fact> = is_required.then_some(Fact::Required).into_iter().collect();
        // A paragraph that begins with a name is a row, even if nobody knows the
        // types on its next line.
        let mut is_row = is_named && starts;
        // Facts may stand between a name and its types; without a name, only
        // `required` does.
        while let Some(line) = self.peek() {
            let at = self.index_of_peek();
            is_row &= at == self.at;
            let typed = facts::typed(&line.text);
            let is_plain = typed.as_ref().is_some_and(|typed| !typed.has_fields());
            if is_plain && !is_named && !self.is_first() {
                break;
            }
            self.at = at;
            let fact = if typed.is_some() { None } else { self.fact() };
            match fact {
                Some(Fact::Required) => facts.push(Fact::Required),
                Some(fact) if is_named => facts.push(fact),
                None if typed.is_some() || is_row => {
                    let typed = typed.unwrap_or_else(|| self.half_understood(at));
                    self.at = at + 1;
                    self.push(start, is_named.then_some(name), typed, facts);
                    return true;
                }
                _ => break,
            }
        }
        self.at = start;
        false
    }

    /// Notes that a line below a name is not all of types, and takes what is.
    fn half_understood(&mut self, at: usize) -> Typed {
        let partly = facts::partly(&self.lines[at].text);
        let reason = if partly.is_some() { MORE_THAN_TYPES } else { NO_TYPES };
        self.section.odd.push((at, reason));
        partly.map(|(typed, _)| typed).unwrap_or_default()
    }

    fn push(&mut self, start: usize, name: Option<&str>, mut typed: Typed, facts: Vec<Fact>) {
        facts.into_iter().for_each(|fact| typed.add(fact));
        let inside = if typed.has_fields() { Inside::May } else { Inside::Nothing };
        let (line, name) = (self.lines[start].number, name.map(str::to_owned));
        self.section.rows.push(Row { line, name, typed, inside });
    }

    /// Whether a row can begin here: at the beginning, below a blank line or right
    /// below the facts of the row before.
    fn starts(&self) -> bool {
        self.is_below_blank() || self.at == self.section.tail || self.is_first()
    }

    fn is_below_blank(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|before| self.lines.get(before));
        before.is_none_or(Line::is_blank)
    }

    /// Whether a text that does not look like a name is one all the same, for
    /// `required` or types stand right below it.
    fn is_name_by_what_follows(&self, name: &str) -> bool {
        let is_label = self.is_unfolding() || ["One of", "Any of", "All of"].contains(&name);
        let is_prose =
            name.is_empty() || name.chars().count() > LONGEST_NAME || name.ends_with('.');
        if is_label || is_prose || facts::fact(name).is_some() || facts::partly(name).is_some() {
            return false;
        }
        let next = self.lines.get(self.at + 1).map_or("", |line| &line.text);
        let typed = facts::typed(next);
        // What can be unfolded has lost its name, so that this describes something.
        let is_lost = typed.as_ref().is_some_and(Typed::has_fields) && !self.is_below_blank();
        next == "required" || typed.is_some() && !is_lost
    }

    /// Whether `Array` says here how the row above was unfolded, and is no name.
    fn is_unfolding(&self) -> bool {
        let text = self.lines[self.at].text.as_str();
        if text.starts_with("Array (") || text.starts_with("Array [") {
            return true;
        }
        let next = self.lines[self.at + 1..].iter().find(|line| line.text != "required");
        let typed = next.and_then(|next| facts::typed(&next.text));
        // In a list that was unfolded, the next line is a name, or of an object.
        let is_named = typed.is_some_and(|typed| !typed.has_fields());
        text == "Array" && !is_named
    }

    /// The next line that is not blank.
    fn peek(&self) -> Option<&'a Line> {
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
            _ if self.is_unfolding() => {}
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
}

/// Longer texts are prose.
const LONGEST_NAME: usize = 60;

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
        shown.extend(section.odd.iter().map(|(line, _)| format!("odd {line}")));
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
    fn what_leads_is_kept() {
        check(
            "unit\nrequired\nstring of letters\nDefault: \"m\"\n\nOf length.\n\nsize\nrequired\nin feet",
            &[
                r#"unit {"types":["string"],"required":true,"default":"m"} Nothing"#,
                r#"size {"required":true} Nothing"#,
                "odd 2",
                "odd 9",
            ],
        );
    }

    #[test]
    fn names_that_do_not_look_like_names() {
        let row = |name: &str| format!(r#"{name} {{"types":["string"],"required":true}} Nothing"#);
        let names = ["First Name", "start_date (UTC)", "Array", "is_free?", "id:"];
        let text: String = names
            .iter()
            .map(|name| format!("{name}\nrequired\nstring\n\nWhat it is.\n\n"))
            .collect();
        check(&text, &names.map(row).each_ref().map(String::as_str));
        check(
            &text.replace("\n\nWhat it is.\n\n", "\n"),
            &names.map(row).each_ref().map(String::as_str),
        );
        let name = r#"First Name {"types":["string"]} Nothing"#;
        check("First Name\nstring\n\nOf them\n\nnone", &[name]);
    }

    #[test]
    fn prose_is_no_name() {
        check(
            "unit\nstring\n\nOf length,\nor so\n\nOf what\n\nobject (Hours)\n\nWhen.",
            &[
                r#"unit {"types":["string"]} Nothing"#,
                r#"- {"types":["object"],"schema":"Hours"} May"#,
            ],
        );
    }

    #[test]
    fn required_is_of_no_row_across_a_blank_line() {
        check(
            "unit\nstring\n\nOf length. And more\n\nrequired\n\nMore of it.",
            &[r#"unit {"types":["string"]} Nothing"#, "odd 5"],
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
