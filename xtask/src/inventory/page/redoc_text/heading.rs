//! What stands above an operation: perhaps its group, its title, its description.

use crate::inventory::page::lines::Paragraph;
use crate::inventory::page::sample;

/// What the prose above an operation says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) group: Option<String>,
    pub(super) title: Option<String>,
    pub(super) description: String,
    pub(super) deprecated: bool,
}

const LONGEST_HEADING: usize = 100;
const LONGEST_GROUP: usize = 5;

/// Reads the paragraphs above an operation. Above the first one stand also those
/// about the whole page.
pub(super) fn heading(paragraphs: &[Paragraph], is_first: bool) -> Heading {
    let texts = paragraphs.iter().map(|one| one.text.as_str());
    // What is left of a sample heads nothing.
    let texts: Vec<&str> = texts.skip_while(|text| sample::is_line(text)).collect();
    let texts = if is_first { &texts[last_headings(&texts)..] } else { &texts[..] };
    let (group, texts) = match texts {
        [group, title, ..] if is_group(group) && is_heading(title) => (Some(*group), &texts[1..]),
        _ => (None, texts),
    };
    let Some((title, mut description)) = texts.split_first() else { return Heading::default() };
    let (title, mut deprecated) = match title.strip_suffix("Deprecated") {
        Some(title) if !title.is_empty() => (title.trim_end(), true),
        _ => (*title, false),
    };
    if let Some((&"Deprecated", rest)) = description.split_first() {
        (deprecated, description) = (true, rest);
    }
    Heading {
        group: group.map(str::to_owned),
        title: Some(title.to_owned()),
        description: description.join(" "),
        deprecated,
    }
}

/// Whether the first of two paragraphs cannot be prose about what stands above.
pub(super) fn is_heading(text: &str) -> bool {
    text.chars().count() <= LONGEST_HEADING
        && !sample::is_line(text)
        && !text.ends_with(['.', ':', ';', ',', '!', '?'])
}

/// Where the last headings begin: a group and a title stand together.
fn last_headings(texts: &[&str]) -> usize {
    let last = texts.iter().rposition(|text| is_heading(text));
    let Some(last) = last else { return texts.len() };
    let before = texts[..last].iter().rev().take_while(|text| is_heading(text)).count();
    // A description without a full stop looks like a heading too.
    last - before.min(2)
}

/// Whether a heading names a kind of thing, and not what is done with it.
fn is_group(text: &str) -> bool {
    const VERBS: [&str; 18] = [
        "Add",
        "Cancel",
        "Check",
        "Create",
        "Delete",
        "Deletes",
        "Fetch",
        "Find",
        "Get",
        "List",
        "Post",
        "Put",
        "Read",
        "Remove",
        "Retrieve",
        "Retrieves",
        "Set",
        "Update",
    ];
    const SMALL: [&str; 6] = ["a", "and", "for", "in", "of", "the"];
    let words: Vec<&str> = text.split(' ').collect();
    let is_title = |word: &&str| {
        SMALL.contains(word) || word.contains(|char: char| char.is_uppercase() || char.is_numeric())
    };
    words.len() <= LONGEST_GROUP
        && is_heading(text)
        && words.iter().all(is_title)
        && !words.first().is_some_and(|first| VERBS.contains(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], is_first: bool, expect: [&str; 3]) {
        let paragraphs: Vec<Paragraph> =
            texts.iter().map(|text| Paragraph { number: 1, text: (*text).to_owned() }).collect();
        let heading = heading(&paragraphs, is_first);
        let (group, title) = (heading.group.unwrap_or_default(), heading.title.unwrap_or_default());
        assert_eq!([group, title, heading.description], expect, "{texts:?}");
    }

    #[test]
    fn groups_titles_and_descriptions() {
        check(&["Move a desk"], false, ["", "Move a desk", ""]);
        check(&["Move a desk", "Moves it."], false, ["", "Move a desk", "Moves it."]);
        check(&["Desks", "Move a desk", "Moves it."], false, ["Desks", "Move a desk", "Moves it."]);
        check(
            &["Desks", "Get all desks of a floor"],
            false,
            ["Desks", "Get all desks of a floor", ""],
        );
        check(
            &["Create Desk", "Puts a desk on a floor"],
            false,
            ["", "Create Desk", "Puts a desk on a floor"],
        );
        check(
            &["Desks", "All of them.", "Even yours."],
            false,
            ["", "Desks", "All of them. Even yours."],
        );
    }

    #[test]
    fn what_is_about_the_page_is_not_about_the_first_operation() {
        check(
            &["About", "We like desks.", "Desks", "List Desks", "Lists desks."],
            true,
            ["Desks", "List Desks", "Lists desks."],
        );
    }

    #[test]
    fn no_sample_is_a_heading() {
        check(
            &["} ]", "● \"n\": 1", "Move a desk", "Moves it."],
            false,
            ["", "Move a desk", "Moves it."],
        );
        check(&["Desks", "{\"n\": 1}"], false, ["", "Desks", "{\"n\": 1}"]);
    }

    #[test]
    fn deprecation_is_glued_to_the_title() {
        let paragraphs = [Paragraph { number: 1, text: "List DesksDeprecated".to_owned() }];
        let heading = heading(&paragraphs, false);
        assert_eq!((heading.title.as_deref(), heading.deprecated), (Some("List Desks"), true));
    }
}
