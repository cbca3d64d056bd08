//! `unused-waiver`

use crate::facts::Facts;
use crate::finding::{Findings, FixClass, Mend};
use crate::model::config::Severity;
use crate::rules::{self, waivers::WaiverVerdict};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unused-waiver",
    family: Family::Waivers,
    severity: Severity::Warning,
    dated: false,
    fix: Some(FixClass::Unsafe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a waiver silences nothing",
    why: "A waiver that silences nothing would hide the next thing of its kind without anybody having decided so. Either what it was for is mended, or its rule is one that cannot be waived.",
    bad: &[
        "status = \"open\"\n[[waiver]]\nrule = \"overdue-treatment\"  # unused-waiver\nreason = \"The supplier decides.\"\nuntil = 2025-12-31\nby = \"security-lead\"\n",
        "status = \"open\"\n[[waiver]]\nrule = \"duplicate-id\"  # unused-waiver\nreason = \"Both are meant.\"\nuntil = 2025-12-31\nby = \"security-lead\"\n",
    ],
    good: &[
        "status = \"open\"\n",
        "assessed = 2023-01-15\nidentified = 2023-01-10\n[[waiver]]\nrule = \"overdue-review\"\nreason = \"Reviewed with the audit in July.\"\nuntil = 2025-07-31\nby = \"security-lead\"\n",
        "status = \"closed\"\n[closed]\non = 2025-05-20\nby = \"it-manager\"\nreason = \"There are no laptops any more.\"\n[[waiver]]\nrule = \"overdue-review\"\nreason = \"Reviewed with the audit in July.\"\nuntil = 2025-07-31\nby = \"security-lead\"\n",
    ],
    check: Check::Waivers(check),
};

fn check(facts: &Facts<'_>, waivers: &[WaiverVerdict<'_>], out: &mut Findings) {
    // One that has ended is a finding of its own, with the same remedy.
    let in_force = waivers.iter().filter(|verdict| verdict.judged && !verdict.expired);
    for verdict in in_force.filter(|verdict| verdict.is_about_an_open_risk()) {
        let Some(name) = &verdict.waiver.rule else { continue };
        let Some(rule) = rules::find(name) else { continue };
        if (verdict.matches > 0 && rule.is_waivable()) || verdict.is_astray(facts.register) {
            continue;
        }
        let here = verdict
            .risk
            .map_or_else(|| verdict.waiver.path.as_ref().map_or("here", |path| path), |risk| risk.id());
        let (message, help) = if rule.is_waivable() {
            (format!("nothing at {here} is found by `{}`", rule.name), "take the waiver out")
        } else {
            (format!("`{}` cannot be waived", rule.name), "mend what it finds, and take the waiver out")
        };
        let finding = RULE.at(name.span, message).label("silences nothing");
        out.add(verdict.about(finding, "waiver").help(help).unsafe_fix(Mend::TakeOut(verdict.waiver.span)));
    }
}
