//! The builders of the history: the register's, and of commits wherever they are told.

use std::collections::BTreeSet;

use super::opening::no_history;
use crate::model::day::{Day, in_words};
use crate::site::difference;
use crate::site::paging::{Pages, ROOM, weight};
use crate::site::scene::Scene;
use crate::site::text::{capital, count};
use crate::site::view::changes::{ChangesPage, Entry, Line, Thing};
use crate::site::view::{Link, Run, Sentence};
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

/// A sentence in whose days no line ends.
fn dated(text: &str) -> Vec<Run> {
    let mut words = Sentence::default();
    words.dated(text);
    words.runs()
}

/// The bytes of a commit in the page, more or less.
pub(super) fn heavy(entry: &Entry) -> usize {
    let difference = |line: &Line| -> usize {
        let pieces: usize = line.difference.iter().map(|piece| 45 + weight(&piece.text)).sum();
        if pieces > 0 { 75 + pieces } else { 0 }
    };
    let words = |line: &Line| -> usize {
        line.words.iter().map(|run| weight(&run.text) + if run.day { 46 } else { 0 }).sum()
    };
    let thing = |thing: &Thing| -> usize {
        let name = weight(&thing.name.text) + thing.name.href.as_deref().map_or(0, weight);
        thing.lines.iter().map(|line| 85 + name + words(line) + difference(line)).sum()
    };
    let author =
        weight(&entry.author.text) + entry.author.href.as_deref().map_or(0, |href| 15 + weight(href));
    let kinds: usize = entry.kinds.iter().map(|kind| 40 + kind.len()).sum();
    let link = entry.commit.href.as_deref().map_or(0, weight);
    let texts = author + kinds + entry.subject.as_deref().map_or(0, weight) + weight(&entry.signature);
    460 + 2 * link + texts + entry.things.iter().map(thing).sum::<usize>()
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

/// Who wrote a commit, by the name of that day.
#[must_use]
pub fn author(scene: &Scene<'_>, told: &Told, root: &str) -> Link {
    let href = told.person.as_deref().and_then(|id| scene.person_page(id, root));
    Link { text: told.author.clone(), href }
}

/// The place of a commit's entry in a page.
pub(super) fn anchor(commit: &str) -> String {
    format!("c-{}", commit.get(..12).unwrap_or(commit))
}

/// A commit by its short id, with its page on the forge.
pub(super) fn commit(scene: &Scene<'_>, id: &str) -> Link {
    Link { text: id.get(..7).unwrap_or(id).to_owned(), href: scene.forge.commit(id) }
}

/// A commit as far as it may be told; `only` is what it changed of the risk on
/// whose page it stands.
pub(super) fn entry(
    scene: &Scene<'_>,
    told: &Told,
    root: &str,
    only: Option<&[&ToldThing]>,
) -> Option<Entry> {
    let register = scene.facts.register;
    let told = match only {
        Some(things) => scene.shown.told(told, things.iter().copied())?,
        None => scene.shown.told(told, &told.things)?,
    };
    let thing = |thing: ToldThing| {
        let href = match &thing.risk {
            Some(id) => {
                let place = register.place_of(id).filter(|_| only.is_none());
                place.map(|place| format!("{root}{}", scene.risk_page(place)))
            }
            None => scene.forge.file(&thing.file),
        };
        let lines = thing.lines.into_iter().map(|line| Line {
            words: dated(&line.text),
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
