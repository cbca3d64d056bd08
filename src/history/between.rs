//! What a commit changed, from the files that it touched: by id, not by path.
//!
//! A risk is what its file calls itself, so a file that was moved, split off
//! or rewritten in the same commit keeps its history. Two files of one id are
//! told apart by their paths. A file that TOML refuses stands for what it last
//! said there: it is unreadable, and never a deletion.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::change::{Change, Kind, Levels};
use super::fields::{FieldChange, Fields};
use super::judge::Judge;
use super::value::Value;
use super::version::{Version, id_of, whole};
use crate::source::stem;

/// A file at a commit.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// Its path.
    pub(super) path: Arc<str>,
    /// What it says.
    pub(super) version: Version,
    /// Of a file that TOML refuses, what it said before it did.
    pub(super) carried: Option<Arc<Fields>>,
}

impl Placed {
    /// What it says, or last said.
    pub(super) fn fields(&self) -> Option<&Fields> {
        match &self.version {
            Version::Read(fields) => Some(fields),
            Version::Unreadable(_) => self.carried.as_deref(),
        }
    }

    pub(super) fn is_unreadable(&self) -> bool {
        matches!(self.version, Version::Unreadable(_))
    }

    /// The id of the risk in it.
    pub(super) fn id(&self) -> &str {
        match (&self.version, self.fields()) {
            (_, Some(fields)) => id_of(fields, &self.path),
            (Version::Unreadable(Some(likely)), None) => likely,
            _ => stem(&self.path),
        }
    }
}

/// The risks that a commit with one parent, or none, changed.
pub(super) fn risks(
    olds: &[Placed],
    news: &[Placed],
    before: Judge<'_, '_>,
    after: Judge<'_, '_>,
) -> Vec<Change> {
    let (pairs, mut gone, mut come) = paired(olds, news);
    let mut changes = Vec::new();
    let mut out = Output { before, after, changes: &mut changes };
    for (old, new) in pairs {
        out.pair(old, new);
    }
    // An id that a new risk says it formerly had was renumbered.
    come.retain(|new| {
        let formerly = new.fields().and_then(|fields| fields.get("formerly"));
        let is_former = |old: &&Placed| formerly.is_some_and(|list| list.texts().any(|id| id == old.id()));
        let Some(place) = gone.iter().position(is_former) else { return true };
        out.pair(gone.remove(place), new);
        false
    });
    for old in gone {
        out.gone(old);
    }
    for new in come {
        out.come(new);
    }
    changes
}

type Pairs<'p> = (Vec<(&'p Placed, &'p Placed)>, Vec<&'p Placed>, Vec<&'p Placed>);

/// Old and new files of the same id, those of the same path first; then what
/// is left of the old ones and of the new ones.
fn paired<'p>(olds: &'p [Placed], news: &'p [Placed]) -> Pairs<'p> {
    let mut by_id: BTreeMap<&str, (Vec<&Placed>, Vec<&Placed>)> = BTreeMap::new();
    for old in olds {
        by_id.entry(old.id()).or_default().0.push(old);
    }
    for new in news {
        by_id.entry(new.id()).or_default().1.push(new);
    }
    let (mut pairs, mut gone, mut come) = (Vec::new(), Vec::new(), Vec::new());
    for (_, (mut olds, mut news)) in by_id {
        news.retain(|new| {
            let Some(place) = olds.iter().position(|old| old.path == new.path) else { return true };
            pairs.push((olds.remove(place), *new));
            false
        });
        let count = olds.len().min(news.len());
        pairs.extend(olds.drain(..count).zip(news.drain(..count)));
        gone.append(&mut olds);
        come.append(&mut news);
    }
    (pairs, gone, come)
}

struct Output<'o, 'j, 'm> {
    before: Judge<'j, 'm>,
    after: Judge<'j, 'm>,
    changes: &'o mut Vec<Change>,
}

impl Output<'_, '_, '_> {
    fn pair(&mut self, old: &Placed, new: &Placed) {
        let level =
            Levels { before: self.before.level_of(old.fields()), after: self.after.level_of(new.fields()) };
        let of = |kind| Change { level: level.clone(), ..Change::of(Some(new.id()), &new.path, kind) };
        if old.path != new.path {
            self.changes.push(moved(of(Kind::Moved), &old.path));
        }
        if new.is_unreadable() {
            // A file that was moved as it was is told once.
            if old.path == new.path || !old.is_unreadable() {
                self.changes.push(of(Kind::Unreadable));
            }
            return;
        }
        let Some(now) = new.fields() else { return };
        match old.fields() {
            Some(then) => {
                if old.is_unreadable() {
                    self.changes.push(of(Kind::Readable));
                }
                self.changes.extend(
                    then.changes_to(now).into_iter().map(|change| changed(of(Kind::Changed), change)),
                );
            }
            // What never could be read is there from now on.
            None => self.changes.push(Change { after: Some(whole(now)), ..of(Kind::Added) }),
        }
    }

    fn gone(&mut self, old: &Placed) {
        let before = old.fields().map(whole);
        let level = Levels { before: self.before.level_of(old.fields()), after: None };
        self.changes.push(Change { before, level, ..Change::of(Some(old.id()), &old.path, Kind::Removed) });
    }

    fn come(&mut self, new: &Placed) {
        if new.is_unreadable() {
            self.changes.push(Change::of(Some(new.id()), &new.path, Kind::Unreadable));
            return;
        }
        let after = new.fields().map(whole);
        let level = Levels { before: None, after: self.after.level_of(new.fields()) };
        self.changes.push(Change { after, level, ..Change::of(Some(new.id()), &new.path, Kind::Added) });
    }
}

fn moved(change: Change, from: &str) -> Change {
    let to = Value::Text(change.file.clone());
    Change { before: Some(Value::Text(from.to_owned())), after: Some(to), ..change }
}

fn changed(change: Change, field: FieldChange) -> Change {
    Change { field: Some(field.field), before: field.before, after: field.after, ..change }
}

/// The other files that a commit with one parent, or none, changed.
pub(super) fn others(olds: &[Placed], news: &[Placed]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut gone: Vec<&Placed> =
        olds.iter().filter(|old| news.iter().all(|new| new.path != old.path)).collect();
    for new in news {
        let of = |kind| Change::of(None, &new.path, kind);
        if let Some(old) = olds.iter().find(|old| old.path == new.path) {
            between(old, new, &mut changes);
        } else if let Some(place) = gone.iter().position(|old| old.version == new.version) {
            changes.push(moved(of(Kind::Moved), &gone.remove(place).path));
        } else {
            changes.push(if new.is_unreadable() { of(Kind::Unreadable) } else { added(new) });
        }
    }
    changes.extend(gone.into_iter().map(|old| Change::of(None, &old.path, Kind::Removed)));
    changes
}

fn between(old: &Placed, new: &Placed, out: &mut Vec<Change>) {
    let of = |kind| Change::of(None, &new.path, kind);
    match (old.fields(), new.fields()) {
        _ if new.is_unreadable() => out.push(of(Kind::Unreadable)),
        (Some(then), Some(now)) => {
            if old.is_unreadable() {
                out.push(of(Kind::Readable));
            }
            out.extend(then.changes_to(now).into_iter().map(|change| changed(of(Kind::Changed), change)));
        }
        _ => out.push(added(new)),
    }
}

/// A file that is no risk's, with what it says where that is told: incidents,
/// waivers and indicators.
fn added(new: &Placed) -> Change {
    let is_told =
        |name: &str| name == "title" || name.starts_with("waiver[") || name.starts_with("indicator[");
    let after = new.fields().map(whole).filter(
        |whole| matches!(whole, Value::Table(entries) if entries.iter().any(|(name, _)| is_told(name))),
    );
    Change { after, ..Change::of(None, &new.path, Kind::Added) }
}

/// What of a merge is the merge's own: what it has from none of its parents.
/// The files are given as each parent had them. A parent that did not have a
/// thing has no say in what became of it.
pub(super) fn merged(
    parents: &[Vec<Placed>],
    news: &[Placed],
    before: &[Judge<'_, '_>],
    after: Judge<'_, '_>,
    are_risks: bool,
) -> Vec<Change> {
    let relative = |(olds, before): (&Vec<Placed>, &Judge<'_, '_>)| {
        if are_risks { risks(olds, news, *before, after) } else { others(olds, news) }
    };
    let each: Vec<Vec<Change>> = parents.iter().zip(before).map(relative).collect();
    let lacked = |changes: &[Change], thing: &Change| {
        changes.iter().any(|change| change.kind == Kind::Added && same(change, thing))
    };
    let mut own: Vec<Change> = Vec::new();
    for (place, changes) in each.iter().enumerate() {
        for change in changes {
            let differs = |other: &Vec<Change>| {
                other.iter().any(|told| covers(told, change) || covers(change, told))
                    || (change.kind != Kind::Added && lacked(other, change))
            };
            let others = each.iter().enumerate().filter(|(other, _)| *other != place);
            if others.map(|(_, other)| other).all(differs) && !own.iter().any(|told| covers(told, change)) {
                own.push(change.clone());
            }
        }
    }
    own
}

/// Whether two changes are of the same risk or, without one, the same file.
fn same(a: &Change, b: &Change) -> bool {
    a.risk == b.risk && (a.risk.is_some() || a.file == b.file)
}

/// Whether one change tells of what the other does: the same thing, and the
/// same field or one that holds it.
fn covers(a: &Change, b: &Change) -> bool {
    let fields = match (&a.field, &b.field) {
        (Some(a), Some(b)) => super::change::within(b, a),
        (a, b) => a == b,
    };
    same(a, b) && a.kind == b.kind && fields
}
