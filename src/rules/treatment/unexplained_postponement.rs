//! `unexplained-postponement`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{days_between, days_in_words};
use crate::postponed::{Move, Moves};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unexplained-postponement",
    family: Family::Treatment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a deadline moved later and nothing says why",
    why: "A date that moves in silence is how plans die. An entry in `[[treatment.postponed]]` with the old and the new date explains the move; it stays with the risk, and reviewers see who agreed to it.",
    bad: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31  # unexplained-postponement\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n>>> 2025-03-01\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
    ],
    good: &[
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n[[treatment.postponed]]\nfrom = 2025-07-31\nto = 2025-08-31\nreason = \"The supplier is late.\"\nby = \"security-lead\"\n>>> 2025-03-01\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
        "likelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n>>> 2025-03-01\nlikelihood = \"high\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, _) in facts.open().filter(|(_, judged)| !judged.plan.done) {
        let moves = Moves::of(facts, risk);
        for moved in &moves.seen {
            if moves.is_explained(moved) || risk.is_faulty("treatment.postponed") {
                continue;
            }
            let Move { from, to, when } = *moved;
            let when = when.map_or_else(
                || "moved, not committed yet".to_owned(),
                |when| format!("moved in commit {} of {}", when.short(), when.day),
            );
            let Some(treatment) = &risk.treatment else { continue };
            let span = treatment.due.as_ref().map_or(treatment.span, |due| due.span);
            let days = days_in_words(days_between(from, to));
            let message = format!(
                "the deadline of {} moved {days} later, from {from} to {to}, without a reason",
                risk.id()
            );
            let finding = RULE.at(span, message).label(when).risk(risk.id()).field("treatment.due");
            out.add(
                finding.other(format!("{from} {to}")).help(format!(
                    "add [[treatment.postponed]] with from = {from}, to = {to} and the reason"
                )),
            );
        }
    }
}
