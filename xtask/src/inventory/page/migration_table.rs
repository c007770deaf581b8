//! Reads an article that sets the endpoints of an old version beside those of
//! a new one: on lines below each other, or on one line with an arrow or as the
//! cells of a table.
//!
//! Besides, such articles list the old addresses, and tell how to ask for a
//! token: the address, its headers and the fields of its form.

use serde_json::Value;

use super::Kind;
use super::endpoint::{host, method, of_line, path};
use super::lines::{Line, ends_within_sentence, lines, paragraphs};
use crate::inventory::{Body, Facts, Field, Inventory, Operation, Parameter, digest_of_text};

/// Whether a page has endpoints in pairs, of which the second is newer.
pub(super) fn recognize(text: &str) -> bool {
    let lines = lines(text);
    (0..lines.len()).any(|at| pair(&lines, at).is_some())
}

/// Reads the page.
pub(super) fn read(text: &str) -> Inventory {
    let lines = lines(text);
    let mut inventory = Inventory::default();
    inventory.source.kind = Kind::MigrationTable;
    let mut addresses = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if let Some(pair) = pair(&lines, at - 1) {
            at = pair.next;
            let (description, next) = note_below(&lines, at);
            at = next;
            add(
                &mut inventory,
                Operation {
                    deprecated: true,
                    replaced_by: Some(pair.new.name()),
                    description,
                    ..pair.old
                },
            );
            add(&mut inventory, pair.new);
        } else if let Some((method, path)) = of_line(line.content()) {
            let address = line.content().split(' ').next_back().unwrap_or_default();
            inventory.servers.extend(host(address).map(str::to_owned));
            let mut operation = operation(method, path);
            at = form(&lines, at, &mut operation);
            add(&mut inventory, operation);
        } else if let Some(address) = address(line.content()) {
            addresses.push(address);
        }
    }
    for (host, path) in addresses {
        inventory.servers.push(host);
        // Without a method, an address says less than a pair does.
        if !inventory.operations.iter().any(|known| known.path.as_ref() == Some(&path)) {
            inventory.operations.push(Operation { path: Some(path), ..Operation::default() });
        }
    }
    inventory.servers.sort();
    inventory.servers.dedup();
    let last = lines.iter().rfind(|line| !line.is_blank());
    let is_endpoint = last.is_some_and(|line| of_line(&line.text).is_some());
    inventory.source.cut = is_endpoint || ends_within_sentence(&lines);
    inventory
}

struct Pair {
    old: Operation,
    new: Operation,
    /// The index of the line after it.
    next: usize,
}

/// The pair that begins on a line.
fn pair(lines: &[Line], at: usize) -> Option<Pair> {
    let mut endpoints = on_line(&lines[at].text);
    let mut next = at + 1;
    if endpoints.len() == 1 && of_line(lines[at].content()).is_some() {
        next += lines[next..].iter().take_while(|line| line.is_blank()).count();
        endpoints.push(of_line(lines.get(next)?.content())?);
        next += 1;
    }
    let [old, new] = <[(String, String); 2]>::try_from(endpoints).ok()?;
    let is_newer = version(&new.1) > version(&old.1);
    let [old, new] = [old, new].map(|(method, path)| operation(method, path));
    is_newer.then_some(Pair { old, new, next })
}

/// The endpoints on a line, be there arrows, bars, quotes or words between them.
fn on_line(line: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = line
        .split(|char: char| char.is_whitespace() || "|`,;()".contains(char))
        .filter(|word| !word.is_empty())
        .collect();
    let found = words.windows(2).filter_map(|pair| {
        let [word, next] = pair else { return None };
        let is_method = word.chars().all(|char| char.is_ascii_uppercase());
        let method = method(word).filter(|_| is_method)?;
        Some((method.to_owned(), path(next.trim_end_matches('.'))?))
    });
    found.collect()
}

/// The number in `/v2/desks`; 0 without one.
fn version(path: &str) -> u32 {
    let first = path.split('/').nth(1).and_then(|first| first.strip_prefix('v'));
    first.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn operation(method: String, path: String) -> Operation {
    Operation { method: Some(method), path: Some(path), ..Operation::default() }
}

/// An endpoint may be replaced by several, and several by one.
fn add(inventory: &mut Inventory, operation: Operation) {
    let known = inventory
        .operations
        .iter_mut()
        .find(|known| (&known.method, &known.path) == (&operation.method, &operation.path));
    match known {
        Some(known) if known.replaced_by.is_none() && operation.replaced_by.is_some() => {
            *known = operation;
        }
        Some(_) => {}
        None => inventory.operations.push(operation),
    }
}

/// The digest of the paragraph below a pair, which says what changed, and the
/// index of the line after it.
fn note_below(lines: &[Line], at: usize) -> (Option<String>, usize) {
    let start = at + lines[at..].iter().take_while(|line| line.is_blank()).count();
    let is_prose = |line: &&Line| !line.is_blank() && on_line(&line.text).is_empty();
    let end = start + lines[start..].iter().take_while(is_prose).count();
    let texts: Vec<String> =
        paragraphs(&lines[start..end]).into_iter().map(|one| one.text).collect();
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
/// prose; answers the index of the line after.
fn form(lines: &[Line], start: usize, operation: &mut Operation) -> usize {
    let mut at = start;
    let mut is_header = None;
    let mut name: Option<&str> = None;
    while let Some(line) = lines.get(at) {
        let text = line.content();
        match (line.item(), is_header) {
            _ if text.is_empty() => {}
            (None, _) if text.ends_with(" headers") => is_header = Some(true),
            (None, _) if text.ends_with(" parameters") => is_header = Some(false),
            // A wrapped item goes on.
            (None, Some(_)) if at > start && !lines[at - 1].is_blank() => {}
            (None, _) | (_, None) => break,
            (Some(text), Some(is_header)) => match facts(text) {
                Some(facts) => add_field(operation, is_header, name.take(), facts),
                None if text.contains(' ') => break,
                None => name = Some(text),
            },
        }
        at += 1;
    }
    at
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

fn add_field(operation: &mut Operation, is_header: bool, name: Option<&str>, facts: Facts) {
    let Some(name) = name else { return };
    let media_type = facts.values.first().and_then(Value::as_str).map(str::to_owned);
    let is_media_type = is_header && name.eq_ignore_ascii_case("content-type");
    if let (true, Some(media_type)) = (is_media_type, media_type) {
        operation.request.get_or_insert_default().media_types.push(media_type);
    } else if is_header {
        let parameter = Parameter { place: "header".to_owned(), name: name.to_owned(), facts };
        operation.parameters.push(parameter);
    } else {
        let body: &mut Body = operation.request.get_or_insert_default();
        body.fields.push(Field { path: name.to_owned(), facts });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let inventory = read(text);
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
        let inventory = read(text);
        assert_eq!(inventory.servers, ["https://login.acme.example"]);
        let request = inventory.operations[0].request.as_ref().expect("a request");
        assert_eq!(
            serde_json::to_string(request).expect("JSON"),
            r#"{"media_types":["application/x-www-form-urlencoded"],"fields":[{"path":"grant_type","required":true,"enum":["password"]},{"path":"scope"}]}"#
        );
    }
}
