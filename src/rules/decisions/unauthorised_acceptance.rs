//! `unauthorised-acceptance`

use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unauthorised-acceptance",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an acceptance was given by somebody who may not give it",
    why: "An acceptance by somebody who may not give it is none. The methodology says which role may accept a level; those above that role may too.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"accept\"\n\n[acceptance]\nby = \"it-manager\"  # unauthorised-acceptance\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"accept\"\n\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
        "likelihood = \"high\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"accept\"\n\n[acceptance]\nby = \"managing-director\"\non = 2025-05-10\nuntil = 2025-07-31\nlevel = \"critical\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        if !(judged.acceptance.is_some_and(|decision| decision.unauthorised)) {
            continue;
        }
        let Some(level) = risk
            .acceptance
            .as_ref()
            .and_then(|a| a.level.as_ref())
            .and_then(|id| facts.register.methodology.as_ref()?.level(id))
        else {
            continue;
        };
        // Somebody who is not known is another finding's matter.
        let Some(by) = risk.acceptance.as_ref().and_then(|a| a.by.as_ref()) else { continue };
        let (Some(person), Some(role)) =
            (facts.register.person(by), decision::reserved(level, Kind::Acceptance))
        else {
            continue;
        };
        let message = format!("{} may not accept {} at level {}", person.name(), risk.id(), level.name());
        let finding = RULE.at(by.span, message).label("as far as known, not allowed to").risk(risk.id());
        let finding = finding.field("acceptance.by").level(facts.level_id(judged));
        let who = decision::who_may(facts.register, role, Some(risk));
        out.add(finding.help(format!("{who} may")).related(role.span, "reserved to this role"));
    }
}
