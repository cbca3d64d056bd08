//! What a second run need not do again, in the repository's own folder.
//!
//! A commit's changes depend on the commit alone, so whatever was stored once
//! stays right: new commits are added, and commits that a rebase left behind
//! do no harm. A file that is damaged, or of another version's shape, is
//! written anew; where it cannot be written the work is done without. Files
//! are written beside and renamed, so that two processes at once never see
//! half of one: the later one wins, and both are right.

use std::cell::RefCell;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::store::Store;
use crate::finding::fingerprint::hex;

/// The place of a register's stored history.
#[derive(Debug)]
pub struct Cache {
    file: Option<PathBuf>,
    notes: RefCell<Vec<String>>,
}

impl Cache {
    /// The cache of the register in a folder (`prefix`) of a repository, whose
    /// own folder is `common`.
    #[must_use]
    pub fn of(common: &Path, prefix: &str) -> Self {
        let register = &hex(&Sha256::digest(prefix.as_bytes()))[..16];
        let file = common.join("plimsoll").join(format!("history-{register}"));
        Self { file: Some(file), notes: RefCell::new(Vec::new()) }
    }

    /// No cache: everything is read from the commits.
    #[must_use]
    pub fn none() -> Self {
        Self { file: None, notes: RefCell::new(Vec::new()) }
    }

    /// What there is to say about it, for those who want to know.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.notes.borrow().clone()
    }

    fn note(&self, text: String) {
        self.notes.borrow_mut().push(text);
    }

    pub(super) fn read(&self) -> Option<Store> {
        let file = self.file.as_ref()?;
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => {
                self.note(format!("the stored history {} cannot be read: {error}", file.display()));
                return None;
            }
        };
        let store = Store::from_bytes(&bytes);
        if store.is_none() {
            self.note(format!(
                "the stored history {} is damaged or of another version; it is written anew",
                file.display()
            ));
        }
        store
    }

    pub(super) fn write(&self, store: &Store) {
        let Some(file) = &self.file else { return };
        if let Err(error) = replace(file, &store.to_bytes()) {
            self.note(format!("the history cannot be stored in {}: {error}", file.display()));
        }
    }
}

fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(bytes)?;
    beside.persist(file).map_err(|error| error.error)?;
    Ok(())
}
