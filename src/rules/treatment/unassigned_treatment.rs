//! `unassigned-treatment`

use super::{about_action, active_treatment};
use crate::facts::{Facts, RiskFacts};
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::schedule::DayState;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unassigned-treatment",
    family: Family::Treatment,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a treatment or one of its actions has no owner",
    why: "What is everybody's task is nobody's. The action owner carries the plan out; the risk's owner only \
          answers for the risk. Each action names who does it, even where it is the same person again.",
    bad: &[
        "[treatment]  # unassigned-treatment\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\ndue = 2025-08-31\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]  # unassigned-treatment\ntitle = \"Encrypt the disks\"\n\
         [[treatment.action]]\ntitle = \"Count the laptops\"\nowner = \"it-manager\"\n",
    ],
    good: &[
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n",
        "[treatment]\noption = \"accept\"\n",
        "assessed = 2025-05-31\n[treatment]\noption = \"mitigate\"\ndone = 2025-05-20\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    // Of a plan that is done nobody needs to be asked any more.
    for (risk, judged) in facts.open().filter(|(_, judged)| !judged.plan.done) {
        let Some(treatment) = active_treatment(risk) else { continue };
        if treatment.owner.is_none() && !risk.is_faulty("treatment.owner") {
            let finding = RULE.at(treatment.span, format!("the treatment of {} has no `owner`", risk.id()));
            let finding = finding.label("`owner` is missing").risk(risk.id()).field("treatment.owner");
            out.add(finding.help("write `owner`: the id of the person who carries the plan out"));
        }
        actions(risk, judged, out);
    }
}

fn actions(risk: &Risk, judged: &RiskFacts, out: &mut Findings) {
    let undone = risk.actions().iter().zip(&judged.actions).filter(|(_, state)| **state != DayState::Done);
    for (action, _) in undone.filter(|(action, _)| action.owner.is_none()) {
        if risk.is_faulty("treatment.action.owner") {
            return;
        }
        let finding = about_action(&RULE, risk, action, action.span, "has no `owner`");
        let finding = finding.label("`owner` is missing").field("treatment.action.owner");
        out.add(finding.help("write `owner`: the id of the person who does it"));
    }
}
