//! `void-acceptance`

use super::authority::{brought, decide_anew};
use crate::decision::{Kind, VoidReason};
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
        let Some((acceptance, now)) = risk.acceptance.as_ref().zip(facts.current_level(judged)) else {
            continue;
        };
        let id = risk.id();
        let (place, message, label) = match reason {
            VoidReason::Level => {
                let then =
                    acceptance.level.as_ref().and_then(|id| facts.register.methodology.as_ref()?.level(id));
                let then = then.map_or("a lower level", |level| level.name());
                let message = format!(
                    "the acceptance of {id} is void: {then} was accepted, and it is {} now",
                    now.name()
                );
                (&acceptance.level, message, format!("now {}", now.name()))
            }
            VoidReason::Seal => {
                let message = format!("the acceptance of {id} is void: what was accepted has changed since");
                (&acceptance.seal, message, "does not match the risk".to_owned())
            }
            VoidReason::History => {
                let since = brought(facts, risk, Kind::Acceptance);
                let message =
                    format!("the acceptance of {id} is void: what was accepted has changed since{since}");
                (&acceptance.by, message, "accepted something else".to_owned())
            }
        };
        let span = place.as_ref().map_or(acceptance.span, |place| place.span);
        let finding = RULE.at(span, message).label(label).risk(id).field("acceptance");
        out.add(finding.level(Some(&now.id)).help(decide_anew(facts, risk, now, Kind::Acceptance)));
    }
}
