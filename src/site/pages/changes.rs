//! The builders of the history: the register's, a risk's, the last days'.

use std::collections::BTreeSet;

use super::opening::no_history;
use crate::history::fields::Fields;
use crate::history::value::Value;
use crate::model::day::{Day, in_words};
use crate::parse::shape;
use crate::site::difference;
use crate::site::paging::{Pages, ROOM, weight};
use crate::site::scene::Scene;
use crate::site::text::{capital, count};
use crate::site::view::Link;
use crate::site::view::changes::{ChangesPage, Entry, Line, Standing, Thing};
use crate::told::{Told, ToldThing, Topic};

/// Commits on the first page.
const LATEST: usize = 200;

/// A page and its file in the folder of the changes.
pub struct Named {
    /// `index.html`, `2025.html`.
    pub file: String,
    /// The page.
    pub page: ChangesPage,
}

/// The pages of the history: the latest, and one a year.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<Named> {
    let cut = scene.options.cut.clone();
    let Some(history) = &scene.options.history else {
        let sentence = format!("{}: who changed what, and when, is not known.", no_history(scene));
        let page = ChangesPage { sentence, cut, ..ChangesPage::default() };
        return vec![Named { file: "index.html".to_owned(), page }];
    };
    let all: Vec<(&Told, Entry)> =
        history.iter().filter_map(|told| Some((told, entry(scene, told, "../", None)?))).collect();
    let numbers: BTreeSet<i16> = all.iter().map(|(told, _)| told.day.year()).collect();
    let years: Vec<Link> = numbers
        .iter()
        .rev()
        .map(|year| Link { text: year.to_string(), href: Some(format!("{year}.html")) })
        .collect();
    let sentence = sentence(&all.iter().map(|(told, _)| *told).collect::<Vec<_>>());
    let page = |entries: &[Entry], sentence: String, here: Option<String>| ChangesPage {
        sentence,
        cut: cut.clone(),
        entries: entries.to_vec(),
        years: years.clone(),
        here,
        pager: Vec::new(),
        range: None,
    };
    // The latest are as many as one page holds; the years have them all.
    let latest: Vec<Entry> = all.iter().take(LATEST).map(|(_, entry)| entry.clone()).collect();
    let first = Pages::new(latest.iter().map(heavy), ROOM).chunks(&latest)[0].to_vec();
    let mut named = vec![Named { file: "index.html".to_owned(), page: page(&first, sentence, None) }];
    for year in numbers {
        let entries: Vec<Entry> =
            all.iter().filter(|(told, _)| told.day.year() == year).map(|(_, entry)| entry.clone()).collect();
        let sentence = format!("{} in {year}.", capital(&count(entries.len(), "commit", "commits")));
        let file = |number: usize| match number {
            0 => format!("{year}.html"),
            number => format!("{year}-{}.html", number + 1),
        };
        let pages = Pages::new(entries.iter().map(heavy), ROOM);
        for (at, chunk) in pages.chunks(&entries).into_iter().enumerate() {
            let mut page = page(chunk, sentence.clone(), Some(year.to_string()));
            page.pager = pages.pager(at, "Commits", file);
            page.range = pages.range(at, "Commits");
            named.push(Named { file: file(at), page });
        }
    }
    named
}

/// How many commits changed the register, and when. What is there where history
/// is cut is no change.
fn sentence(all: &[&Told]) -> String {
    let changed: Vec<Day> = all.iter().filter(|told| !told.is_cut).map(|told| told.day).collect();
    let commits = capital(&count(changed.len(), "commit", "commits"));
    match (changed.first(), changed.last()) {
        (Some(last), Some(first)) if first == last => {
            format!("{commits} changed the register, on {}.", in_words(*first))
        }
        (Some(last), Some(first)) => {
            format!("{commits} changed the register from {} to {}.", in_words(*first), in_words(*last))
        }
        _ if all.is_empty() => "No commit has changed the register yet.".to_owned(),
        _ => "No change of the register is known.".to_owned(),
    }
}

/// The bytes of a commit in the page, more or less.
fn heavy(entry: &Entry) -> usize {
    let difference = |line: &Line| -> usize {
        let pieces: usize = line.difference.iter().map(|piece| 45 + weight(&piece.text)).sum();
        if pieces > 0 { 75 + pieces } else { 0 }
    };
    let thing = |thing: &Thing| -> usize {
        let name = weight(&thing.name.text) + thing.name.href.as_deref().map_or(0, weight);
        thing.lines.iter().map(|line| 85 + name + weight(&line.text) + difference(line)).sum()
    };
    let author =
        weight(&entry.author.text) + entry.author.href.as_deref().map_or(0, |href| 15 + weight(href));
    let kinds: usize = entry.kinds.iter().map(|kind| 40 + kind.len()).sum();
    let link = entry.commit.href.as_deref().map_or(0, weight);
    let texts = author + kinds + entry.subject.as_deref().map_or(0, weight) + weight(&entry.signature);
    460 + 2 * link + texts + entry.things.iter().map(thing).sum::<usize>()
}

/// The history of a risk, from its page.
#[must_use]
pub fn of_risk(scene: &Scene<'_>, place: usize, root: &str) -> Vec<Entry> {
    let Some(history) = &scene.options.history else { return Vec::new() };
    let commits = scene.commits_of(place).iter().map(|number| &history[*number]);
    commits.filter_map(|told| entry(scene, told, root, Some(place))).collect()
}

/// The history of a file that is no risk, from a page at `root`.
#[must_use]
pub fn of_file(scene: &Scene<'_>, path: &str, root: &str) -> Vec<Entry> {
    let Some(history) = &scene.options.history else { return Vec::new() };
    let tells = |told: &&Told| told.things.iter().any(|thing| thing.risk.is_none() && thing.file == path);
    let entries = history.iter().filter(tells).filter_map(|told| entry(scene, told, root, None));
    let only = |mut entry: Entry| {
        entry.things.retain(|thing| thing.name.text == path);
        (!entry.things.is_empty()).then_some(entry)
    };
    entries.filter_map(only).collect()
}

/// Since when each value of a risk stands, in the order of its file.
#[must_use]
pub fn standing(scene: &Scene<'_>, place: usize) -> Vec<Standing> {
    let Some(brought) = Brought::of(scene, place) else { return Vec::new() };
    let mut leaves = values(scene, place);
    let whole = |value: &Value| serde_json::to_string(value).unwrap_or_default();
    leaves.retain(|(_, value)| !scene.shown.names_hidden(&whole(value)));
    leaves.sort_by_cached_key(|(name, _)| (rank(name), name.clone()));
    let row = |(name, value): &(String, Value)| {
        let told = brought.by(name, value);
        Standing {
            field: name.clone(),
            value: short(value),
            since: told.map(|told| told.day.to_string()),
            is_cut: told.is_some_and(|told| told.is_cut),
            by: told.map_or_else(String::new, |told| told.author.clone()),
            // The entry is on the same page, and the commit's address is there.
            commit: told
                .map(|told| Link { href: place_of(scene, told, place), ..commit(scene, &told.commit) }),
        }
    };
    leaves.iter().map(row).collect()
}

/// The commit that brought a decision of a risk, as its file has it by person
/// and day; `None` before it is committed, or without history.
#[must_use]
pub fn of_decision<'s>(scene: &'s Scene<'_>, place: usize, table: &str) -> Option<&'s Told> {
    let brought = Brought::of(scene, place)?;
    let leaves = values(scene, place);
    let of = |key: &str| leaves.iter().find(|(name, _)| *name == format!("{table}.{key}"));
    let each: Option<Vec<&Told>> =
        ["by", "on"].into_iter().filter_map(of).map(|(name, value)| brought.by(name, value)).collect();
    each?.into_iter().max_by_key(|told| &told.time)
}

/// Where the change of a risk's level is told on its page that came to the
/// first-parent line on a day.
#[must_use]
pub fn of_level(scene: &Scene<'_>, place: usize, day: Day) -> Option<String> {
    let history = scene.options.history.as_ref()?;
    let commits = scene.commits_of(place).iter().map(|number| &history[*number]);
    let on_the_day = commits.filter(|told| told.merged.unwrap_or(told.day) == day);
    let tells = |told: &&Told| {
        let lines = Brought::own(scene, told, place).flat_map(|thing| &thing.lines);
        lines.into_iter().any(|line| matches!(line.topic, Topic::Created | Topic::Level | Topic::Status))
    };
    on_the_day.filter(tells).find_map(|told| place_of(scene, told, place))
}

/// Where a commit is told on the page of a risk, if it is.
#[must_use]
pub fn place_of(scene: &Scene<'_>, told: &Told, place: usize) -> Option<String> {
    scene.shown.told(told, |own| own == Some(place)).map(|told| format!("#{}", anchor(&told.commit)))
}

/// The values of a risk's file, by their dotted names.
fn values(scene: &Scene<'_>, place: usize) -> Vec<(String, Value)> {
    let register = scene.facts.register;
    let file = register.sources.file(register.risks[place].file);
    Fields::parse(&file.text).map_or_else(Vec::new, |fields| fields.to_value().leaves(""))
}

/// The commits of a risk, newest first, each with what it changed of it.
struct Brought<'s>(Vec<(&'s Told, Vec<&'s ToldThing>)>);

impl<'s> Brought<'s> {
    /// `None` without history.
    fn of(scene: &'s Scene<'_>, place: usize) -> Option<Self> {
        let history = scene.options.history.as_ref()?;
        let own = |number: &usize| {
            let told = &history[*number];
            (told, Self::own(scene, told, place).collect())
        };
        Some(Self(scene.commits_of(place).iter().map(own).collect()))
    }

    /// What a commit changed of a risk.
    fn own(scene: &Scene<'_>, told: &'s Told, place: usize) -> impl Iterator<Item = &'s ToldThing> {
        let of = |thing: &ToldThing| thing.risk.as_deref().and_then(|id| scene.facts.register.place_of(id));
        told.things.iter().filter(move |thing| of(thing) == Some(place))
    }

    /// The newest commit that says something of a field, if that is what the
    /// file says now.
    fn by(&self, name: &str, value: &Value) -> Option<&'s Told> {
        let says = |things: &[&ToldThing]| {
            let known = things.iter().flat_map(|thing| &thing.values).find(|(known, _)| known == name);
            known.map(|(_, known)| known.means(value))
        };
        let newest = self.0.iter().find_map(|(told, things)| Some((*told, says(things)?)));
        newest.filter(|(_, same)| *same).map(|(told, _)| told)
    }
}

/// The place of a field among the keys of a risk.
fn rank(name: &str) -> usize {
    let first = name.split(['.', '[']).next().unwrap_or(name);
    shape::RISK.keys.iter().position(|key| key.name == first).unwrap_or(usize::MAX)
}

/// A value on one line, cut where it is long.
fn short(value: &Value) -> String {
    const MOST: usize = 60;
    let text = match value {
        Value::Text(text) | Value::Date(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::List(list) => list.iter().map(short).collect::<Vec<_>>().join(", "),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is) => is.to_string(),
        Value::Table(_) => value
            .leaves("")
            .iter()
            .map(|(name, value)| format!("{name} {}", short(value)))
            .collect::<Vec<_>>()
            .join(", "),
    };
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST - 1).collect::<String>() + "…"
}

/// Who wrote a commit, by the name of that day.
#[must_use]
pub fn author(scene: &Scene<'_>, told: &Told, root: &str) -> Link {
    let href = told.person.as_deref().and_then(|id| scene.person_page(id, root));
    Link { text: told.author.clone(), href }
}

/// The place of a commit's entry in a page.
fn anchor(commit: &str) -> String {
    format!("c-{}", commit.get(..12).unwrap_or(commit))
}

fn commit(scene: &Scene<'_>, id: &str) -> Link {
    Link { text: id.get(..7).unwrap_or(id).to_owned(), href: scene.forge.commit(id) }
}

/// A commit as far as it may be told; of one risk only where a place is given.
fn entry(scene: &Scene<'_>, told: &Told, root: &str, only: Option<usize>) -> Option<Entry> {
    let register = scene.facts.register;
    let wanted = |place: Option<usize>| only.is_none() || only == place;
    let told = scene.shown.told(told, wanted)?;
    let thing = |thing: ToldThing| {
        let href = match &thing.risk {
            Some(id) => {
                let place = register.place_of(id).filter(|_| only.is_none());
                place.map(|place| format!("{root}{}", scene.risk_page(place)))
            }
            None => scene.forge.file(&thing.file),
        };
        let lines = thing.lines.into_iter().map(|line| Line {
            text: line.text,
            difference: line.prose.map_or_else(Vec::new, |prose| difference::pieces(&prose.0, &prose.1)),
        });
        Thing { name: Link { text: thing.risk.unwrap_or(thing.file), href }, lines: lines.collect() }
    };
    let topics = told.things.iter().flat_map(|thing| &thing.lines).map(|line| line.topic);
    let kinds = topics.collect::<BTreeSet<Topic>>().into_iter().map(Topic::name).collect();
    Some(Entry {
        anchor: anchor(&told.commit),
        day: told.day.to_string(),
        authored: told.authored.map(|day| day.to_string()),
        author: author(scene, &told, root),
        committer: told.committer,
        approvers: told.approvers.iter().map(|id| scene.person_link(id, root)).collect(),
        reviewers: told.reviewers.iter().map(|id| scene.person_link(id, root)).collect(),
        kinds,
        commit: commit(scene, &told.commit),
        merge: told.merge.as_ref().map(|id| commit(scene, id)),
        merged: told.merged.map(|day| day.to_string()),
        signature: told.signature,
        subject: told.subject,
        things: told.things.into_iter().map(thing).collect(),
    })
}
