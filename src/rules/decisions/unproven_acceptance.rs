//! `unproven-acceptance`

use crate::decision::{Decision, DecisionState};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unproven-acceptance",
    family: Family::Decisions,
    severity: Severity::Info,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "nothing shows what was accepted",
    why: "A seal says what an acceptance was given for; where there is none, complete history says it. Without either nobody can tell whether the risk is still the one that was accepted.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]  # unproven-acceptance\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n>>> 2025-05-11\nlikelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        let Some(acceptance) = &risk.acceptance else { continue };
        // What a wrong signature takes away is `forged-signature`'s matter.
        let is_unproven =
            |decision: Decision| decision.state == DecisionState::Unproven && !decision.is_forged();
        if !judged.acceptance.is_some_and(is_unproven) {
            continue;
        }
        let message = format!("nothing shows what was accepted of {}", risk.id());
        let finding = RULE.at(acceptance.span, message).label("without a seal");
        let finding = finding.risk(risk.id()).field("acceptance.seal").level(facts.level_id(judged));
        out.add(finding.help(
            format!("commit it, so that history shows what was accepted, or have it accepted anew with a seal: plimsoll accept {}", risk.id()),
        ));
    }
}
