//! Where the files of a site go: into a folder, or into memory where somebody
//! waits for a few of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Mutex, PoisonError};

use super::failure::SiteFailure;

/// What writes a file, bit by bit.
pub type Tell<'t> = &'t mut dyn FnMut(&mut dyn io::Write) -> io::Result<()>;

/// Takes the files of a site, from many threads.
pub trait Output: Sync {
    /// Whether the file is asked for; what is not need not be made.
    fn wants(&self, path: &str) -> bool;

    /// Whether any file below a folder is.
    fn wants_below(&self, folder: &str) -> bool;

    /// Takes a file.
    ///
    /// # Errors
    /// What keeps it from being kept.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SiteFailure>;

    /// Takes a file that may be too large to be kept in memory; gives its size
    /// in bytes.
    ///
    /// # Errors
    /// What keeps it from being made or kept.
    fn stream(&self, path: &str, tell: Tell<'_>) -> Result<u64, SiteFailure>;
}

/// Few files of a site, in memory.
#[derive(Debug, Default)]
pub struct Few {
    wanted: BTreeSet<String>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Few {
    /// Those of these paths that the site has.
    #[must_use]
    pub fn of(wanted: BTreeSet<String>) -> Self {
        Self { wanted, files: Mutex::default() }
    }

    /// What was made, by path.
    #[must_use]
    pub fn files(self) -> BTreeMap<String, Vec<u8>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, path: &str, bytes: Vec<u8>) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), bytes);
    }
}

impl Output for Few {
    fn wants(&self, path: &str) -> bool {
        self.wanted.contains(path)
    }

    fn wants_below(&self, folder: &str) -> bool {
        self.wanted.range(folder.to_owned()..).next().is_some_and(|path| path.starts_with(folder))
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SiteFailure> {
        self.keep(path, bytes.to_vec());
        Ok(())
    }

    fn stream(&self, path: &str, tell: Tell<'_>) -> Result<u64, SiteFailure> {
        let mut bytes = Vec::new();
        tell(&mut bytes).map_err(|cause| SiteFailure::new(format!("cannot make {path}"), cause))?;
        let size = bytes.len() as u64;
        if self.wants(path) {
            self.keep(path, bytes);
        }
        Ok(size)
    }
}
