//! Settings of a client that come from environment variables.

use std::{env, ffi::OsString};

use crate::{ClientBuilder, Credentials, Error, SecretText, Vendor, vendor::Grant};

impl ClientBuilder {
    /// A client of this vendor as the environment says. The names of the variables
    /// begin with `prefix` and an underscore:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `API_TOKEN` | [`Credentials::token`] |
    /// | `CLIENT_ID` and `CLIENT_SECRET` | [`Credentials::client_credentials`], where the vendor exchanges them |
    /// | `CLIENT_ID`, `USERNAME` and `PASSWORD` | [`Credentials::password`], where the vendor takes those |
    /// | `API_KEY` | [`api_key`](Self::api_key), where the vendor wants one |
    /// | `REGION` | [`region`](Self::region), where the vendor has several |
    /// | the name of a [variable](Self::variable) in capitals | its value |
    /// | `BASE_URL`, `TOKEN_URL` | [`base_url`](Self::base_url), [`token_url`](Self::token_url) |
    ///
    /// A variable that is empty counts as one that is not set. One that does not fit
    /// the vendor is not read.
    ///
    /// ```no_run
    /// use floorkit_runtime::{ClientBuilder, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// // ACME_API_TOKEN=tok_123
    /// let parts = ClientBuilder::from_env(&ACME, "ACME")?.build()?;
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::is_configuration`] if there is no credential, half of one or two of
    /// them, or if a variable is not Unicode. It names the variables and shows no value.
    pub fn from_env(vendor: &'static Vendor, prefix: &str) -> Result<Self, Error> {
        Self::from_variables(vendor, prefix, |name| env::var_os(name))
    }

    fn from_variables(
        vendor: &'static Vendor,
        prefix: &str,
        look_up: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, Error> {
        let environment = Environment { vendor, prefix, look_up };
        environment.builder().map_err(|why| Error::configuration(vendor, why, None))
    }
}

struct Environment<'a, L> {
    vendor: &'static Vendor,
    prefix: &'a str,
    look_up: L,
}

impl<L: Fn(&str) -> Option<OsString>> Environment<'_, L> {
    fn builder(&self) -> Result<ClientBuilder, String> {
        let vendor = self.vendor;
        let mut builder = ClientBuilder::new(vendor).credentials(self.credentials()?);
        if vendor.key_header().is_some() {
            let key = self.get("API_KEY")?.ok_or_else(|| {
                format!(
                    "{} takes a key with every call; set {}",
                    vendor.name(),
                    self.name("API_KEY")
                )
            })?;
            builder = builder.api_key(key);
        }
        if let (false, Some(region)) = (vendor.all_regions().is_empty(), self.get("REGION")?) {
            builder = builder.region(region);
        }
        for variable in vendor.all_variables() {
            if let Some(value) = self.get(&variable.name().to_ascii_uppercase())? {
                builder = builder.variable(variable.name(), value);
            }
        }
        if let Some(base_url) = self.get("BASE_URL")? {
            builder = builder.base_url(base_url);
        }
        if let (true, Some(token_url)) = (vendor.tokens().is_some(), self.get("TOKEN_URL")?) {
            builder = builder.token_url(token_url);
        }
        Ok(builder)
    }

    fn credentials(&self) -> Result<Credentials, String> {
        let exchanged: &[&str] = match self.vendor.tokens().map(|endpoint| endpoint.grant()) {
            None => &[],
            Some(Grant::ClientCredentials) => &["CLIENT_ID", "CLIENT_SECRET"],
            Some(Grant::Password) => &["CLIENT_ID", "USERNAME", "PASSWORD"],
        };
        let token = self.get("API_TOKEN")?;
        let parts: Vec<Option<String>> =
            exchanged.iter().map(|name| self.get(name)).collect::<Result<_, _>>()?;
        let none = parts.iter().all(Option::is_none);
        match (token, &parts[..]) {
            (Some(token), _) if none => Ok(Credentials::token(token)),
            (Some(_), _) => Err(format!(
                "{} and {} are both set; unset what is not to be used",
                self.name("API_TOKEN"),
                self.names(exchanged),
            )),
            (None, [Some(id), Some(secret)]) => {
                Ok(Credentials::client_credentials(id, SecretText::from(secret.as_str())).into())
            }
            (None, [Some(id), Some(user), Some(password)]) => {
                Ok(Credentials::password(id, user, SecretText::from(password.as_str())).into())
            }
            (None, []) => Err(format!("there is no credential; set {}", self.name("API_TOKEN"))),
            (None, _) if none => Err(format!(
                "there is no credential; set {}, or {}",
                self.name("API_TOKEN"),
                self.names(exchanged),
            )),
            (None, _) => {
                let unset = exchanged.iter().zip(&parts).filter(|(_, part)| part.is_none());
                let unset: Vec<&str> = unset.map(|(name, _)| *name).collect();
                Err(format!("the credential is not whole; set {} too", self.names(&unset)))
            }
        }
    }

    fn get(&self, name: &str) -> Result<Option<String>, String> {
        let name = self.name(name);
        match (self.look_up)(&name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) if value.is_empty() => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            // What the variable holds is not repeated: it may be a secret.
            Some(Err(_)) => Err(format!("{name} is not Unicode")),
        }
    }

    fn name(&self, name: &str) -> String {
        format!("{}_{name}", self.prefix)
    }

    fn names(&self, names: &[&str]) -> String {
        names.iter().map(|name| self.name(name)).collect::<Vec<_>>().join(" and ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Region, TokenEndpoint, Variable};

    static PLAIN: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    static EXCHANGING: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
        .regions(&[
            Region::new("eu", "https://api.acme.example"),
            Region::new("us", "https://us.acme.example"),
        ])
        .token_endpoint(TokenEndpoint::form().path("/token"));
    static KEYED: Vendor = Vendor::new("acme", "Acme", "https://{tenant}.acme.example")
        .variables(&[Variable::new("tenant", "the customer's subdomain")])
        .api_key_header("acme-key")
        .token_endpoint(TokenEndpoint::form().path("/token").password());

    fn read(vendor: &'static Vendor, set: &[(&str, &str)]) -> Result<ClientBuilder, String> {
        let look_up = |name: &str| {
            let found = set.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| OsString::from(value))
        };
        ClientBuilder::from_variables(vendor, "ACME", look_up).map_err(|error| {
            assert!(error.is_configuration());
            error.to_string()
        })
    }

    #[track_caller]
    fn refused(vendor: &'static Vendor, set: &[(&str, &str)], words: &[&str]) {
        let why = read(vendor, set).expect_err("a refusal");
        assert!(words.iter().all(|word| why.contains(word)), "{why}");
        assert!(!why.contains("s3cret"), "{why}");
    }

    #[test]
    fn each_kind_of_credential_is_read() {
        let token = [("ACME_API_TOKEN", "s3cret")];
        let pair = [("ACME_CLIENT_ID", "app"), ("ACME_CLIENT_SECRET", "s3cret")];
        let user = [
            ("ACME_CLIENT_ID", "app"),
            ("ACME_USERNAME", "service"),
            ("ACME_PASSWORD", "s3cret"),
            ("ACME_API_KEY", "k3y"),
            ("ACME_TENANT", "desk-co"),
        ];
        for (vendor, set) in
            [(&PLAIN, &token[..]), (&EXCHANGING, &token), (&EXCHANGING, &pair), (&KEYED, &user)]
        {
            let builder = read(vendor, set).expect("a builder");
            let shown = format!("{builder:?}");
            assert!(!shown.contains("s3cret") && !shown.contains("k3y"), "{shown}");
            builder.build().expect("a client");
        }
    }

    #[test]
    fn addresses_are_read() {
        let base = |vendor, more: &[(&str, &str)]| {
            let set = [&[("ACME_API_TOKEN", "s3cret")], more].concat();
            read(vendor, &set).expect("a builder").build().expect("a client").base_url
        };
        assert_eq!(base(&EXCHANGING, &[("ACME_REGION", "us")]), "https://us.acme.example");
        let own = [("ACME_BASE_URL", "http://127.0.0.1:8080"), ("ACME_REGION", "")];
        assert_eq!(base(&EXCHANGING, &own), "http://127.0.0.1:8080");
        let tenant = [("ACME_TENANT", "desk-co"), ("ACME_API_KEY", "k3y")];
        assert_eq!(base(&KEYED, &tenant), "https://desk-co.acme.example");
    }

    #[test]
    fn what_does_not_make_a_credential_is_told() {
        refused(&PLAIN, &[], &["set ACME_API_TOKEN"]);
        refused(&PLAIN, &[("ACME_API_TOKEN", "")], &["set ACME_API_TOKEN"]);
        refused(&EXCHANGING, &[], &["ACME_API_TOKEN, or ACME_CLIENT_ID and ACME_CLIENT_SECRET"]);
        refused(&EXCHANGING, &[("ACME_CLIENT_SECRET", "s3cret")], &["set ACME_CLIENT_ID too"]);
        refused(
            &EXCHANGING,
            &[("ACME_API_TOKEN", "s3cret"), ("ACME_CLIENT_ID", "app")],
            &["both set"],
        );
        refused(&KEYED, &[("ACME_API_TOKEN", "s3cret")], &["set ACME_API_KEY"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_unicode_is_not_shown() {
        use std::os::unix::ffi::OsStringExt as _;

        let look_up = |_: &str| Some(OsString::from_vec(b"s3cret\xff".to_vec()));
        let error = ClientBuilder::from_variables(&PLAIN, "ACME", look_up).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains("ACME_API_TOKEN is not Unicode") && !text.contains("s3cret"));
    }
}
