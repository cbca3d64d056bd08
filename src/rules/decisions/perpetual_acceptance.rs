//! `perpetual-acceptance`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "perpetual-acceptance",
    family: Family::Decisions,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an acceptance was renewed three times",
    why: "An acceptance is for a time: until something is replaced, built or decided. One that is renewed whenever it ends is a treatment that never comes, and a level that is above the line for good.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31  # perpetual-acceptance\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n>>> 2025-05-11\nlikelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-07-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n>>> 2025-05-12\nlikelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-08-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n>>> 2025-05-13\nlikelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-09-30\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n",
    ],
    good: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n>>> 2025-05-11\nlikelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-08-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n>>> 2025-05-12\nlikelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\nuntil = 2025-09-30\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\n",
    ],
    check: Check::Register(check),
};

/// How often is too often.
const OFTEN: usize = 3;

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| judged.is_above()) {
        let (Some(past), Some(acceptance)) = (facts.past_of(risk), &risk.acceptance) else { continue };
        if past.renewed < OFTEN {
            continue;
        }
        let span = acceptance.until.as_ref().map_or(acceptance.span, |until| until.span);
        let message = format!("the acceptance of {} was renewed {} times", risk.id(), past.renewed);
        let finding = RULE.at(span, message).label("renewed again").risk(risk.id()).field("acceptance.until");
        out.add(
            finding.level(facts.level_id(judged)).help(
                "treat the risk, or have the acceptance criteria changed if it is to be carried for good",
            ),
        );
    }
}
