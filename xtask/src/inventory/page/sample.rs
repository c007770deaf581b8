//! Samples of bodies, as pages print them: JSON with bullets, and with objects
//! and lists that nobody unfolded.

use serde_json::Value;

use super::lines::{BULLETS, Line, bulleted};

/// A body that was printed as an example.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sample {
    /// Empty if the page shows it folded.
    Object(Vec<(String, Self)>),
    /// Empty if the page shows it folded.
    List(Vec<Self>),
    Scalar(Value),
    /// Whatever the page does not show.
    Unseen,
    /// The schema's name stands where the value should.
    Reference(String),
}

/// What was read of a sample.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) sample: Sample,
    /// The index of the line after it.
    pub(super) next: usize,
    /// Whether every bracket was closed.
    pub(super) is_whole: bool,
    /// The indices of lines with something odd in them.
    pub(super) odd: Vec<usize>,
}

/// Deeper samples are read up to here.
const DEEPEST: usize = 64;

/// Whether a line can be one of a sample.
pub(super) fn is_line(text: &str) -> bool {
    let mut text = text;
    while let Some(rest) = without_sign(text) {
        text = rest;
    }
    let bare = text.trim_end_matches([',', ' ']);
    text.starts_with(['{', '}', '[', ']', '"'])
        || serde_json::from_str::<Value>(bare).is_ok_and(|value| !value.is_array())
}

/// What stands after a bullet, be it one that nobody knows.
fn without_sign(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|char: char| !char.is_ascii() && !char.is_alphanumeric());
    let is_sign = rest.len() < text.len() && !text.starts_with(['“', '”', '…']);
    if is_sign { Some(rest.trim_start()) } else { bulleted(text) }
}

/// Reads the sample that begins on a line.
pub(super) fn read(lines: &[Line], start: usize) -> Read {
    let mut lexer = Lexer::default();
    let mut next = start;
    while let Some(line) = lines.get(next) {
        let is_begun = next > start;
        if is_begun && !line.is_blank() && !lexer.takes(&line.text) {
            if !goes_on(lines, next + 1) {
                break;
            }
            lexer.odd.push(next);
            next += 1;
            continue;
        }
        lexer.line(next, &line.text);
        next += 1;
        if lexer.is_at_end() {
            break;
        }
    }
    let is_closed = lexer.is_at_end();
    let mut parser = Parser { tokens: &lexer.tokens, at: 0, odd: lexer.odd };
    let sample = parser.value(0).unwrap_or(Sample::Unseen);
    let mut odd = parser.odd;
    odd.extend(parser.tokens.get(parser.at).map(|(line, _)| *line));
    odd.dedup();
    Read { sample, next, is_whole: is_closed, odd }
}

/// Whether a line is of a sample that is open, and does not begin another one.
fn goes_on(lines: &[Line], at: usize) -> bool {
    lines.get(at).is_some_and(|line| is_line(&line.text) && !line.text.starts_with(['{', '[']))
}

/// The fields of a form: `name=string&floor=string`.
pub(super) fn form(text: &str) -> Sample {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    Sample::Object(
        pairs
            .map(|(name, value)| (name.trim().to_owned(), Sample::Scalar(Value::from(value))))
            .collect(),
    )
}

#[derive(Debug, PartialEq)]
enum Token {
    Open(char),
    Close,
    Text(String),
    Other(Value),
    Colon,
}

#[derive(Default)]
struct Lexer {
    /// With the index of their line.
    tokens: Vec<(usize, Token)>,
    depth: usize,
    /// A text that the line broke off.
    broken: Option<String>,
    odd: Vec<usize>,
}

impl Lexer {
    /// Whether a line can be the next one.
    fn takes(&self, line: &str) -> bool {
        match self.broken {
            Some(_) => line.contains('"'),
            None => is_line(line),
        }
    }

    fn is_at_end(&self) -> bool {
        self.depth == 0 && !self.tokens.is_empty() && self.broken.is_none()
    }

    fn line(&mut self, index: usize, line: &str) {
        let joined = self.broken.take().map(|text| format!("{text} {line}"));
        let mut rest = joined.as_deref().unwrap_or(line).trim_start();
        while let Some(first) = rest.chars().next() {
            rest = self.token(index, first, rest).trim_start();
        }
    }

    /// Takes one token off the text.
    fn token<'a>(&mut self, index: usize, first: char, text: &'a str) -> &'a str {
        let rest = &text[first.len_utf8()..];
        let token = match first {
            _ if bulleted(text).is_some() => return rest,
            ',' => return rest,
            _ if BULLETS.contains(&first) => return rest,
            '{' | '[' => {
                self.depth += 1;
                Token::Open(first)
            }
            '}' | ']' => {
                self.depth = self.depth.saturating_sub(1);
                Token::Close
            }
            ':' => Token::Colon,
            '"' => return self.text(index, text),
            _ => return self.literal(index, text),
        };
        self.tokens.push((index, token));
        rest
    }

    fn text<'a>(&mut self, index: usize, text: &'a str) -> &'a str {
        let mut is_escaped = false;
        let end = text.char_indices().skip(1).find(|(_, char)| {
            let ends = *char == '"' && !is_escaped;
            is_escaped = *char == '\\' && !is_escaped;
            ends
        });
        let Some((end, _)) = end else {
            // A line of sense continues it; if none does, it never ends.
            self.broken = Some(text.to_owned());
            return "";
        };
        let (raw, rest) = text.split_at(end + 1);
        let read = serde_json::from_str(raw).unwrap_or_else(|_| raw.trim_matches('"').to_owned());
        self.tokens.push((index, Token::Text(read)));
        rest
    }

    fn literal<'a>(&mut self, index: usize, text: &'a str) -> &'a str {
        let is_end = |char: char| char.is_whitespace() || ",:{}[]\"".contains(char);
        let (word, rest) = text.split_at(text.find(is_end).unwrap_or(text.len()));
        match serde_json::from_str(word) {
            Ok(value) => self.tokens.push((index, Token::Other(value))),
            // A bullet that nobody knows.
            Err(_) if without_sign(word) == Some("") => {}
            Err(_) => self.odd.push(index),
        }
        rest
    }
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    odd: Vec<usize>,
}

impl Parser<'_> {
    /// The value that begins here; none if what is here begins none.
    fn value(&mut self, depth: usize) -> Option<Sample> {
        let (_, token) = self.tokens.get(self.at).filter(|_| depth < DEEPEST)?;
        let sample = match token {
            Token::Text(text) => Sample::Scalar(Value::from(text.as_str())),
            Token::Other(value) => Sample::Scalar(value.clone()),
            Token::Open('{') => return Some(self.object(depth)),
            Token::Open(_) => return Some(self.list(depth)),
            Token::Close | Token::Colon => return None,
        };
        self.at += 1;
        Some(sample)
    }

    fn list(&mut self, depth: usize) -> Sample {
        let mut items = Vec::new();
        self.at += 1;
        while let Some((line, token)) = self.tokens.get(self.at) {
            if *token == Token::Close {
                self.at += 1;
                break;
            }
            match self.value(depth + 1) {
                Some(item) => items.push(item),
                None => self.skip(*line),
            }
        }
        Sample::List(items)
    }

    fn object(&mut self, depth: usize) -> Sample {
        let mut fields: Vec<(String, Sample)> = Vec::new();
        let mut is_closed = false;
        self.at += 1;
        while let Some((line, token)) = self.tokens.get(self.at) {
            let colon = self.tokens.get(self.at + 1).map(|(_, token)| token);
            match token {
                Token::Close => {
                    self.at += 1;
                    is_closed = true;
                    break;
                }
                Token::Text(name) if colon == Some(&Token::Colon) => {
                    self.at += 2;
                    let value = self.value(depth + 1);
                    if value.is_none() && self.at < self.tokens.len() {
                        self.odd.push(*line);
                    }
                    let value = value.unwrap_or(Sample::Unseen);
                    if !fields.iter().any(|(known, _)| known == name) {
                        fields.push((name.clone(), value));
                    }
                }
                _ => self.skip(*line),
            }
        }
        // What begins like an object may turn out to be a reference.
        if fields.is_empty() && !is_closed {
            return Sample::Unseen;
        }
        reference(&fields).unwrap_or(Sample::Object(fields))
    }

    fn skip(&mut self, line: usize) {
        self.odd.push(line);
        self.at += 1;
    }
}

/// `{"$ref": "#/components/schemas/Desk"}`, which some pages print for a value.
fn reference(fields: &[(String, Sample)]) -> Option<Sample> {
    let [(name, Sample::Scalar(Value::String(target)))] = fields else { return None };
    let schema = target.rsplit('/').next().unwrap_or(target);
    (name == "$ref").then(|| Sample::Reference(schema.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn check(text: &str, expect: &str) {
        let read = read(&lines(text), 0);
        let what = if read.is_whole { "" } else { ", cut" };
        assert_eq!(format!("{}{what}, odd {:?}", shown(&read.sample), read.odd), expect);
    }

    fn shown(sample: &Sample) -> String {
        let list = |items: Vec<String>| items.join(" ");
        match sample {
            Sample::Scalar(value) => value.to_string(),
            Sample::Reference(name) => format!("&{name}"),
            Sample::Unseen => "?".to_owned(),
            Sample::List(items) => format!("[{}]", list(items.iter().map(shown).collect())),
            Sample::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| format!("{name}={}", shown(value)));
                format!("{{{}}}", list(fields.collect()))
            }
        }
    }

    #[test]
    fn bullets_and_folded_values() {
        let text = "{\n  • \"desks\": [\n    ],\n  • \"at\": {\n    • \"lat\": -0.5\n    }\n}";
        check(text, "{desks=[] at={lat=-0.5}}, odd []");
    }

    #[test]
    fn dashes_on_the_same_line() {
        let text = "{- \"desks\": [\n- \"a\"\n], - \"at\": {\n- \"$ref\": \"#/c/s/Place\"\n}\n}";
        check(text, "{desks=[\"a\"] at=&Place}, odd []");
    }

    #[test]
    fn a_text_that_was_wrapped() {
        check(
            "{\n\"name\": \"a desk\nby the window\",\n\"n\": 1\n}",
            "{name=\"a desk by the window\" n=1}, odd []",
        );
    }

    #[test]
    fn what_is_cut_is_said() {
        check("{\n\"desk\": {\n\"name\": \"a", "{desk={name=?}}, cut, odd []");
        check("{\n\"desk\": [\nResponse samples", "{desk=[]}, cut, odd []");
        check("{\n\"desk\": {", "{desk=?}, cut, odd []");
    }

    #[test]
    fn whatever_bullets_there_are() {
        for bullet in ["•", "▪", "●", "○", "■", "·", "∙", "+", "o", "—", "✦", "\u{f0b7}"]
        {
            let text = "{\n  • \"n\": 1,\n  • \"at\": [\n    • {\n      }\n    ]\n}";
            check(&text.replace('•', bullet), "{n=1 at=[{}]}, odd []");
        }
    }

    #[test]
    fn what_is_odd_is_said() {
        check("{\n\"a\": 1,\nor else\n\"b\": 2\n}", "{a=1 b=2}, odd [2]");
        check("{\n\"a\": 1\nResponse samples\n{\n}", "{a=1}, cut, odd []");
        check("{\n\"desk\" oak,\n\"n\": 1\n}", "{n=1}, odd [1]");
    }

    #[test]
    fn deep_samples_are_no_danger() {
        let read = read(&lines(&"[".repeat(100_000)), 0);
        assert!(!read.is_whole);
    }
}
