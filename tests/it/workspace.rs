//! The workspace under test, and scratch copies of its specs.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of this workspace.
pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the package is below the root").to_owned()
}

/// What a command of the pipeline said, and its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `cargo xtask <arguments>` in `root`.
pub(crate) fn xtask(root: &Path, arguments: &[&str]) -> Said {
    let program = ["xtask"].iter().chain(arguments).map(OsString::from);
    let at_root = [OsString::from("--root"), root.into()];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = xtask::exit_code(program.chain(at_root), &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("the pipeline prints text");
    Said { code, out: text(out), err: text(err) }
}

/// A copy of one vendor's spec and of what is generated from it, to be spoiled.
pub(crate) struct Scratch(tempfile::TempDir);

impl Scratch {
    /// The vendor with the richest settings: what holds for one holds for all.
    pub(crate) fn new() -> Self {
        let scratch = Self(tempfile::tempdir().expect("a folder for temporary files"));
        for folder in ["specs/density", "generated/density"] {
            copy(&root().join(folder), &scratch.path().join(folder));
        }
        let coverage = xtask::coverage::page(scratch.path()).expect("a spec without problems");
        scratch.write(xtask::coverage::PATH, &coverage);
        scratch.write(xtask::diff::rules::PAGE, &xtask::diff::rules::page());
        scratch
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Replaces `old` by `new` in a file that contains it.
    pub(crate) fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(old), "{file} does not contain {old:?}");
        fs::write(path, text.replacen(old, new, 1)).expect("the file can be written");
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, text).expect("the file can be written");
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.path().join(file)).expect("the file is there");
    }

    /// All files with their bytes.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files(self.path())
    }

    /// Runs a command, and checks that it changed no file.
    pub(crate) fn refuses(&self, arguments: &[&str]) -> Said {
        let before = self.files();
        let said = xtask(self.path(), arguments);
        assert_ne!(said.code, 0, "the command went through: {}", said.out);
        assert!(before == self.files(), "a refused command changed files");
        said
    }
}

/// All files below a folder with their bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                found.insert(path, bytes);
            }
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a file has a folder")).expect("a folder");
        fs::write(target, bytes).expect("a file");
    }
}
