//! The statement of applicability (ISO/IEC 27001, 6.1.3 d): of every control of
//! Annex A whether it applies, why, and where it stands.

use crate::facts::Facts;
use crate::model::annex_a::{ALL, AnnexControl, plain};
use crate::model::control::{Control, ControlState, Excluded, Reason};
use crate::model::risk::Risk;

/// What is stated of a control of Annex A.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// The control.
    pub control: &'static AnnexControl,
    /// The register's own controls that name it; retired ones apply nothing.
    pub applied: Vec<&'a Control>,
    /// Why it does not apply, where that is stated.
    pub excluded: Option<&'a Excluded>,
    /// Why it applies.
    pub reasons: Vec<Reason>,
    /// Where its own controls stand: the state that is furthest from being in
    /// force.
    pub state: Option<ControlState>,
    /// The places of the open risks that count on it or plan it.
    pub risks: Vec<usize>,
}

impl Statement<'_> {
    /// Whether it applies; `None` where nothing is stated.
    #[must_use]
    pub fn applies(&self) -> Option<bool> {
        match (self.applied.is_empty(), self.excluded) {
            (false, _) => Some(true),
            (true, Some(_)) => Some(false),
            (true, None) => None,
        }
    }
}

/// Whether a register states anything of Annex A.
#[must_use]
pub fn states_something(facts: &Facts<'_>) -> bool {
    let register = facts.register;
    !register.excluded.is_empty() || register.controls.iter().any(|control| !control.annex_a.is_empty())
}

/// The whole statement, in the order of the annex.
#[must_use]
pub fn statement<'a>(facts: &Facts<'a>) -> Vec<Statement<'a>> {
    ALL.iter().map(|control| one(facts, control)).collect()
}

fn one<'a>(facts: &Facts<'a>, annex: &'static AnnexControl) -> Statement<'a> {
    let register = facts.register;
    let is_it = |reference: &crate::source::At<String>| plain(reference) == annex.reference;
    let own = register.controls.iter().filter(|control| control.annex_a.iter().any(is_it));
    let applied: Vec<&Control> = own.filter(|control| !control.is_retired()).collect();
    let names = |id: &str| applied.iter().any(|control| control.id.value == id);
    let calls = |risk: &Risk| {
        let counts = risk.controls.iter().any(|id| names(id));
        counts || risk.actions().iter().filter_map(|action| action.control.as_ref()).any(|id| names(id))
    };
    let risks = register.risks.iter().enumerate().filter(|(_, risk)| risk.is_open() && calls(risk));
    let mut reasons: Vec<Reason> = Vec::new();
    for reason in applied.iter().flat_map(|control| &control.reasons) {
        if !reasons.contains(&reason.value) {
            reasons.push(reason.value);
        }
    }
    Statement {
        control: annex,
        excluded: register.excluded.iter().find(|excluded| excluded.annex_a.as_ref().is_some_and(is_it)),
        state: applied
            .iter()
            .filter_map(|control| control.state.as_ref())
            .map(|state| state.value)
            .max_by_key(distance),
        risks: risks.map(|(place, _)| place).collect(),
        reasons,
        applied,
    }
}

/// How far a control is from being in force.
fn distance(state: &ControlState) -> u8 {
    match state {
        ControlState::Implemented => 0,
        ControlState::Degraded => 1,
        ControlState::Planned => 2,
        ControlState::Retired => 3,
    }
}
