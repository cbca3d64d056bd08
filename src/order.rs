//! The order that a register is shown in, in the terminal, on the site and in
//! every export: what needs a decision stands first.

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::facts::{Facts, RiskFacts};
use crate::model::day::Day;
use crate::model::id::natural_order;
use crate::model::risk::Risk;

/// The group that a risk stands in; groups follow each other in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// At a level, by its place in the order of levels: the worst first.
    Level(Reverse<usize>),
    /// Assessed, but there is no level for it: the methodology or the
    /// assessment is faulty.
    Unjudged,
    /// Neither likelihood nor impact is known.
    Unassessed,
    /// What its file says could not be read in full.
    Unread,
    /// No longer a risk.
    Closed,
}

impl Group {
    /// The group of a risk.
    #[must_use]
    pub fn of(risk: &Risk, facts: &RiskFacts) -> Self {
        if !risk.is_open() {
            return Self::Closed;
        }
        if risk.unread {
            return Self::Unread;
        }
        match facts.level() {
            Some(rank) => Self::Level(Reverse(rank)),
            None if risk.is_unassessed() => Self::Unassessed,
            None => Self::Unjudged,
        }
    }

    /// The level's place in the order, lowest 0.
    #[must_use]
    pub fn rank(self) -> Option<usize> {
        match self {
            Self::Level(Reverse(rank)) => Some(rank),
            Self::Unjudged | Self::Unassessed | Self::Unread | Self::Closed => None,
        }
    }
}

/// The risks' places in [`Register::risks`](crate::model::register::Register),
/// as they are shown: worst level first, in a level what is overdue first, then
/// by due date, then by id. Risks without a level follow, then closed ones,
/// which have no urgency and stand by id.
#[must_use]
pub fn register_order(facts: &Facts<'_>) -> Vec<usize> {
    let risks = &facts.register.risks;
    let keys: Vec<Key> = risks.iter().zip(&facts.risks).map(|(risk, judged)| Key::of(risk, judged)).collect();
    let mut order: Vec<usize> = (0..risks.len()).collect();
    // The sort is stable: risks that share an id keep the order of their paths.
    order.par_sort_by(|a, b| {
        keys[*a].cmp(&keys[*b]).then_with(|| natural_order(risks[*a].id(), risks[*b].id()))
    });
    order
}

/// What the order goes by before the id; of a plan that is done the deadline
/// says nothing any more.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    group: Group,
    on_time: bool,
    undated: bool,
    due: Option<Day>,
}

impl Key {
    fn of(risk: &Risk, facts: &RiskFacts) -> Self {
        let group = Group::of(risk, facts);
        let due = facts.plan.deadline.filter(|_| group != Group::Closed && !facts.plan.done);
        Self { group, on_time: group == Group::Closed || !facts.is_overdue(), undated: due.is_none(), due }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};

    fn ordered(risks: &[(&str, &str)]) -> Vec<String> {
        let register = register_of(risks);
        let facts = facts_of(&register);
        register_order(&facts).into_iter().map(|place| register.risks[place].id().to_owned()).collect()
    }

    const CRITICAL: &str = "likelihood = 'high'\nimpact = 'high'\n";
    const LOW: &str = "likelihood = 'low'\nimpact = 'low'\n";

    fn due(rating: &str, day: &str) -> String {
        format!("{rating}[treatment]\noption = 'mitigate'\nplan = 'x'\ndue = {day}\n")
    }

    #[test]
    fn worst_level_first_then_late_then_due_then_id() {
        let (late, later, soon) =
            (due(CRITICAL, "2025-05-30"), due(CRITICAL, "2025-05-31"), due(CRITICAL, "2025-06-10"));
        let risks = [
            ("R001", LOW),
            ("R002", soon.as_str()),
            ("R003", CRITICAL),
            ("R004", later.as_str()),
            ("R010", CRITICAL),
            ("R009", CRITICAL),
            ("R005", late.as_str()),
        ];
        assert_eq!(ordered(&risks), ["R005", "R004", "R002", "R003", "R009", "R010", "R001"]);
    }

    #[test]
    fn risks_without_a_level_and_closed_ones_stand_last() {
        let closed = format!("{CRITICAL}status = 'closed'\n");
        let risks =
            [("R001", closed.as_str()), ("R002", ""), ("R003", "likelihood = 'huge'\n"), ("R004", LOW)];
        assert_eq!(ordered(&risks), ["R004", "R003", "R002", "R001"]);
        let torn = format!("{CRITICAL}[\n");
        let risks = [("R001", closed.as_str()), ("R002", torn.as_str()), ("R003", "")];
        assert_eq!(ordered(&risks), ["R003", "R002", "R001"], "what is known of it may be wrong");
    }
}
