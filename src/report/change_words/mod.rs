//! What changed, in sentences for people who never saw a TOML file: "Due date
//! moved from 2025-04-30 to 2025-09-30 (2nd move, +153 days)". The site, `log`,
//! the feed, the workbook and `diff` tell changes by these words alone.

mod decided;
mod entry;
mod field;
mod topic;
mod vocabulary;

use crate::history::change::{Change, Kind};
use crate::history::consequences::Aftermath;
use crate::history::fields::FieldChange;
use crate::history::names::Names;
use crate::history::value::Value;
use crate::model::day::{Day, days_between, days_in_words};
use crate::model::register::Register;
use crate::text::one_line;
use crate::told::{Line, Topic};
use vocabulary::{plain, title};

/// How long a value is shown, in characters; of a longer one only that it
/// changed is told.
const LONGEST: usize = 60;

/// What is told of what is there where a shallow clone is cut.
const KNOWN: &str = "Known since at least this commit, where history is cut";

/// Speaks of changes by the names of their day.
#[derive(Debug)]
pub struct Words<'r> {
    register: &'r Register,
    names: Names,
}

impl<'r> Words<'r> {
    /// By the names of today's register.
    #[must_use]
    pub fn of_today(register: &'r Register) -> Self {
        Self { register, names: Names::default() }
    }

    /// By the names of each day, as far as the history knows them: its commits
    /// are told from the newest to the oldest.
    #[must_use]
    pub fn of_each_day(register: &'r Register, names: Names) -> Self {
        Self { register, names }
    }

    /// Goes back to the commit at a place of the history.
    pub fn go_back_to(&mut self, place: usize) {
        self.names.go_back_to(place);
    }

    /// What one commit changed of one thing, a sentence each, in the order of
    /// the changes; then what that did to decisions.
    #[must_use]
    pub fn lines(&self, changes: &[&Change], aftermath: Option<&Aftermath>) -> Vec<Line> {
        let fields = changes.iter().filter(|change| change.kind == Kind::Changed).filter_map(|change| {
            let field = change.field.as_deref()?;
            Some(Said { field, before: change.before.as_ref(), after: change.after.as_ref() })
        });
        let group = Group { words: self, said: fields.collect(), aftermath };
        let rated = |change: &&&Change| {
            change.kind == Kind::Changed && (change.is_of("likelihood") || change.is_of("impact"))
        };
        let last_rated = changes.iter().rev().find(rated);
        let mut out = Vec::new();
        for change in changes {
            let whole = |text: String| Some((text, None));
            let told = match change.kind {
                Kind::Added if change.risk.is_none() => whole(format!("File added{}", self.told_of(change))),
                Kind::Added => whole(format!("Created{}", self.told_of(change))),
                Kind::Known => whole(format!("{KNOWN}{}", self.told_of(change))),
                Kind::Removed if change.risk.is_some() => whole("Removed".to_owned()),
                Kind::Removed => whole("File removed".to_owned()),
                Kind::Moved => whole(format!(
                    "File moved from {} to {}",
                    change.before.as_ref().map_or_else(String::new, plain),
                    change.after.as_ref().map_or_else(String::new, plain)
                )),
                Kind::Unreadable => whole("Could not be read at this commit".to_owned()),
                Kind::Readable => whole("Could be read again".to_owned()),
                Kind::Rescored => whole(self.rescored(change)),
                Kind::Changed => group.told(change.field.as_deref().unwrap_or_default()),
            };
            let Some((mut text, prose)) = told else { continue };
            if last_rated.is_some_and(|last| std::ptr::eq(*last, *change))
                && change.level.before != change.level.after
            {
                text.push_str(&format!(": level {}", self.levels(change)));
            }
            let topic = topic::of(&self.register.config.paths, change);
            out.push(Line { text, topic, prose: prose.map(Box::new) });
            out.extend(self.entries_of(change, topic));
        }
        out.extend(aftermath.into_iter().flat_map(|after| self.voided(after)));
        out
    }

    /// What stands in an added file that is no risk's, a sentence for each entry.
    fn entries_of(&self, change: &Change, topic: Topic) -> Vec<Line> {
        let entries = match &change.after {
            Some(Value::Table(entries)) if change.risk.is_none() && change.kind == Kind::Added => {
                &entries[..]
            }
            _ => &[],
        };
        let said = entries.iter().filter(|(name, _)| name.ends_with(']'));
        let line = |(field, value): &(String, Value)| {
            let said = Said { field, before: None, after: Some(value) };
            let (text, _) = Group { words: self, said: vec![said], aftermath: None }.told(field)?;
            Some(Line { text, topic, prose: None })
        };
        said.filter_map(line).collect()
    }

    /// What differs between two states of one thing, a sentence each.
    #[must_use]
    pub fn fields(&self, changes: &[FieldChange]) -> Vec<String> {
        let said = changes.iter().map(|change| Said {
            field: &change.field,
            before: change.before.as_ref(),
            after: change.after.as_ref(),
        });
        let group = Group { words: self, said: said.collect(), aftermath: None };
        changes.iter().filter_map(|change| Some(group.told(&change.field)?.0)).collect()
    }

    /// ": Flood in the cellar, level High" of a risk; of another file its title, if
    /// it has one.
    fn told_of(&self, change: &Change) -> String {
        let said = match &change.after {
            Some(Value::Table(entries)) => {
                entries.iter().find(|(name, _)| name == "title").and_then(|(_, title)| title.as_text())
            }
            _ => None,
        };
        let name = said.map_or_else(String::new, |said| format!(": {}", one_line(said)));
        let level = change.level.after.as_deref();
        let level = level.map_or_else(String::new, |level| format!(", level {}", self.level(level)));
        format!("{name}{level}")
    }

    fn rescored(&self, change: &Change) -> String {
        let methodology = &self.register.config.paths.methodology;
        let cause = match change.cause.as_deref() {
            Some(file) if file != methodology => one_line(file),
            _ => "the methodology".to_owned(),
        };
        let because = format!("because {cause} changed{}", self.crossed(change));
        match (&change.level.before, &change.level.after) {
            (Some(from), Some(to)) => {
                let way = self.way(from, to, |method, id| method.level_rank(id));
                format!("Level {way} from {} to {} {because}", self.level(from), self.level(to))
            }
            (None, Some(to)) => format!("Level set to {} {because}", self.level(to)),
            (from, None) => {
                let from = from.as_deref().map_or_else(|| "not known".to_owned(), |from| self.level(from));
                format!("Level removed, it was {from}, {because}")
            }
        }
    }

    /// "Moderate → High, now above the line".
    fn levels(&self, change: &Change) -> String {
        let name = |level: &Option<String>| {
            level.as_deref().map_or_else(|| "unassessed".to_owned(), |level| self.level(level))
        };
        let (before, after) = (name(&change.level.before), name(&change.level.after));
        format!("{before} → {after}{}", self.crossed(change))
    }

    fn crossed(&self, change: &Change) -> &'static str {
        let above = |level: &Option<String>| {
            let level = self.register.methodology.as_ref()?.level(level.as_deref()?)?;
            level.acceptable.as_ref().map(|acceptable| !acceptable.value)
        };
        match (above(&change.level.before), above(&change.level.after)) {
            (Some(false), Some(true)) => ", now above the line",
            (Some(true), Some(false)) => ", now below the line",
            _ => "",
        }
    }

    fn voided(&self, after: &Aftermath) -> Vec<Line> {
        let by = |who: &Option<String>| {
            who.as_ref().map_or_else(String::new, |who| format!(" by {}", self.person(who)))
        };
        let line = |what: &str, who: &Option<String>| Line {
            text: format!("{what}{} made void by this change", by(who)),
            topic: Topic::Decision,
            prose: None,
        };
        let accepted = after.acceptance_is_void.then(|| line("Acceptance", &after.accepted_by));
        let approved = after.approval_is_void.then(|| line("Approval", &after.approved_by));
        accepted.into_iter().chain(approved).collect()
    }
}

/// What a field was and is.
#[derive(Debug, Clone, Copy)]
struct Said<'c> {
    field: &'c str,
    before: Option<&'c Value>,
    after: Option<&'c Value>,
}

impl Said<'_> {
    fn days(&self) -> Option<(Day, Day)> {
        self.before?.as_day().zip(self.after?.as_day())
    }

    /// Both texts, where one of them is too long for a line.
    fn prose(&self) -> Option<(String, String)> {
        let text = |value: Option<&Value>| match value {
            None => Some(String::new()),
            Some(value) => value.as_text().map(str::to_owned),
        };
        let (before, after) = (text(self.before)?, text(self.after)?);
        let is_long = |text: &str| text.contains('\n') || text.chars().count() > LONGEST;
        let is_told = vocabulary::is_prose(self.field) || is_long(&before) || is_long(&after);
        is_told.then_some((before, after))
    }
}

/// The fields that one commit changed of one thing: some are told together.
struct Group<'g> {
    words: &'g Words<'g>,
    said: Vec<Said<'g>>,
    aftermath: Option<&'g Aftermath>,
}

/// A sentence, and the texts where it is about a long one.
type Told = (String, Option<(String, String)>);

impl<'g> Group<'g> {
    fn get(&self, field: &str) -> Option<&Said<'g>> {
        self.said.iter().find(|said| said.field == field)
    }

    /// What a field has become, if it changed.
    fn now(&self, field: &str) -> Option<&'g Value> {
        self.get(field)?.after
    }

    /// The sentence about a field; none where another field's tells it.
    fn told(&self, field: &str) -> Option<Told> {
        let said = self.get(field)?;
        if vocabulary::is_silent(field) {
            return None;
        }
        match self.decided(said) {
            decided::Told::Here(text) => return Some((text, None)),
            decided::Told::Elsewhere => return None,
            decided::Told::No => {}
        }
        if let Some(entry) = entry::Entry::of(field) {
            return self.entry(said, &entry);
        }
        self.field(said, &title(&self.words.label(field)), field)
    }
}

/// "+153 days".
fn shift(from: Day, to: Day) -> String {
    let days = days_between(from, to);
    format!("{}{}", if days > 0 { "+" } else { "" }, days_in_words(days))
}

/// "2nd".
fn ordinal(number: usize) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

#[cfg(test)]
mod tests;
