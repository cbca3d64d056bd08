//! `raised-by-treatment`

use super::raised::{Judged, raised};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "raised-by-treatment",
    family: Family::Assessment,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the residual level is above the current one",
    why: "The residual level is what is left once the treatment is done. A treatment after which the risk is \
          higher than before treats nothing; mostly the two assessments were mixed up, or the current one \
          was lowered and the expectation forgotten.",
    bad: &[
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         [treatment.residual]\nlikelihood = \"medium\"\nimpact = \"high\"  # raised-by-treatment\n",
        "likelihood = \"low\"\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [treatment.residual]\nlikelihood = \"medium\"  # raised-by-treatment\nimpact = \"medium\"\n",
    ],
    good: &["[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
             [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
             [treatment.residual]\nlikelihood = \"low\"\nimpact = \"medium\"\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open() {
        let Some(residual) = risk.residual() else { continue };
        let now = Judged { name: "current", rating: &risk.current, stage: judged.stages.current };
        let after = Judged { name: "residual", rating: &residual.rating, stage: judged.stages.residual };
        if let Some(finding) = raised(&RULE, facts, risk, now, after) {
            let finding = finding.field("treatment.residual").level(facts.level_id(judged));
            out.add(finding.help(
                "write in [treatment.residual] what is left of the current likelihood and \
             impact, or choose another treatment",
            ));
        }
    }
}
