//! Adopting what was adopted changes nothing: on the fuzzer's seeds, and on what
//! is made of them by putting values where they do not belong.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{Report, load, run};
use crate::document::walk;
use crate::problem::Place;

/// How often each document is spoilt.
const MUTATIONS: u64 = 40;

fn seeds() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/document");
    let mut seeds: Vec<(String, Value)> = fs::read_dir(folder)
        .expect("seeds")
        .map(|entry| {
            let entry = entry.expect("a seed");
            let name = entry.file_name().to_string_lossy().into_owned();
            let text = fs::read_to_string(entry.path()).expect("text");
            let read = load::parse(&Place::file(&name), &text, &mut Report::default());
            (name, read.unwrap_or_default())
        })
        .collect();
    seeds.sort_by(|(one, _), (other, _)| one.cmp(other));
    seeds
}

/// Numbers that look random and are the same in each run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((number ^ (number >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }
}

/// Puts a few values where they do not belong.
fn spoilt(document: &Value, seed: u64) -> Value {
    let mut numbers = Numbers(seed);
    let mut spoilt = document.clone();
    for _ in 0..=numbers.below(3) {
        let mut pointers = Vec::new();
        walk(&spoilt, &mut |pointer, _| pointers.push(pointer.to_owned()));
        let other = &pointers[numbers.below(pointers.len())];
        let odd = [
            json!(null),
            json!(""),
            json!(["string", "null"]),
            json!({ "$ref": "#/components/schemas/Desk" }),
            json!({ "enum": ["a", "A", 1, null] }),
            json!({ "oneOf": [{ "type": "string" }, { "type": "object" }], "nullable": true }),
            json!({ "allOf": [{ "$ref": "#/components/schemas/Desk" }, { "required": ["x"] }] }),
            spoilt.pointer(other).cloned().unwrap_or_default(),
        ];
        let odd = odd[numbers.below(odd.len())].clone();
        let at = &pointers[1..][numbers.below(pointers.len() - 1)];
        if let Some(value) = spoilt.pointer_mut(at) {
            *value = odd;
        }
    }
    spoilt
}

/// Where two values first differ.
fn difference(one: &Value, other: &Value) -> Option<String> {
    let mut found = None;
    walk(one, &mut |pointer, value| {
        let is_leaf = !value.is_object() && !value.is_array();
        let there = other.pointer(pointer);
        if found.is_none() && there != Some(value) && (is_leaf || there.is_none()) {
            found = Some(format!("{pointer}: {value} became {}", there.unwrap_or(&Value::Null)));
        }
    });
    found
}

#[test]
fn what_was_adopted_stays_as_it_is() {
    let mut changed = Vec::new();
    for (name, document) in seeds() {
        for seed in 0..=MUTATIONS {
            let before = if seed == 0 { document.clone() } else { spoilt(&document, seed) };
            let (once, _) = run(before);
            let (twice, _) = run(once.clone());
            if let Some(at) = difference(&once, &twice).or_else(|| difference(&twice, &once)) {
                changed.push(format!("{name}, {seed}: {at}"));
            }
        }
    }
    assert!(changed.is_empty(), "{} changed\n{}", changed.len(), changed.join("\n"));
}
