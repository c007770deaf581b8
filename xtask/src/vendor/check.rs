//! Checks what the types cannot: what settings mean, and what would break the
//! files that they are written into.

mod addresses;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use super::{Bound, Credentials, Limit, Vendor, Window};
use crate::lint::evidence::SOURCES;
use crate::problem::{Place, Problem};

/// Every problem with settings that could be read.
pub(super) fn run(place: &Place, ident: &str, vendor: &Vendor) -> Vec<Problem> {
    let mut faults = Vec::new();
    if vendor.ident != ident {
        faults.push(Fault {
            pointer: "/ident".into(),
            reason: format!("`{}` is not the folder's name, `{ident}`", vendor.ident),
            fix: "make the two equal".into(),
        });
    }
    faults.extend(shapes(vendor).into_iter().filter_map(|(at, text, shape)| shape.check(at, text)));
    faults.extend(addresses::run(vendor));
    faults.extend(tokens::run(vendor));
    faults.extend(pointers(vendor));
    faults.extend(rates(vendor));
    faults.extend(evidence(vendor));
    faults.extend(vendor.windows.iter().enumerate().flat_map(|(index, rule)| window(index, rule)));
    faults.extend(operations_named_twice(vendor));
    faults.into_iter().map(|fault| fault.problem(place)).collect()
}

/// Every text that would break a line, or hides what it says.
pub(super) fn texts(place: &Place, value: &Value) -> Vec<Problem> {
    match value {
        Value::String(text) => {
            let hidden = text.chars().find(|character| !is_plain(*character));
            let problem = hidden.map(|character| {
                Problem::fault(
                    "vendor-settings",
                    place.clone(),
                    format!("the text holds the character U+{:04X}", u32::from(character)),
                    "write the text on one line, without characters that cannot be seen",
                )
            });
            problem.into_iter().collect()
        }
        Value::Array(values) => {
            let values = values.iter().enumerate();
            values.flat_map(|(at, value)| texts(&place.at([&*at.to_string()]), value)).collect()
        }
        Value::Table(table) => {
            table.iter().flat_map(|(key, value)| texts(&place.at([key.as_str()]), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a character belongs into a line of text: it breaks no line, and does
/// not change the order in which others are shown, which compilers refuse.
pub(crate) fn is_plain(character: char) -> bool {
    let breaks = character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let reorders = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !breaks && !reorders
}

/// One thing that is wrong with the settings.
struct Fault {
    pointer: String,
    reason: String,
    fix: String,
}

impl Fault {
    fn problem(self, place: &Place) -> Problem {
        Problem::fault("vendor-settings", place.pointer(&self.pointer), self.reason, self.fix)
    }
}

/// What a text must look like.
struct Shape {
    fits: fn(&str) -> bool,
    /// Why it matters, after the text itself.
    reason: &'static str,
    fix: &'static str,
}

impl Shape {
    fn check(&self, pointer: String, text: &str) -> Option<Fault> {
        // What holds other characters has a problem of its own.
        let is_wrong = text.chars().all(is_plain) && !(self.fits)(text);
        is_wrong.then(|| Fault {
            pointer,
            reason: format!("`{text}` {}", self.reason),
            fix: self.fix.into(),
        })
    }
}

const NAME: Shape = Shape {
    fits: |text| !text.trim().is_empty(),
    reason: "is no name",
    fix: "write the vendor's name",
};
const PACKAGE: Shape = Shape {
    fits: |text| {
        text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    },
    reason: "cannot be a package name",
    fix: "use lower-case letters, digits and hyphens",
};
const IDENT: Shape = Shape {
    fits: |text| (PACKAGE.fits)(&text.replace('_', "-")),
    reason: "cannot be a part of the names of folders and packages",
    fix: "use lower-case letters, digits and underscores",
};
const WORD: Shape = Shape {
    reason: "is no word that a caller can choose by",
    fix: "use lower-case letters, digits and hyphens",
    ..PACKAGE
};
const BASE_URL: Shape = Shape {
    fits: |text| text.starts_with("https://") && !text.ends_with('/'),
    reason: "is not an https address without a closing slash",
    fix: "write scheme and host, and a path stem if there is one",
};
const ADDRESS: Shape = Shape {
    fits: |text| {
        let breaks = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '<' | '>');
        !text.is_empty() && !text.contains(breaks)
    },
    reason: "is not an address: it is empty, or has a space, a quote, a backslash or a bracket",
    fix: "write the address as a browser shows it, with other characters percent-encoded",
};
const FILE: Shape = Shape {
    fits: |text| !text.contains(['/', '\\']) && !matches!(text, "" | "." | ".."),
    reason: "is not a file in the vendor's folder",
    fix: "keep the document beside vendor.toml and name the file alone",
};
const DOCUMENT: Shape = Shape {
    fits: |text| !OTHERS.iter().any(|other| other.eq_ignore_ascii_case(text)),
    reason: "is the name of another file of the vendor, which the pipeline may write",
    fix: "give the document a name of its own, such as openapi.yaml",
};
const HEADER: Shape = Shape {
    fits: is_token,
    reason: "is not the name of a header",
    fix: "write a name such as Authorization",
};
const PREFIX: Shape = Shape {
    fits: |text| text.is_empty() || is_token(text),
    reason: "is not a word that a header can carry before the token",
    fix: "write a word such as Bearer, or nothing if the token stands alone",
};
const PATH: Shape = Shape {
    fits: |text| text.starts_with('/'),
    reason: "is not a path below the base URL",
    fix: "begin it with a slash",
};
const POINTER: Shape = Shape {
    fits: |text| text.starts_with('/'),
    reason: "is not a JSON pointer to a member",
    fix: "begin it with a slash, as in `/error/code`",
};

/// The files beside a document.
const OTHERS: [&str; 4] = ["NOTES.md", "names.lock", "normalized.json", "vendor.toml"];

fn shapes(vendor: &Vendor) -> Vec<(String, &str, Shape)> {
    let Vendor { crates, document, credentials, .. } = vendor;
    let fixed = [
        ("/ident", vendor.ident.as_str(), IDENT),
        ("/name", &vendor.name, NAME),
        ("/base_url", &vendor.base_url, BASE_URL),
        ("/base_url", &vendor.base_url, ADDRESS),
        ("/docs", &vendor.docs, ADDRESS),
        ("/crates/raw", &crates.raw, PACKAGE),
        ("/crates/ergonomic", &crates.ergonomic, PACKAGE),
        ("/document/path", &document.path, FILE),
        ("/document/path", &document.path, DOCUMENT),
        ("/credentials/header", &credentials.header, HEADER),
        ("/credentials/prefix", &credentials.prefix, PREFIX),
    ];
    let fixed = fixed.map(|(at, text, shape)| (at.to_owned(), text, shape));
    let servers = server_shapes(vendor);
    let errors = vendor.errors.iter();
    let errors = errors.flat_map(|errors| [("code", &errors.code), ("message", &errors.message)]);
    let errors = errors.flat_map(|(key, pointers)| {
        pointers.iter().map(move |pointer| (format!("/errors/{key}"), &**pointer, POINTER))
    });
    fixed.into_iter().chain(servers).chain(credential_shapes(credentials)).chain(errors).collect()
}

fn server_shapes(vendor: &Vendor) -> Vec<(String, &str, Shape)> {
    let mut shapes = Vec::new();
    for (at, region) in vendor.regions.iter().enumerate() {
        let at = |key| format!("/regions/{at}/{key}");
        shapes.push((at("name"), &*region.name, WORD));
        shapes.push((at("base_url"), &region.base_url, BASE_URL));
        shapes.push((at("base_url"), &region.base_url, ADDRESS));
        let token_url = region.token_url.iter();
        shapes.extend(token_url.clone().map(|url| (at("token_url"), &**url, BASE_URL)));
        shapes.extend(token_url.map(|url| (at("token_url"), &**url, ADDRESS)));
    }
    for (at, variable) in vendor.variables.iter().enumerate() {
        shapes.push((format!("/variables/{at}/name"), &variable.name, WORD));
        shapes.push((format!("/variables/{at}/description"), &variable.description, NAME));
    }
    shapes
}

fn credential_shapes(credentials: &Credentials) -> Vec<(String, &str, Shape)> {
    let key = credentials.api_key_header.iter();
    let mut shapes: Vec<(String, &str, Shape)> =
        key.map(|name| ("/credentials/api_key_header".into(), &**name, HEADER)).collect();
    if let Some(endpoint) = &credentials.token_endpoint {
        let at = |key: &str| format!("/credentials/token_endpoint/{key}");
        shapes.extend(endpoint.path.iter().map(|path| (at("path"), &**path, PATH)));
        shapes.extend(endpoint.url.iter().map(|url| (at("url"), &**url, BASE_URL)));
        shapes.extend(endpoint.url.iter().map(|url| (at("url"), &**url, ADDRESS)));
        shapes.extend(endpoint.scope.iter().map(|scope| (at("scope"), &**scope, NAME)));
    }
    shapes
}

/// A token as RFC 9110 has it.
fn is_token(text: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !text.is_empty() && text.chars().all(is_token)
}

fn pointers(vendor: &Vendor) -> Option<Fault> {
    let errors = vendor.errors.as_ref()?;
    (errors.code.is_empty() && errors.message.is_empty()).then(|| Fault {
        pointer: "/errors".into(),
        reason: "the table has no pointer".into(),
        fix: "write `code` or `message`, or leave the table out".into(),
    })
}

fn rates(vendor: &Vendor) -> Vec<Fault> {
    let Some(limit) = &vendor.rate_limit else { return Vec::new() };
    let counts = [("requests_per_second", limit.requests_per_second), ("burst", limit.burst)];
    let zeros = counts.into_iter().filter(|(_, count)| *count == 0);
    let fault = |(key, _)| Fault {
        pointer: format!("/rate_limit/{key}"),
        reason: "no request at all would be allowed".into(),
        fix: "write what the vendor allows, or leave the whole limit out".into(),
    };
    zeros.map(fault).collect()
}

fn evidence(vendor: &Vendor) -> Vec<Fault> {
    let rate = vendor
        .rate_limit
        .iter()
        .map(|limit| ("/rate_limit/evidence".into(), limit.evidence.as_str()));
    let limits = vendor.windows.iter().enumerate().flat_map(|(rule, window)| {
        let limits = window.limits.iter().enumerate();
        limits.map(move |(at, limit)| {
            (format!("/windows/{rule}/limits/{at}/evidence"), limit.evidence.as_str())
        })
    });
    let unknown = rate.chain(limits).filter(|(_, source)| !SOURCES.contains(source));
    let fault = |(pointer, source)| Fault {
        pointer,
        reason: format!("`{source}` is no kind of source"),
        fix: format!("write one of: {}", SOURCES.join(", ")),
    };
    unknown.map(fault).collect()
}

fn operations_named_twice(vendor: &Vendor) -> Vec<Fault> {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for (index, window) in vendor.windows.iter().enumerate() {
        for (at, operation) in window.operations.iter().enumerate() {
            if let Some(first) = rules.insert(operation, index) {
                faults.push(Fault {
                    pointer: format!("/windows/{index}/operations/{at}"),
                    reason: format!("`{operation}` has a rule already: /windows/{first}"),
                    fix: "name each operation once; if no rule holds for all, split the rule"
                        .into(),
                });
            }
        }
    }
    faults
}

fn window(index: usize, window: &Window) -> Vec<Fault> {
    let rule = window_reason(window).map(|reason| Fault {
        pointer: format!("/windows/{index}"),
        reason,
        fix: "correct the window rule".into(),
    });
    let mut resolutions = BTreeSet::new();
    let limits = window.limits.iter().enumerate().flat_map(|(at, limit)| {
        let known = limit.resolution.as_ref().filter(|name| !resolutions.insert(*name));
        let twice = known.map(|name| format!("the resolution `{name}` has a limit already"));
        limit_reason(limit).map(Into::into).into_iter().chain(twice).map(move |reason| Fault {
            pointer: format!("/windows/{index}/limits/{at}"),
            reason,
            fix: "correct the limit".into(),
        })
    });
    rule.into_iter().chain(limits).collect()
}

fn window_reason(window: &Window) -> Option<String> {
    let resolutions: Vec<&String> =
        window.limits.iter().filter_map(|limit| limit.resolution.as_ref()).collect();
    let reason = match (&window.by, &window.default_resolution) {
        _ if window.operations.is_empty() => "the rule names no operation",
        _ if window.limits.is_empty() => "the rule has no limits",
        (None, _) if !resolutions.is_empty() || window.limits.len() > 1 => {
            "limits by resolution need the key `by`, the request field that chooses"
        }
        (None, Some(_)) => "`default_resolution` means nothing without the key `by`",
        (Some(_), _) if resolutions.len() < window.limits.len() => {
            "each limit needs its `resolution`, since `by` is given"
        }
        (Some(_), None) => "`default_resolution` is missing: what the vendor assumes without `by`",
        (Some(_), Some(default)) if !resolutions.contains(&default) => {
            return Some(format!("no limit has the `default_resolution`, `{default}`"));
        }
        _ => return None,
    };
    Some(reason.into())
}

fn limit_reason(limit: &Limit) -> Option<&'static str> {
    let (max, min) = (limit.max.seconds, limit.min.map_or(0, |min| min.seconds));
    match limit.bound {
        _ if max == 0 => Some("no range at all is allowed: `max` is zero"),
        _ if min > max => Some("no range at all is allowed: `min` is over `max`"),
        Bound::LessThan if min == max => {
            Some("no range at all is allowed: one must be below `max`, and `min` is the same")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::parse;
    use super::super::testing::{ACME, WINDOW, problems};

    #[test]
    fn faults_are_reported_together() {
        let text = ACME
            .replace("\"https://api.acme.example\"", "\"http://api.acme.example/\"")
            .replace("\"acme-raw\"", "\"Acme Raw\"")
            .replace("ident = \"acme\"", "ident = \"acne\"");
        assert_snapshot!(problems(&text), @"
        error[vendor-settings]: specs/acme/vendor.toml#/ident
          `acne` is not the folder's name, `acme`
          fix: make the two equal
        error[vendor-settings]: specs/acme/vendor.toml#/base_url
          `http://api.acme.example/` is not an https address without a closing slash
          fix: write scheme and host, and a path stem if there is one
        error[vendor-settings]: specs/acme/vendor.toml#/crates/raw
          `Acme Raw` cannot be a package name
          fix: use lower-case letters, digits and hyphens
        ");
    }

    /// What is said of the settings with one line more or another in its place.
    fn with(old: &str, new: &str) -> String {
        let text = format!("{ACME}{WINDOW}");
        assert!(text.contains(old), "{old}");
        problems(&text.replacen(old, new, 1))
    }

    #[test]
    fn a_document_never_has_the_name_of_another_file() {
        for name in ["normalized.json", "names.lock", "vendor.toml", "NOTES.md", "Normalized.JSON"]
        {
            let said = with("\"openapi.yaml\"", &format!("\"{name}\""));
            let expected = format!("vendor.toml#/document/path\n  `{name}` is the name of another");
            assert!(said.contains(&expected), "{said}");
        }
        assert_snapshot!(with("\"openapi.yaml\"", "\"normalized.json\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/document/path
          `normalized.json` is the name of another file of the vendor, which the pipeline may write
          fix: give the document a name of its own, such as openapi.yaml
        ");
    }

    #[test]
    fn a_text_that_would_break_a_line_is_refused() {
        assert_snapshot!(with("\"Acme\"", r#""Acme\n[dependencies]""#), @"
        error[vendor-settings]: specs/acme/vendor.toml#/name
          the text holds the character U+000A
          fix: write the text on one line, without characters that cannot be seen
        ");
        for character in ["\\r", "\\t", "\\u0000", "\\u2028", "\\u202e"] {
            for (line, key) in [
                ("name = \"Acme", "name"),
                ("docs = \"https://docs", "docs"),
                ("base_url = \"https://api", "base_url"),
                ("prefix = \"Bearer", "credentials/prefix"),
                ("end = \"b", "windows/0/end"),
            ] {
                let said = with(line, &format!("{line}{character}"));
                assert!(said.contains(&format!("vendor.toml#/{key}\n  the text holds")), "{said}");
                assert_eq!(said.matches("fix:").count(), 1, "{said}");
            }
        }
    }

    #[test]
    fn texts_fit_where_they_are_written() {
        for (old, new, pointer) in [
            ("name = \"Acme\"", "name = \" \"", "/name"),
            ("https://api.acme.example", "https://api.acme.example/\\\"", "/base_url"),
            ("https://docs.acme.example", "https://docs.acme.example>", "/docs"),
            ("https://docs.acme.example", "https://docs.acme.example/a b", "/docs"),
            ("https://docs.acme.example", "", "/docs"),
            ("path = \"openapi.yaml\"", "path = \"../openapi.yaml\"", "/document/path"),
            ("path = \"openapi.yaml\"", "path = \"..\"", "/document/path"),
            ("\"Authorization\"", "\"Authorization:\"", "/credentials/header"),
            ("\"Authorization\"", "\"\"", "/credentials/header"),
            ("\"Bearer\"", "\"Bearer \\\"\"", "/credentials/prefix"),
            ("/oauth", "oauth", "/credentials/token_endpoint/path"),
            ("\"/code\"", "\"code\"", "/errors/code"),
            ("\"/message\"", "\"\"", "/errors/message"),
        ] {
            let said = with(old, new);
            let expected = format!("error[vendor-settings]: specs/acme/vendor.toml#{pointer}\n");
            assert!(said.starts_with(&expected), "{new}: {said}");
            assert_eq!(said.matches("fix:").count(), 1, "{said}");
        }
    }

    #[test]
    fn pointers_are_there_or_the_table_is_not() {
        assert_snapshot!(problems(&ACME.replace("code = \"/code\"\nmessage = \"/message\"", "")), @"
        error[vendor-settings]: specs/acme/vendor.toml#/errors
          the table has no pointer
          fix: write `code` or `message`, or leave the table out
        ");
        assert!(parse("acme", &ACME.replace("code = \"/code\"\n", "")).is_ok());
    }

    #[test]
    fn an_ident_is_a_word_of_names() {
        let text = ACME.replace("ident = \"acme\"", "ident = \"acme_v1\"");
        assert!(parse("acme_v1", &text).is_ok());
        let said = with("ident = \"acme\"", "ident = \"Acme v1\"");
        assert!(said.contains("`Acme v1` cannot be a part of the names"), "{said}");
    }

    #[test]
    fn a_prefix_may_be_empty() {
        assert!(parse("acme", &ACME.replace("\"Bearer\"", "\"\"")).is_ok());
    }

    #[test]
    fn a_limit_that_allows_nothing_is_refused() {
        assert_snapshot!(with("requests_per_second = 15", "requests_per_second = 0"), @"
        error[vendor-settings]: specs/acme/vendor.toml#/rate_limit/requests_per_second
          no request at all would be allowed
          fix: write what the vendor allows, or leave the whole limit out
        ");
        assert_snapshot!(with("burst = 100", "burst = 0"), @"
        error[vendor-settings]: specs/acme/vendor.toml#/rate_limit/burst
          no request at all would be allowed
          fix: write what the vendor allows, or leave the whole limit out
        ");
        assert_snapshot!(with("max = \"60d\"", "max = \"0d\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0/limits/0
          no range at all is allowed: `max` is zero
          fix: correct the limit
        ");
        assert_snapshot!(with("max = \"60d\"", "max = \"60d\"\nmin = \"61d\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0/limits/0
          no range at all is allowed: `min` is over `max`
          fix: correct the limit
        ");
        let one = "min = \"60d\"\nmax = \"60d\"\nbound = \"at-most\"";
        let rule = WINDOW.replace("max = \"60d\"\nbound = \"at-most\"", one);
        assert!(parse("acme", &format!("{ACME}{rule}")).is_ok());
        let none = rule.replace("at-most", "less-than");
        assert_snapshot!(problems(&format!("{ACME}{none}")), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0/limits/0
          no range at all is allowed: one must be below `max`, and `min` is the same
          fix: correct the limit
        ");
    }

    #[test]
    fn evidence_is_of_a_known_kind() {
        assert_snapshot!(with("scope = \"ip\"\nevidence = \"page\"", "scope = \"ip\"\nevidence = \"hearsay\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/rate_limit/evidence
          `hearsay` is no kind of source
          fix: write one of: page, vendor-file, vendor-code, third-party, inferred
        ");
        assert_snapshot!(with("cut = \"day\"\nevidence = \"page\"", "cut = \"day\"\nevidence = \"\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0/limits/0/evidence
          `` is no kind of source
          fix: write one of: page, vendor-file, vendor-code, third-party, inferred
        ");
    }

    #[test]
    fn an_operation_has_one_rule() {
        assert_snapshot!(with("[\"a\"]", "[]"), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0
          the rule names no operation
          fix: correct the window rule
        ");
        assert_snapshot!(problems(&format!("{ACME}{WINDOW}{WINDOW}")), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/1/operations/0
          `a` has a rule already: /windows/0
          fix: name each operation once; if no rule holds for all, split the rule
        ");
        assert_snapshot!(with("[\"a\"]", "[\"a\", \"a\"]"), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0/operations/1
          `a` has a rule already: /windows/0
          fix: name each operation once; if no rule holds for all, split the rule
        ");
    }

    const HOUR: &str = "resolution = \"hour\"\nmax";

    /// A window rule with a limit by resolution.
    fn by_resolution(keys: &str) -> String {
        WINDOW.replace("max", HOUR).replace("\nend", &format!("\n{keys}\nend"))
    }

    #[test]
    fn limits_by_resolution_need_the_field_that_chooses() {
        assert_snapshot!(with("max", HOUR), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0
          limits by resolution need the key `by`, the request field that chooses
          fix: correct the window rule
        ");
        assert_snapshot!(with("\nend", "\ndefault_resolution = \"day\"\nend"), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0
          `default_resolution` means nothing without the key `by`
          fix: correct the window rule
        ");
        let keys = "by = \"c\"\ndefault_resolution = \"hour\"";
        assert!(parse("acme", &format!("{ACME}{}", by_resolution(keys))).is_ok());
    }

    #[test]
    fn the_default_resolution_has_a_limit() {
        let said = |keys| problems(&format!("{ACME}{}", by_resolution(keys)));
        assert_snapshot!(said("by = \"c\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0
          `default_resolution` is missing: what the vendor assumes without `by`
          fix: correct the window rule
        ");
        assert_snapshot!(said("by = \"c\"\ndefault_resolution = \"day\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0
          no limit has the `default_resolution`, `day`
          fix: correct the window rule
        ");
    }

    #[test]
    fn each_resolution_has_one_limit() {
        let rule = by_resolution("by = \"c\"\ndefault_resolution = \"hour\"");
        let (_, limit) = WINDOW.split_once("[[windows.limits]]").expect("a limit");
        let with = |limit: &str| problems(&format!("{ACME}{rule}[[windows.limits]]{limit}"));
        assert_snapshot!(with(&limit.replace("max", HOUR)), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0/limits/1
          the resolution `hour` has a limit already
          fix: correct the limit
        ");
        assert_snapshot!(with(limit), @"
        error[vendor-settings]: specs/acme/vendor.toml#/windows/0
          each limit needs its `resolution`, since `by` is given
          fix: correct the window rule
        ");
    }
}
