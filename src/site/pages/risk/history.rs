//! A risk's history: its commits on its page and on those that follow, and
//! where each of them is told.

use std::cell::OnceCell;

use super::ROOT;
use crate::history::fields::Fields;
use crate::history::value::Value;
use crate::model::day::{Day, in_words};
use crate::parse::shape;
use crate::site::pages::changes::{anchor, commit, entry, heavy};
use crate::site::paging::{PAGE, Pages, ROOM, page_name};
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::changes::{Entry, Standing};
use crate::site::view::risk::{HistoryPage, RiskPage};
use crate::site::view::{Link, Sentence};
use crate::told::{Told, ToldThing, Topic};

/// What is counted on the pages.
const NOUN: &str = "Commits";

/// The history of a risk, and on which of its pages each commit is told.
#[derive(Debug)]
pub struct RiskHistory<'s, 'a> {
    scene: &'s Scene<'a>,
    place: usize,
    /// The commits, newest first, each with what it changed of the risk; `None`
    /// without history.
    brought: Option<Vec<(&'s Told, Vec<&'s ToldThing>)>>,
    /// Those that may be told.
    entries: Vec<Entry>,
    pages: Pages,
    /// What the risk's file says, once it is asked for.
    values: OnceCell<Vec<(String, Value)>>,
}

impl<'s, 'a> RiskHistory<'s, 'a> {
    /// The history of the risk at a place, all of it on the risk's own page.
    #[must_use]
    pub fn of(scene: &'s Scene<'a>, place: usize) -> Self {
        let commits: Option<Vec<(&Told, Vec<&ToldThing>)>> =
            scene.options.history.as_ref().map(|_| scene.commits_of(place).collect());
        let told =
            commits.iter().flatten().filter_map(|(told, things)| entry(scene, told, ROOT, Some(things)));
        let entries: Vec<Entry> = told.collect();
        let pages = Pages::new(entries.iter().map(heavy), usize::MAX);
        Self { scene, place, brought: commits, entries, pages, values: OnceCell::new() }
    }

    /// Leaves on the risk's own page one commit, the newest: the others are on
    /// pages of their own.
    pub fn shorten(&mut self) {
        self.pages = Pages::beside(ROOM, self.entries.iter().map(heavy), ROOM);
    }

    /// Leaves on the risk's own page as much as there is room for beside so many
    /// bytes.
    pub fn fit(&mut self, bytes: usize) {
        let taken = bytes.saturating_sub(PAGE - ROOM);
        self.pages = Pages::beside(taken, self.entries.iter().map(heavy), ROOM);
    }

    /// How many commits are told.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Fills in what the risk's own page tells of it.
    pub(super) fn fill(&self, page: &mut RiskPage) {
        page.history = self.pages.chunks(&self.entries)[0].to_vec();
        page.pager = self.pages.pager(0, NOUN, name);
        page.range = self.pages.range(0, NOUN);
        page.older = page.range.as_ref().map(|_| {
            let (here, all) = (number(page.history.len()), number(self.entries.len()));
            format!("The newest {here} of {all} commits; the older ones have pages of their own.")
        });
        page.standing = self.standing();
    }

    /// The pages that follow the risk's own, each with its file in the folder.
    #[must_use]
    pub fn further(&self) -> Vec<(String, HistoryPage)> {
        let (risk, _) = self.scene.risk(self.place);
        let chunks = self.pages.chunks(&self.entries).into_iter().enumerate().skip(1);
        let page = |(at, chunk): (usize, &[Entry])| {
            let page = HistoryPage {
                id: risk.id().to_owned(),
                title: risk.title().to_owned(),
                sentence: self.sentence(),
                history: chunk.to_vec(),
                pager: self.pages.pager(at, NOUN, name),
                range: self.pages.range(at, NOUN).unwrap_or_default(),
            };
            (page_name(at), page)
        };
        chunks.map(page).collect()
    }

    /// "500 commits changed R001 from 2 January 2025 to 16 May 2026; …"
    fn sentence(&self) -> Vec<crate::site::view::Run> {
        let (risk, _) = self.scene.risk(self.place);
        let mut words = Sentence::default();
        words.say(format!("{} changed ", capital(&count(self.len(), "commit", "commits"))));
        words.link(Link { text: risk.id().to_owned(), href: Some(page_name(0)) });
        let days = self.brought.iter().flatten().map(|(told, _)| told.day);
        if let Some((first, last)) = days.clone().min().zip(days.max()) {
            words.say(format!(" from {} to {}", in_words(first), in_words(last)));
        }
        words.say("; the newest are told on its page.");
        words.runs()
    }

    /// Where a commit is told, from any page of the risk's folder; `None` where
    /// it may not be.
    #[must_use]
    pub fn href(&self, told: &Told) -> Option<String> {
        let anchor = anchor(&told.commit);
        let at = self.entries.iter().position(|entry| entry.anchor == anchor)?;
        Some(match self.pages.of(at) {
            0 => format!("#{anchor}"),
            page => format!("{}#{anchor}", page_name(page)),
        })
    }

    /// The commit that brought a decision, as the risk's file has it by person
    /// and day; `None` before it is committed, or without history.
    #[must_use]
    pub fn of_decision(&self, table: &str) -> Option<&'s Told> {
        self.brought.as_ref()?;
        let leaves = self.values();
        let of = |key: &str| leaves.iter().find(|(name, _)| *name == format!("{table}.{key}"));
        let each: Option<Vec<&Told>> =
            ["by", "on"].into_iter().filter_map(of).map(|(name, value)| self.by(name, value)).collect();
        each?.into_iter().max_by_key(|told| &told.time)
    }

    /// Whether nobody knows that a commit brought what it says of the risk: that
    /// was there where history is cut, or could not be read there.
    #[must_use]
    pub fn is_cut(&self, told: &Told) -> bool {
        let own = self.brought.iter().flatten().filter(|(known, _)| known.commit == told.commit);
        let mut lines = own.flat_map(|(_, things)| things).flat_map(|thing| &thing.lines);
        told.is_cut || lines.any(|line| line.topic == Topic::Cut)
    }

    /// Where the change of the level is told that came to the first-parent line
    /// on a day.
    #[must_use]
    pub fn of_level(&self, day: Day) -> Option<String> {
        let on_the_day =
            self.brought.iter().flatten().filter(|(told, _)| told.merged.unwrap_or(told.day) == day);
        let tells = |(_, things): &&(&Told, Vec<&ToldThing>)| {
            let mut lines = things.iter().flat_map(|thing| &thing.lines);
            lines.any(|line| matches!(line.topic, Topic::Created | Topic::Level | Topic::Status))
        };
        on_the_day.filter(tells).find_map(|(told, _)| self.href(told))
    }

    /// Since when each value stands, in the order of the risk's file.
    fn standing(&self) -> Vec<Standing> {
        let scene = self.scene;
        if self.brought.is_none() {
            return Vec::new();
        }
        let mut leaves = self.values().to_vec();
        let whole = |value: &Value| serde_json::to_string(value).unwrap_or_default();
        leaves.retain(|(_, value)| !scene.shown.names_hidden(&whole(value)));
        leaves.sort_by_cached_key(|(name, _)| (rank(name), name.clone()));
        let row = |(name, value): &(String, Value)| {
            let told = self.by(name, value);
            Standing {
                field: name.clone(),
                value: short(value),
                since: told.map(|told| told.day.to_string()),
                is_cut: told.is_some_and(|told| self.is_cut(told)),
                by: told.map_or_else(String::new, |told| told.author.clone()),
                // The entry has the commit's address.
                commit: told.map(|told| Link { href: self.href(told), ..commit(scene, &told.commit) }),
            }
        };
        leaves.iter().map(row).collect()
    }

    /// The newest commit that says something of a field, if that is what the
    /// file says now.
    fn by(&self, name: &str, value: &Value) -> Option<&'s Told> {
        let says = |things: &[&ToldThing]| {
            let known = things.iter().flat_map(|thing| &thing.values).find(|(known, _)| known == name);
            known.map(|(_, known)| known.means(value))
        };
        let newest = self.brought.iter().flatten().find_map(|(told, things)| Some((*told, says(things)?)));
        newest.filter(|(_, same)| *same).map(|(told, _)| told)
    }

    /// The values of the risk's file, by their dotted names.
    fn values(&self) -> &[(String, Value)] {
        self.values.get_or_init(|| {
            let register = self.scene.facts.register;
            let file = register.sources.file(register.risks[self.place].file);
            Fields::parse(&file.text).map_or_else(Vec::new, |fields| fields.to_value().leaves(""))
        })
    }
}

/// The file of a page of the history; on the first it stands below other things.
fn name(number: usize) -> String {
    let file = page_name(number);
    if number == 0 { format!("{file}#history") } else { file }
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
