//! `unagreed-treatment`

use super::above_the_line;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::{Risk, Treatment, TreatmentOption};
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unagreed-treatment",
    family: Family::Treatment,
    severity: Severity::Info,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "it is not known that the risk's owner agreed to its treatment",
    why: "The risk's owner is accountable for it and has to agree to the plan and to what it leaves behind (ISO \
          27001, 6.1.3 f). An approval by the owner is such an agreement; an auditor asks to see the one or the \
          other.",
    bad: &[
        "likelihood = \"high\"\n[treatment]  # unagreed-treatment\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\n\
            owner = \"security-lead\"\ndue = 2025-08-31\n\
            [treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2025-08-31\nagreed = 2025-03-12\n\
         [treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
        "likelihood = \"high\"\nowner = \"security-lead\"\n\
         [treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"it-manager\"\ndue = 2025-08-31\n\
         [treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    // As the approval, the agreement is asked for until the plan is done.
    for (risk, judged, _) in above_the_line(facts).filter(|(_, judged, _)| !judged.plan.done) {
        let (Some(treatment), Some(owner)) = (&risk.treatment, &risk.owner) else { continue };
        if is_agreed(risk, treatment, owner) || is_unreadable(risk) {
            continue;
        }
        let name = facts.register.person_name(owner);
        let message = format!("it is not known that {name} agreed to the treatment of {}", risk.id());
        let finding = RULE.at(treatment.span, message).label("no agreement of the owner is known");
        let finding = finding.risk(risk.id()).field("treatment.agreed").level(facts.level_id(judged));
        out.add(finding.help(format!(
            "write `agreed`: the day on which {name} agreed to the plan and its residual risk"
        )));
    }
}

/// The owner's agreement is written down, or the owner took the decision.
fn is_agreed(risk: &Risk, treatment: &Treatment, owner: &At<String>) -> bool {
    let by_owner = |by: Option<&At<String>>| by.is_some_and(|by| by.value == owner.value);
    let accepts = risk.option() == Some(TreatmentOption::Accept);
    treatment.agreed.is_some()
        || by_owner(treatment.approval.as_ref().and_then(|approval| approval.by.as_ref()))
        || (accepts && by_owner(risk.acceptance.as_ref().and_then(|acceptance| acceptance.by.as_ref())))
}

fn is_unreadable(risk: &Risk) -> bool {
    ["treatment.agreed", "treatment.approval", "acceptance.by"].iter().any(|key| risk.is_faulty(key))
}
