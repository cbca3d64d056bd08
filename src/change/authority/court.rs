//! Whether a deed is allowed, by the word of the head or of the base on each of
//! the questions that it turns on.

use super::deeds::{Deed, What};
use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::model::methodology::{Level, Methodology};
use crate::model::person::Person;
use crate::model::register::Register;
use crate::score::Scale;

/// What a deed turns on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// What its doer may do.
    Doer,
    /// Which role stands above which.
    Hierarchy,
    /// Which role the level asks for.
    Level,
    /// Whether the level lies above the line.
    Line,
}

/// All of them.
pub(super) const QUESTIONS: [Question; 4] =
    [Question::Doer, Question::Hierarchy, Question::Level, Question::Line];

/// Two registers whose words are asked for.
pub(super) struct Court<'c> {
    base: &'c Register,
    head: &'c Register,
    method: &'c Methodology,
    /// Of each side, ready to say which level is above the line.
    scales: (Option<&'c Scale<'c>>, Option<&'c Scale<'c>>),
}

/// Which role a level asks for.
enum Asked<'c> {
    /// This one.
    Role(&'c str),
    /// None in particular.
    Nobody,
    /// It cannot be read: nobody is known to be allowed.
    Unknown,
}

impl<'c> Court<'c> {
    /// A court over both; `None` where the head has no methodology to judge by.
    pub(super) fn new(base: &'c Facts<'c>, head: &'c Facts<'c>) -> Option<Self> {
        let method = head.register.methodology.as_ref()?;
        let scales = (base.scale.as_ref(), head.scale.as_ref());
        Some(Self { base: base.register, head: head.register, method, scales })
    }

    /// Whether a deed is allowed where the base answers these questions, and
    /// the head the others. What could not be read in the head is another
    /// finding's matter, and allowed.
    pub(super) fn allows(&self, deed: &Deed<'_>, asks_base: &dyn Fn(Question) -> bool) -> bool {
        let Some(doer) = self.doer(deed, asks_base(Question::Doer)) else { return true };
        if deed.what != What::Waiver && !self.is_above(deed, asks_base(Question::Line)) {
            return true;
        }
        match self.asked(deed, asks_base(Question::Level)) {
            Asked::Unknown => false,
            Asked::Nobody => deed.what != What::Waiver || (doer.is_active() && !doer.roles.is_empty()),
            Asked::Role(role) => {
                let known = self.base.methodology.as_ref().filter(|_| asks_base(Question::Hierarchy));
                decision::may(known.unwrap_or(self.method), &doer, role, deed.risk)
            }
        }
    }

    /// Which role a deed takes, by both sides, as far as they name one.
    pub(super) fn roles(&self, deed: &Deed<'_>) -> Vec<String> {
        let asked = [true, false].map(|of_base| self.asked(deed, of_base));
        let role = |asked: Asked<'_>| match asked {
            Asked::Role(role) => Some(role.to_owned()),
            Asked::Nobody | Asked::Unknown => None,
        };
        asked.into_iter().filter_map(role).collect()
    }

    /// The doer as the head or the base knows that person.
    fn doer(&self, deed: &Deed<'_>, of_base: bool) -> Option<Person> {
        let mut doer = self.head.person(deed.by)?.clone();
        if !decision::is_authority_known(self.method, &doer) {
            return None;
        }
        if of_base {
            let before = self.base.person(deed.by);
            doer.roles = before.map(|before| before.roles.clone()).unwrap_or_default();
            doer.active = before.and_then(|before| before.active.clone());
        }
        Some(doer)
    }

    fn is_above(&self, deed: &Deed<'_>, of_base: bool) -> bool {
        let Some(current) = deed.current else { return false };
        let (scale, methodology) = if of_base {
            // What cannot be read asks for as much as it can.
            let Some(methodology) = &self.base.methodology else { return true };
            (self.scales.0, methodology)
        } else {
            (self.scales.1, self.method)
        };
        let level = if of_base { counterpart(methodology, self.method, &current.id) } else { Some(current) };
        let rank = level.and_then(|level| methodology.level_rank(&level.id));
        let above = rank.zip(scale).and_then(|(rank, scale)| scale.above(rank));
        above.unwrap_or(of_base && methodology.is_faulty("level"))
    }

    fn asked(&self, deed: &Deed<'_>, of_base: bool) -> Asked<'c> {
        let methodology = if of_base { self.base.methodology.as_ref() } else { Some(self.method) };
        let Some(methodology) = methodology else { return Asked::Unknown };
        if deed.what == What::Waiver
            && let Some(role) = &methodology.waivers_by
        {
            return Asked::Role(role);
        }
        // Where no level is known, another finding says so.
        let Some(level) = deed.level else { return Asked::Nobody };
        let known = counterpart(methodology, self.method, &level.id);
        let kind = if deed.what == What::Approval { Kind::Approval } else { Kind::Acceptance };
        match known.and_then(|known| decision::reserved(known, kind)) {
            Some(role) => Asked::Role(role),
            None if of_base && methodology.is_faulty("level") => Asked::Unknown,
            None => Asked::Nobody,
        }
    }
}

/// The level of another methodology that stands for one of this: of the same
/// id, else the nearest above it, else the highest.
pub(super) fn counterpart<'b>(other: &'b Methodology, own: &Methodology, id: &str) -> Option<&'b Level> {
    let higher = own.level_rank(id).map_or(0, |rank| rank + 1);
    let above = || own.levels.iter().skip(higher).find_map(|level| other.level(&level.id));
    other.level(id).or_else(above).or(other.levels.last())
}
