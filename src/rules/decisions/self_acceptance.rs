//! `self-acceptance`

use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "self-acceptance",
    family: Family::Decisions,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "whoever assessed a risk accepted it too",
    why: "Where a level asks for somebody above the owner, it asks for a second pair of eyes. Who sets likelihood and impact and then accepts the result has nobody look at either.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\nassessed_by = \"security-lead\"\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"  # self-acceptance\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\nassessed_by = \"it-manager\"\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        let Some(acceptance) = &risk.acceptance else { continue };
        let (Some(by), Some(assessor)) = (&acceptance.by, &risk.assessed_by) else { continue };
        let level = acceptance.level.as_ref().and_then(|id| methodology.level(id));
        let role = level.and_then(|level| Some((level, decision::reserved(level, Kind::Acceptance)?)));
        let Some((level, role)) = role else { continue };
        if !decision::is_self_acceptance(facts.register, risk, level, by) {
            continue;
        }
        let name = facts.register.person_name(by);
        let message = format!("{name} assessed {} and accepted it", risk.id());
        let finding = RULE.at(by.span, message).label("assessed it as well");
        let finding = finding.related(assessor.span, "the assessment");
        let who = decision::who_may(facts.register, role, Some(risk));
        let finding = finding.risk(risk.id()).field("acceptance.by").level(facts.level_id(judged));
        out.add(finding.help(format!("have it accepted by somebody who did not assess it: {who} may")));
    }
}
