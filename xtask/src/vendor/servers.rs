//! Whether a document and the settings beside it name the same servers.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Vendor;
use crate::document::placeholders;
use crate::problem::{Place, Problem};

/// Every server of the document that the settings do not have, or have in
/// another order, and every variable in one that it does not declare.
pub fn check(place: &Place, document: &Value, vendor: &Vendor) -> Vec<Problem> {
    let servers = document.get("servers").and_then(Value::as_array);
    let servers: &[Value] = servers.map_or(&[], Vec::as_slice);
    let listed: Vec<&str> =
        servers.iter().filter_map(|server| server.get("url")?.as_str()).collect();
    let expected: Vec<&str> = match &vendor.regions[..] {
        [] => vec![&vendor.base_url],
        regions => regions.iter().map(|region| region.base_url.as_str()).collect(),
    };
    let mut problems = Vec::new();
    if listed != expected {
        problems.push(Problem::fault(
            "servers",
            place.at(["servers"]),
            format!(
                "the document has {}, and {} has {}",
                all(&listed),
                vendor.settings_place(),
                all(&expected)
            ),
            "list the same servers in both: one per region, in their order, or else the base URL",
        ));
    }
    for (index, server) in servers.iter().enumerate() {
        problems.extend(undeclared(place, index, server));
    }
    problems
}

/// The variables in a server's URL that are not declared beside it, or the
/// other way round.
fn undeclared(place: &Place, index: usize, server: &Value) -> Option<Problem> {
    let used: BTreeSet<&str> = placeholders(server.get("url")?.as_str()?).into_iter().collect();
    let declared = server.get("variables").and_then(Value::as_object);
    let declared: BTreeSet<&str> =
        declared.into_iter().flat_map(Map::keys).map(String::as_str).collect();
    let differ: Vec<&str> = used.symmetric_difference(&declared).copied().collect();
    (!differ.is_empty()).then(|| {
        Problem::fault(
            "servers",
            place.at(["servers", &index.to_string(), "variables"]),
            format!("only the URL or only `variables` has {}", all(&differ)),
            "declare each `{name}` of the URL under `variables`, with a default and a description",
        )
    })
}

fn all(names: &[&str]) -> String {
    match names {
        [] => "none".to_owned(),
        names => format!("`{}`", names.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::parse;
    use super::super::testing::{ACME, elaborate};
    use super::*;

    fn said(settings: &str, servers: &Value) -> String {
        let vendor = parse("acme", settings).expect("valid");
        let document = json!({ "servers": servers });
        let problems = check(&Place::file("specs/acme/openapi.yaml"), &document, &vendor);
        problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn servers_that_agree_are_fine() {
        assert_eq!(said(ACME, &json!([{ "url": "https://api.acme.example" }])), "");
        let variables = json!({ "tenant": { "default": "tenant" } });
        let servers = json!([
            { "url": "https://{tenant}.acme.example", "variables": variables },
            { "url": "https://{tenant}.us.acme.example", "variables": variables },
        ]);
        assert_eq!(said(&elaborate(), &servers), "");
    }

    #[test]
    fn servers_that_disagree_are_named() {
        assert_snapshot!(said(ACME, &Value::Null), @"
        error[servers]: specs/acme/openapi.yaml#/servers
          the document has none, and specs/acme/vendor.toml has `https://api.acme.example`
          fix: list the same servers in both: one per region, in their order, or else the base URL
        ");
        assert_snapshot!(said(&elaborate(), &json!([
            { "url": "https://{tenant}.us.acme.example", "variables": { "customer": {} } },
        ])), @"
        error[servers]: specs/acme/openapi.yaml#/servers
          the document has `https://{tenant}.us.acme.example`, and specs/acme/vendor.toml has `https://{tenant}.acme.example`, `https://{tenant}.us.acme.example`
          fix: list the same servers in both: one per region, in their order, or else the base URL
        error[servers]: specs/acme/openapi.yaml#/servers/0/variables
          only the URL or only `variables` has `customer`, `tenant`
          fix: declare each `{name}` of the URL under `variables`, with a default and a description
        ");
    }
}
