//! Deadlines that moved later: as the history saw them move, and as the files
//! explain it.

use crate::facts::Facts;
use crate::model::day::Day;
use crate::model::risk::{Postponement, Risk};
use crate::past::Moment;
use crate::schedule;

/// A deadline that moved later, as the history saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move<'a> {
    /// What it was.
    pub from: Day,
    /// What it became.
    pub to: Day,
    /// The commit that moved it; nothing where it is not committed yet.
    pub when: Option<&'a Moment>,
}

/// How a risk's deadline moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Moves<'a> {
    /// What the file says of it.
    pub written: &'a [Postponement],
    /// What the history saw, oldest first.
    pub seen: Vec<Move<'a>>,
    /// No earlier move can be unknown.
    pub is_complete: bool,
}

impl<'a> Moves<'a> {
    /// The moves of a risk's deadline.
    #[must_use]
    pub fn of(facts: &Facts<'a>, risk: &'a Risk) -> Self {
        let written = risk.treatment.as_ref().map_or(&[][..], |treatment| &treatment.postponed);
        let is_complete = facts.past.is_some_and(|past| past.is_complete);
        let Some(past) = facts.past_of(risk) else { return Self { written, seen: Vec::new(), is_complete } };
        let committed = past.postponed.iter();
        let mut seen: Vec<Move<'a>> =
            committed.map(|moved| Move { from: moved.from, to: moved.to, when: Some(&moved.when) }).collect();
        if let Some((from, to)) = past.deadline.zip(schedule::deadline(risk)).filter(|(from, to)| to > from) {
            seen.push(Move { from, to, when: None });
        }
        Self { written, seen, is_complete }
    }

    /// How often it moved, as far as is known: a file may tell of what was
    /// before its history, and one entry may explain several moves.
    #[must_use]
    pub fn count(&self) -> usize {
        self.seen.len().max(self.written.len())
    }

    /// Whether an entry covers a move: its own, or one of several in a row.
    #[must_use]
    pub fn is_explained(&self, moved: &Move<'_>) -> bool {
        self.written.iter().any(|entry| {
            entry.from.as_ref().is_some_and(|first| first.value <= moved.from)
                && entry.to.as_ref().is_some_and(|last| last.value >= moved.to)
        })
    }

    /// The days that were deadlines once, oldest first.
    #[must_use]
    pub fn former(&self) -> Vec<Day> {
        let written = self.written.iter().filter_map(|entry| entry.from.as_ref()).map(|day| day.value);
        let mut days: Vec<Day> = written.chain(self.seen.iter().map(|moved| moved.from)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::past::{Past, Postponed, RiskPast};
    use crate::testing::register_of;
    use jiff::civil::date;

    const PLAN: &str = "[treatment]\noption = 'mitigate'\ndue = 2025-09-30\n";
    const WRITTEN: &str = "[[treatment.postponed]]\nfrom = 2025-04-30\nto = 2025-06-30\nreason = 'late'\n";

    fn past(moves: &[(Day, Day)], deadline: Day) -> Past {
        let when = Moment { day: date(2025, 5, 1), commit: "c0ffee00".to_owned() };
        let moved = |(from, to): &(Day, Day)| Postponed { from: *from, to: *to, when: when.clone() };
        let risk = RiskPast {
            postponed: moves.iter().map(moved).collect(),
            deadline: Some(deadline),
            ..RiskPast::default()
        };
        Past { is_complete: true, risks: [("R001".to_owned(), risk)].into(), ..Past::default() }
    }

    #[test]
    fn what_the_history_saw_counts_whether_it_is_explained_or_not() {
        let text = format!("{PLAN}{WRITTEN}");
        let register = register_of(&[("R001", &text)]);
        let april = date(2025, 4, 30);
        let (may, june, autumn) = (date(2025, 5, 31), date(2025, 6, 30), date(2025, 9, 30));
        let past = past(&[(april, may), (may, june)], june);
        let facts = Facts::with_past(&register, autumn, Some(&past));
        let moves = Moves::of(&facts, &register.risks[0]);
        let explained: Vec<_> =
            moves.seen.iter().map(|moved| (moves.is_explained(moved), moved.when.is_some())).collect();
        assert_eq!(explained, [(true, true), (true, true), (false, false)], "the last is not committed");
        assert_eq!((moves.count(), moves.is_complete), (3, true));
        assert_eq!(moves.former(), [april, may, june]);
    }

    #[test]
    fn without_history_the_file_is_all_that_is_known() {
        let text = format!("{PLAN}{WRITTEN}");
        let register = register_of(&[("R001", &text), ("R002", PLAN)]);
        let facts = Facts::new(&register, date(2025, 9, 30));
        let [told, silent] = [0, 1].map(|place| Moves::of(&facts, &register.risks[place]));
        assert_eq!((told.count(), told.is_complete), (1, false));
        assert_eq!((silent.count(), silent.is_complete), (0, false));
    }
}
