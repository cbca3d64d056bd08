//! Every commit's changes, packed: the part of a history that depends on the
//! commits alone and not on which of them is the head.
//!
//! A commit's own changes are those against its parent, of a merge what it has
//! from none of its parents. Its step is what it changed against its first
//! parent; only a merge has one that differs from its own changes.

use std::collections::HashMap;
use std::ops::Range;

use super::change::{Change, Kind};
use super::codec::{Reader, Writer};
use super::names::is_of_name;
use crate::git::object::{ById, Links, ObjectId};

/// Packed changes by commit.
#[derive(Debug, Default)]
pub(super) struct Store {
    records: Vec<Record>,
    by_id: ById<usize>,
    packed: Vec<u8>,
    /// The records that tell of a risk, by its id.
    by_risk: HashMap<String, Vec<u32>>,
    /// Of an unreadable file, by path and object, the object that it was when
    /// it could last be read.
    carried: HashMap<(String, ObjectId), ObjectId>,
    /// A file was left out of a partial clone.
    pub(super) lacks_files: bool,
    /// Something was added since it was read.
    pub(super) has_grown: bool,
}

#[derive(Debug)]
struct Record {
    id: ObjectId,
    links: Links,
    own: Option<Range<usize>>,
    step: Option<Range<usize>>,
}

impl Store {
    /// What a commit names, if it is known.
    pub(super) fn links(&self, id: ObjectId) -> Option<&Links> {
        self.by_id.get(&id).map(|place| &self.records[*place].links)
    }

    /// Whether a commit's own changes are known.
    pub(super) fn knows(&self, id: ObjectId) -> bool {
        self.by_id.get(&id).is_some_and(|place| self.records[*place].own.is_some())
    }

    /// Whether a merge's step is known.
    pub(super) fn knows_step(&self, id: ObjectId) -> bool {
        self.by_id.get(&id).is_some_and(|place| self.records[*place].step.is_some())
    }

    /// A commit's own changes.
    pub(super) fn own(&self, id: ObjectId) -> Vec<Change> {
        self.by_id.get(&id).map_or_else(Vec::new, |place| self.unpack(self.records[*place].own.as_ref()))
    }

    /// What a commit changed against its first parent.
    pub(super) fn step(&self, id: ObjectId) -> Vec<Change> {
        let Some(place) = self.by_id.get(&id) else { return Vec::new() };
        let record = &self.records[*place];
        self.unpack(record.step.as_ref().or(record.own.as_ref()))
    }

    fn unpack(&self, range: Option<&Range<usize>>) -> Vec<Change> {
        let bytes = range.and_then(|range| self.packed.get(range.clone())).unwrap_or_default();
        // What was packed here or passed its checksum can be read.
        if bytes.is_empty() { Vec::new() } else { Reader(bytes).changes().unwrap_or_default() }
    }

    /// The commits whose own changes tell of a risk.
    pub(super) fn of_risk(&self, risk: &str) -> impl Iterator<Item = ObjectId> {
        let places = self.by_risk.get(risk).map_or(&[][..], |places| places);
        places.iter().map(|place| self.records[*place as usize].id)
    }

    /// The commits that changed the name of something.
    pub(super) fn renames(&self) -> impl Iterator<Item = ObjectId> {
        self.of_risk(RENAMES)
    }

    /// The object that an unreadable file was when it could last be read.
    pub(super) fn carried(&self, path: &str, unreadable: ObjectId) -> Option<ObjectId> {
        self.carried.get(&(path.to_owned(), unreadable)).copied()
    }

    pub(super) fn carry(&mut self, path: &str, unreadable: ObjectId, readable: ObjectId) {
        self.carried.insert((path.to_owned(), unreadable), readable);
    }

    /// Adds a commit's own changes, packed.
    pub(super) fn add(&mut self, id: ObjectId, links: &Links, own: Option<&Packed>, step: Option<&Packed>) {
        let place = *self.by_id.entry(id).or_insert(self.records.len());
        if place == self.records.len() {
            self.records.push(Record { id, links: links.clone(), own: None, step: None });
        }
        if let Some(own) = own {
            self.records[place].own = Some(append(&mut self.packed, &own.bytes));
            self.index(place, &own.risks);
        }
        if let Some(step) = step {
            self.records[place].step = Some(append(&mut self.packed, &step.bytes));
        }
        self.has_grown = true;
    }

    fn index(&mut self, place: usize, risks: &[String]) {
        // A history has far fewer than 2³² commits.
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        for risk in risks {
            match self.by_risk.get_mut(risk) {
                Some(places) => places.push(place),
                None => {
                    self.by_risk.insert(risk.clone(), vec![place]);
                }
            }
        }
    }
}

fn append(packed: &mut Vec<u8>, bytes: &[u8]) -> Range<usize> {
    // Most commits of a large repository touch no file of the register.
    let start = packed.len();
    packed.extend_from_slice(bytes);
    start..packed.len()
}

/// Under which commits that changed a name are found, as by a risk's id: no
/// risk has that one.
const RENAMES: &str = "";

/// A commit's changes, ready to be stored.
#[derive(Debug, Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    risks: Vec<String>,
}

impl Packed {
    pub(super) fn of(changes: &[Change]) -> Self {
        if changes.is_empty() {
            return Self::default();
        }
        let mut out = Writer::default();
        out.changes(changes);
        let mut risks: Vec<String> = changes.iter().filter_map(|change| change.risk.clone()).collect();
        // A risk that got another id is found under the old one too.
        let renumbered = changes.iter().filter(|change| change.kind == Kind::Changed && change.is_of("id"));
        risks.extend(renumbered.filter_map(|change| Some(change.before.as_ref()?.as_text()?.to_owned())));
        risks.extend(changes.iter().any(is_of_name).then(|| RENAMES.to_owned()));
        risks.sort_unstable();
        risks.dedup();
        Self { bytes: out.0, risks }
    }
}

/// What tells this shape of a store from every other.
const MAGIC: &[u8] = b"plimsoll history 6\n";

impl Store {
    /// The store as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut head = Writer::default();
        head.number(u64::from(self.lacks_files));
        head.number(self.records.len() as u64);
        let range = |out: &mut Writer, range: Option<&Range<usize>>| match range {
            None => out.number(0),
            Some(range) => {
                out.number(1 + range.start as u64);
                out.number(range.len() as u64);
            }
        };
        for record in &self.records {
            head.bytes(record.id.bytes());
            head.bytes(record.links.tree.bytes());
            head.number(record.links.parents.len() as u64);
            for parent in &record.links.parents {
                head.bytes(parent.bytes());
            }
            head.signed(record.links.committed);
            range(&mut head, record.own.as_ref());
            range(&mut head, record.step.as_ref());
        }
        head.number(self.by_risk.len() as u64);
        for (risk, places) in &self.by_risk {
            head.text(risk);
            head.number(places.len() as u64);
            places.iter().for_each(|place| head.number(u64::from(*place)));
        }
        head.number(self.carried.len() as u64);
        for ((path, unreadable), readable) in &self.carried {
            head.text(path);
            head.bytes(unreadable.bytes());
            head.bytes(readable.bytes());
        }
        let mut out = MAGIC.to_vec();
        for part in [&head.0, &self.packed] {
            out.extend_from_slice(&(part.len() as u64).to_le_bytes());
            out.extend_from_slice(&checksum(part).to_le_bytes());
        }
        out.extend_from_slice(&head.0);
        out.extend_from_slice(&self.packed);
        out
    }

    /// The store that these bytes hold; `None` where they are damaged, or of
    /// another shape.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut all = Reader(bytes);
        (all.take(MAGIC.len())? == MAGIC).then_some(())?;
        let mut part = || {
            let length = u64::from_le_bytes(all.take(8)?.try_into().ok()?);
            let sum = u64::from_le_bytes(all.take(8)?.try_into().ok()?);
            Some((usize::try_from(length).ok()?, sum))
        };
        let (head, packed) = (part()?, part()?);
        let mut checked = |(length, sum): (usize, u64)| {
            let bytes = all.take(length)?;
            (checksum(bytes) == sum).then_some(bytes)
        };
        let (head, packed) = (checked(head)?, checked(packed)?);
        all.0.is_empty().then_some(())?;
        Self::read(head, packed)
    }

    fn read(head: &[u8], packed: &[u8]) -> Option<Self> {
        let mut head = Reader(head);
        let mut store = Self { packed: packed.to_vec(), ..Self::default() };
        store.lacks_files = head.number()? != 0;
        let count = head.count()?;
        let id = |head: &mut Reader<'_>| ObjectId::from_bytes(head.bytes()?);
        let range = |head: &mut Reader<'_>| {
            Some(match head.number()? {
                0 => None,
                more => {
                    let start = usize::try_from(more - 1).ok()?;
                    let end = start.checked_add(usize::try_from(head.number()?).ok()?)?;
                    (end <= packed.len()).then_some(())?;
                    Some(start..end)
                }
            })
        };
        store.by_id.reserve(count);
        for place in 0..count {
            let commit = id(&mut head)?;
            let tree = id(&mut head)?;
            let parents = (0..head.count()?).map(|_| id(&mut head)).collect::<Option<_>>()?;
            let links = Links { tree, parents, committed: head.signed()? };
            let (own, step) = (range(&mut head)?, range(&mut head)?);
            store.by_id.insert(commit, place);
            store.records.push(Record { id: commit, links, own, step });
        }
        for _ in 0..head.count()? {
            let risk = head.text()?.to_owned();
            let place = |head: &mut Reader<'_>| {
                let place = u32::try_from(head.number()?).ok()?;
                ((place as usize) < count).then_some(place)
            };
            let places = (0..head.count()?).map(|_| place(&mut head)).collect::<Option<_>>()?;
            store.by_risk.insert(risk, places);
        }
        for _ in 0..head.count()? {
            let path = head.text()?.to_owned();
            let unreadable = id(&mut head)?;
            store.carried.insert((path, unreadable), id(&mut head)?);
        }
        head.0.is_empty().then_some(store)
    }
}

/// Tells damaged bytes from sound ones; no protection against malice, which
/// could as well write a sound file: the cache lies in the repository's own
/// folder.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    // FNV-1a by words of eight bytes.
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        sum = (sum ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    }
    for byte in words.remainder() {
        sum = (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    sum ^ bytes.len() as u64
}
