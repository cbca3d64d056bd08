//! The acceptances that a risk had, each as long as it stood.

use super::State;
use crate::model::day::Day;
use crate::past::Carried;

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
    fn carried(&self, day: Day) -> Carried {
        Carried { from: self.day("acceptance.on").unwrap_or(day), until: self.day("acceptance.until") }
    }

    /// Keeps what a commit of a day did to the acceptances.
    pub(super) fn carry(&self, all: &mut Vec<Carried>, day: Day, deed: Deed) {
        match deed {
            Deed::Nothing => {}
            Deed::Ended => end(all, day),
            Deed::Written => {
                let now = self.carried(day);
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
        let mut all = Vec::new();
        let written = |day: &str, on: &str, until: &str, all: &mut Vec<Carried>| {
            let mut state = State::default();
            for (field, value) in [("acceptance.on", on), ("acceptance.until", until)] {
                state.fields.insert(field.to_owned(), Value::Date(value.to_owned()));
            }
            state.carry(all, day.parse().expect("a day"), Deed::Written);
        };
        written("2025-01-12", "2025-01-10", "2025-03-31", &mut all);
        written("2025-01-13", "2025-01-10", "2025-04-30", &mut all);
        written("2025-06-01", "2025-06-01", "2025-12-31", &mut all);
        written("2025-09-02", "2025-09-01", "2026-03-31", &mut all);
        State::default().carry(&mut all, date(2025, 10, 5), Deed::Nothing);
        State::default().carry(&mut all, date(2025, 11, 5), Deed::Ended);
        let days = |from, until| Carried { from, until: Some(until) };
        assert_eq!(
            all,
            [
                days(date(2025, 1, 10), date(2025, 4, 30)),
                days(date(2025, 6, 1), date(2025, 9, 1)),
                days(date(2025, 9, 1), date(2025, 11, 5)),
            ]
        );
    }
}
