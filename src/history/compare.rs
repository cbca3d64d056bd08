//! Which files of the register differ between two trees of Git.
//!
//! Trees are compared by their ids, so that folders in which nothing changed
//! cost nothing.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::watch::{Class, Watch};
use crate::git::Trouble;
use crate::git::object::{ById, EntryKind, ObjectId, Objects, RawEntry, RawTree};
use crate::source::tree::ends_in;

/// How many trees a comparison keeps: those of the last commits come again.
const KEPT: usize = 2_000;

/// A file as a tree names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Blob {
    /// Its object.
    pub(super) id: ObjectId,
    /// What it is read as.
    pub(super) form: Form,
}

/// What a file's content is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// TOML.
    Toml,
    /// A series of measurements.
    Series,
    /// A symbolic link, which is never followed.
    Link,
}

impl Form {
    /// What the file of a path is read as.
    pub(super) fn of(path: &str) -> Self {
        if ends_in(Path::new(path), &["csv"]) { Self::Series } else { Self::Toml }
    }
}

/// A file that differs between two trees.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Touch {
    /// Its path, relative to the register.
    pub(super) path: Arc<str>,
    /// What it is.
    pub(super) class: Class,
    /// Before; `None` where it was not there.
    pub(super) old: Option<Blob>,
    /// After; `None` where it is gone.
    pub(super) new: Option<Blob>,
}

/// Compares trees; one per thread.
pub(super) struct Comparer<'o> {
    objects: &'o Objects,
    trees: ById<Rc<RawTree>>,
    paths: HashMap<String, Arc<str>>,
}

impl<'o> Comparer<'o> {
    pub(super) fn new(objects: &'o Objects) -> Self {
        Self { objects, trees: ById::default(), paths: HashMap::new() }
    }

    fn tree(&mut self, id: ObjectId) -> Result<Rc<RawTree>, Trouble> {
        if let Some(tree) = self.trees.get(&id) {
            return Ok(Rc::clone(tree));
        }
        if self.trees.len() >= KEPT {
            self.trees.clear();
        }
        let tree = Rc::new(self.objects.raw_tree(id)?);
        self.trees.insert(id, Rc::clone(&tree));
        Ok(tree)
    }

    fn path(&mut self, path: &str) -> Arc<str> {
        if let Some(known) = self.paths.get(path) {
            return Arc::clone(known);
        }
        let shared: Arc<str> = Arc::from(path);
        self.paths.insert(path.to_owned(), Arc::clone(&shared));
        shared
    }

    /// The entry at a path below a tree.
    pub(super) fn entry(
        &mut self,
        root: ObjectId,
        path: &str,
    ) -> Result<Option<(ObjectId, EntryKind)>, Trouble> {
        let mut at = (root, EntryKind::Folder);
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if at.1 != EntryKind::Folder {
                return Ok(None);
            }
            let tree = self.tree(at.0)?;
            let found = tree.entries().find(|entry| entry.name == part.as_bytes());
            match found {
                Some(entry) => at = (entry.id, entry.kind),
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    /// The files of the register below a tree.
    pub(super) fn files(&mut self, root: Option<ObjectId>, watch: &Watch) -> Result<Vec<Touch>, Trouble> {
        self.differences(None, root, watch)
    }

    /// The files of the register that differ between two trees, by path.
    pub(super) fn differences(
        &mut self,
        old: Option<ObjectId>,
        new: Option<ObjectId>,
        watch: &Watch,
    ) -> Result<Vec<Touch>, Trouble> {
        let mut touches = Vec::new();
        if old != new {
            self.folder("", old, new, watch, &mut touches)?;
        }
        Ok(touches)
    }

    fn folder(
        &mut self,
        path: &str,
        old: Option<ObjectId>,
        new: Option<ObjectId>,
        watch: &Watch,
        out: &mut Vec<Touch>,
    ) -> Result<(), Trouble> {
        let old = old.map(|id| self.tree(id)).transpose()?;
        let new = new.map(|id| self.tree(id)).transpose()?;
        for (left, right) in RawTree::differences(old.as_deref(), new.as_deref()) {
            self.entries(path, left, right, watch, out)?;
        }
        Ok(())
    }

    fn entries(
        &mut self,
        folder: &str,
        left: Option<RawEntry<'_>>,
        right: Option<RawEntry<'_>>,
        watch: &Watch,
        out: &mut Vec<Touch>,
    ) -> Result<(), Trouble> {
        let Some(name) = left.or(right).map(|entry| String::from_utf8_lossy(entry.name)) else {
            return Ok(());
        };
        let path = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
        let blob = |entry: Option<RawEntry<'_>>| {
            let entry = entry?;
            let form = match entry.kind {
                EntryKind::Link => Form::Link,
                EntryKind::File => Form::of(&path),
                EntryKind::Folder | EntryKind::Submodule => return None,
            };
            Some(Blob { id: entry.id, form })
        };
        let tree = |entry: Option<RawEntry<'_>>| {
            entry.filter(|entry| entry.kind == EntryKind::Folder).map(|entry| entry.id)
        };
        let (old, new) = (blob(left), blob(right));
        if old != new
            && let Some(class) = watch.class(&path)
        {
            out.push(Touch { path: self.path(&path), class, old, new });
        }
        let (old, new) = (tree(left), tree(right));
        if old != new && watch.enters(&path) {
            self.folder(&path, old, new, watch, out)?;
        }
        Ok(())
    }
}
