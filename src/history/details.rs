//! Who made a commit, and how that is known: by the `.mailmap`, the people and
//! the keys of its first parent, so that no commit names its own author.

use std::collections::HashMap;
use std::rc::Rc;

use rayon::prelude::*;

use super::fields::Fields;
use super::graph::Node;
use super::value::Value;
use super::watch::Watch;
use super::{Broken, History, Source};
use crate::git::Trouble;
use crate::git::mailmap::Mailmap;
use crate::git::object::{CommitObject, EntryKind, Ident, ObjectId, Objects, TreeEntry};
use crate::git::signers::Signer;
use crate::parse::CONFIG_FILE;
use crate::signature::{self, SignatureState, Verdict};

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

    /// Whether both are one person, or have one address.
    fn is(&self, other: &Self) -> bool {
        let is_known = self.person.is_some() && self.person == other.person;
        is_known || self.ident.email.eq_ignore_ascii_case(&other.ident.email)
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
    /// The people whom trailers name: `Approved-by` and the id.
    pub named: Vec<(String, String)>,
}

impl Details {
    /// Whether somebody else than the author put it into the history.
    #[must_use]
    pub fn has_another_committer(&self) -> bool {
        !self.author.is(&self.committer)
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

/// The fewest commits that are worth a thread of their own.
const CHUNK: usize = 64;

impl History {
    /// Who made each of these commits, in their order.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn details(&self, places: &[usize]) -> Result<Vec<Details>, Broken> {
        let chunk = places.len().div_ceil(rayon::current_num_threads()).max(CHUNK);
        let read: Vec<Vec<Details>> =
            places.par_chunks(chunk).map(|places| self.details_of(places)).collect::<Result<_, Broken>>()?;
        Ok(read.into_iter().flatten().collect())
    }

    fn details_of(&self, places: &[usize]) -> Result<Vec<Details>, Broken> {
        let nodes = &self.graph.nodes;
        let mut at = None;
        let read = |objects: &Objects| {
            let mut people =
                People { source: &self.source, objects, known: HashMap::new(), places: HashMap::new() };
            let one = |place: &usize| {
                let node = &nodes[*place];
                at = Some(node.id);
                let commit = objects.commit(node.id)?;
                let first = node.parents.first().copied();
                let seen = self.seen_from.as_ref().filter(|seen| !seen.before.contains(place));
                let known = match seen.map(|seen| seen.base).or(first) {
                    Some(place) => people.at(&nodes[place])?,
                    // Nobody was there before the very first commit: its own people are.
                    None if node.on_line && commit.links.parents.is_empty() => people.at(node)?,
                    None => Rc::default(),
                };
                Ok(details(commit, &known, &self.source.signers))
            };
            places.iter().map(one).collect()
        };
        let done = self.source.objects.with(read);
        done.map_err(|trouble| Broken { commit: at, trouble })
    }
}

/// The objects that people are known by: the mailmap, and their files.
type Key = (Option<ObjectId>, Vec<ObjectId>);

/// Reads who is known at commits, every state of them once.
struct People<'p> {
    source: &'p Source,
    objects: &'p Objects,
    known: HashMap<Key, Rc<Known>>,
    /// Where `plimsoll.toml` says that people are, by its object.
    places: HashMap<Option<ObjectId>, Rc<str>>,
}

impl People<'_> {
    fn at(&mut self, node: &Node) -> Result<Rc<Known>, Trouble> {
        let objects = self.objects;
        let prefix = &self.source.prefix;
        let top = Folder(objects.tree(node.tree)?);
        let mailmap = top.file(objects, ".mailmap")?;
        let mut files = Vec::new();
        if prefix.is_empty() {
            files = self.files(&top)?;
        } else if let Some(root) = top.folder(objects, prefix)? {
            files = self.files(&root)?;
        }
        let key = (mailmap, files);
        if let Some(known) = self.known.get(&key) {
            return Ok(Rc::clone(known));
        }
        let mut known = Known::default();
        if let Some(mailmap) = mailmap {
            known.mailmap = Mailmap::of(&text(objects, mailmap)?);
        }
        for id in &key.1 {
            known.add(&text(objects, *id)?);
        }
        let known = Rc::new(known);
        self.known.insert(key, Rc::clone(&known));
        Ok(known)
    }

    /// The files of people in the register's folder.
    fn files(&mut self, root: &Folder) -> Result<Vec<ObjectId>, Trouble> {
        let place = self.place(root.file(self.objects, CONFIG_FILE)?)?;
        let mut files: Vec<ObjectId> = root.file(self.objects, &place)?.into_iter().collect();
        if let Some(folder) = root.folder(self.objects, place.strip_suffix(".toml").unwrap_or(&place))? {
            files.extend(folder.0.iter().filter(|entry| entry.kind == EntryKind::File).map(|entry| entry.id));
        }
        Ok(files)
    }

    fn place(&mut self, config: Option<ObjectId>) -> Result<Rc<str>, Trouble> {
        if let Some(place) = self.places.get(&config) {
            return Ok(Rc::clone(place));
        }
        let written = config.map(|id| text(self.objects, id)).transpose()?.unwrap_or_default();
        let place: Rc<str> = Watch::of(&written).people.into();
        self.places.insert(config, Rc::clone(&place));
        Ok(place)
    }
}

/// The entries of a tree that is asked for several paths.
struct Folder(Vec<TreeEntry>);

impl Folder {
    fn entry(&self, objects: &Objects, path: &str) -> Result<Option<TreeEntry>, Trouble> {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let found = self.0.iter().find(|entry| entry.name == first);
        match found {
            Some(folder) if !rest.is_empty() && folder.kind == EntryKind::Folder => {
                objects.entry(folder.id, rest)
            }
            found => Ok(found.filter(|_| rest.is_empty()).cloned()),
        }
    }

    fn file(&self, objects: &Objects, path: &str) -> Result<Option<ObjectId>, Trouble> {
        let entry = self.entry(objects, path)?;
        Ok(entry.filter(|entry| entry.kind == EntryKind::File).map(|entry| entry.id))
    }

    fn folder(&self, objects: &Objects, path: &str) -> Result<Option<Self>, Trouble> {
        match self.entry(objects, path)?.filter(|entry| entry.kind == EntryKind::Folder) {
            Some(entry) => objects.tree(entry.id).map(|entries| Some(Self(entries))),
            None => Ok(None),
        }
    }
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

    /// The first of these addresses that is somebody's; empty where none is.
    fn person_of(&self, addresses: &[String]) -> String {
        let mut known = addresses.iter().filter_map(|address| self.by_email.get(&address.to_lowercase()));
        known.next().map_or(String::new(), |(id, _)| id.clone())
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

fn details(commit: CommitObject, known: &Known, signers: &[Signer]) -> Details {
    let (author, committer) = (known.actor(&commit.author), known.actor(&commit.committer));
    let (signature, signer) = signature(&commit, known, signers);
    let named = named(&commit, known);
    Details { author, committer, signature, signer, named, commit }
}

/// Trailers in which people say that they agree.
const SAYINGS: [&str; 3] = ["Accepted-by", "Approved-by", "Reviewed-by"];

/// The people whom those trailers name by their addresses.
fn named(commit: &CommitObject, known: &Known) -> Vec<(String, String)> {
    if !commit.message.contains("-by:") && !commit.message.contains("-By:") {
        return Vec::new();
    }
    let person = |(key, value): (String, String)| {
        let saying = SAYINGS.iter().find(|saying| saying.eq_ignore_ascii_case(&key))?;
        let (name, rest) = value.split_once('<')?;
        let email = rest.split_once('>')?.0;
        let ident = Ident { name: name.trim().to_owned(), email: email.trim().to_owned(), seconds: 0 };
        Some(((*saying).to_owned(), known.actor(&ident).person?))
    };
    commit.trailers().into_iter().filter_map(person).collect()
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

fn signature(commit: &CommitObject, known: &Known, signers: &[Signer]) -> (SignatureState, Option<String>) {
    let Some(signature) = &commit.signature else { return (SignatureState::Unsigned, None) };
    let is_forges = is_forge(&commit.committer);
    let verify =
        |keys: &[(String, String)]| signature::verify(&signature.armour, &signature.signed, "git", keys);
    let mut verdict = verify(&known.keys);
    if verdict == Verdict::UnknownKey && !signers.is_empty() {
        let day = commit.committer.day();
        let key = |signer: &Signer| (signer.key.clone(), known.person_of(&signer.principals));
        let keys: Vec<_> = signers.iter().filter(|signer| signer.counts_on(day)).map(key).collect();
        verdict = verify(&keys);
    }
    match verdict {
        Verdict::By(person) => (SignatureState::Verified, Some(person).filter(|person| !person.is_empty())),
        Verdict::Mismatch(_) => (SignatureState::Mismatch, None),
        // What a forge signs in its own name is never a person's.
        Verdict::UnknownKey | Verdict::OtherKind if is_forges => (SignatureState::Forge, None),
        Verdict::UnknownKey => (SignatureState::UnknownKey, None),
        Verdict::OtherKind => (SignatureState::Unchecked, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_with_two_names_or_addresses_is_one() {
        let actor = |name: &str, email: &str, person: Option<&str>| Actor {
            ident: Ident { name: name.to_owned(), email: email.to_owned(), seconds: 0 },
            person: person.map(str::to_owned),
            known_as: None,
        };
        let zoe = actor("Zoë", "zoe@example.org", Some("zoe"));
        assert!(zoe.is(&actor("Z. Ångström", "ZOE@example.org", None)), "one address");
        assert!(zoe.is(&actor("Zoë", "zoe@home.example", Some("zoe"))), "one person");
        assert!(!zoe.is(&actor("Zoë", "zoe@home.example", None)));
        let (one, other) = (actor("A", "a@example.org", None), actor("A", "b@example.org", None));
        assert!(!one.is(&other), "of whom nobody knows they are two");
    }
}
