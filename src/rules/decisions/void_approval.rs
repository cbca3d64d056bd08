//! `void-approval`

use super::authority::{brought, decide_anew};
use crate::decision::{Kind, VoidReason};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "void-approval",
    family: Family::Decisions,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "what was approved has changed since",
    why: "An approval covers a plan as it was. Its seal is a digest of the assessment, the plan and its steps: where it no longer matches, the plan that runs is not the one that was approved.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks of all laptops\"\nowner = \"security-lead\"\ndue = 2025-07-31\n[treatment.approval]\nby = \"security-lead\"\non = 2025-05-05\nseal = \"p1:0000000000000000000000000000000000000000000000000000000000000000\"  # void-approval\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks of all laptops\"\nowner = \"security-lead\"\ndue = 2025-07-31\n[treatment.approval]\nby = \"security-lead\"\non = 2025-05-05\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above() && !judged.plan.done) {
        if judged.approval.and_then(|decision| decision.void).is_none() {
            continue;
        }
        let approval = risk.treatment.as_ref().and_then(|treatment| treatment.approval.as_ref());
        let Some((approval, level)) = approval.zip(facts.current_level(judged)) else { continue };
        let span = approval.seal.as_ref().or(approval.by.as_ref()).map_or(approval.span, |place| place.span);
        let since = match judged.approval.and_then(|decision| decision.void) {
            Some(VoidReason::History) => brought(facts, risk, Kind::Approval),
            _ => String::new(),
        };
        let message = format!(
            "the approval of the plan of {} is void: what was approved has changed since{since}",
            risk.id()
        );
        let finding = RULE.at(span, message).label("does not match the risk");
        let finding = finding.risk(risk.id()).field("treatment.approval").level(Some(&level.id));
        out.add(finding.help(decide_anew(facts, risk, level, Kind::Approval)));
    }
}
