//! What has to be done about a register by whom and by when: pure functions of
//! the judged register.
//!
//! Something without a day is due all the same where it waits for a decision.
//! Whoever answers for it stands in where nobody is named.

use crate::decision::{self, Decision, DecisionState, Kind};
use crate::facts::{Facts, RiskFacts};
use crate::indicator::Standing;
use crate::model::control::{Control, ControlState};
use crate::model::day::Day;
use crate::model::id::natural_order;
use crate::model::indicator::Indicator;
use crate::model::risk::{Risk, Status, TreatmentOption};
use crate::model::word::{Word, words};
use crate::schedule::{self, DayState};
use crate::source::{At, FileId};

words! {
    /// What is to be done.
    What {
        /// A risk is to be assessed.
        Assessment = "assessment",
        /// A step of a treatment plan.
        Action = "action",
        /// A treatment plan.
        Treatment = "treatment",
        /// A risk is to be looked at again.
        Review = "review",
        /// A level is to be accepted, or its acceptance to be renewed.
        Acceptance = "acceptance",
        /// A treatment plan is to be approved.
        Approval = "approval",
        /// An indicator is to be measured.
        Indicator = "indicator",
        /// A control is to be tested.
        ControlTest = "control-test",
    }
}

/// One thing to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Who does it, or any one of whom: ids. Nobody where nobody is known.
    pub people: Vec<String>,
    /// The risk that it is about.
    pub risk: Option<String>,
    /// The risks that it matters to: that one, those that count on the control,
    /// those that the indicator watches.
    pub risks: Vec<String>,
    /// What it is.
    pub what: What,
    /// What it is called: an action's title, a risk's, a control's or an
    /// indicator's name.
    pub title: String,
    /// By when.
    pub due: Option<Day>,
    /// Where that stands.
    pub state: DayState,
    /// The file that it stands in.
    pub file: FileId,
}

impl Item {
    /// Whether it is due by a day: it is dated so, late, or waits for a
    /// decision that has no day.
    #[must_use]
    pub fn is_due_by(&self, day: Day) -> bool {
        self.due.is_none_or(|due| due <= day)
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |item: &Self| (item.due.is_none(), item.due);
        let risk = |item: &Self| item.risk.clone().unwrap_or_default();
        key(self)
            .cmp(&key(other))
            .then_with(|| self.risk.is_none().cmp(&other.risk.is_none()))
            .then_with(|| natural_order(&risk(self), &risk(other)))
            .then_with(|| self.what.word().cmp(other.what.word()))
            .then_with(|| self.title.cmp(&other.title))
    }
}

/// Everything that is to be done, by day, then by risk; what has no day stands
/// last.
#[must_use]
pub fn all(facts: &Facts<'_>) -> Vec<Item> {
    let mut items: Vec<Item> = facts.open().flat_map(|(risk, judged)| of_risk(facts, risk, judged)).collect();
    items.extend(facts.register.controls.iter().filter_map(|control| of_control(facts, control)));
    let indicators = facts.register.indicators.iter().zip(&facts.indicators);
    items.extend(indicators.filter_map(|(indicator, standing)| of_indicator(facts, indicator, standing)));
    items.sort_by(Item::order);
    items
}

/// What is to be done about an open risk; of a closed one nothing.
#[must_use]
pub fn of_risk(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts) -> Vec<Item> {
    if !risk.is_open() {
        return Vec::new();
    }
    let mut items = actions(risk, judged);
    items.extend(assessment(risk));
    items.extend(treatment(risk, judged));
    items.extend(review(risk, judged));
    items.extend(approval(facts, risk, judged));
    items.extend(acceptance(facts, risk, judged));
    items
}

/// An item about a risk, called as the risk is.
fn item(risk: &Risk, what: What, people: Vec<String>, due: Option<Day>, state: DayState) -> Item {
    let people = if people.is_empty() { owner(risk) } else { people };
    let title = risk.title().to_owned();
    let risks = vec![risk.id().to_owned()];
    Item { people, risk: Some(risk.id().to_owned()), risks, what, title, due, state, file: risk.file }
}

fn owner(risk: &Risk) -> Vec<String> {
    named(risk.owner.as_ref())
}

fn named(person: Option<&At<String>>) -> Vec<String> {
    person.map(|person| person.value.clone()).into_iter().collect()
}

fn runs(state: DayState) -> bool {
    state != DayState::Done
}

fn actions(risk: &Risk, judged: &RiskFacts) -> Vec<Item> {
    if judged.plan.done {
        return Vec::new();
    }
    let treatment = risk.treatment.as_ref().and_then(|treatment| treatment.owner.as_ref());
    let steps = risk.actions().iter().zip(&judged.actions).filter(|(_, state)| runs(**state));
    let steps = steps.map(|(action, state)| {
        let people = named(action.owner.as_ref().or(treatment));
        let due = action.due.as_ref().map(|due| due.value);
        Item { title: action.title().to_owned(), ..item(risk, What::Action, people, due, *state) }
    });
    steps.collect()
}

/// A risk without likelihood and impact: nothing else can be said of it before.
fn assessment(risk: &Risk) -> Option<Item> {
    let is_faulty = risk.unread || risk.is_faulty("likelihood") || risk.is_faulty("impact");
    (risk.current.is_empty() && !is_faulty)
        .then(|| item(risk, What::Assessment, owner(risk), None, DayState::None))
}

/// The plan as a whole: where its steps have a deadline above them, where there
/// are no steps, and where it is still to be written.
fn treatment(risk: &Risk, judged: &RiskFacts) -> Option<Item> {
    if is_undecided(risk, judged) {
        return Some(item(risk, What::Treatment, owner(risk), None, DayState::None));
    }
    let treatment = risk.treatment.as_ref().filter(|_| !judged.plan.done)?;
    let is_whole = treatment.due.is_some() || treatment.actions.is_empty();
    // To accept is a decision, and no work unless it says by when.
    let is_work = treatment.due.is_some()
        || treatment.option.as_ref().is_some_and(|option| option.value != TreatmentOption::Accept);
    let due = judged.plan.deadline;
    (is_whole && is_work)
        .then(|| item(risk, What::Treatment, named(treatment.owner.as_ref()), due, judged.plan.state))
}

fn review(risk: &Risk, judged: &RiskFacts) -> Option<Item> {
    let next = judged.review.next?;
    Some(item(risk, What::Review, owner(risk), Some(next), judged.review.state))
}

/// Whether a risk above the line is neither treated nor accepted.
fn is_undecided(risk: &Risk, judged: &RiskFacts) -> bool {
    judged.is_above()
        && risk.treatment.is_none()
        && risk.acceptance.is_none()
        && !matches!(risk.status(), Status::Accepted | Status::Treated)
        && !risk.is_faulty("treatment")
        && !risk.is_faulty("acceptance")
}

/// A plan above the line that nobody has approved, or whose approval does not
/// hold.
fn approval(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts) -> Option<Item> {
    let is_plan = risk.option().is_some_and(|option| option != TreatmentOption::Accept);
    let stands = judged.approval.is_some_and(|approval| approval.holds());
    let waits = judged.is_above() && !judged.plan.done && is_plan && !stands;
    (waits && !risk.is_faulty("treatment.approval")).then(|| {
        item(risk, What::Approval, deciders(facts, risk, judged, Kind::Approval), None, DayState::None)
    })
}

/// An acceptance that ends or has ended, one that does not hold, and one that
/// is missing where the risk is carried above the line or nothing is decided.
fn acceptance(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts) -> Option<Item> {
    let is_below = judged.stages.current.and_then(|stage| stage.above) == Some(false);
    if is_below {
        return None;
    }
    let anew = || {
        item(risk, What::Acceptance, deciders(facts, risk, judged, Kind::Acceptance), None, DayState::None)
    };
    let Some(acceptance) = &risk.acceptance else {
        let is_carried = matches!(risk.status(), Status::Accepted | Status::Treated)
            || risk.option() == Some(TreatmentOption::Accept)
            || is_undecided(risk, judged);
        return (is_carried && judged.is_above() && !risk.is_faulty("acceptance")).then(anew);
    };
    let fails = |decision: Decision| {
        matches!(decision.state, DecisionState::Void | DecisionState::Unauthorised) || decision.is_forged()
    };
    if judged.acceptance.is_some_and(fails) {
        return Some(anew());
    }
    let until = acceptance.until.as_ref()?.value;
    let mut people = deciders(facts, risk, judged, Kind::Acceptance);
    if people.is_empty() {
        let is_here = |id: &&At<String>| facts.register.person(id).is_some_and(|person| person.is_active());
        people = named(acceptance.by.as_ref().filter(is_here));
    }
    Some(item(risk, What::Acceptance, people, Some(until), schedule::state(Some(until), false, facts.today)))
}

/// Who decides on a risk at its level: those who hold the role that the level
/// names, else those who stand above it.
fn deciders(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts, kind: Kind) -> Vec<String> {
    let role = facts.current_level(judged).and_then(|level| decision::reserved(level, kind));
    let (Some(role), Some(methodology)) = (role, &facts.register.methodology) else { return Vec::new() };
    let active = || facts.register.people.iter().filter(|person| person.is_active());
    let owns = |id: &str| role.value == "owner" && risk.owner.as_ref().is_some_and(|owner| owner.value == id);
    let mut people: Vec<String> = active()
        .filter(|person| person.holds(role) || owns(&person.id))
        .map(|person| person.id.value.clone())
        .collect();
    if people.is_empty() {
        let may = active().filter(|person| decision::may(methodology, person, role, Some(risk)));
        people = may.map(|person| person.id.value.clone()).collect();
    }
    people
}

/// By when a control is to be tested again, and where that stands. One that is
/// to be tested and never was is late, though nobody can say since when.
#[must_use]
pub fn next_test(control: &Control, today: Day) -> (Option<Day>, DayState) {
    let none = (None, DayState::None);
    let state = control.state.as_ref().map(|state| state.value);
    if matches!(state, Some(ControlState::Planned | ControlState::Retired)) {
        return none;
    }
    let Some(every) = &control.test_every else { return none };
    // The test that counts may be the one that could not be read.
    if control.tests.iter().any(|test| test.on.is_none() || test.result.is_none()) {
        return none;
    }
    match control.last_test(today).and_then(|test| test.on.as_ref()) {
        Some(last) => {
            let next = every.value.after(last.value);
            (Some(next), schedule::state(Some(next), false, today))
        }
        None => (None, DayState::Late),
    }
}

fn of_control(facts: &Facts<'_>, control: &Control) -> Option<Item> {
    let register = facts.register;
    // Of two controls with one id the first counts; a test may stand in what
    // could not be read.
    let counts = register.control(&control.id).is_some_and(|first| std::ptr::eq(first, control));
    if !counts || register.holes().controls {
        return None;
    }
    let (due, state) = next_test(control, facts.today);
    let counts_on = |risk: &Risk| {
        risk.controls.iter().chain(risk.planned_controls()).any(|id| id.value == control.id.value)
    };
    (state != DayState::None).then(|| Item {
        people: named(control.owner.as_ref()),
        risk: None,
        risks: register
            .risks
            .iter()
            .filter(|risk| counts_on(risk))
            .map(|risk| risk.id().to_owned())
            .collect(),
        what: What::ControlTest,
        title: control.name().to_owned(),
        due,
        state,
        file: control.span.file,
    })
}

/// The next value of an indicator. Within its grace it is due and not yet
/// late; one that was never measured is late, though nobody can say since when.
fn of_indicator(facts: &Facts<'_>, indicator: &Indicator, standing: &Standing<'_>) -> Option<Item> {
    let register = facts.register;
    indicator.every.as_ref()?;
    let counts = register.indicator(&indicator.id).is_some_and(|first| std::ptr::eq(first, indicator));
    if !counts || register.holes().indicators {
        return None;
    }
    let state = match standing.next {
        _ if standing.stale => DayState::Late,
        Some(next) if next < facts.today => DayState::DueSoon,
        next => schedule::state(next, false, facts.today),
    };
    Some(Item {
        people: named(indicator.owner.as_ref()),
        risk: None,
        risks: indicator.risks.iter().map(|id| id.value.clone()).collect(),
        what: What::Indicator,
        title: indicator.name().to_owned(),
        due: standing.next,
        state,
        file: indicator.span.file,
    })
}

/// What one person has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person<'i> {
    /// The id; `None` where nobody is known.
    pub id: Option<&'i str>,
    /// The things, in their order.
    pub items: Vec<&'i Item>,
}

/// Items by who does them, people by id; what is nobody's stands last. What
/// any one of several may do stands with each of them.
#[must_use]
pub fn by_person(items: &[Item]) -> Vec<Person<'_>> {
    let mut people: std::collections::BTreeMap<&str, Vec<&Item>> = std::collections::BTreeMap::new();
    let mut nobody = Vec::new();
    for item in items {
        for person in &item.people {
            people.entry(person).or_default().push(item);
        }
        if item.people.is_empty() {
            nobody.push(item);
        }
    }
    let mut all: Vec<Person<'_>> =
        people.into_iter().map(|(id, items)| Person { id: Some(id), items }).collect();
    if !nobody.is_empty() {
        all.push(Person { id: None, items: nobody });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};

    /// `WHO WHAT DUE STATE` of every item about the risks.
    fn told(risks: &[(&str, &str)]) -> Vec<String> {
        let register = register_of(risks);
        let facts = facts_of(&register);
        let items = all(&facts);
        let about = items.iter().filter(|item| item.risk.is_some());
        let line = |item: &Item| {
            let due = item.due.map_or("-".to_owned(), |due| due.to_string());
            let who = if item.people.is_empty() { "nobody".to_owned() } else { item.people.join("+") };
            format!("{who} {} {due} {}", item.what.word(), item.state.word())
        };
        about.map(line).collect()
    }

    const HIGH: &str = "likelihood = 'high'\nimpact = 'medium'\n";

    #[test]
    fn each_step_is_its_owners_and_the_plan_its_own() {
        let risk = "likelihood = 'low'\nimpact = 'low'\n\
                    [treatment]\noption = 'mitigate'\nowner = 'security-lead'\ndue = 2025-07-31\n\
                    [[treatment.action]]\ntitle = 'A'\nowner = 'it-manager'\ndue = 2025-05-01\n\
                    [[treatment.action]]\ntitle = 'B'\ndue = 2025-06-15\n\
                    [[treatment.action]]\ntitle = 'C'\ndone = 2025-05-01\n";
        assert_eq!(
            told(&[("R001", risk)]),
            [
                "it-manager action 2025-05-01 late",
                "security-lead action 2025-06-15 due-soon",
                "security-lead treatment 2025-07-31 on-time"
            ]
        );
        let without = risk.replace("due = 2025-07-31\n", "");
        assert_eq!(told(&[("R001", &without)]).len(), 2, "the last step is the deadline already");
        let done = risk.replace("due = 2025-07-31\n", "due = 2025-07-31\ndone = 2025-05-20\n");
        assert_eq!(told(&[("R001", &done)]), [] as [&str; 0]);
    }

    #[test]
    fn a_plan_without_owner_is_the_risk_owners_and_one_without_a_day_stands_last() {
        let risk = "likelihood = 'low'\nimpact = 'low'\n[treatment]\noption = 'avoid'\nplan = 'x'\n";
        assert_eq!(told(&[("R001", risk)]), ["it-manager treatment - none"]);
        let accept = risk.replace("avoid", "accept");
        assert_eq!(told(&[("R001", &accept)]), [] as [&str; 0], "to carry a risk below the line is no work");
    }

    #[test]
    fn a_risk_above_the_line_without_anything_decided_is_its_owners_and_the_deciders() {
        assert_eq!(
            told(&[("R001", HIGH)]),
            ["security-lead acceptance - none", "it-manager treatment - none"]
        );
        let torn = format!("{HIGH}treatment = 1\n");
        assert_eq!(told(&[("R001", &torn)]), [] as [&str; 0], "what it says could not be read");
    }

    #[test]
    fn a_risk_that_nobody_assessed_asks_its_owner_for_it() {
        assert_eq!(told(&[("R001", "")]), ["it-manager assessment - none"]);
        assert_eq!(told(&[("R001", "status = 'closed'\n")]), [] as [&str; 0]);
        assert_eq!(told(&[("R001", "likelihood = 1\n")]), [] as [&str; 0], "what it says could not be read");
    }

    #[test]
    fn reviews_are_the_owners() {
        let risk = format!("{HIGH}assessed = 2024-11-30\n[treatment]\noption = 'accept'\n");
        let lines = ["it-manager review 2025-05-30 late", "security-lead acceptance - none"];
        assert_eq!(told(&[("R001", &risk)]), lines);
        assert_eq!(told(&[("R001", &format!("status = 'closed'\n{risk}"))]), [] as [&str; 0]);
    }

    #[test]
    fn a_plan_above_the_line_waits_for_those_who_approve() {
        let plan = format!(
            "{HIGH}[treatment]\noption = 'mitigate'\nplan = 'x'\nowner = 'it-manager'\ndue = 2025-06-20\n"
        );
        let lines = told(&[("R001", &plan)]);
        assert_eq!(lines, ["it-manager treatment 2025-06-20 due-soon", "security-lead approval - none"]);
        let approved = format!("{plan}[treatment.approval]\nby = 'security-lead'\non = 2025-05-01\n");
        assert_eq!(told(&[("R001", &approved)]).len(), 1);
        let unauthorised = approved.replace("by = 'security-lead'", "by = 'office-manager'");
        assert_eq!(told(&[("R001", &unauthorised)]), lines, "an approval that does not hold is none");
    }

    #[test]
    fn an_acceptance_is_renewed_by_whom_the_level_names_whoever_gave_it() {
        let accepted = format!(
            "{HIGH}status = 'accepted'\n[acceptance]\nby = 'security-lead'\non = 2025-05-01\nuntil = 2025-06-30\nlevel = 'high'\n"
        );
        assert_eq!(told(&[("R001", &accepted)]), ["security-lead acceptance 2025-06-30 due-soon"]);
        let ended = accepted.replace("2025-06-30", "2025-05-31");
        assert_eq!(told(&[("R001", &ended)]), ["security-lead acceptance 2025-05-31 late"]);
        let from_above = ended.replace("by = 'security-lead'", "by = 'managing-director'");
        assert_eq!(told(&[("R001", &from_above)]), ["security-lead acceptance 2025-05-31 late"]);
        let missing = format!("{HIGH}status = 'accepted'\n");
        assert_eq!(told(&[("R001", &missing)]), ["security-lead acceptance - none"]);
        let by_nobody = accepted.replace("by = 'security-lead'", "by = 'it-manager'");
        assert_eq!(told(&[("R001", &by_nobody)]), ["security-lead acceptance - none"], "he may not");
        let low = accepted.replace(HIGH, "likelihood = 'low'\nimpact = 'low'\n");
        assert_eq!(told(&[("R001", &low)]), [] as [&str; 0], "below the line none is needed");
    }

    #[test]
    fn a_control_is_tested_again_and_one_that_never_was_is_late() {
        let control = |rest: &str| {
            let files = [
                ("plimsoll.toml", "[register]\ntitle = \"T\"\n".to_owned()),
                ("controls.toml", format!("[[control]]\nid = \"gate\"\n{rest}")),
            ];
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            let register = crate::parse::load_texts(&files).register;
            let (due, state) = next_test(&register.controls[0], jiff::civil::date(2025, 6, 1));
            (due.map(|due| due.to_string()), state)
        };
        let every = "test_every = \"6 months\"\n";
        let tested = "[[control.test]]\non = 2024-12-15\nresult = \"passed\"\n";
        assert_eq!(control(&format!("{every}{tested}")), (Some("2025-06-15".to_owned()), DayState::DueSoon));
        assert_eq!(control(every), (None, DayState::Late));
        assert_eq!(control(tested), (None, DayState::None));
        assert_eq!(control(&format!("state = \"planned\"\n{every}")), (None, DayState::None));
        let unread = "[[control.test]]\non = \"soon\"\nresult = \"passed\"\n";
        assert_eq!(control(&format!("{every}{unread}")), (None, DayState::None));
    }

    #[test]
    fn an_indicator_is_measured_again_and_its_grace_is_kept() {
        let measured = |rest: &str, values: &str| {
            let files = [
                ("plimsoll.toml", "[register]\ntitle = \"T\"\n".to_owned()),
                (
                    "indicators.toml",
                    format!(
                        "[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nowner = \"it-manager\"\n{rest}"
                    ),
                ),
                ("measurements/mails.csv", format!("date,value\n{values}")),
            ];
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            let loaded = crate::parse::load_texts(&files);
            let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
            let items = all(&facts);
            let line = |item: &Item| {
                let due = item.due.map_or("-".to_owned(), |due| due.to_string());
                format!("{} {} {due} {}", item.people.join("+"), item.what.word(), item.state.word())
            };
            items.iter().map(line).collect::<Vec<_>>()
        };
        let every = "every = \"1 month\"\ngrace = \"10 days\"\n";
        for (values, line) in [
            ("2025-05-31,1\n", "it-manager indicator 2025-06-30 due-soon"),
            ("2025-04-22,1\n", "it-manager indicator 2025-05-22 due-soon"),
            ("2025-04-21,1\n", "it-manager indicator 2025-05-21 late"),
            ("", "it-manager indicator - late"),
        ] {
            assert_eq!(measured(every, values), [line], "{values}");
        }
        assert_eq!(measured("", "2024-01-01,1\n"), [] as [&str; 0], "nobody said how often");
    }

    #[test]
    fn what_any_of_several_may_do_stands_with_each_and_what_is_nobodys_last() {
        let item = |people: &[&str]| Item {
            people: people.iter().map(|id| (*id).to_owned()).collect(),
            risk: None,
            risks: Vec::new(),
            what: What::Approval,
            title: String::new(),
            due: None,
            state: DayState::None,
            file: FileId(0),
        };
        let items = [item(&[]), item(&["b", "a"]), item(&["b"])];
        let people: Vec<(Option<&str>, usize)> =
            by_person(&items).iter().map(|person| (person.id, person.items.len())).collect();
        assert_eq!(people, [(Some("a"), 1), (Some("b"), 2), (None, 1)]);
    }
}
