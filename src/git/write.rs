//! A repository written from nothing: commits with given people and times.
//!
//! Who committed is the caller's word. Nobody's Git configuration is asked
//! for a name, no hook runs and no template is copied, so that the same words
//! give the same commits on every machine.

use std::collections::BTreeMap;
use std::path::Path;

use git2::build::CheckoutBuilder;
use git2::{Oid, Repository, RepositoryInitOptions, Signature, Time};

use super::object::{Ident, ObjectId};
use super::{Trouble, failed};

/// The files of a commit, by path.
pub type Files = BTreeMap<String, String>;

/// A commit to be written.
#[derive(Debug)]
pub struct NewCommit<'a> {
    /// Its files, all of them.
    pub files: &'a Files,
    /// Its parents, in order.
    pub parents: &'a [ObjectId],
    /// Who wrote the change.
    pub author: Ident,
    /// Who put it into the history.
    pub committer: Ident,
    /// Both their clocks' distance from UTC, in minutes.
    pub offset: i32,
    /// The message.
    pub message: String,
}

/// A new repository that is being written.
pub struct Journal {
    repository: Repository,
}

impl Journal {
    /// Begins a repository in an empty folder, with this branch to be checked
    /// out.
    ///
    /// # Errors
    /// What Git said.
    pub fn begin(folder: &Path, branch: &str) -> Result<Self, Trouble> {
        let mut options = RepositoryInitOptions::new();
        options.no_reinit(true).external_template(false).initial_head(branch);
        let repository = Repository::init_opts(folder, &options).map_err(|error| failed(&error))?;
        Ok(Self { repository })
    }

    /// Writes a commit. No branch names it yet.
    ///
    /// # Errors
    /// What Git said.
    pub fn commit(&self, commit: &NewCommit<'_>) -> Result<ObjectId, Trouble> {
        self.try_commit(commit).map_err(|error| failed(&error))
    }

    fn try_commit(&self, commit: &NewCommit<'_>) -> Result<ObjectId, git2::Error> {
        let entries: Vec<(&str, &str)> =
            commit.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let tree = self.repository.find_tree(self.tree(&entries)?)?;
        let parents: Result<Vec<_>, _> =
            commit.parents.iter().map(|parent| self.repository.find_commit(parent.0)).collect();
        let parents = parents?;
        let parents: Vec<&git2::Commit<'_>> = parents.iter().collect();
        let author = signature(&commit.author, commit.offset)?;
        let committer = signature(&commit.committer, commit.offset)?;
        let id = self.repository.commit(None, &author, &committer, &commit.message, &tree, &parents)?;
        Ok(ObjectId(id))
    }

    /// The tree of these files, sorted by path.
    fn tree(&self, mut files: &[(&str, &str)]) -> Result<Oid, git2::Error> {
        let mut tree = self.repository.treebuilder(None)?;
        while let Some((path, text)) = files.first() {
            let Some((folder, _)) = path.split_once('/') else {
                tree.insert(path, self.repository.blob(text.as_bytes())?, 0o100_644)?;
                files = &files[1..];
                continue;
            };
            let within = |path: &'_ str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            let end = files.iter().position(|(path, _)| !within(path)).unwrap_or(files.len());
            let below: Vec<(&str, &str)> =
                files[..end].iter().map(|(path, text)| (&path[folder.len() + 1..], *text)).collect();
            tree.insert(folder, self.tree(&below)?, 0o040_000)?;
            files = &files[end..];
        }
        tree.write()
    }

    /// Gives the branches their commits and checks out the first one's files.
    ///
    /// # Errors
    /// What Git said.
    pub fn finish(self, branches: &[(&str, ObjectId)]) -> Result<(), Trouble> {
        self.try_finish(branches).map_err(|error| failed(&error))
    }

    fn try_finish(self, branches: &[(&str, ObjectId)]) -> Result<(), git2::Error> {
        const LOG: &str = "core.logallrefupdates";
        // A log of the branches would hold the machine's user and the hour.
        let mut config = self.repository.config()?.open_level(git2::ConfigLevel::Local)?;
        config.set_bool(LOG, false)?;
        for (name, id) in branches {
            self.repository.reference(&format!("refs/heads/{name}"), id.0, false, "")?;
        }
        config.remove(LOG)?;
        let mut options = CheckoutBuilder::new();
        // Filters are the machine's matter; the bytes are the register's.
        options.force().disable_filters(true);
        self.repository.checkout_head(Some(&mut options))
    }
}

fn signature(ident: &Ident, offset: i32) -> Result<Signature<'static>, git2::Error> {
    Signature::new(&ident.name, &ident.email, &Time::new(ident.seconds, offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ident(name: &str, seconds: i64) -> Ident {
        Ident { name: name.to_owned(), email: format!("{name}@example.org"), seconds }
    }

    #[test]
    fn files_people_and_parents_are_as_they_were_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal::begin(folder.path(), "main").expect("a repository");
        let (ana, forge) = (ident("ana", 1_740_000_000), ident("forge", 1_740_000_060));
        let commit = |files: &[(&str, &str)], parents: &[ObjectId]| {
            let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
            let (author, committer) = (ana.clone(), forge.clone());
            let message = "A change\n".to_owned();
            let new = NewCommit { files: &files, parents, author, committer, offset: 60, message };
            journal.commit(&new).expect("a commit")
        };
        let first = commit(&[("a/b-c/d", "1"), ("a/b/c", "2"), ("a/b.x", "3"), ("z", "4")], &[]);
        let second = commit(&[("a/b/c", "5")], &[first]);
        journal.finish(&[("main", second), ("old", first)]).expect("a branch");
        let text = |path: &str| std::fs::read_to_string(folder.path().join(path)).ok();
        assert_eq!((text("a/b/c").as_deref(), text("z")), (Some("5"), None));
        let repo = super::super::Repo::discover(folder.path()).expect("readable").expect("a repository");
        assert!(!repo.is_dirty().expect("compared"));
        assert_eq!(
            repo.branches().expect("branches"),
            [("main".to_owned(), second), ("old".to_owned(), first)]
        );
        let objects = repo.objects().expect("objects");
        let read = objects.commit(second).expect("a commit");
        assert_eq!((read.author, read.committer, read.links.parents), (ana, forge, vec![first]));
        let tree = objects.links(first).expect("a commit").tree;
        for path in ["a/b-c/d", "a/b/c", "a/b.x", "z"] {
            assert!(objects.entry(tree, path).expect("readable").is_some(), "{path}");
        }
        assert!(!folder.path().join(".git/logs").join("HEAD").exists(), "no log names a person");
    }

    #[test]
    fn a_folder_that_is_a_repository_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        Journal::begin(folder.path(), "main").expect("a repository");
        assert!(Journal::begin(folder.path(), "main").is_err());
    }
}
