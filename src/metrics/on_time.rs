//! Treatments by their deadline.

use std::collections::BTreeMap;

use super::register::finished;
use crate::facts::Facts;
use crate::model::day::Day;
use crate::model::risk::Risk;
use crate::schedule::DayState;

/// Plans with a deadline that were done in a period, and those that are late.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnTime {
    /// Done by their deadline.
    pub on_time: usize,
    /// Done after it.
    pub late: usize,
    /// Not done, and the deadline is over.
    pub overdue: usize,
    /// Not done, whatever the deadline.
    pub open: usize,
    /// Those that were done, by the quarter of that day, oldest first: from the
    /// first in which one was done each quarter.
    pub quarters: Vec<QuarterDone>,
}

/// The plans that were done in a quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarterDone {
    /// `2025 Q1`.
    pub name: String,
    /// By their deadline.
    pub on_time: usize,
    /// After it.
    pub late: usize,
}

impl OnTime {
    /// Of the risks that are shown, after `since` up to the judged day.
    #[must_use]
    pub fn of(facts: &Facts<'_>, since: Day, shows: &dyn Fn(&Risk) -> bool) -> Self {
        let all: Vec<_> = facts.each().filter(|(risk, _)| shows(risk)).collect();
        let mut quarters: BTreeMap<(i16, i8), (usize, usize)> = BTreeMap::new();
        for (day, late_by) in finished(&all, since, facts.today) {
            let (on_time, late) = quarters.entry(quarter(day)).or_default();
            *(if late_by > 0 { late } else { on_time }) += 1;
        }
        fill(&mut quarters, facts.today);
        let open: Vec<_> = all
            .iter()
            .filter(|(risk, judged)| {
                risk.is_open() && risk.treatment.is_some() && !risk.is_carried() && !judged.plan.done
            })
            .collect();
        Self {
            on_time: quarters.values().map(|(on_time, _)| on_time).sum(),
            late: quarters.values().map(|(_, late)| late).sum(),
            overdue: open.iter().filter(|(_, judged)| judged.plan.state == DayState::Late).count(),
            open: open.len(),
            quarters: quarters
                .into_iter()
                .map(|((year, quarter), (on_time, late))| QuarterDone {
                    name: format!("{year:04} Q{quarter}"),
                    on_time,
                    late,
                })
                .collect(),
        }
    }
}

/// The year and the quarter of a day.
fn quarter(day: Day) -> (i16, i8) {
    (day.year(), (day.month() + 2) / 3)
}

/// With the quarters in which nothing was done, from the first one in which
/// something was up to that of a day.
fn fill(quarters: &mut BTreeMap<(i16, i8), (usize, usize)>, today: Day) {
    let Some(mut at) = quarters.keys().next().copied() else { return };
    while at <= quarter(today) {
        quarters.entry(at).or_default();
        at = if at.1 == 4 { (at.0 + 1, 1) } else { (at.0, at.1 + 1) };
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::parse::load_texts;

    #[test]
    fn by_the_quarter_in_which_they_were_done() {
        let plan = |due: &str, done: &str| {
            let done = if done.is_empty() { String::new() } else { format!("done = {done}\n") };
            format!("status = \"open\"\n[treatment]\noption = \"mitigate\"\ndue = {due}\n{done}")
        };
        let plans = [
            plan("2025-03-31", "2025-03-31"),
            plan("2025-03-30", "2025-03-31"),
            plan("2025-04-30", "2025-04-01"),
            // A quarter before, with an empty one between; before the period; still open, late and not late.
            plan("2024-07-31", "2024-07-01"),
            plan("2024-04-30", "2024-04-01"),
            plan("2025-05-31", ""),
            plan("2025-06-01", ""),
            // To carry a risk is no work.
            "status = \"accepted\"\n[treatment]\noption = \"accept\"\n".to_owned(),
        ];
        let mut files = vec![("plimsoll.toml".to_owned(), "[register]\ntitle = \"T\"\n".to_owned())];
        files.extend(
            plans.iter().enumerate().map(|(place, text)| {
                (format!("risks/R00{place}.toml"), format!("id = \"R00{place}\"\n{text}"))
            }),
        );
        let texts: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let loaded = load_texts(&texts);
        let facts = Facts::new(&loaded.register, date(2025, 6, 1));
        let figures = OnTime::of(&facts, date(2024, 6, 1), &|_| true);
        assert_eq!((figures.on_time, figures.late, figures.overdue, figures.open), (3, 1, 1, 2));
        let quarters: Vec<(&str, usize, usize)> = figures
            .quarters
            .iter()
            .map(|quarter| (quarter.name.as_str(), quarter.on_time, quarter.late))
            .collect();
        assert_eq!(quarters, [("2024 Q3", 1, 0), ("2024 Q4", 0, 0), ("2025 Q1", 1, 1), ("2025 Q2", 1, 0)]);
    }
}
