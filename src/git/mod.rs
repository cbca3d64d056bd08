//! The repository that a register lies in: the only module that names `git2`.
//!
//! Nothing of a repository is ever executed, and its ownership is respected.

pub mod branches;
pub mod mailmap;
pub mod object;
pub mod revision;
pub mod signers;
pub mod write;

use std::path::{Path, PathBuf};

use git2::{ErrorClass, ErrorCode, Repository, RepositoryOpenFlags, StatusOptions};

use crate::model::day::Day;
use object::ObjectId;

/// A commit, as far as pages and documents name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The full id, in hexadecimal.
    pub id: String,
    /// The committer's date, in UTC.
    pub committed: Day,
    /// The committer's time, in seconds since 1970.
    pub seconds: i64,
    /// The id as Git's objects are found by it.
    pub object: ObjectId,
}

/// Why a repository cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It belongs to somebody else; with the folder that Git names.
    Owner(PathBuf),
    /// It is of a kind that cannot be read; history is off.
    Unsupported(String),
    /// An object that should be there is not.
    Missing(ObjectId),
    /// An object was left out when the repository was cloned in part.
    Absent(ObjectId),
    /// An object cannot be read.
    Damaged {
        /// Which.
        object: ObjectId,
        /// What Git says.
        why: String,
    },
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
        // Git does not hash what it reads in `log` either; `git fsck` does.
        git2::opts::strict_hash_verification(false);
        // A walk reads each object once; what it needs again it keeps itself.
        git2::opts::enable_caching(false);
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
        let target = head.target().ok_or_else(|| Trouble::Failed("HEAD names no commit".to_owned()))?;
        self.commit(ObjectId(target)).map(Some)
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

    /// The files of the register that differ from the commit, or that no commit
    /// has, by path below the register.
    ///
    /// # Errors
    /// A working tree that cannot be compared.
    pub fn uncommitted(&self) -> Result<std::collections::BTreeSet<String>, Trouble> {
        if self.repository.is_bare() {
            return Ok(std::collections::BTreeSet::new());
        }
        let mut options = StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).include_ignored(true);
        options.recurse_ignored_dirs(true).exclude_submodules(true);
        if !self.prefix.is_empty() {
            options.pathspec(&self.prefix).disable_pathspec_match(true);
        }
        let statuses = self.repository.statuses(Some(&mut options)).map_err(|error| failed(&error))?;
        let below = |path: String| match self.prefix.as_str() {
            "" => Some(path),
            prefix => path.strip_prefix(prefix)?.strip_prefix('/').map(str::to_owned),
        };
        let paths = statuses.iter().map(|entry| String::from_utf8_lossy(entry.path_bytes()).into_owned());
        Ok(paths.filter_map(below).collect())
    }

    /// Who signs with which key, by the user's and the system's configuration.
    #[must_use]
    pub fn signers(&self) -> Vec<signers::Signer> {
        self.repository.config().map(|config| signers::configured(&config)).unwrap_or_default()
    }

    /// The SSH key that the user signs commits with: a path, or the key itself.
    /// Only the user's and the system's configuration are asked, as for
    /// [`signers`](Self::signers).
    #[must_use]
    pub fn signing_key(&self) -> Option<String> {
        signers::signing_key(&self.repository.config().ok()?)
    }

    /// Whether the history was cut when the repository was cloned.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.repository.is_shallow()
    }

    /// Whether objects were left out when the repository was cloned.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        let Ok(config) = self.repository.config() else { return false };
        if config.get_entry("extensions.partialclone").is_ok() {
            return true;
        }
        let Ok(mut entries) = config.entries(Some("remote\\..*\\.promisor")) else { return false };
        let mut promisor = false;
        while let Some(Ok(entry)) = entries.next() {
            promisor |= entry.value().is_ok_and(|value| value == "true");
        }
        promisor
    }

    /// The commits whose parents were left out of a shallow clone.
    ///
    /// # Errors
    /// A list of them that cannot be read.
    pub fn shallow_commits(&self) -> Result<object::IdSet, Trouble> {
        if !self.is_shallow() {
            return Ok(object::IdSet::default());
        }
        let list = std::fs::read_to_string(self.repository.commondir().join("shallow"))
            .map_err(|error| Trouble::Failed(format!("the list of shallow commits: {error}")))?;
        let ids = list.lines().filter_map(|line| object::object_id(line.trim().as_bytes()));
        Ok(ids.collect())
    }

    /// The repository's own folder, shared by its working trees.
    #[must_use]
    pub fn common_folder(&self) -> &Path {
        self.repository.commondir()
    }

    /// The folder that holds `HEAD` of this working tree.
    #[must_use]
    pub fn own_folder(&self) -> &Path {
        self.repository.path()
    }

    /// Whether there is no working tree.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.repository.is_bare()
    }

    /// A folder of the working tree, by its way from the top.
    #[must_use]
    pub fn folder(&self, prefix: &str) -> Option<PathBuf> {
        Some(self.repository.workdir()?.join(prefix)).filter(|folder| folder.is_dir())
    }

    /// The register's folder within the repository; empty at its top.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The address of a remote, `origin` before all others.
    #[must_use]
    pub fn remote_address(&self) -> Option<String> {
        let address = |name: &str| {
            let remote = self.repository.find_remote(name).ok()?;
            remote.url().ok().map(str::to_owned)
        };
        address("origin").or_else(|| {
            let remotes = self.repository.remotes().ok()?;
            let mut names: Vec<&str> = remotes.iter().filter_map(|name| name.ok().flatten()).collect();
            names.sort_unstable();
            names.into_iter().find_map(address)
        })
    }

    /// The checked-out branch.
    #[must_use]
    pub fn branch(&self) -> Option<String> {
        let head = self.repository.head().ok()?;
        if head.is_branch() { head.shorthand().ok().map(str::to_owned) } else { None }
    }
}

/// The day of a time in seconds since 1970, in UTC. A time outside of the
/// calendar is as good as none: 1970-01-01.
pub(crate) fn day_of(seconds: i64) -> Day {
    let instant = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    jiff::tz::Offset::UTC.to_datetime(instant).date()
}

fn failed(error: &git2::Error) -> Trouble {
    match error.class() {
        ErrorClass::None => Trouble::Failed(error.message().to_owned()),
        class => Trouble::Failed(format!("{} ({class:?})", error.message())),
    }
}
