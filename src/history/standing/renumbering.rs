//! Risks that take another id.

use super::{Fold, State};
use crate::history::change::{Change, Kind};
use crate::past::{Gone, Moment, RiskPast};

impl Fold {
    /// A risk takes its past to another id, and leaves its old one for good.
    pub(super) fn renumber(&mut self, old: &str, risk: &str, when: &Moment, changes: &[Change]) {
        // Of two that shared an id, the other one keeps it.
        let is_shared = self.hand_over(old, risk, changes);
        let state = if is_shared { self.states.get(old).cloned() } else { self.states.remove(old) };
        let title = state.as_ref().map_or(String::new(), State::title);
        if let Some(state) = state {
            self.states.insert(risk.to_owned(), state);
        }
        let past = if is_shared { self.past.risks.get(old).cloned() } else { self.past.risks.remove(old) };
        let past = past.unwrap_or_default();
        let kept_back = past.kept_back;
        let new = self.past.risks.remove(risk).unwrap_or_default();
        let rated = new.rated.or(past.rated.clone());
        let planned = new.planned.or(past.planned.clone());
        self.past.risks.insert(risk.to_owned(), RiskPast { rated, planned, ..past });
        if !self.returns(old, risk) {
            let earlier = self.past.gone.remove(risk);
            let earlier = earlier.or_else(|| self.left.get(risk).map(|(gone, _)| gone.clone()));
            if let Some(gone) = earlier.filter(|gone| gone.title.trim() != title.trim()) {
                self.past.reused.insert(risk.to_owned(), Gone { when: when.clone(), ..gone });
            }
        }
        if !is_shared {
            self.past.reused.remove(old);
            let file = changes.last().map_or(String::new(), |change| change.file.clone());
            let gone =
                Gone { title, file, when: when.clone(), kept_back, steps: Vec::new(), plans: Vec::new() };
            self.left.insert(old.to_owned(), (gone, risk.to_owned()));
        }
    }

    /// Whether the risk of this id was called so once, before it had others.
    fn returns(&self, old: &str, risk: &str) -> bool {
        let mut id = risk;
        for _ in 0..=self.left.len() {
            match self.left.get(id) {
                Some((_, next)) if next == old => return true,
                Some((_, next)) => id = next,
                None => return false,
            }
        }
        false
    }

    /// The file of a renumbered risk arrives at its new id with the day of the
    /// old one. Whether another file still has the old id.
    fn hand_over(&mut self, old: &str, risk: &str, changes: &[Change]) -> bool {
        let Some(last) = changes.last() else { return false };
        let moved = changes.iter().find(|change| change.kind == Kind::Moved);
        let from = moved.and_then(|change| change.before.as_ref()?.as_text()).unwrap_or(&last.file);
        let Some(files) = self.past.arrivals.get_mut(old) else { return false };
        let place = files.iter().position(|(file, _)| file == from);
        let since = place.map(|place| files.remove(place).1);
        let is_shared = !files.is_empty();
        if let Some(since) = since {
            self.past.arrivals.entry(risk.to_owned()).or_default().push((last.file.clone(), since));
        }
        is_shared
    }
}
