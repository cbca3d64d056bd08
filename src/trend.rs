//! The levels of the register at the ends of past months, each by the
//! methodology of its day. Months before the known history are not known, and
//! never zero.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::model::day::{Day, days_between, month_end, month_ends};
use crate::model::risk::Risk;
use crate::past::{Method, Past, Step};
use crate::schedule::DayState;

/// The register at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The day.
    pub date: Day,
    /// Whether history reaches back to it.
    pub known: bool,
    /// The version of the methodology of then.
    pub version: Option<String>,
    /// Since when that version was in force, where history knows it.
    pub version_since: Option<Day>,
    /// Open risks by level, lowest level first; every level of the methodology
    /// of then.
    pub counts: Vec<LevelCount>,
    /// Open risks without a level.
    pub unassessed: usize,
    /// Open risks whose plan was late.
    pub overdue: usize,
}

/// How many open risks had a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelCount {
    /// The level's id.
    pub id: String,
    /// What it was called.
    pub name: String,
    /// Whether it was above the line.
    pub above: bool,
    /// How many.
    pub count: usize,
}

impl Column {
    /// Open risks above the line.
    #[must_use]
    pub fn above(&self) -> usize {
        self.counts.iter().filter(|level| level.above).map(|level| level.count).sum()
    }

    /// Open risks that had a level.
    #[must_use]
    pub fn judged(&self) -> usize {
        self.counts.iter().map(|level| level.count).sum()
    }
}

/// The register at the end of the last `months` months and on the judged day.
/// `shows` says which risks count.
#[must_use]
pub fn columns(facts: &Facts<'_>, months: usize, shows: &dyn Fn(&Risk) -> bool) -> Vec<Column> {
    let today = facts.today;
    let past = facts.past.filter(|past| !past.methods.is_empty());
    let mut columns: Vec<Column> =
        month_ends(today, months).into_iter().map(|date| column(facts, past, date, shows)).collect();
    if month_end(today) != today {
        columns.push(present(facts, shows));
    } else if let Some(last) = columns.last_mut() {
        *last = present(facts, shows);
    }
    columns
}

/// The end of a month is compared with only once it is so many days ago.
const COMPARED: i64 = 14;

/// About a month before a day: the end of the last month, or of the one before
/// that.
#[must_use]
pub fn month_before(today: Day) -> Option<Day> {
    month_ends(today, 3).into_iter().rev().find(|end| days_between(*end, today) >= COMPARED)
}

/// The same of the months that end after a day.
#[must_use]
pub fn columns_since(facts: &Facts<'_>, since: Day, shows: &dyn Fn(&Risk) -> bool) -> Vec<Column> {
    let months = |day: Day| i32::from(day.year()) * 12 + i32::from(day.month());
    let count = usize::try_from(months(facts.today) - months(since) + 1).unwrap_or(0);
    let mut columns = columns(facts, count, shows);
    columns.retain(|column| column.date > since || column.date == facts.today);
    columns
}

/// What is there now, committed or not.
fn present(facts: &Facts<'_>, shows: &dyn Fn(&Risk) -> bool) -> Column {
    let methodology = facts.register.methodology.as_ref();
    let levels = methodology.map_or(&[][..], |methodology| &methodology.levels);
    let above = |rank| facts.scale.as_ref().is_some_and(|scale| scale.above(rank) == Some(true));
    let count = |(rank, level): (usize, &crate::model::methodology::Level)| LevelCount {
        id: level.id.value.clone(),
        name: level.name().to_owned(),
        above: above(rank),
        count: 0,
    };
    let mut counts: Vec<LevelCount> = levels.iter().enumerate().map(count).collect();
    let (mut unassessed, mut overdue) = (0, 0);
    for (_, judged) in facts.open().filter(|(risk, _)| shows(risk)) {
        overdue += usize::from(judged.plan.state == DayState::Late);
        match judged.level().and_then(|rank| counts.get_mut(rank)) {
            Some(level) => level.count += 1,
            None => unassessed += 1,
        }
    }
    let version = methodology.and_then(|methodology| Some(methodology.version.as_ref()?.value.clone()));
    let version_since = facts.past.and_then(|past| version_since(past, facts.today, &version));
    Column { date: facts.today, known: true, version, version_since, counts, unassessed, overdue }
}

fn column(facts: &Facts<'_>, past: Option<&Past>, date: Day, shows: &dyn Fn(&Risk) -> bool) -> Column {
    let unknown = Column {
        date,
        known: false,
        version: None,
        version_since: None,
        counts: Vec::new(),
        unassessed: 0,
        overdue: 0,
    };
    let Some((past, method)) = past.and_then(|past| Some((past, past.method_on(date)?))) else {
        return unknown;
    };
    if past.begins.is_some_and(|begins| date < begins) {
        return unknown;
    }
    let present = facts.register.risks.iter().filter(|risk| shows(risk));
    let present = present.filter_map(|risk| past.risks.get(risk.id())).map(|risk| (&risk.steps, &risk.plans));
    let gone = past.gone.values().filter(|gone| !gone.kept_back).map(|gone| (&gone.steps, &gone.plans));
    let (mut by_level, mut unassessed, mut overdue) = (BTreeMap::<&str, usize>::new(), 0, 0);
    for (steps, plans) in present.chain(gone) {
        let Some(step) = standing(steps, date).filter(|step| step.open) else { continue };
        let plan = plans.iter().rev().find(|plan| plan.day <= date);
        overdue += usize::from(plan.is_some_and(|plan| plan.is_late(date)));
        match &step.level {
            Some(level) => *by_level.entry(level).or_insert(0) += 1,
            None => unassessed += 1,
        }
    }
    Column {
        date,
        known: true,
        version: method.version.clone(),
        version_since: version_since(past, date, &method.version),
        counts: counts(method, &by_level),
        unassessed,
        overdue,
    }
}

/// Since when the methodology that was in force on a day had its version.
fn version_since(past: &Past, date: Day, version: &Option<String>) -> Option<Day> {
    let then = past.methods.iter().rev().skip_while(|method| method.day > date);
    then.take_while(|method| method.version == *version).last().map(|method| method.day)
}

/// What stood at the end of a day.
fn standing(steps: &[Step], date: Day) -> Option<&Step> {
    steps.iter().rev().find(|step| step.day <= date)
}

fn counts(method: &Method, by_level: &BTreeMap<&str, usize>) -> Vec<LevelCount> {
    let level = |level: &crate::past::LevelThen| LevelCount {
        id: level.id.clone(),
        name: level.name.clone(),
        above: level.above,
        count: by_level.get(level.id.as_str()).copied().unwrap_or(0),
    };
    method.levels.iter().map(level).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::parse::load_texts;
    use crate::past::{Gone, LevelThen, Moment, PlanStep, RiskPast};

    fn step(day: Day, level: Option<&str>, open: bool) -> Step {
        Step { day, level: level.map(str::to_owned), open }
    }

    #[test]
    fn months_are_counted_by_what_stood_at_their_end() {
        let level = |id: &str, above: bool| LevelThen { id: id.to_owned(), name: id.to_uppercase(), above };
        let method = |day, version: &str, levels: Vec<LevelThen>| Method {
            day,
            version: Some(version.to_owned()),
            levels,
        };
        let mut past = Past { is_complete: true, ..Past::default() };
        past.methods = vec![
            method(date(2025, 2, 10), "1.0", vec![level("low", false), level("high", true)]),
            method(date(2025, 4, 2), "1.1", vec![level("low", false), level("high", false)]),
        ];
        let risk = |steps: Vec<Step>| RiskPast { steps, ..RiskPast::default() };
        past.risks.insert(
            "R001".to_owned(),
            risk(vec![
                step(date(2025, 2, 10), None, true),
                step(date(2025, 3, 31), Some("high"), true),
                step(date(2025, 4, 1), Some("high"), false),
            ]),
        );
        past.risks.insert("R002".to_owned(), risk(vec![step(date(2025, 2, 28), Some("low"), true)]));
        // Late from 11 March until it was done on 20 April.
        let mut late = risk(vec![step(date(2025, 2, 1), None, true)]);
        let due = Some(date(2025, 3, 10));
        late.plan_is(PlanStep { day: date(2025, 2, 1), due, done: None });
        late.plan_is(PlanStep { day: date(2025, 4, 22), due, done: Some(date(2025, 4, 20)) });
        let gone = Gone {
            title: String::new(),
            file: String::new(),
            when: Moment { day: date(2025, 5, 1), commit: String::new() },
            kept_back: false,
            steps: vec![step(date(2025, 2, 10), None, false)],
            plans: late.plans.clone(),
        };
        let lateness = |past: &Past, id: &str| {
            let mut past = past.clone();
            past.risks.insert(id.to_owned(), late.clone());
            let loaded = load_texts(&[
                ("plimsoll.toml", "[register]\ntitle = \"T\"\n"),
                ("risks/R009.toml", "id = \"R009\"\nstatus = \"open\"\n"),
            ]);
            let facts = Facts::with_past(&loaded.register, date(2025, 5, 15), Some(&past));
            columns(&facts, 4, &|_| true).iter().map(|column| column.overdue).collect::<Vec<_>>()
        };
        assert_eq!(lateness(&past, "R009"), [0, 0, 1, 0, 0]);
        past.gone.insert("R010".to_owned(), gone);
        assert_eq!(lateness(&past, "R009"), [0, 0, 1, 0, 0], "what was closed is not late");
        past.gone.clear();
        let loaded = load_texts(&[
            ("plimsoll.toml", "[register]\ntitle = \"T\"\n"),
            ("risks/R001.toml", "id = \"R001\"\nstatus = \"closed\"\n"),
            ("risks/R002.toml", "id = \"R002\"\nstatus = \"open\"\n"),
        ]);
        let facts = Facts::with_past(&loaded.register, date(2025, 5, 15), Some(&past));
        let all = columns(&facts, 4, &|_| true);
        let told: Vec<_> = all
            .iter()
            .map(|column| {
                let counts: Vec<usize> = column.counts.iter().map(|level| level.count).collect();
                (column.date, column.known, counts, column.unassessed, column.above())
            })
            .collect();
        assert_eq!(
            told,
            [
                (date(2025, 1, 31), false, vec![], 0, 0),
                (date(2025, 2, 28), true, vec![1, 0], 1, 0),
                (date(2025, 3, 31), true, vec![1, 1], 0, 1),
                (date(2025, 4, 30), true, vec![1, 0], 0, 0),
                (date(2025, 5, 15), true, vec![], 1, 0),
            ]
        );
        assert_eq!(all[3].version.as_deref(), Some("1.1"));
        let one = columns(&facts, 4, &|risk| risk.id() != "R002");
        assert_eq!(one[1].counts[0].count, 0, "a risk that is kept back counts nowhere");
    }

    #[test]
    fn without_history_only_today_is_known() {
        let loaded = load_texts(&[("plimsoll.toml", "[register]\ntitle = \"T\"\n")]);
        let known: Vec<bool> = columns(&Facts::new(&loaded.register, date(2025, 5, 31)), 3, &|_| true)
            .iter()
            .map(|column| column.known)
            .collect();
        assert_eq!(known, [false, false, true]);
    }
}
