//! `overlong-acceptance`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "overlong-acceptance",
    family: Family::Decisions,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an acceptance runs longer than its level allows",
    why: "The worse a level, the sooner somebody has to look at it again. The methodology says for how long a level may be accepted at most.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2026-05-10  # overlong-acceptance\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-11-10\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        let Some(acceptance) = &risk.acceptance else { continue };
        let (Some(on), Some(until)) = (&acceptance.on, &acceptance.until) else { continue };
        let Some(level) = acceptance.level.as_ref().and_then(|id| methodology.level(id)) else { continue };
        let Some(longest) = &level.accept_for else { continue };
        let last = longest.value.after(on.value);
        if until.value <= last {
            continue;
        }
        let message = format!("{} is accepted for longer than {}", risk.id(), longest.value);
        let finding = RULE.at(until.span, message).label(format!("{last} at the latest"));
        let finding = finding.risk(risk.id()).field("acceptance.until").level(facts.level_id(judged));
        let help = format!("accept it until {last}, and anew after that");
        out.add(
            finding
                .help(help)
                .related(longest.span, format!("{} may be accepted for this long", level.name())),
        );
    }
}
