//! The crate that is written by hand, as it begins: a client that opens the door
//! to the generated one.

use heck::{ToShoutySnakeCase, ToSnakeCase};
use serde_json::Value;

use crate::attempt::Attempt;
use crate::document::operations;
use crate::vendor;

/// The files, by their paths in the crate's folder.
pub(super) fn files(ident: &str, attempt: &Attempt) -> Vec<(String, String)> {
    let kebab = ident.replace('_', "-");
    let name = for_docs(&attempt.settings.name);
    let vendor = vendor::parse(ident, &attempt.settings.text).ok();
    let key = vendor.as_ref().is_some_and(|it| it.credentials.api_key_header.is_some());
    let variables = vendor.as_ref().is_some_and(|it| !it.variables.is_empty());
    let more = [(key, API_KEY), (variables, VARIABLE)];
    let more: Vec<&str> = more.iter().filter(|(has, _)| *has).map(|(_, method)| *method).collect();
    let more = match &more[..] {
        [] => String::new(),
        methods => format!("\nimpl ClientBuilder {{\n{}}}\n", methods.join("\n")),
    };
    let mut exports = [
        format!("pub use floorkit_{ident}_raw as raw;"),
        format!("pub use floorkit_runtime::{EXPORTS};"),
    ];
    exports.sort();
    let exports = exports.join("\n");
    let fill = |template: &str| {
        template
            .replace("{more}", &more)
            .replace("{secret}", if key { ".api_key(\"s3cret\")" } else { "" })
            .replace("{imports}", if key { "use floorkit_runtime::SecretText;\n\n" } else { "" })
            .replace("{exports}", &exports)
            .replace("{ENV}", &ident.to_ascii_uppercase())
            .replace("{package}", &format!("floorkit-{kebab}"))
            .replace("{crate}", &format!("floorkit_{ident}"))
            .replace("{description}", &quoted(&format!("Client for {}", attempt.settings.name)))
            .replace("{name}", &name)
    };
    let call = example(&attempt.document).map(|id| {
        fill(&CALL.replace("{OPERATION}", &id.to_shouty_snake_case()).replace("{operation}", &id))
    });
    let readme = fill(README).replace("{call}", &call.unwrap_or_default());
    [
        ("Cargo.toml", fill(MANIFEST)),
        ("README.md", readme),
        ("src/client.rs", fill(CLIENT)),
        ("src/lib.rs", fill(LIB)),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into()
}

/// A name as documentation can have it: nothing in it is markup.
fn for_docs(name: &str) -> String {
    let is_markup = |c: char| "\\`*_[]<>#|~&{}".contains(c);
    let plain: String = name.chars().filter(|c| !is_markup(*c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// An operation to begin with: the first one that is only read.
fn example(document: &Value) -> Option<String> {
    let fits = |method: &str, operation: &serde_json::Map<String, Value>| {
        method == "get" && operation.get("deprecated") != Some(&Value::Bool(true))
    };
    let mut all =
        operations(document).filter(|(_, method, operation)| fits(method, operation)).filter_map(
            |(_, _, operation)| Some(operation.get("operationId")?.as_str()?.to_snake_case()),
        );
    all.find(|id| syn::parse_str::<syn::Ident>(id).is_ok())
}

const EXPORTS: &str = "{
    AttemptOutcome, Backoff, CallOptions, Credentials, Error, Interceptor, Limits, OpenEnum, Reply,
    RetryBudget, SecretText, call, jiff,
}";

const MANIFEST: &str = r#"[package]
name = "{package}"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true
description = {description}
readme = "README.md"

[dependencies]
{package}-raw.workspace = true
floorkit-runtime.workspace = true

[lints]
workspace = true
"#;

const README: &str = r#"# {package}

A client of {name}. Every operation is reached through `client.raw()`, the generated client;
what is worth a nicer form gets a method here.

```rust,no_run
use {crate}::{Client, Credentials};

# async fn sample() -> {crate}::Result<()> {
let client = Client::builder().credentials(Credentials::token("tok_…")).build()?;
{call}# Ok(())
# }
```

## Errors

There is one `Error`. Ask it with `is_unauthorized()`, `is_rate_limited()`, `is_timeout()`,
`is_decode()` and its sisters; its text says what happened, where, and what to do.

No error, log or `Debug` shows a credential.
"#;

const CALL: &str = r#"let raw = client.raw();
let answer = {crate}::call(&{crate}::raw::operations::{OPERATION}, raw.{operation}().send()).await?;
"#;

const API_KEY: &str = r#"    /// The key that goes with every call, beside the token.
    ///
    /// ```
    /// let builder = {crate}::Client::builder().api_key("key_…");
    /// ```
    pub fn api_key(self, key: impl Into<SecretText>) -> Self {
        self.configure(|builder| builder.api_key(key))
    }
"#;

const VARIABLE: &str = r#"    /// A part of the base URL that differs from customer to customer, by its name.
    ///
    /// ```
    /// let builder = {crate}::Client::builder().variable("tenant", "desk-co");
    /// ```
    pub fn variable(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.configure(|builder| builder.variable(name, value))
    }
"#;

const LIB: &str = r#"//! A client of {name}.
//!
#![doc = include_str!("../README.md")]

mod client;

{exports}

pub use crate::client::{Client, ClientBuilder};

/// What every call gives: a value, or an [`Error`].
///
/// ```
/// fn half(number: u32) -> {crate}::Result<u32> {
///     Ok(number / 2)
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;
"#;

const CLIENT: &str = r#"//! The client, and how it is built.

{imports}floorkit_runtime::client! {
    "{crate}", raw: {crate}_raw, env: "{ENV}";

    /// A client of {name}. A clone is cheap, and shares connections and token.
    pub struct Client;

    /// Builds a [`Client`]. Made by [`Client::builder`].
    pub struct ClientBuilder;
}
{more}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credentials;

    #[test]
    fn no_debug_shows_a_secret() {
        let builder = Client::builder().credentials(Credentials::token("s3cret")){secret};
        assert!(!format!("{builder:?}").contains("s3cret"));
        let client = builder.base_url("http://127.0.0.1:8080").build().unwrap();
        assert!(!format!("{client:?}").contains("s3cret"));
    }
}
"#;
