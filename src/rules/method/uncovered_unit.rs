//! `uncovered-unit`

use std::collections::HashSet;

use super::METHODOLOGY;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "uncovered-unit",
    family: Family::Method,
    severity: Severity::Info,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "no open risk names a unit of the scope",
    why: "A part of the scope without a single risk has mostly not been looked at, rather than being safe.",
    bad: &[
        "--- schema/methodology.toml\n[[scope.unit]]\nid = \"factory\"  # uncovered-unit\nname = \"Factory\"\n",
    ],
    good: &["unit = \"platform\"\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    let Some(methodology) = &register.methodology else { return };
    // A unit that could not be read may be the one.
    let unread = register.holes().risks || register.open().any(|risk| risk.is_faulty("unit"));
    if unread || methodology.scope.units.is_empty() {
        return;
    }
    let named: HashSet<&str> =
        register.open().filter_map(|risk| risk.unit.as_ref()).map(|unit| unit.as_str()).collect();
    let units = methodology.scope.units.iter().filter(|unit| unit.is_included());
    for unit in units.filter(|unit| !named.contains(unit.id.as_str())) {
        let finding = RULE.at(unit.id.span, format!("no open risk names {} as its unit", unit.name()));
        let finding =
            finding.label("no risk here").thing(METHODOLOGY).field("scope.unit").other(&unit.id.value);
        out.add(
            finding
                .help(format!("look for its risks, or write unit = \"{}\" where they stand", unit.id.value)),
        );
    }
}
