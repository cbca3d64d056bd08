//! `unapproved-treatment`

use super::{above_the_line, active_treatment};
use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unapproved-treatment",
    family: Family::Treatment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "nobody has approved the treatment of a risk above the line",
    why: "A treatment plan costs money and leaves a risk behind. Above the line both are decided by those whom \
          the level names, not by those who carry the plan out (ISO 27001, 6.1.3 f). Until then the plan is a \
          proposal.",
    bad: &[
        "likelihood = \"high\"\n[treatment]  # unapproved-treatment\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\n\
            owner = \"security-lead\"\ndue = 2025-08-31\n",
    ],
    good: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2025-08-31\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
        "assessed = 2025-05-31\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\n\
         due = 2025-05-31\ndone = 2025-05-20\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged, level) in above_the_line(facts).filter(|(_, judged, _)| !judged.plan.done) {
        let Some(treatment) = active_treatment(risk).filter(|treatment| treatment.approval.is_none()) else {
            continue;
        };
        if risk.is_faulty("treatment.approval") {
            continue;
        }
        let message =
            format!("nobody has approved the treatment of {}, which is {}", risk.id(), level.name());
        let finding = RULE.at(treatment.span, message).label("not approved");
        let finding = finding.risk(risk.id()).field("treatment.approval").level(facts.level_id(judged));
        let who = decision::reserved(level, Kind::Approval)
            .map(|role| format!("; {} may", decision::who_may(facts.register, role, Some(risk))));
        out.add(finding.help(format!(
            "have it approved: plimsoll approve {}{}",
            risk.id(),
            who.unwrap_or_default()
        )));
    }
}
