//! Reads an article that sets the endpoints of an old version beside those of
//! a new one: on lines below each other, or on one line with an arrow or as the
//! cells of a table.
//!
//! Besides, such articles list the old addresses, and tell how to ask for a
//! token: the address, its headers and the fields of its form.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Kind;
use super::endpoint::{bare, host, named, of_item, path};
use super::lines::{Line, ends_within_sentence, is_long, lines, paragraphs};
use crate::inventory::{Body, Facts, Field, Inventory, Operation, Parameter, digest_of_text};

/// Whether a page has endpoints in pairs, of which the second is newer.
pub(super) fn recognize(text: &str) -> bool {
    let lines = lines(text);
    (0..lines.len()).any(|at| pair(&lines, at).is_some())
}

/// Reads the page.
pub(super) fn read(lines: &[Line], is_cut: bool) -> Inventory {
    let mut inventory = Inventory::default();
    inventory.source.kind = Kind::MigrationTable;
    let mut listed = Listed::default();
    let mut addresses = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if let Some(pair) = pair(lines, at - 1) {
            let (description, next) = note_below(lines, pair.next);
            at = next;
            // Half a description is none.
            let is_last = lines[at..].iter().all(Line::is_blank);
            let is_whole = !is_last || !is_cut && lines[at - 1].text.ends_with(['.', '!', ')']);
            inventory.source.cut |= description.is_some() && !is_whole;
            listed.add(Operation {
                deprecated: true,
                replaced_by: Some(pair.new.name()),
                description: description.filter(|_| is_whole),
                ..pair.old
            });
            listed.add(pair.new);
        } else if let Some(mut operation) = of_item(&line.text) {
            let words = line.text.split(' ').map(bare);
            inventory.servers.extend(words.filter_map(host).map(str::to_owned));
            at = form(lines, at, &mut operation);
            listed.add(operation);
        } else if let Some(address) = address(line.content()) {
            addresses.push(address);
        }
    }
    for (host, path) in addresses {
        inventory.servers.push(host);
        listed.add_path(path);
    }
    inventory.operations = listed.operations;
    inventory.servers.sort();
    inventory.servers.dedup();
    let last = lines.iter().rfind(|line| !line.is_blank());
    let is_endpoint = last.is_some_and(|line| of_item(&line.text).is_some());
    inventory.source.cut |= is_cut || is_endpoint || ends_within_sentence(lines);
    inventory
}

/// The operations of the page, each once.
#[derive(Default)]
struct Listed {
    operations: Vec<Operation>,
    known: BTreeMap<(Option<String>, Option<String>), usize>,
    paths: BTreeSet<String>,
}

impl Listed {
    /// An endpoint may be replaced by several, and several by one.
    fn add(&mut self, operation: Operation) {
        let key = (operation.method.clone(), operation.path.clone());
        let Some(at) = self.known.get(&key) else {
            self.known.insert(key, self.operations.len());
            self.paths.extend(operation.path.clone());
            self.operations.push(operation);
            return;
        };
        let known = &mut self.operations[*at];
        if known.replaced_by.is_none() && operation.replaced_by.is_some() {
            *known = operation;
        }
    }

    /// Without a method, an address says less than a pair does.
    fn add_path(&mut self, path: String) {
        if !self.paths.contains(&path) {
            self.add(Operation { path: Some(path), ..Operation::default() });
        }
    }
}

struct Pair {
    old: Operation,
    new: Operation,
    /// The index of the line after it.
    next: usize,
}

/// The pair that begins on a line.
fn pair(lines: &[Line], at: usize) -> Option<Pair> {
    let mut endpoints = named(&lines[at].text);
    let mut next = at + 1;
    if let (0 | 1, Some(old)) = (endpoints.len(), of_item(&lines[at].text)) {
        next += lines[next..].iter().take_while(|line| line.is_blank()).count();
        endpoints = vec![old, of_item(&lines.get(next)?.text)?];
        next += 1;
    }
    let [old, new] = <[Operation; 2]>::try_from(endpoints).ok()?;
    let is_newer = version(new.path.as_deref()?) > version(old.path.as_deref()?);
    is_newer.then_some(Pair { old, new, next })
}

/// The number in `/v2/desks`; 0 without one.
fn version(path: &str) -> u32 {
    let first = path.split('/').nth(1).and_then(|first| first.strip_prefix('v'));
    first.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// The digest of what stands below a pair, which says what changed, and the
/// index of the line after it.
fn note_below(lines: &[Line], at: usize) -> (Option<String>, usize) {
    let start = at + lines[at..].iter().take_while(|line| line.is_blank()).count();
    let is_prose = |line: &&Line| !line.is_blank() && named(&line.text).is_empty();
    let end = start + lines[start..].iter().take_while(is_prose).count();
    let mut paragraphs = paragraphs(&lines[start..end]);
    // Where no blank line stands above it, none needs to stand below it either.
    if start == at {
        paragraphs.truncate(1);
    }
    let texts: Vec<String> = paragraphs.into_iter().map(|one| one.text).collect();
    (digest_of_text(&texts.join(" ")), end)
}

/// The host and path of an item that is an address.
fn address(text: &str) -> Option<(String, String)> {
    let digits = text.trim_start_matches(|char: char| char.is_ascii_digit());
    let text = digits.strip_prefix(['.', ')']).unwrap_or(digits).trim();
    let host = host(text)?;
    let path = path(text).filter(|path| path.len() > 1)?;
    Some((host.to_owned(), path))
}

/// Reads headings like `Request form parameters` and the items under them, up to
/// prose or an endpoint; answers the index of the line after.
fn form(lines: &[Line], start: usize, operation: &mut Operation) -> usize {
    let mut at = start;
    let mut is_header = None;
    let mut name: Option<String> = None;
    while let Some(line) = lines.get(at) {
        let text = line.text.as_str();
        let (item, next) = item(lines, at);
        match (line.item(), is_header) {
            _ if text.is_empty() => {}
            _ if of_item(text).is_some() => break,
            (None, _) if in_header(text).is_some() => is_header = in_header(text),
            (None, _) | (_, None) => break,
            (Some(_), Some(is_header)) => match facts(&item) {
                Some(facts) => add_field(operation, is_header, name.take(), facts),
                None if item.contains(' ') => break,
                None => name = Some(item),
            },
        }
        at = next;
    }
    at
}

/// Whether the items under a heading are headers or parameters; none if it is no
/// such heading.
fn in_header(text: &str) -> Option<bool> {
    let is_headers = text.ends_with(" headers");
    (is_headers || text.ends_with(" parameters")).then_some(is_headers)
}

/// An item with the lines that it was wrapped to, and the index of the line after.
fn item(lines: &[Line], start: usize) -> (String, usize) {
    let mut text = lines[start].content().to_owned();
    let mut at = start + 1;
    while let Some(line) = lines.get(at) {
        // A value that is too long for its line stands on the next one.
        let before = &lines[at - 1];
        let goes_on = is_long(before)
            || before.text.ends_with([':', ','])
            || line.text.starts_with(char::is_lowercase);
        let is_other = line.is_blank() || line.item().is_some() || of_item(&line.text).is_some();
        let is_other = is_other || in_header(&line.text).is_some();
        if lines[start].item().is_none() || !goes_on || is_other {
            break;
        }
        text.push(' ');
        text.push_str(&line.text);
        at += 1;
    }
    (text, at)
}

/// `Required, always: password`, `Optional, the floor`.
fn facts(text: &str) -> Option<Facts> {
    let end = text.find([',', '.', ' ']).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let required = match word {
        "Required" => true,
        "Optional" => false,
        _ => return None,
    };
    let constant = rest.split_once("always:").map(|(_, value)| Value::from(value.trim()));
    Some(Facts { required, values: constant.into_iter().collect(), ..Facts::default() })
}

fn add_field(operation: &mut Operation, is_header: bool, name: Option<String>, facts: Facts) {
    let Some(name) = name else { return };
    let media_type = facts.values.first().and_then(Value::as_str).map(str::to_owned);
    let is_media_type = is_header && name.eq_ignore_ascii_case("content-type");
    if let (true, Some(media_type)) = (is_media_type, media_type) {
        operation.request.get_or_insert_default().media_types.push(media_type);
    } else if is_header {
        let parameter = Parameter { place: "header".to_owned(), name, facts };
        operation.parameters.push(parameter);
    } else {
        let body: &mut Body = operation.request.get_or_insert_default();
        body.fields.push(Field { path: name, facts });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let inventory = read(&lines(text), false);
        let shown: Vec<String> = inventory
            .operations
            .iter()
            .map(|operation| {
                let name = match &operation.method {
                    Some(_) => operation.name(),
                    None => operation.path.clone().unwrap_or_default(),
                };
                match &operation.replaced_by {
                    Some(new) => format!("{name} -> {new}"),
                    None => name,
                }
            })
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn pairs_in_every_form() {
        let expect = ["GET /desks -> GET /v2/seats", "GET /v2/seats"];
        check("GET /desks\n\nGET /v2/seats\n\nSmall changes.", &expect);
        check("| GET /desks | GET /v2/seats | none |", &expect);
        check("`GET /desks` → `GET /v2/seats`", &expect);
        check("  • GET /desks becomes GET /v2/seats.", &expect);
    }

    #[test]
    fn addresses_without_a_method_count_once() {
        check(
            "  1. https://acme.example/desks\n\n  2. https://acme.example/login\n\nGET /desks\n\nGET /v2/desks",
            &["GET /desks -> GET /v2/desks", "GET /v2/desks", "/login"],
        );
    }

    #[test]
    fn blank_lines_make_no_difference() {
        let text = "Token\nPOST https://acme.example/token\nRequired headers\n· content-type\n+ Required, always: a/b\n\
            Request form parameters\n· scope\n+ Required, always:\nhttps://acme.example/all\nUse the token.\n\
            GET /desks\nGET /v2/seats\nSmall changes.\nGET /rooms\nGET /v2/rooms\nNone.\nAsk us.";
        let spaced = text.replace('\n', "\n\n").replace("always:\n\n", "always:\n");
        let close = read(&lines(text), false);
        assert_eq!(close.operations, read(&lines(&spaced), false).operations);
        assert_eq!(close.operations.len(), 5);
        let request = close.operations[0].request.as_ref().expect("a request");
        assert_eq!(request.fields[0].facts.values, ["https://acme.example/all"]);
    }

    #[test]
    fn half_a_note_is_none() {
        let text = "GET /desks\n\nGET /v2/seats\n\nSmall changes in";
        assert_eq!(read(&lines(text), true).operations[0].description, None);
    }

    #[test]
    fn how_to_ask_for_a_token() {
        let text = "\
POST https://login.acme.example/token

Required headers

  • content-type
    • Required, always: application/x-www-form-urlencoded
Request form parameters
  • grant_type

    • Required, always: password
  • scope
    • Optional, what for, which takes so many words that they were
wrapped

Then call.
";
        let inventory = read(&lines(text), false);
        assert_eq!(inventory.servers, ["https://login.acme.example"]);
        let request = inventory.operations[0].request.as_ref().expect("a request");
        assert_eq!(
            serde_json::to_string(request).expect("JSON"),
            r#"{"media_types":["application/x-www-form-urlencoded"],"fields":[{"path":"grant_type","required":true,"enum":["password"]},{"path":"scope"}]}"#
        );
    }
}
