//! `unauthorised-waiver`

use super::authority::{judged_person, refused};
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
        "rationale = \"\"\n[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"The minutes of 3 March have it.\"\nuntil = 2025-12-31\nby = \"office-manager\"  # unauthorised-waiver\n",
        "rationale = \"\"\n[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"The minutes of 3 March have it.\"\nuntil = 2025-12-31\nby = \"former-it-manager\"  # unauthorised-waiver\n",
        "likelihood = \"high\"\nrationale = \"\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"The minutes of 3 March have it.\"\nuntil = 2025-12-31\nby = \"it-manager\"  # unauthorised-waiver\n",
        "likelihood = \"high\"\nrationale = \"\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n=== waivers.toml\n[[waiver]]\npath = \"risks/R001.toml\"\nrule = \"unreasoned-assessment\"\nreason = \"The minutes of 3 March have it.\"\nuntil = 2025-12-31\nby = \"it-manager\"  # unauthorised-waiver\n",
    ],
    good: &[
        "rationale = \"\"\n[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"The minutes of 3 March have it.\"\nuntil = 2025-12-31\nby = \"it-manager\"\n",
        "likelihood = \"high\"\nrationale = \"\"\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-08-31\nagreed = 2025-03-12\n[treatment.approval]\nby = \"security-lead\"\non = 2025-03-12\nseal = \"p1:…\"\n[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"The minutes of 3 March have it.\"\nuntil = 2025-12-31\nby = \"managing-director\"\n",
    ],
    check: Check::Waivers(check),
};

fn check(facts: &Facts<'_>, waivers: &[WaiverVerdict<'_>], out: &mut Findings) {
    for verdict in waivers.iter().filter(|verdict| verdict.is_about_an_open_risk()) {
        let (Some(refusal), Some(by)) = (&verdict.refusal, &verdict.waiver.by) else { continue };
        let Some(person) = judged_person(facts, Some(by)) else { continue };
        let rule = verdict.waiver.rule.as_ref().map_or("a rule", |rule| rule);
        let what = match verdict.risk {
            Some(risk) => format!("waive `{rule}` on {}", risk.id()),
            None => format!("waive `{rule}`"),
        };
        let finding = match refusal.role {
            Some(role) => refused(&RULE, facts, by, (person, role), verdict.risk, (false, &what)),
            None => RULE
                .at(by.span, format!("as far as known, {} may not {what}", person.name()))
                .label(if person.is_active() { "holds no role" } else { "is not active" })
                .help("any active person who holds a role may"),
        };
        out.add(verdict.about(finding, "waiver.by").level(refusal.level.map(|level| level.id.as_str())));
    }
}
