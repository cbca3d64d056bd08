//! `unauthorised-approval`

use super::authority::{judged_person, refused};
use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unauthorised-approval",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an approval was given by somebody who may not give it",
    why: "A plan for a risk above the line is approved by the role that the methodology names, so that whoever carries the risk does not approve its treatment alone.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks of all laptops\"\nowner = \"security-lead\"\ndue = 2025-07-31\n\n[treatment.approval]\nby = \"it-manager\"  # unauthorised-approval\non = 2025-05-05\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks of all laptops\"\nowner = \"security-lead\"\ndue = 2025-07-31\n\n[treatment.approval]\nby = \"security-lead\"\non = 2025-05-05\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above() && !judged.plan.done) {
        if !judged.approval.is_some_and(|decision| decision.unauthorised) {
            continue;
        }
        let Some(level) = facts.current_level(judged) else { continue };
        let Some(role) = decision::reserved(level, Kind::Approval) else { continue };
        let by = risk.treatment.as_ref().and_then(|t| t.approval.as_ref()).and_then(|a| a.by.as_ref());
        let Some((by, person)) = by.zip(judged_person(facts, by)) else { continue };
        let what = format!("approve the plan of {}, whose level is {}", risk.id(), level.name());
        let finding = refused(
            &RULE,
            facts,
            by,
            (person, role),
            Some(risk),
            (judged.approval.is_some_and(|decision| decision.is_known), &what),
        );
        out.add(finding.risk(risk.id()).field("treatment.approval.by").level(facts.level_id(judged)));
    }
}
