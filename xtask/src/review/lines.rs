//! What changed between two outlines, line by line.

use std::collections::BTreeMap;

/// What a change of a line means to callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// What code may name is gone, or is another.
    Breaking,
    /// There is more than there was.
    Additive,
    /// Only words differ.
    Docs,
    /// The line is elsewhere.
    Moved,
}

/// A line that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    /// The tag that it is under now, or was.
    pub tag: String,
    /// What it means.
    pub class: Class,
    /// The line before.
    pub old: Option<String>,
    /// The line now.
    pub new: Option<String>,
}

impl Class {
    /// Its name in texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Docs => "docs only",
            Self::Moved => "moved",
        }
    }
}

/// The changes from one outline to another; both are lines by tag.
pub fn compare(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<LineChange> {
    let mut gone = without(old, new);
    let came = without(new, old);
    let mut changes = Vec::new();
    for (tag, line) in came {
        let (key, text) = (key(&line), line.clone());
        let same = gone.iter().position(|(_, before)| before.trim() == line.trim());
        let alike = || {
            let of = |one: &&str| {
                gone.iter().position(|(_, it)| !one.is_empty() && self::key(it) == **one)
            };
            of(&key.as_str())
        };
        let (class, before) = match same.or_else(alike) {
            Some(index) => {
                let (_, before) = gone.remove(index);
                (class(&before, &line), Some(before))
            }
            None => (Class::Additive, None),
        };
        changes.push(LineChange { tag, class, old: before, new: Some(text) });
    }
    let gone = gone.into_iter().map(|(tag, line)| LineChange {
        tag,
        class: Class::Breaking,
        old: Some(line),
        new: None,
    });
    changes.extend(gone);
    changes.sort_by(|a, b| {
        let key = |one: &LineChange| (one.class, one.tag.clone(), one.new.clone(), one.old.clone());
        key(a).cmp(&key(b))
    });
    changes
}

/// What the change of a line means: words that all are still there, in their order, and
/// more of them, are an addition.
fn class(old: &str, new: &str) -> Class {
    let (old, new) = (code(old), code(new));
    if old == new {
        return match old.is_empty() {
            true => Class::Docs,
            false => Class::Moved,
        };
    }
    let mut rest = new.iter();
    match old.iter().all(|word| rest.any(|other| other == word)) {
        true => Class::Additive,
        false => Class::Breaking,
    }
}

/// The words of a line that are no comment.
fn code(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    let ends = |c: char| c.is_whitespace() || ",;".contains(c);
    code.split(ends).filter(|word| !word.is_empty()).collect()
}

/// What a line is about: its words up to the first mark that is in no name.
fn key(line: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ' ';
    let end = line.trim_start().find(|c| !is_part(c)).unwrap_or(line.trim_start().len());
    line.trim_start().get(..end).unwrap_or_default().trim().to_owned()
}

/// The operations and types of an outline, each on one line however it was broken.
fn entries(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match entries.last_mut().filter(|_| !line.starts_with(char::is_alphabetic)) {
            Some(entry) => {
                entry.push(' ');
                entry.push_str(line.trim());
            }
            None => entries.push(line.trim().to_owned()),
        }
    }
    entries
}

/// The entries of one outline that the other has not under the same tag, each as often as
/// it is there more.
fn without(
    all: &BTreeMap<String, String>,
    others: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let mut left = Vec::new();
    for (tag, text) in all {
        let mut other = others.get(tag).map(|text| entries(text)).unwrap_or_default();
        for entry in entries(text) {
            match other.iter().position(|it| *it == entry) {
                Some(index) => drop(other.remove(index)),
                None => left.push((tag.clone(), entry)),
            }
        }
    }
    left
}

/// How many lines changed in each way.
pub fn tally(changes: &[LineChange]) -> String {
    let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
    changes.iter().for_each(|change| *counts.entry(change.class).or_default() += 1);
    let said: Vec<String> =
        counts.iter().map(|(class, count)| format!("{count} {}", class.name())).collect();
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        let outline = |lines: &[(&str, &str)]| {
            lines.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect()
        };
        let changes = compare(&outline(old), &outline(new));
        changes.into_iter().map(|one| (one.class.name(), one.new.or(one.old).unwrap())).collect()
    }

    #[test]
    fn lines_are_told_by_what_they_mean_to_callers() {
        let old = [(
            "A",
            "struct Desk { id: u8, name: String }\nstruct Lamp { id: u8 }\nenum Gone { X }",
        )];
        let new = [
            ("A", "struct Desk { id: u8, floor: u8, name: String }"),
            ("B", "struct Lamp { id: u8 }\nenum New { Y }"),
        ];
        assert_eq!(
            compared(&old, &new),
            [
                ("breaking", "enum Gone { X }".to_owned()),
                ("additive", "struct Desk { id: u8, floor: u8, name: String }".to_owned()),
                ("additive", "enum New { Y }".to_owned()),
                ("moved", "struct Lamp { id: u8 }".to_owned()),
            ]
        );
        let typed = |name: &str| format!("struct Desk {{ id: {name} }}");
        assert_eq!(
            compared(&[("A", &typed("u8"))], &[("A", &typed("String"))]),
            [("breaking", typed("String"))]
        );
        assert_eq!(compared(&old, &old), []);
    }
}
