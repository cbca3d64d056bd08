//! `insufficient-treatment`

use super::above_the_line;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "insufficient-treatment",
    family: Family::Treatment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the residual level is still above the line",
    why: "A plan that leaves the risk above the line has not solved it: once it is done somebody will have to \
          accept what remains, or find more to do. That is better known when the plan is approved than when \
          the money is spent.",
    bad: &[
        "likelihood = \"high\"\nimpact = \"high\"\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\n\
            due = 2025-06-10\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n\
            [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n\
            [treatment.residual]\nlikelihood = \"medium\"  # insufficient-treatment\nimpact = \"high\"\n",
    ],
    good: &[
        "likelihood = \"high\"\nimpact = \"high\"\n[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\n\
             due = 2025-06-10\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n\
             [[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n\
             [treatment.residual]\nlikelihood = \"medium\"\nimpact = \"medium\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged, current) in above_the_line(facts) {
        let residual = judged.stages.residual.filter(|stage| stage.above == Some(true));
        let Some(level) = facts.level_of(residual) else { continue };
        let Some(span) = risk.residual().and_then(|table| table.rating.span()) else { continue };
        let id = risk.id();
        let message = match level.name() {
            same if same == current.name() => format!("the treatment leaves {id} at {same}, above the line"),
            lower => {
                format!("the treatment brings {id} from {} to {lower}, still above the line", current.name())
            }
        };
        let finding = RULE.at(span, message).label(format!("{}, above the line", level.name()));
        let finding = finding.risk(id).field("treatment.residual").level(facts.level_id(judged));
        out.add(finding.help(
            "plan more and lower [treatment.residual]; what remains above the line has to be accepted",
        ));
    }
}
