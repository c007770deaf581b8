//! What a vendor says is wrong: one view on error bodies of many shapes.

use std::fmt;

use serde_json::{Map, Value};

use crate::{Vendor, redact};

/// What an error body says, whatever its shape.
///
/// It is read from problem details (RFC 9457), from the errors of Hydra in both
/// of their forms, of OAuth 2.0 and of JSON:API, from `code` and `message`, from
/// lists of errors, from plain text, and from the title of a web page. Where the
/// vendor's table says where code and message are, that comes first.
///
/// Each text is at most 1 KiB long, without control characters, and there are
/// at most 32 violations. What comes with an [`Error`](crate::Error) has none
/// of the secrets in it that were sent.
///
/// `Display` gives the code, the message, and the first violations that the
/// message does not tell of.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Problem;
/// use serde_json::json;
///
/// let body = json!({
///     "type": "https://acme.example/problems/no-such-floor",
///     "title": "Validation failed",
///     "detail": "one value is not right",
///     "errors": [{ "pointer": "#/floor", "detail": "there is no floor 13" }],
/// });
/// let problem = Problem::read(&body).expect("it says what is wrong");
/// assert_eq!(problem.title(), Some("Validation failed"));
/// assert_eq!(problem.message(), Some("one value is not right"));
/// assert_eq!(problem.violations()[0].path(), Some("#/floor"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    code: Option<String>,
    /// What the vendor's table points to.
    message: Option<String>,
    title: Option<String>,
    detail: Option<String>,
    type_uri: Option<String>,
    instance: Option<String>,
    violations: Vec<Violation>,
}

/// One of several things that are wrong with a request, such as a field.
///
/// ```
/// use floorkit_runtime::Problem;
/// use serde_json::json;
///
/// let body = json!({
///     "violations": [{ "propertyPath": "floor", "message": "is too high", "code": "e7" }],
/// });
/// let problem = Problem::read(&body).expect("it says what is wrong");
/// let violation = &problem.violations()[0];
/// assert_eq!((violation.path(), violation.message()), (Some("floor"), "is too high"));
/// assert_eq!(violation.code(), Some("e7"));
/// assert_eq!(violation.to_string(), "floor: is too high");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    path: Option<String>,
    message: String,
    code: Option<String>,
}

/// The most that is kept of a text from outside, in bytes.
const LONGEST_TEXT: usize = 1024;

const MOST_VIOLATIONS: usize = 32;

/// So many violations are told in the text of an error.
const MOST_TOLD: usize = 3;

/// Errors inside of errors are read to this depth.
const DEEPEST: usize = 3;

const CODES: [&str; 3] = ["code", "error_code", "errorCode"];
const TITLES: [&str; 2] = ["title", "hydra:title"];
const DETAILS: [&str; 9] = [
    "detail",
    "hydra:description",
    "error_description",
    "message",
    "description",
    "error_message",
    "errorMessage",
    "reason",
    "msg",
];
const LISTS: [&str; 5] = ["violations", "errors", "invalid-params", "invalid_params", "detail"];
const PATHS: [&str; 12] = [
    "/propertyPath",
    "/pointer",
    "/source/pointer",
    "/source/parameter",
    "/loc",
    "/path",
    "/field",
    "/property",
    "/parameter",
    "/param",
    "/name",
    "/location",
];

impl Problem {
    /// Reads the body of an error answer; a string is taken for plain text or
    /// for a web page. `None` if it says nothing that is understood.
    ///
    /// It is for the errors of a raw client, which have the body; the errors of
    /// a vendor's crate [have](crate::Error::problem) the problem already.
    ///
    /// ```
    /// use floorkit_runtime::Problem;
    /// use serde_json::json;
    ///
    /// let problem = Problem::read(&json!({ "code": 17, "message": "no such desk" }));
    /// assert_eq!(problem.unwrap().to_string(), "17: no such desk");
    /// assert_eq!(Problem::read(&json!({ "desks": [] })), None);
    /// ```
    pub fn read(body: &Value) -> Option<Self> {
        Self::of(body, None)
    }

    /// Reads an error body, with what the vendor's table says about it.
    pub(crate) fn of(body: &Value, vendor: Option<&Vendor>) -> Option<Self> {
        let mut problem = match body {
            Value::String(text) => Self::from_text(text),
            Value::Array(errors) => Self::from_list(errors, DEEPEST),
            Value::Object(fields) => Self::from_object(fields, DEEPEST),
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::default(),
        };
        let find = |pointers: &[&str]| {
            pointers.iter().find_map(|pointer| body.pointer(pointer).and_then(text))
        };
        if let Some(vendor) = vendor {
            problem.code = find(vendor.code_pointers()).or(problem.code);
            problem.message = find(vendor.message_pointers());
        }
        (problem != Self::default()).then_some(problem)
    }

    /// The code, by which a program can tell errors apart; a number as text.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// What went wrong, for people: the text that the vendor's table points to,
    /// else the [`detail`](Self::detail), else the [`title`](Self::title).
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref().or(self.detail()).or(self.title())
    }

    /// The kind of the problem, in a few words that are the same each time.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What went wrong this time.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The URI that names the kind of the problem; it may be relative, and may
    /// lead to a page about it. `None` for the `about:blank` of a problem that
    /// is no more than its status.
    pub fn type_uri(&self) -> Option<&str> {
        self.type_uri.as_deref()
    }

    /// The URI that names this one occurrence of the problem.
    pub fn instance(&self) -> Option<&str> {
        self.instance.as_deref()
    }

    /// Each thing that is wrong with the request, where the vendor lists them.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// What there is to say in an error's text, in one line: the message, and
    /// the first violations that it does not tell of.
    pub(crate) fn summary(&self) -> Option<String> {
        let told = self.message().unwrap_or_default();
        let untold = self.violations.iter().filter(|violation| !told.contains(&violation.message));
        let untold = untold.take(MOST_TOLD).map(ToString::to_string);
        let parts: Vec<String> =
            self.message().map(str::to_owned).into_iter().chain(untold).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    fn from_text(prose: &str) -> Self {
        match prose.trim_start().chars().next() {
            Some('<') => Self { title: page_title(prose).and_then(clean), ..Self::default() },
            // JSON that is cut short or too deep says nothing to people.
            None | Some('{' | '[') => Self::default(),
            Some(_) => Self { detail: clean(&redact::excerpt(prose)), ..Self::default() },
        }
    }

    /// The first of several errors stands for all; each is a violation too.
    fn from_list(errors: &[Value], depth: usize) -> Self {
        let first = match errors.first() {
            Some(Value::Object(fields)) if depth > 0 => Self::from_object(fields, depth - 1),
            Some(Value::String(prose)) => Self { detail: clean(prose), ..Self::default() },
            _ => Self::default(),
        };
        let violations = errors.iter().filter_map(Violation::read).take(MOST_VIOLATIONS).collect();
        Self { violations, ..first }
    }

    fn from_object(fields: &Map<String, Value>, depth: usize) -> Self {
        let find = |names: &[&str]| names.iter().find_map(|name| fields.get(*name).and_then(text));
        let mut own = Self {
            code: find(&CODES),
            message: None,
            title: find(&TITLES),
            detail: find(&DETAILS),
            type_uri: None,
            instance: find(&["instance"]),
            violations: Vec::new(),
        };
        // A name, as in OAuth 2.0, or a few words.
        if let Some(error) = find(&["error"]) {
            let place = if is_name(&error) { &mut own.code } else { &mut own.title };
            place.get_or_insert(error);
        }
        match find(&["type", "error_uri"]) {
            Some(uri) if uri == "about:blank" => {}
            Some(uri) if uri.contains([':', '/']) => own.type_uri = Some(uri),
            Some(name) if is_name(&name) && own.code.is_none() => own.code = Some(name),
            _ => {}
        }
        let Some(depth) = depth.checked_sub(1) else { return own };
        let inner = fields.get("error").and_then(Value::as_object);
        let inner = inner.map(|fields| Self::from_object(fields, depth));
        let lists = LISTS.iter().filter_map(|name| Self::from_errors(fields.get(*name)?, depth));
        inner.into_iter().chain(lists).fold(own, Self::or)
    }

    /// The errors below a field: a list, or a map by the names of fields.
    fn from_errors(errors: &Value, depth: usize) -> Option<Self> {
        match errors {
            Value::Array(errors) => Some(Self::from_list(errors, depth)),
            Value::Object(fields) => {
                let violations = fields.iter().flat_map(|(name, errors)| {
                    let errors =
                        errors.as_array().map_or(std::slice::from_ref(errors), Vec::as_slice);
                    errors.iter().filter_map(|error| Some(Violation::read(error)?.at(name)))
                });
                let violations = violations.take(MOST_VIOLATIONS).collect();
                Some(Self { violations, ..Self::default() })
            }
            _ => None,
        }
    }

    /// What one says, and what an error inside of it adds: words only if it has
    /// none of its own.
    fn or(mut self, inner: Self) -> Self {
        if self.violations.is_empty() {
            self.violations = inner.violations;
        }
        if self.message().is_none() {
            (self.title, self.detail) = (inner.title, inner.detail);
            self.code = self.code.or(inner.code);
            self.type_uri = self.type_uri.or(inner.type_uri);
            self.instance = self.instance.or(inner.instance);
        }
        self
    }
}

impl Violation {
    /// Where in the request it is, as the vendor writes it: a JSON pointer, the
    /// name of a field, a path of several.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The code, by which a program can tell violations apart.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    fn read(error: &Value) -> Option<Self> {
        let fields = match error {
            Value::String(prose) => {
                return Some(Self { path: None, message: clean(prose)?, code: None });
            }
            Value::Object(fields) => fields,
            _ => return None,
        };
        let find = |names: &[&str]| names.iter().find_map(|name| fields.get(*name).and_then(text));
        let code = find(&CODES);
        let message = find(&["message"]).or_else(|| find(&DETAILS)).or_else(|| find(&TITLES));
        let path = PATHS.iter().find_map(|pointer| place(error.pointer(pointer)?));
        Some(Self { path, message: message.or_else(|| code.clone())?, code })
    }

    fn at(mut self, name: &str) -> Self {
        self.path = self.path.or_else(|| clean(name));
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code(), self.summary()) {
            (Some(code), Some(summary)) => write!(f, "{code}: {summary}"),
            (None, Some(summary)) => f.write_str(&summary),
            (Some(code), None) => f.write_str(code),
            (None, None) => f.write_str("a problem that is not described"),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{path}: ")?;
        }
        f.write_str(&self.message)
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => clean(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A place in a request: a text, or the steps to it.
fn place(value: &Value) -> Option<String> {
    let Value::Array(steps) = value else { return text(value) };
    let steps: Vec<String> = steps.iter().filter_map(text).collect();
    clean(&steps.join("."))
}

/// A text as it can be shown: bounded, on one line; `None` if nothing is left.
fn clean(text: &str) -> Option<String> {
    let text = redact::bounded(text.trim(), LONGEST_TEXT).replace(char::is_control, " ");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a text is the name of an error and no sentence.
fn is_name(text: &str) -> bool {
    !text.contains(char::is_whitespace)
}

/// The title of a web page.
fn page_title(page: &str) -> Option<&str> {
    // ASCII only: the places in both are the same.
    let lower = page.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    page.get(start..end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[derive(Default)]
    struct Said<'a> {
        code: Option<&'a str>,
        title: Option<&'a str>,
        detail: Option<&'a str>,
        violations: &'a [&'a str],
    }

    fn check(body: &Value, said: &Said<'_>) -> Problem {
        let problem = Problem::read(body).unwrap();
        let found = (problem.code(), problem.title(), problem.detail());
        assert_eq!(found, (said.code, said.title, said.detail), "{body}");
        let violations: Vec<String> =
            problem.violations().iter().map(ToString::to_string).collect();
        assert_eq!(violations, said.violations, "{body}");
        problem
    }

    #[test]
    fn a_code_and_a_message() {
        let body = json!({"code": 17, "message": "no such desk"});
        check(&body, &Said { code: Some("17"), detail: Some("no such desk"), ..Said::default() });
    }

    #[test]
    fn hydra_in_both_forms() {
        let older = json!({
            "@context": "/contexts/ConstraintViolationList", "@type": "ConstraintViolationList",
            "hydra:title": "An error occurred", "hydra:description": "start: is in the past",
            "violations": [{"propertyPath": "start", "message": "is in the past", "code": "c-1"}],
        });
        let newer = json!({
            "@id": "/validation_errors/c-1", "@type": "ConstraintViolationList", "status": 422,
            "type": "/validation_errors/c-1", "title": "An error occurred",
            "detail": "start: is in the past", "description": "start: is in the past",
            "violations": [{"propertyPath": "start", "message": "is in the past", "code": "c-1"}],
        });
        for (body, type_uri) in [(older, None), (newer, Some("/validation_errors/c-1"))] {
            let said = Said {
                code: None,
                title: Some("An error occurred"),
                detail: Some("start: is in the past"),
                violations: &["start: is in the past"],
            };
            let problem = check(&body, &said);
            assert_eq!(problem.type_uri(), type_uri);
            assert_eq!(problem.violations()[0].code(), Some("c-1"));
            assert_eq!(problem.message(), problem.detail());
        }
        let body = json!({"@type": "hydra:Error", "hydra:title": "no", "trace": [{"file": "a"}]});
        assert_eq!(
            check(&body, &Said { title: Some("no"), ..Said::default() }).message(),
            Some("no")
        );
    }

    #[test]
    fn problem_details() {
        let body = json!({
            "type": "https://acme.example/full", "title": "The floor is full", "status": 409,
            "detail": "floor 3 has no desk left", "instance": "/desks/7#now",
            "errors": [{"pointer": "#/floor", "detail": "is full"}, {"detail": "try floor 4"}],
        });
        let problem = check(
            &body,
            &Said {
                title: Some("The floor is full"),
                detail: Some("floor 3 has no desk left"),
                violations: &["#/floor: is full", "try floor 4"],
                ..Said::default()
            },
        );
        assert_eq!(problem.type_uri(), Some("https://acme.example/full"));
        assert_eq!(problem.instance(), Some("/desks/7#now"));
        let blank = json!({"type": "about:blank", "title": "Gone"});
        let problem = check(&blank, &Said { title: Some("Gone"), ..Said::default() });
        assert_eq!(problem.type_uri(), None);
    }

    #[test]
    fn oauth() {
        let body = json!({
            "error": "invalid_client", "error_description": "the secret is old",
            "error_uri": "https://acme.example/oauth",
        });
        let said = Said {
            code: Some("invalid_client"),
            detail: Some("the secret is old"),
            ..Said::default()
        };
        let problem = check(&body, &said);
        assert_eq!(problem.to_string(), "invalid_client: the secret is old");
        assert_eq!(problem.type_uri(), Some("https://acme.example/oauth"));
        let words = json!({"status": 404, "error": "Not Found", "path": "/desks"});
        check(&words, &Said { title: Some("Not Found"), ..Said::default() });
    }

    #[test]
    fn errors_inside_of_errors() {
        let said = Said { code: Some("1"), detail: Some("a"), ..Said::default() };
        check(&json!({"error": {"code": 1, "message": "a"}}), &said);
        let both = Said { violations: &["a", "b"], ..said };
        let list = json!([{"code": 1, "message": "a"}, {"code": 2, "message": "b"}]);
        check(&list, &both);
        check(&json!({"errors": list}), &both);
        check(&json!({"error": {"type": "1", "errors": list}}), &both);
        let own = json!({"code": "x", "message": "own", "errors": list});
        let said =
            Said { code: Some("x"), detail: Some("own"), violations: &["a", "b"], title: None };
        check(&own, &said);
        let words = json!({"errors": ["first", "second"]});
        let violations = &["first", "second"];
        check(&words, &Said { detail: Some("first"), violations, ..Said::default() });
    }

    #[test]
    fn a_field_is_named_in_many_ways() {
        let named = |violation: Value| {
            let body = json!({ "errors": [violation] });
            Problem::read(&body).unwrap().violations()[0].to_string()
        };
        for key in ["propertyPath", "pointer", "path", "field", "property", "param", "name"] {
            assert_eq!(named(json!({key: "floor", "message": "no"})), "floor: no");
        }
        assert_eq!(named(json!({"source": {"pointer": "/floor"}, "title": "no"})), "/floor: no");
        assert_eq!(named(json!({"code": "e7"})), "e7");
        let body =
            json!({"title": "Invalid", "errors": {"floor": ["no", {"message": "too"}], "at": "x"}});
        let violations = &["at: x", "floor: no", "floor: too"];
        check(&body, &Said { title: Some("Invalid"), violations, ..Said::default() });
        let body = json!({"detail": [{"loc": ["query", "from", 0], "msg": "is no date"}]});
        let violations = &["query.from.0: is no date"];
        check(&body, &Said { detail: Some("is no date"), violations, ..Said::default() });
    }

    #[test]
    fn a_message_that_tells_nothing_is_followed_by_the_violations() {
        let shown = |body: Value| Problem::read(&body).unwrap().to_string();
        let told =
            json!({"detail": "floor: no", "violations": [{"path": "floor", "message": "no"}]});
        assert_eq!(shown(told), "floor: no");
        let errors = json!({"a": ["1"], "b": ["2"], "c": ["3"], "d": ["4"]});
        let dumb = json!({"code": "x", "title": "Invalid", "errors": errors});
        assert_eq!(shown(dumb), "x: Invalid; a: 1; b: 2; c: 3");
        assert_eq!(shown(json!({"errors": {"a": ["1"]}})), "a: 1");
        assert_eq!(shown(json!({"error": "invalid_grant"})), "invalid_grant");
        assert_eq!(shown(json!({"instance": "/1"})), "a problem that is not described");
    }

    #[test]
    fn text_and_pages() {
        check(
            &json!(" gone\nfor good\u{1b}[31m "),
            &Said { detail: Some("gone for good [31m"), ..Said::default() },
        );
        for page in [
            "<html><head><title>\n502 Bad Gateway </title></head>",
            "\n<!doctype html><TITLE lang=\"en\">502 Bad Gateway</TITLE>",
        ] {
            check(&json!(page), &Said { title: Some("502 Bad Gateway"), ..Said::default() });
        }
        let silent = ["", " \n", "<html>ß</html>", "<title>", "<title>no end", "{\"cut\":", "[[["];
        for body in silent.map(Value::from).into_iter().chain([json!(null), json!(7), json!({})]) {
            assert_eq!(Problem::read(&body), None, "{body}");
        }
    }

    #[test]
    fn the_vendors_own_pointers_come_first() {
        static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
            .error_pointers(&["/fault/no"], &["/fault/why", "/why"]);
        let body = json!({"fault": {"no": 4, "why": "own"}, "code": 1, "detail": "common"});
        let problem = Problem::of(&body, Some(&ACME)).unwrap();
        assert_eq!((problem.code(), problem.message()), (Some("4"), Some("own")));
        assert_eq!(problem.detail(), Some("common"));
        let body = json!({"code": 1, "detail": "common", "why": [], "fault": {"why": ""}});
        let problem = Problem::of(&body, Some(&ACME)).unwrap();
        assert_eq!((problem.code(), problem.message()), (Some("1"), Some("common")));
    }

    #[test]
    fn it_is_bounded() {
        let long = "é".repeat(5000);
        let errors = vec![json!({"field": long, "message": long, "code": long}); 500];
        let body = json!({"code": long, "title": long, "detail": long, "errors": errors});
        let problem = Problem::read(&body).unwrap();
        assert_eq!(problem.violations().len(), MOST_VIOLATIONS);
        assert!(problem.title().unwrap().len() <= LONGEST_TEXT);
        assert!(format!("{problem:?}").len() < 110 * LONGEST_TEXT);
        let deep = (0..100).fold(json!("bottom"), |inner, _| json!({"error": {"errors": [inner]}}));
        assert_eq!(Problem::read(&deep), None);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let keys = prop::sample::select(vec![
            "error",
            "errors",
            "detail",
            "violations",
            "message",
            "title",
            "type",
            "code",
            "loc",
            "source",
            "pointer",
        ]);
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<i32>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
            "<?title>?[a-z]{0,3}(</title>)?".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((keys.clone(), inner), 0..6).prop_map(|fields| {
                    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_body_breaks_it(body in any_json()) {
            if let Some(problem) = Problem::read(&body) {
                prop_assert!(!problem.to_string().contains(char::is_control));
                prop_assert!(problem.violations().len() <= MOST_VIOLATIONS);
            }
        }
    }
}
