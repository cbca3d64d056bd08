//! The builders of the history: the register's, a risk's, the last days'.

use std::collections::BTreeSet;

use crate::model::day::{Day, days_between, in_words};
use crate::site::scene::Scene;
use crate::site::text::{capital, count};
use crate::site::view::Link;
use crate::site::view::changes::{ChangesPage, Entry, Thing};
use crate::told::{Told, ToldThing};

/// Commits on the first page.
const LATEST: usize = 200;
/// What counts as lately, in days.
const LATELY: i64 = 30;
/// Commits that the overview names.
const NAMED: usize = 8;

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
        let sentence = "No Git history: who changed what, and when, is not known.".to_owned();
        let page = ChangesPage { sentence, cut, entries: Vec::new(), years: Vec::new(), here: None };
        return vec![Named { file: "index.html".to_owned(), page }];
    };
    let all: Vec<(Day, Entry)> =
        history.iter().filter_map(|told| Some((told.day, entry(scene, told, "../", None)?))).collect();
    let numbers: BTreeSet<i16> = all.iter().map(|(day, _)| day.year()).collect();
    let years: Vec<Link> = numbers
        .iter()
        .rev()
        .map(|year| Link { text: year.to_string(), href: Some(format!("{year}.html")) })
        .collect();
    let sentence = match (all.first(), all.last()) {
        (Some((last, _)), Some((first, _))) => format!(
            "{} changed the register from {} to {}.",
            capital(&count(all.len(), "commit", "commits")),
            in_words(*first),
            in_words(*last)
        ),
        _ => "No commit has changed the register yet.".to_owned(),
    };
    let page = |entries: Vec<Entry>, sentence: String, here: Option<String>| ChangesPage {
        sentence,
        cut: cut.clone(),
        entries,
        years: years.clone(),
        here,
    };
    let latest = all.iter().take(LATEST).map(|(_, entry)| entry.clone()).collect();
    let mut named = vec![Named { file: "index.html".to_owned(), page: page(latest, sentence, None) }];
    for year in numbers {
        let entries: Vec<Entry> =
            all.iter().filter(|(day, _)| day.year() == year).map(|(_, entry)| entry.clone()).collect();
        let sentence = format!("{} in {year}.", capital(&count(entries.len(), "commit", "commits")));
        named.push(Named {
            file: format!("{year}.html"),
            page: page(entries, sentence, Some(year.to_string())),
        });
    }
    named
}

/// The history of a risk, from its page.
#[must_use]
pub fn of_risk(scene: &Scene<'_>, place: usize, root: &str) -> Vec<Entry> {
    let Some(history) = &scene.options.history else { return Vec::new() };
    let commits = scene.commits_of(place).iter().map(|number| &history[*number]);
    commits.filter_map(|told| entry(scene, told, root, Some(place))).collect()
}

/// The commits of the last thirty days, as many as are named, and how many
/// there were.
#[must_use]
pub fn lately(scene: &Scene<'_>) -> (Vec<Entry>, usize) {
    let Some(history) = &scene.options.history else { return (Vec::new(), 0) };
    let is_late = |told: &&Told| (0..LATELY).contains(&days_between(told.day, scene.facts.today));
    let entries = history.iter().filter(is_late).filter_map(|told| entry(scene, told, "", None));
    let mut entries: Vec<Entry> = entries.collect();
    let total = entries.len();
    entries.truncate(NAMED);
    (entries, total)
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
        Thing { name: Link { text: thing.risk.unwrap_or(thing.file), href }, lines: thing.lines }
    };
    let commit =
        |id: &String| Link { text: id.get(..7).unwrap_or(id).to_owned(), href: scene.forge.commit(id) };
    Some(Entry {
        day: told.day.to_string(),
        author: told.author,
        committer: told.committer,
        commit: commit(&told.commit),
        merge: told.merge.as_ref().map(commit),
        signature: told.signature,
        subject: told.subject,
        things: told.things.into_iter().map(thing).collect(),
    })
}
