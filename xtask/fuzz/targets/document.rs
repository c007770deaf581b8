//! Any bytes at all, read, adopted, checked, normalized and linted: whatever they
//! are, each stage answers.

#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use xtask::problem::Place;
use xtask::{adopt, document, lint, lossless, normalize};

fuzz_target!(|bytes: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    // Half of what is tried would be no YAML, and most of it no JSON.
    for name in ["document.json", "document.yaml"] {
        let path = folder.path().join(name);
        if fs::write(&path, bytes).is_err() {
            return;
        }
        let Ok((adopted, _)) = adopt::read(&path) else { continue };
        let place = Place::file(name);
        let problems = document::check(&place, &adopted);
        let examples = lossless::examples(&adopted);
        let (normalized, _) = normalize::run(adopted);
        // Neither stage looks at what the one before it has refused.
        if problems.is_empty() {
            let _ = lint::run(&place, &normalized);
        }
        drop(examples);
    }
});
