//! What requests say that the generator cannot.
//!
//! It writes the name of a parameter as the wire has it and as Rust has it, and
//! knows no other; and it calls `client.options(url)` and `client.trace(url)`,
//! which the HTTP client does not have.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde_json::Value;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprLit, Item, Lit, LitStr, Token, parse_quote};

use super::last_segment;
use crate::document::operations;
use crate::normalize::WIRE_NAME;

pub(super) fn run(items: &mut [Item], document: &Value) {
    let named: BTreeMap<String, BTreeMap<&str, &str>> = operations(document)
        .filter_map(|(_, _, operation)| {
            let id = operation.get("operationId")?.as_str()?.to_pascal_case();
            let parameters = operation.get("parameters")?.as_array()?;
            Some((id, parameters.iter().filter_map(names).collect()))
        })
        .collect();
    let none = BTreeMap::new();
    for item in items {
        let Item::Impl(item) = item else { continue };
        let names = named.get(&last_segment(&item.self_ty)).unwrap_or(&none);
        Requests { names }.visit_item_impl_mut(item);
    }
}

/// The name of a parameter in Rust, and that on the wire.
fn names(parameter: &Value) -> Option<(&str, &str)> {
    Some((parameter.get("name")?.as_str()?, parameter.get(WIRE_NAME)?.as_str()?))
}

struct Requests<'a> {
    names: &'a BTreeMap<&'a str, &'a str>,
}

impl Requests<'_> {
    fn on_the_wire(&self, call: &mut Punctuated<Expr, Token![,]>) {
        if let Some(Expr::Lit(ExprLit { lit: Lit::Str(name), .. })) = call.first_mut()
            && let Some(wire) = self.names.get(name.value().as_str())
        {
            *name = LitStr::new(wire, name.span());
        }
    }
}

impl VisitMut for Requests<'_> {
    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        let Expr::Path(function) = &*call.func else { return };
        let mut segments = function.path.segments.iter().rev();
        let is = |segment: Option<&syn::PathSegment>, name: &str| {
            segment.is_some_and(|segment| segment.ident == name)
        };
        if is(segments.next(), "new") && is(segments.next(), "QueryParam") {
            self.on_the_wire(&mut call.args);
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let Expr::MethodCall(call) = &mut *expression else { return };
        if call.method == "append" && is_name(&call.receiver, "header_map") {
            self.on_the_wire(&mut call.args);
        }
        let method = match call.method.to_string().as_str() {
            "options" => "OPTIONS",
            "trace" => "TRACE",
            _ => return,
        };
        if call.args.len() == 1 && call.args.first().is_some_and(|url| is_name(url, "url")) {
            let (client, url) = (&call.receiver, &call.args);
            let method = syn::Ident::new(method, call.method.span());
            *expression = parse_quote!(#client.request(::reqwest::Method::#method, #url));
        }
    }
}

fn is_name(expression: &Expr, name: &str) -> bool {
    matches!(expression, Expr::Path(path) if path.path.is_ident(name))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_says_what_the_wire_has() {
        let document = json!({ "paths": { "/a": { "options": {
            "operationId": "try_a",
            "parameters": [
                { "name": "created_before", "in": "query", WIRE_NAME: "created<" },
                { "name": "page_header", "in": "header", WIRE_NAME: "Page" },
                { "name": "page", "in": "query" },
            ],
        } } } });
        let mut file: syn::File = parse_quote! {
            impl TryA {
                fn send(self) {
                    if let Some(value) = page_header {
                        header_map.append("page_header", value.to_string().try_into()?);
                    }
                    client
                        .client
                        .options(url)
                        .query(&progenitor_client::QueryParam::new("created_before", &created_before))
                        .query(&progenitor_client::QueryParam::new("page", &page))
                }
            }
        };
        run(&mut file.items, &document);
        assert_snapshot!(prettyplease::unparse(&file), @r#"
        impl TryA {
            fn send(self) {
                if let Some(value) = page_header {
                    header_map.append("Page", value.to_string().try_into()?);
                }
                client
                    .client
                    .request(::reqwest::Method::OPTIONS, url)
                    .query(&progenitor_client::QueryParam::new("created<", &created_before))
                    .query(&progenitor_client::QueryParam::new("page", &page))
            }
        }
        "#);
    }
}
