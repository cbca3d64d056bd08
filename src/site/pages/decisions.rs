//! Decisions in words: their state, why, and who may take them.

use crate::decision::{Decision, DecisionState, Kind, VoidReason, reserved};
use crate::facts::RiskFacts;
use crate::model::day::{Day, in_words};
use crate::model::methodology::Level;
use crate::model::risk::{Publish, Risk, Status, TreatmentOption};
use crate::site::scene::{Scene, overdue};
use crate::site::text::list;
use crate::site::view::{Run, Sentence};

/// What a risk above the line waits for.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Why, each a sentence.
    pub why: Vec<Vec<Run>>,
    /// In which way, for the overview's sentence.
    pub lacks: Lack,
    /// How late it is.
    pub late: Option<String>,
    /// Which kind of decision is needed first.
    pub kind: Kind,
}

/// In which way a decision is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// An acceptance is over.
    Expired,
    /// What was decided on has changed.
    Void,
    /// Somebody decided who may not.
    Unauthorised,
    /// Nobody decided.
    Missing,
}

/// What an open risk above the line waits for, if it does.
#[must_use]
pub fn waiting(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts) -> Option<Waiting> {
    if !risk.is_open() || !facts.is_above() {
        return None;
    }
    let mut waiting = Waiting { why: Vec::new(), lacks: Lack::Missing, late: None, kind: Kind::Acceptance };
    let accepts = risk.option() == Some(TreatmentOption::Accept)
        || matches!(risk.status(), Status::Accepted | Status::Treated);
    match &facts.acceptance {
        Some(decision) if !decision.holds() => {
            waiting.lacks = lack(decision);
            waiting.why.push(not_holding(
                "Acceptance",
                decision,
                void(scene, risk, facts, Kind::Acceptance),
                risk.acceptance.as_ref().and_then(|a| a.until.as_ref()).map(|u| u.value),
            ));
            waiting.late = risk
                .acceptance
                .as_ref()
                .and_then(|a| a.until.as_ref())
                .filter(|_| decision.expired)
                .map(|until| overdue(until.value, scene.facts.today));
        }
        None if accepts => {
            waiting.why.push(missing("Not accepted", "the risk is carried without an acceptance"))
        }
        None if risk.treatment.is_none() => waiting.why.push(missing("Neither treated nor accepted", "")),
        _ => {}
    }
    let plans =
        risk.treatment.is_some() && risk.option() != Some(TreatmentOption::Accept) && !facts.plan.done;
    if plans {
        let before = waiting.why.len();
        match &facts.approval {
            Some(decision) if !decision.holds() => {
                if before == 0 {
                    waiting.lacks = lack(decision);
                }
                waiting.why.push(not_holding(
                    "Approval",
                    decision,
                    void(scene, risk, facts, Kind::Approval),
                    None,
                ));
            }
            // A valid acceptance carries the risk while its plan is written.
            None if !facts.acceptance.is_some_and(|decision| decision.holds()) => {
                waiting.why.push(missing("Plan has no approval", ""))
            }
            _ => {}
        }
        if before == 0 {
            waiting.kind = Kind::Approval;
        }
    }
    (!waiting.why.is_empty()).then_some(waiting)
}

fn lack(decision: &Decision) -> Lack {
    match decision.state {
        DecisionState::Unauthorised => Lack::Unauthorised,
        _ if decision.is_forged() => Lack::Unauthorised,
        DecisionState::Void => Lack::Void,
        DecisionState::Expired => Lack::Expired,
        DecisionState::Valid | DecisionState::Unproven => Lack::Missing,
    }
}

fn missing(what: &str, why: &str) -> Vec<Run> {
    let mut words = Sentence::default();
    words.stress(what);
    if !why.is_empty() {
        words.say(format!("; {why}"));
    }
    words.runs()
}

fn not_holding(what: &str, decision: &Decision, void: String, until: Option<Day>) -> Vec<Run> {
    let mut words = Sentence::default();
    words.say(format!("{what} "));
    match decision.state {
        DecisionState::Unauthorised => words.stress("unauthorised").say(": given by somebody who may not"),
        DecisionState::Void => words.stress("void").say(format!(": {void}")),
        DecisionState::Unproven => {
            words.stress("not proven").say(": the signature is not the decider\u{2019}s")
        }
        _ => words.stress("expired"),
    };
    if let Some(until) = until.filter(|_| decision.state == DecisionState::Expired) {
        words.say(" on ").day(until);
    }
    words.runs()
}

/// Why a decision is void, and what changed where history knows it and all of the
/// risk may be told.
#[must_use]
pub fn void(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts, kind: Kind) -> String {
    let decision = if kind == Kind::Approval { facts.approval } else { facts.acceptance };
    if decision.and_then(|decision| decision.void) == Some(VoidReason::Level) {
        return "the level is now higher than the one decided on".to_owned();
    }
    let is_full =
        scene.facts.register.risk_place(risk.id()).is_some_and(|at| scene.shown[at] == Publish::Full);
    let changed = if is_full { scene.facts.changed_since(risk, &facts.stages, kind) } else { Vec::new() };
    match changed.as_slice() {
        [] => "what was decided on has changed since".to_owned(),
        changed => format!("what was decided on has changed since: {}", list(changed)),
    }
}

/// Who may take a decision on a level.
#[must_use]
pub fn by(scene: &Scene<'_>, level: Option<&Level>, kind: Kind) -> String {
    level
        .and_then(|level| reserved(level, kind))
        .map_or_else(|| "nobody is named".to_owned(), |role| scene.role(role))
}

/// "Critical may be accepted by Top management, for 3 months at most."
#[must_use]
pub fn authority(scene: &Scene<'_>, level: &Level) -> Option<String> {
    let role = level.accept_by.as_ref()?;
    let most =
        level.accept_for.as_ref().map_or_else(String::new, |most| format!(", for {} at most", most.value));
    Some(format!("{} may be accepted by {}{most}.", level.name(), scene.role(role)))
}

/// "on 28 January 2025", or nothing.
#[must_use]
pub fn on(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| format!(" on {}", in_words(day)))
}
