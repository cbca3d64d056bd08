//! Who has to decide something after a change, by the methodology.

use super::risks::RiskChange;
use super::{MethodChange, authority};
use crate::decision::{self, Kind};
use crate::facts::{Facts, RiskFacts};
use crate::model::risk::{Risk, Status, TreatmentOption};

/// A decision that is asked of the holders of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The role.
    pub role: String,
    /// The active people who may, by id.
    pub people: Vec<String>,
    /// What.
    pub what: Kind,
    /// About which risks, by id.
    pub why: Vec<String>,
}

/// The decisions that the touched risks ask for.
pub(super) fn of(
    (base, head): (Option<&Facts<'_>>, &Facts<'_>),
    risks: &[RiskChange],
    methodology: &MethodChange,
) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let Some(method) = &head.register.methodology else { return needs };
    for (risk, judged) in head.open().filter(|(_, judged)| judged.is_above()) {
        let touched = risks.iter().any(|change| change.id == risk.id())
            || methodology.rescored.iter().any(|(id, _)| id == risk.id())
            || methodology.rejudged.iter().any(|id| id == risk.id());
        let Some(level) = head.current_level(judged).filter(|_| touched) else { continue };
        let Some(what) = missing(risk, judged) else { continue };
        let Some(role) = decision::reserved(level, what) else { continue };
        // Nobody decides by what the same change grants.
        let may = |person: &&crate::model::person::Person| {
            let by_both =
                || base.is_none_or(|base| authority::may((base, head), (person, what), (risk, level)));
            person.is_active() && decision::may(method, person, role, Some(risk)) && by_both()
        };
        let people: Vec<String> =
            head.register.people.iter().filter(may).map(|person| person.id.value.clone()).collect();
        let same = |need: &&mut Need| need.role == role.value && need.what == what && need.people == people;
        match needs.iter_mut().find(same) {
            Some(need) => need.why.push(risk.id().to_owned()),
            None => {
                needs.push(Need { role: role.value.clone(), people, what, why: vec![risk.id().to_owned()] })
            }
        }
    }
    needs
}

/// The decision that an open risk above the line lacks.
fn missing(risk: &Risk, judged: &RiskFacts) -> Option<Kind> {
    let holds = |decision: Option<decision::Decision>| decision.is_some_and(|decision| decision.holds());
    let carried = risk.option() == Some(TreatmentOption::Accept)
        || matches!(risk.status(), Status::Accepted | Status::Treated);
    if carried {
        return (!holds(judged.acceptance)).then_some(Kind::Acceptance);
    }
    let decided = holds(judged.approval) || holds(judged.acceptance) || judged.plan.done;
    (!decided).then_some(Kind::Approval)
}
