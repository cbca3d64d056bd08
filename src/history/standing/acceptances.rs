//! The acceptances that a risk had, each as long as it stood.

use super::State;
use crate::model::day::Day;
use crate::past::{Carried, Moment};

/// What a commit did to the acceptance of a risk.
pub(super) enum Deed {
    /// Nothing.
    Nothing,
    /// It wrote one, or another end of the one that stands.
    Written,
    /// It took it away, changed what it was for, or closed the risk.
    Ended,
}

impl State {
    /// The acceptance that the file has.
    fn carried(&self, when: &Moment, file: &str) -> Carried {
        Carried {
            from: self.day("acceptance.on").unwrap_or(when.day),
            until: self.day("acceptance.until"),
            written: when.clone(),
            file: file.to_owned(),
            authorised: None,
        }
    }

    /// Keeps what a commit did to the acceptances of the risk in a file.
    pub(super) fn carry(&self, all: &mut Vec<Carried>, (when, file): (&Moment, &str), deed: Deed) {
        match deed {
            Deed::Nothing => {}
            Deed::Ended => end(all, when.day),
            Deed::Written => {
                let now = self.carried(when, file);
                match all.last_mut() {
                    Some(last) if last.from == now.from => *last = now,
                    _ => {
                        end(all, now.from);
                        all.push(now);
                    }
                }
            }
        }
    }
}

/// Ends the one that stands on a day, unless it had ended by then.
fn end(all: &mut [Carried], day: Day) {
    if let Some(last) = all.last_mut().filter(|last| last.until.is_none_or(|until| until > day)) {
        last.until = Some(day.max(last.from));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::history::value::Value;

    #[test]
    fn an_acceptance_stands_until_its_end_the_next_one_or_what_ends_it() {
        let at = |day| Moment { day, commit: String::new() };
        let mut all = Vec::new();
        let written = |day: &str, on: &str, until: &str, all: &mut Vec<Carried>| {
            let mut state = State::default();
            for (field, value) in [("acceptance.on", on), ("acceptance.until", until)] {
                state.fields.insert(field.to_owned(), Value::Date(value.to_owned()));
            }
            state.carry(all, (&at(day.parse().expect("a day")), "f"), Deed::Written);
        };
        written("2025-01-12", "2025-01-10", "2025-03-31", &mut all);
        written("2025-01-13", "2025-01-10", "2025-04-30", &mut all);
        written("2025-06-01", "2025-06-01", "2025-12-31", &mut all);
        written("2025-09-02", "2025-09-01", "2026-03-31", &mut all);
        State::default().carry(&mut all, (&at(date(2025, 10, 5)), "f"), Deed::Nothing);
        State::default().carry(&mut all, (&at(date(2025, 11, 5)), "f"), Deed::Ended);
        let days: Vec<_> = all.iter().map(|one| (one.from, one.until, one.written.day)).collect();
        assert_eq!(
            days,
            [
                (date(2025, 1, 10), Some(date(2025, 4, 30)), date(2025, 1, 13)),
                (date(2025, 6, 1), Some(date(2025, 9, 1)), date(2025, 6, 1)),
                (date(2025, 9, 1), Some(date(2025, 11, 5)), date(2025, 9, 2)),
            ]
        );
    }
}
