//! Repositories built commit by commit, by fixed people on fixed days, cut off
//! from the machine's Git configuration.

use std::collections::BTreeMap;
use std::path::Path;

use git2::{Oid, Repository, Signature, Time};
use serde_json::Value;

use crate::harness::{Registry, Run};

/// 1 January 2025, 12:00 UTC; a commit follows a day later each.
pub(crate) const START: i64 = 1_735_732_800;

/// A register in a repository that is told as a story.
pub(crate) struct Story {
    pub(crate) register: Registry,
    repository: Repository,
    files: BTreeMap<String, String>,
    head: Option<Oid>,
    day: i64,
    author: (&'static str, &'static str),
}

/// The files of a small sound register without risks.
pub(crate) const BASE: [(&str, &str); 5] = [
    ("plimsoll.toml", include_str!("../data/examples/plimsoll.toml")),
    ("schema/methodology.toml", include_str!("../data/examples/methodology.toml")),
    ("people.toml", include_str!("../data/examples/people.toml")),
    ("assets.toml", include_str!("../data/examples/assets.toml")),
    ("controls.toml", include_str!("../data/examples/controls.toml")),
];

impl Story {
    /// A repository whose first commit is a register without risks.
    pub(crate) fn begin() -> Self {
        let mut story = Self::empty();
        for (path, text) in BASE {
            story.files.insert(path.to_owned(), text.to_owned());
        }
        story.commit("register: begin", &[]);
        story
    }

    /// A repository without a commit.
    pub(crate) fn empty() -> Self {
        let register = Registry::empty();
        let mut options = git2::RepositoryInitOptions::new();
        options.initial_head("main");
        let repository = Repository::init_opts(register.root(), &options).expect("a repository");
        Self {
            register,
            repository,
            files: BTreeMap::new(),
            head: None,
            day: 0,
            author: ("Ana Ruiz", "ana@example.org"),
        }
    }

    /// The following commits are written by somebody else.
    pub(crate) fn by(&mut self, name: &'static str, email: &'static str) -> &mut Self {
        self.author = (name, email);
        self
    }

    /// Commits these files (`None` takes one away) upon the head.
    pub(crate) fn commit(&mut self, message: &str, changes: &[(&str, Option<&str>)]) -> String {
        let parents: Vec<Oid> = self.head.into_iter().collect();
        self.commit_upon(message, &parents, changes)
    }

    /// The same upon any parents; the files are those of the last commit.
    pub(crate) fn commit_upon(
        &mut self,
        message: &str,
        parents: &[Oid],
        changes: &[(&str, Option<&str>)],
    ) -> String {
        for (path, text) in changes {
            match text {
                Some(text) => self.files.insert((*path).to_owned(), (*text).to_owned()),
                None => self.files.remove(*path),
            };
        }
        let tree = write(&self.repository, &self.files);
        let when = Time::new(START + self.day * 86_400, 0);
        self.day += 1;
        let who = Signature::new(self.author.0, self.author.1, &when).expect("a signature");
        let tree = self.repository.find_tree(tree).expect("a tree");
        let parents: Vec<_> =
            parents.iter().map(|id| self.repository.find_commit(*id).expect("a commit")).collect();
        let parents: Vec<_> = parents.iter().collect();
        let id = self.repository.commit(None, &who, &who, message, &tree, &parents).expect("a commit");
        self.head = Some(id);
        self.repository.reference("refs/heads/main", id, true, "story").expect("a branch");
        id.to_string()
    }

    /// Commits upon the head, signed by what `sign` makes of the commit's bytes.
    pub(crate) fn commit_signed(
        &mut self,
        message: &str,
        changes: &[(&str, Option<&str>)],
        sign: &dyn Fn(&[u8]) -> String,
    ) -> String {
        let unsigned = self.commit(message, changes);
        let id = Oid::from_str(&unsigned).expect("an id");
        let odb = self.repository.odb().expect("objects");
        let text = String::from_utf8(odb.read(id).expect("the commit").data().to_vec()).expect("text");
        let armour = sign(text.as_bytes());
        let signed = self.repository.commit_signed(&text, armour.trim_end(), None).expect("a commit");
        self.head = Some(signed);
        self.repository.reference("refs/heads/main", signed, true, "story").expect("a branch");
        signed.to_string()
    }

    /// Goes on from another commit, with its files.
    pub(crate) fn checkout(&mut self, commit: &str) -> &mut Self {
        let id = Oid::from_str(commit).expect("an id");
        self.head = Some(id);
        self.files = files_at(&self.repository, id);
        self
    }

    /// Merges a commit into the head; the files are the head's with these
    /// changes.
    pub(crate) fn merge(
        &mut self,
        message: &str,
        others: &[&str],
        changes: &[(&str, Option<&str>)],
    ) -> String {
        let mut parents: Vec<Oid> = self.head.into_iter().collect();
        parents.extend(others.iter().map(|other| Oid::from_str(other).expect("an id")));
        self.commit_upon(message, &parents, changes)
    }

    /// Writes the files of the head into the working tree.
    pub(crate) fn write_files(&self) -> &Self {
        let mut checkout = git2::build::CheckoutBuilder::new();
        checkout.force().remove_untracked(true);
        self.repository.checkout_head(Some(&mut checkout)).expect("checked out");
        self
    }

    /// Runs the program on the checked-out head.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.write_files();
        self.register.run(arguments)
    }

    /// The changes that `log --format json` tells, after the first commit.
    pub(crate) fn changes(&self, id: &str) -> Vec<Value> {
        let run = self.run(&["log", id, "--format", "json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let document: Value = serde_json::from_str(&run.stdout).expect("a document");
        document["changes"].as_array().expect("changes").clone()
    }

    /// The same as a line each: `COMMIT kind field before after`, the commit by
    /// its subject.
    pub(crate) fn told(&self, id: &str) -> Vec<String> {
        self.changes(id).iter().map(line).collect()
    }

    /// The repository's folder.
    pub(crate) fn root(&self) -> &Path {
        self.register.root()
    }
}

/// A change on a line.
pub(crate) fn line(change: &Value) -> String {
    let text = |key: &str| match &change[key] {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("{}: {} {} {} {}", text("subject"), text("kind"), text("field"), text("before"), text("after"))
}

fn write(repository: &Repository, files: &BTreeMap<String, String>) -> Oid {
    let mut index = git2::Index::new().expect("an index");
    for (path, text) in files {
        let id = repository.blob(text.as_bytes()).expect("a blob");
        let time = git2::IndexTime::new(0, 0);
        index
            .add(&git2::IndexEntry {
                ctime: time,
                mtime: time,
                dev: 0,
                ino: 0,
                mode: 0o100_644,
                uid: 0,
                gid: 0,
                file_size: 0,
                id,
                flags: 0,
                flags_extended: 0,
                path: path.clone().into_bytes(),
            })
            .expect("an entry");
    }
    index.write_tree_to(repository).expect("a tree")
}

/// The files of a commit.
pub(crate) fn files_at(repository: &Repository, id: Oid) -> BTreeMap<String, String> {
    let tree = repository.find_commit(id).and_then(|commit| commit.tree()).expect("a tree");
    let mut files = BTreeMap::new();
    tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(git2::ObjectType::Blob) {
            let blob = repository.find_blob(entry.id()).expect("a blob");
            let path = format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes()));
            files.insert(path, String::from_utf8_lossy(blob.content()).into_owned());
        }
        git2::TreeWalkResult::Ok
    })
    .expect("walked");
    files
}
