//! `postponed-deadline`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "postponed-deadline",
    family: Family::Treatment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an open plan moved later three times or more",
    why: "A plan that is put off again and again is not carried out. Somebody has to decide: give it the people it needs, choose another treatment, or accept the risk openly.",
    bad: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31  # postponed-deadline\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n[[treatment.postponed]]\nfrom = 2025-06-30\nto = 2025-08-31\nreason = \"The supplier is late.\"\nby = \"security-lead\"\n>>> 2025-03-01\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-06-30\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n>>> 2025-03-02\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-15\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n>>> 2025-03-03\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n[[treatment.postponed]]\nfrom = 2025-06-30\nto = 2025-08-31\nreason = \"The supplier is late.\"\nby = \"security-lead\"\n>>> 2025-03-01\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-06-30\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n>>> 2025-03-02\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

/// How often is too often.
const OFTEN: usize = 3;

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(_, judged)| !judged.plan.done) {
        let (Some(past), Some(treatment)) = (facts.past_of(risk), &risk.treatment) else { continue };
        let count = past.postponed.len();
        let (Some(first), Some(last)) = (past.postponed.first(), past.postponed.last()) else { continue };
        if count < OFTEN {
            continue;
        }
        let span = treatment.due.as_ref().map_or(treatment.span, |due| due.span);
        let message = format!(
            "the deadline of {} moved later {count} times, from {} to {}",
            risk.id(),
            first.from,
            last.to
        );
        let label = format!("last in commit {} of {}", last.when.short(), last.when.day);
        let finding = RULE.at(span, message).label(label).risk(risk.id()).field("treatment.due");
        out.add(finding.level(facts.level_id(judged)).help(
            "decide anew: another treatment, somebody else to do it, or an acceptance until it can be done",
        ));
    }
}
