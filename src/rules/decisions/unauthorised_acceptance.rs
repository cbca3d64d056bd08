//! `unauthorised-acceptance`

use super::authority::{judged_person, refused};
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
        "assessed_by = \"security-lead\"\nlikelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"accept\"\n\n[acceptance]\nby = \"it-manager\"  # unauthorised-acceptance\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"accept\"\n\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
        "likelihood = \"high\"\nimpact = \"high\"\nassessed = 2025-05-01\n\n[treatment]\noption = \"accept\"\n\n[acceptance]\nby = \"managing-director\"\non = 2025-05-10\nuntil = 2025-07-31\nlevel = \"critical\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        let Some(acceptance) =
            risk.acceptance.as_ref().filter(|_| judged.acceptance.is_some_and(|d| d.unauthorised))
        else {
            continue;
        };
        let accepted = acceptance.level.as_ref().and_then(|id| methodology.level(id));
        let Some(level) = accepted else { continue };
        let Some(role) = decision::reserved(level, Kind::Acceptance) else { continue };
        let Some((by, person)) = acceptance.by.as_ref().zip(judged_person(facts, acceptance.by.as_ref()))
        else {
            continue;
        };
        let what = format!("accept {} at level {}", risk.id(), level.name());
        let finding = refused(
            &RULE,
            facts,
            by,
            (person, role),
            Some(risk),
            (judged.acceptance.is_some_and(|decision| decision.is_known), &what),
        );
        out.add(finding.risk(risk.id()).field("acceptance.by").level(facts.level_id(judged)));
    }
}
