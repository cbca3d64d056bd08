//! The register as a commit had it, read straight from Git's objects.

use std::collections::HashMap;
use std::sync::Mutex;

use super::object::{EntryKind, ObjectId, ObjectSource, Objects, TreeEntry};
use super::{Commit, Repo, Trouble};
use crate::model::day::Day;
use crate::source::tree::{self, Entry, Tree};

/// How a revision was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Understood {
    /// As a name of Git's.
    Name,
    /// As a name of Git's, though it looks like a day.
    NameThatLooksLikeADay,
    /// As a day.
    Day(Day),
}

/// Why a revision means no commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RevisionTrouble {
    /// There is nothing of that name.
    Unknown,
    /// Several objects could be meant.
    Ambiguous,
    /// It names something that is no commit.
    NotACommit,
    /// The day is before the first commit; with that commit's day.
    BeforeTheFirst(Day),
    /// There is no commit yet.
    NoCommit,
    /// The history is cut before that day; with the day of the oldest commit there is.
    Cut(Day),
    /// Git failed.
    Git(Trouble),
}

impl From<Trouble> for RevisionTrouble {
    fn from(trouble: Trouble) -> Self {
        Self::Git(trouble)
    }
}

impl Repo {
    /// The commit that a revision or a day means. A day means the newest
    /// first-parent commit whose committer date (UTC) is not after it; a name
    /// of Git's that looks like a day wins.
    ///
    /// # Errors
    /// Says why it means none.
    pub fn resolve(&self, revision: &str) -> Result<(ObjectId, Understood), RevisionTrouble> {
        let day = (revision.len() == 10).then(|| revision.parse::<Day>().ok()).flatten();
        match self.repository.revparse_single(revision) {
            Ok(object) => {
                let commit = object.peel_to_commit().map_err(|_| RevisionTrouble::NotACommit)?;
                let understood =
                    if day.is_some() { Understood::NameThatLooksLikeADay } else { Understood::Name };
                Ok((ObjectId(commit.id()), understood))
            }
            Err(error) if error.code() == git2::ErrorCode::Ambiguous => Err(RevisionTrouble::Ambiguous),
            Err(_) => match day {
                Some(day) => Ok((self.on_day(day)?, Understood::Day(day))),
                None => Err(RevisionTrouble::Unknown),
            },
        }
    }

    fn on_day(&self, day: Day) -> Result<ObjectId, RevisionTrouble> {
        let head = self.head()?.ok_or(RevisionTrouble::NoCommit)?;
        let line = self.first_parents(head.object)?;
        let on_or_before = line.iter().find(|(_, seconds)| super::day_of(*seconds) <= day);
        match (on_or_before, line.last()) {
            (Some((id, _)), _) => Ok(*id),
            (None, Some((_, seconds))) if self.is_shallow() => {
                Err(RevisionTrouble::Cut(super::day_of(*seconds)))
            }
            (None, Some((_, seconds))) => Err(RevisionTrouble::BeforeTheFirst(super::day_of(*seconds))),
            (None, None) => Err(RevisionTrouble::NoCommit),
        }
    }

    /// The first-parent line from a commit to its root, newest first, with the
    /// committers' times in seconds; it ends where a shallow clone is cut.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn first_parents(&self, from: ObjectId) -> Result<Vec<(ObjectId, i64)>, Trouble> {
        let objects = self.objects()?;
        let cut = self.shallow_commits()?;
        let mut line = Vec::new();
        let mut at = Some(from);
        while let Some(id) = at {
            let links = objects.links(id)?;
            line.push((id, links.committed));
            at = links.parents.first().copied().filter(|_| !cut.contains(&id));
        }
        Ok(line)
    }

    /// A commit by its id.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn commit(&self, id: ObjectId) -> Result<Commit, Trouble> {
        let links = self.objects()?.links(id)?;
        let seconds = links.committed;
        Ok(Commit { id: id.to_string(), committed: super::day_of(seconds), seconds, object: id })
    }

    /// The parents that a commit names, whether or not they are here.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn parents(&self, id: ObjectId) -> Result<Vec<ObjectId>, Trouble> {
        Ok(self.objects()?.links(id)?.parents)
    }

    /// Whether an object is here.
    #[must_use]
    pub fn has(&self, id: ObjectId) -> bool {
        self.repository.odb().is_ok_and(|objects| objects.exists(id.0))
    }

    /// The best common ancestor of two commits, if they have one.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, Trouble> {
        match self.repository.merge_base(one.0, other.0) {
            Ok(base) => Ok(Some(ObjectId(base))),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(super::failed(&error)),
        }
    }

    /// The register's files as a commit had them. `prefix` is the register's
    /// folder within the repository, empty at its top.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn revision(&self, commit: ObjectId, prefix: &str) -> Result<Revision, Trouble> {
        let objects = self.objects()?;
        let root = objects.links(commit)?.tree;
        let folder = objects.entry(root, prefix)?.filter(|entry| entry.kind == EntryKind::Folder);
        Ok(Revision {
            root: folder.map(|entry| entry.id),
            source: self.object_source(),
            trouble: Mutex::new(None),
            listed: Mutex::default(),
        })
    }

    /// The folders of a commit that hold a `plimsoll.toml`, sorted.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn registers(&self, commit: ObjectId) -> Result<Vec<String>, Trouble> {
        let objects = self.objects()?;
        let root = objects.links(commit)?.tree;
        let mut found = Vec::new();
        let mut open = vec![(String::new(), root)];
        while let Some((path, id)) = open.pop() {
            for entry in objects.tree(id)? {
                let below =
                    if path.is_empty() { entry.name.clone() } else { format!("{path}/{}", entry.name) };
                match entry.kind {
                    EntryKind::Folder => open.push((below, entry.id)),
                    EntryKind::File if entry.name == crate::parse::CONFIG_FILE => found.push(path.clone()),
                    _ => {}
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

/// A register at a commit, as a [`Tree`]. What Git could not read is kept:
/// who loads a register through it asks [`Revision::trouble`] at the end, so
/// that a damaged object is never taken for a file that is not there.
pub struct Revision {
    root: Option<ObjectId>,
    source: ObjectSource,
    trouble: Mutex<Option<Trouble>>,
    /// The files that were listed: no folder on the way to one is a link, and
    /// none need be looked through again.
    listed: Mutex<HashMap<String, TreeEntry>>,
}

impl Revision {
    /// What could not be read of the repository, if something could not.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.trouble.lock().ok()?.clone()
    }

    /// Does something with a reader of this thread's own.
    fn with<T>(&self, work: impl FnOnce(&Objects) -> Result<T, Trouble>) -> Option<T> {
        let done = self.source.with(work);
        match done {
            Ok(done) => Some(done),
            Err(trouble) => {
                if let Ok(mut first) = self.trouble.lock() {
                    first.get_or_insert(trouble);
                }
                None
            }
        }
    }

    fn entry(&self, path: &str) -> Option<TreeEntry> {
        let root = self.root?;
        self.with(|objects| objects.entry(root, path)).flatten()
    }

    fn link_target(&self, id: ObjectId) -> String {
        let bytes = self.with(|objects| objects.blob(id)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A link on the way to a path, the path itself not counted.
    fn link_on_the_way(&self, path: &str) -> Option<tree::Trouble> {
        let places = path.match_indices('/').map(|(at, _)| &path[..at]);
        places.into_iter().find_map(|folder| {
            let entry = self.entry(folder).filter(|entry| entry.kind == EntryKind::Link)?;
            Some(tree::Trouble::Link(self.link_target(entry.id)))
        })
    }
}

impl Tree for Revision {
    fn files(&self, folder: &str, endings: &[&str]) -> Vec<Entry> {
        let mut entries = Vec::new();
        match self.entry(folder) {
            Some(entry) if entry.kind == EntryKind::Link => {
                let trouble = Some(tree::Trouble::Link(self.link_target(entry.id)));
                return vec![Entry { path: folder.to_owned(), trouble }];
            }
            Some(entry) if entry.kind == EntryKind::Folder => {
                let mut open = vec![(folder.to_owned(), entry.id)];
                while let Some((path, id)) = open.pop() {
                    for entry in self.with(|objects| objects.tree(id)).unwrap_or_default() {
                        let below = if path.is_empty() {
                            entry.name.clone()
                        } else {
                            format!("{path}/{}", entry.name)
                        };
                        let is_wanted = tree::ends_in(std::path::Path::new(&entry.name), endings);
                        match entry.kind {
                            EntryKind::Folder => open.push((below, entry.id)),
                            EntryKind::File if is_wanted => {
                                if let Ok(mut listed) = self.listed.lock() {
                                    listed.insert(below.clone(), entry);
                                }
                                entries.push(Entry { path: below, trouble: None });
                            }
                            EntryKind::Link if is_wanted => {
                                let trouble = Some(tree::Trouble::Link(self.link_target(entry.id)));
                                entries.push(Entry { path: below, trouble });
                            }
                            _ => {}
                        }
                    }
                }
            }
            _ => {}
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, tree::Trouble> {
        let listed = self.listed.lock().ok().and_then(|listed| listed.get(path).cloned());
        let entry = match listed {
            Some(entry) => entry,
            None => match self.link_on_the_way(path) {
                Some(link) => return Err(link),
                None => self.entry(path).ok_or(tree::Trouble::Missing)?,
            },
        };
        match entry.kind {
            EntryKind::Folder => return Err(tree::Trouble::Folder),
            EntryKind::Link => return Err(tree::Trouble::Link(self.link_target(entry.id))),
            EntryKind::Submodule => return Err(tree::Trouble::NotAFile),
            EntryKind::File => {}
        }
        let lost = || tree::Trouble::Io("Git cannot read it".to_owned());
        let size = self.with(|objects| objects.blob_size(entry.id)).ok_or_else(lost)?;
        if size > limit {
            return Err(tree::Trouble::TooLarge(size, limit));
        }
        self.with(|objects| objects.blob(entry.id)).ok_or_else(lost)
    }

    fn exists(&self, path: &str) -> bool {
        self.entry(path).is_some()
    }
}
