//! `excluded-in-use`

use std::collections::HashMap;

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::annex_a::plain;
use crate::model::config::Severity;
use crate::model::control::Control;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "excluded-in-use",
    family: Family::Applicability,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an Annex A control is excluded and in use at the same time",
    why: "The statement of applicability says of every Annex A control whether it applies (ISO 27001, 6.1.3 d). One cannot be excluded and be carried out at the same time: an auditor who reads both believes neither.",
    bad: &[
        "--- controls.toml\n[[excluded]]\nannex_a = \"A.8.23\"  # excluded-in-use\njustification = \"No web access.\"\n[[control]]\nid = \"web-filter\"\nname = \"Web filter\"\nowner = \"it-manager\"\nstate = \"implemented\"\nannex_a = [\"A.8.23\"]\n",
    ],
    good: &[
        "--- controls.toml\n[[excluded]]\nannex_a = \"A.7.6\"\njustification = \"No secure areas.\"\n",
        "--- controls.toml\n[[excluded]]\nannex_a = \"A.8.23\"\njustification = \"No web access.\"\n[[control]]\nid = \"web-filter\"\nname = \"Web filter\"\nowner = \"it-manager\"\nstate = \"retired\"\nannex_a = [\"A.8.23\"]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    if register.excluded.is_empty() {
        return;
    }
    let in_use = in_use(&register.controls);
    for excluded in register.excluded.iter().filter_map(|excluded| excluded.annex_a.as_ref()) {
        for (control, reference) in in_use.get(&plain(excluded)).into_iter().flatten() {
            let message = format!(
                "{} is excluded, and `{}` ({}) is there for it",
                excluded.value,
                control.id.value,
                control.name()
            );
            let finding = RULE.at(excluded.span, message).label("excluded here").thing(&excluded.value);
            let finding = finding.field("excluded.annex_a").other(&control.id.value);
            let finding = finding.related(reference.span, format!("{} refers to it here", control.name()));
            out.add(finding.help("take the exclusion out, or the reference from the control"));
        }
    }
}

/// Every control that is not retired, by each of its references, once.
fn in_use(controls: &[Control]) -> HashMap<String, Vec<(&Control, &At<String>)>> {
    let mut by_reference: HashMap<String, Vec<(&Control, &At<String>)>> = HashMap::new();
    for control in controls.iter().filter(|control| !control.is_retired()) {
        for reference in &control.annex_a {
            let entries = by_reference.entry(plain(reference)).or_default();
            if entries.last().is_none_or(|(last, _)| !std::ptr::eq(*last, control)) {
                entries.push((control, reference));
            }
        }
    }
    by_reference
}
