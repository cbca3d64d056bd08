//! A judged register made ready for its pages: who sees what, where each risk
//! lies in the site, in which order, and everything that many pages share.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use rayon::prelude::*;

use super::catalogue::Catalogues;
use super::chart::{self, Chart};
use super::grid::Grid;
use super::markdown;
use super::options::Options;
use super::pages;
use super::paging::{self, Pages, REGISTER_ROOM, ROOM, weight};
use super::palette::Palette;
use super::path::Drawing;
use super::view::page::Page;
use super::view::{Due, Link};
use super::watched::Watched;
use crate::facts::{Facts, RiskFacts};
use crate::filter::{Judged, Report};
use crate::forge::{Forge, encoded};
use crate::model::day::{DUE_SOON_DAYS, Day, days_between, days_in_words};
use crate::model::risk::{Publish, Risk, Status};
use crate::model::word::Word;
use crate::order::register_order;
use crate::publish::Shown;
use crate::report::names::Late;
use crate::schedule::DayState;
use crate::source::tree::beside;
use crate::source::{At, FileId};
use crate::told::{Told, ToldThing};
use crate::trend;

/// A register, ready for its pages.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The judged register.
    pub facts: &'a Facts<'a>,
    /// What is reported about it.
    pub report: &'a Report<'a>,
    /// What the build was told.
    pub options: &'a Options,
    /// How much of each risk is shown.
    pub shown: Shown<'a>,
    /// The folder of each risk below `risks/`.
    pub folders: Vec<String>,
    /// The folder of each person below `people/`, in the order of the file.
    pub people_folders: Vec<String>,
    /// The levels.
    pub palette: Palette,
    /// The matrix.
    pub grid: Option<Grid>,
    /// The matrix drawn wide and narrow.
    pub drawings: Option<(Drawing, Drawing)>,
    /// The risks that are shown, in register order.
    pub order: Vec<usize>,
    /// Where the group of each level begins in that order; without one, of what is
    /// unassessed.
    groups: HashMap<Option<usize>, usize>,
    /// The pages of the register.
    pub register_pages: Pages,
    /// The pages of the statement of applicability.
    pub statement_pages: Pages,
    /// Assets, threats and controls.
    pub catalogues: Catalogues,
    /// Links to the forge.
    pub forge: Forge,
    /// The findings that are shown.
    pub findings: Vec<&'a Judged>,
    /// Where indicators and incidents stand.
    pub(super) watched: OnceLock<Watched>,
    /// Where the pages tell of each rule that objects.
    rules: OnceLock<BTreeMap<String, String>>,
    by_risk: HashMap<&'a str, Vec<&'a Judged>>,
    by_path: HashMap<&'a str, usize>,
    /// Risks that name a risk as related, and as superseded.
    related: HashMap<&'a str, Vec<At<String>>>,
    superseded: HashMap<&'a str, Vec<At<String>>>,
    /// Files of risks that are not shown in full.
    kept_back: HashSet<FileId>,
    /// The commits of the history that changed a risk, by its place: each by its
    /// number, with the numbers of what it changed there. One may have changed
    /// every risk of the register.
    commits: HashMap<usize, Vec<(usize, Vec<usize>)>>,
}

impl<'a> Scene<'a> {
    /// Makes a judged register ready.
    #[must_use]
    pub fn new(facts: &'a Facts<'a>, report: &'a Report<'a>, options: &'a Options) -> Self {
        let register = facts.register;
        let shown = Shown::new(facts, options.audience.as_deref());
        let palette = match (&register.methodology, &facts.scale) {
            (Some(methodology), Some(scale)) => Palette::new(methodology, scale),
            _ => Palette::default(),
        };
        let grid =
            register.methodology.as_ref().zip(facts.scale.as_ref()).and_then(|(methodology, scale)| {
                Grid::new(methodology, scale, &palette, facts.risks.iter().map(|risk| &risk.stages))
            });
        let drawings = grid.as_ref().map(|grid| {
            let board = grid.board();
            (Drawing::wide(&board), Drawing::narrow(&board))
        });
        let mut scene = Self {
            facts,
            report,
            options,
            shown,
            folders: folders(register.risks.iter().map(Risk::id)),
            people_folders: folders(register.people.iter().map(|person| person.id.as_str())),
            palette,
            grid,
            drawings,
            order: Vec::new(),
            groups: HashMap::new(),
            register_pages: Pages::default(),
            statement_pages: Pages::default(),
            catalogues: Catalogues::default(),
            forge: Forge::new(&register.config.git, options.remote.as_deref(), &options.prefix),
            findings: Vec::new(),
            watched: OnceLock::new(),
            rules: OnceLock::new(),
            by_risk: HashMap::new(),
            by_path: HashMap::new(),
            related: HashMap::new(),
            superseded: HashMap::new(),
            kept_back: HashSet::new(),
            commits: HashMap::new(),
        };
        for (number, told) in options.history.iter().flatten().enumerate() {
            for (at, thing) in told.things.iter().enumerate() {
                let Some(place) = thing.risk.as_deref().and_then(|id| register.place_of(id)) else {
                    continue;
                };
                let commits = scene.commits.entry(place).or_default();
                match commits.last_mut().filter(|(last, _)| *last == number) {
                    Some((_, things)) => things.push(at),
                    None => commits.push((number, vec![at])),
                }
            }
        }
        let kept = scene.shown.iter().zip(&register.risks).filter(|(shown, _)| *shown != Publish::Full);
        scene.kept_back = kept.map(|(_, risk)| risk.file).collect();
        scene.order = scene.ordered();
        scene.groups = scene.groups();
        let full = scene.order.iter().copied().filter(|place| scene.shown[*place] == Publish::Full);
        let full: Vec<usize> = full.collect();
        let rows = || scene.order.par_iter().map(|place| scene.row_weight(*place)).collect::<Vec<_>>();
        let (catalogues, rows) = rayon::join(|| Catalogues::new(facts, &full), rows);
        scene.catalogues = catalogues;
        scene.register_pages = Pages::new(rows, REGISTER_ROOM);
        let entries = pages::soa::statement(&scene).entries;
        scene.statement_pages = Pages::new(entries.iter().map(pages::soa::heavy), ROOM);
        scene.findings = report.findings.iter().filter(|judged| scene.may_show(judged)).collect();
        for judged in &scene.findings {
            if let Some(risk) = judged.finding.risk.as_deref() {
                scene.by_risk.entry(risk).or_default().push(judged);
            }
        }
        for (place, risk) in register.risks.iter().enumerate() {
            scene.by_path.insert(register.sources.path(risk.file), place);
            let from = || At::new(risk.id().to_owned(), risk.id.span);
            let now = |id: &'a At<String>| register.referred(id).map_or(id.as_str(), Risk::id);
            for id in &risk.related {
                scene.related.entry(now(id)).or_default().push(from());
            }
            for id in &risk.supersedes {
                scene.superseded.entry(now(id)).or_default().push(from());
            }
        }
        scene
    }

    /// A risk with what is computed about it.
    #[must_use]
    pub fn risk(&self, place: usize) -> (&'a Risk, &'a RiskFacts) {
        (&self.facts.register.risks[place], &self.facts.risks[place])
    }

    /// The open risks that are shown and counted, in register order: one whose
    /// file could not be read in full is in no figure.
    pub fn open(&self) -> impl Iterator<Item = usize> {
        let risks = &self.facts.register.risks;
        self.order.iter().copied().filter(|place| risks[*place].is_open() && !risks[*place].unread)
    }

    /// How many closed risks are shown.
    #[must_use]
    pub fn closed(&self) -> usize {
        self.order.iter().filter(|place| !self.facts.register.risks[**place].is_open()).count()
    }

    /// The status of a risk in words.
    #[must_use]
    pub fn status(&self, risk: &Risk) -> &'static str {
        known_status(risk).map_or("not known", Status::name)
    }

    /// The status of a risk, as addresses have it.
    #[must_use]
    pub fn status_word(&self, risk: &Risk) -> &'static str {
        known_status(risk).map_or("not-known", |status| status.word())
    }

    /// Whether the level of an open risk rests on a control that does not work as
    /// it should; of an outline that is not told.
    #[must_use]
    pub fn is_doubtful(&self, place: usize) -> bool {
        let (risk, facts) = self.risk(place);
        risk.is_open() && facts.doubtful && self.shown[place] == Publish::Full
    }

    /// The findings about a risk.
    #[must_use]
    pub fn findings_of(&self, risk: &Risk) -> &[&'a Judged] {
        self.by_risk.get(risk.id()).map_or(&[], Vec::as_slice)
    }

    /// Where the pages tell of a rule that objects, from the site's root.
    #[must_use]
    pub fn anchor_of(&self, rule: &str) -> Option<&str> {
        self.rules.get_or_init(|| pages::findings::anchors(self)).get(rule).map(String::as_str)
    }

    /// The page of the risk at a place, from the site's root.
    #[must_use]
    pub fn risk_page(&self, place: usize) -> String {
        format!("risks/{}/index.html", self.folders[place])
    }

    /// The folder of the risk at a place, where it is not called by its id.
    #[must_use]
    pub fn odd_folder(&self, place: usize) -> Option<&str> {
        let folder = self.folders[place].as_str();
        (folder != self.facts.register.risks[place].id()).then_some(folder)
    }

    /// The page of the risk that an id means, from the site's root; `None` where
    /// there is none to be seen.
    #[must_use]
    pub fn page_of(&self, id: &str) -> Option<String> {
        let place = self.facts.register.place_of(id)?;
        (self.shown[place] != Publish::Hidden).then(|| self.risk_page(place))
    }

    /// The risks that name this one as related.
    #[must_use]
    pub fn related_to(&self, id: &str) -> &[At<String>] {
        self.related.get(id).map_or(&[], Vec::as_slice)
    }

    /// The risks that replace this one.
    #[must_use]
    pub fn superseding(&self, id: &str) -> &[At<String>] {
        self.superseded.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether an id may be named: no hidden risk has it.
    #[must_use]
    pub fn may_name(&self, id: &str) -> bool {
        self.shown.may_name(id)
    }

    /// The commits of the history that changed a risk, newest first, each with what
    /// it changed of it.
    pub fn commits_of(&self, place: usize) -> impl Iterator<Item = (&Told, Vec<&ToldThing>)> {
        let history = self.options.history.as_deref().unwrap_or_default();
        let commits = self.commits.get(&place).map_or(&[][..], Vec::as_slice);
        commits.iter().map(|(number, things)| {
            let told = &history[*number];
            (told, things.iter().map(|at| &told.things[*at]).collect())
        })
    }

    /// Where the current level's group of a rank begins, from the site's root.
    #[must_use]
    pub fn group_of(&self, level: Option<usize>) -> Option<String> {
        let first = self.groups.get(&level)?;
        let anchor =
            level.map_or_else(|| "unassessed".to_owned(), |rank| self.palette.badges[rank].class.clone());
        Some(format!("{}#{anchor}", register_page(self.register_pages.of(*first))))
    }

    fn groups(&self) -> HashMap<Option<usize>, usize> {
        let mut groups = HashMap::new();
        for (at, place) in self.order.iter().enumerate() {
            let (risk, facts) = self.risk(*place);
            let level = facts.level();
            if risk.is_open() && !risk.unread && (level.is_some() || facts.stages.current.is_none()) {
                groups.entry(level).or_insert(at);
            }
        }
        groups
    }

    /// The register with a filter in force; without a script the group of a
    /// level. From the site's root.
    #[must_use]
    pub fn asked(&self, level: Option<usize>, query: &str) -> Option<String> {
        let group = self.group_of(level)?;
        let (page, anchor) = group.split_once('#')?;
        Some(format!("{page}?{query}#{anchor}"))
    }

    /// The same, of the risks of the level alone.
    #[must_use]
    pub fn filtered(&self, level: Option<usize>, query: &str) -> Option<String> {
        let own = level.and_then(|rank| {
            Some(format!(
                "&level={}",
                encoded(&self.facts.register.methodology.as_ref()?.levels.get(rank)?.id)
            ))
        });
        self.asked(level, &format!("{query}{}", own.unwrap_or_default()))
    }

    /// Open risks by level at the ends of the last months; `shows` says which
    /// risks count. `None` where fewer than two months are known.
    #[must_use]
    pub fn trend(&self, months: usize, shows: &dyn Fn(&Risk) -> bool) -> Option<Chart> {
        let columns = trend::columns(self.facts, months, shows);
        let methodology = self.facts.register.methodology.as_ref();
        chart::levels::chart(&columns, &|id| {
            let rank = methodology.and_then(|methodology| methodology.level_rank(id));
            self.palette.badge(rank).map_or_else(|| "former".to_owned(), |badge| badge.class)
        })
    }

    /// The deadline of a plan.
    #[must_use]
    pub fn due(&self, facts: &RiskFacts) -> Option<Due> {
        facts.plan.deadline.map(|day| self.due_on(day, facts.plan.state))
    }

    /// What of an open risk is late besides its plan: an action, the review.
    #[must_use]
    pub fn also_late(&self, risk: &Risk, facts: &RiskFacts) -> Option<String> {
        let late = Late::of(risk, facts, self.facts.today);
        let words = |what: &str, days: i64| format!("{what} overdue by {}", days_in_words(days));
        let action = late.action.map(|days| words("action", days));
        let both: Vec<String> =
            action.into_iter().chain(late.review.map(|days| words("review", days))).collect();
        (!both.is_empty()).then(|| both.join(", "))
    }

    /// A day with what it means today.
    #[must_use]
    pub fn due_on(&self, day: Day, state: DayState) -> Due {
        let words = match state {
            DayState::Done => Some("done".to_owned()),
            DayState::Late => Some(overdue(day, self.facts.today)),
            DayState::DueSoon => Some(due_in(day, self.facts.today)),
            DayState::OnTime | DayState::None => None,
        };
        Due { date: day.to_string(), words, late: state == DayState::Late }
    }

    /// Where a relative link of a file leads, from `root`.
    #[must_use]
    pub fn resolve(&self, file: &str, link: &str, root: &str) -> Option<String> {
        let (path, rest) = link.split_at(link.find(['?', '#']).unwrap_or(link.len()));
        let path = beside(file, path)?;
        match self.by_path.get(path.as_str()) {
            Some(place) if self.shown[*place] == Publish::Hidden => None,
            Some(place) => Some(format!("{root}{}", self.risk_page(*place))),
            None => self.forge.file(&path).map(|url| format!("{url}{rest}")),
        }
    }

    /// Markdown of a file, as HTML for a page.
    #[must_use]
    pub fn markdown(&self, text: &str, file: &str, root: &str, heading: usize) -> String {
        markdown::render(text, heading, &|link| self.resolve(file, link, root))
    }

    /// What a page has around its content.
    #[must_use]
    pub fn page(
        &self,
        title: &str,
        root: &'static str,
        section: &'static str,
        file: Option<&str>,
        path: &str,
    ) -> Page {
        let overview = Link { text: "Overview".to_owned(), href: Some(format!("{root}index.html")) };
        let crumbs = if root.is_empty() { Vec::new() } else { vec![overview] };
        Page {
            title: title.to_owned(),
            root,
            section,
            is_section: true,
            crumbs,
            here: (!root.is_empty()).then(|| title.to_owned()),
            file: file.map(str::to_owned),
            edit: file.and_then(|file| self.forge.edit(file)),
            history: file.and_then(|file| self.forge.history(file)),
            json: None,
            permalink: format!("/{}", path.strip_suffix("index.html").unwrap_or(path)),
        }
    }

    /// The bytes of a risk's row in the register, more or less.
    fn row_weight(&self, place: usize) -> usize {
        const MARKUP: usize = 860;
        let (risk, facts) = self.risk(place);
        let register = self.facts.register;
        let treatment = risk.treatment.as_ref();
        let name = |id: &At<String>| weight(&self.person(id));
        let names = risk.owner.as_ref().map_or(0, name)
            + treatment.and_then(|plan| plan.owner.as_ref()).map_or(0, name)
            + treatment.and_then(|plan| plan.plan.as_ref()).map_or(0, |plan| weight(plan))
            + risk.controls.iter().map(|id| weight(register.control_name(id)) + 2).sum::<usize>();
        let late = usize::from(facts.plan.state == DayState::Late) + usize::from(facts.is_overdue());
        MARKUP + 240 * late + weight(risk.title()) + 2 * weight(risk.id()) + names
    }

    /// The published risks in register order.
    fn ordered(&self) -> Vec<usize> {
        let mut order = register_order(self.facts);
        order.retain(|place| self.shown[*place] != Publish::Hidden);
        order
    }

    /// Findings tell what their risk says: they are shown where all of it is.
    fn may_show(&self, judged: &Judged) -> bool {
        let full = |id: &str| {
            self.facts.register.risk_place(id).is_none_or(|place| self.shown[place] == Publish::Full)
        };
        let finding = &judged.finding;
        let open = |file: FileId| !self.kept_back.contains(&file);
        if !self.shown.may_tell(&finding.message) || !self.shown.may_tell(&finding.thing) {
            return false;
        }
        finding.risk.as_deref().is_none_or(|id| full(id) && !self.shown.was_kept_back(id))
            && full(&finding.other)
            && full(&finding.thing)
            && open(finding.span.file)
            && finding.related.iter().all(|label| open(label.span.file))
    }
}

/// The status, unless it may stand in what could not be read.
fn known_status(risk: &Risk) -> Option<Status> {
    (risk.status.is_some() || !risk.unread).then(|| risk.status())
}

/// The file of a page of the register, by number from 0.
#[must_use]
pub fn register_page(number: usize) -> String {
    format!("register/{}", paging::page_name(number))
}

/// "overdue by 32 days".
#[must_use]
pub fn overdue(day: Day, today: Day) -> String {
    format!("overdue by {}", days_in_words(days_between(day, today)))
}

/// "due today", "due in 19 days".
#[must_use]
pub fn due_in(day: Day, today: Day) -> String {
    match days_between(today, day) {
        0 => "due today".to_owned(),
        days @ 1..=DUE_SOON_DAYS => format!("due in {}", days_in_words(days)),
        _ => String::new(),
    }
}

/// A folder of its own for each id, on any file system: the id where it is
/// plain and nobody has taken it in another case.
#[must_use]
pub fn folders<'i>(ids: impl Iterator<Item = &'i str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut folders = Vec::new();
    for id in ids {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let mut base: String = id.chars().map(|c| if plain(c) { c } else { '_' }).take(100).collect();
        if base.is_empty() || base.starts_with('.') || is_reserved(&base) {
            base.insert(0, '_');
        }
        // Windows takes a point at the end away.
        if base.ends_with('.') {
            base.push('_');
        }
        let mut name = base.clone();
        let mut copy = 2;
        while !taken.insert(name.to_lowercase()) {
            name = format!("{base}-{copy}");
            copy += 1;
        }
        folders.push(name);
    }
    folders
}

/// A name that Windows keeps for a device, with whatever ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port =
        |kind: &str| stem.strip_prefix(kind).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || is_port("com") || is_port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_that_every_system_can_have_and_of_its_own() {
        let ids = ["R001", "odd", "Odd", "con", "AUX.txt", "com1", "comet", "..", "end.", "a b/ü", ""];
        let own = folders(ids.into_iter());
        assert_eq!(
            own,
            ["R001", "odd", "Odd-2", "_con", "_AUX.txt", "_com1", "comet", "_.._", "end._", "a_b__", "_"]
        );
    }
}
