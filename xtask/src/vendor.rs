//! Reads `specs/<vendor>/vendor.toml`: what a document cannot say.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::de::{self, value};
use serde::{Deserialize, Deserializer, Serialize};

use crate::problem::{Place, Problem};

mod check;
mod servers;

pub(crate) use check::is_plain;
pub use servers::check as check_servers;

/// The folder that holds one folder per vendor.
pub const SPECS: &str = "specs";
/// The folder that holds one generated crate per vendor.
pub const GENERATED: &str = "generated";

/// One vendor's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// The folder's name under `specs/` and `generated/`.
    pub ident: String,
    /// The vendor's name as people write it.
    pub name: String,
    /// Where the API is served; a `{name}` in it is one of `variables`.
    pub base_url: String,
    /// The vendor's documentation.
    pub docs: String,
    /// The crates that are made from this vendor's document.
    pub crates: Crates,
    /// The document and where it came from.
    pub document: Source,
    /// Where else the API is served; the first is the default.
    #[serde(default)]
    pub regions: Vec<Region>,
    /// What a caller puts into the base URL.
    #[serde(default)]
    pub variables: Vec<Variable>,
    /// How a client identifies itself.
    pub credentials: Credentials,
    /// What the vendor allows per second, if it says so.
    pub rate_limit: Option<RateLimit>,
    /// Where an error body keeps its code and message.
    pub errors: Option<ErrorPointers>,
    /// How long a date range may be, per operation and resolution.
    #[serde(default)]
    pub windows: Vec<Window>,
}

/// Package names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crates {
    /// The generated crate.
    pub raw: String,
    /// The hand-written crate on top of it.
    pub ergonomic: String,
}

/// The document and where it came from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The file's name in the vendor's folder.
    pub path: String,
    /// Whether people wrote the document or the vendor did.
    pub kind: SourceKind,
    /// The page or file that it describes.
    pub source: String,
}

/// Who wrote a document.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Written here, from evidence.
    HandWritten,
}

/// A place where the API is served.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// What a caller chooses it by.
    pub name: String,
    /// Where the API is served.
    pub base_url: String,
    /// Where a credential is exchanged for a token, if each region has its own.
    pub token_url: Option<String>,
}

/// A part of the base URL that differs from customer to customer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// The name between the braces.
    pub name: String,
    /// What to put there, in a few words.
    pub description: String,
}

/// How a client identifies itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The header that carries the token.
    pub header: String,
    /// The word before the token; empty if there is none.
    pub prefix: String,
    /// The header of the key that goes with every call, beside the token.
    pub api_key_header: Option<String>,
    /// Where a credential is exchanged for a token.
    pub token_endpoint: Option<TokenEndpoint>,
}

/// Where a credential is exchanged for a token.
///
/// Its address is a `path`, a `url`, or the `token_url` of each region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenEndpoint {
    /// The path below the base URL.
    pub path: Option<String>,
    /// The whole address, where it is elsewhere.
    pub url: Option<String>,
    /// How the request's body is written.
    pub body: TokenBody,
    /// What is exchanged.
    pub grant_type: Grant,
    /// What is asked for, unless the caller asks for something else.
    pub scope: Option<String>,
    /// Further fields of the request, which are always the same.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

/// What is exchanged for a token; each has its name in OAuth 2.0.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// An id and a secret.
    ClientCredentials,
    /// The name and the password of a user.
    Password,
}

/// How a token request's body is written.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TokenBody {
    /// A JSON object.
    Json,
    /// `application/x-www-form-urlencoded`, as RFC 6749 has it.
    Form,
}

/// What the vendor allows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// The steady rate.
    pub requests_per_second: u32,
    /// How many requests may come at once.
    pub burst: u32,
    /// What the limit is counted by.
    pub scope: String,
    /// How this is known.
    pub evidence: String,
}

/// JSON pointers into an error body, in the order in which they are tried.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorPointers {
    /// Where the vendor's code may be.
    #[serde(default, deserialize_with = "one_or_more")]
    pub code: Vec<String>,
    /// Where the vendor's message may be.
    #[serde(default, deserialize_with = "one_or_more")]
    pub message: Vec<String>,
}

/// How long a date range may be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The operations that it holds for.
    pub operations: Vec<String>,
    /// The request field with the start of the range.
    pub start: String,
    /// The request field with the end of the range.
    pub end: String,
    /// Whether the end itself belongs to the range.
    pub inclusive_end: bool,
    /// Whether what lies across the seam of two ranges may come with both.
    #[serde(default)]
    pub repeats_at_seams: bool,
    /// The request field that chooses among `limits`.
    pub by: Option<String>,
    /// What the vendor assumes when that field is absent.
    pub default_resolution: Option<String>,
    /// The limits, one per resolution, or a single one for all.
    pub limits: Vec<Limit>,
}

/// One limit of a window.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The value of the window's `by` field; absent if there is no such field.
    pub resolution: Option<String>,
    /// The longest range.
    pub max: Span,
    /// Whether `max` itself is allowed.
    pub bound: Bound,
    /// The shortest range.
    pub min: Option<Span>,
    /// Where a longer range may be cut.
    pub cut: Cut,
    /// How this is known.
    pub evidence: String,
}

/// Whether a limit itself is allowed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// Up to and including.
    AtMost,
    /// Below.
    LessThan,
}

/// Where a range may be cut without cutting a bucket in two.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Cut {
    /// At any full minute.
    Minute,
    /// At any full hour.
    Hour,
    /// At any midnight.
    Day,
    /// At midnight before a Monday.
    Week,
    /// At the first of a month.
    Month,
    /// At the first of January.
    Year,
    /// Nowhere: the answer folds the whole range together.
    Never,
}

/// A length of time, written `5m`, `7h` or `60d`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Span {
    /// The length in seconds.
    pub seconds: u64,
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let unit = text.chars().next_back().and_then(|unit| match unit {
            'm' => Some(60),
            'h' => Some(3_600),
            'd' => Some(86_400),
            _ => None,
        });
        let number = text.get(..text.len().saturating_sub(1)).and_then(|text| text.parse().ok());
        match (number, unit) {
            (Some(number), Some(unit)) => u64::checked_mul(number, unit)
                .map(|seconds| Self { seconds })
                .ok_or_else(|| format!("the length `{text}` is too long")),
            _ => Err(format!("`{text}` is not a length; write `5m`, `7h` or `60d`")),
        }
    }
}

impl Vendor {
    /// The vendor's folder, as a path below the workspace root.
    pub fn folder(&self) -> String {
        format!("{SPECS}/{}", self.ident)
    }

    /// The document's path below the workspace root.
    pub fn document_path(&self) -> String {
        format!("{}/{}", self.folder(), self.document.path)
    }

    /// The place of `vendor.toml`.
    pub fn settings_place(&self) -> Place {
        settings_place(&self.ident)
    }

    /// The folder of the generated crate, as a path below the workspace root.
    pub fn generated_folder(&self) -> String {
        format!("{GENERATED}/{}", self.ident)
    }

    /// The window rule of each operation.
    pub fn windows_by_operation(&self) -> BTreeMap<&str, &Window> {
        let rules = self.windows.iter();
        rules.flat_map(|rule| rule.operations.iter().map(move |id| (id.as_str(), rule))).collect()
    }
}

/// The names of the folders under `specs/`, sorted; hidden folders are no vendors.
///
/// # Errors
///
/// A problem if the folder cannot be read, or holds no vendor.
pub fn idents(root: &Path) -> Result<Vec<String>, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::usage(
            "workspace",
            Place::file(SPECS),
            format!("cannot read the folder of specs: {error}"),
            "run from the workspace root",
        )
    };
    let mut idents = Vec::new();
    for entry in fs::read_dir(root.join(SPECS)).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !name.starts_with('.') {
            idents.push(name);
        }
    }
    if idents.is_empty() {
        return Err(Problem::usage(
            "workspace",
            Place::file(SPECS),
            "no vendor below specs/",
            "run from the workspace root; CONTRIBUTING.md tells how to add a vendor",
        ));
    }
    idents.sort();
    Ok(idents)
}

/// Reads one vendor's settings.
///
/// # Errors
///
/// Every problem found: no such vendor, no settings, settings that do not parse.
pub fn load(root: &Path, ident: &str) -> Result<Vendor, Vec<Problem>> {
    let known = idents(root).map_err(|problem| vec![problem])?;
    if !known.iter().any(|name| name == ident) {
        return Err(vec![Problem::usage(
            "vendor",
            Place::file(format!("{SPECS}/{ident}")),
            format!("there is no vendor \"{ident}\""),
            format!("name one of: {}", known.join(", ")),
        )]);
    }
    let place = settings_place(ident);
    let text = fs::read_to_string(root.join(place.to_string())).map_err(|error| {
        vec![Problem::fault(
            "vendor-settings",
            place.clone(),
            format!("cannot read the vendor's settings: {error}"),
            "write a vendor.toml; that of another vendor shows the keys",
        )]
    })?;
    parse(ident, &text)
}

/// Reads a text, or a list of texts.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Visitor;

    impl<'de> de::Visitor<'de> for Visitor {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text or a list of texts")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(vec![text.to_owned()])
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            Vec::deserialize(value::SeqAccessDeserializer::new(list))
        }
    }

    deserializer.deserialize_any(Visitor)
}

/// Reads settings from their text.
///
/// # Errors
///
/// Every problem of the settings.
pub fn parse(ident: &str, text: &str) -> Result<Vendor, Vec<Problem>> {
    let place = settings_place(ident);
    let refuse = |error: toml::de::Error| {
        vec![Problem::fault(
            "vendor-settings",
            place.clone(),
            error.to_string().trim_end().to_owned(),
            "correct the line; CONTRIBUTING.md explains each key",
        )]
    };
    let vendor: Vendor = toml::from_str(text).map_err(refuse)?;
    let table: toml::Table = toml::from_str(text).map_err(refuse)?;
    let mut problems = check::texts(&place, &toml::Value::Table(table));
    problems.extend(check::run(&place, ident, &vendor));
    if problems.is_empty() { Ok(vendor) } else { Err(problems) }
}

fn settings_place(ident: &str) -> Place {
    Place::file(format!("{SPECS}/{ident}/vendor.toml"))
}

#[cfg(test)]
pub(crate) mod testing {
    //! What tests of settings share.

    use super::{Problem, parse};

    /// Settings that are fine.
    pub(crate) const ACME: &str = r#"
ident = "acme"
name = "Acme"
base_url = "https://api.acme.example"
docs = "https://docs.acme.example"
[crates]
raw = "acme-raw"
ergonomic = "acme"
[document]
path = "openapi.yaml"
kind = "hand-written"
source = "https://docs.acme.example"
[credentials]
header = "Authorization"
prefix = "Bearer"
[credentials.token_endpoint]
path = "/oauth/token"
body = "json"
grant_type = "client_credentials"
[rate_limit]
requests_per_second = 15
burst = 100
scope = "ip"
evidence = "page"
[errors]
code = "/code"
message = "/message"
"#;

    /// What settings may have besides: regions and a variable. It comes after
    /// all other tables.
    pub(crate) const REGIONS: &str = r#"
[[regions]]
name = "eu"
base_url = "https://{tenant}.acme.example"
token_url = "https://login.acme.example/token"
[[regions]]
name = "us"
base_url = "https://{tenant}.us.acme.example"
[[variables]]
name = "tenant"
description = "the customer's subdomain"
"#;

    /// The settings with those, a password and a key.
    pub(crate) fn elaborate() -> String {
        let text = ACME
            .replace("https://api.acme.example", "https://{tenant}.acme.example")
            .replace(
                "[credentials.token_endpoint]",
                "api_key_header = \"X-Key\"\n[credentials.token_endpoint]",
            )
            .replace(
                "\"client_credentials\"",
                "\"password\"\nscope = \"public\"\nfields = { response_type = \"token\" }",
            )
            .replace("\"/message\"", "[\"/detail\", \"/message\"]");
        format!("{text}{REGIONS}")
    }

    /// What is said of the settings with everything, with something replaced.
    pub(crate) fn elaborate_with(old: &str, new: &str) -> String {
        let text = elaborate();
        assert!(text.contains(old), "{old}");
        problems(&text.replacen(old, new, 1))
    }

    /// A window rule that is fine.
    pub(crate) const WINDOW: &str = r#"
[[windows]]
operations = ["a"]
start = "a"
end = "b"
inclusive_end = true
[[windows.limits]]
max = "60d"
bound = "at-most"
cut = "day"
evidence = "page"
"#;

    /// What is said of settings that are not.
    pub(crate) fn problems(text: &str) -> String {
        let problems = parse("acme", text).expect_err("the settings are wrong");
        problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::testing::{ACME, WINDOW, elaborate, problems};
    use super::*;

    #[test]
    fn settings_that_are_fine_are_read() {
        let vendor = parse("acme", &format!("{ACME}{WINDOW}")).expect("valid");
        assert_eq!(vendor.generated_folder(), "generated/acme");
        assert_eq!(vendor.windows[0].limits[0].max, Span { seconds: 60 * 86_400 });
    }

    #[test]
    fn regions_variables_and_a_password_are_read() {
        let vendor = parse("acme", &elaborate()).expect("valid");
        let endpoint = vendor.credentials.token_endpoint.expect("an endpoint");
        assert_eq!(endpoint.grant_type, Grant::Password);
        assert_eq!(endpoint.fields["response_type"], "token");
        assert_eq!(
            vendor.regions[0].token_url.as_deref(),
            Some("https://login.acme.example/token")
        );
        let errors = vendor.errors.expect("pointers");
        assert_eq!((&*errors.code, errors.message.len()), (&["/code".to_owned()][..], 2));
    }

    #[test]
    fn pointers_are_one_text_or_several() {
        assert_snapshot!(problems(&ACME.replace("\"/code\"", "7")), @"
        error[vendor-settings]: specs/acme/vendor.toml
          TOML parse error at line 26, column 8
             |
          26 | code = 7
             |        ^
          invalid type: integer `7`, expected a text or a list of texts
          fix: correct the line; CONTRIBUTING.md explains each key
        ");
        assert_snapshot!(problems(&ACME.replace("client_credentials", "authorization_code")), @r#"
        error[vendor-settings]: specs/acme/vendor.toml
          TOML parse error at line 19, column 14
             |
          19 | grant_type = "authorization_code"
             |              ^^^^^^^^^^^^^^^^^^^^
          unknown variant `authorization_code`, expected `client_credentials` or `password`
          fix: correct the line; CONTRIBUTING.md explains each key
        "#);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        assert_snapshot!(problems(&ACME.replace("prefix = ", "prefiks = ")), @r#"
        error[vendor-settings]: specs/acme/vendor.toml
          TOML parse error at line 15, column 1
             |
          15 | prefiks = "Bearer"
             | ^^^^^^^
          unknown field `prefiks`, expected one of `header`, `prefix`, `api_key_header`, `token_endpoint`
          fix: correct the line; CONTRIBUTING.md explains each key
        "#);
    }

    #[test]
    fn a_length_needs_a_unit() {
        let limit = WINDOW.replace("\"60d\"", "\"60\"");
        assert_snapshot!(problems(&format!("{ACME}{limit}")), @r#"
        error[vendor-settings]: specs/acme/vendor.toml
          TOML parse error at line 35, column 7
             |
          35 | max = "60"
             |       ^^^^
          `60` is not a length; write `5m`, `7h` or `60d`
          fix: correct the line; CONTRIBUTING.md explains each key
        "#);
    }

    #[test]
    fn folders_of_specs_are_vendors_unless_they_are_hidden() {
        let root = tempfile::tempdir().unwrap();
        let said = || idents(root.path()).map_err(|problem| problem.to_string());
        assert!(said().unwrap_err().contains("run from the workspace root"));

        fs::create_dir_all(root.path().join("specs/.git")).unwrap();
        fs::write(root.path().join("specs/acme"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("gone", root.path().join("specs/lost")).unwrap();
        assert_snapshot!(said().unwrap_err(), @"
        error[workspace]: specs
          no vendor below specs/
          fix: run from the workspace root; CONTRIBUTING.md tells how to add a vendor
        ");

        fs::create_dir(root.path().join("specs/zenith")).unwrap();
        fs::create_dir(root.path().join("specs/apex")).unwrap();
        assert_eq!(said().unwrap(), ["apex", "zenith"]);
    }
}
