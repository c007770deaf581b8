//! Reads a vendor's file, and the files that it refers to.
//!
//! JSON or YAML, told apart by what is in them. Nothing is fetched: a reference
//! to an address on the web stays what it is. Every limit is one that no honest
//! document comes near; what goes beyond is refused before it costs anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

mod value;

use super::Report;
use super::grammar::{Kind, walk};
use crate::problem::{Place, Problem};
pub(super) use value::parse;

/// All files together may not be larger than this many bytes. The largest
/// document known has 47 million.
const LARGEST: u64 = 64 * 1024 * 1024;
/// More files than any document is split into.
const MOST_FILES: usize = 10_000;

/// A document as it was found: the file that was named, and those it refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct Files {
    /// The name of the file that was named.
    pub(super) root: String,
    /// What is in each file, by its path from the folder of the first one.
    pub(super) files: BTreeMap<String, Value>,
}

impl Files {
    /// A document that is in one piece.
    pub fn one(document: Value) -> Self {
        let root = String::new();
        Self { files: BTreeMap::from([(root.clone(), document)]), root }
    }
}

/// Reads a document and every file that it refers to by a relative path.
///
/// # Errors
///
/// What is wrong with each file that cannot be read: its size, its encoding, its
/// syntax, its depth; or that the first one is no description of an API.
pub fn load(path: &Path, report: &mut Report) -> Result<Files, Vec<Problem>> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let root = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut left = LARGEST;
    let mut files = BTreeMap::new();
    let mut seen = BTreeSet::from([root.clone()]);
    let mut waiting = vec![root.clone()];
    let mut problems = Vec::new();
    while let Some(name) = waiting.pop() {
        let place = Place::file(folder.join(&name).display().to_string());
        match read(&place, &folder.join(&name), &mut left) {
            Ok(None) if name != root => continue,
            Ok(None) => problems.push(unreadable(&place, "there is no such file")),
            Err(problem) => problems.push(problem),
            Ok(Some(text)) => match parse(&place, &text, report) {
                Err(problem) => problems.push(problem),
                Ok(value) => {
                    if name == root {
                        problems.extend(stranger(&place, &value));
                    }
                    let found = relative_files(&name, &value);
                    waiting.extend(found.into_iter().filter(|name| seen.insert(name.clone())));
                    files.insert(name, value);
                }
            },
        }
        if seen.len() > MOST_FILES {
            problems.push(too_much(&place, format!("it refers to more than {MOST_FILES} files")));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
    }
    Ok(Files { root, files })
}

/// The path of a file that another one refers to, from the same folder; nothing
/// for an address on the web or an absolute path.
pub(super) fn joined(from: &str, path: &str) -> Option<String> {
    if path.contains("://") || path.starts_with('/') || path.is_empty() {
        return None;
    }
    let mut tokens: Vec<&str> = from.split('/').collect();
    tokens.pop();
    let path = path.replace('\\', "/");
    for token in path.split('/') {
        match token {
            "." | "" => {}
            ".." if tokens.last().is_some_and(|last| *last != "..") => {
                tokens.pop();
            }
            token => tokens.push(token),
        }
    }
    Some(tokens.join("/"))
}

/// Writes `%20` and its like as what they stand for. What is no UTF-8 then, or
/// no such sequence, stays.
pub(super) fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The text of a file; nothing if there is none of this name.
fn read(place: &Place, path: &PathBuf, left: &mut u64) -> Result<Option<String>, Problem> {
    // Asked first, since to open a pipe is to wait for somebody to write to it.
    let Ok(metadata) = fs::metadata(path) else { return Ok(None) };
    if !metadata.is_file() {
        return Err(unreadable(place, "it is no file"));
    }
    let fault = |error: std::io::Error| unreadable(place, &error.to_string());
    let file = File::open(path).map_err(fault)?;
    let mut bytes = Vec::new();
    let read = file.take(*left + 1).read_to_end(&mut bytes).map_err(fault)? as u64;
    if read > *left {
        let reason = format!("the document has more than {} MB", LARGEST / 1024 / 1024);
        return Err(too_much(place, reason));
    }
    *left -= read;
    text(place, bytes).map(Some)
}

fn text(place: &Place, mut bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..] = bytes[..] {
        let reason = "is no UTF-8 text: it begins as UTF-16 and UTF-32 do";
        return Err(Problem::fault(
            "document",
            place.clone(),
            reason,
            "save the document as UTF-8",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let reason = format!("is no UTF-8 text: the byte at offset {offset} is none");
        Problem::fault("document", place.clone(), reason, "save the document as UTF-8")
    })
}

/// The files that a value refers to, in the order of its references.
fn relative_files(from: &str, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |reference: &str| {
        let path = reference.split('#').next().unwrap_or_default();
        let is_document = [".json", ".yaml", ".yml"].iter().any(|ending| path.ends_with(ending));
        if is_document {
            found.extend(joined(from, &percent_decoded(path)));
        }
    };
    // A file below the first is of no kind that is known, so all is looked at.
    crate::document::walk(value, &mut |_, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            look(reference);
        }
    });
    walk(value, Kind::Document, &mut String::new(), &mut |kind, _, value| {
        if let (Kind::MappedName, Some(reference)) = (kind, value.as_str()) {
            look(reference);
        }
    });
    found
}

/// Why this is no document of a version that is read here.
fn stranger(place: &Place, value: &Value) -> Option<Problem> {
    let version = |key: &str| value.get(key).map(|version| version.to_string().replace('"', ""));
    let (reason, fix) = match (version("openapi"), version("swagger")) {
        (Some(version), _) if version.starts_with('3') => return None,
        (_, Some(version)) if version.starts_with('2') => return None,
        (Some(version), _) => {
            (format!("says that it is OpenAPI {version}"), "convert it to OpenAPI 3")
        }
        (_, Some(version)) => {
            (format!("says that it is Swagger {version}"), "convert it to OpenAPI 3")
        }
        (None, None) => (
            "is no description of an API: it has neither `openapi` nor `swagger` at its top".into(),
            "name the file that begins with one of them",
        ),
    };
    Some(Problem::fault("version", place.clone(), reason, fix))
}

fn unreadable(place: &Place, error: &str) -> Problem {
    let reason = format!("cannot read the document: {error}");
    Problem::fault("document", place.clone(), reason, "name a file that can be read")
}

fn too_much(place: &Place, reason: String) -> Problem {
    Problem::fault("document", place.clone(), reason, "split it, or take out what is not needed")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn loaded(files: &[(&str, &[u8])]) -> Result<Files, String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        load(&folder.path().join(files[0].0), &mut Report::default()).map_err(|problems| {
            let text = problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n");
            text.replace(&folder.path().display().to_string(), "<folder>")
        })
    }

    #[test]
    fn files_are_followed_in_both_directions() {
        let files = loaded(&[
            ("api.yaml", b"openapi: 3.0.0\npaths:\n  /a: { $ref: 'paths/a%20b.yaml#/x' }\n"),
            ("paths/a b.yaml", b"x: { $ref: ../schemas.json }"),
            ("schemas.json", b"\xef\xbb\xbf{ \"$ref\": \"./api.yaml#/paths\", \"a\": { \"$ref\": \"gone.json\" } }"),
        ]);
        let names: Vec<String> = files.unwrap().files.into_keys().collect();
        assert_eq!(names, ["api.yaml", "paths/a b.yaml", "schemas.json"]);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let said = |files: &[(&str, &[u8])]| loaded(files).unwrap_err();
        assert_snapshot!(said(&[("a.json", b"{ \"openapi\": \xff }")]), @"
        error[document]: <folder>/a.json
          is no UTF-8 text: the byte at offset 13 is none
          fix: save the document as UTF-8
        ");
        assert_snapshot!(said(&[("a.json", b"{ \"info\": {} }")]), @"
        error[version]: <folder>/a.json
          is no description of an API: it has neither `openapi` nor `swagger` at its top
          fix: name the file that begins with one of them
        ");
        assert_snapshot!(said(&[("a.yaml", b"swagger: 1.2")]), @"
        error[version]: <folder>/a.yaml
          says that it is Swagger 1.2
          fix: convert it to OpenAPI 3
        ");
        let large = vec![b' '; usize::try_from(LARGEST).unwrap() + 1];
        assert_snapshot!(said(&[("a.yaml", large.as_slice())]), @"
        error[document]: <folder>/a.yaml
          the document has more than 64 MB
          fix: split it, or take out what is not needed
        ");
    }

    #[test]
    fn a_path_is_joined_as_on_the_web() {
        assert_eq!(joined("a/b.yaml", "../c.yaml").as_deref(), Some("c.yaml"));
        assert_eq!(joined("b.yaml", "../c.yaml").as_deref(), Some("../c.yaml"));
        assert_eq!(joined("a/b.yaml", ".\\c\\d.yaml").as_deref(), Some("a/c/d.yaml"));
        assert_eq!(joined("b.yaml", "https://acme.test/c.yaml"), None);
        assert_eq!(percent_decoded("Page%3CUser%3E%2x%é%ff"), "Page%3CUser%3E%2x%é%ff");
        assert_eq!(percent_decoded("Page%3CUser%3E%2x%é"), "Page<User>%2x%é");
    }
}
