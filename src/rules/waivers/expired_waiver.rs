//! `expired-waiver`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{days_between, days_in_words};
use crate::rules::waivers::WaiverVerdict;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "expired-waiver",
    family: Family::Waivers,
    severity: Severity::Error,
    dated: true,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a waiver has ended",
    why: "A waiver holds until its last day, to the end of it. After that it silences nothing: what it was for is mended by then, or somebody decides anew.",
    bad: &[
        "rationale = \"\"\n[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"Assessed with the others in July.\"\nuntil = 2025-05-31  # expired-waiver\nby = \"security-lead\"\n",
    ],
    good: &[
        "rationale = \"\"\n[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"Assessed with the others in July.\"\nuntil = 2025-06-01\nby = \"security-lead\"\n",
    ],
    check: Check::Waivers(check),
};

fn check(facts: &Facts<'_>, waivers: &[WaiverVerdict<'_>], out: &mut Findings) {
    for verdict in waivers.iter().filter(|verdict| verdict.expired && verdict.is_about_an_open_risk()) {
        let Some(until) = &verdict.waiver.until else { continue };
        let rule = verdict.waiver.rule.as_ref().map_or("a rule", |rule| rule);
        let on = verdict.risk.map_or(String::new(), |risk| format!(" on {}", risk.id()));
        let days = days_in_words(days_between(until.value, facts.today));
        let message = format!("the waiver of `{rule}`{on} ended on {}", until.value);
        let finding = RULE.at(until.span, message).label(format!("{days} before today, {}", facts.today));
        let help = match (verdict.judged, verdict.matches) {
            (true, 0) => "take the waiver out: what it was for is mended",
            _ => "mend what it was for and take it out, or have it granted anew",
        };
        out.add(verdict.about(finding, "waiver.until").help(help));
    }
}
