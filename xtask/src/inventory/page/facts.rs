//! What a line says of a value: its types, its limits, its default.

use serde_json::{Map, Number, Value};

use crate::inventory::Facts;

/// What a line of types says: `Array of strings <= 5 items`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Typed {
    pub(super) facts: Facts,
    /// Of a list's items; then, if those are lists, of theirs.
    pub(super) items: Vec<Facts>,
}

/// A line about a value beside that of its types.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fact {
    Required,
    Deprecated,
    Nullable,
    Values(Vec<Value>),
    Default(Value),
    /// What tells nothing that is kept, as an example.
    Nothing,
}

impl Typed {
    /// Whether the value can have fields.
    pub(super) fn has_fields(&self) -> bool {
        let is_object = |facts: &Facts| facts.types.iter().any(|name| name == "object");
        is_object(&self.facts) || self.items.iter().any(is_object)
    }

    /// The facts of what lies in no more lists.
    fn innermost(&mut self) -> &mut Facts {
        self.items.last_mut().unwrap_or(&mut self.facts)
    }

    /// The facts of what lies in so many lists.
    fn in_lists(&mut self, lists: usize) -> &mut Facts {
        if self.items.len() < lists {
            self.items.resize_with(lists, Facts::default);
        }
        match lists.checked_sub(1) {
            Some(at) => &mut self.items[at],
            None => &mut self.facts,
        }
    }

    fn sort(&mut self) {
        for facts in [&mut self.facts].into_iter().chain(&mut self.items) {
            facts.types.sort();
            facts.types.dedup();
        }
    }

    fn may_be_text(&mut self) -> bool {
        let types = &self.innermost().types;
        types.is_empty() || types.iter().any(|name| name == "string")
    }

    /// Adds what a further line says.
    pub(super) fn add(&mut self, fact: Fact) {
        match fact {
            Fact::Required => self.facts.required = true,
            Fact::Deprecated => self.facts.deprecated = true,
            Fact::Nullable => self.facts.types.push("null".to_owned()),
            Fact::Default(value) => self.facts.default = Some(value),
            Fact::Values(values) => {
                let facts = self.innermost();
                let (nulls, values): (Vec<_>, Vec<_>) =
                    values.into_iter().partition(Value::is_null);
                if !nulls.is_empty() {
                    facts.types.push("null".to_owned());
                }
                facts.values.extend(values);
            }
            Fact::Nothing => {}
        }
    }
}

/// Reads a line of types, if it is one to its last character.
pub(super) fn typed(line: &str) -> Option<Typed> {
    let (typed, rest) = partly(line)?;
    rest.is_empty().then_some(typed)
}

/// Reads a line that begins with types, and answers what nobody understands.
pub(super) fn partly(line: &str) -> Option<(Typed, &str)> {
    let mut typed = Typed::default();
    let mut rest = alternatives(line.trim(), &mut typed, 0)?;
    while let Some(next) = qualifier(rest, &mut typed) {
        rest = next.trim_start();
    }
    typed.sort();
    Some((typed, rest))
}

/// Reads a line about a value that is not one of types.
pub(super) fn fact(line: &str) -> Option<Fact> {
    match line.trim().to_ascii_lowercase().as_str() {
        "required" => return Some(Fact::Required),
        "deprecated" => return Some(Fact::Deprecated),
        "nullable" => return Some(Fact::Nullable),
        "read-only" | "write-only" | "recommended" | "additional property" => {
            return Some(Fact::Nothing);
        }
        _ => {}
    }
    let (label, rest) = line.split_once(':')?;
    match label.trim() {
        "Enum" | "Items Enum" | "Value" | "Items Value" | "Const" => {
            let values = values(rest);
            (!values.is_empty()).then_some(Fact::Values(values))
        }
        "Default" => Some(Fact::Default(value(rest.trim()))),
        "Example" | "Examples" => Some(Fact::Nothing),
        _ => None,
    }
}

/// Values that stand beside each other: `"desk" "room" null`.
pub(super) fn values(text: &str) -> Vec<Value> {
    let mut values = Vec::new();
    let mut rest = text.trim_start_matches([' ', ',']);
    while !rest.is_empty() {
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let taken = match stream.next() {
            Some(Ok(read)) if !read.is_object() && !read.is_array() => {
                values.push(read);
                stream.byte_offset()
            }
            _ => {
                let end = rest.find(' ').unwrap_or(rest.len());
                values.push(value(&rest[..end]));
                end
            }
        };
        rest = rest[taken..].trim_start_matches([' ', ',']);
    }
    values
}

/// A value as it is printed; what is no JSON is a text.
fn value(text: &str) -> Value {
    let bare = text.trim_matches(['"', '“', '”', '\'', '`']);
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(bare))
}

/// The types before everything else: `string or null`, `object,null or null,null`,
/// `Array of (strings or numbers)`.
fn alternatives<'a>(line: &'a str, typed: &mut Typed, lists: usize) -> Option<&'a str> {
    let mut rest = line;
    loop {
        rest = alternative(rest, typed, lists)?;
        let trimmed = rest.trim_start();
        let next = [",", "or ", "| "].iter().find_map(|mark| trimmed.strip_prefix(mark));
        match next {
            Some(next) => rest = next.trim_start(),
            None => return Some(trimmed),
        }
    }
}

/// More lists in each other are not told from prose.
const MOST_LISTS: usize = 8;

fn alternative<'a>(text: &'a str, typed: &mut Typed, lists: usize) -> Option<&'a str> {
    if let Some(rest) = strip_words(text, "Array of").filter(|_| lists < MOST_LISTS) {
        typed.in_lists(lists).types.push("array".to_owned());
        return alternative(rest, typed, lists + 1);
    }
    if let Some((inside, rest)) = text.strip_prefix('(').and_then(|text| text.split_once(')')) {
        return alternatives(inside, typed, lists)?.is_empty().then_some(rest);
    }
    let end = text.find(|char: char| !char.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let (name, is_plural) = type_name(word)?;
    if !rest.is_empty() && !rest.starts_with([' ', ',', '[']) {
        return None;
    }
    // In `Array of strings or integers`, both are of the items; in `Array of
    // strings or null`, null is not.
    let lists = if lists == 0 && is_plural { typed.items.len() } else { lists };
    typed.in_lists(lists).types.extend(name.map(str::to_owned));
    Some(rest)
}

/// A JSON type, and whether the word is a plural; `any` is none in particular.
fn type_name(word: &str) -> Option<(Option<&str>, bool)> {
    const NAMES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
    if word == "any" {
        return Some((None, false));
    }
    let singular = word.strip_suffix('s').unwrap_or(word);
    NAMES.contains(&singular).then_some((Some(singular), singular != word))
}

/// Reads one qualifier, and answers what follows it.
fn qualifier<'a>(text: &'a str, typed: &mut Typed) -> Option<&'a str> {
    if text.is_empty() {
        return None;
    }
    if let Some((format, rest)) = enclosed(text, '<', '>', is_word) {
        typed.innermost().format = Some(format.trim().to_owned());
        return Some(rest);
    }
    if let Some((name, rest)) = enclosed(text, '(', ')', is_schema_name) {
        typed.innermost().schema = Some(name.trim().to_owned());
        return Some(rest);
    }
    if let Some((items, rest)) = text.strip_prefix("[ items ").and_then(|text| text.split_once(']'))
    {
        return of_items(items, typed).then_some(rest);
    }
    for word in ["Nullable", "Recursive"] {
        if let Some(rest) = strip_words(text, word) {
            let null = (word == "Nullable").then(|| "null".to_owned());
            typed.facts.types.extend(null);
            return Some(rest);
        }
    }
    if let Some(rest) = strip_words(text, "non-empty") {
        let limit = if typed.items.is_empty() { "minLength" } else { "minItems" };
        typed.facts.limits.insert(limit.to_owned(), Value::from(1));
        return Some(rest);
    }
    if let Some(rest) = strip_words(text, "unique") {
        typed.facts.limits.insert("uniqueItems".to_owned(), Value::from(true));
        return Some(rest);
    }
    if let Some(rest) = strip_words(text, "multiple of") {
        let (number, rest) = number(rest)?;
        typed.facts.limits.insert("multipleOf".to_owned(), Value::from(number));
        return Some(rest);
    }
    if let Some(rest) = strip_words(text, "decimal places <=") {
        let (places, rest) = number(rest)?;
        typed.facts.limits.insert("multipleOf".to_owned(), fraction(&places)?);
        return Some(rest);
    }
    let bounded = range(text).and_then(|(range, rest)| range.apply(typed, rest));
    bounded.or_else(|| {
        let pattern = pattern(text).filter(|_| typed.may_be_text())?;
        typed.innermost().limits.insert("pattern".to_owned(), Value::from(pattern));
        Some("")
    })
}

/// Reads what brackets say of a list's items: `<uuid > 36 characters`. Whether
/// all of it is understood.
fn of_items(text: &str, typed: &mut Typed) -> bool {
    let mut items = Typed { facts: std::mem::take(typed.innermost()), ..Typed::default() };
    let mut rest = text.trim();
    while let Some(next) = qualifier(rest, &mut items) {
        rest = next.trim_start();
    }
    *typed.innermost() = items.facts;
    // The unit stands there even if no number does.
    rest.is_empty() || rest == "characters"
}

/// The least of the numbers that have so many decimal places.
fn fraction(places: &Number) -> Option<Value> {
    let places = usize::try_from(places.as_u64()?).ok().filter(|places| *places < 16)?;
    let text = if places == 0 { "1".to_owned() } else { format!("0.{:0>places$}", 1) };
    serde_json::from_str(&text).ok()
}

/// What a text must look like, with or without slashes around it: prose has
/// spaces, and no signs like these.
fn pattern(text: &str) -> Option<&str> {
    let is_sign = |char: char| r"[]{}()\^$*+?|".contains(char);
    let slashed = text.strip_prefix('/').and_then(|text| text.strip_suffix('/'));
    let is_pattern = text.starts_with('^') || !text.contains(' ') && text.contains(is_sign);
    is_pattern.then(|| slashed.unwrap_or(text))
}

/// Bounds, either of which may be absent; a bound may be excluded.
#[derive(Default)]
struct Range {
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
}

impl Range {
    /// Names the bounds by the unit that follows them.
    fn apply<'a>(self, typed: &mut Typed, rest: &'a str) -> Option<&'a str> {
        let units = [("characters", "Length"), ("items", "Items"), ("properties", "Properties")];
        let unit = units
            .iter()
            .find_map(|(unit, suffix)| strip_words(rest, unit).map(|rest| (*suffix, rest)));
        let (suffix, rest) = unit.unwrap_or(("imum", rest));
        // The length of a text in a list is that of the item.
        let facts = if suffix == "Length" { typed.innermost() } else { &mut typed.facts };
        bound(&mut facts.limits, "min", suffix, self.low);
        bound(&mut facts.limits, "max", suffix, self.high);
        Some(rest)
    }
}

fn bound(limits: &mut Map<String, Value>, side: &str, suffix: &str, bound: Option<(Number, bool)>) {
    let Some((number, is_excluded)) = bound else { return };
    limits.insert(format!("{side}{suffix}"), Value::from(number));
    if is_excluded {
        let name = if side == "min" { "exclusiveMinimum" } else { "exclusiveMaximum" };
        limits.insert(name.to_owned(), Value::from(true));
    }
}

/// `[ 0 .. 500 ]`, `( 0 .. 1 ]`, `>= 1`, `< 5`, `= 10`.
fn range(text: &str) -> Option<(Range, &str)> {
    if let Some(inside) = text.strip_prefix(['[', '(']) {
        let (low, rest) = number(inside)?;
        let (high, rest) = number(rest.trim_start().strip_prefix("..")?)?;
        let rest = rest.trim_start();
        let after = rest.strip_prefix([']', ')'])?;
        let low = Some((low, text.starts_with('(')));
        let high = Some((high, rest.starts_with(')')));
        return Some((Range { low, high }, after));
    }
    let signs = [">=", "<=", ">", "<", "="];
    let (sign, rest) =
        signs.iter().find_map(|sign| text.strip_prefix(sign).map(|rest| (*sign, rest)))?;
    let (number, rest) = number(rest)?;
    let mut range = Range::default();
    if sign != "<" && sign != "<=" {
        range.low = Some((number.clone(), sign == ">"));
    }
    if sign != ">" && sign != ">=" {
        range.high = Some((number, sign == "<"));
    }
    Some((range, rest))
}

fn number(text: &str) -> Option<(Number, &str)> {
    let text = text.trim_start();
    let is_part = |char: char| char.is_ascii_digit() || matches!(char, '-' | '+' | 'e' | 'E');
    // A range has two dots beside its numbers; a fraction has one in it.
    let dots = text.find("..").unwrap_or(text.len());
    let end = text[..dots].find(|char| !is_part(char) && char != '.').unwrap_or(dots);
    let number = text[..end].parse().ok()?;
    Some((number, &text[end..]))
}

fn enclosed(
    text: &str,
    open: char,
    close: char,
    is_fine: impl Fn(&str) -> bool,
) -> Option<(&str, &str)> {
    let (inside, rest) = text.strip_prefix(open)?.split_once(close)?;
    is_fine(inside.trim()).then_some((inside, rest))
}

fn is_word(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphabetic()) && !text.contains(' ')
}

/// Whether a text can be a schema's name or title, and is no range.
fn is_schema_name(text: &str) -> bool {
    let is_name = text.starts_with(|char: char| char.is_alphabetic()) && !text.contains("..");
    is_name && text.split(' ').count() <= MOST_WORDS
}

/// Longer titles are prose.
const MOST_WORDS: usize = 6;

/// What follows some words, if they are not the beginning of longer ones.
fn strip_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let rest = text.trim_start().strip_prefix(words)?;
    (rest.is_empty() || rest.starts_with([' ', ','])).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: &str) {
        let read = typed(line).map(|typed| {
            let facts = serde_json::to_string(&typed.facts).expect("JSON");
            let items = typed.items.iter();
            let items = items.map(|items| serde_json::to_string(items).expect("JSON"));
            facts + &items.collect::<String>()
        });
        assert_eq!(read.as_deref().unwrap_or("none"), expect, "{line}");
    }

    #[test]
    fn types() {
        check("string", r#"{"types":["string"]}"#);
        check("any", "{}");
        check("object,null or null,null", r#"{"types":["null","object"]}"#);
        check("number or null <float>", r#"{"types":["null","number"],"format":"float"}"#);
        check("Array of strings", r#"{"types":["array"]}{"types":["string"]}"#);
        check("Array of objects or null", r#"{"types":["array","null"]}{"types":["object"]}"#);
        check(
            "Array of objects (Desk)",
            r#"{"types":["array"]}{"types":["object"],"schema":"Desk"}"#,
        );
    }

    #[test]
    fn limits() {
        check(
            "integer [ 0 .. 500 ]",
            r#"{"types":["integer"],"limits":{"maximum":500,"minimum":0}}"#,
        );
        check(
            "number ( 0 .. 0.5 ]",
            r#"{"types":["number"],"limits":{"exclusiveMinimum":true,"maximum":0.5,"minimum":0}}"#,
        );
        check("integer >= 1", r#"{"types":["integer"],"limits":{"minimum":1}}"#);
        check("string <= 255 characters", r#"{"types":["string"],"limits":{"maxLength":255}}"#);
        check("string non-empty", r#"{"types":["string"],"limits":{"minLength":1}}"#);
        check(
            "Array of strings [ 1 .. 5 ] items",
            r#"{"types":["array"],"limits":{"maxItems":5,"minItems":1}}{"types":["string"]}"#,
        );
        check("string ^[a-z]+$", r#"{"types":["string"],"limits":{"pattern":"^[a-z]+$"}}"#);
    }

    #[test]
    fn lists_of_lists_and_of_unions() {
        check(
            "Array of Array of strings",
            r#"{"types":["array"]}{"types":["array"]}{"types":["string"]}"#,
        );
        let union = r#"{"types":["array"]}{"types":["number","string"]}"#;
        check("Array of (strings or numbers)", union);
        check("Array of strings or numbers", union);
        check("(string or null) or number", r#"{"types":["null","number","string"]}"#);
        check(
            "Array of strings[ items <uuid > characters ]",
            r#"{"types":["array"]}{"types":["string"],"format":"uuid"}"#,
        );
        check(
            "Array of strings <= 5 items [ items <= 9 characters ]",
            r#"{"types":["array"],"limits":{"maxItems":5}}{"types":["string"],"limits":{"maxLength":9}}"#,
        );
    }

    #[test]
    fn words_behind_the_types() {
        check("string Nullable", r#"{"types":["null","string"]}"#);
        check("string <date-time> Nullable", r#"{"types":["null","string"],"format":"date-time"}"#);
        check("object (Floor Plan) Recursive", r#"{"types":["object"],"schema":"Floor Plan"}"#);
        check(
            "number <float> decimal places <= 2",
            r#"{"types":["number"],"format":"float","limits":{"multipleOf":0.01}}"#,
        );
    }

    #[test]
    fn patterns() {
        check("string [A-Z]{3}", r#"{"types":["string"],"limits":{"pattern":"[A-Z]{3}"}}"#);
        check("string /^[a-z]+$/", r#"{"types":["string"],"limits":{"pattern":"^[a-z]+$"}}"#);
        check("integer [A-Z]{3}", "none");
    }

    #[test]
    fn what_leads_is_understood_by_itself() {
        let (read, rest) = partly("string <uuid> of a desk").expect("types");
        assert_eq!((read.facts.format.as_deref(), rest), (Some("uuid"), "of a desk"));
    }

    #[test]
    fn prose_is_not_taken_for_types() {
        for line in ["", "strings of beads", "string that names a desk", "An object", "objectId"] {
            check(line, "none");
        }
    }

    #[test]
    fn an_enum_with_null_is_nullable() {
        let mut string = typed("string").expect("types");
        string.add(fact(r#"Enum: "desk" "phone booth" 3 null"#).expect("a fact"));
        let facts = serde_json::to_string(&string.facts).expect("JSON");
        assert_eq!(facts, r#"{"types":["string","null"],"enum":["desk","phone booth",3]}"#);
    }
}
