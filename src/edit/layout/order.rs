//! The order of keys and tables: that of [`shape`](crate::parse::shape), and
//! the entries of a catalogue by their ids.
//!
//! Nothing is moved across a heading. What no shape knows stays behind what it
//! stood behind.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::sections::{Row, RowKind, Section, shape_at};
use super::value::Value;
use crate::model::id::natural_order;
use crate::parse::shape::{self, Shape};

/// Catalogues: of each the file, and the table whose entries stand by id.
const CATALOGUES: [(Shape, &str); 5] = [
    (shape::PEOPLE, "person"),
    (shape::ASSETS, "asset"),
    (shape::THREATS, "threat"),
    (shape::CONTROLS, "control"),
    (shape::INDICATORS, "indicator"),
];

/// Puts the keys of a table in order.
pub(super) fn rows(section: &mut Section<'_>) {
    let Some(shape) = section.shape else { return };
    let mut from = 0;
    for place in 1..=section.rows.len() {
        let is_end = section.rows.get(place).is_none_or(|row| !row.lead.headings.is_empty());
        if is_end {
            group(shape, &mut section.rows[from..place]);
            from = place;
        }
    }
}

/// The rows between two headings.
fn group(shape: Shape, rows: &mut [Row<'_>]) {
    let Some(first) = rows.first_mut() else { return };
    let headings = std::mem::take(&mut first.lead.headings);
    // The empty line above the first is the group's.
    first.lead.is_apart = false;
    let mut ranks: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        let before = ranks.last().cloned().unwrap_or_default();
        ranks.push(rank(shape, row.path()).unwrap_or(before));
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| ranks[*a].cmp(&ranks[*b]));
    permute(rows, &order);
    if let Some(first) = rows.first_mut() {
        first.lead.headings = headings;
    }
}

/// The places of a dotted key's parts, as far as shapes know them.
fn rank(shape: Shape, path: &[String]) -> Option<Vec<usize>> {
    let mut at = Some(shape);
    let mut rank = Vec::new();
    for part in path {
        let Some(place) = at.and_then(|shape| shape.place(part)) else { break };
        rank.push(place);
        at = at.and_then(|shape| shape.within(part));
    }
    (!rank.is_empty()).then_some(rank)
}

/// Brings a slice into an order given by the places that its parts have now.
fn permute<T>(slice: &mut [T], order: &[usize]) {
    let mut target = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        target[*old] = new;
    }
    for place in 0..target.len() {
        while target[place] != place {
            let other = target[place];
            slice.swap(place, other);
            target.swap(place, other);
        }
    }
}

/// Puts the tables of a file in order; the first is the top.
pub(super) fn sections(sections: &mut [Section<'_>], top: Option<Shape>) {
    let Some((_, sections)) = sections.split_first_mut() else { return };
    let arrays = arrays(sections);
    let mut from = 0;
    for place in 1..=sections.len() {
        let is_end = sections.get(place).is_none_or(|section| !section.lead.headings.is_empty());
        if is_end {
            tables(&mut sections[from..place], top, &arrays);
            from = place;
        }
    }
}

/// The keys of tables that there are several of.
pub(super) fn arrays(sections: &[Section<'_>]) -> BTreeSet<Vec<String>> {
    let headers = sections.iter().filter_map(|section| section.header.as_ref());
    headers.filter(|header| header.is_element).map(|header| header.key.path.clone()).collect()
}

/// The tables between two headings.
fn tables(sections: &mut [Section<'_>], top: Option<Shape>, arrays: &BTreeSet<Vec<String>>) {
    let Some(first) = sections.first_mut() else { return };
    let headings = std::mem::take(&mut first.lead.headings);
    let mut places = Places { top, arrays, tables: BTreeMap::new() };
    let ranks: Vec<Vec<Step>> = sections.iter().map(|section| places.of(section)).collect();
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by(|a, b| ranks[*a].cmp(&ranks[*b]));
    permute(sections, &order);
    if let Some(first) = sections.first_mut() {
        first.lead.headings = headings;
    }
}

/// A part of the way to a table: where it stands among its like.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    /// The place of its key in the order of the table around it.
    rank: usize,
    /// Of keys without a place, which was seen first.
    seen: usize,
    /// Of several tables under one key: its id, where they stand by id.
    id: ById,
    /// And which of them it is; 0 for one that began before the heading.
    element: usize,
}

/// An id in the order that ids have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct ById(String);

impl Ord for ById {
    fn cmp(&self, other: &Self) -> Ordering {
        natural_order(&self.0, &other.0).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for ById {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The tables seen so far.
struct Places<'a> {
    top: Option<Shape>,
    arrays: &'a BTreeSet<Vec<String>>,
    /// By the way to the table around them and their key.
    tables: BTreeMap<(Vec<usize>, String), Seen>,
}

/// The tables under one key of one table.
#[derive(Debug, Clone)]
struct Seen {
    rank: usize,
    seen: usize,
    id: ById,
    element: usize,
}

impl Places<'_> {
    fn of(&mut self, section: &Section<'_>) -> Vec<Step> {
        let path = section.path();
        let is_element = section.header.as_ref().is_some_and(|header| header.is_element);
        let mut way: Vec<usize> = Vec::new();
        let mut steps = Vec::with_capacity(path.len());
        for (depth, part) in path.iter().enumerate() {
            let key = (way.clone(), part.clone());
            if !self.tables.contains_key(&key) {
                let seen = self.new_key(&way, &path[..depth], part);
                self.tables.insert(key.clone(), seen);
            }
            let is_array = self.arrays.contains(&path[..=depth]);
            let Some(seen) = self.tables.get_mut(&key) else { break };
            if is_array && is_element && depth + 1 == path.len() {
                seen.element += 1;
                if self.top.is_some_and(|top| depth == 0 && is_catalogue(top, part)) {
                    // One without an id stays behind the one before it.
                    seen.id = id(section).map_or(seen.id.clone(), ById);
                }
            }
            let step = Step { rank: seen.rank, seen: seen.seen, id: seen.id.clone(), element: seen.element };
            way.extend([step.seen, step.element]);
            steps.push(step);
        }
        steps
    }

    /// The first table under a key. A key without a place of its own has that
    /// of the one before it.
    fn new_key(&self, way: &[usize], outer: &[String], part: &str) -> Seen {
        let beside = self.tables.iter().filter(|((around, _), _)| around == way);
        let last = beside.map(|(_, seen)| seen).max_by_key(|seen| seen.seen);
        let place = shape_at(self.top, outer).and_then(|shape| shape.place(part));
        Seen {
            rank: place.unwrap_or(last.map_or(0, |last| last.rank)),
            seen: last.map_or(0, |last| last.seen + 1),
            id: ById::default(),
            element: 0,
        }
    }
}

fn is_catalogue(top: Shape, key: &str) -> bool {
    CATALOGUES.iter().any(|(shape, table)| shape.what == top.what && *table == key)
}

/// The key by which the entries of a catalogue stand in order.
pub(super) fn catalogue_key(top: Shape) -> Option<&'static str> {
    CATALOGUES.iter().find(|(shape, _)| shape.what == top.what).map(|(_, table)| *table)
}

/// The id of a table, as it is written between its quotes.
fn id(section: &Section<'_>) -> Option<String> {
    section.rows.iter().find_map(|row| match &row.kind {
        RowKind::Entry(entry) if entry.key.path == ["id"] => match &entry.value {
            Value::Scalar(text) => Some(text.trim_matches(['"', '\'']).to_owned()),
            _ => None,
        },
        _ => None,
    })
}
