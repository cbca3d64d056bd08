//! `untreated-risk`

use super::above_the_line;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "untreated-risk",
    family: Family::Treatment,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk above the line has no treatment",
    why: "The line says how much risk the organisation carries without asking. Above it something is decided: \
          the risk is mitigated, avoided or transferred, or somebody who may do so accepts it. A risk for \
          which nothing is decided is carried by accident.",
    bad: &["id = \"R001\"  # untreated-risk\nlikelihood = \"high\"\n"],
    good: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2025-08-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
        "likelihood = \"high\"\nstatus = \"accepted\"\n\
         [acceptance]\nby = \"security-lead\"\non = 2025-03-12\nuntil = 2025-08-31\nlevel = \"high\"\n\
         rationale = \"New laptops with encrypted disks come in August.\"\nseal = \"p1:…\"\n",
        "likelihood = \"medium\"\nimpact = \"medium\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged, level) in above_the_line(facts) {
        if risk.treatment.is_some() || risk.is_faulty("treatment") || is_accepted(risk) {
            continue;
        }
        let message = format!("{} is {}, above the line, and has no treatment", risk.id(), level.name());
        let finding = RULE.at(risk.id.span, message).label(format!("{}, above the line", level.name()));
        let finding = finding.risk(risk.id()).field("treatment").level(facts.level_id(judged));
        out.add(finding.help(
            "write [treatment] with an `option` (`mitigate`, `accept`, `avoid` or `transfer`), a `plan`, \
             an `owner` and a `due` date",
        ));
    }
}

/// Accepting is a treatment too; whether it holds is for the rules about
/// decisions to say. The status alone decides nothing.
fn is_accepted(risk: &Risk) -> bool {
    risk.acceptance.is_some() || risk.is_faulty("acceptance")
}
