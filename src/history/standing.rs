//! The first-parent line, folded into what stands now and since when.

mod acceptances;
mod renumbering;

use std::collections::{BTreeMap, HashMap};

use acceptances::Deed;

use super::change::{Change, Kind, within};
use super::consequences::Consequences;
use super::value::Value;
use super::version::rating_of_values;
use crate::model::day::Day;
use crate::past::{
    Given, Gone, Moment, Past, PlanStep, Postponed, Restated, RiskPast, decision_key, plan_key, rating_key,
};

/// How many reviews of one commit are a mass of them.
const MASS: usize = 10;

/// The fields of a risk that its past is made of.
const KEPT: [&str; 14] = [
    "publish",
    "title",
    "status",
    "likelihood",
    "impact",
    "acceptance",
    "treatment.option",
    "treatment.plan",
    "treatment.residual",
    "treatment.due",
    "treatment.done",
    "treatment.action",
    "treatment.approval",
    "review.on",
];

/// Where a decision came from: the step and the risk's file at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The number of the step, from 0.
    pub step: usize,
    /// The risk's file at that commit.
    pub file: String,
}

/// Folds steps, oldest first.
#[derive(Debug, Default)]
pub struct Fold {
    past: Past,
    states: HashMap<String, State>,
    steps: usize,
    consequences: Consequences,
    /// The steps that changed another file than a risk.
    others: Vec<usize>,
    /// The ids that risks were renumbered from, and what they became.
    left: HashMap<String, (Gone, String)>,
}

#[derive(Debug, Clone, Default)]
struct State {
    /// Kept fields by their dotted names.
    fields: BTreeMap<String, Value>,
    accepted: Option<Origin>,
    approved: Option<Origin>,
    /// Until when the last acceptance went.
    until: Option<Day>,
    closed: bool,
}

/// A past, and where its decisions came from, by risk: acceptance, approval.
pub type Folded = (Past, HashMap<String, (Option<Origin>, Option<Origin>)>);

/// The rest of it: the steps that changed another file than a risk.
pub type Others = Vec<usize>;

impl Fold {
    /// Adds what a commit changed on the first-parent line.
    pub fn step(&mut self, when: &Moment, changes: &[Change]) {
        let mut at = 0;
        while at < changes.len() {
            let first = &changes[at];
            let same = |change: &&Change| match &first.risk {
                Some(_) => change.risk == first.risk,
                None => change.risk.is_none(),
            };
            let count = changes[at..].iter().take_while(same).count();
            let group = &changes[at..at + count];
            at += count;
            match &first.risk {
                Some(risk) => self.risk(risk, when, group),
                None => {
                    self.others.push(self.steps);
                    self.others(when, group);
                }
            }
        }
        self.steps += 1;
    }

    /// Adds what a commit itself changed, wherever it lies: which of them rated
    /// a risk, and whether it wrote reviews by the dozen. Commits are given
    /// parents first, and before any step.
    pub fn own(&mut self, when: &Moment, changes: &[Change]) {
        let mut reviews = Vec::new();
        let mut only_reviews = true;
        for change in changes {
            let Some(risk) = &change.risk else {
                only_reviews = false;
                continue;
            };
            if change.kind == Kind::Added {
                let past = self.past.risks.entry(risk.clone()).or_default();
                past.first.get_or_insert_with(|| when.clone());
            }
            let is_import =
                changes.iter().any(|c| c.risk == change.risk && (c.is_of("source") || says(c, "source")));
            let rates = change.kind == Kind::Added && (says(change, "likelihood") || says(change, "impact"))
                || change.is_of("likelihood")
                || change.is_of("impact");
            if rates {
                let past = self.past.risks.entry(risk.clone()).or_default();
                past.rated = (!is_import).then(|| (when.clone(), None));
            }
            if plans(change) {
                let past = self.past.risks.entry(risk.clone()).or_default();
                past.planned = (!is_import).then(|| (when.clone(), Vec::new()));
            }
            match change.field.as_deref() {
                Some("review.on") => {
                    reviews.push((risk.clone(), change.after.as_ref().and_then(Value::as_day)))
                }
                Some("review.by" | "review.outcome") => {}
                _ => only_reviews = false,
            }
        }
        let count = reviews.len();
        for (risk, day) in reviews {
            let past = self.past.risks.entry(risk).or_default();
            past.mass_review = (only_reviews && count >= MASS).then(|| (when.clone(), count));
            past.reviewed = day;
        }
    }

    fn others(&mut self, when: &Moment, changes: &[Change]) {
        for change in changes {
            let Some(field) = change.field.as_deref() else { continue };
            let thing = |list: &str| {
                let rest = field.strip_prefix(list)?.strip_prefix('[')?;
                let (id, rest) = rest.split_once(']')?;
                (!rest.starts_with(".test[")).then(|| id.to_owned())
            };
            if let Some(restated) = restated(change, field, when) {
                self.past
                    .restated
                    .retain(|known| (&known.indicator, known.date) != (&restated.indicator, restated.date));
                self.past.restated.push(restated);
            } else if let Some(id) = thing("control") {
                self.past.controls.insert(id, when.clone());
            } else if let Some(id) = thing("asset") {
                self.past.assets.insert(id, when.clone());
            } else if is_method(field) {
                self.past.methodology = Some(when.clone());
            }
        }
    }

    fn risk(&mut self, risk: &str, when: &Moment, changes: &[Change]) {
        // A risk that was renumbered takes its past with it.
        let renumbered = changes.iter().find(|change| change.kind == Kind::Changed && change.is_of("id"));
        if let Some(old) = renumbered.and_then(|change| change.before.as_ref()?.as_text()) {
            self.renumber(old, risk, when, changes);
        }
        self.arrive(risk, when, changes);
        for change in changes {
            match change.kind {
                Kind::Removed => self.gone(risk, when, change),
                Kind::Added => self.come(risk, when, change),
                _ => {}
            }
        }
        let step = self.steps;
        let is_void = self.consequences.of(changes).iter().any(|(_, after)| after.acceptance_is_void);
        let Some(state) = self.states.get_mut(risk) else { return };
        let past = self.past.risks.entry(risk.to_owned()).or_default();
        let was_closed = state.closed;
        for change in changes.iter().filter(|change| change.kind == Kind::Changed) {
            state.apply(change);
        }
        state.closed = state.fields.get("status").and_then(Value::as_text) == Some("closed");
        past.edited(was_closed, state.closed, when, changes);
        let level = changes.iter().map(|change| &change.level.after).next_back().cloned().flatten();
        if past.level.as_ref().is_none_or(|(known, _)| *known != level) {
            past.level = Some((level.clone(), when.clone()));
        }
        past.is_from(when.day, level, !state.closed);
        if let Some(on) = state.day("review.on").filter(|on| past.reviews.last() != Some(on)) {
            past.reviews.push(on);
        }
        past.rating = state.rating();
        past.plan = state.plan();
        past.kept_back = state.kept_back();
        let is_import = changes.iter().any(|change| change.is_of("source") || says(change, "source"));
        let deadline = state.deadline();
        if let Some((from, to)) = past.deadline.zip(deadline).filter(|(from, to)| to > from && !is_import) {
            past.postponed.push(Postponed { from, to, when: when.clone() });
        }
        past.deadline = deadline;
        past.plan_is(PlanStep { day: when.day, due: deadline, done: state.done() });
        let file = changes.last().map_or(String::new(), |change| change.file.clone());
        let origin = || Origin { step, file: file.clone() };
        let touches = |field: &str| {
            changes.iter().any(|change| {
                change.kind == Kind::Added
                    || (change.is_of(field) && !change.is_of(&format!("{field}.signature")))
            })
        };
        let accepts = touches("acceptance");
        let deed = match state.given("acceptance", when) {
            Some(_) if accepts && !state.closed => Deed::Written,
            Some(_) if !accepts && !is_void && state.closed == was_closed => Deed::Nothing,
            _ => Deed::Ended,
        };
        state.carry(&mut past.acceptances, (when, &file), deed);
        if accepts {
            let (now, until) = (state.given("acceptance", when), state.day("acceptance.until"));
            let was = past.accepted.as_ref().map(|_| state.until);
            past.renewed = match (&now, was) {
                (Some(_), Some(was)) if until > was => past.renewed + 1,
                (Some(_), Some(_)) => past.renewed,
                _ => 0,
            };
            state.until = until;
            state.accepted = now.as_ref().map(|_| origin());
            past.accepted = now;
        }
        if touches("treatment.approval") {
            past.approved = state.given("treatment.approval", when);
            state.approved = past.approved.as_ref().map(|_| origin());
        }
    }

    /// Keeps which files have an id, and since when.
    fn arrive(&mut self, risk: &str, when: &Moment, changes: &[Change]) {
        let files = self.past.arrivals.entry(risk.to_owned()).or_default();
        for change in changes {
            match change.kind {
                Kind::Added => files.push((change.file.clone(), when.clone())),
                Kind::Removed => files.retain(|(file, _)| *file != change.file),
                Kind::Moved => {
                    let from = change.before.as_ref().and_then(Value::as_text);
                    if let Some(known) = files.iter_mut().find(|(file, _)| Some(file.as_str()) == from) {
                        known.0.clone_from(&change.file);
                    }
                }
                _ => {}
            }
        }
    }

    fn gone(&mut self, risk: &str, when: &Moment, change: &Change) {
        let state = self.states.remove(risk).unwrap_or_default();
        let title = state.title();
        let (file, kept_back) = (change.file.clone(), state.kept_back());
        let (mut steps, mut plans) = (Vec::new(), Vec::new());
        if let Some(past) = self.past.risks.get_mut(risk) {
            past.is_from(when.day, None, false);
            steps = std::mem::take(&mut past.steps);
            plans = std::mem::take(&mut past.plans);
            // Who rated it, and when it was first there, stays true if it comes back.
            let RiskPast { first, rated, planned, mass_review, reviewed, .. } = std::mem::take(past);
            *past = RiskPast { first, rated, planned, mass_review, reviewed, ..RiskPast::default() };
        }
        let gone = Gone { title, file, when: when.clone(), kept_back, steps, plans };
        self.past.gone.insert(risk.to_owned(), gone);
    }

    fn come(&mut self, risk: &str, when: &Moment, change: &Change) {
        let mut state = State::default();
        if let Some(whole) = &change.after {
            state.fields.extend(whole.leaves(""));
        }
        state.fields.retain(|name, _| is_kept(name));
        if let Some(gone) = self.past.gone.remove(risk) {
            let past = self.past.risks.entry(risk.to_owned()).or_default();
            past.steps.clone_from(&gone.steps);
            past.plans.clone_from(&gone.plans);
            if state.title().trim() != gone.title.trim() {
                self.past.reused.insert(risk.to_owned(), Gone { when: when.clone(), ..gone });
            }
        } else if let Some((gone, _)) = self.left.get(risk) {
            // Who was renumbered is still known by the old id; a renumbering
            // that was taken back gives it back.
            if state.title().trim() != gone.title.trim() {
                self.past.reused.insert(risk.to_owned(), Gone { when: when.clone(), ..gone.clone() });
            }
        }
        self.states.insert(risk.to_owned(), state);
    }

    /// What stands at the end.
    #[must_use]
    pub fn finish(mut self) -> (Folded, Others) {
        self.past.arrivals.retain(|_, files| !files.is_empty());
        let present: Vec<&String> = self.states.keys().collect();
        self.past.risks.retain(|id, _| present.contains(&id));
        let origins = self.states.into_iter().map(|(id, state)| (id, (state.accepted, state.approved)));
        ((self.past, origins.collect()), self.others)
    }
}

impl State {
    fn title(&self) -> String {
        self.fields.get("title").and_then(Value::as_text).unwrap_or_default().to_owned()
    }

    fn apply(&mut self, change: &Change) {
        let Some(field) = change.field.as_deref().filter(|field| is_kept(field)) else { return };
        self.fields.retain(|name, _| !within(name, field));
        if let Some(after) = &change.after {
            self.fields.extend(after.leaves(field));
        }
    }

    /// Whether not all of it is published, to anybody.
    fn kept_back(&self) -> bool {
        let mut words = self.fields.iter().filter(|(name, _)| within(name, "publish"));
        words.any(|(_, word)| word.as_text() != Some("full"))
    }

    fn day(&self, field: &str) -> Option<Day> {
        self.fields.get(field)?.as_day()
    }

    /// The plan's deadline: the written one, else the last action's.
    fn deadline(&self) -> Option<Day> {
        let actions = self
            .fields
            .iter()
            .filter(|(name, _)| name.starts_with("treatment.action[") && name.ends_with("].due"));
        self.day("treatment.due").or_else(|| actions.filter_map(|(_, due)| due.as_day()).max())
    }

    /// The day on which the plan was done: the written one, or that of the last
    /// action once all are done.
    fn done(&self) -> Option<Day> {
        let of = |end: &'static str| {
            let named = self.fields.iter().filter(|(name, _)| name.starts_with("treatment.action["));
            named.filter(move |(name, _)| name.ends_with(end)).map(|(_, value)| value)
        };
        let days: Vec<Day> = of("].done").filter_map(Value::as_day).collect();
        let last = days.iter().max().copied().filter(|_| days.len() == of("].title").count());
        self.day("treatment.done").into_iter().chain(last).min()
    }

    fn rating(&self) -> String {
        rating_key(&rating_of_values(&self.fields))
    }

    fn plan(&self) -> String {
        let text = |name: &str| self.fields.get(name).and_then(Value::as_text);
        let actions: Vec<&str> = self
            .fields
            .iter()
            .filter(|(name, _)| name.starts_with("treatment.action[") && name.ends_with("].title"))
            .filter_map(|(_, title)| title.as_text())
            .collect();
        let residual: BTreeMap<String, Value> = self
            .fields
            .iter()
            .filter_map(|(name, value)| {
                Some((name.strip_prefix("treatment.residual.")?.to_owned(), value.clone()))
            })
            .collect();
        plan_key(text("treatment.option"), text("treatment.plan"), &actions, &rating_of_values(&residual))
    }

    fn given(&self, field: &str, when: &Moment) -> Option<Given> {
        let by = self.fields.get(&format!("{field}.by")).and_then(Value::as_text)?;
        let key = decision_key(Some(by), self.day(&format!("{field}.on")));
        Some(Given { when: when.clone(), key, then: None })
    }
}

impl RiskPast {
    fn edited(&mut self, was_closed: bool, is_closed: bool, when: &Moment, changes: &[Change]) {
        if !(was_closed && is_closed) {
            self.edited_since_closed.clear();
            return;
        }
        let is_edit = |change: &&Change| {
            change.kind == Kind::Changed && !change.is_of("id") && !change.is_of("formerly")
        };
        let edits = changes.iter().filter(is_edit).filter_map(|change| change.field.clone());
        self.edited_since_closed.extend(edits.map(|field| (field, when.clone())));
    }
}

fn is_kept(name: &str) -> bool {
    KEPT.iter().any(|kept| within(name, kept) || within(kept, name))
}

/// Whether a change is of the plan itself: its option, its text, an action that
/// comes, goes or is called otherwise, or the rating that it is to lead to.
fn plans(change: &Change) -> bool {
    let Some(field) = change.field.as_deref() else {
        return change.kind == Kind::Added && says(change, "treatment");
    };
    let of = ["treatment.option", "treatment.plan", "treatment.residual"];
    let is_action = field
        .strip_prefix("treatment.action[")
        .is_some_and(|rest| rest.rsplit_once(']').is_some_and(|(_, key)| key.is_empty() || key == ".title"));
    field == "treatment" || of.iter().any(|part| within(field, part)) || is_action
}

/// A measurement of a past day that became another.
fn restated(change: &Change, field: &str, when: &Moment) -> Option<Restated> {
    let date = field.strip_prefix("measurement[")?.strip_suffix("].value")?.parse().ok()?;
    let number = |value: &Option<Value>| match value {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let (before, after) = (number(&change.before)?, number(&change.after)?);
    let indicator = crate::source::stem(&change.file).to_owned();
    Some(Restated { indicator, date, before, after, when: when.clone() })
}

/// Whether an added risk says something of that name.
fn says(change: &Change, name: &str) -> bool {
    matches!(&change.after, Some(Value::Table(entries)) if change.kind == Kind::Added
        && entries.iter().any(|(key, _)| key == name))
}

/// Whether a field is one of the methodology that its judgement rests on.
fn is_method(field: &str) -> bool {
    ["likelihood", "impact", "level", "matrix", "dimension", "appetite"]
        .iter()
        .any(|part| within(field, part))
}
