//! The surface of each generated crate: what a reviewer reads.

use insta::{Settings, assert_snapshot};

use crate::workspace::root;

/// One snapshot per tag.
fn check(ident: &str) {
    let made = xtask::pipeline::run(&root(), ident).expect("the spec has no problems");
    let mut settings = Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for (tag, outline) in &made.outline {
            assert_snapshot!(format!("{ident}__{}", tag.to_lowercase().replace(' ', "_")), outline);
        }
    });
}

#[test]
fn density() {
    check("density");
}

#[test]
fn kadence() {
    check("kadence");
}

#[test]
fn mapiq() {
    check("mapiq");
}

#[test]
fn mapiq_v1() {
    check("mapiq_v1");
}

#[test]
fn maptician() {
    check("maptician");
}
