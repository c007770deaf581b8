//! Checks how a client gets its token.

use super::super::{Credentials, TokenEndpoint, Vendor};
use super::Fault;

/// What the run time writes into a token request itself.
const TOKEN_FIELDS: [&str; 6] =
    ["client_id", "client_secret", "grant_type", "password", "scope", "username"];

/// Token endpoints without an address, or with several, and things of one name
/// that would meet.
pub(super) fn run(vendor: &Vendor) -> Vec<Fault> {
    let Credentials { header, api_key_header, token_endpoint, .. } = &vendor.credentials;
    let key = api_key_header.as_ref().filter(|key| key.eq_ignore_ascii_case(header));
    let same = key.map(|_| Fault {
        pointer: "/credentials/api_key_header".into(),
        reason: format!("`{header}` carries the token already"),
        fix: "name the header of the second secret, or remove the key".into(),
    });
    let address = match token_endpoint {
        Some(endpoint) => address(vendor, endpoint),
        None => stray_address(vendor),
    };
    let fields = token_endpoint.iter().flat_map(|endpoint| endpoint.fields.keys());
    let taken = fields.filter(|name| TOKEN_FIELDS.contains(&name.as_str())).map(|name| Fault {
        pointer: format!("/credentials/token_endpoint/fields/{name}"),
        reason: format!("`{name}` is written by the run time"),
        fix: "remove it; `grant_type` and `scope` have keys of their own".into(),
    });
    same.into_iter().chain(address).chain(taken).collect()
}

fn address(vendor: &Vendor, endpoint: &TokenEndpoint) -> Option<Fault> {
    let mut regions = vendor.regions.iter();
    let reason = match (&endpoint.path, &endpoint.url) {
        (Some(_), Some(_)) => "`path` and `url` are two addresses of one endpoint",
        (None, None) if vendor.regions.is_empty() => "the endpoint has no address",
        (None, None) if regions.any(|region| region.token_url.is_none()) => {
            "a region without a `token_url` has no address of the endpoint"
        }
        _ => return None,
    };
    Some(Fault {
        pointer: "/credentials/token_endpoint".into(),
        reason: reason.into(),
        fix: "write `path` below the base URL, or `url`, or a `token_url` in every region".into(),
    })
}

fn stray_address(vendor: &Vendor) -> Option<Fault> {
    let at = vendor.regions.iter().position(|region| region.token_url.is_some())?;
    Some(Fault {
        pointer: format!("/regions/{at}/token_url"),
        reason: "the address means nothing without `[credentials.token_endpoint]`".into(),
        fix: "add the table: it says how a token is asked for".into(),
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::super::parse;
    use super::super::super::testing::{ACME, elaborate, elaborate_with, problems};

    #[test]
    fn a_token_endpoint_has_one_address() {
        let path = "path = \"/oauth/token\"";
        assert_snapshot!(acme_with(path, ""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/credentials/token_endpoint
          the endpoint has no address
          fix: write `path` below the base URL, or `url`, or a `token_url` in every region
        ");
        assert_snapshot!(acme_with(path, "path = \"/a\"\nurl = \"https://login.acme.example\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/credentials/token_endpoint
          `path` and `url` are two addresses of one endpoint
          fix: write `path` below the base URL, or `url`, or a `token_url` in every region
        ");
        assert_snapshot!(elaborate_with(path, ""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/credentials/token_endpoint
          a region without a `token_url` has no address of the endpoint
          fix: write `path` below the base URL, or `url`, or a `token_url` in every region
        ");
        let login = "url = \"https://login.acme.example\"";
        assert!(parse("acme", &ACME.replace(path, login)).is_ok());
        let said = acme_with(path, "url = \"http://login.acme.example\"");
        assert!(said.contains("is not an https address"), "{said}");
    }

    #[test]
    fn an_address_belongs_to_an_endpoint() {
        let text = elaborate();
        let (before, rest) = text.split_once("[credentials.token_endpoint]").expect("a table");
        let (_, after) = rest.split_once("[rate_limit]").expect("a table");
        assert_snapshot!(problems(&format!("{before}[rate_limit]{after}")), @"
        error[vendor-settings]: specs/acme/vendor.toml#/regions/0/token_url
          the address means nothing without `[credentials.token_endpoint]`
          fix: add the table: it says how a token is asked for
        ");
    }

    #[test]
    fn secrets_and_fields_have_places_of_their_own() {
        assert_snapshot!(elaborate_with("X-Key", "authorization"), @"
        error[vendor-settings]: specs/acme/vendor.toml#/credentials/api_key_header
          `Authorization` carries the token already
          fix: name the header of the second secret, or remove the key
        ");
        assert_snapshot!(elaborate_with("response_type", "scope"), @"
        error[vendor-settings]: specs/acme/vendor.toml#/credentials/token_endpoint/fields/scope
          `scope` is written by the run time
          fix: remove it; `grant_type` and `scope` have keys of their own
        ");
    }

    /// What is said of plain settings with something replaced.
    fn acme_with(old: &str, new: &str) -> String {
        assert!(ACME.contains(old), "{old}");
        problems(&ACME.replacen(old, new, 1))
    }
}
