//! The address, and what a caller puts into it.

use super::raw;
use crate::prelude::*;

#[test]
fn the_host_has_a_place_for_the_tenant() {
    let vendor = &raw::operations::VENDOR;
    assert_eq!(vendor.base_url(), "https://{tenant}.corpus.example/v2");
    let without = ClientBuilder::new(vendor).credentials(Credentials::token("secret")).build();
    assert!(without.is_err(), "nobody says which tenant");
}
