//! `unknown-threat`

use super::catalogue::Catalogue;
use crate::facts::Facts;
use crate::finding::{Findings, FixClass};
use crate::mention::{About, Mention};
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::suggest::Known;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-threat",
    family: Family::References,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk names a threat that the catalogue does not have",
    why: "Risks are gathered by what acts on them, and one threat under two names is counted as two. What is \
          named here stands in the catalogue of threats.",
    bad: &["threats = [\"theft\"]  # unknown-threat\n"],
    good: &[
        "threats = [\"theft\"]\n=== threats.toml\n[[threat]]\nid = \"theft\"\nname = \"Theft\"\norigin = \"external\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    if register.holes().threats {
        return;
    }
    let mut catalogue = Catalogue::new(&RULE, "threat", &register.config.paths.threats, "[[threat]]");
    let known = || register.threats.iter().map(|threat| Known { id: &threat.id.value, name: threat.name() });
    for risk in &register.risks {
        for id in risk.threats.iter().filter(|id| register.threat(id).is_none()) {
            let mention = Mention::new(About::Risk(risk.id()), "threats", id);
            out.add(catalogue.unknown(&mention, known));
        }
    }
}
