//! Everything that is computed about a register on a day, once for all who
//! show or judge it: levels, lateness, the validity of decisions.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::decision::{self, Decision, DecisionState, Kind, Known, Stages};
use crate::indicator::{self, Standing};
use crate::model::control::{Control, ControlState, TestResult};
use crate::model::day::{Day, days_between};
use crate::model::indicator::Indicator;
use crate::model::methodology::Level;
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::past::{Past, RiskPast};
use crate::schedule::{self, DayState, Plan, ReviewDue};
use crate::score::{Scale, Stage};

/// For how long a risk that reached a level counts as newly there, in days.
const NEWLY_DAYS: i64 = 30;

/// What is computed about one risk.
#[derive(Debug, Clone)]
pub struct RiskFacts {
    /// The three assessments.
    pub stages: Stages,
    /// The treatment plan in time.
    pub plan: Plan,
    /// Each action's state, in the order written.
    pub actions: Vec<DayState>,
    /// The next review.
    pub review: ReviewDue,
    /// The approval, judged.
    pub approval: Option<Decision>,
    /// The acceptance, judged.
    pub acceptance: Option<Decision>,
    /// Whether a control that it counts on is degraded, retired or failing.
    pub doubtful: bool,
    /// Whether its level asks for escalation now.
    pub escalated: bool,
    /// Since when it is at its level, as far as known.
    pub level_since: Option<Day>,
}

impl RiskFacts {
    /// The current level's place in the order.
    #[must_use]
    pub fn level(&self) -> Option<usize> {
        self.stages.current?.level
    }

    /// Whether the current level is above the line.
    #[must_use]
    pub fn is_above(&self) -> bool {
        self.stages.current.and_then(|stage| stage.above) == Some(true)
    }

    /// Whether the treatment, an action or the review is late.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        let late = |state: &DayState| *state == DayState::Late;
        late(&self.plan.state) || self.actions.iter().any(late) || late(&self.review.state)
    }
}

/// A register, judged on a day.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The register.
    pub register: &'a Register,
    /// The day that everything is judged on.
    pub today: Day,
    /// The methodology, ready to judge, where there is one.
    pub scale: Option<Scale<'a>>,
    /// What is computed about each risk, in the register's order.
    pub risks: Vec<RiskFacts>,
    /// Where each indicator stands, in the register's order.
    pub indicators: Vec<Standing<'a>>,
    /// What history says of the register; `None` without one.
    pub past: Option<&'a Past>,
}

impl<'a> Facts<'a> {
    /// Judges a register on a day, without history.
    #[must_use]
    pub fn new(register: &'a Register, today: Day) -> Self {
        Self::with_past(register, today, None)
    }

    /// Judges a register on a day, with what history says of it.
    #[must_use]
    pub fn with_past(register: &'a Register, today: Day, past: Option<&'a Past>) -> Self {
        let scale = register.methodology.as_ref().map(Scale::new);
        let standing =
            |indicator: &'a Indicator| indicator::standing(indicator, register.series(&indicator.id), today);
        let indicators: Vec<Standing<'a>> = register.indicators.par_iter().map(standing).collect();
        let breaches = breaches(register, &indicators);
        let judge = |risk: &Risk| {
            let breach = breaches.get(risk.id()).copied();
            judge(register, scale.as_ref(), risk, (today, past, breach))
        };
        let risks = register.risks.par_iter().map(judge).collect();
        Self { register, today, scale, risks, indicators, past }
    }

    /// Lets these decisions, each of a risk, count for nothing: who took them
    /// may do so only by what the same change grants.
    pub fn withhold(&mut self, decisions: &[(String, Kind)]) {
        for (id, kind) in decisions {
            let Some(place) = self.register.risk_place(id) else { continue };
            let judged = &mut self.risks[place];
            let decision = match kind {
                Kind::Approval => &mut judged.approval,
                Kind::Acceptance => &mut judged.acceptance,
            };
            if let Some(decision) = decision {
                decision.state = DecisionState::Unauthorised;
            }
            let level =
                self.register.methodology.as_ref().zip(judged.level()).map(|(m, rank)| &m.levels[rank]);
            judged.escalated = is_escalated(&self.register.risks[place], level, judged, self.today);
        }
    }

    /// What history says of a risk, if it is complete.
    #[must_use]
    pub fn past_of(&self, risk: &Risk) -> Option<&'a RiskPast> {
        self.past?.risk(risk.id())
    }

    /// What has changed since a decision on a risk was taken, each by its name;
    /// nothing where history does not know.
    #[must_use]
    pub fn changed_since(&self, risk: &Risk, stages: &Stages, kind: Kind) -> Vec<&'static str> {
        let is_complete = self.past.is_some_and(|past| past.is_complete);
        let known = known(risk, self.past_of(risk), is_complete, kind);
        decision::changed(self.register, risk, stages, kind, known)
    }

    /// Every risk with what is computed about it.
    pub fn each(&self) -> impl Iterator<Item = (&'a Risk, &RiskFacts)> {
        self.register.risks.iter().zip(&self.risks)
    }

    /// Every open risk with what is computed about it.
    pub fn open(&self) -> impl Iterator<Item = (&'a Risk, &RiskFacts)> {
        self.each().filter(|(risk, _)| risk.is_open())
    }

    /// The level at a place in the order.
    #[must_use]
    pub fn level_at(&self, rank: usize) -> Option<&'a Level> {
        self.register.methodology.as_ref()?.levels.get(rank)
    }

    /// The level of a stage.
    #[must_use]
    pub fn level_of(&self, stage: Option<Stage>) -> Option<&'a Level> {
        self.level_at(stage?.level?)
    }

    /// The current level of a risk.
    #[must_use]
    pub fn current_level(&self, facts: &RiskFacts) -> Option<&'a Level> {
        self.level_of(facts.stages.current)
    }

    /// The controls that a risk counts on and that make its level doubtful, each
    /// with the reason.
    #[must_use]
    pub fn doubts(&self, risk: &Risk) -> Vec<(&'a Control, Doubt)> {
        let controls = risk.controls.iter().filter_map(|id| self.register.control(id));
        controls.filter_map(|control| Some((control, doubt(control, self.today)?))).collect()
    }

    /// The id of the current level, for findings that carry it.
    #[must_use]
    pub fn level_id(&self, facts: &RiskFacts) -> Option<&'a str> {
        self.current_level(facts).map(|level| level.id.as_str())
    }
}

/// The day since which an indicator that watches a risk is breached; of several
/// the first.
fn breaches<'a>(register: &'a Register, indicators: &[Standing<'_>]) -> HashMap<&'a str, Day> {
    let mut breaches: HashMap<&str, Day> = HashMap::new();
    for (indicator, standing) in register.indicators.iter().zip(indicators) {
        let Some(since) = standing.breached_since else { continue };
        for risk in indicator.risks.iter().filter_map(|id| register.referred(id)) {
            breaches.entry(risk.id()).and_modify(|first| *first = since.min(*first)).or_insert(since);
        }
    }
    breaches
}

fn judge(
    register: &Register,
    scale: Option<&Scale<'_>>,
    risk: &Risk,
    (today, past, breach): (Day, Option<&Past>, Option<Day>),
) -> RiskFacts {
    let stages = scale.map_or_else(Stages::default, |scale| Stages {
        inherent: risk.inherent.as_ref().and_then(|table| scale.judge(&table.rating)),
        current: scale.judge(&risk.current),
        residual: risk.residual().and_then(|table| scale.judge(&table.rating)),
    });
    let level = stages
        .current
        .and_then(|stage| stage.level)
        .and_then(|rank| register.methodology.as_ref()?.levels.get(rank));
    let plan = schedule::plan(risk, today);
    let is_complete = past.is_some_and(|past| past.is_complete);
    let past = past.and_then(|past| past.risk(risk.id()));
    let known = |kind| known(risk, past, is_complete, kind);
    let mut facts = RiskFacts {
        stages,
        plan,
        actions: risk.actions().iter().map(|action| schedule::action_state(action, &plan, today)).collect(),
        review: schedule::review(risk, level, today).at_a_breach(risk, breach, today),
        approval: decision::approval(register, risk, &stages, known(Kind::Approval)),
        acceptance: decision::acceptance(register, risk, &stages, today, known(Kind::Acceptance)),
        doubtful: risk
            .controls
            .iter()
            .filter_map(|id| register.control(id))
            .any(|control| doubt(control, today).is_some()),
        escalated: false,
        level_since: schedule::level_since(risk, level, past, today),
    };
    if !risk.is_open() {
        facts
            .actions
            .iter_mut()
            .filter(|state| **state != DayState::Done)
            .for_each(|state| *state = DayState::None);
    }
    facts.escalated = is_escalated(risk, level, &facts, today);
    facts
}

/// What history says of the decision of a kind that stands in a risk's file.
fn known<'p>(risk: &Risk, past: Option<&'p RiskPast>, is_complete: bool, kind: Kind) -> Known<'p> {
    let (given, by, on) = match kind {
        Kind::Acceptance => {
            let written = risk.acceptance.as_ref();
            (past.and_then(|past| past.accepted.as_ref()), written.map(|a| &a.by), written.map(|a| &a.on))
        }
        Kind::Approval => {
            let written = risk.treatment.as_ref().and_then(|treatment| treatment.approval.as_ref());
            (past.and_then(|past| past.approved.as_ref()), written.map(|a| &a.by), written.map(|a| &a.on))
        }
    };
    decision::known(is_complete, given, by.and_then(Option::as_ref), on.and_then(Option::as_ref))
}

/// Why what counts on a control is doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It is in force, but not as it should be.
    Degraded,
    /// It is no longer in force.
    Retired,
    /// It failed its last test, on that day.
    Failed(Day),
}

impl Doubt {
    /// After the control's name, in a table: "failed its last test, on 2025-05-01".
    #[must_use]
    pub fn words(self) -> String {
        self.told(|on| on.to_string())
    }

    /// The same with its day as `day` writes it.
    #[must_use]
    pub fn told(self, day: impl Fn(Day) -> String) -> String {
        match self {
            Self::Degraded => "is degraded".to_owned(),
            Self::Retired => "is retired".to_owned(),
            Self::Failed(on) => format!("failed its last test, on {}", day(on)),
        }
    }
}

/// Why what counts on a control is doubtful, if it is: what is retired needs no
/// test any more, and a failed test says more than a state.
#[must_use]
pub fn doubt(control: &Control, today: Day) -> Option<Doubt> {
    let state = control.state.as_ref().map(|state| state.value);
    let failed = || {
        let test = control.last_test(today)?;
        let result = test.result.as_ref()?.value;
        test.on.as_ref().filter(|_| result == TestResult::Failed).map(|on| Doubt::Failed(on.value))
    };
    match state {
        Some(ControlState::Retired) => Some(Doubt::Retired),
        Some(ControlState::Degraded) => Some(failed().unwrap_or(Doubt::Degraded)),
        _ => failed(),
    }
}

/// An open risk whose level names whom it is escalated to, and that reached it
/// less than thirty days ago, or has neither a valid acceptance nor an
/// approved plan, or has something late.
fn is_escalated(risk: &Risk, level: Option<&Level>, facts: &RiskFacts, today: Day) -> bool {
    if !risk.is_open() || level.is_none_or(|level| level.escalate_to.is_none()) {
        return false;
    }
    let is_new = facts.level_since.is_some_and(|since| (0..NEWLY_DAYS).contains(&days_between(since, today)));
    let decided = [facts.approval, facts.acceptance].into_iter().flatten().any(|decision| decision.holds());
    is_new || !decided || facts.is_overdue()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::parse::load_texts;

    const METHODOLOGY: &str = include_str!("../tests/data/examples/methodology.toml");
    const PEOPLE: &str = include_str!("../tests/data/examples/people.toml");
    /// High: above the line, escalated to the CISO, reviewed every six months.
    const HIGH: &str = "likelihood = \"high\"\nimpact = \"medium\"\nowner = \"it-manager\"\n";
    const APPROVED: &str = "[treatment.approval]\nby = \"security-lead\"\non = 2025-01-20\n";

    /// What holds of a risk on 1 June 2025.
    fn judge(risk: &str, controls: &str) -> RiskFacts {
        let files = [
            ("plimsoll.toml", "[register]\ntitle = \"T\"\n"),
            ("schema/methodology.toml", METHODOLOGY),
            ("people.toml", PEOPLE),
            ("controls.toml", controls),
            ("risks/R001.toml", risk),
        ];
        let loaded = load_texts(&files);
        Facts::new(&loaded.register, date(2025, 6, 1)).risks.remove(0)
    }

    fn escalated(rest: &str) -> bool {
        judge(&format!("{HIGH}{rest}"), "").escalated
    }

    #[test]
    fn a_level_that_names_somebody_is_escalated_until_something_is_decided() {
        assert!(escalated("assessed = 2025-01-15\n"));
        assert!(!escalated(&format!("assessed = 2025-01-15\n{APPROVED}")));
        let accepted = |by: &str, until: &str| {
            format!(
                "assessed = 2025-01-15\n[acceptance]\nby = \"{by}\"\non = 2025-01-20\nuntil = {until}\nlevel = \"high\"\n"
            )
        };
        assert!(!escalated(&accepted("security-lead", "2025-06-01")));
        assert!(escalated(&accepted("security-lead", "2025-05-31")), "it has ended");
        assert!(escalated(&accepted("it-manager", "2025-06-01")), "given by one who may not");
    }

    #[test]
    fn a_risk_that_is_newly_there_is_escalated_though_it_is_approved() {
        assert!(escalated(&format!("assessed = 2025-05-03\n{APPROVED}")), "29 days ago");
        assert!(!escalated(&format!("assessed = 2025-05-02\n{APPROVED}")), "30 days ago");
        assert!(escalated(&format!("identified = 2025-05-03\n{APPROVED}")));
        assert!(!escalated(&format!("identified = 2025-05-03\nassessed = 2025-02-01\n{APPROVED}")));
        assert!(!escalated(APPROVED), "without a day it is not counted as new");
    }

    #[test]
    fn whatever_is_late_escalates() {
        let due = |day: &str| format!("assessed = 2025-01-15\ntreatment.due = {day}\n{APPROVED}");
        assert!(!escalated(&due("2025-06-01")));
        assert!(escalated(&due("2025-05-31")));
        let action = "[[treatment.action]]\ndue = 2025-05-31\n";
        assert!(escalated(&format!("{}{action}", due("2025-12-31"))), "an action is late by itself");
        assert!(escalated(&format!("assessed = 2024-11-30\n{APPROVED}")), "the review was due on 31 May");
    }

    #[test]
    fn closed_unassessed_and_lower_risks_are_never_escalated() {
        assert!(!escalated("status = \"closed\"\nassessed = 2025-05-20\n"));
        assert!(!judge("assessed = 2025-05-20\n", "").escalated);
        assert!(!judge("likelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-05-20\n", "").escalated);
    }

    #[test]
    fn nothing_of_a_closed_risk_is_late() {
        let actions = "[[treatment.action]]\ndue = 2025-01-31\n[[treatment.action]]\ndone = 2025-01-31\n";
        let closed = judge(&format!("{HIGH}status = \"closed\"\nassessed = 2024-01-15\n{actions}"), "");
        assert!(!closed.is_overdue());
        assert_eq!(closed.actions, [DayState::None, DayState::Done]);
        assert_eq!((closed.plan.state, closed.review.next), (DayState::None, None));
    }

    #[test]
    fn a_degraded_retired_or_failing_control_makes_its_risks_doubtful() {
        let doubtful = |control: &str| {
            let control = format!("[[control]]\nid = \"gate\"\n{control}");
            judge("controls = [\"gate\"]\n", &control).doubtful
        };
        let tested = |on: &str, result: &str| format!("[[control.test]]\non = {on}\nresult = \"{result}\"\n");
        assert!(doubtful("state = \"degraded\"\n") && doubtful("state = \"retired\"\n"));
        assert!(!doubtful("state = \"implemented\"\n"));
        assert!(doubtful(&tested("2025-05-01", "failed")));
        assert!(!doubtful(&(tested("2025-05-02", "passed") + &tested("2025-05-01", "failed"))));
        assert!(!doubtful(&tested("2025-06-02", "failed")), "a test of tomorrow says nothing yet");
    }
}
