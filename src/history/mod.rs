//! What a register was, and what changed when: every change of every field of
//! every file, by commit.
//!
//! ```text
//! commits ─> graph ─> rebuild (compare, version, between) ─> store ─> History
//!                                                             │
//!                                                           cache
//! ```
//!
//! [`graph`] puts the commits in order and says by which merge each came to
//! the first-parent line; `rebuild` compares trees and contents; `store`
//! keeps the changes packed, and [`cache`] keeps them from one run to the next.
//! [`fields`] is a file as named fields, [`change`] one change. Who an author
//! is, and in which words a change is told, is others' business.

mod between;
pub mod cache;
pub mod change;
mod codec;
mod compare;
pub mod consequences;
pub mod details;
pub mod fields;
pub mod graph;
pub mod ids;
mod judge;
mod looking_back;
pub mod names;
mod rebuild;
pub mod standing;
mod store;
pub mod value;
mod version;
pub mod watch;

use std::collections::{BTreeSet, HashSet};

use crate::git::object::{ObjectId, ObjectSource, Objects};
use crate::git::signers::Signer;
use crate::git::{Repo, Trouble};
use crate::model::day::Day;
use cache::Cache;
use change::{Change, Kind};
use graph::{Graph, Node};
use store::Store;
use value::Value;

/// Why a history could not be read: it is never silently shorter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The commit at which reading ended, if it was a commit.
    pub commit: Option<ObjectId>,
    /// What was in the way.
    pub trouble: Trouble,
}

impl From<Trouble> for Broken {
    fn from(trouble: Trouble) -> Self {
        Self { commit: None, trouble }
    }
}

/// Where a history is read from.
#[derive(Debug)]
struct Source {
    objects: ObjectSource,
    /// The register's folder within the repository.
    prefix: String,
    /// Whose keys the user and the machine know.
    signers: Vec<Signer>,
}

/// The history of a register up to a commit.
#[derive(Debug)]
pub struct History {
    /// The commits, newest first.
    pub graph: Graph,
    source: Source,
    store: Store,
    /// The day of the oldest commit, where a shallow clone is cut.
    begins: Option<Day>,
    /// The risks and other files that could not be read where a shallow clone is
    /// cut: nobody knows who brought them either.
    torn_at_cut: HashSet<String>,
    /// The base by whose people the commits of a change are known.
    seen_from: Option<SeenFrom>,
}

/// A base, and what was before the change that is held against it.
#[derive(Debug)]
struct SeenFrom {
    base: usize,
    before: HashSet<usize>,
}

impl History {
    /// Reads the history of a register up to a commit. `prefix` is the
    /// register's folder within the repository.
    ///
    /// # Errors
    /// An object that is missing or damaged, with the commit that asks for it.
    pub fn read(repo: &Repo, prefix: &str, head: ObjectId, cache: &Cache) -> Result<Self, Broken> {
        let source =
            Source { objects: repo.object_source(), prefix: prefix.to_owned(), signers: repo.signers() };
        let cut = repo.shallow_commits()?;
        let mut store = cache.read().unwrap_or_default();
        let mut last = head;
        let links = |objects: &Objects| {
            Graph::read(head, &cut, |id| match store.links(id) {
                Some(links) => Ok(links.clone()),
                None => {
                    last = id;
                    objects.links(id)
                }
            })
        };
        let graph = source.objects.with(links).map_err(|trouble| Broken { commit: Some(last), trouble })?;
        rebuild::rebuild(&source, &graph, &mut store)?;
        // What a partial or a shallow clone lacks may come later.
        if store.has_grown && !store.lacks_files && cut.is_empty() {
            cache.write(&store);
        }
        let begins = (!cut.is_empty())
            .then(|| graph.nodes.iter().map(|node| node.committed).min().map(crate::git::day_of))
            .flatten();
        let cuts = graph.nodes.iter().filter(|node| node.is_cut).flat_map(|node| store.own(node.id));
        let torn_at_cut = cuts.filter(|change| change.kind == Kind::Unreadable).map(|change| thing(&change));
        let torn_at_cut = torn_at_cut.collect();
        Ok(Self { graph, source, store, begins, torn_at_cut, seen_from: None })
    }

    /// The same history as those see it whom a base knows: the commits that came
    /// after it are by whom its people and its `.mailmap` say, so that no change
    /// names its own authors.
    #[must_use]
    pub fn seen_from(mut self, base: ObjectId) -> Self {
        let place = self.graph.place(base);
        self.seen_from = place.map(|base| SeenFrom { base, before: self.ancestors(base) });
        self
    }

    /// Whether everything that ever was can be known.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.begins.is_none() && !self.store.lacks_files
    }

    /// The day of the oldest commit, where a shallow clone is cut.
    #[must_use]
    pub fn begins(&self) -> Option<Day> {
        self.begins
    }

    /// A commit's own changes: of a merge, what it has from none of its parents.
    #[must_use]
    pub fn own(&self, node: &Node) -> Vec<Change> {
        self.store.own(node.id)
    }

    /// What a commit of the first-parent line changed on that line: of a
    /// merge, all that it brought.
    #[must_use]
    pub fn step(&self, node: &Node) -> Vec<Change> {
        self.store.step(node.id)
    }

    /// A commit's own changes as they are told: what is there where a shallow
    /// clone is cut is known, readable or not, and nobody knows that the commit
    /// brought it.
    fn told(&self, place: usize) -> Vec<Change> {
        let node = &self.graph.nodes[place];
        let mut told = self.own(node);
        let is_known = |change: &Change| node.is_cut || self.torn_at_cut.contains(&thing(change));
        for change in told.iter_mut().filter(|change| change.kind == Kind::Added) {
            if is_known(change) {
                change.kind = Kind::Known;
            }
        }
        told
    }

    /// Every commit's own changes, newest first; commits that changed nothing
    /// of the register are left out.
    pub fn all(&self) -> impl Iterator<Item = (usize, Vec<Change>)> {
        let places = 0..self.graph.nodes.len();
        places.map(|place| (place, self.told(place))).filter(|(_, own)| !own.is_empty())
    }

    /// The changes of names, by commits, newest first.
    fn renames(&self) -> Vec<(usize, Vec<Change>)> {
        let places: BTreeSet<usize> = self.store.renames().filter_map(|id| self.graph.place(id)).collect();
        let renamed = |place: usize| {
            let own = self.own(&self.graph.nodes[place]);
            (place, own.into_iter().filter(names::is_of_name).collect())
        };
        places.into_iter().map(renamed).collect()
    }

    /// Every id that a risk ever had, or that a file said it formerly had.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for (_, own) in self.all() {
            for change in own {
                let whole = match &change.after {
                    Some(Value::Table(entries)) if matches!(change.kind, Kind::Added | Kind::Known) => {
                        entries.iter().find(|(key, _)| key == "formerly").map(|(_, value)| value)
                    }
                    after if change.is_of("formerly") => after.as_ref(),
                    _ => None,
                };
                ids.extend(whole.into_iter().flat_map(Value::texts).map(str::to_owned));
                ids.extend(change.risk);
            }
        }
        ids
    }

    /// The changes of a risk, newest first, under whatever ids it had: those
    /// that its commits renumbered it from, and those that `formerly` names.
    #[must_use]
    pub fn of_risk(&self, id: &str, formerly: &[&str]) -> Vec<(usize, Vec<Change>)> {
        let mut ids: BTreeSet<String> = BTreeSet::new();
        let mut places: BTreeSet<usize> = BTreeSet::new();
        let mut open: Vec<String> = formerly.iter().map(|id| (*id).to_owned()).collect();
        open.push(id.to_owned());
        while let Some(id) = open.pop() {
            if ids.contains(&id) {
                continue;
            }
            for commit in self.store.of_risk(&id).collect::<HashSet<_>>() {
                let Some(place) = self.graph.place(commit) else { continue };
                places.insert(place);
                let renumbered = self.store.own(commit).into_iter().filter(|change| {
                    change.risk.as_deref() == Some(&id) && change.kind == Kind::Changed && change.is_of("id")
                });
                open.extend(renumbered.filter_map(|change| Some(change.before?.as_text()?.to_owned())));
            }
            ids.insert(id);
        }
        let is_its = |change: &Change| change.risk.as_ref().is_some_and(|risk| ids.contains(risk));
        let changes = |place: usize| {
            let own = self.told(place);
            (place, own.into_iter().filter(is_its).collect::<Vec<_>>())
        };
        places.into_iter().map(changes).filter(|(_, changes)| !changes.is_empty()).collect()
    }
}

/// The past of a register that was committed in these states, for tests of
/// what rests on it.
/// What a change is of: the risk, else the file.
fn thing(change: &Change) -> String {
    change.risk.clone().unwrap_or_else(|| change.file.clone())
}

#[cfg(test)]
pub(crate) fn past_of(states: &[(Day, std::collections::BTreeMap<String, String>)]) -> crate::past::Past {
    use std::collections::{BTreeMap, HashMap};
    use std::sync::Arc;

    use between::Placed;
    use judge::Judges;
    use looking_back::{Asked, Which};
    use watch::Class;

    use crate::decision::Kind as Decided;

    let zero = ObjectId::from_bytes(&[0; 20]).expect("an id");
    let watch = watch::Watch::of("");
    let placed = |files: &BTreeMap<String, String>, are_risks: bool| -> Vec<Placed> {
        let one = |(path, text): (&String, &String)| {
            let class = watch.class(path)?;
            ((class == Class::Risk) == are_risks).then(|| Placed {
                path: Arc::from(path.as_str()),
                version: version::Version::of(text.as_bytes(), compare::Form::of(path)),
                carried: None,
            })
        };
        files.iter().filter_map(one).collect()
    };
    let mut fold = standing::Fold::default();
    let mut steps = Vec::new();
    let nothing = BTreeMap::new();
    for (number, (day, files)) in states.iter().enumerate() {
        let before = number.checked_sub(1).map_or(&nothing, |before| &states[before].1);
        let methodology = |files: &BTreeMap<String, String>| {
            let text = files.get("schema/methodology.toml").map_or("", |text| text);
            HashMap::from([(zero, crate::parse::methodology_of(text))])
        };
        let (old, new) = (methodology(before), methodology(files));
        let (old, new) = (Judges::new(&old), Judges::new(&new));
        let mut changes = between::others(&placed(before, false), &placed(files, false));
        let (old, new) = (old.by(Some(zero)), new.by(Some(zero)));
        changes.extend(between::risks(&placed(before, true), &placed(files, true), old, new));
        changes.sort_by(rebuild::order);
        let when = crate::past::Moment { day: *day, commit: format!("{number:040x}") };
        fold.own(&when, &changes);
        steps.push((when, changes));
    }
    for (when, changes) in &steps {
        fold.step(when, changes);
    }
    let ((mut past, origins), _) = fold.finish();
    past.is_complete = true;
    let mut asked: Vec<(usize, Asked)> = Vec::new();
    for (risk, (accepted, approved)) in origins {
        for (kind, origin) in [(Decided::Acceptance, accepted), (Decided::Approval, approved)] {
            let Some(standing::Origin { step, file }) = origin else { continue };
            asked.push((step, Asked { risk: risk.clone(), file, which: Which::Standing(kind) }));
        }
    }
    let number = |commit: &str| usize::from_str_radix(commit, 16).expect("the number of a state");
    asked.extend(looking_back::carried(&past).into_iter().map(|(commit, asked)| (number(&commit), asked)));
    for (step, asked) in asked {
        let (day, files) = &states[step];
        let list: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let register = crate::parse::load_texts(&list).register;
        let facts = crate::facts::Facts::new(&register, *day);
        looking_back::remember(&mut past, &facts, &asked);
    }
    past
}
