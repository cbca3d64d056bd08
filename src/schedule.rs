//! What is due when, and what is late: pure functions of a risk, its level and
//! the day.
//!
//! A deadline counts to the end of its day: on that day it is still kept.

use crate::model::day::{DUE_SOON_DAYS, Day, Period, days_between};
use crate::model::methodology::Level;
use crate::model::risk::{Action, Risk};
use crate::model::word::words;
use crate::past::RiskPast;
use crate::source::At;

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
    let by = |done: &Option<At<Day>>| done.as_ref().is_some_and(|done| done.value <= today);
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
    /// The breach of an indicator that asks for it before that.
    pub breach: Option<Day>,
    /// Where it stands.
    pub state: DayState,
}

/// The day from which the next review counts: the last review, else `assessed`,
/// else `identified`. Where one of them could not be read, an earlier one in its
/// place would make the review look later than it is.
#[must_use]
pub fn last_review(risk: &Risk) -> Option<&At<Day>> {
    let reviewed = risk.review.as_ref().and_then(|review| review.on.as_ref());
    let assessed = risk.assessed.as_ref();
    let days = [("review.on", reviewed), ("assessed", assessed), ("identified", risk.identified.as_ref())];
    days.into_iter().find(|(key, day)| day.is_some() || risk.is_faulty(key))?.1
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
    let last = last_review(risk).map(|day| day.value);
    let next = last.zip(every).map(|(last, every)| every.after(last)).filter(|_| risk.is_open());
    ReviewDue { next, every, breach: None, state: state(next, false, today) }
}

impl ReviewDue {
    /// Whether nobody knows when an open risk is to be reviewed, though it is: no
    /// day is known from which its cadence counts.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.next.is_none() && self.every.is_some()
    }

    /// A risk is due for review from the day on which an indicator that watches
    /// it was breached, until it is reviewed.
    #[must_use]
    pub fn at_a_breach(self, risk: &Risk, breach: Option<Day>, today: Day) -> Self {
        let reviewed = risk.review.as_ref().and_then(|review| review.on.as_ref()).map(|on| on.value);
        let since = breach.filter(|since| risk.is_open() && reviewed.is_none_or(|on| on < *since));
        match since {
            Some(since) if self.next.is_none_or(|next| since < next) => Self {
                next: Some(since),
                breach: Some(since),
                state: state(Some(since), false, today),
                ..self
            },
            _ => self,
        }
    }
}

/// The day since which a risk is at its level: by history the day of the
/// first-parent commit that brought it there, else `assessed`, else
/// `identified`. A level that is not committed yet came today.
#[must_use]
pub fn level_since(risk: &Risk, level: Option<&Level>, past: Option<&RiskPast>, today: Day) -> Option<Day> {
    match past.and_then(|past| past.level.as_ref()) {
        Some((known, since)) if known.as_deref() == level.map(|level| level.id.as_str()) => Some(since.day),
        Some(_) => Some(today),
        None => Some(risk.assessed.as_ref().or(risk.identified.as_ref())?.value),
    }
}

/// The day by which a level asks for treatment: `treat_within` after it came.
#[must_use]
pub fn treat_by(level: Option<&Level>, since: Option<Day>) -> Option<Day> {
    Some(level?.treat_within.as_ref()?.value.after(since?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::methodology::Methodology;
    use crate::parse::{Loaded, load_texts};
    use crate::past::Moment;

    const METHODOLOGY: &str = include_str!("../tests/data/examples/methodology.toml");

    fn risk(text: &str) -> Risk {
        let head = "[register]\ntitle = \"T\"\n";
        let Loaded { register, .. } = load_texts(&[("plimsoll.toml", head), ("risks/R001.toml", text)]);
        register.risks[0].clone()
    }

    /// The level of that id: the examples' moderate is reviewed every 12
    /// months, their high within 6, their low never.
    fn level(id: &str) -> Level {
        let head = "[register]\ntitle = \"T\"\n";
        let files = [("plimsoll.toml", head), ("schema/methodology.toml", METHODOLOGY)];
        let methodology: Option<Methodology> = load_texts(&files).register.methodology;
        methodology.as_ref().and_then(|m| m.level(id)).expect("a level of the examples").clone()
    }

    fn next_review(text: &str, level_id: &str) -> Option<Day> {
        review(&risk(text), Some(&level(level_id)), date(2025, 6, 1)).next
    }

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

    #[test]
    fn the_next_review_follows_the_best_day_that_is_known() {
        use crate::testing::{facts_of, register_of};
        let next = |text: &str| {
            let register = register_of(&[("R001", text)]);
            facts_of(&register).risks[0].review.next.map(|day| day.to_string())
        };
        let rated = "likelihood = 'medium'\nimpact = 'medium'\nidentified = 2024-01-10\n";
        let with = |rest: &str| next(&format!("{rated}{rest}"));
        assert_eq!(with("").as_deref(), Some("2025-01-10"));
        assert_eq!(with("assessed = 2024-03-10").as_deref(), Some("2025-03-10"));
        assert_eq!(with("assessed = '2024-03-10'"), None, "a finding says that it could not be read");
        assert_eq!(with("[review]\non = 2024-08-31").as_deref(), Some("2025-08-31"));
        assert_eq!(with("[review]\non = 2024-08-31\nevery = '6 months'").as_deref(), Some("2025-02-28"));
        assert_eq!(with("[review]\non = 2024-08-31\nevery = '2 years'").as_deref(), Some("2025-08-31"));
        assert_eq!(next("likelihood = 'medium'\nimpact = 'medium'"), None, "no day is known");
        assert_eq!(next("[review]\non = 2024-08-31\nevery = '1 week'").as_deref(), Some("2024-09-07"));
    }

    #[test]
    fn a_written_deadline_counts_before_the_last_action_s() {
        let actions = "[[treatment.action]]\ndue = 2025-05-01\n[[treatment.action]]\ndue = 2025-08-01\n\
                       [[treatment.action]]\ndue = 2025-03-01\n";
        let due = |text: &str| deadline(&risk(text));
        assert_eq!(due(&format!("[treatment]\ndue = 2025-06-30\n{actions}")), Some(date(2025, 6, 30)));
        assert_eq!(due(actions), Some(date(2025, 8, 1)));
        assert_eq!(due("[treatment]\n[[treatment.action]]\n"), None);
        assert_eq!(due(""), None);
    }

    #[test]
    fn a_plan_is_done_when_it_says_so_or_all_its_actions_are() {
        let today = date(2025, 6, 1);
        let done = |text: &str| is_done(&risk(text), today);
        assert!(done("treatment.done = 2025-06-01\n"));
        assert!(!done("treatment.done = 2025-06-02\n"), "not before the day has come");
        assert!(!done("[treatment]\n") && !done(""), "no action is not all of them");
        let first = "[[treatment.action]]\ndone = 2025-05-01\n";
        assert!(done(first));
        assert!(!done(&format!("{first}[[treatment.action]]\n")));
        assert!(done(&format!("[treatment]\ndone = 2025-05-02\n{first}[[treatment.action]]\n")));
    }

    #[test]
    fn a_plan_runs_until_it_is_done_or_its_risk_is_closed() {
        let state = |text: &str| plan(&risk(text), date(2025, 6, 1)).state;
        let late = "treatment.due = 2025-05-31\n";
        assert_eq!(state(late), DayState::Late);
        assert_eq!(state(&format!("{late}treatment.done = 2025-05-31\n")), DayState::Done);
        assert_eq!(state(&format!("{late}status = \"closed\"\n")), DayState::None);
        assert_eq!(state("treatment.due = 2025-06-01\n"), DayState::DueSoon);
        assert_eq!(state("treatment.due = 2025-07-02\n"), DayState::OnTime);
        assert_eq!(state(""), DayState::None);
    }

    #[test]
    fn an_action_is_late_by_its_own_day_unless_the_plan_is_done() {
        let today = date(2025, 6, 1);
        let states = |text: &str| {
            let risk = risk(text);
            let plan = plan(&risk, today);
            risk.actions().iter().map(|action| action_state(action, &plan, today)).collect::<Vec<_>>()
        };
        let actions = "[[treatment.action]]\ndue = 2025-05-01\n[[treatment.action]]\ndue = 2025-05-01\ndone = 2025-05-09\n\
                       [[treatment.action]]\n";
        let running = states(&format!("[treatment]\ndue = 2025-12-31\n{actions}"));
        assert_eq!(running, [DayState::Late, DayState::Done, DayState::None]);
        let finished = states(&format!("[treatment]\ndone = 2025-05-20\n{actions}"));
        assert_eq!(finished, [DayState::None, DayState::Done, DayState::None]);
    }

    #[test]
    fn a_risk_s_own_cadence_shortens_the_level_s_and_never_lengthens_it() {
        let every = |every: &str| format!("[review]\non = 2025-01-15\nevery = \"{every}\"\n");
        assert_eq!(next_review("review.on = 2025-01-15\n", "moderate"), Some(date(2026, 1, 15)));
        assert_eq!(next_review(&every("3 months"), "moderate"), Some(date(2025, 4, 15)));
        assert_eq!(next_review(&every("2 years"), "moderate"), Some(date(2026, 1, 15)));
        assert_eq!(next_review(&every("1 year"), "moderate"), Some(date(2026, 1, 15)));
        assert_eq!(next_review(&every("2 years"), "low"), Some(date(2027, 1, 15)), "the level has none");
        assert_eq!(next_review("review.on = 2025-01-15\n", "low"), None);
        let unassessed = review(&risk(&every("3 months")), None, date(2025, 6, 1));
        assert_eq!((unassessed.next, unassessed.state), (Some(date(2025, 4, 15)), DayState::Late));
    }

    #[test]
    fn a_review_is_counted_from_the_last_one_else_the_assessment_else_the_finding() {
        let (found, judged, seen) =
            ("identified = 2025-01-01\n", "assessed = 2025-02-01\n", "review.on = 2025-03-01\n");
        assert_eq!(next_review(&format!("{found}{judged}{seen}"), "high"), Some(date(2025, 9, 1)));
        assert_eq!(next_review(&format!("{found}{judged}"), "high"), Some(date(2025, 8, 1)));
        assert_eq!(next_review(found, "high"), Some(date(2025, 7, 1)));
        assert_eq!(next_review("", "high"), None);
        assert_eq!(next_review(&format!("{found}status = \"closed\"\n"), "high"), None);
    }

    #[test]
    fn months_end_where_the_month_does() {
        assert_eq!(next_review("review.on = 2024-08-31\n", "high"), Some(date(2025, 2, 28)));
        assert_eq!(next_review("review.on = 2023-08-31\n", "high"), Some(date(2024, 2, 29)));
        assert_eq!(treat_by(Some(&level("critical")), Some(date(2024, 11, 30))), Some(date(2025, 2, 28)));
    }

    #[test]
    fn treatment_is_asked_for_from_the_assessment_else_the_finding() {
        let today = date(2025, 6, 1);
        let by = |text: &str, id: &str| {
            let level = level(id);
            treat_by(Some(&level), level_since(&risk(text), Some(&level), None, today))
        };
        let both = "identified = 2025-01-01\nassessed = 2025-02-01\n";
        assert_eq!(by(both, "critical"), Some(date(2025, 5, 1)));
        assert_eq!(by("identified = 2025-01-01\n", "critical"), Some(date(2025, 4, 1)));
        assert_eq!(by("", "critical"), None);
        assert_eq!(by(both, "moderate"), None, "the level does not say how fast");
        assert_eq!(treat_by(None, Some(today)), None);
    }

    #[test]
    fn a_level_is_counted_from_the_commit_that_brought_it() {
        let today = date(2025, 6, 1);
        let when = Moment { day: date(2025, 3, 1), commit: String::new() };
        let past = RiskPast { level: Some((Some("high".to_owned()), when)), ..RiskPast::default() };
        let since =
            |id: &str| level_since(&risk("assessed = 2025-02-01\n"), Some(&level(id)), Some(&past), today);
        assert_eq!(since("high"), Some(date(2025, 3, 1)));
        assert_eq!(since("critical"), Some(today), "a level that is not committed yet came today");
    }
}
