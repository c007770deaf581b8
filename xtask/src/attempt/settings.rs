//! Derives the settings that a document cannot say, or says in another form.
//!
//! What is derived is a proposal: each guess is listed, for a person to look at.

use serde_json::{Map, Value, json};

use crate::document::{components, placeholders};
use crate::vendor::is_plain;

/// Where an API is served whose document does not say so.
const NOWHERE: &str = "https://api.example.com";

/// Settings as `vendor.toml` has them, and what they rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The folder's name.
    pub ident: String,
    /// The vendor's name.
    pub name: String,
    /// The text of `vendor.toml`.
    pub text: String,
    /// What was guessed, for a person to look at.
    pub guesses: Vec<String>,
}

/// Reads the settings out of a document, and makes its servers agree with them.
///
/// `ident` is the folder's name, if it is chosen already; `file` is the name of
/// the document beside the settings.
pub fn derive(document: &mut Value, ident: Option<&str>, file: &str) -> Settings {
    let mut guesses = Vec::new();
    let name = name(document);
    let ident = ident.map_or_else(|| ident_of(&name), str::to_owned);
    let server = server(document, &mut guesses);
    let docs = docs(document).unwrap_or_else(|| {
        guesses.push("docs: the document names no page; this is the base URL".into());
        server.url.clone()
    });
    let credentials = credentials(document, &mut guesses);
    let variables: Map<String, Value> = server
        .variables
        .iter()
        .map(|name| (name.clone(), json!({ "default": name, "description": "See vendor.toml." })))
        .collect();
    let mut entry = json!({ "url": server.url });
    if !variables.is_empty() {
        entry["variables"] = variables.into();
    }
    document["servers"] = json!([entry]);
    let kebab = ident.replace('_', "-");
    let described: String = server.variables.iter().map(|name| variable(name)).collect();
    let text = format!(
        "ident = {}\nname = {}\nbase_url = {}\ndocs = {}\n\n{described}[crates]\nraw = {}\nergonomic = {}\n\n\
         [document]\npath = {}\nkind = \"hand-written\"\nsource = {}\n\n{credentials}",
        quoted(&ident),
        quoted(&name),
        quoted(&server.url),
        quoted(&docs),
        quoted(&format!("floorkit-{kebab}-raw")),
        quoted(&format!("floorkit-{kebab}")),
        quoted(file),
        quoted(&docs),
    );
    Settings { ident, name, text, guesses }
}

/// A text as TOML has it, with its quotes.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn variable(name: &str) -> String {
    let description = quoted("what the vendor's documentation says of it");
    format!("[[variables]]\nname = {}\ndescription = {description}\n\n", quoted(name))
}

/// The first line of the title, without what would break a line.
fn name(document: &Value) -> String {
    let title = document.pointer("/info/title").and_then(Value::as_str).unwrap_or_default();
    let line = title.trim().lines().next().unwrap_or_default();
    let line: String = line.chars().filter(|character| is_plain(*character)).collect();
    match line.trim() {
        "" => "Vendor".to_owned(),
        line => line.to_owned(),
    }
}

/// Words that say what a title is of, and not whose.
const FILLERS: [&str; 12] = [
    "api",
    "apis",
    "doc",
    "docs",
    "documentation",
    "openapi",
    "public",
    "reference",
    "rest",
    "service",
    "spec",
    "specification",
];

/// A folder's name from a title: lower-case letters, digits and underscores.
pub fn ident_of(title: &str) -> String {
    let lower = title.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = words.collect();
    while words.len() > 1 && words.last().is_some_and(|word| is_filler(word)) {
        words.pop();
    }
    words.truncate(4);
    let ident = words.join("_");
    match ident.chars().next() {
        None => "vendor".to_owned(),
        Some(first) if first.is_ascii_lowercase() => ident,
        Some(_) => format!("api_{ident}"),
    }
}

fn is_filler(word: &str) -> bool {
    let is_version = word.trim_start_matches('v').chars().all(|c| c.is_ascii_digit());
    FILLERS.contains(&word) || is_version
}

/// Where an API is served.
struct Server {
    url: String,
    /// The placeholders in it that a caller fills in.
    variables: Vec<String>,
}

fn server(document: &Value, guesses: &mut Vec<String>) -> Server {
    let servers = document.get("servers").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let of = |server: &Value| Some(filled(server.get("url")?.as_str()?, server.get("variables")));
    let read: Vec<Server> = servers.iter().filter_map(of).collect();
    let others = read.len().saturating_sub(1);
    let chosen = read.iter().position(|server| usable(&server.url)).unwrap_or(0);
    if others > 0 {
        guesses.push(format!(
            "base_url: the document has {others} more; list them as [[regions]] if callers choose"
        ));
    }
    let Some(mut server) = read.into_iter().nth(chosen) else {
        guesses.push("base_url: the document names no server".into());
        return Server { url: NOWHERE.into(), variables: Vec::new() };
    };
    let url = server.url.trim_end_matches('/').to_owned();
    server.url = match url.strip_prefix("http://") {
        Some(rest) => {
            guesses.push("base_url: the document has plain http; this is https".into());
            format!("https://{rest}")
        }
        None => url,
    };
    if !usable(&server.url) {
        guesses.push(format!("base_url: the document has only `{}`", plain(&server.url)));
        let path = server.url.starts_with('/').then(|| format!("{NOWHERE}{}", server.url));
        let url = path.filter(|url| usable(url)).unwrap_or_else(|| NOWHERE.into());
        return Server { url, variables: Vec::new() };
    }
    server
}

/// A server's URL in which only labels of the host are still placeholders.
fn filled(url: &str, variables: Option<&Value>) -> Server {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let free = &labels[..labels.len().saturating_sub(2)];
    let mut server = Server { url: url.to_owned(), variables: Vec::new() };
    for name in placeholders(url) {
        let hole = format!("{{{name}}}");
        let ident = ident_of_variable(name);
        if free.contains(&hole.as_str()) && !server.variables.contains(&ident) {
            server.url = server.url.replace(&hole, &format!("{{{ident}}}"));
            server.variables.push(ident);
        } else {
            let default = variables.and_then(|all| all.get(name)?.get("default")?.as_str());
            server.url = server.url.replace(&hole, default.unwrap_or(name));
        }
    }
    server
}

/// A placeholder's name as a caller writes it: lower-case letters, digits and hyphens.
fn ident_of_variable(name: &str) -> String {
    heck::ToKebabCase::to_kebab_case(ident_of(&heck::ToSnakeCase::to_snake_case(name)).as_str())
}

/// Whether settings may have this as an address.
fn usable(url: &str) -> bool {
    let breaks = |c: char| c.is_whitespace() || !is_plain(c) || "\"'\\<>?#".contains(c);
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')) && !url.contains(breaks)
}

fn plain(text: &str) -> String {
    text.chars().filter(|character| is_plain(*character)).take(80).collect()
}

fn docs(document: &Value) -> Option<String> {
    let pages = ["/externalDocs/url", "/info/contact/url", "/info/termsOfService"];
    let mut pages = pages.iter().filter_map(|page| document.pointer(page)?.as_str());
    pages.find(|page| usable(page)).map(str::to_owned)
}

/// The table `[credentials]`, from the security schemes.
fn credentials(document: &Value, guesses: &mut Vec<String>) -> String {
    let (schemes, together) = wanted(document);
    // A key beside a token is not the token.
    let is_key = |scheme: &Value| scheme.get("type").is_some_and(|kind| kind == "apiKey");
    let tokens_first = || {
        [false, true]
            .into_iter()
            .flat_map(|key| schemes.iter().filter(move |(_, scheme)| is_key(scheme) == key))
    };
    let header = tokens_first().find_map(|(_, scheme)| header(scheme));
    let key = schemes.iter().find_map(|(_, scheme)| header_key(scheme)).filter(|_| together);
    let (name, prefix) = header.unwrap_or_else(|| {
        guesses.push(match schemes.first() {
            None => "credentials: the document has no security scheme".into(),
            Some((name, _)) => format!(
                "credentials: `{}` is no header that a token goes into; see how it is sent",
                plain(name)
            ),
        });
        ("Authorization".to_owned(), "Bearer")
    });
    let mut text =
        format!("[credentials]\nheader = {}\nprefix = {}\n", quoted(&name), quoted(prefix));
    if let Some(key) = key.filter(|key| !key.eq_ignore_ascii_case(&name)) {
        guesses.push(format!("credentials: the key in `{key}` goes with every call"));
        text.push_str(&format!("api_key_header = {}\n", quoted(&key)));
    }
    if let Some(url) = schemes.iter().find_map(|(_, scheme)| token_url(scheme)) {
        guesses.push("credentials: the token endpoint takes a form, as RFC 6749 has it".into());
        text.push_str(&format!(
            "\n[credentials.token_endpoint]\nurl = {}\nbody = \"form\"\ngrant_type = \"client_credentials\"\n",
            quoted(&url)
        ));
    }
    text
}

/// The schemes that the document asks for in the first alternative, or else all;
/// and whether they are asked for together.
fn wanted(document: &Value) -> (Vec<(&str, &Value)>, bool) {
    let all: Vec<(&str, &Value)> =
        components(document, "securitySchemes").map(|(name, it)| (name.as_str(), it)).collect();
    let first = document.pointer("/security/0").and_then(Value::as_object);
    let asked: Vec<(&str, &Value)> = all
        .iter()
        .filter(|(name, _)| first.is_some_and(|first| first.contains_key(*name)))
        .copied()
        .collect();
    if asked.is_empty() { (all, false) } else { (asked, true) }
}

/// The header that carries a token, and the word before it.
fn header(scheme: &Value) -> Option<(String, &'static str)> {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    match (text("type"), text("scheme").to_ascii_lowercase().as_str()) {
        ("http", "basic") => Some(("Authorization".into(), "Basic")),
        ("http", _) | ("oauth2" | "openIdConnect", _) => Some(("Authorization".into(), "Bearer")),
        _ => header_key(scheme).map(|name| (name, "")),
    }
}

fn header_key(scheme: &Value) -> Option<String> {
    let is_key = scheme.get("type")? == "apiKey" && scheme.get("in")? == "header";
    let name = scheme.get("name")?.as_str()?;
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    (is_key && !name.is_empty() && name.chars().all(is_token)).then(|| name.to_owned())
}

fn token_url(scheme: &Value) -> Option<String> {
    let url = scheme.pointer("/flows/clientCredentials/tokenUrl")?.as_str()?;
    let fits = url.starts_with("https://") && !url.ends_with('/') && usable(url);
    (fits && !url.contains(['{', '}'])).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::vendor;

    fn derived(document: Value) -> (Settings, Value) {
        let mut document = document;
        let settings = derive(&mut document, None, "openapi.json");
        vendor::parse(&settings.ident, &settings.text).expect("settings without problems");
        (settings, document)
    }

    #[test]
    fn settings_are_read_out_of_a_document() {
        let (settings, document) = derived(json!({
            "info": { "title": "Zenith Doors REST API v2" },
            "externalDocs": { "url": "https://zenith.example/docs" },
            "servers": [{
                "url": "https://{accountName}.zenith.example/{stage}/",
                "variables": { "accountName": {}, "stage": { "default": "v2" } },
            }],
            "security": [{ "token": [], "app": [] }],
            "components": { "securitySchemes": {
                "app": { "type": "apiKey", "in": "header", "name": "X-App" },
                "token": { "type": "oauth2", "flows": { "clientCredentials": {
                    "tokenUrl": "https://login.zenith.example/token",
                } } },
                "unused": { "type": "http", "scheme": "basic" },
            } },
        }));
        assert_snapshot!(settings.text, @r#"
        ident = "zenith_doors"
        name = "Zenith Doors REST API v2"
        base_url = "https://{account-name}.zenith.example/v2"
        docs = "https://zenith.example/docs"

        [[variables]]
        name = "account-name"
        description = "what the vendor's documentation says of it"

        [crates]
        raw = "floorkit-zenith-doors-raw"
        ergonomic = "floorkit-zenith-doors"

        [document]
        path = "openapi.json"
        kind = "hand-written"
        source = "https://zenith.example/docs"

        [credentials]
        header = "Authorization"
        prefix = "Bearer"
        api_key_header = "X-App"

        [credentials.token_endpoint]
        url = "https://login.zenith.example/token"
        body = "form"
        grant_type = "client_credentials"
        "#);
        let vendor = vendor::parse(&settings.ident, &settings.text).expect("valid");
        let place = crate::problem::Place::file("openapi.json");
        assert_eq!(vendor::check_servers(&place, &document, &vendor), []);
    }

    #[test]
    fn whatever_a_document_lacks_is_guessed_and_said() {
        let (settings, document) = derived(json!({}));
        assert_eq!((&*settings.ident, &*settings.name), ("vendor", "Vendor"));
        assert_eq!(document["servers"], json!([{ "url": NOWHERE }]));
        assert_snapshot!(settings.guesses.join("\n"), @"
        base_url: the document names no server
        docs: the document names no page; this is the base URL
        credentials: the document has no security scheme
        ");
    }

    #[test]
    fn servers_that_settings_cannot_have_are_replaced() {
        let url = |url: &str| {
            derived(json!({ "servers": [{ "url": url }] })).1["servers"][0]["url"].clone()
        };
        assert_eq!(url("/v3/"), "https://api.example.com/v3");
        assert_eq!(url("http://acme.example/v1"), "https://acme.example/v1");
        assert_eq!(url("{host}/v1"), NOWHERE);
        assert_eq!(url("https://{region}/v1"), "https://region/v1");
        assert_eq!(url("https://acme.example/\"\n"), NOWHERE);
    }

    #[test]
    fn an_ident_is_whose_api_it_is() {
        for (title, ident) in [
            ("GitHub v3 REST API", "github"),
            ("API", "api"),
            ("The \u{1f600} Shop: orders & more, and more", "the_shop_orders_more"),
            ("3D Models", "api_3d_models"),
            ("\u{4e16}\u{754c}", "vendor"),
            ("../../etc/passwd", "etc_passwd"),
        ] {
            assert_eq!(ident_of(title), ident, "{title}");
        }
    }
}
