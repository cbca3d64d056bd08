//! `raised-by-controls`

use super::raised::{Judged, raised};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "raised-by-controls",
    family: Family::Assessment,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the current level is above the inherent one",
    why: "The inherent level is the risk before any control, the current one counts the controls in force. \
          Controls do not make a risk worse: one of the two assessments is wrong, or they were made with \
          different risks in mind.",
    bad: &[
        "likelihood = \"medium\"  # raised-by-controls\nimpact = \"medium\"\n\n\
         [inherent]\nlikelihood = \"low\"\nimpact = \"medium\"\n",
        "impact = \"medium\"  # raised-by-controls\n\n[inherent]\nlikelihood = \"medium\"\nimpact = \"low\"\n",
    ],
    good: &[
        "[inherent]\nlikelihood = \"high\"\nimpact = \"high\"\n",
        "[inherent]\nlikelihood = \"medium\"\nimpact = \"medium\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open() {
        let Some(inherent) = &risk.inherent else { continue };
        let before = Judged { name: "inherent", rating: &inherent.rating, stage: judged.stages.inherent };
        let now = Judged { name: "current", rating: &risk.current, stage: judged.stages.current };
        if let Some(finding) = raised(&RULE, facts, risk, before, now) {
            let finding = finding.field("inherent").level(facts.level_id(judged));
            out.add(finding.help(
                "assess both again: [inherent] without any control, the current with all of `controls`",
            ));
        }
    }
}
