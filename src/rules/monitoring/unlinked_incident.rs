//! `unlinked-incident`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unlinked-incident",
    family: Family::Monitoring,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an incident names no risk",
    why: "An incident is a risk that came true. Either the register has that risk, and the incident says \
          something about its likelihood, or the register lacks it.",
    bad: &[
        "=== incidents/I0001.toml\nid = \"I0001\"  # unlinked-incident\ntitle = \"Phishing\"\ndetected = 2025-03-03T09:00:00Z\n",
    ],
    good: &[
        "=== incidents/I0001.toml\nid = \"I0001\"\ntitle = \"Phishing\"\ndetected = 2025-03-03T09:00:00Z\nrisks = [\"R001\"]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for incident in facts.register.incidents.iter().filter(|incident| incident.risks.is_empty()) {
        if !incident.id_is_written {
            continue;
        }
        let message = format!("{} names no risk", incident.id.value);
        let finding = RULE.at(incident.id.span, message).label("no `risks`");
        let finding = finding.thing(&incident.id).field("risks");
        out.add(
            finding
                .help("write `risks`: those that came true in it; `plimsoll new` writes one that is missing"),
        );
    }
}
