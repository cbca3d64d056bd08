//! `unknown-rule`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Rules, Stability, family};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-rule",
    family: Family::Files,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a setting or a waiver names a rule that does not exist",
    why: "A severity for a misspelt rule changes nothing, and a waiver of one silences nothing.",
    bad: &[
        "--- plimsoll.toml\n[rules]\noverdue-reviews = \"error\"  # unknown-rule\n",
        "[[waiver]]\nrule = \"undated-treatmnt\"  # unknown-rule\nreason = \"The supplier decides.\"\nuntil = 2025-12-31\nby = \"security-lead\"\n",
    ],
    good: &["--- plimsoll.toml\n[rules]\noverdue-review = \"error\"\ntreatment = \"warning\"\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let rules = Rules::of(&facts.register.config);
    for (name, _) in &facts.register.config.severities {
        if rules.find(name).is_none() && family(name).is_none() {
            report(&rules, name, "rule or family", None, out);
        }
    }
    let own =
        facts.register.risks.iter().flat_map(|risk| risk.waivers.iter().map(move |w| (w, Some(risk.id()))));
    let listed =
        facts.register.waivers.iter().map(|waiver| (waiver, waiver.risk.as_ref().map(|id| id.as_str())));
    for (waiver, risk) in own.chain(listed) {
        if let Some(name) = waiver.rule.as_ref().filter(|name| rules.find(name).is_none()) {
            report(&rules, name, "rule", risk, out);
        }
    }
}

fn report(rules: &Rules<'_>, name: &At<String>, what: &str, risk: Option<&str>, out: &mut Findings) {
    let guess = rules.did_you_mean(name);
    let finding =
        RULE.at(name.span, format!("there is no {what} `{}`", name.value)).label("not a known name");
    let finding = finding.field("rule").other(&name.value).help("`plimsoll rules` lists them").help_if(guess);
    out.add(match risk {
        Some(id) => finding.risk(id),
        None => finding.thing("plimsoll.toml"),
    });
}
