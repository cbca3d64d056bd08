//! Objects as Git stores them: their ids, commits and trees, read from raw
//! bytes, so that a walk over many of them costs no more than it must.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Mutex;

use git2::{ErrorCode, ObjectType, Oid, Repository};

use super::{Repo, Trouble};

/// The id of an object, of SHA-1 or SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId(pub(super) Oid);

impl ObjectId {
    /// The id as people type it: seven digits.
    #[must_use]
    pub fn short(self) -> String {
        self.to_string()[..7].to_owned()
    }

    /// The id of these hexadecimal digits: 40 or 64.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        object_id(hex.as_bytes())
    }

    /// The bytes: 20 or 32.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The id of these bytes: 20 or 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Oid::from_bytes(bytes).ok().map(Self)
    }
}

/// A map by object: an id is a digest already and need not be digested again.
pub type ById<T> = HashMap<ObjectId, T, BuildHasherDefault<IdHasher>>;

/// A set of objects.
pub type IdSet = HashSet<ObjectId, BuildHasherDefault<IdHasher>>;

/// Takes eight bytes of an id for its hash.
#[derive(Debug, Clone, Copy, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let first = bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        self.0 = self.0.rotate_left(5) ^ first;
    }
}

impl Hash for ObjectId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.0.as_bytes());
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who did something, as the commit says: a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// When, in seconds since 1970 in UTC.
    pub seconds: i64,
}

impl Ident {
    /// The time in UTC. What lies outside of the calendar is 1970-01-01.
    #[must_use]
    pub fn time(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_second(self.seconds).unwrap_or_default()
    }

    /// The day in UTC.
    #[must_use]
    pub fn day(&self) -> crate::model::day::Day {
        super::day_of(self.seconds)
    }
}

/// A signature on a commit, and the bytes that it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawSignature {
    /// The signature in its armour.
    pub armour: String,
    /// The commit without its signature.
    pub signed: Vec<u8>,
}

/// A commit, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitObject {
    /// Its id.
    pub id: ObjectId,
    /// What it belongs to.
    pub links: Links,
    /// Who wrote the change.
    pub author: Ident,
    /// Who put it into the history.
    pub committer: Ident,
    /// The message.
    pub message: String,
    /// Its signature, if it is signed.
    pub signature: Option<RawSignature>,
}

impl CommitObject {
    /// The first line of the message.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.message.trim_start().lines().next().unwrap_or("").trim_end()
    }

    /// The trailers: `Key: value` lines of the last paragraph.
    #[must_use]
    pub fn trailers(&self) -> Vec<(String, String)> {
        let Ok(trailers) = git2::message_trailers_strs(&self.message) else { return Vec::new() };
        trailers.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    }
}

/// What a walk needs to know of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents, in order.
    pub parents: Vec<ObjectId>,
    /// The committer's time, in seconds since 1970.
    pub committed: i64,
}

/// What an entry of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A commit of a submodule.
    Submodule,
}

/// An entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeEntry {
    /// Its name; bytes that are no UTF-8 are replaced.
    pub name: String,
    /// Its object.
    pub id: ObjectId,
    /// What it is.
    pub kind: EntryKind,
}

/// A tree as Git stores it: cheap to keep, and compared without making a list
/// of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawTree {
    data: Vec<u8>,
    /// Where each entry ends in the data.
    ends: Vec<u32>,
    id_bytes: usize,
}

/// An entry of a [`RawTree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawEntry<'t> {
    /// Its name.
    pub name: &'t [u8],
    /// Its object.
    pub id: ObjectId,
    /// What it is.
    pub kind: EntryKind,
}

impl RawEntry<'_> {
    /// The order of entries in a tree: a folder's name counts with a slash
    /// behind it.
    #[must_use]
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let slash = |entry: &Self| (entry.kind == EntryKind::Folder).then_some(b'/');
        let bytes = |entry: &Self| entry.name.iter().copied().chain(slash(entry)).collect::<Vec<u8>>();
        let common = self.name.len().min(other.name.len());
        match self.name[..common].cmp(&other.name[..common]) {
            std::cmp::Ordering::Equal => bytes(self).cmp(&bytes(other)),
            order => order,
        }
    }
}

impl RawTree {
    fn of(data: Vec<u8>, id_bytes: usize) -> Option<Self> {
        let mut ends = Vec::with_capacity(data.len() / 40);
        let mut rest = &data[..];
        while !rest.is_empty() {
            next_entry(&mut rest, id_bytes)?;
            ends.push(u32::try_from(data.len() - rest.len()).ok()?);
        }
        Some(Self { data, ends, id_bytes })
    }

    fn bytes(&self, place: usize) -> Option<&[u8]> {
        let end = *self.ends.get(place)? as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.data.get(start..end)
    }

    fn entry(&self, place: usize) -> Option<RawEntry<'_>> {
        next_entry(&mut self.bytes(place)?, self.id_bytes)
    }

    /// The entries, in Git's order.
    pub fn entries(&self) -> impl Iterator<Item = RawEntry<'_>> {
        (0..self.ends.len()).filter_map(|place| self.entry(place))
    }

    /// The entries that two trees do not share, in Git's order: the left and
    /// the right one of a name, or one alone. No tree has no entries.
    pub fn differences<'t>(
        left: Option<&'t Self>,
        right: Option<&'t Self>,
    ) -> impl Iterator<Item = (Option<RawEntry<'t>>, Option<RawEntry<'t>>)> {
        let shared = left.zip(right).map_or(0, |(left, right)| left.shared(right));
        let (mut a, mut b) = (shared, shared);
        std::iter::from_fn(move || {
            loop {
                let bytes = (left.and_then(|tree| tree.bytes(a)), right.and_then(|tree| tree.bytes(b)));
                // Most entries are the same: they are not looked into.
                if bytes.0 == bytes.1 {
                    bytes.0?;
                    (a, b) = (a + 1, b + 1);
                    continue;
                }
                let (old, new) = (left.and_then(|tree| tree.entry(a)), right.and_then(|tree| tree.entry(b)));
                let order = match (&old, &new) {
                    (Some(old), Some(new)) => old.order(new),
                    (Some(_), None) => std::cmp::Ordering::Less,
                    _ => std::cmp::Ordering::Greater,
                };
                let (old, new) = (old.filter(|_| order.is_le()), new.filter(|_| order.is_ge()));
                a += usize::from(old.is_some());
                b += usize::from(new.is_some());
                return Some((old, new));
            }
        })
    }

    /// How many entries at the start two trees share.
    fn shared(&self, other: &Self) -> usize {
        const BLOCK: usize = 256;
        let blocks = self.data.chunks(BLOCK).zip(other.data.chunks(BLOCK));
        let same = BLOCK * blocks.take_while(|(a, b)| a == b).count();
        self.ends.partition_point(|end| *end as usize <= same).min(other.ends.len())
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects").field("repository", &self.repository.path()).finish_non_exhaustive()
    }
}

/// Reads objects; one per thread.
pub struct Objects {
    repository: Repository,
    id_bytes: usize,
    is_partial: bool,
}

impl Objects {
    /// A reader of its own for the repository in a folder.
    pub(super) fn open(folder: &std::path::Path, is_partial: bool) -> Result<Self, Trouble> {
        let repository = Repository::open(folder).map_err(|error| super::failed(&error))?;
        let id_bytes = if repository.object_format().str() == "sha256" { 32 } else { 20 };
        Ok(Self { repository, id_bytes, is_partial })
    }

    /// Does something with an object's bytes.
    fn read<T>(&self, id: ObjectId, kind: ObjectType, work: impl FnOnce(&[u8]) -> T) -> Result<T, Trouble> {
        let odb = self.repository.odb().map_err(|error| super::failed(&error))?;
        let object = odb.read(id.0).map_err(|error| self.trouble(id, &error))?;
        if object.kind() == kind {
            return Ok(work(object.data()));
        }
        Err(Trouble::Damaged { object: id, why: format!("it is a {} and not a {kind}", object.kind()) })
    }

    fn trouble(&self, id: ObjectId, error: &git2::Error) -> Trouble {
        if error.code() == ErrorCode::NotFound {
            return if self.is_partial { Trouble::Absent(id) } else { Trouble::Missing(id) };
        }
        Trouble::Damaged { object: id, why: error.message().to_owned() }
    }

    /// What a walk needs to know of a commit.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn links(&self, id: ObjectId) -> Result<Links, Trouble> {
        self.read(id, ObjectType::Commit, links)?.ok_or_else(|| damaged(id, "it cannot be read as a commit"))
    }

    /// A commit.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn commit(&self, id: ObjectId) -> Result<CommitObject, Trouble> {
        self.read(id, ObjectType::Commit, |data| commit(id, data))?
            .ok_or_else(|| damaged(id, "it cannot be read as a commit"))
    }

    /// The entries of a tree, in Git's order.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>, Trouble> {
        self.read(id, ObjectType::Tree, |data| tree(data, self.id_bytes))?
            .ok_or_else(|| damaged(id, "it cannot be read as a tree"))
    }

    /// A tree as it is stored.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn raw_tree(&self, id: ObjectId) -> Result<RawTree, Trouble> {
        let data = self.read(id, ObjectType::Tree, <[u8]>::to_vec)?;
        RawTree::of(data, self.id_bytes).ok_or_else(|| damaged(id, "it cannot be read as a tree"))
    }

    /// A file's size in bytes, without reading it.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn blob_size(&self, id: ObjectId) -> Result<u64, Trouble> {
        let odb = self.repository.odb().map_err(|error| super::failed(&error))?;
        let (size, _) = odb.read_header(id.0).map_err(|error| self.trouble(id, &error))?;
        Ok(size as u64)
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, Trouble> {
        self.read(id, ObjectType::Blob, <[u8]>::to_vec)
    }

    /// The entry at a path below a tree, slashes between the names; `None`
    /// where there is none.
    ///
    /// # Errors
    /// An object that is missing or damaged.
    pub fn entry(&self, root: ObjectId, path: &str) -> Result<Option<TreeEntry>, Trouble> {
        let mut at = TreeEntry { name: String::new(), id: root, kind: EntryKind::Folder };
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if at.kind != EntryKind::Folder {
                return Ok(None);
            }
            match self.tree(at.id)?.into_iter().find(|entry| entry.name == part) {
                Some(entry) => at = entry,
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }
}

/// Lends readers of objects to threads. A reader knows what it read last, so
/// it is given back and lent again.
#[derive(Debug)]
pub struct ObjectSource {
    repository: std::path::PathBuf,
    is_partial: bool,
    idle: Mutex<Vec<Objects>>,
}

impl ObjectSource {
    /// Does something with a reader that no other thread uses meanwhile.
    ///
    /// # Errors
    /// A store of objects that cannot be opened, and whatever `work` says.
    pub fn with<T>(&self, work: impl FnOnce(&Objects) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let objects = idle.map_or_else(|| Objects::open(&self.repository, self.is_partial), Ok)?;
        let done = work(&objects);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(objects);
        }
        done
    }
}

impl Repo {
    /// What opens readers of objects in other threads.
    #[must_use]
    pub fn object_source(&self) -> ObjectSource {
        let repository = self.repository.path().to_path_buf();
        ObjectSource { repository, is_partial: self.is_partial(), idle: Mutex::default() }
    }

    /// A reader of objects for one thread.
    ///
    /// # Errors
    /// A store of objects that cannot be opened.
    pub fn objects(&self) -> Result<Objects, Trouble> {
        Objects::open(self.repository.path(), self.is_partial())
    }
}

fn damaged(object: ObjectId, why: &str) -> Trouble {
    Trouble::Damaged { object, why: why.to_owned() }
}

pub(super) fn object_id(hex: &[u8]) -> Option<ObjectId> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> =
        hex.chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect();
    ObjectId::from_bytes(&bytes?)
}

fn links(data: &[u8]) -> Option<Links> {
    let mut tree = None;
    let mut parents = Vec::with_capacity(1);
    for line in data.split(|byte| *byte == b'\n') {
        let space = line.iter().position(|byte| *byte == b' ')?;
        match &line[..space] {
            b"tree" => tree = object_id(&line[space + 1..]),
            b"parent" => parents.push(object_id(&line[space + 1..])?),
            b"committer" => return Some(Links { tree: tree?, parents, committed: seconds(line)? }),
            _ => {}
        }
    }
    None
}

/// The seconds of a line `author NAME <EMAIL> SECONDS ZONE`.
fn seconds(line: &[u8]) -> Option<i64> {
    let end = line.iter().rposition(|byte| *byte == b'>')?;
    let text = std::str::from_utf8(&line[end + 1..]).ok()?;
    text.split_whitespace().next()?.parse().ok()
}

fn commit(id: ObjectId, data: &[u8]) -> Option<CommitObject> {
    let links = links(data)?;
    let (mut author, mut committer) = (None, None);
    let mut latin = false;
    let mut armour: Option<Vec<u8>> = None;
    let mut signed = Vec::new();
    let mut in_signature = false;
    let mut rest = data;
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let (line, after) = (&rest[..end], rest.get(end + 1..).unwrap_or_default());
        if line.is_empty() {
            signed.extend_from_slice(rest);
            rest = after;
            break;
        }
        let continued = line.first() == Some(&b' ');
        in_signature = if continued { in_signature } else { is_signature(line) };
        if in_signature {
            let armour = armour.get_or_insert_default();
            let text = line.iter().position(|byte| *byte == b' ').map_or(line, |space| &line[space + 1..]);
            armour.extend_from_slice(text);
            armour.push(b'\n');
        } else {
            signed.extend_from_slice(&rest[..rest.len() - after.len()]);
            match line.iter().position(|byte| *byte == b' ').map(|space| line.split_at(space)) {
                Some((b"author", who)) => author = Some(who),
                Some((b"committer", who)) => committer = Some(who),
                Some((b"encoding", name)) => latin = is_latin(name),
                _ => {}
            }
        }
        if after.is_empty() {
            rest = after;
            break;
        }
        rest = after;
    }
    Some(CommitObject {
        id,
        links,
        author: ident(author?, latin)?,
        committer: ident(committer?, latin)?,
        message: decode(rest, latin),
        signature: armour
            .map(|armour| RawSignature { armour: String::from_utf8_lossy(&armour).into_owned(), signed }),
    })
}

fn is_signature(line: &[u8]) -> bool {
    line.starts_with(b"gpgsig ") || line.starts_with(b"gpgsig-sha256 ")
}

fn is_latin(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
    matches!(name.as_str(), "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" | "windows-1252" | "cp1252")
}

fn decode(bytes: &[u8], latin: bool) -> String {
    if latin && std::str::from_utf8(bytes).is_err() {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    String::from_utf8_lossy(bytes).into_owned()
}

fn ident(line: &[u8], latin: bool) -> Option<Ident> {
    let open = line.iter().position(|byte| *byte == b'<')?;
    let close = line.iter().rposition(|byte| *byte == b'>').filter(|close| *close > open)?;
    Some(Ident {
        name: decode(&line[..open], latin).trim().to_owned(),
        email: decode(&line[open + 1..close], latin).trim().to_owned(),
        seconds: seconds(line)?,
    })
}

fn tree(mut data: &[u8], id_bytes: usize) -> Option<Vec<TreeEntry>> {
    let mut entries = Vec::with_capacity(data.len() / 40);
    while let Some(entry) = next_entry(&mut data, id_bytes) {
        let name = String::from_utf8_lossy(entry.name).into_owned();
        entries.push(TreeEntry { name, id: entry.id, kind: entry.kind });
    }
    data.is_empty().then_some(entries)
}

/// The first entry of a tree's bytes, which are then without it.
fn next_entry<'t>(data: &mut &'t [u8], id_bytes: usize) -> Option<RawEntry<'t>> {
    let space = data.iter().take(8).position(|byte| *byte == b' ')?;
    let zero = data.iter().position(|byte| *byte == 0)?;
    let id = ObjectId::from_bytes(data.get(zero + 1..zero + 1 + id_bytes)?)?;
    let kind = match &data[..space] {
        b"40000" | b"040000" => EntryKind::Folder,
        b"120000" => EntryKind::Link,
        b"160000" => EntryKind::Submodule,
        _ => EntryKind::File,
    };
    let name = data.get(space + 1..zero)?;
    *data = &data[zero + 1 + id_bytes..];
    Some(RawEntry { name, id, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\
        parent 1111111111111111111111111111111111111111\n\
        parent 2222222222222222222222222222222222222222\n\
        author Ana <Ruiz> <ana@example.org> 1740000000 +0100\n\
        committer GitHub <noreply@github.com> 1740000060 +0000\n\
        gpgsig -----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----\n\
        \nRaise the likelihood\n\nSeen twice.\n\nReviewed-by: Board <board@example.org>\n";

    fn id() -> ObjectId {
        ObjectId::from_bytes(&[7; 20]).expect("an id")
    }

    #[test]
    fn a_commit_is_read_whole() {
        let read = commit(id(), COMMIT.as_bytes()).expect("a commit");
        assert_eq!(read.links.parents.len(), 2);
        assert_eq!(read.links.committed, 1_740_000_060);
        assert_eq!((read.author.name.as_str(), read.author.seconds), ("Ana", 1_740_000_000));
        assert_eq!(read.committer.email, "noreply@github.com");
        assert_eq!(read.subject(), "Raise the likelihood");
        assert_eq!(read.trailers(), [("Reviewed-by".to_owned(), "Board <board@example.org>".to_owned())]);
        let signature = read.signature.expect("a signature");
        assert_eq!(signature.armour, "-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n");
        let signed = String::from_utf8(signature.signed).expect("text");
        assert_eq!(
            signed,
            COMMIT.replace(
                &COMMIT[COMMIT.find("gpgsig").expect("it")..COMMIT.find("\n\nRaise").expect("it") + 1],
                ""
            )
        );
    }

    #[test]
    fn a_message_in_latin_1_keeps_its_letters() {
        let text = COMMIT.replace("gpgsig", "encoding ISO-8859-1\ngpgsig").replace("Raise", "Erh#ht");
        let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'#' { 0xf6 } else { byte }).collect();
        let read = commit(id(), &bytes).expect("a commit");
        assert_eq!(read.subject(), "Erhöht the likelihood");
        let undeclared = commit(
            id(),
            &text
                .replace("encoding", "encodink")
                .bytes()
                .map(|byte| if byte == b'#' { 0xf6 } else { byte })
                .collect::<Vec<u8>>(),
        );
        assert!(undeclared.expect("a commit").subject().starts_with("Erh\u{fffd}ht"));
    }

    #[test]
    fn what_is_no_commit_or_tree_is_refused() {
        assert!(commit(id(), b"").is_none() && commit(id(), b"tree x\n\n").is_none());
        assert!(tree(b"100644 a\0short", 20).is_none() && tree(b"nothing", 20).is_none());
    }
}
