//! `unknown-rule`

use crate::facts::Facts;
use crate::finding::{Findings, FixClass};
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::rules::{Check, Family, Rule, Rules, Stability, family};
use crate::source::At;
use crate::suggest::{self, Guess, Known};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-rule",
    family: Family::Files,
    severity: Severity::Warning,
    dated: false,
    fix: Some(FixClass::Safe),
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
            report(&rules, name, Names::Settings, None, out);
        }
    }
    let own =
        facts.register.risks.iter().flat_map(|risk| risk.waivers.iter().map(move |w| (w, Some(risk.id()))));
    let listed =
        facts.register.waivers.iter().map(|waiver| (waiver, waiver.risk.as_ref().map(|id| id.as_str())));
    for (waiver, risk) in own.chain(listed) {
        if let Some(name) = waiver.rule.as_ref().filter(|name| rules.find(name).is_none()) {
            report(&rules, name, Names::Waiver, risk, out);
        }
    }
}

/// Where a rule is named.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    /// As a key of `[rules]`, where a family may stand, too.
    Settings,
    /// As the text of a waiver.
    Waiver,
}

fn report(rules: &Rules<'_>, name: &At<String>, by: Names, risk: Option<&str>, out: &mut Findings) {
    let known = rules.iter().map(|rule| Known::word(rule.name));
    let families = Family::WORDS.iter().map(|(word, _)| Known::word(word));
    let guess = suggest::guess(name, known.chain(families.filter(|_| by == Names::Settings)));
    let what = if by == Names::Settings { "rule or family" } else { "rule" };
    let finding =
        RULE.at(name.span, format!("there is no {what} `{}`", name.value)).label("not a known name");
    let finding = finding.field("rule").other(&name.value).help("`plimsoll rules` lists them");
    let finding = finding.help_if(guess.as_ref().map(Guess::question));
    let finding = match (guess, by) {
        (Some(Guess::Same(known)), Names::Settings) => finding.fix(FixClass::Safe, known.id),
        (Some(Guess::Same(known)), Names::Waiver) => finding.fix(FixClass::Safe, format!("\"{}\"", known.id)),
        _ => finding,
    };
    out.add(match risk {
        Some(id) => finding.risk(id),
        None => finding.thing("plimsoll.toml"),
    });
}
