//! `edited-closed-risk`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "edited-closed-risk",
    family: Family::Identity,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk was changed after it was closed",
    why: "A closed risk is a record of what was decided. Who needs it again reopens it, so that it is owned, reviewed and counted like any other; an edit of the record itself goes unseen.",
    bad: &[
        "status = \"closed\"  # edited-closed-risk\nrationale = \"It was never a risk.\"\n[closed]\non = 2025-03-01\nby = \"security-lead\"\nreason = \"The store was given up.\"\n>>> 2025-03-01\nstatus = \"closed\"\n[closed]\non = 2025-03-01\nby = \"security-lead\"\nreason = \"The store was given up.\"\n",
    ],
    good: &[
        "tags = [\"store\"]\nstatus = \"closed\"\n[closed]\non = 2025-03-01\nby = \"security-lead\"\nreason = \"The store was given up.\"\n>>> 2025-02-01\n",
        "status = \"closed\"\n[closed]\non = 2025-03-01\nby = \"security-lead\"\nreason = \"The store was given up.\"\n>>> 2025-03-01\nstatus = \"closed\"\n[closed]\non = 2025-03-01\nby = \"security-lead\"\nreason = \"The store was given up.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for risk in facts.register.risks.iter().filter(|risk| !risk.is_open()) {
        let Some(past) = facts.past_of(risk) else { continue };
        let Some((field, when)) = past.edited_since_closed.last() else { continue };
        let mut fields: Vec<&str> =
            past.edited_since_closed.iter().map(|(field, _)| field.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        let span = risk.status.as_ref().map_or(risk.id.span, |status| status.span);
        let message = format!("{} was changed after it was closed: {}", risk.id(), fields.join(", "));
        let label = format!("`{field}` in commit {} of {}", when.short(), when.day);
        out.add(
            RULE.at(span, message)
                .label(label)
                .risk(risk.id())
                .field("status")
                .help("reopen the risk if it is one again; else undo the change"),
        );
    }
}
