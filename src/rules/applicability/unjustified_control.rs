//! `unjustified-control`

use std::collections::HashSet;

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::control::Reason;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unjustified-control",
    family: Family::Applicability,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a control is said to be there for risks, and no open risk counts on it or plans it",
    why: "ISO 27001 (6.1.3 d) asks for each control why it applies. One that is there for risks is counted on by a risk, or has another reason.",
    bad: &[
        "--- controls.toml\n[[control]]\nid = \"door-locks\"\nname = \"Door locks\"\nowner = \"office-manager\"\nstate = \"implemented\"\nreasons = [\"risk\"]  # unjustified-control\n",
    ],
    good: &[
        "--- controls.toml\n[[control]]\nid = \"door-locks\"\nname = \"Door locks\"\nowner = \"office-manager\"\nstate = \"implemented\"\nreasons = [\"law\"]\n",
        "controls = [\"door-locks\"]\n--- controls.toml\n[[control]]\nid = \"door-locks\"\nname = \"Door locks\"\nowner = \"office-manager\"\nstate = \"implemented\"\nreasons = [\"risk\"]\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n[[treatment.action]]\ntitle = \"Fit the locks\"\nowner = \"office-manager\"\ncontrol = \"door-locks\"\n--- controls.toml\n[[control]]\nid = \"door-locks\"\nname = \"Door locks\"\nowner = \"office-manager\"\nstate = \"planned\"\nreasons = [\"risk\"]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    // A risk that could not be read in full may be the one that counts on it.
    let is_hidden = |risk: &Risk| risk.is_faulty("controls") || risk.is_faulty("treatment.action.control");
    if register.holes().risks || register.open().any(is_hidden) {
        return;
    }
    let in_use: HashSet<&str> = register
        .open()
        .flat_map(|risk| risk.controls.iter().chain(risk.planned_controls()))
        .map(|id| id.as_str())
        .collect();
    for control in register.controls.iter().filter(|control| !control.is_retired()) {
        let reason = control.reasons.iter().find(|reason| reason.value == Reason::Risk);
        let Some(reason) = reason.filter(|_| !in_use.contains(control.id.as_str())) else { continue };
        let message =
            format!("no open risk counts on `{}` ({}) or plans it", control.id.value, control.name());
        let finding = RULE.at(reason.span, message).label("says that it is there for risks");
        let finding = finding.thing(&control.id.value).field("control.reasons");
        out.add(
            finding.help("name it in the `controls` of the risks that it holds, or give its true reason"),
        );
    }
}
