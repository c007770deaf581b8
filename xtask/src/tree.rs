//! The one writer: puts files in place, or says what is not in place.
//!
//! `generate` and `verify` make the same tree and hold it against the disk; one
//! applies the difference, the other reports it. Applying writes every new file
//! beside its place first and only then renames, so that a failure to write
//! leaves the disk as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::problem::{Place, Problem};

/// The files that should be, and the folders that should hold nothing else.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
    folders: BTreeSet<String>,
}

/// How the disk differs from a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files that are not there.
    pub missing: Vec<String>,
    /// Files with other content.
    pub stale: Vec<String>,
    /// Files that should not be there.
    pub extra: Vec<String>,
}

impl Tree {
    /// Adds a file, by its path below the root.
    pub fn insert(&mut self, path: String, text: String) {
        self.files.insert(path, text);
    }

    /// Adds files.
    pub fn extend(&mut self, files: BTreeMap<String, String>) {
        self.files.extend(files);
    }

    /// Adds all of another tree.
    pub fn merge(&mut self, other: &Self) {
        self.files.extend(other.files.iter().map(|(path, text)| (path.clone(), text.clone())));
        self.folders.extend(other.folders.iter().cloned());
    }

    /// Claims a folder: what it holds and this tree does not name is extra.
    pub fn own(&mut self, folder: String) {
        self.folders.insert(folder);
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Holds this tree against the disk.
    ///
    /// # Errors
    ///
    /// The file or folder that cannot be read.
    pub fn difference(&self, root: &Path) -> Result<Difference, Problem> {
        let mut difference = Difference::default();
        for (path, text) in &self.files {
            match fs::read(root.join(path)) {
                Ok(bytes) if bytes == text.as_bytes() => {}
                Ok(_) => difference.stale.push(path.clone()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    difference.missing.push(path.clone());
                }
                Err(error) => return Err(unreadable(path, &error)),
            }
        }
        for folder in &self.folders {
            let mut found = Vec::new();
            list(root, Path::new(folder), &mut found)
                .map_err(|error| unreadable(folder, &error))?;
            difference
                .extra
                .extend(found.into_iter().filter(|path| !self.files.contains_key(path)));
        }
        difference.extra.sort();
        difference.extra.dedup();
        Ok(difference)
    }

    /// Makes the disk equal to this tree, by a difference found before.
    ///
    /// # Errors
    ///
    /// The file that cannot be written; nothing has been changed then, unless
    /// the failure came while files were renamed or removed.
    pub fn apply(&self, root: &Path, difference: &Difference) -> Result<(), Problem> {
        let mut written = Vec::new();
        for path in difference.missing.iter().chain(&difference.stale) {
            let text = self.files.get(path).map(String::as_str).unwrap_or_default();
            let file =
                write_beside(&root.join(path), text).map_err(|error| unwritable(path, &error))?;
            written.push((path, file));
        }
        for (path, file) in written {
            file.persist(root.join(path)).map_err(|error| unwritable(path, &error.error))?;
        }
        for path in &difference.extra {
            fs::remove_file(root.join(path)).map_err(|error| unwritable(path, &error))?;
            remove_empty_folders(root, path);
        }
        Ok(())
    }
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of files that differ.
    pub fn len(&self) -> usize {
        self.missing.len() + self.stale.len() + self.extra.len()
    }

    /// One problem per file that differs.
    pub fn problems(&self) -> Vec<Problem> {
        const FIX: &str = "run `cargo xtask generate` and commit the result";
        let because = |reason: &'static str| {
            move |path: &String| Problem::stale("generated", Place::file(path), reason, FIX)
        };
        let missing = self.missing.iter().map(because("the file is missing"));
        let stale = self.stale.iter().map(because(
            "the file is not what the specs make: it was edited, or a spec or the pipeline changed",
        ));
        let extra = self.extra.iter().map(because("nothing generates this file"));
        missing.chain(stale).chain(extra).collect()
    }
}

fn write_beside(path: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".xtask-");
    #[cfg(unix)]
    {
        // The default keeps temporary files from other users; these are to stay.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    Ok(file)
}

fn list(root: &Path, folder: &Path, found: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(root.join(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            list(root, &path, found)?;
        } else {
            found.push(slashed(&path));
        }
    }
    Ok(())
}

fn slashed(path: &Path) -> String {
    let names = path.components().map(|name| name.as_os_str().to_string_lossy());
    names.collect::<Vec<_>>().join("/")
}

/// A folder that still holds something is left, and so is the root.
fn remove_empty_folders(root: &Path, path: &str) {
    let mut folder = PathBuf::from(path);
    while folder.pop() && folder != Path::new("") && fs::remove_dir(root.join(&folder)).is_ok() {}
}

fn unreadable(path: &str, error: &io::Error) -> Problem {
    Problem::fault(
        "disk",
        Place::file(path),
        format!("cannot be read: {error}"),
        "check the path and its permissions",
    )
}

fn unwritable(path: &str, error: &io::Error) -> Problem {
    Problem::fault(
        "disk",
        Place::file(path),
        format!("cannot be written: {error}"),
        "check the space left and the permissions, then run the command again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let mut tree = Tree::default();
        tree.own("generated/acme".into());
        tree.insert("generated/acme/Cargo.toml".into(), "[package]\n".into());
        tree.insert("generated/acme/src/lib.rs".into(), "// made\n".into());
        tree.insert("specs/acme/names.lock".into(), "# names\n".into());
        tree
    }

    #[test]
    fn applying_makes_the_disk_equal_and_a_second_time_finds_nothing() {
        let root = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        put("generated/acme/src/lib.rs", "// edited\n");
        put("generated/acme/src/old/types.rs", "");
        put("specs/acme/openapi.yaml", "hand-written\n");

        let difference = tree().difference(root.path()).unwrap();
        assert_eq!(
            difference,
            Difference {
                missing: vec!["generated/acme/Cargo.toml".into(), "specs/acme/names.lock".into()],
                stale: vec!["generated/acme/src/lib.rs".into()],
                extra: vec!["generated/acme/src/old/types.rs".into()],
            }
        );
        tree().apply(root.path(), &difference).unwrap();
        assert!(tree().difference(root.path()).unwrap().is_empty());
        assert!(!root.path().join("generated/acme/src/old").exists());
        assert!(root.path().join("specs/acme/openapi.yaml").exists());
    }

    #[test]
    fn a_place_that_cannot_be_written_leaves_the_disk_as_it_was() {
        let root = tempfile::tempdir().unwrap();
        // A file where a folder must be.
        fs::create_dir_all(root.path().join("generated/acme")).unwrap();
        fs::create_dir_all(root.path().join("specs")).unwrap();
        fs::write(root.path().join("specs/acme"), "").unwrap();
        let difference = Difference {
            missing: vec!["generated/acme/Cargo.toml".into(), "specs/acme/names.lock".into()],
            ..Difference::default()
        };
        let problem = tree().apply(root.path(), &difference).expect_err("cannot write");
        assert!(problem.to_string().contains("specs/acme/names.lock"), "{problem}");
        assert_eq!(fs::read_dir(root.path().join("generated/acme")).unwrap().count(), 0);
    }
}
