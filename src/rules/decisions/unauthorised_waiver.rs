//! `unauthorised-waiver`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::waivers::WaiverVerdict;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unauthorised-waiver",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a waiver was granted by somebody who may not grant it",
    why: "A waiver takes a finding away, so it takes the same authority as accepting the risk. One that was granted by somebody else silences nothing.",
    bad: &[
        "rationale = \"\"\n[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"The minutes have it.\"\nuntil = 2025-12-31\nby = \"office-manager\"  # unauthorised-waiver\n",
    ],
    good: &["assessed = 2025-05-01\ndescription = \"x\"\n"],
    check: Check::Waivers(check),
};

fn check(_: &Facts<'_>, waivers: &[WaiverVerdict<'_>], out: &mut Findings) {
    for verdict in waivers.iter().filter(|verdict| verdict.is_about_an_open_risk()) {
        let (Some(who), Some(by)) = (&verdict.unauthorised, &verdict.waiver.by) else { continue };
        let message = format!("`{}` may not grant this waiver", by.value);
        let finding =
            verdict.about(RULE.at(by.span, message).label("as far as known, not allowed to"), "waiver.by");
        out.add(finding.help(format!("{who} may")));
    }
}
