//! What history says of a register, for those who judge it: plain data, as of
//! one commit.
//!
//! The register's state over time is that of the first-parent line: what a
//! branch did before it was merged happened, for the register, on the day of
//! the merge. Who rated a risk is told by the commit that did it.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::model::day::Day;
use crate::model::register::Register;
use crate::model::risk::{Rating, Treatment};
use crate::model::word::Word;
use crate::source::At;

/// When something happened, and in which commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The committer's day, in UTC.
    pub day: Day,
    /// The commit's id.
    pub commit: String,
}

impl Moment {
    /// The commit's id as people type it.
    #[must_use]
    pub fn short(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }
}

/// What history says of a register.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Nothing was left out when the repository was cloned.
    pub is_complete: bool,
    /// The day of the oldest commit, where a shallow clone is cut.
    pub begins: Option<Day>,
    /// The risks, by id.
    pub risks: HashMap<String, RiskPast>,
    /// Ids that were there once and are not now.
    pub gone: BTreeMap<String, Gone>,
    /// Ids that came back as something else.
    pub reused: BTreeMap<String, Gone>,
    /// The files that have an id, and when each came.
    pub arrivals: BTreeMap<String, Vec<(String, Moment)>>,
    /// When a control last changed in meaning, by id; its tests are none.
    pub controls: HashMap<String, Moment>,
    /// When an asset last changed in meaning, by id.
    pub assets: HashMap<String, Moment>,
    /// When the methodology last changed in meaning.
    pub methodology: Option<Moment>,
    /// Values of past days that became others.
    pub restated: Vec<Restated>,
    /// The methodologies in the order of their days.
    pub methods: Vec<Method>,
}

/// A measurement that became another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Restated {
    /// The indicator's id.
    pub indicator: String,
    /// The day that was measured.
    pub date: Day,
    /// The value that it was.
    pub before: f64,
    /// The value that it became.
    pub after: f64,
    /// When.
    pub when: Moment,
}

/// A methodology, as far as counts by level need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// From which day on it was in force.
    pub day: Day,
    /// Its version.
    pub version: Option<String>,
    /// Its levels, lowest first.
    pub levels: Vec<LevelThen>,
}

/// A level of a methodology.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelThen {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it was above the line.
    pub above: bool,
}

/// What a risk was from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The day.
    pub day: Day,
    /// The current level; `None` where there was none.
    pub level: Option<String>,
    /// It was there and not closed.
    pub open: bool,
}

/// What a plan was from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    /// The day.
    pub day: Day,
    /// The deadline.
    pub due: Option<Day>,
    /// The day on which it was done.
    pub done: Option<Day>,
}

impl PlanStep {
    /// Whether the plan was late at the end of a day.
    #[must_use]
    pub fn is_late(&self, on: Day) -> bool {
        self.due.is_some_and(|due| due < on) && self.done.is_none_or(|done| done > on)
    }
}

/// A risk that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// What it was called.
    pub title: String,
    /// The file that it was.
    pub file: String,
    /// When it went.
    pub when: Moment,
    /// Not all of it was published.
    pub kept_back: bool,
    /// What it was, and from when on.
    pub steps: Vec<Step>,
    /// What its plan was, and from when on.
    pub plans: Vec<PlanStep>,
}

/// What history says of a risk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RiskPast {
    /// Not all of it is published.
    pub kept_back: bool,
    /// The first commit that holds the id.
    pub first: Option<Moment>,
    /// The commit that last changed likelihood or impact, and its author;
    /// nothing where an import did.
    pub rated: Option<(Moment, Option<String>)>,
    /// What the rating was, by [`rating_key`].
    pub rating: String,
    /// The commit that brought the present plan, and who agreed to it there:
    /// its author, and whom its `Approved-by` trailers name.
    pub planned: Option<(Moment, Vec<String>)>,
    /// What the plan was, by [`plan_key`].
    pub plan: String,
    /// The level, and since when.
    pub level: Option<(Option<String>, Moment)>,
    /// The deadline.
    pub deadline: Option<Day>,
    /// The plan's deadline moving later.
    pub postponed: Vec<Postponed>,
    /// The acceptance that stands.
    pub accepted: Option<Given>,
    /// How often it was renewed without a break.
    pub renewed: usize,
    /// Every acceptance that it had, as long as it stood, oldest first.
    pub acceptances: Vec<Carried>,
    /// The approval that stands.
    pub approved: Option<Given>,
    /// What changed since the risk was closed: the field, and when.
    pub edited_since_closed: Vec<(String, Moment)>,
    /// The commit that wrote the last review, where it wrote ten or more and
    /// nothing else, with how many.
    pub mass_review: Option<(Moment, usize)>,
    /// The day of the last review, as that commit wrote it.
    pub reviewed: Option<Day>,
    /// The days of all reviews that were written, in the order of their commits.
    pub reviews: Vec<Day>,
    /// What it was, and from when on.
    pub steps: Vec<Step>,
    /// What its plan was, and from when on.
    pub plans: Vec<PlanStep>,
}

impl RiskPast {
    /// From the step's day on its plan has another deadline, or is done. Of one
    /// day the last counts.
    pub fn plan_is(&mut self, step: PlanStep) {
        let known = self.plans.last().map_or((None, None), |last| (last.due, last.done));
        if known != (step.due, step.done) {
            self.plans.retain(|plan| plan.day < step.day);
            self.plans.push(step);
        }
    }

    /// From a day on it is something else. Of one day the last counts.
    pub fn is_from(&mut self, day: Day, level: Option<String>, open: bool) {
        if self.steps.last().is_some_and(|last| last.level == level && last.open == open) {
            return;
        }
        while self.steps.last().is_some_and(|last| last.day >= day) {
            self.steps.pop();
        }
        self.steps.push(Step { day, level, open });
    }
}

/// A deadline that moved later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postponed {
    /// What it was.
    pub from: Day,
    /// What it became.
    pub to: Day,
    /// When it moved.
    pub when: Moment,
}

/// A decision that a commit brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// When it came to the first-parent line.
    pub when: Moment,
    /// What it was, to tell it from one that is not committed: person and day.
    pub key: String,
    /// What is known of that time, where it could be judged.
    pub then: Option<Then>,
}

/// An acceptance as long as it stood: until its end, until another one took its
/// place, or until it was withdrawn or void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The day on which it was given.
    pub from: Day,
    /// Its last day; `None` where it has no end.
    pub until: Option<Day>,
    /// The commit of the first-parent line that last wrote it.
    pub written: Moment,
    /// The risk's file there.
    pub file: String,
    /// Whether the person might give it, by the people, roles and levels of
    /// then; `None` where that is not known.
    pub authorised: Option<bool>,
}

/// A decision as its own time judged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Then {
    /// Whether the person might not, by the people, roles and levels of then.
    pub unauthorised: bool,
    /// What it was taken on, as a seal covers it.
    pub text: String,
    /// The person's keys of then.
    pub keys: Vec<String>,
}

impl Past {
    /// Whether a measurement was another one before.
    #[must_use]
    pub fn was_restated(&self, indicator: &str, date: Day) -> bool {
        self.restated.iter().any(|known| known.indicator == indicator && known.date == date)
    }

    /// Whether not all was published of a risk that the register has no more.
    #[must_use]
    pub fn kept_back(&self, id: &str) -> bool {
        let gone = self.gone.get(id).map(|gone| gone.kept_back);
        gone.or_else(|| self.risks.get(id).map(|risk| risk.kept_back)) == Some(true)
    }

    /// When a file came to the first-parent line with an id.
    #[must_use]
    pub fn arrival(&self, id: &str, file: &str) -> Option<&Moment> {
        let files = self.arrivals.get(id)?;
        files.iter().find(|(known, _)| known == file).map(|(_, when)| when)
    }

    /// Whether one file came with an id after another: by the order of their
    /// commits, however near they are in time.
    #[must_use]
    pub fn came_after(&self, id: &str, file: &str, other: &str) -> bool {
        let files = self.arrivals.get(id).map_or(&[][..], Vec::as_slice);
        let place = |name: &str| files.iter().position(|(known, _)| known == name);
        place(file).zip(place(other)).is_some_and(|(place, other)| place > other)
    }

    /// The methodology that was in force at the end of a day.
    #[must_use]
    pub fn method_on(&self, day: Day) -> Option<&Method> {
        self.methods.iter().rev().find(|method| method.day <= day)
    }

    /// What history says of a risk, if it is complete.
    #[must_use]
    pub fn risk(&self, id: &str) -> Option<&RiskPast> {
        self.risks.get(id).filter(|_| self.is_complete)
    }
}

/// A rating as one text, to tell whether it is another.
#[must_use]
pub fn rating_key(rating: &Rating) -> String {
    let (likelihood, impact) = rating.texts();
    format!("{likelihood}/{impact}")
}

/// A plan as one text, to tell whether it is another: the option, the plan, the
/// titles of its actions, and the rating that it is to lead to.
#[must_use]
pub fn plan_key(option: Option<&str>, plan: Option<&str>, actions: &[&str], residual: &Rating) -> String {
    let mut actions = actions.to_vec();
    actions.sort_unstable();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plan = words(plan.unwrap_or_default());
    format!("{}\n{plan}\n{}\n{}", option.unwrap_or_default(), actions.join("\t"), rating_key(residual))
}

fn plan_of(treatment: &Treatment) -> String {
    let actions: Vec<&str> =
        treatment.actions.iter().filter_map(|action| Some(action.title.as_ref()?.as_str())).collect();
    let residual = treatment.residual.as_ref().map(|table| table.rating.clone()).unwrap_or_default();
    let option = treatment.option.as_ref().map(|option| option.value.word());
    plan_key(option, treatment.plan.as_ref().map(|plan| plan.as_str()), &actions, &residual)
}

/// Person and day of a decision, to tell it from another.
#[must_use]
pub fn decision_key(by: Option<&str>, on: Option<Day>) -> String {
    format!("{} {}", by.unwrap_or_default(), on.map_or(String::new(), |on| on.to_string()))
}

/// The same anew, by another past: what the former one gave is taken back.
pub fn fill_anew(register: &mut Register, past: &Past) {
    for risk in register.risks.iter_mut() {
        for key in std::mem::take(&mut risk.from_history) {
            match (key, &mut risk.treatment) {
                ("identified", _) => risk.identified = None,
                ("assessed", _) => risk.assessed = None,
                ("assessed_by", _) => risk.assessed_by = None,
                ("treatment.agreed", Some(treatment)) => treatment.agreed = None,
                _ => {}
            }
        }
    }
    fill(register, past);
}

/// Gives risks the days and the assessor that history knows and their files do
/// not say: found on the day of the first commit that holds the id, assessed on
/// the day and by the author of the commit that last changed the rating, and
/// agreed to where the owner brought or approved the plan.
pub fn fill(register: &mut Register, past: &Past) {
    for risk in register.risks.iter_mut() {
        let Some(known) = past.risk(risk.id.as_str()) else { continue };
        if let (None, Some(first), false) = (&risk.identified, &known.first, risk.is_faulty("identified")) {
            risk.identified = Some(At::new(first.day, risk.id.span));
            risk.from_history.push("identified");
        }
        let is_faulty = risk.is_faulty("treatment.agreed");
        if let (Some(treatment), Some(owner), Some((when, people))) =
            (&mut risk.treatment, &risk.owner, &known.planned)
            && treatment.agreed.is_none()
            && known.plan == plan_of(treatment)
            && people.contains(&owner.value)
            && !is_faulty
        {
            treatment.agreed = Some(At::new(when.day, treatment.span));
            risk.from_history.push("treatment.agreed");
        }
        // A rating that is not committed yet is nobody's so far.
        let (Some((when, by)), Some(span)) = (&known.rated, risk.current.span()) else { continue };
        if known.rating != rating_key(&risk.current) {
            continue;
        }
        if risk.assessed.is_none() && !risk.is_faulty("assessed") {
            risk.assessed = Some(At::new(when.day, span));
            risk.from_history.push("assessed");
            if let (None, Some(by)) = (&risk.assessed_by, by) {
                risk.assessed_by = Some(At::new(by.clone(), span));
                risk.from_history.push("assessed_by");
            }
        }
    }
}
