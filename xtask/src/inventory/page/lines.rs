//! The lines of a page, rid of what only its layout put there.

/// One line, without the spaces around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) text: String,
}

/// Text that belongs together, and the line that it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) number: usize,
    pub(super) text: String,
}

impl Line {
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// What stands after the bullet, if the line has one.
    pub(super) fn item(&self) -> Option<&str> {
        bulleted(&self.text)
    }

    /// The line without its bullet.
    pub(super) fn content(&self) -> &str {
        self.item().unwrap_or(&self.text)
    }
}

/// Where a line is no longer a short one: only longer lines are wrapped.
const SHORT: usize = 50;

/// The lines of a page, without the comment at its head.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let lines: Vec<Line> = text
        .split('\n')
        .zip(1..)
        .map(|(line, number)| Line { number, text: without_odd_spaces(line).trim().to_owned() })
        .collect();
    let skipped = lines_of_comment(&lines);
    lines.into_iter().skip(skipped).collect()
}

/// Joins lines to paragraphs, which end at blank lines, with a sentence, and after
/// lines too short to have been wrapped.
pub(super) fn paragraphs<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut is_open = false;
    for line in lines {
        let text = line.content();
        match paragraphs.last_mut() {
            Some(last) if is_open && line.item().is_none() && !line.is_blank() => {
                last.text.push(' ');
                last.text.push_str(text);
            }
            _ if line.is_blank() => {}
            _ => paragraphs.push(Paragraph { number: line.number, text: text.to_owned() }),
        }
        is_open = is_long(line) && !line.text.ends_with('.');
    }
    paragraphs
}

/// The lines without the last one, if the text may end in the middle of it.
pub(super) fn without_half_line(lines: &[Line]) -> &[Line] {
    let Some(last) = lines.iter().rposition(|line| !line.is_blank()) else { return lines };
    // Whoever saves a text may end it with a line break; a blank line is the page's.
    if lines.len() > last + 2 {
        return lines;
    }
    // A list of values that was wrapped is half without its last line.
    let is_value = |line: &Line| line.text.starts_with('"');
    let values = lines[..=last].iter().rev().take_while(|line| is_value(line)).count();
    let end = if values > 0 { last + 1 - values } else { last };
    let has_label = |line: &Line| line.text.contains("Enum:");
    match lines[..end].split_last() {
        Some((label, before)) if values > 0 && has_label(label) => before,
        _ => &lines[..end],
    }
}

/// Whether the text ends in the middle of a sentence.
pub(super) fn ends_within_sentence(lines: &[Line]) -> bool {
    let last = lines.iter().rfind(|line| !line.is_blank());
    last.is_some_and(|line| is_long(line) && !line.text.ends_with(['.', '!', '?', ':', ')', '"']))
}

/// Whether a line is so long that the next one may continue it.
pub(super) fn is_long(line: &Line) -> bool {
    line.text.chars().count() >= SHORT
}

/// What stands after a bullet. A minus sign is none.
pub(super) fn bulleted(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(BULLETS).or_else(|| text.strip_prefix(['-', '*', '+', 'o']))?;
    rest.starts_with(' ').then(|| rest.trim_start())
}

/// Bullets that are nothing else, even right before a text.
pub(super) const BULLETS: [char; 11] = ['•', '◦', '‣', '▪', '●', '○', '■', '·', '∙', '–', '—'];

fn without_odd_spaces(line: &str) -> String {
    line.chars()
        .filter(|char| !matches!(char, '\u{200b}' | '\u{feff}' | '\u{ad}'))
        .map(|char| if char.is_whitespace() { ' ' } else { char })
        .collect()
}

/// Copies may begin with a comment that says where they are from, up to a rule.
fn lines_of_comment(lines: &[Line]) -> usize {
    let first = lines.iter().find(|line| !line.is_blank());
    if !first.is_some_and(|line| line.text.starts_with("# Source:")) {
        return 0;
    }
    let rule = lines.iter().position(|line| line.text.starts_with("----"));
    rule.map_or(0, |rule| rule + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comment_at_the_head_is_skipped_and_numbers_stay() {
        let read = lines("# Source: a place\r\n----\r\nDesks\u{a0}and rooms \r\n");
        assert_eq!(read[0], Line { number: 3, text: "Desks and rooms".to_owned() });
    }

    #[test]
    fn only_long_lines_are_joined() {
        let long = "a line that is long enough to have been wrapped by whatever made the page";
        let read = lines(&format!("Desks\n{long}\nand more\n\nend"));
        let texts: Vec<String> = paragraphs(&read).into_iter().map(|one| one.text).collect();
        assert_eq!(texts, ["Desks".to_owned(), format!("{long} and more"), "end".to_owned()]);
    }

    #[test]
    fn a_last_line_is_whole_if_a_blank_one_follows() {
        let count = |text: &str| without_half_line(&lines(text)).len();
        assert_eq!((count("a\nb"), count("a\nb\n"), count("a\nb\n\n")), (1, 1, 4));
        assert_eq!((count("a\nEnum: \"b\"\n\"c\"\n\"d"), count("\n")), (1, 2));
    }

    #[test]
    fn a_minus_sign_is_no_bullet() {
        assert_eq!(bulleted("• name"), Some("name"));
        assert_eq!(bulleted("- name"), Some("name"));
        assert_eq!(bulleted("● name"), Some("name"));
        assert_eq!(bulleted("o name"), Some("name"));
        assert_eq!(bulleted("of all"), None);
        assert_eq!(bulleted("-0.5"), None);
    }
}
