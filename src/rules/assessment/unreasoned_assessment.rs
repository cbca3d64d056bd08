//! `unreasoned-assessment`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unreasoned-assessment",
    family: Family::Assessment,
    severity: Severity::Info,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an assessment without a rationale",
    why: "Two people who assess one risk agree when they know what the other saw: how often it happened, what \
          it cost, which control holds. Without the reason the next review can only guess again.",
    bad: &[
        "rationale = \"\"  # unreasoned-assessment\n",
        "=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood of the server room\"\nowner = \"it-manager\"\n\
         status = \"open\"\nlikelihood = \"low\"  # unreasoned-assessment\nimpact = \"low\"\n",
    ],
    good: &["rationale = \"No flood in twenty years; the room is on the third floor.\"\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for risk in facts.register.open() {
        let is_blank = risk.rationale.as_ref().is_none_or(|text| text.trim().is_empty());
        let rating = &risk.current;
        // Of half an assessment `missing-key` asks for the other half first.
        let is_whole = rating.likelihood.is_some() && rating.impact.is_some();
        if !is_blank || !is_whole || risk.is_faulty("rationale") {
            continue;
        }
        let written = risk.rationale.as_ref().map(|text| text.span);
        let Some(span) = written.or(rating.span()) else { continue };
        let finding = RULE.at(span, format!("the assessment of {} has no `rationale`", risk.id()));
        let finding = finding.label("why so?").risk(risk.id()).field("rationale");
        out.add(finding.help("write `rationale`: what speaks for this likelihood and for this impact"));
    }
}
