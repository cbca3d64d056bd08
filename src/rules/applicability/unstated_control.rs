//! `unstated-control`

use crate::applicability::statement;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unstated-control",
    family: Family::Applicability,
    severity: Severity::Off,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an Annex A control is neither applied nor excluded",
    why: "The statement of applicability says of each of the 93 controls of Annex A whether it applies and why \
          (ISO 27001, 6.1.3 d). The rule is off until a register means to say it of all of them; what is missing \
          is told once for each theme.",
    bad: &["controls = []\n\
         === controls.toml\n[[control]]  # unstated-control, unstated-control, unstated-control, unstated-control\nid = \"web-filter\"\nname = \"Web filter\"\nowner = \"it-manager\"\nstate = \"implemented\"\nannex_a = [\"A.8.23\"]\n"],
    good: &["--- plimsoll.toml\n[rules]\nunstated-control = \"off\"\n"],
    check: Check::Register(check),
};

/// As many references are named.
const NAMED: usize = 8;

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    if register.holes().controls {
        return;
    }
    let all = statement(facts);
    for (theme, name) in crate::model::annex_a::THEMES {
        let unstated = all.iter().filter(|one| one.applies().is_none());
        let references: Vec<&str> = unstated
            .map(|one| one.control.reference)
            .filter(|reference| reference.starts_with(theme))
            .collect();
        if references.is_empty() {
            continue;
        }
        let home = &register.config.paths.controls;
        let place = register.sources.find(home).unwrap_or(register.config.file);
        let named = references[..references.len().min(NAMED)].join(", ");
        let more = match references.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("{name}: nothing is stated of {named}{more}");
        let finding = RULE.at(Span::start_of(place), message).label("neither applied nor excluded");
        let finding = finding.thing(theme.trim_end_matches('.')).field("annex_a").other(references.join(","));
        out.add(finding.help(
            "write `annex_a` on the controls that apply them, or an [[excluded]] with its justification",
        ));
    }
}
