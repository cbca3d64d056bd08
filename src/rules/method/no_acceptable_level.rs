//! `no-acceptable-level`

use super::METHODOLOGY;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "no-acceptable-level",
    family: Family::Method,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "no level is acceptable, so that there is no line",
    why: "The acceptance criteria (ISO 27001, 6.1.2 a) say up to where a risk may be carried without further \
          ado. Where no level is acceptable there is no such line, and nothing can be said to lie above it.",
    bad: &[
        "+++ schema/methodology.toml\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = false  # no-acceptable-level\n[[level]]\nid = \"high\"\nname = \"High\"\nacceptable = false\naccept_by = \"ciso\"\ntreat_within = \"6 months\"\n[matrix]\nhigh = [\"low\", \"high\", \"high\"]\nmedium = [\"low\", \"low\", \"high\"]\nlow = [\"low\", \"low\", \"low\"]\n",
    ],
    good: &[
        "+++ schema/methodology.toml\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\n[[level]]\nid = \"high\"\nname = \"High\"\nacceptable = false\naccept_by = \"ciso\"\ntreat_within = \"6 months\"\n[matrix]\nhigh = [\"low\", \"high\", \"high\"]\nmedium = [\"low\", \"low\", \"high\"]\nlow = [\"low\", \"low\", \"low\"]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    let refused =
        |acceptable: &Option<crate::source::At<bool>>| acceptable.as_ref().is_some_and(|a| !a.value);
    let all = methodology.levels.iter().all(|level| refused(&level.acceptable));
    if !all || methodology.has_lost("level") {
        return;
    }
    let Some(lowest) = methodology.levels.first() else { return };
    let span = lowest.acceptable.as_ref().map_or(lowest.span, |acceptable| acceptable.span);
    let count = methodology.levels.len();
    let finding =
        RULE.at(span, format!("none of the {count} levels is acceptable, so that there is no line"));
    let finding = finding.label("the lowest level is not acceptable either");
    let finding = finding.thing(METHODOLOGY).field("level.acceptable");
    out.add(finding.help("write acceptable = true at the levels that may be carried as they are"));
}
