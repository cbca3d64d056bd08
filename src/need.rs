//! What an open risk above the line waits for: decisions that are missing, or
//! that do not hold.

use crate::decision::{Decision, Kind};
use crate::facts::RiskFacts;
use crate::model::risk::{Risk, Status, TreatmentOption};

/// A decision that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The acceptance does not hold.
    Reaccept(Decision),
    /// It is carried without an acceptance.
    Accept,
    /// It is neither treated nor accepted.
    Decide,
    /// The plan's approval does not hold.
    Reapprove(Decision),
    /// The plan has no approval.
    Approve,
}

impl Need {
    /// Which kind of decision that is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Reaccept(_) | Self::Accept | Self::Decide => Kind::Acceptance,
            Self::Reapprove(_) | Self::Approve => Kind::Approval,
        }
    }

    /// The decision that was taken and does not hold.
    #[must_use]
    pub fn taken(&self) -> Option<&Decision> {
        match self {
            Self::Reaccept(decision) | Self::Reapprove(decision) => Some(decision),
            Self::Accept | Self::Decide | Self::Approve => None,
        }
    }
}

/// What a risk waits for, what is needed first at the front; nothing where it is
/// closed or not above the line.
#[must_use]
pub fn of(risk: &Risk, facts: &RiskFacts) -> Vec<Need> {
    if !risk.is_open() || !facts.is_above() {
        return Vec::new();
    }
    acceptance(risk, facts).into_iter().chain(approval(risk, facts)).collect()
}

fn acceptance(risk: &Risk, facts: &RiskFacts) -> Option<Need> {
    let is_carried = risk.option() == Some(TreatmentOption::Accept)
        || matches!(risk.status(), Status::Accepted | Status::Treated);
    match facts.acceptance {
        Some(decision) if !decision.holds() => Some(Need::Reaccept(decision)),
        None if is_carried => Some(Need::Accept),
        None if risk.treatment.is_none() => Some(Need::Decide),
        _ => None,
    }
}

fn approval(risk: &Risk, facts: &RiskFacts) -> Option<Need> {
    let plans =
        risk.treatment.is_some() && risk.option() != Some(TreatmentOption::Accept) && !facts.plan.done;
    match facts.approval.filter(|_| plans) {
        Some(decision) if !decision.holds() => Some(Need::Reapprove(decision)),
        // A valid acceptance carries the risk while its plan is written.
        None if plans && !facts.acceptance.is_some_and(|decision| decision.holds()) => Some(Need::Approve),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};

    #[test]
    fn what_is_above_the_line_waits_for_what_is_missing() {
        const HIGH: &str = "likelihood = 'high'\nimpact = 'high'\n";
        const PLAN: &str = "[treatment]\noption = 'mitigate'\nplan = 'P'\n";
        for (text, needs) in [
            (HIGH.to_owned(), vec![Need::Decide]),
            (format!("{HIGH}{PLAN}"), vec![Need::Approve]),
            (format!("{HIGH}{}", PLAN.replace("mitigate", "accept")), vec![Need::Accept]),
            (format!("{HIGH}status = 'treated'\n{PLAN}"), vec![Need::Accept, Need::Approve]),
            (format!("{HIGH}status = 'closed'\n"), vec![]),
            ("likelihood = 'low'\nimpact = 'low'\n".to_owned(), vec![]),
        ] {
            let register = register_of(&[("R001", &text)]);
            let facts = facts_of(&register);
            assert_eq!(of(&register.risks[0], &facts.risks[0]), needs, "{text}");
        }
        let expired =
            format!("{HIGH}[acceptance]\nby = 'managing-director'\nuntil = 2025-01-01\nlevel = 'critical'\n");
        let register = register_of(&[("R001", &expired)]);
        let needs = of(&register.risks[0], &facts_of(&register).risks[0]);
        assert!(matches!(needs[..], [Need::Reaccept(decision)] if decision.expired), "{needs:?}");
        assert_eq!(needs[0].kind(), Kind::Acceptance);
    }
}
