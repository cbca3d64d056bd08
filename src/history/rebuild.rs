//! The walk: every commit's changes from the trees of the commit and its
//! parents.
//!
//! First the trees are compared, many commits at a time and in parallel: that
//! gives the files that each commit touched. Then the contents are read, each
//! once, in the order of the commits, and let go after their last use, so that
//! memory holds what is live and not what ever was.
//!
//! At a commit with one parent, what differs is its change; the first commit
//! is compared with nothing. At a merge only files that differ from every
//! parent are looked at, field by field: what none of the parents has is the
//! merge's own. What a merge takes from one of its parents was told there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::between::{self, Placed};
use super::change::{Change, Kind, Levels};
use super::compare::{Blob, Comparer, Form, Touch};
use super::graph::{Graph, Node};
use super::judge::Judges;
use super::store::{Packed, Store};
use super::version::{Version, id_of, rating_of};
use super::watch::{Class, Watch};
use super::{Broken, Source};
use crate::git::Trouble;
use crate::git::object::{EntryKind, Links, ObjectId, Objects};
use crate::model::id::natural_order;
use crate::model::methodology::Methodology;
use crate::model::risk::Rating;
use crate::parse::{self, CONFIG_FILE};

/// How many commits are read at a time.
const BATCH: usize = 512;

/// What a commit touched.
struct Touched {
    place: usize,
    /// Against each parent, or against nothing.
    parents: Vec<Vec<Touch>>,
    /// The methodology at the commit, and at each parent.
    methodology: Option<ObjectId>,
    methodologies: Vec<Option<ObjectId>>,
    methodology_path: Arc<str>,
    /// Where the methodology is another: every risk, at the commit and at each
    /// parent.
    listed: Option<(Vec<Touch>, Vec<Vec<Touch>>)>,
    wants_own: bool,
    wants_step: bool,
}

/// Adds to the store what it lacks of a graph.
pub(super) fn rebuild(source: &Source, graph: &Graph, store: &mut Store) -> Result<(), Broken> {
    let lacks = |place: &usize| {
        let node = &graph.nodes[*place];
        let wants_own = !store.knows(node.id);
        let wants_step = node.on_line && node.parents.len() > 1 && !store.knows_step(node.id);
        (wants_own || wants_step).then_some((*place, wants_own, wants_step))
    };
    // Parents first.
    let wanted: Vec<(usize, bool, bool)> =
        (0..graph.nodes.len()).rev().collect::<Vec<_>>().iter().filter_map(lacks).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let touched = touched(source, graph, &wanted)?;
    let methodologies = methodologies(source, graph, &touched)?;
    let judges = Judges::new(&methodologies);
    let mut contents = Contents::new(source, &touched);
    for batch in touched.chunks(BATCH) {
        contents.read(batch, graph, store)?;
        let packed: Vec<(Option<Packed>, Option<Packed>)> =
            batch.par_iter().map(|touched| changes(touched, &contents, &judges)).collect();
        for (touched, (own, step)) in batch.iter().zip(&packed) {
            let node = &graph.nodes[touched.place];
            let parents = node.parents.iter().map(|place| graph.nodes[*place].id).collect();
            let links = Links { tree: node.tree, parents, committed: node.committed };
            store.add(node.id, &links, own.as_ref(), step.as_ref());
        }
        contents.release(batch);
    }
    store.lacks_files |= contents.lacks_files;
    Ok(())
}

/// Compares the trees of the wanted commits, in parallel.
fn touched(source: &Source, graph: &Graph, wanted: &[(usize, bool, bool)]) -> Result<Vec<Touched>, Broken> {
    let chunk = wanted.len().div_ceil(rayon::current_num_threads() * 8).max(64);
    let each: Vec<Result<Vec<Touched>, Broken>> = wanted
        .par_chunks(chunk)
        .map(|wanted| {
            let mut at = None;
            let work = |objects: &Objects| {
                let comparer = Comparer::new(objects);
                let mut toucher = Toucher { source, objects, comparer, watches: HashMap::new() };
                let one = |(place, own, step): &(usize, bool, bool)| {
                    at = Some(graph.nodes[*place].id);
                    toucher.touched(graph, *place, *own, *step)
                };
                wanted.iter().map(one).collect::<Result<Vec<Touched>, Trouble>>()
            };
            let done = source.objects.with(work);
            done.map_err(|trouble| Broken { commit: at, trouble })
        })
        .collect();
    let mut all = Vec::with_capacity(wanted.len());
    for list in each {
        all.extend(list?);
    }
    Ok(all)
}

struct Toucher<'t> {
    source: &'t Source,
    objects: &'t Objects,
    comparer: Comparer<'t>,
    watches: HashMap<Option<ObjectId>, Arc<Watch>>,
}

/// A register at one commit.
#[derive(Clone)]
struct Place {
    root: Option<ObjectId>,
    watch: Arc<Watch>,
    methodology: Option<ObjectId>,
}

impl Toucher<'_> {
    fn place(&mut self, node: &Node) -> Result<Place, Trouble> {
        let found = self.comparer.entry(node.tree, &self.source.prefix)?;
        let root = found.filter(|(_, kind)| *kind == EntryKind::Folder).map(|(id, _)| id);
        let mut file = |path: &str| -> Result<Option<ObjectId>, Trouble> {
            let Some(root) = root else { return Ok(None) };
            let found = self.comparer.entry(root, path)?;
            Ok(found.filter(|(_, kind)| *kind == EntryKind::File).map(|(id, _)| id))
        };
        let config = file(CONFIG_FILE)?;
        let watch = match self.watches.get(&config) {
            Some(watch) => Arc::clone(watch),
            None => {
                let text = config.map(|id| self.objects.blob(id)).transpose()?.unwrap_or_default();
                let watch = Arc::new(Watch::of(&String::from_utf8_lossy(&text)));
                self.watches.insert(config, Arc::clone(&watch));
                watch
            }
        };
        let methodology = file(&watch.methodology)?;
        Ok(Place { root, watch, methodology })
    }

    fn touched(
        &mut self,
        graph: &Graph,
        place: usize,
        wants_own: bool,
        wants_step: bool,
    ) -> Result<Touched, Trouble> {
        let node = &graph.nodes[place];
        let here = self.place(node)?;
        let nothing = Place { root: None, watch: Arc::clone(&here.watch), methodology: None };
        let mut befores = Vec::with_capacity(node.parents.len().max(1));
        for parent in &node.parents {
            befores.push(self.place(&graph.nodes[*parent])?);
        }
        if befores.is_empty() {
            befores.push(nothing);
        }
        let mut parents = Vec::with_capacity(befores.len());
        for before in &befores {
            parents.push(self.differences(before, &here)?);
        }
        if parents.len() > 1 {
            only_what_differs_from_all(&mut parents, wants_step);
        }
        let is_another = befores.iter().any(|before| before.methodology != here.methodology);
        // The first commit of a methodology finds no level that it could change.
        let rescores = is_another && befores.iter().any(|before| before.methodology.is_some());
        let listed = if rescores {
            let mut lists = Vec::with_capacity(befores.len());
            for before in &befores {
                lists.push(self.risks(before)?);
            }
            Some((self.risks(&here)?, lists))
        } else {
            None
        };
        Ok(Touched {
            place,
            parents,
            methodology: here.methodology,
            methodologies: befores.iter().map(|before| before.methodology).collect(),
            methodology_path: Arc::from(here.watch.methodology.as_str()),
            listed,
            wants_own,
            wants_step,
        })
    }

    fn differences(&mut self, old: &Place, new: &Place) -> Result<Vec<Touch>, Trouble> {
        if old.watch == new.watch {
            return self.comparer.differences(old.root, new.root, &new.watch);
        }
        // The register's places are others: each side is read by its own.
        let before = self.comparer.files(old.root, &old.watch)?;
        let mut touches = self.comparer.files(new.root, &new.watch)?;
        let mut places: HashMap<Arc<str>, usize> =
            touches.iter().enumerate().map(|(place, touch)| (Arc::clone(&touch.path), place)).collect();
        for touch in before {
            match places.remove(&touch.path) {
                Some(place) => touches[place].old = touch.new,
                None => touches.push(Touch { old: touch.new, new: None, ..touch }),
            }
        }
        touches.retain(|touch| touch.old != touch.new);
        Ok(touches)
    }

    fn risks(&mut self, place: &Place) -> Result<Vec<Touch>, Trouble> {
        let mut files = self.comparer.files(place.root, &place.watch)?;
        files.retain(|touch| touch.class == Class::Risk);
        Ok(files)
    }
}

/// Of a merge's touched files, those that differ from every parent, and what
/// each parent had in another place. Against the first parent all are kept
/// where its step is wanted.
fn only_what_differs_from_all(parents: &mut [Vec<Touch>], keeps_first: bool) {
    let mut counts: HashMap<Arc<str>, usize> = HashMap::new();
    for touch in parents.iter().flatten() {
        *counts.entry(Arc::clone(&touch.path)).or_insert(0) += 1;
    }
    let all = parents.len();
    let any = counts.values().any(|count| *count == all);
    for (place, touches) in parents.iter_mut().enumerate() {
        if place == 0 && keeps_first {
            continue;
        }
        touches.retain(|touch| any && (counts[&touch.path] == all || touch.new.is_none()));
    }
}

/// Every methodology that a level is to be judged by.
fn methodologies(
    source: &Source,
    graph: &Graph,
    touched: &[Touched],
) -> Result<HashMap<ObjectId, Methodology>, Broken> {
    let mut found = HashMap::new();
    for touched in touched {
        for id in touched.methodologies.iter().chain([&touched.methodology]).flatten() {
            if found.contains_key(id) {
                continue;
            }
            let bytes = match source.objects.with(|objects| objects.blob(*id)) {
                Err(Trouble::Absent(_)) => Vec::new(),
                Err(trouble) => return Err(Broken { commit: Some(graph.nodes[touched.place].id), trouble }),
                Ok(bytes) => bytes,
            };
            found.insert(*id, parse::methodology_of(&String::from_utf8_lossy(&bytes)));
        }
    }
    Ok(found)
}

/// What a risk's file says of its level, kept for every object: a methodology
/// that changes asks for all of them again.
struct Rated {
    id: Option<String>,
    rating: Rating,
    is_closed: bool,
}

/// The contents of files, read once and kept while they are needed.
struct Contents<'c> {
    source: &'c Source,
    versions: HashMap<Blob, Version>,
    rated: HashMap<ObjectId, Rated>,
    uses: HashMap<Blob, u32>,
    carried: HashMap<(Arc<str>, ObjectId), ObjectId>,
    lacks_files: bool,
}

impl<'c> Contents<'c> {
    fn new(source: &'c Source, touched: &[Touched]) -> Self {
        let mut uses = HashMap::new();
        for blob in touched.iter().flat_map(blobs) {
            *uses.entry(blob).or_insert(0) += 1;
        }
        let (versions, rated, carried) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { source, versions, rated, uses, carried, lacks_files: false }
    }

    /// Reads what a batch of commits needs, and finds out for its unreadable
    /// files what they said before.
    fn read(&mut self, batch: &[Touched], graph: &Graph, store: &mut Store) -> Result<(), Broken> {
        let mut wanted: Vec<(Blob, usize)> = Vec::new();
        let mut seen = HashSet::new();
        for touched in batch {
            for blob in blobs(touched) {
                if !self.versions.contains_key(&blob) && seen.insert(blob) {
                    wanted.push((blob, touched.place));
                }
            }
            let listed =
                touched.listed.iter().flat_map(|(here, before)| here.iter().chain(before.iter().flatten()));
            for blob in listed.filter_map(|touch| touch.new) {
                if !self.rated.contains_key(&blob.id) && seen.insert(blob) {
                    wanted.push((blob, touched.place));
                }
            }
        }
        self.load(&wanted, graph)?;
        for touched in batch {
            self.carry(touched, graph, store)?;
        }
        Ok(())
    }

    fn load(&mut self, wanted: &[(Blob, usize)], graph: &Graph) -> Result<(), Broken> {
        let chunk = wanted.len().div_ceil(rayon::current_num_threads() * 2).max(16);
        let read: Vec<Result<Vec<Loaded>, Broken>> = wanted
            .par_chunks(chunk)
            .map(|wanted| {
                let mut at = None;
                let work = |objects: &Objects| {
                    let one = |(blob, place): &(Blob, usize)| {
                        at = Some(graph.nodes[*place].id);
                        load(objects, *blob)
                    };
                    wanted.iter().map(one).collect::<Result<Vec<Loaded>, Trouble>>()
                };
                let done = self.source.objects.with(work);
                done.map_err(|trouble| Broken { commit: at, trouble })
            })
            .collect();
        for list in read {
            for loaded in list? {
                self.lacks_files |= loaded.is_absent;
                if self.uses.contains_key(&loaded.blob) {
                    self.versions.insert(loaded.blob, loaded.version);
                }
                self.rated.insert(loaded.blob.id, loaded.rated);
            }
        }
        Ok(())
    }

    /// Remembers what the unreadable files of a commit said before.
    fn carry(&mut self, touched: &Touched, graph: &Graph, store: &mut Store) -> Result<(), Broken> {
        let is_torn = |blob: &Blob, versions: &HashMap<Blob, Version>| {
            matches!(versions.get(blob), Some(Version::Unreadable(_)))
        };
        let mut found: Vec<(Arc<str>, ObjectId, ObjectId)> = Vec::new();
        for touches in &touched.parents {
            for touch in touches {
                // An old one that an earlier run carried.
                if let Some(old) = touch.old.filter(|old| is_torn(old, &self.versions))
                    && let Some(readable) = store.carried(&touch.path, old.id)
                {
                    found.push((Arc::clone(&touch.path), old.id, readable));
                }
                let Some(new) = touch.new.filter(|new| is_torn(new, &self.versions)) else { continue };
                let readable = match touch.old {
                    Some(old) if !is_torn(&old, &self.versions) => Some(old.id),
                    Some(old) => self.carried_object(&touch.path, old.id, store),
                    // It was moved, as it is or broken on the way.
                    None => touches.iter().filter(|other| other.new.is_none()).find_map(|other| {
                        let old = other.old?;
                        if old.id == new.id {
                            return self.carried_object(&other.path, old.id, store);
                        }
                        let Some(Version::Unreadable(Some(likely))) = self.versions.get(&new) else {
                            return None;
                        };
                        let Some(Version::Read(fields)) = self.versions.get(&old) else { return None };
                        (id_of(fields, &other.path) == likely).then_some(old.id)
                    }),
                };
                if let Some(readable) = readable {
                    found.push((Arc::clone(&touch.path), new.id, readable));
                    store.carry(&touch.path, new.id, readable);
                }
            }
            for (path, unreadable, readable) in found.drain(..) {
                let blob = Blob { id: readable, form: Form::of(&path) };
                self.carried.insert((path, unreadable), readable);
                // A carried file is kept: it may be asked for at any later commit.
                *self.uses.entry(blob).or_insert(0) += 1;
                if !self.versions.contains_key(&blob) {
                    self.load(&[(blob, touched.place)], graph)?;
                }
            }
        }
        Ok(())
    }

    fn carried_object(&self, path: &Arc<str>, unreadable: ObjectId, store: &Store) -> Option<ObjectId> {
        let own = self.carried.get(&(Arc::clone(path), unreadable)).copied();
        own.or_else(|| store.carried(path, unreadable))
    }

    /// Lets go what no later commit needs.
    fn release(&mut self, batch: &[Touched]) {
        for blob in batch.iter().flat_map(blobs) {
            if let Some(uses) = self.uses.get_mut(&blob) {
                *uses = uses.saturating_sub(1);
                if *uses == 0 {
                    self.uses.remove(&blob);
                    self.versions.remove(&blob);
                }
            }
        }
    }

    fn placed(&self, path: &Arc<str>, blob: Blob) -> Placed {
        let version = self.versions.get(&blob).cloned().unwrap_or(Version::Unreadable(None));
        let carried = if matches!(version, Version::Unreadable(_)) {
            let readable = self.carried.get(&(Arc::clone(path), blob.id));
            readable.and_then(|id| match self.versions.get(&Blob { id: *id, form: blob.form }) {
                Some(Version::Read(fields)) => Some(Arc::clone(fields)),
                _ => None,
            })
        } else {
            None
        };
        Placed { path: Arc::clone(path), version, carried }
    }

    /// The files of one parent and of the commit among those that it touched.
    fn sides(&self, touches: &[Touch], are_risks: bool) -> (Vec<Placed>, Vec<Placed>) {
        let touches = || touches.iter().filter(|touch| (touch.class == Class::Risk) == are_risks);
        let olds = touches().filter_map(|touch| Some(self.placed(&touch.path, touch.old?))).collect();
        let news = touches().filter_map(|touch| Some(self.placed(&touch.path, touch.new?))).collect();
        (olds, news)
    }
}

struct Loaded {
    blob: Blob,
    version: Version,
    rated: Rated,
    is_absent: bool,
}

fn load(objects: &Objects, blob: Blob) -> Result<Loaded, Trouble> {
    let (bytes, is_absent) = match objects.blob(blob.id) {
        Err(Trouble::Absent(_)) => (None, true),
        read => (Some(read?), false),
    };
    let version = bytes.map_or(Version::Unreadable(None), |bytes| Version::of(&bytes, blob.form));
    let rated = match &version {
        Version::Read(fields) => Rated {
            id: fields.text("id").map(str::to_owned),
            rating: rating_of(fields),
            is_closed: fields.text("status") == Some("closed"),
        },
        Version::Unreadable(_) => Rated { id: None, rating: Rating::default(), is_closed: false },
    };
    Ok(Loaded { blob, version, rated, is_absent })
}

/// The contents that a commit's changes are made of.
fn blobs(touched: &Touched) -> impl Iterator<Item = Blob> {
    touched.parents.iter().flatten().flat_map(|touch| [touch.old, touch.new]).flatten()
}

/// A commit's own changes and its step, packed.
fn changes(
    touched: &Touched,
    contents: &Contents<'_>,
    judges: &Judges<'_>,
) -> (Option<Packed>, Option<Packed>) {
    let after = judges.by(touched.methodology);
    let before: Vec<_> = touched.methodologies.iter().map(|id| judges.by(*id)).collect();
    let single = |touches: &[Touch]| {
        let (olds, news) = contents.sides(touches, false);
        let mut changes = between::others(&olds, &news);
        let (olds, news) = contents.sides(touches, true);
        changes.extend(between::risks(&olds, &news, before[0], after));
        changes
    };
    let own = || {
        if touched.parents.len() == 1 {
            return single(&touched.parents[0]);
        }
        let all = touched.parents.len();
        let mut counts: HashMap<&Arc<str>, usize> = HashMap::new();
        for touch in touched.parents.iter().flatten() {
            *counts.entry(&touch.path).or_insert(0) += 1;
        }
        let differs = |touch: &&Touch| counts[&touch.path] == all || touch.new.is_none();
        let parents: Vec<Vec<Touch>> =
            touched.parents.iter().map(|touches| touches.iter().filter(differs).cloned().collect()).collect();
        let mut changes = Vec::new();
        for are_risks in [false, true] {
            let olds: Vec<Vec<Placed>> =
                parents.iter().map(|touches| contents.sides(touches, are_risks).0).collect();
            let mut news = contents.sides(&parents[0], are_risks).1;
            news.retain(|new| counts[&new.path] == all);
            changes.extend(between::merged(&olds, &news, &before, after, are_risks));
        }
        changes
    };
    let pack = |mut changes: Vec<Change>, parents: usize| {
        changes.extend(rescored(touched, parents, contents, judges));
        changes.sort_by(order);
        Packed::of(&changes)
    };
    let own = touched.wants_own.then(|| pack(own(), touched.parents.len()));
    let step = touched.wants_step.then(|| pack(single(&touched.parents[0]), 1));
    (own, step)
}

/// The risks whose level is another than at every one of the first `parents`
/// parents that had them, though their own rating is not.
fn rescored(touched: &Touched, parents: usize, contents: &Contents<'_>, judges: &Judges<'_>) -> Vec<Change> {
    let Some((here, before)) = &touched.listed else { return Vec::new() };
    let find = |files: &[Touch]| -> HashMap<String, (ObjectId, Arc<str>)> {
        let one = |touch: &Touch| {
            let id = touch.new?.id;
            let rated = contents.rated.get(&id)?;
            let name = rated.id.clone().unwrap_or_else(|| crate::source::stem(&touch.path).to_owned());
            Some((name, (id, Arc::clone(&touch.path))))
        };
        files.iter().filter_map(one).collect()
    };
    let now = find(here);
    let then: Vec<_> = before.iter().take(parents).map(|files| find(files)).collect();
    let after = judges.by(touched.methodology);
    let mut changes = Vec::new();
    for (id, (object, path)) in now {
        let rated = &contents.rated[&object];
        if rated.is_closed {
            continue;
        }
        let level = after.level(&rated.rating);
        let mut befores = Vec::new();
        let mut is_own_rating = true;
        for (place, files) in then.iter().enumerate() {
            let Some((object, _)) = files.get(&id) else { continue };
            let rating = &contents.rated[object].rating;
            // A risk that the commit itself rated anew tells of its level there.
            is_own_rating &= *rating != rated.rating;
            befores.push(judges.by(touched.methodologies[place]).level(rating));
        }
        if is_own_rating || befores.is_empty() || befores.contains(&level) {
            continue;
        }
        let levels = Levels { before: befores.swap_remove(0), after: level };
        let value = |level: &Option<String>| level.clone().map(super::value::Value::Text);
        changes.push(Change {
            before: value(&levels.before),
            after: value(&levels.after),
            cause: Some(touched.methodology_path.to_string()),
            level: levels,
            ..Change::of(Some(&id), &path, Kind::Rescored)
        });
    }
    changes
}

/// Other files before risks, since they may be the cause; risks by id; of one
/// thing what happened to its file first, then its fields as a risk is written.
pub(super) fn order(a: &Change, b: &Change) -> std::cmp::Ordering {
    let ids = match (&a.risk, &b.risk) {
        (Some(a), Some(b)) => natural_order(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    };
    ids.then_with(|| a.file.cmp(&b.file))
        .then_with(|| a.kind.cmp(&b.kind))
        .then_with(|| rank(a).cmp(&rank(b)))
        .then_with(|| a.field.cmp(&b.field))
}

/// The place of a change's field among the keys of a risk.
fn rank(change: &Change) -> usize {
    let Some(field) = &change.field else { return 0 };
    let first = field.split(['.', '[']).next().unwrap_or(field);
    parse::shape::RISK.keys.iter().position(|key| key.name == first).unwrap_or(usize::MAX)
}
