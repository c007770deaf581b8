//! What the pipeline says of itself.

use insta::assert_snapshot;

use crate::workspace::{root, xtask};

fn help(arguments: &[&str]) -> String {
    let said = xtask(&root(), arguments);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    said.out
}

#[test]
fn help_of_the_whole() {
    assert_snapshot!(help(&["--help"]));
}

#[test]
fn help_of_a_verb() {
    assert_snapshot!(help(&["generate", "--help"]));
}

#[test]
fn list_names_the_vendors() {
    assert_snapshot!(help(&["list"]), @"
    density       37 operations  specs/density/openapi.yaml -> floorkit-density-raw, floorkit-density
    kadence       27 operations  specs/kadence/openapi.yaml -> floorkit-kadence-raw, floorkit-kadence
    mapiq         10 operations  specs/mapiq/openapi.yaml -> floorkit-mapiq-raw, floorkit-mapiq
    mapiq_v1      10 operations  specs/mapiq_v1/openapi.yaml -> floorkit-mapiq-v1-raw, floorkit-mapiq
    maptician     43 operations  specs/maptician/openapi.yaml -> floorkit-maptician-raw, floorkit-maptician
    ");
}

#[test]
fn an_unknown_verb_is_a_usage_error() {
    let said = xtask(&root(), &["generat"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("generate"), "{}", said.err);
}

#[test]
fn an_unknown_tag_is_a_usage_error() {
    let said = xtask(&root(), &["outline", "density", "--tag", "Metric"]);
    assert_eq!(said.code, 2);
    assert_snapshot!(said.err, @r#"
    error[tag]: specs
      no operation has the tag "Metric"
      fix: name one of: Auth, Info, Live, Metrics, Sensors, Shared, Spaces, Users, Wayfinding

    1 problem
    "#);
}
