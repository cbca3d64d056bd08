//! `unknown-rule`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::rules::{Check, Family, RULES, Rule, Stability, family, find};
use crate::source::At;
use crate::suggest::{self, Known};

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
    for (name, _) in &facts.register.config.severities {
        if find(name).is_none() && family(name).is_none() {
            report(name, "rule or family", None, out);
        }
    }
    let own =
        facts.register.risks.iter().flat_map(|risk| risk.waivers.iter().map(move |w| (w, Some(risk.id()))));
    let listed =
        facts.register.waivers.iter().map(|waiver| (waiver, waiver.risk.as_ref().map(|id| id.as_str())));
    for (waiver, risk) in own.chain(listed) {
        if let Some(name) = waiver.rule.as_ref().filter(|name| find(name).is_none()) {
            report(name, "rule", risk, out);
        }
    }
}

fn report(name: &At<String>, what: &str, risk: Option<&str>, out: &mut Findings) {
    let rules = RULES.iter().map(|rule| Known::word(rule.name));
    let families = Family::WORDS.iter().map(|(word, _)| Known::word(word));
    let guess = suggest::guess(name, rules.chain(families)).map(|guess| guess.question());
    let finding =
        RULE.at(name.span, format!("there is no {what} `{}`", name.value)).label("not a known name");
    let finding = finding.field("rule").other(&name.value).help("`plimsoll rules` lists them").help_if(guess);
    out.add(match risk {
        Some(id) => finding.risk(id),
        None => finding.thing("plimsoll.toml"),
    });
}
