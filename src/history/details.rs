//! Who made a commit, and how that is known: by the `.mailmap`, the people and
//! the keys of its first parent, so that no commit names its own author.

use std::collections::HashMap;
use std::rc::Rc;

use super::fields::Fields;
use super::graph::Node;
use super::value::Value;
use super::watch::Watch;
use super::{Broken, History};
use crate::git::Trouble;
use crate::git::mailmap::Mailmap;
use crate::git::object::{CommitObject, EntryKind, Ident, ObjectId, Objects};
use crate::git::signature::{self, SignatureState, Verdict};
use crate::parse::CONFIG_FILE;

/// Somebody as a commit names them, and who that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name and address by the mailmap, and the time.
    pub ident: Ident,
    /// The id in the people's file, where the address is known.
    pub person: Option<String>,
    /// The name in the people's file.
    pub known_as: Option<String>,
}

impl Actor {
    /// The name that a reader knows.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.known_as {
            Some(name) => name,
            None if self.ident.name.is_empty() => &self.ident.email,
            None => &self.ident.name,
        }
    }
}

/// A commit with its people.
#[derive(Debug, Clone)]
pub struct Details {
    /// The commit.
    pub commit: CommitObject,
    /// Who wrote the change.
    pub author: Actor,
    /// Who put it into the history; a forge that does so in its own name is
    /// nobody.
    pub committer: Actor,
    /// What is known of the signature.
    pub signature: SignatureState,
    /// Whose key it was made with.
    pub signer: Option<String>,
}

impl Details {
    /// Whether somebody else than the author put it into the history.
    #[must_use]
    pub fn has_another_committer(&self) -> bool {
        self.author.ident.email != self.committer.ident.email
            || self.author.ident.name != self.committer.ident.name
    }
}

/// The people of one state of the register.
#[derive(Debug, Default)]
struct Known {
    mailmap: Mailmap,
    /// Id and name by address, lower case.
    by_email: HashMap<String, (String, String)>,
    /// Public keys with the id of whose they are.
    keys: Vec<(String, String)>,
}

/// Finds out who made commits; keeps what it read of people.
pub struct Detailer<'h> {
    history: &'h History,
    known: HashMap<Vec<ObjectId>, Rc<Known>>,
}

impl<'h> Detailer<'h> {
    /// For the commits of a history.
    #[must_use]
    pub fn new(history: &'h History) -> Self {
        Self { history, known: HashMap::new() }
    }

    /// Who made a commit.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn of(&mut self, place: usize) -> Result<Details, Broken> {
        let history = self.history;
        let node = &history.graph.nodes[place];
        let parent = node.parents.first().map(|parent| &history.graph.nodes[*parent]);
        let read = |objects: &Objects| {
            let commit = objects.commit(node.id)?;
            let known = match parent {
                Some(parent) => self.known_at(objects, parent)?,
                None => Rc::default(),
            };
            Ok(details(commit, &known))
        };
        let done = history.source.objects.with(read);
        done.map_err(|trouble| Broken { commit: Some(node.id), trouble })
    }

    fn known_at(&mut self, objects: &Objects, node: &Node) -> Result<Rc<Known>, Trouble> {
        let prefix = &self.history.source.prefix;
        let mailmap = file(objects, node.tree, ".mailmap")?;
        let root = objects.entry(node.tree, prefix)?.map(|entry| entry.id);
        let mut files = Vec::new();
        if let Some(root) = root {
            let config = file(objects, root, CONFIG_FILE)?;
            let config = config.map(|id| text(objects, id)).transpose()?.unwrap_or_default();
            let people = Watch::of(&config).people;
            files.extend(file(objects, root, &people)?);
            let folder = people.strip_suffix(".toml").unwrap_or(&people);
            if let Some(folder) = objects.entry(root, folder)?.filter(|entry| entry.kind == EntryKind::Folder)
            {
                let entries = objects.tree(folder.id)?;
                files.extend(entries.iter().filter(|e| e.kind == EntryKind::File).map(|e| e.id));
            }
        }
        let key: Vec<ObjectId> = mailmap.into_iter().chain(files.iter().copied()).collect();
        if let Some(known) = self.known.get(&key) {
            return Ok(Rc::clone(known));
        }
        let mut known = Known::default();
        if let Some(mailmap) = mailmap {
            known.mailmap = Mailmap::of(&text(objects, mailmap)?);
        }
        for id in files {
            known.add(&text(objects, id)?);
        }
        let known = Rc::new(known);
        self.known.insert(key, Rc::clone(&known));
        Ok(known)
    }
}

fn file(objects: &Objects, root: ObjectId, path: &str) -> Result<Option<ObjectId>, Trouble> {
    let entry = objects.entry(root, path)?;
    Ok(entry.filter(|entry| entry.kind == EntryKind::File).map(|entry| entry.id))
}

/// A file's text; of one that a partial clone left out, nothing.
fn text(objects: &Objects, id: ObjectId) -> Result<String, Trouble> {
    match objects.blob(id) {
        Err(Trouble::Absent(_)) => Ok(String::new()),
        read => Ok(String::from_utf8_lossy(&read?).into_owned()),
    }
}

impl Known {
    fn add(&mut self, people: &str) {
        let Some(fields) = Fields::parse(people) else { return };
        for (_, person) in fields.entries("person") {
            let Some(id) = person.text("id") else { continue };
            let name = person.text("name").unwrap_or(id);
            for email in person.get("emails").into_iter().flat_map(Value::texts) {
                let who = (id.to_owned(), name.to_owned());
                self.by_email.entry(email.to_lowercase()).or_insert(who);
            }
            let keys = person.get("keys").into_iter().flat_map(Value::texts);
            self.keys.extend(keys.map(|key| (key.to_owned(), id.to_owned())));
        }
    }

    fn actor(&self, ident: &Ident) -> Actor {
        let ident = self.mailmap.resolve(ident);
        let known = self.by_email.get(&ident.email.to_lowercase()).filter(|_| !is_forge(&ident));
        Actor {
            person: known.map(|(id, _)| id.clone()),
            known_as: known.map(|(_, name)| name.clone()),
            ident,
        }
    }
}

fn details(commit: CommitObject, known: &Known) -> Details {
    let (author, committer) = (known.actor(&commit.author), known.actor(&commit.committer));
    let (signature, signer) = signature(&commit, known);
    Details { author, committer, signature, signer, commit }
}

/// Addresses in whose name forges commit. They are never taken for a person.
const FORGES: [&str; 5] = [
    "noreply@github.com",
    "noreply@gitlab.com",
    "noreply@gitea.io",
    "noreply@codeberg.org",
    "noreply@forgejo.org",
];

/// Whether a forge acts in its own name.
#[must_use]
pub fn is_forge(ident: &Ident) -> bool {
    FORGES.contains(&ident.email.to_lowercase().as_str())
}

fn signature(commit: &CommitObject, known: &Known) -> (SignatureState, Option<String>) {
    let Some(signature) = &commit.signature else { return (SignatureState::Unsigned, None) };
    let is_forges = is_forge(&commit.committer);
    match signature::verify(&signature.armour, &signature.signed, "git", &known.keys) {
        Verdict::By(person) => (SignatureState::Verified, Some(person)),
        Verdict::Mismatch => (SignatureState::Mismatch, None),
        // What a forge signs in its own name is never a person's.
        Verdict::UnknownKey | Verdict::OtherKind if is_forges => (SignatureState::Forge, None),
        Verdict::UnknownKey => (SignatureState::UnknownKey, None),
        Verdict::OtherKind => (SignatureState::Unchecked, None),
    }
}
