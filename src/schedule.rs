//! What is due when, and what is late: pure functions of a risk, its level and
//! the day.
//!
//! A deadline counts to the end of its day: on that day it is still kept.

use crate::model::day::{DUE_SOON_DAYS, Day, Period, days_between};
use crate::model::methodology::Level;
use crate::model::risk::{Action, Risk};
use crate::model::word::words;

words! {
    /// The state of something with a day.
    DayState {
        /// It has no day.
        None = "none",
        /// Its day is far.
        OnTime = "on-time",
        /// Its day is within thirty days.
        DueSoon = "due-soon",
        /// Its day is over.
        Late = "late",
        /// It is done.
        Done = "done",
    }
}

/// The state of something that is due on a day.
#[must_use]
pub fn state(due: Option<Day>, is_done: bool, today: Day) -> DayState {
    match due {
        _ if is_done => DayState::Done,
        None => DayState::None,
        Some(due) if due < today => DayState::Late,
        Some(due) if days_between(today, due) <= DUE_SOON_DAYS => DayState::DueSoon,
        Some(_) => DayState::OnTime,
    }
}

/// By how many days a day is over; 0 where it is not.
#[must_use]
pub fn days_late(due: Day, today: Day) -> i64 {
    days_between(due, today).max(0)
}

/// A treatment plan in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The written deadline, else the last action's.
    pub deadline: Option<Day>,
    /// When the plan was done, so far as it says; today counts as done.
    pub done: bool,
    /// Where it stands.
    pub state: DayState,
}

/// The plan of a risk; without a treatment it has no day.
#[must_use]
pub fn plan(risk: &Risk, today: Day) -> Plan {
    let deadline = deadline(risk);
    let done = is_done(risk, today);
    let runs = risk.is_open();
    Plan { deadline, done, state: if runs || done { state(deadline, done, today) } else { DayState::None } }
}

/// The plan's deadline: the written one, else the last action's.
#[must_use]
pub fn deadline(risk: &Risk) -> Option<Day> {
    let treatment = risk.treatment.as_ref()?;
    let last =
        || treatment.actions.iter().filter_map(|action| action.due.as_ref()).map(|due| due.value).max();
    treatment.due.as_ref().map(|due| due.value).or_else(last)
}

/// Whether the plan is done: `done` is written, or all actions are done.
#[must_use]
pub fn is_done(risk: &Risk, today: Day) -> bool {
    let Some(treatment) = &risk.treatment else { return false };
    let by = |done: &Option<crate::source::At<Day>>| done.as_ref().is_some_and(|done| done.value <= today);
    let all = !treatment.actions.is_empty() && treatment.actions.iter().all(|action| by(&action.done));
    by(&treatment.done) || all
}

/// Where an action stands. A plan that is done has no late action.
#[must_use]
pub fn action_state(action: &Action, plan: &Plan, today: Day) -> DayState {
    let done = action.done.as_ref().is_some_and(|done| done.value <= today);
    match state(action.due.as_ref().map(|due| due.value), done, today) {
        DayState::Late if plan.done => DayState::None,
        state => state,
    }
}

/// The next review of a risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewDue {
    /// The day by which it is due.
    pub next: Option<Day>,
    /// How often it is reviewed.
    pub every: Option<Period>,
    /// Where it stands.
    pub state: DayState,
}

/// The last review, else `assessed`, else `identified`, plus the cadence: the
/// level's, shortened by the risk's own.
#[must_use]
pub fn review(risk: &Risk, level: Option<&Level>, today: Day) -> ReviewDue {
    let levels = level.and_then(|level| level.review_every.as_ref()).map(|every| every.value);
    let own = risk.review.as_ref().and_then(|review| review.every.as_ref()).map(|every| every.value);
    let every = match (levels, own) {
        (Some(levels), Some(own)) if own.is_shorter_than(levels) => Some(own),
        (levels, own) => levels.or(own),
    };
    let last = risk.review.as_ref().and_then(|review| review.on.as_ref());
    let last = last.or(risk.assessed.as_ref()).or(risk.identified.as_ref()).map(|day| day.value);
    let next = last.zip(every).map(|(last, every)| every.after(last)).filter(|_| risk.is_open());
    ReviewDue { next, every, state: state(next, false, today) }
}

/// The day by which a level asks for treatment: `treat_within` after the level
/// came, which without history is `assessed`, else `identified`.
#[must_use]
pub fn treat_by(risk: &Risk, level: Option<&Level>) -> Option<Day> {
    let within = level?.treat_within.as_ref()?.value;
    let since = risk.assessed.as_ref().or(risk.identified.as_ref())?.value;
    Some(within.after(since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_deadline_is_kept_to_the_end_of_its_day() {
        let due = date(2025, 4, 30);
        assert_eq!(state(Some(due), false, date(2025, 4, 30)), DayState::DueSoon);
        assert_eq!(state(Some(due), false, date(2025, 5, 1)), DayState::Late);
        assert_eq!(state(Some(due), true, date(2025, 5, 1)), DayState::Done);
        assert_eq!(state(Some(due), false, date(2025, 3, 31)), DayState::DueSoon);
        assert_eq!(state(Some(due), false, date(2025, 3, 30)), DayState::OnTime);
        assert_eq!(state(None, false, date(2025, 3, 30)), DayState::None);
        assert_eq!(days_late(due, date(2025, 6, 1)), 32);
    }
}
