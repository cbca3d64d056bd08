//! `unknown-risk`

use super::catalogue::Catalogue;
use crate::facts::Facts;
use crate::finding::{Findings, FixClass};
use crate::mention::risks;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::suggest::Known;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-risk",
    family: Family::References,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk is named that the register does not have",
    why: "Relations between risks are shown from both ends, and a waiver silences a rule on one risk: with a \
          wrong id neither reaches anything. What a risk was called before (`formerly`) still counts.",
    bad: &[
        "related = [\"R009\"]  # unknown-risk\n",
        "status = \"closed\"\n[closed]\non = 2025-05-01\nby = \"it-manager\"\nreason = \"One risk now.\"\nmerged_into = \"R01\"  # unknown-risk\n",
        "=== waivers.toml\n[[waiver]]\nrisk = \"R009\"  # unknown-risk\nrule = \"out-of-scope\"\nreason = \"The audit is in July.\"\nuntil = 2025-07-31\nby = \"security-lead\"\n",
    ],
    good: &[
        "related = [\"R009\"]\n=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nformerly = [\"R009\"]\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\n",
        "unit = \"canteen\"\nformerly = [\"R009\"]\n=== waivers.toml\n[[waiver]]\nrisk = \"R009\"\nrule = \"out-of-scope\"\nreason = \"The canteen joins the scope in July.\"\nuntil = 2025-07-31\nby = \"security-lead\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    if register.holes().risks {
        return;
    }
    let mut catalogue = Catalogue::new(&RULE, "risk", &register.config.paths.risks, "file");
    catalogue.help = "name a risk that is there, or take the reference out".to_owned();
    let known = || register.risks.iter().map(|risk| Known { id: risk.id(), name: risk.title() });
    for mention in risks::each(register).filter(|mention| register.referred(mention.id).is_none()) {
        out.add(catalogue.unknown(&mention, known));
    }
}
