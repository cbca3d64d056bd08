//! The repository that a register lies in: the only module that names `git2`.
//!
//! Nothing of a repository is ever executed, and its ownership is respected.

use std::path::{Path, PathBuf};

use git2::{ErrorClass, ErrorCode, Repository, RepositoryOpenFlags, StatusOptions};

use crate::model::day::Day;

/// A commit, as far as pages and documents name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The full id, in hexadecimal.
    pub id: String,
    /// The committer's date, in UTC.
    pub committed: Day,
}

/// Why a repository cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It belongs to somebody else; with the folder that Git names.
    Owner(PathBuf),
    /// It is of a kind that cannot be read; history is off.
    Unsupported(String),
    /// Anything else that Git said.
    Failed(String),
}

/// A repository with the register's place in it.
pub struct Repo {
    repository: Repository,
    /// The register's folder, relative to the working tree, forward slashes;
    /// empty at its top.
    prefix: String,
}

impl Repo {
    /// The repository that a folder lies in, if it lies in one.
    ///
    /// # Errors
    /// A repository that is there and cannot be used.
    pub fn discover(folder: &Path) -> Result<Option<Self>, Trouble> {
        let none: [&Path; 0] = [];
        let repository = match Repository::open_ext(folder, RepositoryOpenFlags::empty(), none) {
            Ok(repository) => repository,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) if error.code() == ErrorCode::Owner => {
                return Err(Trouble::Owner(folder.to_path_buf()));
            }
            Err(error) if error.message().contains("unsupported extension") => {
                return Err(Trouble::Unsupported(error.message().to_owned()));
            }
            Err(error) => return Err(Trouble::Failed(error.message().to_owned())),
        };
        let prefix = repository.workdir().and_then(|top| {
            let top = top.canonicalize().ok()?;
            let inside = folder.canonicalize().ok()?;
            let relative = inside.strip_prefix(top).ok()?;
            Some(relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
        });
        Ok(Some(Self { repository, prefix: prefix.unwrap_or_default() }))
    }

    /// The commit that is checked out; `None` before the first one.
    ///
    /// # Errors
    /// A `HEAD` that cannot be read.
    pub fn head(&self) -> Result<Option<Commit>, Trouble> {
        let head = match self.repository.head() {
            Ok(head) => head,
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => {
                return Ok(None);
            }
            Err(error) => return Err(failed(&error)),
        };
        let commit = head.peel_to_commit().map_err(|error| failed(&error))?;
        let seconds = commit.committer().when().seconds();
        // A date outside of the calendar is as good as none: 1970-01-01.
        let instant = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        let committed = jiff::tz::Offset::UTC.to_datetime(instant).date();
        Ok(Some(Commit { id: commit.id().to_string(), committed }))
    }

    /// Whether a file of the register differs from the commit. What Git
    /// ignores does not count.
    ///
    /// # Errors
    /// A working tree that cannot be compared.
    pub fn is_dirty(&self) -> Result<bool, Trouble> {
        if self.repository.is_bare() {
            return Ok(false);
        }
        let mut options = StatusOptions::new();
        options.include_untracked(true).include_ignored(false).exclude_submodules(true);
        if !self.prefix.is_empty() {
            options.pathspec(&self.prefix).disable_pathspec_match(true);
        }
        let statuses = self.repository.statuses(Some(&mut options)).map_err(|error| failed(&error))?;
        Ok(!statuses.is_empty())
    }

    /// The register's folder within the repository; empty at its top.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The address of a remote, `origin` before all others.
    #[must_use]
    pub fn remote_address(&self) -> Option<String> {
        let remote = self.repository.find_remote("origin").ok()?;
        remote.url().ok().map(str::to_owned)
    }

    /// The checked-out branch.
    #[must_use]
    pub fn branch(&self) -> Option<String> {
        let head = self.repository.head().ok()?;
        if head.is_branch() { head.shorthand().ok().map(str::to_owned) } else { None }
    }
}

fn failed(error: &git2::Error) -> Trouble {
    match error.class() {
        ErrorClass::None => Trouble::Failed(error.message().to_owned()),
        class => Trouble::Failed(format!("{} ({class:?})", error.message())),
    }
}
