//! The one writer: puts files in place, or says what is not in place.
//!
//! `generate` and `verify` make the same tree and hold it against the disk; one
//! applies the difference, the other reports it. Applying writes every new file
//! beside its place first and only then renames, so that a failure to write
//! leaves the disk as it was. A link below an owned folder is refused: what it
//! leads to is not ours to write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::problem::{Place, Problem};

/// The files that should be, and the folders that should hold nothing else.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
    folders: BTreeSet<String>,
}

/// How the disk differs from a tree.
///
/// What should not be there may have any name, even one that is no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files that are not there.
    pub missing: Vec<String>,
    /// Files with other content.
    pub stale: Vec<String>,
    /// Files that should not be there.
    pub extra: Vec<PathBuf>,
    /// Folders that hold nothing and are to hold nothing.
    pub empty: Vec<PathBuf>,
}

/// Why applying a difference stopped, and where.
#[derive(Clone, Debug)]
pub struct Stopped {
    /// What could not be done.
    pub problems: Vec<Problem>,
    /// How many files and folders were written or removed before.
    pub done: usize,
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

    /// The files with their texts, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Holds this tree against the disk.
    ///
    /// # Errors
    ///
    /// Every file or folder that cannot be read, and every link in an owned folder.
    pub fn difference(&self, root: &Path) -> Result<Difference, Vec<Problem>> {
        let Found { files, empty, mut problems } = Found::below(root, &self.folders);
        let mut difference = Difference {
            extra: files.into_iter().filter(|path| self.get(&slashed(path)).is_none()).collect(),
            empty: empty.into_iter().filter(|folder| !self.fills(folder)).collect(),
            ..Difference::default()
        };
        difference.extra.sort();
        difference.empty.sort();
        for (path, text) in &self.files {
            match fs::read(root.join(path)) {
                Ok(bytes) if bytes == text.as_bytes() => {}
                Ok(_) => difference.stale.push(path.clone()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    difference.missing.push(path.clone());
                }
                Err(error) => problems.push(unreadable(path, &error)),
            }
        }
        if problems.is_empty() { Ok(difference) } else { Err(problems) }
    }

    /// Makes the disk equal to this tree, by a difference found before.
    ///
    /// # Errors
    ///
    /// What cannot be written or removed. All files are written before the first
    /// takes its place, so a failure to write leaves the disk as it was; one to
    /// rename or to remove leaves what was done before.
    pub fn apply(&self, root: &Path, difference: &Difference) -> Result<(), Stopped> {
        let mut folders = Vec::new();
        let mut done = 0;
        let outcome = self
            .stage(root, difference, &mut folders)
            .and_then(|staged| put(root, staged, &mut done))
            .and_then(|()| remove(root, difference, &mut done));
        outcome.map_err(|problem| {
            // A folder that has got its file by now is not empty, and stays.
            folders.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
            Stopped { problems: vec![problem], done }
        })
    }

    /// Whether this tree puts a file somewhere below a folder.
    fn fills(&self, folder: &Path) -> bool {
        self.files.keys().any(|path| Path::new(path).starts_with(folder))
    }

    /// Writes each new file beside its place; dropped, they are gone again.
    fn stage<'a>(
        &self,
        root: &Path,
        difference: &'a Difference,
        folders: &mut Vec<PathBuf>,
    ) -> Result<Vec<(&'a str, NamedTempFile)>, Problem> {
        let paths = difference.missing.iter().chain(&difference.stale);
        let stage = |path: &'a String| {
            let text = self.get(path).unwrap_or_default();
            let file = write_beside(&root.join(path), text, folders)
                .map_err(|error| unchangeable(path, "written", &error))?;
            Ok((path.as_str(), file))
        };
        paths.map(stage).collect()
    }
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of files and folders that differ.
    pub fn len(&self) -> usize {
        self.missing.len() + self.stale.len() + self.extra.len() + self.empty.len()
    }

    /// One problem per file or folder that differs.
    pub fn problems(&self) -> Vec<Problem> {
        const FIX: &str = "run `cargo xtask generate` and commit the result";
        let because = |path: String, reason: &str| {
            Problem::stale("generated", Place::file(path), reason, FIX)
        };
        let missing = self.missing.iter().map(|path| because(path.clone(), "the file is missing"));
        let stale = self.stale.iter().map(|path| {
            because(
                path.clone(),
                "the file is not what the specs make: it was edited, or a spec or the pipeline changed",
            )
        });
        let extra =
            self.extra.iter().map(|path| because(slashed(path), "nothing generates this file"));
        let empty = self.empty.iter().map(|path| {
            because(slashed(path), "the folder is empty, and nothing is generated into it")
        });
        missing.chain(stale).chain(extra).chain(empty).collect()
    }
}

/// Writes a file that is no part of a tree, such as a report: whole, or not at all.
///
/// # Errors
///
/// Why it cannot be written.
pub fn write_outside(path: &Path, text: &str) -> Result<(), Problem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let written = fs::create_dir_all(folder).and_then(|()| {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(path).map(drop).map_err(|error| error.error)
    });
    written.map_err(|error| {
        let reason = format!("cannot be written: {error}");
        let place = Place::file(path.display().to_string());
        Problem::usage("file", place, reason, "name a file that can be written")
    })
}

/// A path as people read it, on every system the same.
pub(crate) fn slashed(path: &Path) -> String {
    let names = path.components().map(|name| name.as_os_str().to_string_lossy());
    names.collect::<Vec<_>>().join("/")
}

/// What is on the disk below some folders.
#[derive(Default)]
struct Found {
    files: Vec<PathBuf>,
    empty: Vec<PathBuf>,
    problems: Vec<Problem>,
}

impl Found {
    fn below(root: &Path, folders: &BTreeSet<String>) -> Self {
        let mut found = Self::default();
        for folder in folders.iter().map(Path::new) {
            // `generated` and a folder in it may both be owned.
            if folder.ancestors().skip(1).any(|above| folders.contains(&slashed(above))) {
                continue;
            }
            let mut above = folder.ancestors().filter(|path| !path.as_os_str().is_empty());
            match above.find(|path| root.join(path).is_symlink()) {
                Some(link) => found.problems.push(strange(link, LINK)),
                None => found.list(root, folder),
            }
        }
        found
    }

    fn list(&mut self, root: &Path, folder: &Path) {
        let entries = match fs::read_dir(root.join(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            entries => entries.and_then(Iterator::collect::<io::Result<Vec<_>>>),
        };
        match entries {
            Err(error) => self.problems.push(unreadable(&slashed(folder), &error)),
            Ok(entries) if entries.is_empty() => self.empty.push(folder.to_owned()),
            Ok(entries) => entries.iter().for_each(|entry| self.note(root, folder, entry)),
        }
    }

    fn note(&mut self, root: &Path, folder: &Path, entry: &fs::DirEntry) {
        let path = folder.join(entry.file_name());
        // Says what the entry itself is, not what it leads to.
        match entry.file_type() {
            Err(error) => self.problems.push(unreadable(&slashed(&path), &error)),
            Ok(kind) if kind.is_dir() => self.list(root, &path),
            Ok(kind) if kind.is_file() => self.files.push(path),
            Ok(kind) if kind.is_symlink() => self.problems.push(strange(&path, LINK)),
            Ok(_) => self.problems.push(strange(&path, "is neither a file nor a folder")),
        }
    }
}

fn write_beside(path: &Path, text: &str, folders: &mut Vec<PathBuf>) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new(""));
    create_folders(folder, folders)?;
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

/// Creates a folder and those above it that are missing, and adds each to `created`.
fn create_folders(folder: &Path, created: &mut Vec<PathBuf>) -> io::Result<()> {
    let is_missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
    let missing: Vec<&Path> = folder.ancestors().take_while(is_missing).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        created.push(folder.to_owned());
    }
    Ok(())
}

fn put(root: &Path, staged: Vec<(&str, NamedTempFile)>, done: &mut usize) -> Result<(), Problem> {
    for (path, file) in staged {
        file.persist(root.join(path))
            .map_err(|error| unchangeable(path, "written", &error.error))?;
        *done += 1;
    }
    Ok(())
}

fn remove(root: &Path, difference: &Difference, done: &mut usize) -> Result<(), Problem> {
    let files = difference.extra.iter().map(|path| (path, fs::remove_file(root.join(path))));
    let folders = difference.empty.iter().map(|path| (path, fs::remove_dir(root.join(path))));
    for (path, removed) in files.chain(folders) {
        removed.map_err(|error| unchangeable(&slashed(path), "removed", &error))?;
        remove_empty_folders(root, path);
        *done += 1;
    }
    Ok(())
}

/// A folder that still holds something is left, and so is the root.
fn remove_empty_folders(root: &Path, path: &Path) {
    let mut folder = path.to_owned();
    while folder.pop() && folder != Path::new("") && fs::remove_dir(root.join(&folder)).is_ok() {}
}

const LINK: &str = "is a link, and what it leads to must not be overwritten";

fn strange(path: &Path, reason: &str) -> Problem {
    Problem::fault(
        "disk",
        Place::file(slashed(path)),
        reason,
        "remove it, then run `cargo xtask generate`: it writes what belongs there",
    )
}

fn unreadable(path: &str, error: &io::Error) -> Problem {
    Problem::fault(
        "disk",
        Place::file(path),
        format!("cannot be read: {error}"),
        "check the path and its permissions",
    )
}

fn unchangeable(path: &str, change: &str, error: &io::Error) -> Problem {
    Problem::fault(
        "disk",
        Place::file(path),
        format!("cannot be {change}: {error}"),
        "check the permissions and the space left, then run the command again",
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

    /// A root with these files below it.
    fn disk(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    #[test]
    fn applying_makes_the_disk_equal_and_a_second_time_finds_nothing() {
        let root = disk(&[
            ("generated/acme/src/lib.rs", "// edited\n"),
            ("generated/acme/src/old/types.rs", ""),
            ("specs/acme/openapi.yaml", "hand-written\n"),
        ]);
        fs::create_dir_all(root.path().join("generated/acme/benches/old")).unwrap();

        let difference = tree().difference(root.path()).unwrap();
        assert_eq!(
            difference,
            Difference {
                missing: vec!["generated/acme/Cargo.toml".into(), "specs/acme/names.lock".into()],
                stale: vec!["generated/acme/src/lib.rs".into()],
                extra: vec!["generated/acme/src/old/types.rs".into()],
                empty: vec!["generated/acme/benches/old".into()],
            }
        );
        tree().apply(root.path(), &difference).unwrap();
        assert!(tree().difference(root.path()).unwrap().is_empty());
        assert!(!root.path().join("generated/acme/src/old").exists());
        assert!(!root.path().join("generated/acme/benches").exists());
        assert!(root.path().join("specs/acme/openapi.yaml").exists());
    }

    #[test]
    fn an_empty_folder_that_is_to_be_filled_is_not_extra() {
        let root = disk(&[]);
        fs::create_dir_all(root.path().join("generated/acme/src")).unwrap();
        assert!(tree().difference(root.path()).unwrap().empty.is_empty());
    }

    #[test]
    fn a_place_that_cannot_be_written_leaves_the_disk_as_it_was() {
        // A file where a folder must be.
        let root = disk(&[("specs/acme", "")]);
        let difference = Difference {
            missing: vec!["generated/acme/src/lib.rs".into(), "specs/acme/names.lock".into()],
            ..Difference::default()
        };
        let stopped = tree().apply(root.path(), &difference).expect_err("cannot write");
        assert!(stopped.problems[0].to_string().contains("specs/acme/names.lock"), "{stopped:?}");
        assert_eq!(stopped.done, 0);
        assert!(!root.path().join("generated").exists(), "a folder was left behind");
    }

    #[test]
    fn a_failure_between_two_files_tells_how_many_are_in_place() {
        // A folder where a file must be.
        let root = disk(&[("specs/acme/names.lock/oddly", "")]);
        let difference = Difference {
            missing: ["generated/acme/Cargo.toml", "generated/acme/src/lib.rs"]
                .map(String::from)
                .to_vec(),
            stale: vec!["specs/acme/names.lock".into()],
            ..Difference::default()
        };
        let stopped = tree().apply(root.path(), &difference).expect_err("cannot rename");
        assert!(stopped.problems[0].to_string().contains("specs/acme/names.lock"), "{stopped:?}");
        assert_eq!(stopped.done, 2);
        assert!(root.path().join("generated/acme/src/lib.rs").exists());
        let left = fs::read_dir(root.path().join("specs/acme")).unwrap();
        assert_eq!(left.count(), 1, "a temporary file was left behind");
    }

    #[test]
    fn what_cannot_be_removed_is_named() {
        let root = disk(&[("generated/acme/old/kept", "")]);
        let difference =
            Difference { extra: vec!["generated/acme/old".into()], ..Difference::default() };
        let stopped = tree().apply(root.path(), &difference).expect_err("cannot remove");
        let said = stopped.problems[0].to_string();
        assert!(
            said.starts_with("error[disk]: generated/acme/old\n  cannot be removed: "),
            "{said}"
        );
    }

    /// Other systems have no such names.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_no_text_is_extra_like_any_other() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let root = disk(&[("generated/acme/Cargo.toml", "")]);
        let odd = Path::new("generated/acme").join(OsStr::from_bytes(b"\xff.rs"));
        fs::write(root.path().join(&odd), "").unwrap();

        let difference = tree().difference(root.path()).unwrap();
        assert_eq!(difference.extra, [odd]);
        let problems: Vec<String> = difference.problems().iter().map(Problem::to_string).collect();
        assert!(problems[3].contains("generated/acme/\u{fffd}.rs"), "{problems:?}");
        tree().apply(root.path(), &difference).unwrap();
        assert!(tree().difference(root.path()).unwrap().is_empty());
    }

    /// What is said of a link from one path to another, a file or a folder.
    #[cfg(unix)]
    fn said_of_a_link(from: &str, to: &str) -> String {
        let root = disk(&[("elsewhere/src/lib.rs", "// mine\n")]);
        let from = root.path().join(from);
        fs::create_dir_all(from.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(root.path().join(to), from).unwrap();
        let problems = tree().difference(root.path()).expect_err("a link is refused");
        problems.iter().map(|problem| format!("{problem}\n")).collect()
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_an_owned_folder_is_a_problem() {
        insta::assert_snapshot!(said_of_a_link("generated/acme/src", "elsewhere/src"), @"
        error[disk]: generated/acme/src
          is a link, and what it leads to must not be overwritten
          fix: remove it, then run `cargo xtask generate`: it writes what belongs there
        ");
        for (from, to) in [
            ("generated", "elsewhere"),
            ("generated/acme", "elsewhere"),
            ("generated/acme/src/lib.rs", "elsewhere/src/lib.rs"),
            ("generated/acme/src/gone.rs", "elsewhere/gone.rs"),
        ] {
            let said = said_of_a_link(from, to);
            assert!(said.starts_with(&format!("error[disk]: {from}\n  is a link")), "{said}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_neither_file_nor_folder_is_not_read() {
        let root = disk(&[("generated/acme/Cargo.toml", "")]);
        let place = root.path().join("generated/acme/src");
        let _socket = std::os::unix::net::UnixListener::bind(place).unwrap();
        let problems = tree().difference(root.path()).expect_err("a socket is refused");
        assert!(problems[0].to_string().contains("neither a file nor a folder"), "{problems:?}");
    }
}
