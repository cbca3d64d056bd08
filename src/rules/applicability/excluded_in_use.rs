//! `excluded-in-use`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::control::ControlState;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "excluded-in-use",
    family: Family::Applicability,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an Annex A control is excluded and in use at the same time",
    why: "The statement of applicability cannot say that a control does not apply while a control of the register refers to it.",
    bad: &[
        "--- controls.toml\n[[excluded]]\nannex_a = \"A.8.23\"  # excluded-in-use\njustification = \"No web access.\"\n[[control]]\nid = \"web-filter\"\nname = \"Web filter\"\nowner = \"it-manager\"\nstate = \"implemented\"\nannex_a = [\"A.8.23\"]\n",
    ],
    good: &["--- controls.toml\n[[excluded]]\nannex_a = \"A.7.6\"\njustification = \"No secure areas.\"\n"],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for excluded in facts.register.excluded.iter().filter_map(|excluded| excluded.annex_a.as_ref()) {
        for control in &facts.register.controls {
            let retired = control.state.as_ref().is_some_and(|state| state.value == ControlState::Retired);
            let Some(reference) = control.annex_a.iter().find(|reference| reference.value == excluded.value)
            else {
                continue;
            };
            if retired {
                continue;
            }
            let message = format!(
                "{} is excluded, and `{}` ({}) is in use",
                excluded.value,
                control.id.value,
                control.name()
            );
            let finding = RULE.at(excluded.span, message).label("excluded here").thing(&excluded.value);
            let finding = finding.field("excluded.annex_a").other(&control.id.value);
            out.add(
                finding
                    .related(reference.span, "in use here")
                    .help("take the exclusion out, or the reference"),
            );
        }
    }
}
