//! Checks regions, and the variables of addresses.

use std::collections::BTreeSet;

use super::super::{Region, Vendor};
use super::Fault;

/// Regions and variables that do not fit the base URL, or each other.
pub(super) fn run(vendor: &Vendor) -> Vec<Fault> {
    let first = vendor.regions.first().filter(|first| first.base_url != vendor.base_url);
    let mut faults: Vec<Fault> =
        first.map(|first| not_the_default(vendor, first)).into_iter().collect();
    let variables = vendor.variables.iter().map(|variable| &*variable.name);
    faults.extend(twice("regions", vendor.regions.iter().map(|region| &*region.name)));
    faults.extend(twice("variables", variables.clone()));

    let known: BTreeSet<&str> = variables.collect();
    let mut used = BTreeSet::new();
    for (pointer, url) in urls(vendor) {
        match holes(url) {
            Some(holes) => {
                let unknown = holes.iter().find(|hole| !known.contains(*hole));
                faults.extend(unknown.map(|hole| Fault {
                    pointer,
                    reason: format!("`{{{hole}}}` is none of the `variables`"),
                    fix: "describe it in a table `[[variables]]`, or correct the name".into(),
                }));
                used.extend(holes);
            }
            None => faults.push(chooses_the_host(pointer, url)),
        }
    }
    let unused = vendor.variables.iter().enumerate().filter(|(_, one)| !used.contains(&*one.name));
    faults.extend(unused.map(|(at, variable)| Fault {
        pointer: format!("/variables/{at}"),
        reason: format!("no address has `{{{}}}` in it", variable.name),
        fix: "write it into the `base_url`, or remove the variable".into(),
    }));
    faults
}

fn not_the_default(vendor: &Vendor, first: &Region) -> Fault {
    Fault {
        pointer: "/regions/0/base_url".into(),
        reason: format!("`{}` is not the `base_url`, `{}`", first.base_url, vendor.base_url),
        fix: "make the two equal: the first region is the default".into(),
    }
}

fn chooses_the_host(pointer: String, url: &str) -> Fault {
    Fault {
        pointer,
        reason: format!(
            "`{url}` has a variable that is no label of its host, or one of the last two"
        ),
        fix: "write it as `https://{tenant}.acme.example`: it must not choose the host".into(),
    }
}

/// Every address that may have variables in it.
fn urls(vendor: &Vendor) -> Vec<(String, &str)> {
    let mut urls = vec![("/base_url".to_owned(), &*vendor.base_url)];
    for (at, region) in vendor.regions.iter().enumerate() {
        urls.push((format!("/regions/{at}/base_url"), &region.base_url));
        urls.extend(
            region.token_url.iter().map(|url| (format!("/regions/{at}/token_url"), &**url)),
        );
    }
    let endpoint = vendor.credentials.token_endpoint.iter().filter_map(|one| one.url.as_deref());
    urls.extend(endpoint.map(|url| ("/credentials/token_endpoint/url".to_owned(), url)));
    urls
}

/// The variables of an address; `None` if one could choose the host.
fn holes(url: &str) -> Option<Vec<&str>> {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let has_hole = |text: &str| text.contains(['{', '}']);
    let labels: Vec<&str> = host.split('.').collect();
    let (first, last) = labels.split_at(labels.len().saturating_sub(2));
    if has_hole(path) || last.iter().any(|label| has_hole(label)) {
        return None;
    }
    let holes = first.iter().filter(|label| has_hole(label));
    holes.map(|label| label.strip_prefix('{')?.strip_suffix('}')).collect()
}

fn twice<'a>(key: &str, names: impl Iterator<Item = &'a str>) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let twice = names.enumerate().filter(|(_, name)| !seen.insert(*name));
    let fault = |(at, name)| Fault {
        pointer: format!("/{key}/{at}/name"),
        reason: format!("`{name}` is there already"),
        fix: "give each a name of its own".into(),
    };
    twice.map(fault).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::super::testing::{ACME, elaborate_with, problems};

    #[test]
    fn the_first_region_is_the_default() {
        assert_snapshot!(elaborate_with("base_url = \"https://{tenant}.acme.example", "base_url = \"https://{tenant}.eu.acme.example"), @"
        error[vendor-settings]: specs/acme/vendor.toml#/regions/0/base_url
          `https://{tenant}.acme.example` is not the `base_url`, `https://{tenant}.eu.acme.example`
          fix: make the two equal: the first region is the default
        ");
        assert_snapshot!(elaborate_with("\"us\"", "\"eu\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/regions/1/name
          `eu` is there already
          fix: give each a name of its own
        ");
        assert_snapshot!(elaborate_with("\"us\"", "\"US East\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/regions/1/name
          `US East` is no word that a caller can choose by
          fix: use lower-case letters, digits and hyphens
        ");
    }

    #[test]
    fn a_variable_is_a_label_and_chooses_no_host() {
        assert_snapshot!(elaborate_with("name = \"tenant\"", "name = \"customer\""), @"
        error[vendor-settings]: specs/acme/vendor.toml#/base_url
          `{tenant}` is none of the `variables`
          fix: describe it in a table `[[variables]]`, or correct the name
        error[vendor-settings]: specs/acme/vendor.toml#/regions/0/base_url
          `{tenant}` is none of the `variables`
          fix: describe it in a table `[[variables]]`, or correct the name
        error[vendor-settings]: specs/acme/vendor.toml#/regions/1/base_url
          `{tenant}` is none of the `variables`
          fix: describe it in a table `[[variables]]`, or correct the name
        error[vendor-settings]: specs/acme/vendor.toml#/variables/0
          no address has `{customer}` in it
          fix: write it into the `base_url`, or remove the variable
        ");
        for url in [
            "https://{tenant}",
            "https://acme.{tenant}",
            "https://{tenant}.example",
            "https://x-{tenant}.acme.example",
            "https://{tenant.acme.example",
            "https://acme.example/{tenant}",
        ] {
            let said = problems(&ACME.replace("https://api.acme.example", url));
            assert!(
                said.contains("#/base_url\n") && said.contains("no label of its host"),
                "{said}"
            );
        }
        let unused = ACME.to_owned() + "[[variables]]\nname = \"tenant\"\ndescription = \"a\"\n";
        assert_snapshot!(problems(&unused), @"
        error[vendor-settings]: specs/acme/vendor.toml#/variables/0
          no address has `{tenant}` in it
          fix: write it into the `base_url`, or remove the variable
        ");
    }
}
