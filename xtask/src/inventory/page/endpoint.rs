//! A method and a path on one line.

use super::lines::bulleted;
use crate::inventory::{Facts, Operation, Parameter};

const METHODS: [&str; 7] = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// Reads a line that is an endpoint, whatever adorns it: `- **GET** /desks`,
/// `| GET | /desks |`, `### Get: /desks?floor={floor}`.
pub(super) fn of_item(line: &str) -> Option<Operation> {
    let line = bare(line);
    let end = line.find(|char: char| !char.is_ascii_alphabetic())?;
    let (word, rest) = line.split_at(end);
    let method = METHODS.into_iter().find(|method| method.eq_ignore_ascii_case(word))?;
    let address = rest.trim_matches(is_decoration);
    // `get/set` is a phrase.
    if rest.starts_with('/') && method != word {
        return None;
    }
    operation(method, address)
}

/// The endpoints that a line names, be there arrows, bars, quotes or words
/// between them.
pub(super) fn named(line: &str) -> Vec<Operation> {
    let words: Vec<&str> = line
        .split(|char: char| char.is_whitespace() || "|,;()".contains(char))
        .map(|word| word.trim_matches(is_decoration))
        .filter(|word| !word.is_empty())
        .collect();
    let found = words.windows(2).filter_map(|pair| {
        let [word, address] = pair else { return None };
        let method = METHODS.into_iter().find(|method| method == word)?;
        operation(method, address.trim_end_matches('.'))
    });
    found.collect()
}

/// An operation from its method and address; what stands after `?` are parameters.
fn operation(method: &str, address: &str) -> Option<Operation> {
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    let parameters = names.filter(|name| !name.is_empty()).map(|name| Parameter {
        place: "query".to_owned(),
        name: name.trim_matches(['{', '}']).to_owned(),
        facts: Facts::default(),
    });
    Some(Operation {
        method: Some(method.to_owned()),
        path: Some(path(address)?),
        parameters: parameters.collect(),
        ..Operation::default()
    })
}

/// A line without its bullet, its number and the signs that adorn it.
pub(super) fn bare(line: &str) -> &str {
    let mut line = line;
    loop {
        let text = line.trim_matches(is_decoration);
        let text = bulleted(text).unwrap_or(text);
        let digits = text.trim_start_matches(|char: char| char.is_ascii_digit());
        let numbered = digits.strip_prefix(['.', ')']).filter(|_| digits.len() < text.len());
        let text = numbered.unwrap_or(text);
        if text == line {
            return line;
        }
        line = text;
    }
}

/// What Markdown, tables and quotes put around a method or a path.
fn is_decoration(char: char) -> bool {
    char.is_whitespace() || "`*#|[]\"'“”:".contains(char)
}

/// Reads `GET /desks/{id}`, `get/desks/:id` or `GET https://host/desks`: the
/// method in capitals, and the path below the host.
pub(super) fn of_line(line: &str) -> Option<(String, String)> {
    let end = line.find(|char: char| !char.is_ascii_alphabetic())?;
    let (word, rest) = line.split_at(end);
    let method = method(word)?;
    let path = path(rest.trim())?;
    Some((method.to_owned(), path))
}

/// The method that a word is, in capitals or not at all.
pub(super) fn method(word: &str) -> Option<&'static str> {
    METHODS.into_iter().find(|method| *method == word || method.to_ascii_lowercase() == word)
}

/// The path that a word is or ends in; one without spaces.
pub(super) fn path(text: &str) -> Option<String> {
    let path = match host(text) {
        Some(host) => &text[host.len()..],
        None => text,
    };
    let is_path = path.starts_with('/') && !path.contains(char::is_whitespace);
    is_path.then(|| path.split('/').map(segment).collect::<Vec<_>>().join("/"))
}

/// The scheme and host that an address begins with.
pub(super) fn host(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#', ' ']).unwrap_or(rest.len());
    let length = text.len() - rest.len() + end;
    (end > 0).then(|| &text[..length])
}

/// `:id`, as some write `{id}`.
fn segment(text: &str) -> String {
    match text.strip_prefix(':') {
        Some(name) if !name.is_empty() => format!("{{{name}}}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_and_paths() {
        let check = |line: &str, expect: Option<(&str, &str)>| {
            let read = of_line(line);
            let read = read.as_ref().map(|(method, path)| (method.as_str(), path.as_str()));
            assert_eq!(read, expect, "{line}");
        };
        check("GET /desks/", Some(("GET", "/desks/")));
        check("patch/desks/:id/at", Some(("PATCH", "/desks/{id}/at")));
        check("POST https://acme.example/token", Some(("POST", "/token")));
        check("Get /desks", None);
        check("GET desks", None);
        check("GET /desks and rooms", None);
    }

    #[test]
    fn endpoints_in_every_dress() {
        let lines = [
            "GET /desks",
            "`GET /desks`",
            "**GET** /desks",
            "### GET /desks",
            "1. GET /desks",
            "• GET /desks",
            "- GET /desks",
            "Get /desks",
            "get /desks",
            "GET: /desks",
            "[GET] /desks",
            "\"GET /desks\"",
            "GET/desks",
            "| GET | /desks |",
            "2) `GET` `/desks`",
        ];
        for line in lines {
            let read = of_item(line).map(|operation| operation.name());
            assert_eq!(read.as_deref(), Some("GET /desks"), "{line}");
        }
        for line in ["get/set", "GET desks", "GET /desks and rooms", "Getting /desks", "•", ""] {
            assert_eq!(of_item(line), None, "{line}");
        }
    }

    #[test]
    fn a_query_is_no_part_of_a_path() {
        let read = of_item("GET /desks/?floor={floor}&{from}").expect("an endpoint");
        let names: Vec<&str> = read.parameters.iter().map(|one| one.name.as_str()).collect();
        assert_eq!((read.name().as_str(), names), ("GET /desks/", vec!["floor", "from"]));
    }

    #[test]
    fn endpoints_among_words() {
        let named: Vec<String> =
            named("use `GET /a`, then (PUT /b).").iter().map(Operation::name).collect();
        assert_eq!(named, ["GET /a", "PUT /b"]);
    }
}
