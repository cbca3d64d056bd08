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

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::store::{Store, checksum};
use crate::finding::fingerprint::hex;
use crate::git::object::ObjectId;
use crate::past::Past;

/// The shape of what is stored of the past.
const SHAPE: &str = concat!("10 ", env!("CARGO_PKG_VERSION"));

#[derive(Serialize, Deserialize)]
struct StoredPast {
    shape: String,
    head: String,
    past: Past,
}

/// The place of a register's stored history.
#[derive(Debug)]
pub struct Cache {
    file: Option<PathBuf>,
    /// What history says of the register at one commit: small, so that a check
    /// need not read the whole.
    past: Option<PathBuf>,
    notes: RefCell<Vec<String>>,
}

impl Cache {
    /// The cache of the register in a folder (`prefix`) of a repository, whose
    /// own folder is `common`.
    #[must_use]
    pub fn of(common: &Path, prefix: &str) -> Self {
        let register = &hex(&Sha256::digest(prefix.as_bytes()))[..16];
        let folder = common.join("plimsoll");
        let file = Some(folder.join(format!("history-{register}")));
        let past = Some(folder.join(format!("past-{register}")));
        Self { file, past, notes: RefCell::new(Vec::new()) }
    }

    /// The same for the base that a change is held against: what is stored of
    /// its past does not take the place of the head's.
    #[must_use]
    pub fn of_base(common: &Path, prefix: &str) -> Self {
        let own = Self::of(common, prefix);
        let past = own.past.as_ref().map(|past| past.with_extension("base"));
        Self { past, ..own }
    }

    /// The same for the register of about a month before.
    #[must_use]
    pub fn of_month(common: &Path, prefix: &str) -> Self {
        let own = Self::of(common, prefix);
        let past = own.past.as_ref().map(|past| past.with_extension("month"));
        Self { past, ..own }
    }

    /// No cache: everything is read from the commits.
    #[must_use]
    pub fn none() -> Self {
        Self { file: None, past: None, notes: RefCell::new(Vec::new()) }
    }

    /// What there is to say about it, for those who want to know.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.notes.borrow().clone()
    }

    fn note(&self, text: String) {
        self.notes.borrow_mut().push(text);
    }

    /// What history says of the register at a commit, if that was stored. In a
    /// shallow clone nothing is: what is missing may come.
    #[must_use]
    pub fn read_past(&self, head: ObjectId) -> Option<Past> {
        let bytes = fs::read(self.past.as_ref()?).ok()?;
        let (sum, rest) = bytes.split_at_checked(8)?;
        if u64::from_le_bytes(sum.try_into().ok()?) != checksum(rest) {
            self.note("what was stored of the past is damaged; it is written anew".to_owned());
            return None;
        }
        let stored: StoredPast = serde_json::from_slice(rest).ok()?;
        (stored.shape == SHAPE && stored.head == head.to_string()).then_some(stored.past)
    }

    /// Stores what history says of the register at a commit.
    pub fn write_past(&self, head: ObjectId, past: &Past) {
        let Some(file) = self.past.as_ref().filter(|_| past.is_complete) else { return };
        let stored = StoredPast { shape: SHAPE.to_owned(), head: head.to_string(), past: past.clone() };
        let Ok(text) = serde_json::to_vec(&stored) else { return };
        let mut bytes = checksum(&text).to_le_bytes().to_vec();
        bytes.extend_from_slice(&text);
        if let Err(error) = replace(file, &bytes) {
            self.note(format!("the past cannot be stored in {}: {error}", file.display()));
        }
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
