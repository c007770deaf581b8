//! Where a client sends its requests: the base URL and the token endpoint.

use std::collections::BTreeMap;

use url::{Host, Url};

use crate::{Region, Vendor, token::TokenUrl, vendor::TokenAddress};

/// What a caller says about addresses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    pub(crate) base_url: Option<String>,
    pub(crate) token_url: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) variables: BTreeMap<String, String>,
}

/// Where a client sends its requests.
#[derive(Debug)]
pub(crate) struct Addresses {
    pub(crate) base: Url,
    pub(crate) tokens: Option<TokenUrl>,
}

impl Wishes {
    /// The addresses at a vendor, or why there are none, in words; that of the
    /// token endpoint only for a client that fetches tokens.
    pub(crate) fn resolve(&self, vendor: &Vendor, fetches: bool) -> Result<Addresses, String> {
        let region = self.chosen(vendor)?;
        self.check_variables(vendor)?;
        let base = match (&self.base_url, region) {
            (Some(own), _) => own.clone(),
            (None, Some(region)) => self.filled(region.base_url(), vendor)?,
            (None, None) => self.filled(vendor.base_url(), vendor)?,
        };
        let base = parse(&base).map_err(|why| format!("the base URL {why}"))?;
        let tokens = if fetches || self.token_url.is_some() {
            self.tokens(vendor, region, &base)?
        } else {
            None
        };
        Ok(Addresses { base, tokens })
    }

    fn chosen(&self, vendor: &Vendor) -> Result<Option<&'static Region>, String> {
        let regions = vendor.all_regions();
        let Some(wanted) = &self.region else { return Ok(regions.first()) };
        let found = regions.iter().find(|region| region.name() == wanted);
        let names: Vec<String> =
            regions.iter().map(|region| format!("`.region({:?})`", region.name())).collect();
        match names[..] {
            _ if found.is_some() => Ok(found),
            [] => Err(format!("{} has no regions; leave `.region(…)` out", vendor.name())),
            _ => Err(format!(
                "{} has no region {wanted:?}; call {}",
                vendor.name(),
                names.join(" or ")
            )),
        }
    }

    fn check_variables(&self, vendor: &Vendor) -> Result<(), String> {
        let known = |name: &String| vendor.all_variables().iter().any(|one| one.name() == name);
        if let Some(unknown) = self.variables.keys().find(|name| !known(name)) {
            return Err(format!(
                "the base URL of {} has no variable {unknown:?}; leave it out",
                vendor.name()
            ));
        }
        match self.variables.iter().find(|(_, value)| !is_label(value)) {
            // The value is not repeated: it may be anything, pasted by mistake.
            Some((name, _)) => Err(format!(
                "the variable {name:?} must be a label of a host name: letters, digits and \
                 hyphens, at most 63"
            )),
            None => Ok(()),
        }
    }

    /// An address with its variables filled in.
    fn filled(&self, template: &str, vendor: &Vendor) -> Result<String, String> {
        let mut text = template.to_owned();
        for variable in vendor.all_variables() {
            let hole = format!("{{{}}}", variable.name());
            if !text.contains(&hole) {
                continue;
            }
            let value = self.variables.get(variable.name()).ok_or_else(|| {
                let (name, description) = (variable.name(), variable.description());
                format!(
                    "the address of {} needs {description}; call `.variable({name:?}, …)`",
                    vendor.name()
                )
            })?;
            text = text.replace(&hole, value);
        }
        Ok(text)
    }

    fn tokens(
        &self,
        vendor: &Vendor,
        region: Option<&'static Region>,
        base: &Url,
    ) -> Result<Option<TokenUrl>, String> {
        let address = vendor.tokens().map(|endpoint| endpoint.address());
        let elsewhere = match (&self.token_url, region.and_then(Region::tokens), address) {
            (Some(_), _, None) => {
                return Err(format!(
                    "{} exchanges nothing for a token; leave `.token_url(…)` out",
                    vendor.name()
                ));
            }
            (Some(own), ..) => own.clone(),
            (None, Some(url), _) | (None, None, Some(TokenAddress::Url(url))) => {
                self.filled(url, vendor)?
            }
            (None, None, Some(TokenAddress::Path(path))) => {
                let url = format!("{}{path}", base.as_str().trim_end_matches('/'));
                let url = url.parse().map_err(|error| format!("the token URL: {error}"))?;
                return TokenUrl::new(url, path.to_owned()).map(Some);
            }
            (None, None, Some(TokenAddress::OfRegion) | None) => return Ok(None),
        };
        let url = parse(&elsewhere).map_err(|why| format!("the token URL {why}"))?;
        let name = url.to_string();
        TokenUrl::new(url, name).map(Some)
    }
}

impl TokenUrl {
    fn new(url: Url, name: String) -> Result<Self, String> {
        if url.scheme() != "https" && !is_loopback(&url) {
            return Err("the token URL must be https, except to this machine: \
                        secrets are sent there"
                .to_owned());
        }
        Ok(Self { url, name })
    }
}

/// Whether a URL is plain `http` to this machine: the one case in which a
/// credential is sent without encryption, which a proxy must not read.
pub(crate) fn is_local(url: &Url) -> bool {
    url.scheme() == "http" && is_loopback(url)
}

/// Whether a URL leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Reads an address, or says what is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Url, String> {
    // The text itself is not repeated: it may have a password in it.
    let url: Url = text.parse().map_err(|error| format!("cannot be read: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("has the scheme `{}`; it must be https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user name or a password in it; give credentials to the builder".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("has a query or a fragment; give it without".into());
    }
    Ok(url)
}

/// Whether a text is one label of a host name, and so cannot change the host.
fn is_label(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=63).contains(&text.len())
        && text.chars().all(is_inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TokenEndpoint, Variable};

    static PLAIN: Vendor = Vendor::new("plain", "Plain", "https://api.plain.example");
    static ACME: Vendor = Vendor::new("acme", "Acme", "https://{tenant}.acme.example")
        .regions(&[
            Region::new("eu", "https://{tenant}.acme.example")
                .token_url("https://login.acme.example/token"),
            Region::new("us", "https://{tenant}.us.acme.example")
                .token_url("https://{tenant}.login.us.acme.example/token"),
        ])
        .variables(&[Variable::new("tenant", "the customer's subdomain")])
        .token_endpoint(TokenEndpoint::form());

    fn wishes(region: Option<&str>, tenant: &str) -> Wishes {
        Wishes {
            region: region.map(ToOwned::to_owned),
            variables: [("tenant".to_owned(), tenant.to_owned())].into(),
            ..Wishes::default()
        }
    }

    #[test]
    fn a_region_has_its_own_addresses() {
        for (region, base, tokens) in [
            (None, "https://desk.acme.example/", "https://login.acme.example/token"),
            (Some("eu"), "https://desk.acme.example/", "https://login.acme.example/token"),
            (
                Some("us"),
                "https://desk.us.acme.example/",
                "https://desk.login.us.acme.example/token",
            ),
        ] {
            let found = wishes(region, "desk").resolve(&ACME, true).unwrap();
            assert_eq!(found.base.as_str(), base);
            assert_eq!(found.tokens.unwrap().url.as_str(), tokens);
        }
    }

    #[test]
    fn a_wish_that_cannot_be_met_says_what_to_call() {
        let no_tenant = Wishes::default();
        let stranger = Wishes { variables: [("a".into(), "b".into())].into(), ..Wishes::default() };
        let insecure =
            Wishes { token_url: Some("http://login.acme.example".into()), ..wishes(None, "desk") };
        let cases = [
            (&ACME, wishes(Some("mars"), "desk"), "call `.region(\"eu\")` or `.region(\"us\")`"),
            (&ACME, no_tenant, "needs the customer's subdomain; call `.variable(\"tenant\", …)`"),
            (&ACME, insecure, "the token URL must be https"),
            (&PLAIN, wishes(None, "desk"), "has no variable \"tenant\""),
            (&PLAIN, stranger, "has no variable \"a\""),
            (
                &PLAIN,
                Wishes { region: Some("eu".into()), ..Wishes::default() },
                "leave `.region(…)` out",
            ),
            (
                &PLAIN,
                Wishes { token_url: Some("https://a.example".into()), ..Wishes::default() },
                "leave `.token_url(…)` out",
            ),
        ];
        for (vendor, wishes, expected) in cases {
            let why = wishes.resolve(vendor, true).unwrap_err();
            assert!(why.contains(expected), "{why}");
        }
    }

    #[test]
    fn a_token_endpoint_below_an_insecure_address_is_refused() {
        static BELOW: Vendor = Vendor::new("below", "Below", "https://api.below.example")
            .token_endpoint(TokenEndpoint::json().path("/token"));
        let at = |url: &str| Wishes { base_url: Some(url.into()), ..Wishes::default() };
        let why = at("http://api.below.example").resolve(&BELOW, true).unwrap_err();
        assert!(why.contains("the token URL must be https"), "{why}");
        assert!(at("http://api.below.example").resolve(&BELOW, false).is_ok());
        let found = at("http://127.0.0.1:8080/v2/").resolve(&BELOW, true).unwrap();
        assert_eq!(found.tokens.unwrap().url.as_str(), "http://127.0.0.1:8080/v2/token");
    }

    #[test]
    fn a_variable_changes_nothing_but_its_label() {
        let long = "a".repeat(64);
        for value in ["", "-a", "a-", "a.b", "a/b", "a@evil", "evil.example#", "a:1", "ä", &long] {
            let why = wishes(None, value).resolve(&ACME, true).unwrap_err();
            assert!(why.contains("must be a label"), "{value}: {why}");
        }
        for value in ["a", "A-1", "0"] {
            assert!(wishes(None, value).resolve(&ACME, true).is_ok(), "{value}");
        }
    }

    #[test]
    fn an_own_address_comes_first() {
        let own = Wishes {
            base_url: Some("http://127.0.0.1:8080/acme".into()),
            token_url: Some("http://127.0.0.1:8081/token".into()),
            ..Wishes::default()
        };
        let found = own.resolve(&ACME, true).unwrap();
        assert_eq!(found.base.as_str(), "http://127.0.0.1:8080/acme");
        assert_eq!(found.tokens.unwrap().url.as_str(), "http://127.0.0.1:8081/token");
    }

    #[test]
    fn whoever_has_a_token_needs_no_place_to_fetch_one() {
        let own = Wishes {
            base_url: Some("http://127.0.0.1:8080".into()),
            region: Some("us".into()),
            ..Wishes::default()
        };
        assert!(own.resolve(&ACME, false).unwrap().tokens.is_none());
        let why = own.resolve(&ACME, true).unwrap_err();
        assert!(why.contains("call `.variable(\"tenant\", …)`"), "{why}");
    }

    #[test]
    fn only_plain_http_to_this_machine_goes_past_the_proxies() {
        let cases = [
            ("http://127.0.0.1:8080/eu", true),
            ("http://[::1]", true),
            ("http://localhost:1", true),
            ("https://localhost", false),
            ("https://api.acme.example", false),
            ("http://api.acme.example", false),
        ];
        for (url, expected) in cases {
            assert_eq!(is_local(&url.parse().unwrap()), expected, "{url}");
        }
    }
}
