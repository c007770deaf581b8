//! Who may know whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::workspace::{files, root};

/// A member, and what it depends on by kind.
struct Member {
    normal: BTreeSet<String>,
    all: BTreeSet<String>,
}

fn members() -> BTreeMap<String, Member> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: {said}");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().map(member).collect()
}

fn member(package: &Value) -> (String, Member) {
    let mut member = Member { normal: BTreeSet::new(), all: BTreeSet::new() };
    for dependency in package["dependencies"].as_array().expect("dependencies") {
        let name = text(&dependency["name"]);
        if dependency["kind"].is_null() {
            member.normal.insert(name.clone());
        }
        member.all.insert(name);
    }
    (text(&package["name"]), member)
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

fn vendors() -> Vec<String> {
    xtask::vendor::idents(&root()).expect("specs")
}

/// Only these members may name these packages.
fn only(packages: &[&str], may: &[&str]) {
    for (name, member) in members() {
        let named = packages.iter().find(|package| member.all.contains(**package));
        let allowed =
            may.contains(&name.as_str()) || may.contains(&"*-raw") && name.ends_with("-raw");
        if let (Some(package), false) = (named, allowed) {
            panic!("{name} depends on {package}, which only {may:?} may");
        }
    }
}

#[test]
fn only_the_pipeline_knows_the_generator() {
    // The tests also hold the pipeline against the bare generator.
    only(&["progenitor", "openapiv3"], &["xtask", "floorkit-tests"]);
    only(&["progenitor-impl", "prettyplease", "syn"], &["xtask"]);
}

#[test]
fn only_the_run_time_and_raw_crates_know_the_http_client() {
    only(&["progenitor-client"], &["floorkit-runtime", "*-raw"]);
    // The simulator's own tests speak to it by hand.
    only(&["reqwest"], &["floorkit-runtime", "*-raw", "floorkit-sim"]);
    assert!(!members()["floorkit-sim"].normal.contains("reqwest"));
}

#[test]
fn the_pipeline_stands_alone() {
    let members = members();
    for dependency in &members["xtask"].all {
        assert!(!members.contains_key(dependency), "xtask depends on {dependency}");
    }
    only(&["xtask"], &["floorkit-tests"]);
}

#[test]
fn the_simulator_is_an_independent_reading() {
    let members = members();
    for dependency in &members["floorkit-sim"].all {
        assert!(!members.contains_key(dependency), "floorkit-sim depends on {dependency}");
    }
}

/// The members that see more than one vendor, by their own name or a dependency's.
fn see_several(members: &BTreeMap<String, Member>, vendors: &[String]) -> Vec<String> {
    let sees = |name: &str, member: &Member, vendor: &str| {
        name.contains(vendor) || member.all.iter().any(|dependency| dependency.contains(vendor))
    };
    let seen = |name: &str, member: &Member| {
        vendors.iter().filter(|vendor| sees(name, member, vendor)).count()
    };
    let several = members.iter().filter(|(name, member)| seen(name, member) > 1);
    several.map(|(name, _)| name.clone()).collect()
}

#[test]
fn one_vendor_never_sees_another() {
    let mut members = members();
    // These hold all vendors against each other, or serve them all.
    for every in ["floorkit-tests", "floorkit-sim"] {
        members.remove(every).expect("a member");
    }
    assert_eq!(see_several(&members, &vendors()), [""; 0]);
}

#[test]
fn a_vendor_that_sees_another_would_be_found() {
    let member = |dependencies: &[&str]| {
        let all: BTreeSet<String> = dependencies.iter().copied().map(String::from).collect();
        Member { normal: all.clone(), all }
    };
    let members = BTreeMap::from([
        ("floorkit-acme".to_owned(), member(&["floorkit-acme-raw", "floorkit-zenith"])),
        ("floorkit-both".to_owned(), member(&["floorkit-acme", "floorkit-zenith"])),
        ("floorkit-runtime".to_owned(), member(&["reqwest"])),
        ("floorkit-zenith".to_owned(), member(&["floorkit-zenith-raw", "floorkit-runtime"])),
    ]);
    let vendors = ["acme".to_owned(), "zenith".to_owned()];
    assert_eq!(see_several(&members, &vendors), ["floorkit-acme", "floorkit-both"]);
}

#[test]
fn shared_code_names_no_vendor() {
    let vendors = vendors();
    for folder in ["crates/runtime/src", "xtask/src", "xtask/bin/src"] {
        for (path, bytes) in files(&root().join(folder)) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for vendor in &vendors {
                assert!(!text.contains(vendor.as_str()), "{} names {vendor}", path.display());
            }
        }
    }
}

#[test]
fn one_set_of_versions_builds_the_pipeline_and_its_tests() {
    let versions = |lock: &str| -> BTreeSet<(String, String)> {
        let text = fs::read_to_string(root().join(lock)).expect("a lock file");
        let lock: toml::Table = text.parse().expect("TOML");
        let packages = lock["package"].as_array().expect("packages");
        let field =
            |package: &toml::Value, key: &str| package[key].as_str().expect("text").to_owned();
        packages.iter().map(|package| (field(package, "name"), field(package, "version"))).collect()
    };
    let (workspace, binary) = (versions("Cargo.lock"), versions("xtask/bin/Cargo.lock"));
    let own = |package: &&(String, String)| package.0 != "xtask-bin";
    let apart: Vec<_> = binary.difference(&workspace).filter(own).collect();
    assert!(apart.is_empty(), "only in xtask/bin/Cargo.lock: {apart:?}; copy the versions over");
}
