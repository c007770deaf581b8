//! The operations table: what the run time must know of each operation.
//!
//! It is read from the normalized document and the vendor's settings, and
//! written beside the client, so that authentication, media types and windows
//! need no hand-written lists.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use crate::document::{components, operations, resolved};
use crate::normalize::{COMMAS, WIRE_NAME};
use crate::outline;
use crate::problem::{Place, Problem};
use crate::vendor::{Bound, Cut, Grant, Limit, TokenBody, TokenEndpoint, Vendor, Window};

/// What a table may be made of.
const RUNTIME: [&str; 10] = [
    "Cut",
    "Limit",
    "Method",
    "Operation",
    "RateLimit",
    "Region",
    "TokenEndpoint",
    "Variable",
    "Vendor",
    "Window",
];

/// One operation, as the run time sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The id, in snake case as the generated client passes it on.
    pub id: String,
    /// The method, in lower case.
    pub method: String,
    /// The path, with placeholders in braces.
    pub path: String,
    /// The first tag.
    pub tag: String,
    /// One line on what it does.
    pub summary: String,
    /// More on what it does.
    pub description: String,
    /// Whether a credential is sent.
    pub authenticated: bool,
    /// Whether a repetition changes nothing more.
    pub idempotent: bool,
    /// The media type of the request on the wire.
    pub request: Option<String>,
    /// The media types of a successful response on the wire, as `Accept` lists them.
    pub response: Option<String>,
    /// Whether a successful answer may be any JSON, which is to say that nobody knows.
    pub any_answer: bool,
    /// The query parameters, by their names on the wire, that are lists with commas.
    pub comma_lists: Vec<String>,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// The parameters, by their names in Rust, that the vendor wants used no more.
    pub deprecated_parameters: Vec<String>,
}

/// The table of a normalized document, sorted by id.
///
/// The key that goes with every call, in `key_header`, is no credential: an
/// operation that asks for nothing else is one that is called without a token.
pub fn table(document: &Value, key_header: Option<&str>) -> Vec<Operation> {
    let is_key = |scheme: &Value| {
        let name = scheme.get("name").and_then(Value::as_str);
        key_header.zip(name).is_some_and(|(header, name)| header.eq_ignore_ascii_case(name))
    };
    let keys: BTreeSet<&str> = components(document, "securitySchemes")
        .filter(|(_, scheme)| is_key(scheme))
        .map(|(name, _)| name.as_str())
        .collect();
    let mut table: Vec<Operation> = operations(document)
        .map(|(path, method, operation)| read(document, path, method, operation, &keys))
        .collect();
    table.sort_by(|left, right| left.id.cmp(&right.id));
    table
}

/// Window rules that name no operation, or a field that the operation lacks.
pub fn check(document_place: &Place, document: &Value, vendor: &Vendor) -> Vec<Problem> {
    let bodies: BTreeMap<String, BTreeSet<String>> = operations(document)
        .map(|(_, _, operation)| (id(operation), body_fields(document, operation)))
        .collect();
    let mut problems = Vec::new();
    for (index, window) in vendor.windows.iter().enumerate() {
        let place = vendor.settings_place().at(["windows", &index.to_string()]);
        for operation in &window.operations {
            let Some(fields) = bodies.get(operation) else {
                problems.push(Problem::fault(
                    "window",
                    place.clone(),
                    format!("no operation of {document_place} is named `{operation}`"),
                    "correct the name, or remove it from the rule",
                ));
                continue;
            };
            let named = [Some(&window.start), Some(&window.end), window.by.as_ref()];
            for field in named.into_iter().flatten().filter(|field| !fields.contains(*field)) {
                problems.push(Problem::fault(
                    "window",
                    place.clone(),
                    format!("the request of `{operation}` has no field `{field}`"),
                    "correct the rule, or document the field",
                ));
            }
        }
    }
    problems
}

/// The module `operations` of the generated crate.
pub fn module(table: &[Operation], vendor: &Vendor) -> TokenStream {
    let windows = vendor.windows_by_operation();
    let rules = vendor.windows.iter().filter_map(window_rule);
    let statics = table.iter().map(|operation| operation_static(operation, &windows));
    let names = table.iter().map(|operation| constant(&operation.id));
    let count = table.len();
    let vendor = vendor_static(vendor);
    let items = quote! {
        #vendor
        static OPERATIONS: [&Operation; #count] = [#(&#names),*];
        #(#statics)*
        #(#rules)*
    };
    let mut used = BTreeSet::new();
    outline::collect(items.clone(), &mut used);
    let imports = RUNTIME.into_iter().filter(|name| used.contains(*name));
    let imports = imports.map(|name| Ident::new(name, Span::call_site()));
    quote! {
        use ::floorkit_runtime::{#(#imports),*};
        #items
    }
}

fn read(
    document: &Value,
    path: &str,
    method: &str,
    operation: &Map<String, Value>,
    keys: &BTreeSet<&str>,
) -> Operation {
    let text = |key: &str| {
        operation.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    };
    let security = operation.get("security").or_else(|| document.get("security"));
    let idempotent = match operation.get("x-idempotent") {
        Some(Value::Bool(idempotent)) => *idempotent,
        _ => matches!(method, "get" | "head" | "put" | "delete" | "options" | "trace"),
    };
    let is_deprecated = operation.get("deprecated") == Some(&Value::Bool(true));
    let advice = text("x-deprecation");
    Operation {
        id: id(operation),
        method: method.to_owned(),
        path: on_the_wire(path).to_owned(),
        tag: first_tag(operation),
        summary: text("summary"),
        description: text("description"),
        authenticated: has_security(security, keys),
        idempotent,
        request: wire(operation, "request").or_else(|| sole(operation.get("requestBody"))),
        response: wire(operation, "response").or_else(|| success(operation)),
        any_answer: answers_anything(document, operation),
        comma_lists: comma_lists(operation),
        deprecated: is_deprecated.then(|| match advice.as_str() {
            "" => "the vendor has deprecated this operation".to_owned(),
            advice => advice.to_owned(),
        }),
        deprecated_parameters: deprecated_parameters(operation),
    }
}

/// A path as a request has it: what tells operations of one path apart, or is a
/// query of its own, is no part of it.
fn on_the_wire(path: &str) -> &str {
    path.split(['#', '?']).next().unwrap_or(path)
}

fn id(operation: &Map<String, Value>) -> String {
    operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_snake_case()
}

fn first_tag(operation: &Map<String, Value>) -> String {
    let tag = operation.get("tags").and_then(|tags| tags.get(0)).and_then(Value::as_str);
    tag.unwrap_or("Other").to_owned()
}

/// An empty list, or a list with an alternative of nothing but keys, asks for no
/// credential.
fn has_security(security: Option<&Value>, keys: &BTreeSet<&str>) -> bool {
    let alternatives = security.and_then(Value::as_array);
    let is_empty = |alternative: &Value| {
        let mut schemes = alternative.as_object().into_iter().flatten();
        schemes.all(|(scheme, _)| keys.contains(scheme.as_str()))
    };
    alternatives.is_some_and(|all| !all.is_empty() && !all.iter().any(is_empty))
}

fn wire(operation: &Map<String, Value>, side: &str) -> Option<String> {
    Some(operation.get("x-wire")?.get(side)?.as_str()?.to_owned())
}

fn sole(body: Option<&Value>) -> Option<String> {
    body?.get("content")?.as_object()?.keys().next().cloned()
}

/// JSON, or else all the media types that bytes may come as.
fn success(operation: &Map<String, Value>) -> Option<String> {
    let responses = operation.get("responses")?.as_object()?;
    let media_types: BTreeSet<&str> = responses
        .iter()
        .filter(|(status, _)| status.starts_with('2'))
        .filter_map(|(_, response)| response.get("content")?.as_object())
        .flat_map(Map::keys)
        .map(String::as_str)
        .collect();
    let media_types: Vec<&str> = media_types.into_iter().collect();
    (!media_types.is_empty()).then(|| media_types.join(", "))
}

const SECRET_JSON: &str = "floorkit_runtime::SecretJson";

/// Whether the schema of a successful answer asks for nothing, or takes nothing
/// for an answer.
fn answers_anything(document: &Value, operation: &Map<String, Value>) -> bool {
    let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
    let schema = responses
        .filter(|(status, _)| status.starts_with('2'))
        .find_map(|(_, response)| response.pointer("/content/application~1json/schema"));
    let schema = schema.and_then(|schema| resolved(document, schema).as_object());
    schema.is_some_and(|schema| {
        let replaced = schema.get("x-rust-type").and_then(|kind| kind.get("path"));
        replaced.is_some_and(|path| path == SECRET_JSON)
            || schema.get("nullable") == Some(&Value::Bool(true))
            || schema.keys().all(|key| key == "description")
    })
}

/// The query parameters whose values have commas between them.
fn comma_lists(operation: &Map<String, Value>) -> Vec<String> {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let has_commas = |one: &&Value| {
        let delimiter = one.pointer("/schema/x-rust-type/parameters/1/x-rust-type/path");
        delimiter.is_some_and(|path| path == COMMAS)
    };
    let name = |one: &Value| {
        let wire = one.get(WIRE_NAME).or_else(|| one.get("name"));
        Some(wire?.as_str()?.to_owned())
    };
    parameters.filter(has_commas).filter_map(name).collect()
}

/// The parameters, by their names in Rust, that the vendor wants used no more.
fn deprecated_parameters(operation: &Map<String, Value>) -> Vec<String> {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let deprecated = parameters.filter(|one| one.get("deprecated") == Some(&Value::Bool(true)));
    deprecated.filter_map(|one| Some(one.get("name")?.as_str()?.to_snake_case())).collect()
}

fn body_fields(document: &Value, operation: &Map<String, Value>) -> BTreeSet<String> {
    let schema = operation
        .get("requestBody")
        .and_then(|body| body.get("content")?.as_object()?.values().next()?.get("schema"));
    let reference = schema.and_then(|schema| schema.get("$ref")).and_then(Value::as_str);
    let schema = match reference.and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer),
        None => schema,
    };
    let properties = schema.and_then(|schema| schema.get("properties")?.as_object());
    properties.into_iter().flat_map(Map::keys).cloned().collect()
}

fn constant(id: &str) -> Ident {
    format_ident!("{}", id.to_shouty_snake_case())
}

fn window_name(window: &Window) -> Option<Ident> {
    window.operations.first().map(|id| format_ident!("{}_WINDOW", id.to_shouty_snake_case()))
}

fn vendor_static(vendor: &Vendor) -> TokenStream {
    let Vendor { ident, name, base_url, .. } = vendor;
    let (header, prefix) = (&vendor.credentials.header, &vendor.credentials.prefix);
    let places = places(vendor);
    let key = vendor.credentials.api_key_header.as_ref();
    let key = key.map(|header| quote!(.api_key_header(#header)));
    let token_endpoint = vendor.credentials.token_endpoint.as_ref().map(token_endpoint);
    let token_endpoint = token_endpoint.map(|endpoint| quote!(.token_endpoint(#endpoint)));
    let rate_limit = vendor.rate_limit.as_ref().map(|limit| {
        let (rate, burst, scope) = (limit.requests_per_second, limit.burst, &limit.scope);
        quote!(.rate_limit(RateLimit::new(#rate, #burst, #scope)))
    });
    let errors = vendor.errors.as_ref().map(|pointers| {
        let (code, message) = (&pointers.code, &pointers.message);
        quote!(.error_pointers(&[#(#code),*], &[#(#message),*]))
    });
    let docs = format!("{name}, as the run time sees it.");
    quote! {
        #[doc = #docs]
        pub static VENDOR: Vendor = Vendor::new(#ident, #name, #base_url)
            #places
            .credentials(#header, #prefix)
            #key
            #token_endpoint
            #rate_limit
            #errors
            .operations(&OPERATIONS);
    }
}

/// The regions and the variables of the base URL, if there are any.
fn places(vendor: &Vendor) -> TokenStream {
    let regions = vendor.regions.iter().map(|region| {
        let (name, base_url) = (&region.name, &region.base_url);
        let token_url = region.token_url.as_ref().map(|url| quote!(.token_url(#url)));
        quote!(Region::new(#name, #base_url) #token_url)
    });
    let variables = vendor.variables.iter().map(|variable| {
        let (name, description) = (&variable.name, &variable.description);
        quote!(Variable::new(#name, #description))
    });
    let regions = (!vendor.regions.is_empty()).then(|| quote!(.regions(&[#(#regions),*])));
    let variables = (!vendor.variables.is_empty()).then(|| quote!(.variables(&[#(#variables),*])));
    quote!(#regions #variables)
}

fn token_endpoint(endpoint: &TokenEndpoint) -> TokenStream {
    let constructor = match endpoint.body {
        TokenBody::Json => quote!(json),
        TokenBody::Form => quote!(form),
    };
    let path = endpoint.path.as_ref().map(|path| quote!(.path(#path)));
    let url = endpoint.url.as_ref().map(|url| quote!(.url(#url)));
    let password = (endpoint.grant_type == Grant::Password).then(|| quote!(.password()));
    let scope = endpoint.scope.as_ref().map(|scope| quote!(.scope(#scope)));
    let (names, values) = (endpoint.fields.keys(), endpoint.fields.values());
    let fields = quote!(.fields(&[#((#names, #values)),*]));
    let fields = (!endpoint.fields.is_empty()).then_some(fields);
    quote!(TokenEndpoint::#constructor() #path #url #password #scope #fields)
}

fn operation_static(operation: &Operation, windows: &BTreeMap<&str, &Window>) -> TokenStream {
    let Operation { id, path, tag, .. } = operation;
    let name = constant(id);
    let method = Ident::new(&capitalized(&operation.method), Span::call_site());
    let docs = format!("`{} {path}`", operation.method.to_ascii_uppercase());
    let authenticated = operation.authenticated.then(|| quote!(.authenticated()));
    let idempotent = operation.idempotent.then(|| quote!(.idempotent()));
    let request = operation.request.as_ref().map(|request| quote!(.request(#request)));
    let response = operation.response.as_ref().map(|response| quote!(.response(#response)));
    let any_answer = operation.any_answer.then(|| quote!(.any_answer()));
    let lists = &operation.comma_lists;
    let lists = (!lists.is_empty()).then(|| quote!(.comma_lists(&[#(#lists),*])));
    let window = windows.get(id.as_str()).and_then(|window| window_name(window));
    let window = window.map(|window| quote!(.window(&#window)));
    let deprecated = operation.deprecated.as_ref().map(|advice| quote!(.deprecated(#advice)));
    quote! {
        #[doc = #docs]
        pub static #name: Operation = Operation::new(#id, Method::#method, #path)
            .tag(#tag)
            #authenticated
            #idempotent
            #request
            #response
            #any_answer
            #lists
            #window
            #deprecated;
    }
}

pub(crate) fn capitalized(method: &str) -> String {
    let (first, rest) = method.split_at(method.len().min(1));
    first.to_ascii_uppercase() + rest
}

fn window_rule(window: &Window) -> Option<TokenStream> {
    let name = window_name(window)?;
    let Window { start, end, .. } = window;
    let inclusive = window.inclusive_end.then(|| quote!(.inclusive_end()));
    let repeats = window.repeats_at_seams.then(|| quote!(.repeats_at_seams()));
    let default = window.default_resolution.as_deref().unwrap_or_default();
    let by = window.by.as_ref().map(|by| quote!(.by(#by, #default)));
    let limits = window.limits.iter().map(limit);
    Some(quote! {
        static #name: Window =
            Window::new(#start, #end) #inclusive #repeats #by .limits(&[#(#limits),*]);
    })
}

fn limit(limit: &Limit) -> TokenStream {
    let seconds = limit.max.seconds;
    let bound = match limit.bound {
        Bound::AtMost => quote!(at_most),
        Bound::LessThan => quote!(less_than),
    };
    let cut = match limit.cut {
        Cut::Minute => quote!(Minute),
        Cut::Hour => quote!(Hour),
        Cut::Day => quote!(Day),
        Cut::Week => quote!(Week),
        Cut::Month => quote!(Month),
        Cut::Year => quote!(Year),
        Cut::Never => quote!(Never),
    };
    let resolution = limit.resolution.as_ref().map(|value| quote!(.resolution(#value)));
    let at_least = limit.min.map(|min| {
        let seconds = min.seconds;
        quote!(.at_least(#seconds))
    });
    quote!(Limit::#bound(#seconds).cut(Cut::#cut) #resolution #at_least)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::vendor::testing::{ACME, WINDOW, elaborate};

    fn only(operation: &Value, global: &Value) -> Operation {
        let document = json!({ "security": global, "paths": { "/a/{id}": { "post": operation } } });
        table(&document, None).remove(0)
    }

    #[test]
    fn an_operation_is_read_with_what_the_wire_carries() {
        let operation = only(
            &json!({
                "operationId": "getThing",
                "tags": ["Things"],
                "deprecated": true,
                "x-deprecation": "use get_other",
                "x-idempotent": true,
                "x-wire": { "response": "text/plain" },
                "requestBody": { "content": { "application/json": {} } },
                "responses": { "200": { "content": { "application/json": {} } } },
            }),
            &json!([{ "apiKey": [] }]),
        );
        assert_eq!(operation.id, "get_thing");
        assert_eq!(operation.tag, "Things");
        assert!(operation.authenticated && operation.idempotent);
        assert_eq!(operation.request.as_deref(), Some("application/json"));
        assert_eq!(operation.response.as_deref(), Some("text/plain"));
        assert_eq!(operation.deprecated.as_deref(), Some("use get_other"));
    }

    #[test]
    fn bytes_are_asked_for_in_all_their_forms() {
        let content = json!({ "content": { "image/webp": {}, "image/png": {} } });
        let svg = json!({ "content": { "image/svg+xml": {} } });
        let operation = only(
            &json!({ "operationId": "a", "responses": { "200": content, "203": svg, "4XX": svg } }),
            &Value::Null,
        );
        assert_eq!(operation.response.as_deref(), Some("image/png, image/svg+xml, image/webp"));
    }

    #[test]
    fn an_answer_of_which_nothing_is_known_may_be_anything() {
        let answers = |schema: Value| {
            let body = json!({ "content": { "application/json": { "schema": schema } } });
            let document = json!({
                "paths": { "/a": { "post": { "operationId": "a", "responses": { "2XX": body } } } },
                "components": { "schemas": {
                    "Any": { "description": "Whatever it says." },
                    "Open": { "type": "object", "additionalProperties": true },
                } },
            });
            table(&document, None).remove(0).any_answer
        };
        assert!(answers(json!({})));
        assert!(answers(json!({ "$ref": "#/components/schemas/Any" })));
        assert!(answers(json!({ "x-rust-type": { "path": SECRET_JSON } })));
        assert!(!answers(json!({ "$ref": "#/components/schemas/Open" })));
        assert!(!answers(json!({ "type": "string" })));
        assert!(
            !only(&json!({ "operationId": "a", "responses": { "2XX": {} } }), &Value::Null)
                .any_answer
        );
    }

    #[test]
    fn deprecated_parameters_are_named_as_in_rust() {
        let old = json!({ "name": "startDate[before]", "in": "query", "deprecated": true });
        let new = json!({ "name": "start", "in": "query" });
        let operation =
            only(&json!({ "operationId": "a", "parameters": [old, new] }), &Value::Null);
        assert_eq!(operation.deprecated_parameters, ["start_date_before"]);
    }

    #[test]
    fn an_operation_may_ask_for_no_credential() {
        let global = json!([{ "apiKey": [] }]);
        assert!(only(&json!({ "operationId": "a" }), &global).authenticated);
        assert!(!only(&json!({ "operationId": "a", "security": [] }), &global).authenticated);
        assert!(
            !only(&json!({ "operationId": "a", "security": [{}, { "apiKey": [] }] }), &global)
                .authenticated
        );
        assert!(!only(&json!({ "operationId": "a" }), &Value::Null).authenticated);
    }

    #[test]
    fn a_key_that_goes_with_every_call_is_no_credential() {
        let scheme = |name: &str| json!({ "type": "apiKey", "in": "header", "name": name });
        let document = json!({
            "security": [{ "key": [], "account": [] }],
            "paths": { "/a": {
                "get": { "operationId": "get_a" },
                "post": { "operationId": "make_token", "security": [{ "key": [] }] },
            } },
            "components": { "securitySchemes": {
                "key": scheme("X-Key"), "account": scheme("Authorization"),
            } },
        });
        let asks = |key_header| -> Vec<bool> {
            table(&document, key_header).iter().map(|operation| operation.authenticated).collect()
        };
        assert_eq!(asks(Some("x-key")), [true, false]);
        assert_eq!(asks(None), [true, true]);
    }

    #[test]
    fn a_table_imports_what_it_is_made_of() {
        let mut vendor: Vendor = toml::from_str(ACME).expect("settings");
        vendor.rate_limit = None;
        vendor.windows.clear();
        let table = table(&json!({ "paths": { "/a": { "get": { "operationId": "a" } } } }), None);
        let written = module(&table, &vendor).to_string();
        assert!(
            written.starts_with(
                "use :: floorkit_runtime :: { Method , Operation , TokenEndpoint , Vendor } ;"
            ),
            "{written}"
        );
    }

    #[test]
    fn a_vendor_is_written_with_all_that_the_run_time_needs() {
        let vendor: Vendor = toml::from_str(&elaborate()).expect("settings");
        let file = syn::parse2(vendor_static(&vendor)).expect("Rust");
        assert_snapshot!(prettyplease::unparse(&file), @r#"
        ///Acme, as the run time sees it.
        pub static VENDOR: Vendor = Vendor::new("acme", "Acme", "https://{tenant}.acme.example")
            .regions(
                &[
                    Region::new("eu", "https://{tenant}.acme.example")
                        .token_url("https://login.acme.example/token"),
                    Region::new("us", "https://{tenant}.us.acme.example"),
                ],
            )
            .variables(&[Variable::new("tenant", "the customer's subdomain")])
            .credentials("Authorization", "Bearer")
            .api_key_header("X-Key")
            .token_endpoint(
                TokenEndpoint::json()
                    .path("/oauth/token")
                    .password()
                    .scope("public")
                    .fields(&[("response_type", "token")]),
            )
            .rate_limit(RateLimit::new(15u32, 100u32, "ip"))
            .error_pointers(&["/code"], &["/detail", "/message"])
            .operations(&OPERATIONS);
        "#);
    }

    #[test]
    fn a_post_is_not_repeatable_unless_it_says_so() {
        assert!(!only(&json!({ "operationId": "a" }), &Value::Null).idempotent);
        assert!(
            only(&json!({ "operationId": "a", "x-idempotent": true }), &Value::Null).idempotent
        );
    }

    #[test]
    fn a_window_says_what_repeats_at_its_seams() {
        let rule = |window: &str| {
            let vendor = crate::vendor::parse("acme", &format!("{ACME}{window}")).expect("valid");
            window_rule(&vendor.windows[0]).expect("a rule").to_string()
        };
        let silent = rule(WINDOW);
        let told = rule(&WINDOW.replace("[[windows.l", "repeats_at_seams = true\n[[windows.l"));
        assert!(silent.contains(". inclusive_end () . limits"), "{silent}");
        assert!(told.contains(". inclusive_end () . repeats_at_seams () . limits"), "{told}");
    }
}
