//! Where the files of a register come from.
//!
//! [`Tree`] is the one interface through which a register is read: nothing
//! downstream can tell a working tree from a revision. [`WorkTree`] reads the
//! folder on disk and never follows a symbolic link, so that no path leaves
//! the register.

use std::collections::HashSet;
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use walkdir::WalkDir;

/// A file found below a folder, or something in a file's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path relative to the root, forward slashes.
    pub path: String,
    /// Why it cannot be read as a file, if that is already known.
    pub trouble: Option<Trouble>,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing of that name.
    Missing,
    /// It is a folder.
    Folder,
    /// It is a symbolic link; with its target.
    Link(String),
    /// It is a device, a pipe or a socket.
    NotAFile,
    /// It has more bytes than the limit, given second.
    TooLarge(u64, u64),
    /// What the operating system said.
    Io(String),
}

/// A register's files, wherever they lie.
pub trait Tree: Sync {
    /// Every file below `folder` whose name has one of these endings (`toml`),
    /// sorted by path; nothing where the folder does not exist.
    fn files(&self, folder: &str, endings: &[&str]) -> Vec<Entry>;

    /// Every TOML file below `folder`, likewise.
    fn toml_files(&self, folder: &str) -> Vec<Entry> {
        self.files(folder, &["toml"])
    }

    /// The bytes of a file, at most `limit` of them.
    ///
    /// # Errors
    /// Says why the file cannot be read.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Trouble>;

    /// Whether a file or folder of that path exists.
    fn exists(&self, path: &str) -> bool;
}

/// The path that a relative link in a file means, without `.` and `..`;
/// `None` where it leaves the register.
#[must_use]
pub fn beside(file: &str, link: &str) -> Option<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts = Vec::new();
    for part in folder.split('/').chain(link.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder on disk that holds a register.
#[derive(Debug)]
pub struct WorkTree {
    root: PathBuf,
    /// Folders that were looked at: no link leads to them.
    plain: Mutex<HashSet<String>>,
}

impl WorkTree {
    /// The tree of the register whose `plimsoll.toml` lies in `root`.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root, plain: Mutex::default() }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn entry(&self, found: walkdir::Result<walkdir::DirEntry>, endings: &[&str]) -> Option<Entry> {
        let (path, trouble) = match found {
            Ok(entry) => {
                let trouble = kind_trouble(entry.file_type(), entry.path());
                // Risks behind a linked folder would vanish without a word.
                let hides = entry.file_type().is_symlink() && entry.path().is_dir();
                if !ends_in(entry.path(), endings) && !hides {
                    return None;
                }
                (entry.into_path(), trouble)
            }
            Err(error) => {
                let path = error.path()?.to_path_buf();
                if is_missing(&error) {
                    return None;
                }
                let why = error.io_error().map_or_else(|| error.to_string(), io_words);
                (path, Some(Trouble::Io(why)))
            }
        };
        let relative = path.strip_prefix(&self.root).unwrap_or(&path);
        let path = relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        Some(Entry { path, trouble })
    }

    /// A link on the way to `path`, or there (the root itself may be one).
    fn link_on_the_way(&self, path: &str) -> Option<Trouble> {
        let plain = || self.plain.lock().unwrap_or_else(PoisonError::into_inner);
        // Hundreds of files lie in one folder.
        if plain().contains(path) {
            return None;
        }
        let mut at = self.root.clone();
        for part in path.split('/') {
            at.push(part);
            let kind = fs::symlink_metadata(&at).ok()?.file_type();
            if kind.is_symlink() {
                return Some(Trouble::Link(target(&at)));
            }
        }
        plain().insert(path.to_owned());
        None
    }
}

impl Tree for WorkTree {
    fn files(&self, folder: &str, endings: &[&str]) -> Vec<Entry> {
        if let Some(trouble) = self.link_on_the_way(folder) {
            return vec![Entry { path: folder.to_owned(), trouble: Some(trouble) }];
        }
        let walk = WalkDir::new(self.root.join(folder)).follow_links(false).sort_by_file_name();
        let walk = walk.into_iter().filter_entry(|entry| entry.file_name() != ".git");
        let mut entries: Vec<Entry> = walk.filter_map(|found| self.entry(found, endings)).collect();
        entries.retain(|entry| entry.path != folder || entry.trouble != Some(Trouble::Folder));
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Trouble> {
        let full = self.root.join(path);
        // Whether the file itself is a link is seen when it is read.
        let folder = path.rsplit_once('/').map(|(folder, _)| folder);
        if let Some(trouble) = folder.and_then(|folder| self.link_on_the_way(folder)) {
            return Err(trouble);
        }
        read_file(&full, limit)
    }

    fn exists(&self, path: &str) -> bool {
        self.root.join(path).symlink_metadata().is_ok()
    }
}

fn read_file(full: &Path, limit: u64) -> Result<Vec<u8>, Trouble> {
    let metadata = fs::symlink_metadata(full).map_err(|error| trouble(&error))?;
    if let Some(trouble) = kind_trouble(metadata.file_type(), full) {
        return Err(trouble);
    }
    if metadata.len() > limit {
        return Err(Trouble::TooLarge(metadata.len(), limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    let file = File::open(full).map_err(|error| trouble(&error))?;
    // One byte more than allowed tells a file that grew since from one that fits.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| trouble(&error))?;
    if bytes.len() as u64 > limit {
        return Err(Trouble::TooLarge(bytes.len() as u64, limit));
    }
    Ok(bytes)
}

fn kind_trouble(kind: FileType, path: &Path) -> Option<Trouble> {
    if kind.is_symlink() {
        Some(Trouble::Link(target(path)))
    } else if kind.is_dir() {
        Some(Trouble::Folder)
    } else if kind.is_file() {
        None
    } else {
        Some(Trouble::NotAFile)
    }
}

fn target(link: &Path) -> String {
    fs::read_link(link).map_or_else(|_| "?".to_owned(), |to| to.display().to_string())
}

/// Whether a file's name ends in `.toml`, in any case.
#[must_use]
pub fn is_toml(path: &Path) -> bool {
    ends_in(path, &["toml"])
}

/// Whether a file's name has one of these endings, in any case.
#[must_use]
pub fn ends_in(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|own| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)))
}

fn is_missing(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound)
}

fn trouble(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Trouble::Missing,
        _ => Trouble::Io(io_words(error)),
    }
}

/// What the system said, without the "(os error 13)" that helps nobody.
fn io_words(error: &io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_lowercase()
}

/// Files held in memory: examples, tests, text from standard input.
#[derive(Debug, Clone, Default)]
pub struct MemoryTree {
    files: std::collections::BTreeMap<String, Vec<u8>>,
}

impl MemoryTree {
    /// Adds or replaces a file.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), bytes.into());
    }

    /// A file's bytes.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}

impl Tree for MemoryTree {
    fn files(&self, folder: &str, endings: &[&str]) -> Vec<Entry> {
        let below = |path: &&String| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let files = self.files.keys().filter(below).filter(|path| ends_in(Path::new(path), endings));
        files.map(|path| Entry { path: path.clone(), trouble: None }).collect()
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Trouble> {
        let bytes = self.files.get(path).ok_or(Trouble::Missing)?;
        let size = bytes.len() as u64;
        if size > limit { Err(Trouble::TooLarge(size, limit)) } else { Ok(bytes.clone()) }
    }

    fn exists(&self, path: &str) -> bool {
        self.files.keys().any(|known| known == path || known.starts_with(&format!("{path}/")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_to_the_file_that_holds_them_and_stay_inside() {
        assert_eq!(
            beside("risks/it/R001.toml", "../supply/R002.toml").as_deref(),
            Some("risks/supply/R002.toml")
        );
        assert_eq!(beside("people.toml", "./docs//team.md").as_deref(), Some("docs/team.md"));
        assert_eq!(beside("risks/R001.toml", "../../etc/passwd"), None);
    }
}
