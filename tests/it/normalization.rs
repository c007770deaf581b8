//! What normalization leaves of the real documents.

use std::fs;

use crate::workspace::root;

#[test]
fn a_normalized_document_is_left_as_it_is() {
    for ident in xtask::vendor::idents(&root()).expect("specs") {
        let path = root().join("specs").join(ident).join("normalized.json");
        let text = fs::read_to_string(path).expect("a file");
        let document = serde_json::from_str(&text).expect("JSON");
        let (again, applied) = xtask::normalize::run(document);
        let changed: Vec<_> = applied.iter().filter(|applied| applied.places > 0).collect();
        assert!(changed.is_empty(), "{changed:?}");
        assert_eq!(xtask::normalize::to_text(&again), text);
    }
}
