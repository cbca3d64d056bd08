//! A register as it would be with some of its files written or taken away.

use std::collections::{BTreeMap, HashSet};

use super::tree::{Entry, MemoryTree, Tree, Trouble};

/// Files over those of another tree.
pub struct Layered<'t> {
    below: &'t dyn Tree,
    over: MemoryTree,
    gone: HashSet<String>,
}

impl<'t> Layered<'t> {
    /// These files over a tree.
    pub fn new<'f>(below: &'t dyn Tree, files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let mut over = MemoryTree::default();
        for (path, text) in files {
            over.insert(path, text);
        }
        Self { below, over, gone: HashSet::new() }
    }

    /// The same without the files at these paths.
    #[must_use]
    pub fn without<'f>(mut self, paths: impl IntoIterator<Item = &'f str>) -> Self {
        self.gone.extend(paths.into_iter().map(str::to_owned));
        self
    }
}

impl Tree for Layered<'_> {
    fn files(&self, folder: &str, endings: &[&str]) -> Vec<Entry> {
        let all = self.below.files(folder, endings).into_iter().chain(self.over.files(folder, endings));
        // Of one path the later: ours.
        let all = all.filter(|entry| !self.gone.contains(&entry.path));
        let all: BTreeMap<String, Entry> = all.map(|entry| (entry.path.clone(), entry)).collect();
        all.into_values().collect()
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Trouble> {
        if self.gone.contains(path) {
            return Err(Trouble::Missing);
        }
        match self.over.read(path, limit) {
            Err(Trouble::Missing) => self.below.read(path, limit),
            read => read,
        }
    }

    fn exists(&self, path: &str) -> bool {
        !self.gone.contains(path) && (self.over.exists(path) || self.below.exists(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_over_others_hide_them() {
        let mut below = MemoryTree::default();
        below.insert("risks/a.toml", "a");
        below.insert("risks/b.toml", "b");
        let tree = Layered::new(&below, [("risks/b.toml", "B"), ("risks/c.toml", "C")]);
        let paths: Vec<String> = tree.toml_files("risks").into_iter().map(|entry| entry.path).collect();
        assert_eq!(paths, ["risks/a.toml", "risks/b.toml", "risks/c.toml"]);
        assert_eq!(tree.read("risks/b.toml", 9), Ok(b"B".to_vec()));
        assert_eq!(tree.read("risks/a.toml", 9), Ok(b"a".to_vec()));
        assert!(tree.exists("risks/c.toml") && !tree.exists("risks/d.toml"));
        let tree = tree.without(["risks/a.toml"]);
        assert_eq!(tree.toml_files("risks").len(), 2);
        assert_eq!(tree.read("risks/a.toml", 9), Err(Trouble::Missing));
        assert!(!tree.exists("risks/a.toml"));
    }
}
