//! `void-acceptance`

use crate::decision::VoidReason;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "void-acceptance",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "what was accepted has changed since",
    why: "An acceptance covers a risk as it was when somebody decided. Its seal is a digest of that: where it no longer matches, or the level has risen, nobody has accepted what stands there now.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:0000000000000000000000000000000000000000000000000000000000000000\"  # void-acceptance\n",
        "likelihood = \"high\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"  # void-acceptance\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        let Some(reason) = judged.acceptance.and_then(|decision| decision.void) else { continue };
        let Some(acceptance) = &risk.acceptance else { continue };
        let place = match reason {
            VoidReason::Level => acceptance.level.as_ref(),
            VoidReason::Seal => acceptance.seal.as_ref(),
        };
        let now = facts.current_level(judged).map_or("", |level| level.name());
        let (message, label) = match reason {
            VoidReason::Level => (
                format!("the acceptance of {} is void: its level is now {now}", risk.id()),
                "accepted at a lower level",
            ),
            VoidReason::Seal => (
                format!("the acceptance of {} is void: what was accepted has changed since", risk.id()),
                "does not match the risk",
            ),
        };
        let finding = RULE.at(place.map_or(acceptance.span, |place| place.span), message).label(label);
        let finding = finding.risk(risk.id()).field("acceptance").level(facts.level_id(judged));
        out.add(finding.help("have the risk accepted anew as it is now, or undo what changed"));
    }
}
